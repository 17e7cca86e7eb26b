/* What an import read, what it left out and what it noticed, and the one line that says so. */
#ifndef MARKET_TAPE_REPORT_H
#define MARKET_TAPE_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "market/tape.h"
#include "market/tape_date.h"

/* Why a row is left out: enum, name, words behind a count. A row may show two faults (a negative
 * price often breaks low <= open, close <= high as well); it counts under both and is skipped once.
 */
#define TAPE_FAULTS(X)                                                                             \
    X(TAPE_FAULT_EMPTY, "empty", "with empty values")                                              \
    X(TAPE_FAULT_SHORT, "short", "with too few columns")                                           \
    X(TAPE_FAULT_LONG, "long", "in lines that are too long")                                       \
    X(TAPE_FAULT_DATE, "date", "with an unreadable date")                                          \
    X(TAPE_FAULT_NUMBER, "number", "with an unreadable price")                                     \
    X(TAPE_FAULT_NOT_POSITIVE, "not_positive", "with zero or negative prices")                     \
    X(TAPE_FAULT_ORDER, "order", "that break low <= open, close <= high")                          \
    X(TAPE_FAULT_CROSSED, "crossed", "with the ask below the bid")                                 \
    X(TAPE_FAULT_TICKER, "ticker", "of other tickers")                                             \
    X(TAPE_FAULT_DUPLICATE, "duplicate", "given twice")                                            \
    X(TAPE_FAULT_CONFLICT, "conflict", "with another price for a time already given")

enum tape_fault {
#define X(name, word, text) name,
    TAPE_FAULTS(X)
#undef X
        TAPE_FAULT_COUNT
};

enum tape_order {
    TAPE_OLDEST_FIRST,
    TAPE_NEWEST_FIRST,
    TAPE_UNORDERED, /* neither; sorted */
};

#define TAPE_NOTES_MAX 8 /* gaps and splits listed; all are counted */

/* A missing stretch longer than the market's usual pauses (see tape_notice.h). */
struct tape_gap {
    int64_t from_ms; /* the last bar before it */
    int64_t to_ms;   /* the first bar after it */
};

/* A jump between close and open that looks like a split: `shares` new ones for `held` old ones. */
struct tape_split {
    int64_t ms; /* first bar at the new price */
    int shares;
    int held;
};

struct tape_report {
    uint64_t rows_read; /* lines with something on them, without what stands before the rows */
    uint64_t rows_used; /* in the tape; rows_used + rows_skipped = rows_read */
    uint64_t rows_skipped;
    uint64_t faults[TAPE_FAULT_COUNT];

    uint64_t without_volume; /* used rows whose volume is missing, unreadable or 0 */
    uint64_t volume_capped;  /* rows whose volume is above what fix8 holds and was cut to that */
    uint64_t coarse;         /* used rows with a price that rounding to the tick moved over 0.1 % */

    int64_t first_ms, last_ms, bar_ms;
    enum tape_order order;
    enum date_form date_form;
    bool dates_ambiguous; /* every date could be month/day or day/month */
    bool day_first;       /* how dates with the year last were read */
    char delimiter;
    bool header;
    bool bid_ask;
    int price_divisor; /* 1, or 10,000 for whole-number prices of Lean equities */

    uint64_t gap_count; /* all; the first ones follow */
    struct tape_gap gaps[TAPE_NOTES_MAX];
    struct tape_gap longest_gap;
    uint64_t split_count;
    struct tape_split splits[TAPE_NOTES_MAX];
};

const char *tape_fault_name(enum tape_fault fault); /* "not_positive" */
const char *tape_fault_text(enum tape_fault fault); /* "with zero or negative prices" */

/* The length of a bar as an adjective: "daily", "hourly", "15-minute". Returns the length. */
size_t tape_bar_word(int64_t bar_ms, char *word, size_t size);

#define TAPE_REPORT_LINE_MAX 1024

/* The summary in one line of words; writes a NUL and returns the length. */
size_t tape_report_line(const struct tape_report *report, const struct tape *tape, char *line,
                        size_t size);

#endif
