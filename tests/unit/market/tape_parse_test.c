/* One literal sample for every form of file that players bring, and the unhappy paths. */
#include "tape_try.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/gametime.h"
#include "base/mem.h"
#include "market/tape_layout.h"

struct sample {
    const char *name, *text;
    const char *symbol, *first; /* the first bar: its time, "open high low close volume" */
    const char *row;
    uint32_t count;
    int64_t bar_ms;
    enum tape_order order;
};

static const struct sample samples[] = {
    {"yahoo/MSFT.csv",
     "Date,Open,High,Low,Close,Adj Close,Volume\n"
     "1999-01-22,1.750000,1.953125,1.552083,1.640625,1.518424,67867200\n"
     "1999-01-25,1.7,1.8,1.6,1.75,1.5,100\n"
     "2017-11-08,null,null,null,null,null,null\n",
     "MSFT", "1999-01-22 00:00", "1.75 1.953125 1.552083 1.640625 67867200", 2, 3 * DAY_MS,
     TAPE_OLDEST_FIRST},
    {"d_us_txt.txt",
     "<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>\r\n"
     "AAPL.US,D,19840907,000000,0.099,0.10,0.097,0.099,99242379,0\r\n",
     "AAPL.US", "1984-09-07 00:00", "0.099 0.1 0.097 0.099 99242379", 1, DAY_MS, TAPE_OLDEST_FIRST},
    {"finam.txt",
     "<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>\n"
     "EURRUB,60,20171120,010000,69.4562000,69.6904000,69.4456000,69.6839000,59\n"
     "EURRUB,60,20171120,020000,69.4562000,69.6904000,69.4456000,69.6839000,60\n",
     "EURRUB", "2017-11-20 01:00", "69.4562 69.6904 69.4456 69.6839 59", 2, HOUR_MS,
     TAPE_OLDEST_FIRST},
    {"finam_without_header.txt",
     "EURRUB,60,20171120,010000,69.4562000,69.6904000,69.4456000,69.6839000,59\n", "EURRUB",
     "2017-11-20 01:00", "69.4562 69.6904 69.4456 69.6839 59", 1, HOUR_MS, TAPE_OLDEST_FIRST},
    {"SHIBUSDT-1m-2021-11.csv",
     "1637971200000,0.00002853,0.00002854,0.00002851,0.00002854,36304.2,1637971259999,1.03547608,"
     "79,19523.0,0.55694227,0\n"
     "1637971260000,0.00002854,0.00002854,0.00002851,0.00002852,1,1637971319999,1,1,1,1,0\n",
     "SHIBUSDT", "2021-11-27 00:00", "0.00002853 0.00002854 0.00002851 0.00002854 36304.2", 2,
     MINUTE_MS, TAPE_OLDEST_FIRST},
    {"BTCUSDT-1h.csv",
     "open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,"
     "taker_buy_quote_volume,ignore\n"
     "1699999200000000,35000.1,35100,34900,35050,12.5,1700002799999999,1,1,1,1,0\n"
     "1700002800000000,35050,35060,34950,35000,2,1700006399999999,1,1,1,1,0\n",
     "BTCUSDT", "2023-11-14 22:00", "35000.1 35100 34900 35050 12.5", 2, HOUR_MS,
     TAPE_OLDEST_FIRST},
    {"Binance_BTCUSDT_1h.csv",
     "https://www.CryptoDataDownload.com\n"
     "Unix,Date,Symbol,Open,High,Low,Close,Volume BTC,Volume USDT,tradecount\n"
     "1704070800000,2024-01-01 01:00:00,BTCUSDT,42500,42600,42400,42550,12.3,522000,1000\n"
     "1704067200000,2024-01-01 00:00:00,BTC/USDT,1,1,1,1,1,1,1\n"
     "1704067200,2024-01-01 00:00:00,BTCUSDT,42400,42550,42300,42500,10,424000,900\n",
     "BTCUSDT", "2024-01-01 00:00", "42400 42550 42300 42500 10", 2, HOUR_MS, TAPE_NEWEST_FIRST},
    {"XBTUSD_60.csv",
     "1775001600,2103.25,2115.26,2095.55,2112.38,1259.76951889,761\n"
     "1775012400,2112.38,2120,2110,2115,3,2\n",
     "XBTUSD", "2026-04-01 00:00", "2103.25 2115.26 2095.55 2112.38 1259.76951889", 2, HOUR_MS,
     TAPE_OLDEST_FIRST},
    {"DAT_MT_EURUSD_M1_2012.csv",
     "2012.02.01,00:00,1.306600,1.306600,1.306560,1.306560,0\n"
     "2012.02.01,00:01,1.306570,1.306570,1.306470,1.306560,0\n",
     "EURUSD", "2012-02-01 00:00", "1.3066 1.3066 1.30656 1.30656 0", 2, MINUTE_MS,
     TAPE_OLDEST_FIRST},
    {"DAT_ASCII_EURUSD_M1_2012.csv",
     "20120201 000000;1.306600;1.306600;1.306560;1.306560;0\r\n"
     "20120201 000100;1.306570;1.306570;1.306470;1.306560;0\r\n",
     "EURUSD", "2012-02-01 00:00", "1.3066 1.3066 1.30656 1.30656 0", 2, MINUTE_MS,
     TAPE_OLDEST_FIRST},
    {"NAS100_M1.csv",
     "<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>\n"
     "2024.01.02\t00:00:00\t15000.0\t15100.0\t14950.0\t15050.0\t1234\t0\t2\n",
     "NAS100", "2024-01-02 00:00", "15000 15100 14950 15050 1234", 1, DAY_MS, TAPE_OLDEST_FIRST},
    {"US30.csv",
     "\"<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>\"\n"
     "\"2024.01.02\t01:00:00\t15000.0\t15100.0\t14950.0\t15050.0\t1234\t5\t2\"\n",
     "US30", "2024-01-02 01:00", "15000 15100 14950 15050 5", 1, MINUTE_MS, TAPE_OLDEST_FIRST},
    {"daily_adjusted_AAPL.csv",
     "timestamp,open,high,low,close,adjusted_close,volume,dividend_amount,split_coefficient\n"
     "2020-08-31,444.61,500.14,440.11,498.32,498.32,115847020,0.0000,5.0000\n"
     "2020-08-30,167.4200,167.4675,165.4300,167.1000,167.1000,32775039,0.0000,1.0000\n",
     "DAILY", "2020-08-30 00:00", "167.42 167.4675 165.43 167.1 32775039", 2, DAY_MS,
     TAPE_NEWEST_FIRST},
    {"Bitcoin Historical Data.csv",
     "\xEF\xBB\xBF\"Date\",\"Price\",\"Open\",\"High\",\"Low\",\"Vol.\",\"Change %\"\n"
     "\"Nov 03, 2023\",\"12,345.67\",\"12,300.00\",\"12,400.00\",\"12,200.00\",\"1.5M\","
     "\"0.37%\"\n"
     "\"Nov 02, 2023\",\"12,300.00\",\"12,250.00\",\"12,350.00\",\"12,150.00\",\"800.5K\","
     "\"0.1%\"\n",
     "BITCOIN", "2023-11-02 00:00", "12250 12350 12150 12300 800500", 2, DAY_MS, TAPE_NEWEST_FIRST},
    {"DAX.csv",
     "\"Date\",\"Price\",\"Open\",\"High\",\"Low\",\"Vol.\",\"Change %\"\n"
     "\"02.01.2024\",\"2.450,00\",\"2.440,00\",\"2.460,50\",\"2.430,00\",\"1,5M\",\"0,4%\"\n"
     "\"01.01.2024\",\"2.440,00\",\"2.430,00\",\"2.450,00\",\"2.420,00\",\"\",\"0,4%\"\n",
     "DAX", "2024-01-01 00:00", "2430 2450 2420 2440 0", 2, DAY_MS, TAPE_NEWEST_FIRST},
    {"btc_lean.csv",
     "20141201 00:00,300,370,300,370,0.05655554\n20141202 00:00,370,378,370,378,15.01\n", "BTC",
     "2014-12-01 00:00", "300 370 300 370 0.05655554", 2, DAY_MS, TAPE_OLDEST_FIRST},
    {"20131007_spy_minute_trade.csv",
     "34200000,1682000,1683000,1681500,1682500,5000\n34260000,1682500,1683100,1682000,1683000,1\n",
     "SPY", "2013-10-07 09:30", "168.2 168.3 168.15 168.25 5000", 2, MINUTE_MS, TAPE_OLDEST_FIRST},
    {"old.csv", "Date;Open;High;Low;Close;Volume\n09-22-1998;10,5;11,25;10;11;\n", "OLD",
     "1998-09-22 00:00", "10.5 11.25 10 11 0", 1, DAY_MS, TAPE_OLDEST_FIRST},
};

