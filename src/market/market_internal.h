/* Inside of the market; included by market*.c only. */
#ifndef MARKET_MARKET_INTERNAL_H
#define MARKET_MARKET_INTERNAL_H

#include "market/market.h"

#define PACE_USUAL 60
#define PACE_DAILY 3600

/* ---- market.c ---- */

void market_report(struct market *market, const struct market_event *event);

/* Where the listing's completed blocks go. */
const struct block_sink *listing_blocks(struct market *market, uint32_t index);

/* Sets `due` from the listing's times, which lie after `now_ms`. */
void listing_schedule(struct market *market, uint32_t index);

/* What its agents act on at `ms`. */
struct pit listing_pit(const struct market *market, uint32_t index, int64_t ms);

/* The first thing done with a listing in a new step: its mid is remembered, bars that ended are
 * closed, agents look at the path. */
void listing_attend(struct market *market, uint32_t index, int64_t ms);

/* An empty book of the row, whose last trade was at `last`. */
struct book *listing_book(const struct instrument *row, int32_t last);

/* ---- market_trades.c ---- */

/* Folds what the book did at `ms` into the listing, reports what is a player's, and halts it after
 * too large a move. */
void listing_take_events(struct market *market, uint32_t index, int64_t ms);

/* Forgets the prints that a move is measured from. */
void halt_window_clear(struct halt_window *window);
void halt_window_rebuild(struct halt_window *window); /* what is derived, after decoding */

/* ---- market_phases.c ---- */

/* Sets phase and times of a new listing at `now_ms`; what is open is quoted. */
void listing_begin(struct market *market, uint32_t index);

/* All that listing `index` does at `ms`. */
void listing_act(struct market *market, uint32_t index, int64_t ms);

void listing_halt(struct market *market, uint32_t index, int64_t ms);

/* The phase and the next scheduled change that the listing's hours say for `ms`. */
enum phase phase_by_hours(const struct path *path, int64_t ms);
int64_t turn_by_hours(const struct path *path, enum phase phase, int64_t ms);

/* ---- market_world.c ---- */

/* When something happens next that is not one listing's own affair: a step of the economy,
 * midnight, the telling of a halt, the alarm. Until then listings know nothing of each other. */
int64_t world_next(const struct market *market);

/* Does what the world does at `ms`, if anything. */
void world_step(struct market *market, int64_t ms);

/* Derives links from the table and the companies, and pulls from published premiums. */
void world_links(struct market *market);

#endif
