/* Where an instrument's value goes: the one interface between price formation and the market.
 *
 * A path answers, for each step of game time, the fundamental in ticks; agents trade around it and
 * never see the future. Two sources: a seeded integer walk with the class's volatility, and an
 * imported tape (open, the nearer extreme, the other, close; low first where both are equally near).
 * Steps are asked for in order; a path remembers where it is and that is all its state. */
#ifndef MARKET_PATH_H
#define MARKET_PATH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/random.h"
#include "market/candle.h"
#include "market/instrument.h"
#include "market/tape.h"

#define PATH_STEP_MS       (15 * SECOND_MS) /* four steps a minute */
#define PATH_DAILY_STEP_MS (15 * MINUTE_MS) /* for a tape of daily bars */
#define ACTIVITY_USUAL     1000

struct path_point {
    bool open;        /* the market trades at this step */
    int32_t ticks;    /* fundamental, >= 1; the last one when closed */
    int32_t activity; /* how much trades, ACTIVITY_USUAL = usual; from the tape's volume */
};

enum path_kind { PATH_WALK, PATH_TAPE };

struct walk {
    struct random random;
    int64_t level;      /* the unscaled walk, Q32 (2^32 = where it was drawn from) */
    int64_t end_level;  /* its level at the chapter's start, from drawing the history once */
    int32_t start_ticks;/* the price that end_level stands for: ticks = start x level / end_level */
    int64_t next_ms;    /* the step it will draw next */
    int64_t step_sigma; /* standard deviation of a step's return, Q32 */
    int64_t gap_sigma;  /* of the return over a closed stretch (0: never closes) */
    bool was_open;
};

struct path {
    enum path_kind kind;
    enum calendar_kind calendar; /* walk */
    int64_t step_ms;
    union {
        struct walk walk;
        struct {
            const struct tape *tape; /* borrowed */
            uint32_t at;             /* row of the last answer */
            uint64_t usual_volume;   /* median of the rows, in 1/100 units; 0: none */
        } tape;
    };
};

/* A walk whose history of `history_days` (minutes) ends at `start_ms` at the instrument's start
 * price. `index` numbers its random stream. Days of 500 bars before the history are asked for once
 * with path_daily_history. */
void path_init_walk(struct path *path, const struct instrument *row, uint64_t seed, uint32_t index,
                    int64_t start_ms, int history_days);

/* Daily bars of a walk before its minutes begin: at most `most` trading days ending at `before_ms`
 * (a midnight), oldest first, joined to the walk without a jump. Volumes look like the market's.
 * Returns how many. Call it once, right after path_init_walk. */
size_t path_daily_history(struct path *path, const struct instrument *row, uint64_t seed,
                          uint32_t index, int64_t before_ms, struct candle *out, size_t most);

/* A tape: `path->step_ms` follows from its bar length. The tape outlives the path. */
void path_init_tape(struct path *path, const struct tape *tape);

/* The point at `ms`, a multiple of step_ms, not before the last one asked for. */
struct path_point path_at(struct path *path, int64_t ms);

/* Is it open at any `ms`; the next opening and closing instants after `ms` (GAMETIME_MAX: never). */
bool path_is_open(const struct path *path, int64_t ms);
int64_t path_next_open(const struct path *path, int64_t ms);
int64_t path_next_close(const struct path *path, int64_t ms);

void path_encode(const struct path *path, const struct sink *sink);
int path_decode(struct path *path, const struct tape *tape, struct source *source,
                struct error *error);

#endif
