/* What is told about the world: items as they happen, and what is known to come. */
#ifndef MARKET_NEWS_H
#define MARKET_NEWS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"

#define NEWS_TEXT_MAX     160
#define CALENDAR_TEXT_MAX 96
#define NEWS_KEPT         64

/* name, word. Those of the calendar are known in advance; their outcome is not. */
#define NEWS_KINDS(X)                                                                              \
    X(NEWS_COMPANY, "company")     /* about one instrument, unforeseen */                          \
    X(NEWS_SECTOR, "sector")       /* about a sector */                                            \
    X(NEWS_MARKET, "market")       /* about all stocks, crypto or interest rates, unforeseen */    \
    X(NEWS_RUMOUR, "rumour")       /* may prove true or false, in one to three days */             \
    X(NEWS_CONFIRMED, "confirmed") /* a rumour proved true */                                      \
    X(NEWS_DENIED, "denied")       /* a rumour proved false */                                     \
    X(NEWS_EARNINGS, "earnings")   /* calendar: a company reports its quarter */                   \
    X(NEWS_RATES, "rates")         /* calendar: the central bank decides */                        \
    X(NEWS_INFLATION, "inflation") /* calendar */                                                  \
    X(NEWS_JOBS, "jobs")           /* calendar */                                                  \
    X(NEWS_DIVIDEND, "dividend")   /* calendar: from here on without the payment */                \
    X(NEWS_SPLIT, "split")         /* calendar, once announced; also the announcement */           \
    X(NEWS_EXPIRY, "expiry")       /* calendar: a future is settled, the next one is listed */     \
    X(NEWS_HOLIDAY, "holiday")     /* calendar: the exchange is closed */                          \
    X(NEWS_HALT, "halt")           /* trading was paused, or goes on */

enum news_kind {
#define X(name, word) name,
    NEWS_KINDS(X)
#undef X
        NEWS_KIND_COUNT
};

extern const char *const news_kind_words[]; /* NULL-terminated, by enum */

struct news_item {
    int64_t ms;
    uint8_t kind;             /* enum news_kind */
    uint32_t instruments;     /* bit i: concerns row i of the chapter's table */
    bool good;                /* for whoever holds them */
    char text[NEWS_TEXT_MAX]; /* one or two sentences, UTF-8 */
};

struct calendar_item {
    int64_t ms;
    uint8_t kind;      /* enum news_kind */
    int8_t instrument; /* row of the chapter's table; -1: all */
    char text[CALENDAR_TEXT_MAX];
};

/* The last items. Item number n (from 0) is in slot n mod NEWS_KEPT; a reader keeps the number of
 * the next one it wants. */
struct news_ring {
    uint64_t count; /* ever added */
    struct news_item items[NEWS_KEPT];
};

/* Adds an item; its time is not before the last one's. */
void news_add(struct news_ring *news, const struct news_item *item);

/* Item `number`, or NULL when it is not yet there or not kept any more. Borrowed. */
const struct news_item *news_at(const struct news_ring *news, uint64_t number);

void news_encode(const struct news_ring *news, const struct sink *sink);
int news_decode(struct news_ring *news, struct source *source, struct error *error);

#endif
