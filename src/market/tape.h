/* A tape: imported candles of one instrument, oldest first.
 *
 * Invariants, which tape_is_sane checks and every maker of a tape keeps:
 * - `count` >= 1 and `rows` strictly increase in `ms`, each within the limits of game time;
 * - in every row 0 < low <= open, close <= high and volume >= 0;
 * - every price and the spread are whole multiples of `tick`, and no price is more than
 *   TAPE_TICKS_MAX ticks, so that prices in ticks fit 32 bits;
 * - `bar_ms` > 0 and `symbol` is not empty and holds only capitals, digits, '.' and '-'.
 *
 * Times are UTC exactly as the file writes them; an offset or a zone name beside a time is not
 * applied, because the bars of a daily file would move to another day. */
#ifndef MARKET_TAPE_H
#define MARKET_TAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/fix8.h"
#include "market/instrument.h"

#define TAPE_ROWS_MAX  12000000 /* over 22 years of minutes around the clock */
#define TAPE_TICKS_MAX INT64_C(1000000000)

/* One bar as the encoding keeps it: ms, four prices in ticks, volume. */
#define TAPE_ROW_BYTES 32

struct tape_row {
    int64_t ms; /* start of the bar */
    fix8_t open, high, low, close;
    fix8_t volume; /* 0 when the file gives none */
};

struct tape {
    char symbol[SYMBOL_MAX];
    int64_t bar_ms;        /* length of a bar */
    fix8_t tick;           /* smallest decimal step of the prices; with bid and ask columns the
                              rows hold the middle, which needs half of their step */
    fix8_t spread;         /* median of ask - bid at the close; 0 without bid and ask columns */
    bool has_volume;       /* some row has a volume above 0 */
    struct tape_row *rows; /* owned */
    uint32_t count;
};

void tape_clear(struct tape *tape); /* frees the rows and zeroes all; a zeroed tape is fine */

bool tape_row_is_sane(const struct tape_row *row);
bool tape_is_sane(const struct tape *tape);

/* Index of the last row that starts at or before `ms`, or -1 when all start later. */
int64_t tape_find(const struct tape *tape, int64_t ms);

/* The canonical encoding, in parts so that a store can keep rows in blocks: one header (all fields
 * and `count`), then rows in blocks of any size. `first` + `count` must be within the tape. */
void tape_encode_header(const struct tape *tape, const struct sink *sink);
void tape_encode_rows(const struct tape *tape, uint32_t first, uint32_t count,
                      const struct sink *sink);

/* Reads a header into an empty tape and makes room; `*expected` is the number of rows that follow.
 * Then one call a block appends its rows, until `tape->count` is `expected`. Anything that breaks
 * an invariant is ERROR_STORAGE; the tape is then cleared. */
int tape_decode_header(struct tape *tape, uint32_t *expected, struct source *source,
                       struct error *error);
int tape_decode_rows(struct tape *tape, uint32_t expected, struct source *source,
                     struct error *error);

/* Header and all rows in one block. */
void tape_encode(const struct tape *tape, const struct sink *sink);
int tape_decode(struct tape *tape, struct source *source, struct error *error);

#endif
