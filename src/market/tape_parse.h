/* The reader of candle files: bytes in, one tape out. It finds out by itself what a file is: see
 * tape_layout.h for columns, tape_date.h for dates, tape_number.h for numbers. It does no I/O; the
 * caller hands it the file in pieces of any size, and their size never changes the result.
 *
 * The first TAPE_HEAD_MAX bytes are kept to decide the layout; after that memory grows by the rows
 * alone (48 bytes each; a file in no order needs twice that at its end). */
#ifndef MARKET_TAPE_PARSE_H
#define MARKET_TAPE_PARSE_H

#include <stddef.h>

#include "base/error.h"
#include "market/tape.h"
#include "market/tape_report.h"

#define TAPE_HEAD_MAX 65536

struct tape_parser;

/* `file_name` (with or without folders) gives what the file itself may lack: the symbol, the day of
 * a file of times since midnight, the bar length. */
struct tape_parser *tape_parser_new(const char *file_name);
void tape_parser_free(struct tape_parser *parser); /* NULL is fine */

/* Takes the next bytes. ERROR_USAGE as soon as the file is known to be no candle file or has over
 * TAPE_ROWS_MAX rows; further bytes are then ignored and tape_parser_finish says why. */
int tape_parser_feed(struct tape_parser *parser, const void *bytes, size_t length);

/* Ends the file: fills the tape, which the caller clears, and the report. A file without a usable
 * row is ERROR_USAGE with a sentence that shows its first bad line; the tape is then empty. Rows of
 * tickers other than the first are skipped and counted. Call once. */
int tape_parser_finish(struct tape_parser *parser, struct tape *tape, struct tape_report *report,
                       struct error *error);

#endif
