/* The real files beside the repository, where they are there. */
#include "tape_try.h"

#include <criterion/criterion.h>
#include <stdio.h>

#include "base/mem.h"

#define FOLDER "../shared/data/market/"

static bool have(const char *name, char *path, size_t size) {
    snprintf(path, size, "%s%s", FOLDER, name);
    FILE *file = fopen(path, "rb");
    if (file)
        fclose(file);
    return file != NULL;
}

static struct try try_file(const char *path) {
    struct try got = {.code = 0};
    static char block[10007];
    FILE *file = fopen(path, "rb");
    size_t length = 0;
    cr_assert_not_null(file);
    struct tape_parser *parser = tape_parser_new(path);
    while ((length = fread(block, 1, sizeof block, file)) > 0)
        tape_parser_feed(parser, block, length);
    fclose(file);
    got.code = tape_parser_finish(parser, &got.tape, &got.report, &got.error);
    tape_parser_free(parser);
    if (got.code == 0)
        tape_report_line(&got.report, &got.tape, got.line, sizeof got.line);
    return got;
}

static const struct {
    const char *name, *line;
} files[] = {
    {"AAPL_daily_raw_unadjusted_x10000_lean.csv",
     "AAPL: 5,849 daily bars, 1998-01-02 to 2021-03-31; prices divided by 10,000; 4 suspected "
     "splits (2000-06-21 2:1, 2005-02-28 2:1, 2014-06-09 7:1, 2020-08-31 4:1), not adjusted; 1 "
     "gap (2001-09-10 to 2001-09-17)"},
    {"BTCUSD_daily_skender.csv", "BTCUSD: 1,246 daily bars, 2017-08-16 to 2021-01-12"},
    {"EURUSD_hourly_bidask_2016_2018_oanda_lean.csv",
     "EURUSD: 18,432 hourly bars, 2016-01-03 22:00 to 2018-12-31 21:00; middle of bid and ask, "
     "median spread 0.00014; no volume; 1 gap (2016-12-09 21:00 to 2016-12-16 05:00)"},
    {"SP500_daily_1950_2012_desc_skender.csv",
     "SP500: 15,821 daily bars, 1950-01-03 to 2012-11-15; turned round (newest first); 1 gap "
     "(2001-09-10 to 2001-09-17)"},
    {"SPX_daily_1990_2022_skender.csv",
     "SPX: 8,111 daily bars, 1990-01-02 to 2022-03-10; 2,215 bars without volume; 1 gap "
     "(2001-09-10 to 2001-09-17)"},
    {"SPY_1min_2020-12_skender.csv",
     "SPY: 1,564 1-minute bars, 2020-12-15 09:30 to 2020-12-18 16:00"},
    {"usdate_skender.csv",
     "USDATE: 338 daily bars, 2017-01-03 to 2018-12-31; 164 of 502 rows skipped: 101 with empty "
     "values, 54 with zero or negative prices, 12 that break low <= open, close <= high (3 for "
     "two reasons); 1 bar without volume; 94 volumes cut to what fits; 94 bars rounded by over "
     "0.1 % (tick 0.1); 3 gaps (longest 2018-08-01 to 2018-12-28)"},
};

Test(tape_files, the_real_files_are_read_with_the_right_summary) {
    char path[200];
    size_t read = 0;
    for (size_t i = 0; i < ARRAY_LEN(files); i++) {
        if (!have(files[i].name, path, sizeof path))
            continue;
        struct try got = try_file(path);
        cr_assert_eq(got.code, 0, "%s: %s", files[i].name, got.error.sentence);
        cr_assert_str_eq(got.line, files[i].line, "%s", got.line);
        cr_assert(tape_is_sane(&got.tape), "%s", files[i].name);
        tape_clear(&got.tape);
        read++;
    }
    if (read == 0)
        cr_skip("no " FOLDER " here\n");
}

Test(tape_files, a_factor_file_is_refused_with_its_first_line) {
    char path[200];
    if (!have("AAPL_factor_file_lean.csv", path, sizeof path))
        cr_skip("no " FOLDER " here\n");
    struct try got = try_file(path);
    cr_assert_eq(got.code, ERROR_USAGE);
    cr_assert_not_null(strstr(got.error.sentence, "19980102,0.8613657,0.00892857,1"), "%s",
                       got.error.sentence);
}
