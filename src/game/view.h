/* What a front end draws from: a fold over the events of a seat. Screens read it and never change
 * it. */
#ifndef GAME_VIEW_H
#define GAME_VIEW_H

#include <stdbool.h>
#include <stdint.h>

#include "game/event.h"

#define VIEW_INSTRUMENTS_MAX 32
#define VIEW_ORDERS_MAX      200
#define VIEW_POSITIONS_MAX   64
#define VIEW_ALERTS_MAX      50
#define VIEW_NOTICES_MAX     64
#define VIEW_FILLS_MAX       32
#define VIEW_NEWS_MAX        64
#define VIEW_CANDLES_MAX     1500
#define VIEW_FRAMES          7 /* time frames a chart can show, the finest first */

struct view {
    /* the game */
    struct time_info time;
    struct chapter_opened chapter;
    uint32_t listing_count;
    struct listing_info listings[VIEW_INSTRUMENTS_MAX];
    struct quote_info quotes[VIEW_INSTRUMENTS_MAX];

    /* the player */
    uint32_t player;
    struct player_created profile;
    struct account_changed account;
    uint32_t order_count;
    struct order_changed orders[VIEW_ORDERS_MAX]; /* open ones, by id */
    uint32_t position_count;
    struct position_changed positions[VIEW_POSITIONS_MAX]; /* open ones, in order of symbol */
    uint32_t alert_count;
    struct alert_changed alerts[VIEW_ALERTS_MAX]; /* waiting */
    uint32_t notice_count;
    struct notice notices[VIEW_NOTICES_MAX]; /* newest first */
    int64_t notice_ms[VIEW_NOTICES_MAX];
    uint64_t notice_serial; /* grows with each notice and answer shown */
    uint32_t fill_count;
    struct filled fills[VIEW_FILLS_MAX]; /* this session's, newest first */
    int64_t fill_ms[VIEW_FILLS_MAX];
    struct answered answer; /* the last */
    uint32_t news_count;
    struct news news[VIEW_NEWS_MAX]; /* this session's, newest first */
    int64_t news_ms[VIEW_NEWS_MAX];
    struct own_info own; /* where the open orders stand in their books */

    /* what is watched */
    int watched; /* instrument, -1: none */
    int frame;
    struct book_info book;
    struct prints_info prints;
    uint32_t candle_count;
    struct candle_info candles[VIEW_CANDLES_MAX]; /* oldest first */
    uint32_t candles_tag;                         /* of the ask whose reply fills them */

    struct error trouble; /* code 0: none */
    uint64_t version;     /* grows with every event that changed something */
};

void view_init(struct view *view);

/* Folds one event in. */
void view_apply(struct view *view, const struct event *event);

/* Tells the view what was asked: candles of another instrument are dropped at once. */
void view_watch(struct view *view, int instrument, int frame, uint32_t candles_tag);

int view_find(const struct view *view, const char *symbol); /* index or -1 */

/* A time frame's word ("5m") and length; 0 <= frame < VIEW_FRAMES. */
const char *view_frame_word(int frame);
int64_t view_frame_ms(int frame);
const struct position_changed *view_position(const struct view *view, const char *symbol);

/* Value of a position at the mark, its profit over cost, and the account's equity; whole cents. */
fix8_t view_position_value(const struct view *view, const struct position_changed *position);
fix8_t view_equity(const struct view *view);

#endif