static void row_text(const struct tape_row *row, char *text, size_t size) {
    const fix8_t values[] = {row->open, row->high, row->low, row->close, row->volume};
    size_t length = 0;
    for (size_t i = 0; i < ARRAY_LEN(values); i++) {
        char number[FIX8_TEXT_MAX];
        fix8_format(values[i], -1, false, number, sizeof number);
        length += (size_t)snprintf(text + length, size - length, "%s%s", i ? " " : "", number);
    }
}

Test(tape_parse, every_known_form_is_read_without_being_told_its_name) {
    for (size_t i = 0; i < ARRAY_LEN(samples); i++) {
        const struct sample *sample = &samples[i];
        struct try got = try_text(sample->name, sample->text);
        char row[200], first[GAMETIME_TEXT_MAX];
        cr_assert_eq(got.code, 0, "%s: %s", sample->name, got.error.sentence);
        cr_assert(tape_is_sane(&got.tape), "%s", sample->name);
        row_text(&got.tape.rows[0], row, sizeof row);
        gametime_format(got.tape.rows[0].ms, GAMETIME_MINUTE, first, sizeof first);
        cr_assert_str_eq(got.tape.symbol, sample->symbol);
        cr_assert_str_eq(first, sample->first, "%s: %s", sample->name, first);
        cr_assert_str_eq(row, sample->row, "%s: %s", sample->name, row);
        cr_assert_eq(got.tape.count, sample->count, "%s: %s", sample->name, got.line);
        cr_assert_eq(got.tape.bar_ms, sample->bar_ms, "%s: %s", sample->name, got.line);
        cr_assert_eq(got.report.order, sample->order, "%s", sample->name);
        tape_clear(&got.tape);
    }
}

