/* What is decided over a whole file: order, dates, grid, gaps, splits; and the encoding. */
#include "tape_try.h"

#include <criterion/criterion.h>
#include <stdio.h>

#include "base/gametime.h"
#include "base/mem.h"
#include "base/random.h"

#define HEADER "Date,Open,High,Low,Close,Volume\n"

static int64_t at(const char *text) {
    int64_t ms = 0;
    cr_assert(gametime_parse(text, &ms), "%s", text);
    return ms;
}

Test(tape_settle, one_number_above_twelve_decides_the_dates_of_the_whole_column) {
    struct try day = try_text("a.csv", HEADER "01/02/2020,1,1,1,1,1\n13/02/2020,1,1,1,1,1\n");
    struct try month = try_text("a.csv", HEADER "01/02/2020,1,1,1,1,1\n02/13/2020,1,1,1,1,1\n");
    cr_assert_eq(day.tape.rows[0].ms, at("2020-02-01"));
    cr_assert_eq(month.tape.rows[0].ms, at("2020-01-02"));
    cr_assert_not(day.report.dates_ambiguous || month.report.dates_ambiguous);
    tape_clear(&day.tape);
    tape_clear(&month.tape);
}

Test(tape_settle, dates_that_could_be_either_are_read_as_the_days_that_follow_each_other) {
    struct try day = try_text("a.csv", HEADER "01/02/2020,1,1,1,1,1\n02/02/2020,1,1,1,1,1\n"
                                              "03/02/2020,1,1,1,1,1\n");
    struct try month = try_text("a.csv", HEADER "02/01/2020,1,1,1,1,1\n02/02/2020,1,1,1,1,1\n"
                                                "02/03/2020,1,1,1,1,1\n");
    cr_assert_eq(day.tape.rows[2].ms, at("2020-02-03"));
    cr_assert_eq(month.tape.rows[2].ms, at("2020-02-03"));
    cr_assert(day.report.dates_ambiguous && day.report.day_first);
    cr_assert_not_null(strstr(day.line, "dates read as day/month, could be month/day"), "%s",
                       day.line);
    cr_assert_not_null(strstr(month.line, "dates read as month/day"), "%s", month.line);
    tape_clear(&day.tape);
    tape_clear(&month.tape);
}

Test(tape_settle, rows_in_no_order_are_sorted_and_the_first_of_a_time_stays) {
    struct try got = try_text("a.csv", HEADER "2020-01-03,3,3,3,3,1\n2020-01-01,1,1,1,1,1\n"
                                              "2020-01-02,2,2,2,2,1\n2020-01-01,9,9,9,9,1\n");
    cr_assert_eq(got.tape.count, 3);
    for (int i = 0; i < 3; i++)
        cr_assert_eq(got.tape.rows[i].open, (i + 1) * FIX8_ONE);
    cr_assert_eq(got.report.order, TAPE_UNORDERED);
    cr_assert_not_null(strstr(got.line, "sorted by time"), "%s", got.line);
    tape_clear(&got.tape);

    struct try newest = try_text("a.csv", HEADER "2020-01-02,2,2,2,2,1\n2020-01-02,9,9,9,9,1\n"
                                                 "2020-01-01,1,1,1,1,1\n");
    cr_assert_eq(newest.tape.rows[1].open, 2 * FIX8_ONE, "the file's first row of a time stays");
    cr_assert_eq(newest.report.faults[TAPE_FAULT_CONFLICT], 1);
    tape_clear(&newest.tape);
}

Test(tape_settle, the_tick_is_the_smallest_decimal_step_and_fits_32_bits) {
    struct try fine = try_text("a.csv", HEADER "2020-01-01,10.5,10.5,10.25,10.5,1\n");
    struct try wide = try_text("a.csv", HEADER "2020-01-01,0.00000002,1,0.00000002,1,1\n"
                                               "2020-01-02,50000,50000,49000,50000,1\n");
    cr_assert_eq(fine.tape.tick, FIX8_CENT);
    cr_assert_eq(wide.tape.tick, 10000);
    cr_assert(tape_is_sane(&wide.tape));
    cr_assert_eq(wide.tape.rows[0].low, 10000, "a price below the tick is one tick");
    cr_assert_eq(wide.report.coarse, 1);
    tape_clear(&fine.tape);
    tape_clear(&wide.tape);
}

