/* What the book's tests share: one book, orders said in a line, events heard as text. */
#ifndef UNIT_MARKET_BOOK_DESK_H
#define UNIT_MARKET_BOOK_DESK_H

#include <criterion/criterion.h>

#include "market/book_internal.h"

extern struct book *book; /* the desk's */

void open_book(void);  /* around 100 ticks */
void close_book(void); /* checks it first */

#define BOOK_TEST(suite, name) Test(suite, name, .init = open_book, .fini = close_book)

/* ---- saying ---- */

struct book_result send(struct book_request request);
book_handle buy(int32_t ticks, int64_t lots, uint64_t ref);
book_handle sell(int32_t ticks, int64_t lots, uint64_t ref);

/* An order of `owner`, whose ref is 10 times that. */
struct book_result owned(enum side side, enum book_tif tif, int32_t ticks, int64_t lots,
                         uint32_t owner);

/* The same with what few orders have: `special` and `request` beyond side, limit, lots, owner. */
struct book_result special(enum side side, int32_t ticks, int64_t lots, uint32_t owner,
                           struct book_special special);

struct book_result amend(book_handle handle, struct book_change change);

/* A trade at `ticks` of nobody's orders, with refs 0, drained. The sides must not be in the way. */
void print_at(int32_t ticks);

/* ---- hearing ---- */

/* Drains the events and holds them against "event; event; ...". */
void heard(const char *expected);

/* Only the trades since the last drain, as "lots@ticks #maker; ...". */
void traded(const char *expected);

void best_is(enum side side, int32_t ticks, int64_t lots); /* lots 0: none */

struct buffer bytes_of(const struct book *one);
bool same_bytes(struct buffer *a, struct buffer *b); /* clears both */

#endif
