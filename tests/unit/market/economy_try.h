/* What the tests of the economy share. */
#ifndef TEST_ECONOMY_TRY_H
#define TEST_ECONOMY_TRY_H

#include <math.h>

#include "market/economy.h"
#include "unit/market/market_try.h"

static inline struct company_table try_company_table(void) {
    const struct pack_file *file = pack_find(&pack_embedded, "data/companies.json");
    struct company_table table;
    struct error error = {0};
    cr_assert_not_null(file);
    cr_assert_eq(companies_load(&table, file->bytes, file->length, &error), 0, "%s",
                 error.sentence);
    return table;
}

/* An economy that lists `symbols` (NULL: all), with some history before its start. */
static inline void try_economy_at(struct economy *economy, const char *symbols, uint64_t seed,
                                  int64_t history_ms, int64_t start_ms) {
    struct instrument_table content = try_table(), listed = content;
    struct company_table companies = try_company_table();
    if (symbols != NULL)
        cr_assert_eq(instruments_select(&listed, symbols, NULL), 0);
    economy_init(economy, &content, &listed, &companies, seed, start_ms - history_ms, start_ms);
}

static inline void try_economy(struct economy *economy, const char *symbols, uint64_t seed,
                               int64_t history_ms) {
    try_economy_at(economy, symbols, seed, history_ms, try_start());
}

/* In steps of a day at most, events dropped. */
static inline void try_run(struct economy *economy, int64_t until_ms) {
    while (economy->next_ms <= until_ms) {
        int64_t day = economy->next_ms + DAY_MS;
        economy_advance(economy, day < until_ms ? day : until_ms);
        economy_events_drain(economy);
    }
}

static inline struct asset *try_asset(struct economy *economy, const char *symbol) {
    int index = instrument_find(&economy->table, symbol);
    cr_assert_geq(index, 0, "%s", symbol);
    return &economy->assets[index];
}

static inline uint64_t try_hash(const struct economy *economy) {
    struct buffer bytes = {0};
    struct sink sink = buffer_sink(&bytes);
    economy_encode(economy, &sink);
    uint64_t hash = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < bytes.length; i++)
        hash = (hash ^ bytes.bytes[i]) * UINT64_C(1099511628211);
    buffer_clear(&bytes);
    return hash;
}

#endif
