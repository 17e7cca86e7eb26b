#include "base/text.h"
#include "unit/market/economy_try.h"

static int load(struct company_table *table, const char *rows, struct error *error) {
    char text[4096];
    text_format(text, sizeof text, "{\"companies\": [%s]}", rows);
    return companies_load(table, text, strlen(text), error);
}

#define STOCK                                                                                      \
    "\"driver\": \"stock\", \"eps\": \"1\", \"book_value\": \"5\", \"report_day\": \"20\","        \
    " \"after_close\": true"

Test(company, the_file_has_a_row_for_every_instrument_and_weights_of_one) {
    struct company_table companies = try_company_table();
    struct instrument_table table = try_table();
    fix8_t weights = 0;
    for (uint32_t i = 0; i < table.count; i++) {
        const struct company_row *row = company_find(&companies, table.rows[i].symbol);
        cr_assert_not_null(row, "%s", table.rows[i].symbol);
        cr_assert_eq(row->driver == DRIVER_STOCK, table.rows[i].class == CLASS_STOCK);
        weights += row->weight;
    }
    cr_assert_eq(weights, FIX8_ONE);
    cr_assert_null(company_find(&companies, "NOPE"));
}

Test(company, a_row_that_is_wrong_is_named_with_its_key) {
    static const struct {
        const char *rows, *place;
    } wrong[] = {
        {"{\"symbol\": \"A\", \"about\": \"x\", \"driver\": \"magic\"}", "A: driver"},
        {"{\"symbol\": \"A\", \"driver\": \"own\"}", "A: about"},
        {"{\"symbol\": \"A\", \"about\": \"x\", \"driver\": \"own\", \"wieght\": \"1\"}",
         ": wieght"},
        {"{\"symbol\": \"A\", \"about\": \"x\", \"driver\": \"premium\"}", "A: of"},
        {"{\"symbol\": \"A\", \"about\": \"x\", \"driver\": \"own\", \"of\": \"B\"}", "A: of"},
        {"{\"symbol\": \"A\", \"about\": \"x\", \"driver\": \"carry\", \"of\": \"B\"}",
         "A: factor"},
        {"{\"symbol\": \"A\", \"about\": \"x\", \"driver\": \"bond\", \"payments\": \"5\"}",
         "A: payments"},
        {"{\"symbol\": \"A\", \"about\": \"x\", \"driver\": \"stock\"}", "A: eps"},
        {"{\"symbol\": \"A\", \"about\": \"x\", \"driver\": \"own\", \"weight\": \"1\"}",
         "A: weight"},
        {"{\"symbol\": \"A\", \"about\": \"x\", \"driver\": \"own\"},"
         "{\"symbol\": \"a\", \"about\": \"x\", \"driver\": \"own\"}",
         "a: symbol"},
        {"{\"symbol\": \"A\", \"about\": \"x\", \"weight\": \"0.5\", " STOCK "}", ""},
    };
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
        struct company_table table;
        struct error error = {0};
        cr_assert_eq(load(&table, wrong[i].rows, &error), ERROR_USAGE, "%zu", i);
        cr_assert_str_eq(error.place, wrong[i].place, "%zu: %s", i, error.sentence);
        cr_assert_neq(error.sentence[0], '\0');
    }
}

Test(company, a_content_without_companies_still_has_an_economy) {
    static struct economy economy;
    struct instrument_table table = try_table();
    struct company_table none = {.count = 0}, companies = try_company_table();
    struct instrument_table few = table;
    economy_init(&economy, &table, &table, &none, 1, try_start() - HOUR_MS, try_start());
    try_run(&economy, try_start() + 3 * HOUR_MS);
    for (uint32_t i = 0; i < table.count; i++)
        cr_assert_eq(economy.assets[i].driver, DRIVER_OWN);
    /* Futures and funds whose parts are not there move by themselves. */
    cr_assert_eq(instruments_select(&few, "SPX-FUT,BTC-FUT,BELL", NULL), 0);
    economy_init(&economy, &few, &few, &companies, 1, try_start() - HOUR_MS, try_start());
    try_run(&economy, try_start());
    for (uint32_t i = 0; i < few.count; i++) {
        int32_t ticks;
        cr_assert(instrument_ticks(&few.rows[i], few.rows[i].start, &ticks));
        cr_assert_float_eq(economy_point(&economy, (int)i).value, ticks, 1e-6 * ticks);
    }
}

Test(company, decoded_rows_are_the_same_and_damaged_ones_are_refused) {
    struct company_table table = try_company_table(), again;
    struct buffer bytes = {0};
    struct sink sink = buffer_sink(&bytes);
    companies_encode(&table, &sink);
    struct source source = source_of(bytes.bytes, bytes.length);
    cr_assert_eq(companies_decode(&again, &source, NULL), 0);
    cr_assert(source_done(&source));
    cr_assert_eq(memcmp(&table, &again, sizeof table), 0);
    for (size_t cut = 0; cut < bytes.length; cut += 13) {
        source = source_of(bytes.bytes, cut);
        cr_assert_eq(companies_decode(&again, &source, NULL), ERROR_STORAGE);
    }
    buffer_clear(&bytes);
}

Test(company, listed_at_another_price_it_is_as_much_larger_or_smaller) {
    static struct economy economy;
    struct instrument_table content = try_table(), listed = content;
    struct company_table companies = try_company_table();
    struct company company;
    int kest = instrument_find(&listed, "KEST");
    listed.rows[kest].start *= 3;
    economy_init(&economy, &content, &listed, &companies, 1, try_start(), try_start());
    try_run(&economy, try_start());
    cr_assert_float_eq(economy_point(&economy, kest).value, 3 * 4120, 1e-6);
    cr_assert(economy_company(&economy, kest, &company));
    cr_assert_float_eq(company.pe, 41.2 / 1.55, 1e-6);
    cr_assert_float_eq(fix8_double(company.dividend), 0.72, 1e-6);
    cr_assert_str_eq(company.sector, "Technology");
}
