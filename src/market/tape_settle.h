/* The end of an import: rows as they were read become a tape. Dates are resolved over the whole
 * column, rows put in order, repeated times dropped, prices scaled and put on a grid, and what is
 * noticed about the result is written into the report. */
#ifndef MARKET_TAPE_SETTLE_H
#define MARKET_TAPE_SETTLE_H

#include <stdbool.h>
#include <stdint.h>

#include "market/tape.h"
#include "market/tape_report.h"

struct tape_settle {
    bool dates_packed;   /* rows carry DATE_YEAR_LAST times still to be resolved */
    bool day_first;      /* which reading to prefer when nothing decides */
    bool middles;        /* prices are middles of bid and ask: half a step is the tick */
    int price_divisor;   /* divides all prices exactly */
    int64_t bar_hint_ms; /* from the file's name or its period column; 0 for none */
};

/* Works on the rows in `tape`, in the order of the file, with sane prices. May leave no row. */
void tape_settle(struct tape *tape, const struct tape_settle *how, struct tape_report *report);

#endif
