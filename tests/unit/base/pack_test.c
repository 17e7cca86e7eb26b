#include <criterion/criterion.h>

#include "base/mem.h"
#include "base/pack.h"

static const struct pack_file files[] = {
    {"assets/title.txt", (const uint8_t *)"A", 1},
    {"data/a", (const uint8_t *)"B", 1},
    {"data/a.json", (const uint8_t *)"C", 1},
    {"data/b.json", (const uint8_t *)"D", 1},
    {"data/z", (const uint8_t *)"", 0},
};

Test(pack, every_file_is_found_in_a_pack_of_any_size) {
    for (size_t count = 0; count <= ARRAY_LEN(files); count++) {
        struct pack pack = {.files = files, .count = count};
        for (size_t i = 0; i < ARRAY_LEN(files); i++) {
            const struct pack_file *wanted = i < count ? &files[i] : NULL;
            cr_assert_eq(pack_find(&pack, files[i].name), wanted, "%s of %zu", files[i].name,
                         count);
        }
    }
}

Test(pack, what_is_not_there_is_not_found) {
    struct pack pack = {.files = files, .count = ARRAY_LEN(files)};
    static const char *const absent[] = {"", "assets", "data/a.jso", "data/a.json5", "zzz"};
    for (size_t i = 0; i < ARRAY_LEN(absent); i++) {
        cr_assert_null(pack_find(&pack, absent[i]), "%s", absent[i]);
    }
    cr_assert_null(pack_find(&(struct pack){.files = NULL, .count = 0}, "data/a"));
}
