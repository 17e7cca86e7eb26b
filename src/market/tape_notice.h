/* What is noticed about the rows of a tape once they are in order: the length of a bar, gaps, and
 * jumps that look like splits. Nothing here changes a row. */
#ifndef MARKET_TAPE_NOTICE_H
#define MARKET_TAPE_NOTICE_H

#include <stdint.h>

#include "base/gametime.h"
#include "market/tape.h"
#include "market/tape_report.h"

#define TAPE_MONTH_MS (30 * DAY_MS) /* the bar length of a monthly file */

/* The commonest step between rows, or `hint_ms` (0 for none) where that divides it: a file that
 * leaves out bars without trades has many steps. A lone row is as long as the hint says; without
 * one it is a day when it starts at midnight and a minute otherwise. */
int64_t tape_bar_length(const struct tape *tape, int64_t hint_ms);

/* Gaps. A pause is usual when one at least as long comes every two weeks on average (nights and
 * weekends of an exchange; nothing for a market that never closes). Holidays may make a usual pause
 * two days longer. A gap is a step between rows that is longer still by a whole bar. */
void tape_notice_gaps(const struct tape *tape, struct tape_report *report);

/* Suspected splits. The open stands within 4 % of the last close times a ratio such as 1:2, the
 * close within 15 %, and the jump is over six times what the open usually moves from the close
 * before. AAPL of 2000-09-29 (-47 % at the open, a profit warning) is thereby none. */
void tape_notice_splits(const struct tape *tape, struct tape_report *report);

#endif
