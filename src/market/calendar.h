/* When markets are open. Rules of GAME.md section 1, in UTC, for any year: crypto always; forex
 * Sunday 22:00 to Friday 22:00; futures Sunday 22:00 to Friday 21:00 with a break from 21:00 to
 * 22:00; the exchange 14:30 to 21:00 on weekdays but for its ten holidays. A tape's hours come from
 * its bars (path.h). Intervals are half open: the closing instant is closed. */
#ifndef MARKET_CALENDAR_H
#define MARKET_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/gametime.h"

/* name, word in data files */
#define CALENDAR_KINDS(X)                                                                          \
    X(CALENDAR_ALWAYS, "always")                                                                   \
    X(CALENDAR_FOREX, "forex")                                                                     \
    X(CALENDAR_FUTURES, "futures")                                                                 \
    X(CALENDAR_EXCHANGE, "exchange")                                                               \
    X(CALENDAR_TAPE, "tape")

enum calendar_kind {
#define X(name, word) name,
    CALENDAR_KINDS(X)
#undef X
        CALENDAR_COUNT
};

extern const char *const calendar_words[]; /* NULL-terminated, by enum */

#define ACCOUNT_DAY_END_MS (22 * HOUR_MS) /* after UTC midnight */

/* CALENDAR_TAPE is not for these; a path knows its tape's hours. */
bool calendar_is_open(enum calendar_kind kind, int64_t ms);
int64_t calendar_next_open(enum calendar_kind kind, int64_t ms);  /* first opening instant > ms;
                                                                     ALWAYS: GAMETIME_MAX */
int64_t calendar_next_close(enum calendar_kind kind, int64_t ms); /* first closing instant > ms;
                                                                     ALWAYS: GAMETIME_MAX */

/* Trading minutes of an ordinary day: 1440, 1440, 1380, 390. */
int calendar_day_minutes(enum calendar_kind kind);

/* True when day `day` (since the epoch) has any trading; `holiday` tells an exchange holiday. */
bool calendar_trades_on(enum calendar_kind kind, int64_t day);
bool calendar_is_holiday(int64_t day);

/* First instant > ms at which DAY orders end: the close for exchange hours, 22:00 otherwise (tapes
 * too: their gaps are not always closings). */
int64_t calendar_day_end(enum calendar_kind kind, int64_t ms);

#endif