/* A daily file of `days` rows at `price`, without weekends, into `text`. */
static size_t weekdays(char *text, size_t size, const char *from, int days, double price) {
    size_t length = (size_t)snprintf(text, size, HEADER);
    for (int64_t ms = at(from); days > 0; ms += DAY_MS) {
        char date[GAMETIME_TEXT_MAX];
        if (weekday_of(ms) >= 5)
            continue;
        days--;
        gametime_format(ms, GAMETIME_DATE, date, sizeof date);
        length += (size_t)snprintf(text + length, size - length, "%s,%.2f,%.2f,%.2f,%.2f,9\n", date,
                                   price, price + 1 + days % 3, price - 1, price + days % 2);
    }
    return length;
}

Test(tape_settle, weekends_and_holidays_are_no_gaps_and_a_closed_week_is_one) {
    static char text[32768];
    weekdays(text, sizeof text, "2020-01-06", 200, 100);
    struct try whole = try_text("a.csv", text);
    cr_assert_eq(whole.report.gap_count, 0, "%s", whole.line);
    cr_assert_eq(whole.tape.bar_ms, DAY_MS);
    tape_clear(&whole.tape);
    char *holiday = strstr(text, "2020-03-09"), *after = strchr(holiday, '\n') + 1;
    memmove(holiday, after, strlen(after) + 1); /* a Monday */
    struct try pause = try_text("a.csv", text);
    cr_assert_eq(pause.report.gap_count, 0, "%s", pause.line);
    tape_clear(&pause.tape);
    char *from = strstr(text, "2020-05-04"), *to = strstr(text, "2020-05-11");
    memmove(from, to, strlen(to) + 1);
    struct try gap = try_text("a.csv", text);
    cr_assert_eq(gap.report.gap_count, 1, "%s", gap.line);
    cr_assert_eq(gap.report.longest_gap.from_ms, at("2020-05-01"));
    cr_assert_eq(gap.report.longest_gap.to_ms, at("2020-05-11"));
    cr_assert_not_null(strstr(gap.line, "1 gap (2020-05-01 to 2020-05-11)"), "%s", gap.line);
    tape_clear(&gap.tape);
}

Test(tape_settle, in_a_market_that_never_closes_a_missing_day_is_a_gap) {
    char text[8192];
    size_t length = (size_t)snprintf(text, sizeof text, HEADER);
    for (int i = 0; i < 100; i++)
        if (i != 50)
            length += (size_t)snprintf(text + length, sizeof text - length, "%d,1,1,1,1,1\n",
                                       1600041600 + i * 86400);
    struct try got = try_text("a.csv", text);
    cr_assert_eq(got.report.gap_count, 1, "%s", got.line);
    tape_clear(&got.tape);
}

/* The jump behind 40 quiet days, with open and close of the row after it. */
static struct try jump(double open, double close) {
    static char text[8192];
    size_t length = weekdays(text, sizeof text, "2020-01-06", 40, 100);
    snprintf(text + length, sizeof text - length, "2020-03-02,%.2f,%.2f,%.2f,%.2f,9\n", open,
             open > close ? open : close, open < close ? open : close, close);
    return try_text("a.csv", text);
}

Test(tape_settle, a_jump_near_a_small_ratio_is_a_suspected_split_and_a_crash_is_none) {
    static const struct {
        double open, close;
        int shares, held; /* 0: none */
    } jumps[] = {{50, 55, 2, 1},     {25.57, 25.85, 4, 1}, {14.36, 14.51, 7, 1}, {66.7, 66, 3, 2},
                 {1000, 990, 1, 10}, {52.57, 48.35, 0, 0}, {80, 80, 0, 0},       {50, 30, 0, 0}};
    for (size_t i = 0; i < ARRAY_LEN(jumps); i++) {
        struct try got = jump(jumps[i].open, jumps[i].close);
        cr_assert_eq(got.code, 0, "%s", got.error.sentence);
        cr_assert_eq(got.report.split_count, jumps[i].shares ? 1 : 0, "%zu: %s", i, got.line);
        cr_assert_eq(got.report.splits[0].shares, jumps[i].shares, "%zu: %s", i, got.line);
        cr_assert_eq(got.report.splits[0].held, jumps[i].held, "%zu: %s", i, got.line);
        tape_clear(&got.tape);
    }
}

