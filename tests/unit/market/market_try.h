/* What the tests of instruments, paths, quoters and markets share. */
#ifndef TEST_MARKET_TRY_H
#define TEST_MARKET_TRY_H

#include <criterion/criterion.h>
#include <string.h>

#include "base/gametime.h"
#include "base/mem.h"
#include "base/pack.h"
#include "base/random.h"
#include "market/company.h"
#include "market/instrument.h"
#include "market/tape.h"

static inline struct instrument_table try_table(void) {
    const struct pack_file *file = pack_find(&pack_embedded, "data/instruments.json");
    struct instrument_table table;
    struct error error = {0};
    cr_assert_not_null(file);
    cr_assert_eq(instruments_load(&table, file->bytes, file->length, &error), 0, "%s",
                 error.sentence);
    return table;
}

static inline void try_companies(struct company_table *companies) {
    const struct pack_file *file = pack_find(&pack_embedded, "data/companies.json");
    struct error error = {0};
    cr_assert_not_null(file);
    cr_assert_eq(companies_load(companies, file->bytes, file->length, &error), 0, "%s",
                 error.sentence);
}

static inline const struct instrument *try_row(const struct instrument_table *table,
                                               const char *symbol) {
    int index = instrument_find(table, symbol);
    cr_assert_geq(index, 0, "%s", symbol);
    return &table->rows[index];
}

static inline int64_t try_time(const char *text) {
    int64_t ms = 0;
    cr_assert(gametime_parse(text, &ms), "%s", text);
    return ms;
}

static inline int64_t try_start(void) {
    return try_time("2025-01-13 14:30");
}

/* A tape of `count` bars from `ms` on whose prices wander by whole cents; every `gap_every`th bar
 * (0: none) is left out. */
static inline struct tape try_tape(uint64_t seed, int64_t ms, int64_t bar_ms, uint32_t count,
                                   uint32_t gap_every) {
    struct random random = random_named(seed, "tape", 0);
    struct tape tape = {.symbol = "TRY", .bar_ms = bar_ms, .tick = FIX8_CENT, .has_volume = true};
    int64_t cents = 10000;
    tape.rows = mem_array(count, sizeof *tape.rows);
    for (uint32_t i = 0; tape.count < count; i++) {
        int64_t close = cents + random_between(&random, -30, 30);
        int64_t upper = cents > close ? cents : close;
        int64_t lower = cents < close ? cents : close;
        struct tape_row row = {.ms = ms + i * bar_ms,
                               .open = cents * FIX8_CENT,
                               .high = (upper + random_between(&random, 0, 20)) * FIX8_CENT,
                               .low = (lower - random_between(&random, 0, 20)) * FIX8_CENT,
                               .close = close * FIX8_CENT,
                               .volume = random_between(&random, 0, 5000) * FIX8_ONE};
        cents = close + random_between(&random, -5, 5);
        cents = cents < 5000 ? 5000 : cents;
        if (gap_every == 0 || i % gap_every != gap_every - 1)
            tape.rows[tape.count++] = row;
    }
    cr_assert(tape_is_sane(&tape));
    return tape;
}

#endif
