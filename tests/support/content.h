/* The embedded content, loaded for tests that need whole games. */
#ifndef TESTS_SUPPORT_CONTENT_H
#define TESTS_SUPPORT_CONTENT_H

#include <assert.h>
#include <stdio.h>

#include "base/pack.h"
#include "game/game.h"

static inline void test_content(struct content *content) {
    struct error error = {0};
    const struct pack_file *instruments = pack_find(&pack_embedded, "data/instruments.json");
    const struct pack_file *companies = pack_find(&pack_embedded, "data/companies.json");
    const struct pack_file *brokers = pack_find(&pack_embedded, "data/brokers.json");
    *content = (struct content){0};
    int code = !instruments || !companies || !brokers
                   ? error_set(&error, ERROR_STORAGE, "the content pack is empty")
                   : instruments_load(&content->instruments, instruments->bytes,
                                      instruments->length, &error);
    if (code == 0) {
        code = companies_load(&content->companies, companies->bytes, companies->length, &error);
    }
    if (code == 0) {
        code = brokers_load(&content->brokers, brokers->bytes, brokers->length, &error);
    }
    if (code != 0) {
        fprintf(stderr, "%s\n", error.sentence);
    }
    assert(code == 0);
}

#endif