static void check_same(const struct try *a, const struct try *b, const char *name, size_t piece) {
    cr_assert_eq(a->code, b->code, "%s by %zu", name, piece);
    cr_assert_str_eq(a->line, b->line, "%s by %zu: %s", name, piece, b->line);
    cr_assert_str_eq(a->error.sentence, b->error.sentence, "%s by %zu", name, piece);
    cr_assert_eq(a->tape.count, b->tape.count, "%s by %zu", name, piece);
    if (a->tape.count > 0)
        cr_assert_eq(memcmp(a->tape.rows, b->tape.rows, a->tape.count * sizeof *a->tape.rows), 0);
}

Test(tape_parse, the_size_of_the_pieces_never_changes_the_result) {
    static const size_t pieces[] = {1, 7, 4096};
    for (size_t i = 0; i < ARRAY_LEN(samples); i++) {
        size_t length = strlen(samples[i].text);
        struct try whole = try_bytes(samples[i].name, samples[i].text, length, length);
        for (size_t k = 0; k < ARRAY_LEN(pieces); k++) {
            struct try got = try_bytes(samples[i].name, samples[i].text, length, pieces[k]);
            check_same(&whole, &got, samples[i].name, pieces[k]);
            tape_clear(&got.tape);
        }
        tape_clear(&whole.tape);
    }
}

/* A file of several heads: 9,000 minutes, with an overlong line and a bad one among them. */
static char *long_file(size_t *length) {
    const size_t room = 1 << 20;
    char *text = mem_alloc(room);
    size_t at = (size_t)snprintf(text, room, "time,open,high,low,close,volume\n");
    for (int i = 0; i < 9000; i++) {
        at += (size_t)snprintf(text + at, room - at, "%lld,%d.25,%d.75,%d,%d.5,%d\n",
                               1600000020000LL + i * 60000LL, 100 + i % 7, 100 + i % 7, 100 + i % 7,
                               100 + i % 7, i);
        if (i == 5000) {
            memset(text + at, 'x', 3 * TAPE_LINE_MAX);
            at += 3 * TAPE_LINE_MAX;
            at += (size_t)snprintf(text + at, room - at, "\n1,2,3\n");
        }
    }
    *length = at;
    return text;
}