static struct tape random_tape(struct random *random) {
    struct tape tape = {.symbol = "ANY", .bar_ms = MINUTE_MS, .tick = 500, .spread = 1000};
    tape.count = 1 + random_below(random, 300);
    tape.rows = mem_array(tape.count, sizeof *tape.rows);
    int64_t ms = random_between(random, -1000000, 1000000) * MINUTE_MS;
    for (uint32_t i = 0; i < tape.count; i++) {
        fix8_t low = random_between(random, 1, 100000), high = low + random_below(random, 999);
        ms += (1 + random_below(random, 9)) * MINUTE_MS;
        tape.rows[i] = (struct tape_row){
            .ms = ms,
            .open = random_between(random, low, high) * tape.tick,
            .close = random_between(random, low, high) * tape.tick,
            .high = high * tape.tick,
            .low = low * tape.tick,
            .volume = random_below(random, 3) * FIX8_ONE / 7,
        };
        tape.has_volume |= tape.rows[i].volume > 0;
    }
    return tape;
}

Test(tape_encoding, blocks_of_any_size_give_the_same_tape_again) {
    struct random random = random_named(11, "tape_encoding", 0);
    for (int round = 0; round < 50; round++) {
        struct tape tape = random_tape(&random), got = {.rows = NULL};
        struct buffer buffer = {0};
        struct sink sink = buffer_sink(&buffer);
        uint32_t expected = 0, block = 1 + random_below(&random, 100);
        tape_encode_header(&tape, &sink);
        for (uint32_t i = 0; i < tape.count; i += block)
            tape_encode_rows(&tape, i, tape.count - i < block ? tape.count - i : block, &sink);
        struct source source = source_of(buffer.bytes, buffer.length);
        cr_assert_eq(tape_decode_header(&got, &expected, &source, NULL), 0);
        while (got.count < expected)
            cr_assert_eq(tape_decode_rows(&got, expected, &source, NULL), 0, "round %d", round);
        cr_assert(source_done(&source) && tape_is_sane(&got));
        cr_assert_eq(got.count, tape.count);
        cr_assert_eq(memcmp(got.rows, tape.rows, tape.count * sizeof *tape.rows), 0);
        for (uint32_t i = 0; i < tape.count; i++) {
            cr_assert_eq(tape_find(&tape, tape.rows[i].ms), i);
            cr_assert_eq(tape_find(&tape, tape.rows[i].ms - 1), (int64_t)i - 1);
        }
        buffer_clear(&buffer);
        tape_clear(&tape);
        tape_clear(&got);
    }
}

Test(tape_encoding, a_damaged_block_is_an_error_or_another_sane_tape_and_never_more) {
    struct random random = random_named(12, "tape_encoding", 0);
    struct tape tape = random_tape(&random);
    struct buffer buffer = {0};
    struct sink sink = buffer_sink(&buffer);
    tape_encode(&tape, &sink);
    for (size_t i = 0; i < buffer.length; i++) {
        struct tape got = {.rows = NULL};
        struct source source = source_of(buffer.bytes, i);
        cr_assert_eq(tape_decode(&got, &source, NULL), ERROR_STORAGE, "cut at %zu", i);
        cr_assert_null(got.rows);
        buffer.bytes[i] ^= 0x81;
        source = source_of(buffer.bytes, buffer.length);
        if (tape_decode(&got, &source, NULL) == 0)
            cr_assert(tape_is_sane(&got), "byte %zu", i);
        tape_clear(&got);
        buffer.bytes[i] ^= 0x81;
    }
    buffer_clear(&buffer);
    tape_clear(&tape);
}
