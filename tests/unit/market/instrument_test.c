#include <stdio.h>
#include <string.h>

#include "unit/market/market_try.h"

static int load(struct instrument_table *table, const char *text, struct error *error) {
    memset(error, 0, sizeof *error);
    return instruments_load(table, text, strlen(text), error);
}

Test(instrument, the_table_has_the_twenty_rows_of_the_game) {
    static const struct {
        const char *symbol, *start, *spread, *tick, *lot, *contract, *largest, *volatility;
        enum asset_class class;
    } rules[] = {
        {"BTC-USD", "50000", "0.001", "0.5", "0.0001", "1", "20", "0.015", CLASS_CRYPTO},
        {"ETH-USD", "3000", "0.001", "0.05", "0.001", "1", "300", "0.015", CLASS_CRYPTO},
        {"BTC-FUT", "50500", "0.0015", "0.5", "1", "0.01", "1000", "0.015", CLASS_FUTURES},
        {"SPX-FUT", "4500", "0.0005", "0.25", "1", "5", "40", "0.01", CLASS_FUTURES},
        {"EURUSD", "1.1", "0.00002", "0.00001", "1000", "1", "1000000", "0.005", CLASS_FOREX},
        {"GOLD-CFD", "1950", "0.0003", "0.01", "0.1", "1", "500", "0.009", CLASS_CFD},
        {"KEST", "41.2", "0.0006", "0.01", "0.01", "1", "10000", "0.022", CLASS_STOCK},
        {"BELL", "100", "0.0002", "0.01", "0.01", "1", "10000", "0.01", CLASS_FUND},
        {"BOND", "100", "0.0002", "0.001", "0.01", "1", "10000", "0.003", CLASS_FUND},
    };
    struct instrument_table table = try_table();
    cr_assert_eq(table.count, 20);
    for (size_t i = 0; i < ARRAY_LEN(rules); i++) {
        const struct instrument *row = try_row(&table, rules[i].symbol);
        const struct {
            fix8_t value;
            const char *rule;
        } numbers[] = {
            {row->start, rules[i].start},
            {row->spread, rules[i].spread},
            {row->tick, rules[i].tick},
            {row->lot, rules[i].lot},
            {row->contract, rules[i].contract},
            {row->largest, rules[i].largest},
            {row->day_volatility, rules[i].volatility},
        };
        for (size_t n = 0; n < ARRAY_LEN(numbers); n++) {
            char text[FIX8_TEXT_MAX];
            fix8_format(numbers[n].value, -1, false, text, sizeof text);
            cr_assert_str_eq(text, numbers[n].rule, "%s, number %zu", row->symbol, n);
        }
        cr_assert_eq(row->class, rules[i].class);
        cr_assert_eq(row->maintenance_margin * 2, row->initial_margin);
    }
}

Test(instrument, twelve_stocks_of_six_sectors_keep_the_ranges_of_the_game) {
    struct instrument_table table = try_table();
    char sectors[6][24] = {""};
    int stocks = 0, sector_count = 0;
    for (uint32_t i = 0; i < table.count; i++) {
        const struct instrument *row = &table.rows[i];
        if (row->class != CLASS_STOCK)
            continue;
        stocks++;
        cr_assert(row->start >= 8 * FIX8_ONE && row->start <= 400 * FIX8_ONE, "%s", row->symbol);
        cr_assert(row->spread >= 20000 && row->spread <= 150000, "%s", row->symbol);
        cr_assert(row->day_volatility >= 1500000 && row->day_volatility <= 3000000);
        cr_assert_eq(row->tick, row->start < 10 * FIX8_ONE ? FIX8_CENT / 10 : FIX8_CENT);
        cr_assert_eq(row->calendar, CALENDAR_EXCHANGE);
        int known = 0;
        while (known < sector_count && strcmp(sectors[known], row->sector) != 0)
            known++;
        cr_assert(known < 6, "a seventh sector: %s", row->sector);
        if (known == sector_count)
            strcpy(sectors[sector_count++], row->sector);
    }
    cr_assert_eq(stocks, 12);
    cr_assert_eq(sector_count, 6);
}

