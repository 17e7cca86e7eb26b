/* Who trades one instrument: fourteen agents, each with its own stream of chance and its own next
 * wake, all of whose orders go through the book (owner 0). The recipe and its rates are those of
 * market-recipe.md; what a unit, a spread and a sigma are is worked out from the instrument's row.
 *
 * - Two makers keep a ladder on both sides around the reference: slices that 10,000 USD both ways
 *   pay the row's spread for, the first of them at the touch (a fifth of it), then deep levels that
 *   hold the largest order inside the collar. They lean against what they hold, stop adding to it
 *   at a limit, and stand further away in fast markets.
 * - A value investor takes what is offered well beyond the reference.
 * - Patient traders rest a small order near the reference and take it back.
 * - A noise trader and four institutions take: the noise trader one order at a time, an institution
 *   a long row of children on one side, which is why signs of trades have a memory.
 * - A trend follower and one who bets on the way back act on large moves.
 * - An arbitrageur acts on what was published of the instruments this one hangs together with.
 *
 * The reference is the path's value, moved by flow pressure: every taker's order, a player's too,
 * pushes it by the square root of its size, and the push fades in minutes (fast) and an hour
 * (slow). Once a step the agents look at the path; between steps only pressure and book change.
 *
 * An agent's order has a `ref` that tells whose and where it is: `quote_ref`. */
#ifndef MARKET_AGENTS_H
#define MARKET_AGENTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/random.h"
#include "market/book.h"
#include "market/instrument.h"
#include "market/path.h"

#define MAKERS        2
#define PATIENTS      3
#define INSTITUTIONS  4
#define LADDER_SLICES 5
#define LADDER_DEEP   8
#define LADDER_LEVELS (LADDER_SLICES + LADDER_DEEP)

/* Places in `wake_ms` and `random`. */
enum agent_slot {
    SLOT_MAKER,
    SLOT_VALUE = SLOT_MAKER + MAKERS,
    SLOT_PATIENT,
    SLOT_NOISE = SLOT_PATIENT + PATIENTS,
    SLOT_INSTITUTION,
    SLOT_TREND = SLOT_INSTITUTION + INSTITUTIONS,
    SLOT_REVERSAL,
    SLOT_ARBITRAGE,
    AGENT_SLOTS
};

struct quote {
    book_handle handle; /* 0: none */
    int32_t ticks;
    int64_t lots; /* left of it */
};

struct maker {
    double inventory;                      /* units; long > 0; it slowly forgets */
    struct quote quotes[2][LADDER_LEVELS]; /* by enum side, best first */
};

struct institution {
    uint8_t side;      /* enum side */
    uint32_t children; /* orders still to come */
};

struct agents {
    int64_t wake_ms[AGENT_SLOTS]; /* GAMETIME_MAX: not before the next opening */
    struct random random[AGENT_SLOTS];
    struct maker makers[MAKERS];
    struct {
        uint8_t side;
        struct quote quote;
    } patients[PATIENTS];
    struct institution institutions[INSTITUTIONS];
    bool noise_wants;
    uint8_t noise_side;
    double fast, slow; /* flow pressure, ticks, as of the last look */
    int64_t look_ms;   /* start of the step they looked at; the path is looked at again after it */
    int32_t shaped_at; /* price the ladder is for */

    uint32_t seen; /* book events taken note of; 0 between calls */

    /* Derived from the above, the row and the path: */
    int64_t next_ms;    /* the earliest of wake_ms; */
    uint32_t next_slot; /* the first that has it */
    int64_t step_ms;
    bool follows;    /* a tape: every step is quoted and printed */
    double slowness; /* waits are this many times those of a market in steps of 15 s */
    double value;    /* the path's, ticks */
    double sigma;    /* of one minute now, ticks */
    double calm;     /* the same at rest, fraction of the value */
    double fear;     /* how many times its usual distance a ladder stands away */
    double activity; /* divides waits */
    double touch;    /* ticks between best bid and ask at rest */
    double unit;     /* lots of an ordinary order */
    uint32_t levels;
    double away[LADDER_LEVELS];  /* ticks from the centre, strictly rising */
    int64_t size[LADDER_LEVELS]; /* lots both makers want together */
    const struct agent_manner *manner;
    uint64_t messages; /* to the book since it was made or decoded, to measure */
};

/* What an agent acts on. */
struct pit {
    const struct instrument *row;
    struct book *book;
    int64_t ms;
    bool call;         /* an auction gathers */
    double minute_ago; /* mid, ticks; 0: not known */
    double pull;       /* of the published prices on this one, fraction of the value; > 0: up */
};

/* Agents of `row` at `ticks` that hold nothing and sleep; chance comes from `block_seed` and the
 * instrument's `index`. */
void agents_init(struct agents *agents, const struct instrument *row, const struct path *path,
                 uint64_t block_seed, uint32_t index, int32_t ticks);

/* A new game day: the streams begin anew. */
void agents_reseed(struct agents *agents, uint64_t block_seed, uint32_t index);

/* A new step: `point` is the path's at `ms`. Call it before anything else of the step. */
void agents_look(struct agents *agents, const struct instrument *row,
                 const struct path_point *point, int64_t ms);

/* The same without time passing: after decoding. */
void agents_see(struct agents *agents, const struct path_point *point);

/* An auction or trading begins: makers quote at once, the others draw their first wakes. */
void agents_open(struct agents *agents, const struct pit *pit);

/* All orders out, everybody sleeps. */
void agents_withdraw(struct agents *agents, struct book *book);

/* The agents whose wake is pit->ms, which is next_ms, act, by slots. Events stay in the book. */
void agents_wake(struct agents *agents, const struct pit *pit);

/* Takes note of the book's trades since it was last called or the events were drained, whoever
 * traded: keeps quotes and inventories true, and wakes a maker that was hit. Call it after every
 * change of the book, with `auction` after the end of one, and set `seen` to 0 when the events are
 * drained. */
void agents_see_book(struct agents *agents, const struct book *book, bool auction, int64_t ms);

/* The trades of one taker's order, `lots` in all, of which `trade` is one: flow pressure. */
void agents_press(struct agents *agents, const struct book_event *trade, int64_t lots);

/* Lots that usually trade in a minute at rest, for daily bars that are not made by agents. */
double agents_minute_lots(const struct agents *agents);

/* Around which price they trade now, ticks. */
static inline double agents_reference(const struct agents *agents) {
    return agents->value + agents->fast + agents->slow;
}

/* `ref` of an order that rests; never 0, which most takers have. */
static inline uint64_t quote_ref(uint32_t slot, enum side side, uint32_t level) {
    return 1 + (slot * 2 + (uint64_t)side) * LADDER_LEVELS + level;
}

/* The state above the line. Decoding checks that the orders in `book` of owner 0 are these, but for
 * takers' in an auction; what is derived is derived when `agents_look` is called with the point of
 * the step, which the decoder does. */
void agents_encode(const struct agents *agents, const struct sink *sink);
int agents_decode(struct agents *agents, const struct instrument *row, const struct path *path,
                  struct source *source, struct error *error);
bool agents_agree(const struct agents *agents, const struct book *book);

#endif
