/* Where an instrument's value goes: the one interface between price formation and the market.
 *
 * A path answers, for a game time, the fundamental in ticks; agents trade around it and never see
 * the future. Two sources: the economy, and an imported tape (open, the nearer extreme, the other,
 * close; low first where both are equally near). Time is cut into steps; the value changes from
 * step to step. A path remembers nothing; the economy stands at the step that is asked for. */
#ifndef MARKET_PATH_H
#define MARKET_PATH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"
#include "market/candle.h"
#include "market/economy.h"
#include "market/instrument.h"
#include "market/tape.h"

#define PATH_STEP_MS       (15 * SECOND_MS) /* four steps a minute */
#define PATH_DAILY_STEP_MS (15 * MINUTE_MS) /* in a market of daily tapes only */
#define ACTIVITY_USUAL     1000

#define TAPE_HISTORY_MAX 500 /* bars of a tape that stand before play starts, at most */

struct path_point {
    bool open;         /* inside trading hours; the rest counts then only, but for the value */
    double value;      /* fundamental, in ticks with a fraction, 1 to INSTRUMENT_TICKS_MAX; the last
                          one when closed */
    double volatility; /* now, as a multiple of its long mean (1) */
    double season;     /* of volatility, this minute; its square is 1 on average over a day */
    double activity;   /* how much trades, this minute; 1 on average */
};

enum path_kind { PATH_ECONOMY, PATH_TAPE };

struct economy_path {
    const struct economy *economy; /* borrowed */
    int instrument;                /* row of the chapter's table */
};

struct tape_path {
    const struct tape *tape; /* borrowed */
    fix8_t tick;             /* the instrument's */
    fix8_t usual_volume;     /* median of the rows; 0: the tape has none */
};

struct path {
    uint8_t kind;     /* enum path_kind */
    uint8_t calendar; /* enum calendar_kind; CALENDAR_TAPE for a tape */
    int64_t step_ms;
    union {
        struct economy_path economy;
        struct tape_path tape;
    };
};

/* Row `instrument` of the chapter's table; the economy outlives the path. */
void path_init_economy(struct path *path, const struct instrument *row,
                       const struct economy *economy, int instrument);

/* ---- tapes ---- */

/* A tape, played in steps of `step_ms`. The tape outlives the path. In a bar of n steps the open
 * falls on step 0, the extremes on (n-1)/3 and 2(n-1)/3, the close on n-1, straight lines between;
 * where two fall on one step the later counts. */
void path_init_tape(struct path *path, const struct instrument *row, const struct tape *tape,
                    int64_t step_ms);

/* The last bars of a tape that ended by `before_ms`, at most `most`, oldest first; `lots` counts
 * activity as above. Returns how many. */
size_t path_tape_history(const struct path *path, int64_t before_ms, struct candle *out,
                         size_t most);

/* How many rows of a tape stand before play: 20 %, at most TAPE_HISTORY_MAX. */
uint32_t tape_history_rows(const struct tape *tape);

/* ---- both ---- */

/* The point at `ms`. An economy must have done the last step up to it. */
struct path_point path_at(const struct path *path, int64_t ms);

/* Where it stands, in whole ticks; a tape: its first open. */
int32_t path_ticks(const struct path *path);

/* Is it open at any `ms`; the next opening and closing instants after `ms` (GAMETIME_MAX: never).
 * Bars of a tape that follow each other without a gap are one opening. */
bool path_is_open(const struct path *path, int64_t ms);
int64_t path_next_open(const struct path *path, int64_t ms);
int64_t path_next_close(const struct path *path, int64_t ms);

#endif
