/* Where an instrument's value goes: the one interface between price formation and the market.
 *
 * A path answers, for a game time, the fundamental in ticks; agents trade around it and never see
 * the future. Two sources: a seeded integer walk with the instrument's volatility, and an imported
 * tape (open, the nearer extreme, the other, close; low first where both are equally near). Time is
 * cut into steps; the value changes from step to step. Times are asked for in order; a path
 * remembers where it is and that is all its state. */
#ifndef MARKET_PATH_H
#define MARKET_PATH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/random.h"
#include "market/candle.h"
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

enum path_kind { PATH_WALK, PATH_TAPE };

/* Integers only. A level in Q32 is moved by random returns in Q32; prices are levels scaled so that
 * the history, drawn once when the walk is made, ends at the start price. */
struct walk {
    struct random random;
    int64_t level;       /* 2^32: where it was drawn from */
    int64_t end_level;   /* the level that start_ticks stands for */
    int32_t start_ticks; /* ticks = start_ticks x level / end_level */
    int32_t activity;    /* of the last step */
    int64_t next_ms;     /* the step it will draw next */
    int64_t close_ms;    /* open from next_ms until here; <= next_ms: closed at next_ms; derived */
    int64_t step_sigma;  /* standard deviation of a step's return, Q32 */
    int64_t gap_sigma;   /* of the return over a night or weekend, Q32 */
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
        struct walk walk;
        struct tape_path tape;
    };
};

/* ---- walks ---- */

/* A walk that begins at `begin_ms` and stands at the instrument's start price at `start_ms`
 * (>= begin_ms): that is the value of the last step before it, or of the opening when the market
 * opens at `start_ms`. `random` is its stream. */
void path_init_walk(struct path *path, const struct instrument *row, struct random random,
                    int64_t begin_ms, int64_t start_ms);

/* Daily bars of a walk before it begins: at most `most` trading days, the last one ending at
 * `before_ms` (a midnight), oldest first, joined to the walk without a jump. `lots` counts
 * activity: the sum over the day's steps. `random` is the stream they are drawn from. Call it
 * before the first path_at. Returns how many. */
size_t path_daily_history(const struct path *path, struct random random, int64_t before_ms,
                          struct candle *out, size_t most);

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

/* The point at `ms`, not before the last one asked for. */
struct path_point path_at(struct path *path, int64_t ms);

/* What a walk last answered, or where it begins; a tape's first open. */
int32_t path_ticks(const struct path *path);

/* Is it open at any `ms`; the next opening and closing instants after `ms` (GAMETIME_MAX: never).
 * Bars of a tape that follow each other without a gap are one opening. */
bool path_is_open(const struct path *path, int64_t ms);
int64_t path_next_open(const struct path *path, int64_t ms);
int64_t path_next_close(const struct path *path, int64_t ms);

/* What the row and the tape do not tell is encoded. A `tape` means a tape's path. */
void path_encode(const struct path *path, const struct sink *sink);
int path_decode(struct path *path, const struct instrument *row, const struct tape *tape,
                struct source *source, struct error *error);

#endif
