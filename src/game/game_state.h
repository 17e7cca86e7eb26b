/* The state behind game.h, shared by the files of this room and by nobody else. */
#ifndef GAME_GAME_STATE_H
#define GAME_GAME_STATE_H

#include "game/game.h"

/* A player's (or, at index 0, the host's) last command and what it came to. */
struct seat_memory {
    uint64_t counter;
    struct command_answer answer;
};

struct game {
    /* what it is made with; not state */
    struct content *content; /* borrowed */
    const struct log *log;   /* borrowed; may be NULL */

    /* the chapter */
    struct chapter_opened chapter; /* .chapter 0: none yet, and then there is no market */
    uint32_t series_chapter;       /* the chapter whose candles go on: a carried one adds to them */
    struct market market;

    /* the clock */
    int64_t now_ms;
    uint8_t speed;
    int64_t skip_until_ms; /* 0: not skipping */

    /* numbering */
    uint64_t seq;
    uint64_t record_number;
    uint64_t next_alert;
    uint64_t news_told; /* items of the market's news that became records; all, between two steps */

    /* who plays: profiles in order of id, memories beside them (0 is the host's) */
    uint32_t player_count;
    struct profile players[PLAYERS_MAX];
    struct seat_memory memories[PLAYERS_MAX + 1];

    struct broker broker;
    uint32_t alert_count;
    struct alert *alerts; /* owned; by id */
    uint32_t alert_capacity;

    /* on the way out; not state */
    struct record *records; /* owned */
    size_t record_count, record_capacity;
    struct game_block *blocks; /* owned, and their candles */
    size_t block_count, block_capacity;
    struct order *told; /* owned: orders whose news becomes one notice at the end of the step */
    char (*told_reasons)[RECORD_TEXT_MAX];
    size_t told_count, told_capacity;
    bool touched; /* a player's books changed, an alert fired or a skip ended */

    const struct game_facts *facts; /* borrowed, from game_rebuild to the opening of its chapter */
};

/* The receiver of what the broker does; its context is the game. */
struct broker_out game_out(struct game *game);

/* Appends a record of `kind` for `player` now; the caller fills the body it returns. */
struct record *game_record(struct game *game, enum record_kind kind, uint32_t player);

/* A sentence for the player's inbox. */
void game_notice(struct game *game, uint32_t player, enum notice_kind kind, const char *symbol,
                 const char *format, ...) __attribute__((format(printf, 5, 6)));

/* One notice for each order that has news, now that the command or the step is over. */
void game_tell(struct game *game);

/* The clock drops to 1x at most and a skip ends. */
void game_slow_down(struct game *game, enum clock_cause cause);

/* Does the player hold any of these (bit i: instrument i) or have an order in it? */
bool game_concerns(const struct game *game, uint32_t player, uint32_t instruments);

/* value / (size x contract) to 8 decimals: what one unit cost on average. */
fix8_t game_average(const struct instrument *row, fix8_t value, int64_t lots);

/* Bodies of records from the state. */
void game_order_body(const struct game *game, const struct order *order, const char *reason,
                     struct order_changed *body);
void game_account_body(const struct game *game, const struct account *account,
                       struct account_changed *body);
void game_position_body(const struct game *game, const struct position *position,
                        struct position_changed *body);
void game_alert_body(const struct game *game, const struct alert *alert, enum alert_state state,
                     struct alert_changed *body);

/* A replay whose tapes have no bar left: nothing will trade again. */
bool game_is_over(const struct game *game);

/* What the broker is asked for. */
struct order_request game_request(const struct order_place *order, uint32_t account,
                                  int instrument);

/* The player's account, or 0. */
uint32_t game_account_of(const struct game *game, uint32_t player);

/* Index in `players`, or -1. */
int game_player_index(const struct game *game, uint32_t player);

/* What commands do (apply.c). 0 or a negative code with the sentence in `error`; `*made` is the
 * order or alert that it made. */
int game_dispatch(struct game *game, const struct command *command, const struct stamp *stamp,
                  uint64_t *made, struct error *error);

/* The open orders of a game just rebuilt go into its market, and its facts are let go of; every
 * player is told why (rebuild.c). */
void game_reenter(struct game *game, enum carry why);

/* What a simulated chapter of these instruments is made of (apply.c). */
struct market_plan game_plan(const struct game *game, const struct instrument_table *listed,
                             uint64_t seed);

/* The instruments of a chapter: the content's, or those of its tapes (apply.c). */
int game_table(const struct game *game, enum market_kind market, const char *instruments,
               struct instrument_table *table, struct error *error);

/* The market's events become fills, expiries and alerts. Those of a command the broker has `taken`
 * already; alerts and the clock still look at them. */
void game_settle(struct game *game, bool taken);

/* New items of the market's news become records, and notices for those whom they concern. */
void game_tell_news(struct game *game);

/* The record of a news item. */
void game_news_body(const struct game *game, const struct news_item *item, struct news *body);

/* Where completed candle blocks go. */
struct block_sink game_block_sink(struct game *game);

#endif
