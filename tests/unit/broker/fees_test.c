#include "unit/broker/desk.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/pack.h"

Test(broker_fees, the_discount_brokers_costs_are_those_of_the_rules) {
    struct desk *desk = desk_new();
    const struct broker_profile *discount = &desk->broker.table.rows[0];
    cr_expect_str_eq(discount->word, "discount");
    cr_expect_eq(desk->broker.table.opening_cash, fix("10000"));
    cr_expect_eq(desk->broker.table.smallest_value, fix("10"));
    static const struct {
        int instrument;
        const char *value, *size, *due;
    } cases[] = {
        {BTC, "2004", "0.04", "5.01"},
        {BTC, "0.01", "0.0001", "0.01"},
        {BTC, "0", "0", "0"},
        {BTC, "100.001", "1", "0.26"},
        {KEST, "41.20", "1", "1"},
        {KEST, "2000", "50", "1"},
        {KEST, "2000.01", "50", "1.01"},
        {EUR, "11000", "10000", "0"},
        {SPX, "22500", "1", "2.50"},
        {SPX, "67500", "3", "7.50"},
        {GOLD, "1950", "1", "0"},
        {KEST, "0", "0", "0"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        cr_expect_eq(fees_due(discount, &desk->market.table.rows[cases[i].instrument],
                              fix(cases[i].value), fix(cases[i].size)),
                     fix(cases[i].due), "case %zu", i);
    struct instrument btc_fut = {.symbol = "BTC-FUT", .class = CLASS_FUTURES};
    cr_expect_eq(fees_due(discount, &btc_fut, fix("505"), fix("3")), fix("1.50"));
    desk_free(desk);
}

Test(broker_fees, a_table_that_cannot_be_right_is_refused_with_its_place) {
    static const char *const texts[] = {
        "",
        "[]",
        "{\"opening_cash\":\"1\",\"smallest_value\":\"1\",\"brokers\":[]}",
        "{\"opening_cash\":\"1.001\",\"smallest_value\":\"1\",\"brokers\":[]}",
        "{\"opening_cash\":\"1\",\"smallest_value\":\"-1\",\"brokers\":[]}",
        "{\"opening_cash\":\"1\",\"smallest_value\":\"1\",\"brokers\":[{\"word\":\"a\","
        "\"label\":\"A\",\"classes\":{\"shoe\":{\"rate\":\"0\",\"minimum\":\"0\"}},"
        "\"contracts\":{}}]}",
        "{\"opening_cash\":\"1\",\"smallest_value\":\"1\",\"brokers\":[{\"word\":\"a\","
        "\"label\":\"A\",\"classes\":{\"stock\":{\"rate\":\"2\",\"minimum\":\"0\"}},"
        "\"contracts\":{}}]}",
        "{\"opening_cash\":\"1\",\"smallest_value\":\"1\",\"brokers\":[{\"word\":\"a\","
        "\"label\":\"A\",\"classes\":{\"stock\":{\"rate\":\"0\",\"minimum\":\"0\"}},"
        "\"contracts\":{\"X\":\"-1\"}}]}",
        "{\"opening_cash\":\"1\",\"smallest_value\":\"1\",\"brokers\":["
        "{\"word\":\"a\",\"label\":\"A\",\"classes\":{},\"contracts\":{}},"
        "{\"word\":\"a\",\"label\":\"A\",\"classes\":{},\"contracts\":{}}]}",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct broker_table table;
        struct error error = {0};
        cr_expect_eq(brokers_load(&table, texts[i], strlen(texts[i]), &error), ERROR_USAGE,
                     "text %zu", i);
        cr_expect_eq(table.count, 0);
        cr_expect_not_null(strstr(error.place, "brokers.json"), "%s", error.place);
    }
}