Test(instrument, a_bad_row_is_refused_by_row_and_key) {
    static const char form[] =
        "{\"instruments\":[{\"symbol\":\"A\",\"name\":\"A\",\"class\":\"%s\",\"calendar\":\"%s\","
        "\"base\":\"A\",\"quote\":\"USD\",\"sector\":\"\",\"start\":\"%s\",\"spread\":\"0.001\","
        "\"tick\":\"%s\",\"lot\":\"0.01\",\"contract\":\"1\",\"largest\":\"%s\","
        "\"day_volatility\":\"0.01\",\"slippage\":\"1\",\"initial_margin\":\"0.5\","
        "\"maintenance_margin\":\"0.25\",\"collar\":\"0.03\",\"active\":true,\"tradeable\":true}]}";
    static const struct {
        const char *class, *calendar, *start, *tick, *largest, *place;
    } tries[] = {
        {"stock", "exchange", "10", "0.01", "100", NULL},
        {"stick", "exchange", "10", "0.01", "100", "class"},
        {"stock", "tape", "10", "0.01", "100", "calendar"},
        {"stock", "exchange", "10.005", "0.01", "100", "start"},
        {"stock", "exchange", "10", "0", "100", "tick"},
        {"stock", "exchange", "10", "-1", "100", "tick"},
        {"stock", "exchange", "10", "0.01", "100.005", "largest"},
        {"stock", "exchange", "ten", "0.01", "100", "start"},
    };
    for (size_t i = 0; i < ARRAY_LEN(tries); i++) {
        char text[1024];
        struct instrument_table table;
        struct error error;
        snprintf(text, sizeof text, form, tries[i].class, tries[i].calendar, tries[i].start,
                 tries[i].tick, tries[i].largest);
        int code = load(&table, text, &error);
        cr_assert_eq(code, tries[i].place == NULL ? 0 : ERROR_USAGE, "%zu: %s", i, error.sentence);
        if (tries[i].place != NULL)
            cr_assert(strstr(error.sentence, "row 1 (A)") && strstr(error.place, tries[i].place),
                      "%zu: %s", i, error.sentence);
    }
}

Test(instrument, what_is_no_table_is_refused) {
    static const char *const texts[] = {"",
                                        "{",
                                        "[]",
                                        "{}",
                                        "{\"instruments\":[]}",
                                        "{\"instruments\":[{}]}",
                                        "{\"instruments\":[1]}"};
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        struct instrument_table table;
        struct error error;
        cr_assert_eq(load(&table, texts[i], &error), ERROR_USAGE, "%s", texts[i]);
        cr_assert(error.sentence[0] != '\0');
        cr_assert_eq(instruments_load(&table, texts[i], strlen(texts[i]), NULL), ERROR_USAGE);
    }
}

Test(instrument, a_selection_keeps_the_order_of_the_table_and_an_unknown_symbol_changes_nothing) {
    struct instrument_table table = try_table();
    struct error error = {0};
    cr_assert_eq(instruments_select(&table, "KEST,NONE", &error), ERROR_USAGE);
    cr_assert(strstr(error.sentence, "NONE"));
    cr_assert_eq(table.count, 20);
    cr_assert_eq(instruments_select(&table, "", &error), 0);
    cr_assert_eq(table.count, 20);
    cr_assert_eq(instruments_select(&table, "kest, BTC-USD", &error), 0);
    cr_assert_eq(table.count, 2);
    cr_assert_str_eq(table.rows[0].symbol, "BTC-USD");
    cr_assert_str_eq(table.rows[1].symbol, "KEST");
    cr_assert_eq(instrument_find(&table, "EURUSD"), -1);
}

Test(instrument, prices_and_sizes_convert_both_ways_on_the_grid_only) {
    struct instrument_table table = try_table();
    for (uint32_t i = 0; i < table.count; i++) {
        const struct instrument *row = &table.rows[i];
        int32_t ticks;
        int64_t lots;
        cr_assert(instrument_ticks(row, row->start, &ticks));
        cr_assert_eq(instrument_price(row, ticks), row->start);
        cr_assert_not(instrument_ticks(row, row->start + 1, &ticks));
        cr_assert_not(instrument_ticks(row, 0, &ticks));
        cr_assert_not(instrument_ticks(row, -row->tick, &ticks));
        cr_assert(instrument_lots(row, row->largest, &lots));
        cr_assert_eq(instrument_size(row, lots), row->largest);
        cr_assert_not(instrument_lots(row, row->lot / 2, &lots));
    }
    int32_t ticks;
    cr_assert_not(instrument_ticks(try_row(&table, "EURUSD"), FIX8_MAX / 1000 * 1000, &ticks));
}

