/* What the tests of the candle reader share: reading a text in pieces of any size. */
#ifndef UNIT_MARKET_TAPE_TRY_H
#define UNIT_MARKET_TAPE_TRY_H

#include <string.h>

#include "market/tape_parse.h"

struct try {
    int code;
    struct tape tape;
    struct tape_report report;
    struct error error;
    char line[TAPE_REPORT_LINE_MAX]; /* the summary; "" after an error */
};

/* Reads `length` bytes as a file called `name`, handed over in pieces of `piece` bytes. */
static inline struct try try_bytes(const char *name, const char *bytes, size_t length,
                                   size_t piece) {
    struct try got = {.code = 0};
    struct tape_parser *parser = tape_parser_new(name);
    for (size_t at = 0; at < length; at += piece)
        tape_parser_feed(parser, bytes + at, length - at < piece ? length - at : piece);
    got.code = tape_parser_finish(parser, &got.tape, &got.report, &got.error);
    tape_parser_free(parser);
    if (got.code == 0)
        tape_report_line(&got.report, &got.tape, got.line, sizeof got.line);
    return got;
}

static inline struct try try_text(const char *name, const char *text) {
    return try_bytes(name, text, strlen(text), 4096);
}

#endif
