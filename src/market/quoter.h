/* The quoting agent: keeps a ladder around the fundamental and prints small trades, so that every
 * fill comes from the book and every candle from prints.
 *
 * The ladder is shaped so that 10,000 USD bought and sold again in a calm market cost `spread` of the
 * mid: the touch is a fifth of that (never under one tick), equal slices follow in even steps, then
 * deeper levels out to the collar hold what the largest order needs. A wake takes the next point of
 * the path, moves the quotes that are off, and takes from its own market a few small sizes on the way
 * the price went; the print nearest the point comes last. */
#ifndef MARKET_QUOTER_H
#define MARKET_QUOTER_H

#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/random.h"
#include "market/book.h"
#include "market/instrument.h"
#include "market/path.h"

#define QUOTER_LEVELS 16

struct quote {
    book_handle handle; /* 0: none resting */
    int32_t ticks;
    int64_t lots;
};

struct quoter {
    struct random random;
    uint32_t levels;                /* used of the arrays below */
    int32_t distance[QUOTER_LEVELS]; /* ticks from the centre, rising; bid at centre - distance, ask at
                                        centre + max(distance, 1) */
    int64_t size[QUOTER_LEVELS];    /* lots wanted at each level */
    int64_t print_lots;             /* usual size of a print */
    int32_t centre;                 /* ticks it quotes around now; 0: not quoting */
    struct quote quotes[2][QUOTER_LEVELS]; /* by enum side */
};

/* Shapes the ladder for the instrument at its start price. */
void quoter_init(struct quoter *quoter, const struct instrument *row, uint64_t seed,
                 uint32_t index);

/* One wake at an open point: requotes and prints. Events stay in the book for the caller. */
void quoter_wake(struct quoter *quoter, struct book *book, const struct path_point *point);

/* The market closes: takes all quotes out. */
void quoter_withdraw(struct quoter *quoter, struct book *book);

void quoter_encode(const struct quoter *quoter, const struct sink *sink);
int quoter_decode(struct quoter *quoter, struct source *source, struct error *error);

#endif