Test(tape_parse, a_file_longer_than_its_head_is_the_same_in_any_pieces) {
    static const size_t pieces[] = {13, 4096, 65536, 100000};
    size_t length = 0;
    char *text = long_file(&length);
    struct try whole = try_bytes("long.csv", text, length, length);
    cr_assert_str_eq(whole.line,
                     "LONG: 9,000 1-minute bars, 2020-09-13 12:27 to 2020-09-19 18:26; 2 of 9,002 "
                     "rows skipped: 1 with too few columns, 1 in lines that are too long; 1 bar "
                     "without volume",
                     "%s", whole.line);
    for (size_t k = 0; k < ARRAY_LEN(pieces); k++) {
        struct try got = try_bytes("long.csv", text, length, pieces[k]);
        check_same(&whole, &got, "long.csv", pieces[k]);
        tape_clear(&got.tape);
    }
    tape_clear(&whole.tape);
    mem_free(text);
}

Test(tape_parse, a_line_of_the_greatest_length_is_read_and_one_byte_more_is_too_long) {
    static const size_t pieces[] = {1, 1000, 100000};
    static char text[2 * TAPE_LINE_MAX];
    for (size_t more = 0; more < 2; more++)
        for (size_t k = 0; k < ARRAY_LEN(pieces); k++) {
            size_t length =
                (size_t)snprintf(text, sizeof text, "Date,Open,High,Low,Close,Volume\n");
            memset(text + length, '0', TAPE_LINE_MAX + more);
            memcpy(text + length, "2020-01-01,1,1,1,1,", 19);
            length += TAPE_LINE_MAX + more;
            text[length++] = '\n';
            struct try got = try_bytes("a.csv", text, length, pieces[k]);
            cr_assert_eq(got.code, more ? ERROR_USAGE : 0, "by %zu", pieces[k]);
            if (more)
                cr_assert_not_null(strstr(got.error.sentence, "too long: 2020-01-01,1,1,1,1,000"),
                                   "by %zu: %s", pieces[k], got.error.sentence);
            tape_clear(&got.tape);
        }
}

static const struct {
    const char *what, *text, *says; /* part of the sentence */
} unhappy[] = {
    {"nothing", "", "The file is empty."},
    {"blank lines", "\n\r\n  \n", "The file is empty."},
    {"only a header", "Date,Open,High,Low,Close,Volume\n", "has a header but no rows"},
    {"a header without a high", "Date,Open,Low,Close\n2020-01-01,1,1,1\n",
     "no column for the high"},
    {"a JSON answer", "{\n \"Note\": \"Thank you for using\"}", "JSON answer"},
    {"a web page", "<!DOCTYPE html><html>", "web page"},
    {"a packed file", "PK\003\004rest", "compressed"},
    {"wide text",
     "\xFF\xFE"
     "D",
     "UTF-16"},
    {"prose", "hello, world\nthis is no candle\n", "Line 1 is: hello, world"},
    {"a factor file", "19980102,0.8613657,0.00892857,1\n20000620,0.8613657,0.00892857,101\n",
     "no line has a date, open, high, low and close"},
    {"times without a day", "34200000,1682000,1683000,1681500,1682500,5000\n",
     "put the day into its name"},
    {"nothing but nulls", "Date,Open,High,Low,Close\n2020-01-01,null,null,null,null\n",
     "Line 2 is the first with empty values: 2020-01-01,null,null,null,null"},
    {"a harmful line", "Date,Open,High,Low,Close\n2020-01-01,\x1b[31m1,1,1,1\n",
     "Line 2 is the first with an unreadable price: 2020-01-01,[31m1,1,1,1"},
    {"days that never were", "Date,Open,High,Low,Close\n31/02/2020,1,1,1,1\n",
     "a date that exists"},
};

Test(tape_parse, what_holds_no_candles_is_refused_with_a_sentence_and_an_empty_tape) {
    for (size_t i = 0; i < ARRAY_LEN(unhappy); i++) {
        struct try got = try_text("some.csv", unhappy[i].text);
        cr_assert_eq(got.code, ERROR_USAGE, "%s", unhappy[i].what);
        cr_assert_not_null(strstr(got.error.sentence, unhappy[i].says), "%s: %s", unhappy[i].what,
                           got.error.sentence);
        cr_assert(got.tape.count == 0 && got.tape.rows == NULL, "%s", unhappy[i].what);
    }
    struct try binary = try_bytes("some.csv",
                                  "\x7f"
                                  "ELF\0\0\0",
                                  7, 3);
    cr_assert_not_null(strstr(binary.error.sentence, "binary"), "%s", binary.error.sentence);
}

