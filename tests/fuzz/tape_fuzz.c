/* Any bytes as a candle file, handed over in pieces whose size the first byte gives; the second one
 * chooses the file's name. A tape that comes out keeps its invariants, is the same in one piece,
 * and survives encoding; any bytes as an encoded tape are an error or a sane tape. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/mem.h"
#include "market/tape_parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const file_names[] = {"20131007_spy_minute_trade.csv", "XBTUSD_60.csv", "", "_"};

static int parse(const char *name, const uint8_t *bytes, size_t length, size_t piece,
                 struct tape *tape, struct tape_report *report, struct error *error) {
    *error = (struct error){0};
    struct tape_parser *parser = tape_parser_new(name);
    for (size_t at = 0; at < length; at += piece)
        tape_parser_feed(parser, bytes + at, length - at < piece ? length - at : piece);
    int code = tape_parser_finish(parser, tape, report, error);
    assert(code == 0 || (code == ERROR_USAGE && error->sentence[0] != '\0'));
    tape_parser_free(parser);
    return code;
}

static void check_encoding(const struct tape *tape) {
    struct buffer buffer = {0};
    struct sink sink = buffer_sink(&buffer);
    struct tape again = {.rows = NULL};
    tape_encode(tape, &sink);
    struct source source = source_of(buffer.bytes, buffer.length);
    int code = tape_decode(&again, &source, NULL);
    assert(code == 0 && source_done(&source) && again.count == tape->count);
    assert(memcmp(again.rows, tape->rows, tape->count * sizeof *tape->rows) == 0);
    assert(strcmp(again.symbol, tape->symbol) == 0 && again.tick == tape->tick);
    tape_clear(&again);
    buffer_clear(&buffer);
}

static void check_file(const char *name, const uint8_t *bytes, size_t length, size_t piece) {
    struct tape tape, whole;
    struct tape_report report, same;
    struct error error, error_whole;
    char line[TAPE_REPORT_LINE_MAX];
    int code = parse(name, bytes, length, piece, &tape, &report, &error);
    int code_whole = parse(name, bytes, length, length + 1, &whole, &same, &error_whole);
    assert(code == code_whole && tape.count == whole.count);
    assert(strcmp(error.sentence, error_whole.sentence) == 0);
    assert(report.rows_used + report.rows_skipped == report.rows_read || code != 0);
    if (code == 0) {
        assert(tape_is_sane(&tape));
        assert(memcmp(tape.rows, whole.rows, tape.count * sizeof *tape.rows) == 0);
        size_t written = tape_report_line(&report, &tape, line, sizeof line);
        assert(written == strlen(line) && written > 0);
        check_encoding(&tape);
    }
    tape_clear(&tape);
    tape_clear(&whole);
}

static void check_decoder(const uint8_t *bytes, size_t length) {
    struct tape tape = {.rows = NULL};
    struct source source = source_of(bytes, length);
    if (tape_decode(&tape, &source, NULL) == 0)
        assert(tape_is_sane(&tape));
    tape_clear(&tape);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 2)
        return 0;
    check_file(file_names[data[1] % ARRAY_LEN(file_names)], data + 2, size - 2,
               (size_t)data[0] + 1);
    check_decoder(data + 2, size - 2);
    return 0;
}
