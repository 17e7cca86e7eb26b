/* The seeded walk behind path.h, which alone uses it. `kind` is the calendar of the instrument. */
#ifndef MARKET_WALK_H
#define MARKET_WALK_H

#include "market/path.h"

/* Sets all but the stream's own progress: sigmas, start price, level 2^32 at `begin_ms`. */
void walk_init(struct walk *walk, const struct instrument *row, struct random random,
               int64_t begin_ms);

/* Draws every step up to and including `ms`. */
void walk_advance(struct walk *walk, enum calendar_kind kind, int64_t ms);

/* The price a level stands for. */
int32_t walk_ticks(const struct walk *walk, int64_t level);

/* See path_daily_history. */
size_t walk_days(const struct walk *walk, enum calendar_kind kind, struct random *random,
                 int64_t before_ms, struct candle *out, size_t most);

void walk_encode(const struct walk *walk, const struct sink *sink);
int walk_decode(struct walk *walk, const struct instrument *row, struct source *source,
                struct error *error);

#endif
