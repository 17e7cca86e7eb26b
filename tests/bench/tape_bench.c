/* How fast candle files become rows: the whole path, from bytes to a settled tape. */
#include "bench/bench.h"

#include <assert.h>
#include <stdio.h>

#include "base/gametime.h"
#include "base/mem.h"
#include "market/tape_parse.h"

#define ROWS   1000000
#define PIECE  65536
#define BUDGET 1e6 /* rows a second */

/* One minute after another around a wandering price, as `format` writes a row. */
static void write_file(struct buffer *file, const char *header, bool iso) {
    buffer_text(file, "%s", header);
    for (int i = 0; i < ROWS; i++) {
        int64_t ms = INT64_C(1577836800000) + i * MINUTE_MS;
        int price = 30000 + i % 5000 * 7919 % 5000;
        char time[GAMETIME_TEXT_MAX];
        gametime_format(ms, GAMETIME_MINUTE, time, sizeof time);
        if (iso)
            buffer_text(file, "%s,%d.25,%d.75,%d.00,%d.50,%d.125\n", time, price, price, price,
                        price, i % 1000);
        else
            buffer_text(file, "%lld,%d.25,%d.75,%d.00,%d.50,%d.12500000,%lld,1.5,79,3.5,0.5,0\n",
                        (long long)ms, price, price, price, price, i % 1000, (long long)ms + 59999);
    }
}

static void measure(struct bench *bench, const char *name, const struct buffer *file) {
    struct tape tape;
    struct tape_report report;
    struct error error;
    uint64_t start = bench_now_ns();
    struct tape_parser *parser = tape_parser_new("BTCUSDT.csv");
    for (size_t at = 0; at < file->length; at += PIECE)
        tape_parser_feed(parser, file->bytes + at,
                         file->length - at < PIECE ? file->length - at : PIECE);
    int code = tape_parser_finish(parser, &tape, &report, &error);
    double seconds = (double)(bench_now_ns() - start) * 1e-9;
    assert(code == 0 && report.rows_used == ROWS);
    bench_report(bench, name, ROWS / seconds, "rows/s", BENCH_AT_LEAST, BUDGET);
    tape_parser_free(parser);
    tape_clear(&tape);
}

BENCH(tape) {
    struct buffer binance = {0}, iso = {0};
    write_file(&binance, "", false);
    write_file(&iso, "date,open,high,low,close,volume\n", true);
    measure(bench, "import_binance", &binance);
    measure(bench, "import_iso", &iso);
    buffer_clear(&binance);
    buffer_clear(&iso);
}