Test(instrument, value_is_price_times_size_times_contract) {
    struct instrument_table table = try_table();
    fix8_t value;
    cr_assert(instrument_value(try_row(&table, "SPX-FUT"), 18000, 2, &value));
    cr_assert_eq(value, 45000 * FIX8_ONE);
    cr_assert(instrument_value(try_row(&table, "BTC-FUT"), 101000, 3, &value));
    cr_assert_eq(value, 1515 * FIX8_ONE);
    cr_assert(instrument_value(try_row(&table, "EURUSD"), 110001, 1, &value));
    cr_assert_eq(value, 1100 * FIX8_ONE + FIX8_CENT);
    cr_assert_not(instrument_value(try_row(&table, "KEST"), INT32_MAX, INT64_MAX / 4, &value));
}

Test(instrument, the_smallest_size_is_the_first_that_is_worth_enough) {
    struct instrument_table table = try_table();
    fix8_t smallest = 10 * FIX8_ONE;
    for (uint32_t i = 0; i < table.count; i++) {
        const struct instrument *row = &table.rows[i];
        int32_t ticks;
        fix8_t value;
        cr_assert(instrument_ticks(row, row->start, &ticks));
        int64_t lots = instrument_smallest_lots(row, ticks, smallest);
        cr_assert(instrument_value(row, ticks, lots, &value) && value >= smallest);
        if (lots > 1)
            cr_assert(instrument_value(row, ticks, lots - 1, &value) && value < smallest);
    }
}

Test(instrument, a_decoded_table_is_the_same_and_a_cut_one_is_refused) {
    struct instrument_table table = try_table(), again;
    struct buffer bytes = {0}, second = {0};
    struct sink sink = buffer_sink(&bytes), other = buffer_sink(&second);
    instruments_encode(&table, &sink);
    for (size_t cut = 0; cut < bytes.length; cut += 7) {
        struct source source = source_of(bytes.bytes, cut);
        cr_assert_eq(instruments_decode(&again, &source, NULL), ERROR_STORAGE, "%zu", cut);
    }
    struct source source = source_of(bytes.bytes, bytes.length);
    cr_assert_eq(instruments_decode(&again, &source, NULL), 0);
    cr_assert(source_done(&source));
    instruments_encode(&again, &other);
    cr_assert(second.length == bytes.length &&
              memcmp(second.bytes, bytes.bytes, bytes.length) == 0);
    buffer_clear(&bytes);
    buffer_clear(&second);
}

Test(instrument, a_replay_takes_grid_and_start_from_the_tape_and_costs_from_its_model) {
    struct instrument_table table = try_table();
    struct tape tape = try_tape(1, try_start(), MINUTE_MS, 1000, 0);
    struct instrument row;
    struct error error = {0};
    cr_assert_eq(instrument_from_tape(&row, &tape, &table, NULL, &error), 0, "%s", error.sentence);
    cr_assert_eq(row.class, CLASS_STOCK);
    cr_assert_eq(row.calendar, CALENDAR_TAPE);
    cr_assert_eq(row.tick, FIX8_CENT);
    cr_assert_eq(row.lot, FIX8_CENT);
    cr_assert_eq(row.start, tape.rows[199].close);
    cr_assert_eq(row.spread, 50000, "the median of the stocks is 0.05 %%");
    tape.spread = 5 * FIX8_CENT;
    cr_assert_eq(instrument_from_tape(&row, &tape, &table, "spx-fut", &error), 0);
    cr_assert_eq(row.class, CLASS_FUTURES);
    cr_assert_eq(row.contract, 5 * FIX8_ONE);
    cr_assert_eq(row.initial_margin, FIX8_ONE / 10);
    cr_assert_str_eq(row.symbol, "TRY");
    cr_assert(row.spread > 45000 && row.spread < 56000, "five cents of about a hundred");
    cr_assert_eq(instrument_from_tape(&row, &tape, &table, "NONE", &error), ERROR_USAGE);
    cr_assert(strstr(error.sentence, "NONE"));
    tape_clear(&tape);
}
