/* Where things stand in a candle file: found once from its first lines, then followed.
 *
 * A line is cut into fields at `delimiter`; `column` says which field plays which role. Files
 * without a header are known by the shape of a line: [ticker, period,] date [, time], open, high,
 * low, close [, volume, ...], or with ten numbers behind the date bid and ask, each with its size.
 */
#ifndef MARKET_TAPE_LAYOUT_H
#define MARKET_TAPE_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "market/tape_date.h"

#define TAPE_FIELDS_MAX 32   /* of a line; what stands behind them is not looked at */
#define TAPE_LINE_MAX   4096 /* bytes of a line; a longer one is skipped */
#define TAPE_SAMPLE_MAX 256  /* lines that decide a layout */

/* What a field is for. Open to close stand for the bid where there are ask columns. */
enum tape_role {
    ROLE_EPOCH, /* preferred to a written date */
    ROLE_DATE,
    ROLE_TIME,
    ROLE_TICKER,
    ROLE_PERIOD,
    ROLE_OPEN,
    ROLE_HIGH,
    ROLE_LOW,
    ROLE_CLOSE,
    ROLE_VOLUME,
    ROLE_TICK_VOLUME, /* counted trades, taken where the volume is always 0 */
    ROLE_ASK_OPEN,
    ROLE_ASK_HIGH,
    ROLE_ASK_LOW,
    ROLE_ASK_CLOSE,
    ROLE_COUNT
};

#define COLUMN_NONE (-1)

struct tape_field {
    const char *at; /* borrowed; without quotes and blanks around */
    size_t length;
};

struct tape_layout {
    char delimiter; /* ',', ';' or tab */
    char point;     /* of decimals: '.' or ',' */
    bool header;
    bool bid_ask;
    bool day_first;           /* where a whole column could be either: 01.02.2024 */
    enum date_form date_form; /* of the first date */
    uint32_t preamble;        /* physical lines before the first row */
    int column[ROLE_COUNT];   /* COLUMN_NONE or an index into the fields */
    size_t needed;            /* fields a row must have */
};

/* The lines a layout is found from: borrowed text without line ends. */
struct tape_sample {
    struct tape_field lines[TAPE_SAMPLE_MAX];
    size_t count;
};

/* Fills `layout`; false when no line of the sample is a header or a row of candles, with what is
 * amiss in `missing` ("the header has no column for the high"; "" when nothing fits). */
bool tape_layout_find(const struct tape_sample *sample, struct tape_layout *layout,
                      const char **missing);

/* Cuts a line into at most `most` fields; returns how many. A line that is quoted as a whole is
 * unquoted first. */
size_t tape_fields(const char *line, size_t length, char delimiter, struct tape_field *fields,
                   size_t most);

/* The field of a role, empty when the file has no such column or the line is too short. */
static inline struct tape_field tape_field_of(const struct tape_layout *layout,
                                              const struct tape_field *fields, size_t count,
                                              enum tape_role role) {
    int column = layout->column[role];
    if (column == COLUMN_NONE || (size_t)column >= count)
        return (struct tape_field){"", 0};
    return fields[column];
}

#endif
