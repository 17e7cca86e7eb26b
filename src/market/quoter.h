/* The quoting agent: keeps a ladder around the fundamental and prints small trades, so that every
 * fill comes from the book and every candle from prints.
 *
 * The ladder is shaped so that 10,000 USD bought and sold again in a calm market cost `spread` of
 * the price: the touch is a fifth of that (never under one tick), equal slices follow in even
 * steps, then deeper levels out to the collar hold what the largest order needs. Where one lot is
 * worth more than 10,000 there is nothing to slice, and the touch is the whole spread. When the
 * price has gone an eighth away the ladder is shaped anew.
 *
 * A wake takes the next point of the path. The touch moves when the point has left it, and comes to
 * stand around the point; quotes that are not off stay, the others follow. Then one to three small
 * sizes are taken from the side of the touch nearest to the point, which is never further from it
 * than half the touch. A player's order in the way of a quote is filled at the player's price. */
#ifndef MARKET_QUOTER_H
#define MARKET_QUOTER_H

#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/random.h"
#include "market/book.h"
#include "market/instrument.h"
#include "market/path.h"

#define QUOTER_LEVELS 13

struct quote {
    book_handle handle; /* 0: none; an order that is gone may linger */
    int32_t ticks;
};

struct quoter {
    struct random random;
    int32_t bid;                           /* best bid it wants; 0: not quoting */
    struct quote quotes[2][QUOTER_LEVELS]; /* by enum side, best first */
    int32_t shaped_at;                     /* price the ladder is for; what follows is derived */
    int32_t touch;                         /* ticks between best bid and best ask */
    uint32_t levels;                       /* used of the arrays */
    int32_t behind[QUOTER_LEVELS];         /* ticks behind the touch, strictly rising from 0 */
    int64_t size[QUOTER_LEVELS];           /* lots wanted */
    int64_t print_lots;                    /* usual size of a print */
};

/* Shapes the ladder for the instrument at `ticks`. `random` is the agent's stream. */
void quoter_init(struct quoter *quoter, const struct instrument *row, struct random random,
                 int32_t ticks);

/* One wake at an open point: requotes and prints. Events stay in the book for the caller. */
void quoter_wake(struct quoter *quoter, const struct instrument *row, struct book *book,
                 const struct path_point *point);

/* The market closes: takes all quotes out. */
void quoter_withdraw(struct quoter *quoter, struct book *book);

/* Lots that usually trade in one wake. */
int64_t quoter_wake_lots(const struct quoter *quoter);

void quoter_encode(const struct quoter *quoter, const struct sink *sink);
int quoter_decode(struct quoter *quoter, const struct instrument *row, struct source *source,
                  struct error *error);

#endif