Test(tape_parse, bad_rows_are_counted_by_reason_and_the_rest_is_read) {
    struct try got = try_text("x.csv", "Date,Open,High,Low,Close,Volume\n"
                                       "2020-01-01,1,2,1,2,5\n"
                                       "2020-01-02,,,,,\n"
                                       ",1,2,1,2,5\n"
                                       "2020-01-03,0,0,0,0,0\n"
                                       "2020-01-04,-1,2,1,2,5\n"
                                       "2020-01-05,1,2,1.5,2,5\n"
                                       "soon,1,2,1,2,5\n"
                                       "2020-01-06,1,2,one,2,5\n"
                                       "2020-01-07,1\n"
                                       "2020-01-01,1,2,1,2,5\n"
                                       "2020-01-01,1,3,1,2,5\n"
                                       "2020-01-08,1,2,1,2,n/a\n");
    static const uint64_t wanted[TAPE_FAULT_COUNT] = {
        [TAPE_FAULT_EMPTY] = 2,     [TAPE_FAULT_SHORT] = 1,        [TAPE_FAULT_DATE] = 1,
        [TAPE_FAULT_NUMBER] = 1,    [TAPE_FAULT_NOT_POSITIVE] = 2, [TAPE_FAULT_ORDER] = 2,
        [TAPE_FAULT_DUPLICATE] = 1, [TAPE_FAULT_CONFLICT] = 1,
    };
    cr_assert_eq(got.code, 0, "%s", got.error.sentence);
    for (size_t i = 0; i < TAPE_FAULT_COUNT; i++)
        cr_assert_eq(got.report.faults[i], wanted[i], "%s: %zu",
                     tape_fault_name((enum tape_fault)i), (size_t)got.report.faults[i]);
    cr_assert_eq(got.report.rows_read, 12);
    cr_assert_eq(got.report.rows_skipped, 10);
    cr_assert_eq(got.report.without_volume, 1);
    cr_assert_not_null(strstr(got.line, "10 of 12 rows skipped: 2 with empty values"), "%s",
                       got.line);
    tape_clear(&got.tape);
}

Test(tape_parse, of_several_tickers_the_first_is_read_and_the_others_are_counted) {
    struct try got = try_text("all.txt", "<TICKER>,<DATE>,<OPEN>,<HIGH>,<LOW>,<CLOSE>\n"
                                         "AAA,20200101,1,1,1,1\nAAA,20200102,1,1,1,1\n"
                                         "BBB,20200101,2,2,2,2\n");
    cr_assert_eq(got.tape.count, 2);
    cr_assert_str_eq(got.tape.symbol, "AAA");
    cr_assert_eq(got.report.faults[TAPE_FAULT_TICKER], 1);
    tape_clear(&got.tape);
}

Test(tape_parse, bid_and_ask_become_their_middle_on_half_a_tick_with_the_median_spread) {
    struct try got =
        try_text("eurusd.csv", "20160103 22:00,1.08685,1.0871,1.08639,1.08649,0,1.08709,1.08796,"
                               "1.08681,1.08684,0\n"
                               "20160103 23:00,1.08649,1.08655,1.08439,1.08509,0,1.08684,1.08684,"
                               "1.08469,1.08527,0\n"
                               "20160104 00:00,1.08509,1.0857,1.08421,1.08446,0,1.08527,1.0859,"
                               "1.0844,1.08440,0\n");
    cr_assert_eq(got.code, 0, "%s", got.error.sentence);
    cr_assert_eq(got.tape.count, 2);
    cr_assert_eq(got.report.faults[TAPE_FAULT_CROSSED], 1);
    cr_assert_eq(got.tape.tick, 500);
    cr_assert_eq(got.tape.spread, 18000);
    cr_assert_eq(got.tape.rows[0].open, 108697000);
    cr_assert_eq(got.tape.rows[0].close, 108666500);
    tape_clear(&got.tape);
}
