/* A game made again from what the tables say, when its market cannot be used: the player's truth
 * is whole, the market is new and begins around the last prices.
 *
 *   game_rebuild            people, accounts, positions, a market; no open orders yet
 *   COMMAND_CHAPTER_OPEN    with a carry above CARRY_ALL: opens the new chapter, lets orders and
 *                           alerts in again, tells every player; must be the next thing applied
 *
 * That command is journaled like any other and its chapter opens with a snapshot, so that what
 * follows can be played again although the facts are gone. */
#ifndef GAME_REBUILD_H
#define GAME_REBUILD_H

#include "broker/broker_restore.h"
#include "game/game.h"

/* Rows as records: number, player and game time of the record that a row says, and its body. */
struct fact_rows {
    struct record *rows; /* owned */
    uint32_t count, capacity;
};

/* What is left of an instrument's market. */
struct fact_past {
    char symbol[SYMBOL_MAX];
    fix8_t last;     /* last known price; 0: none */
    int64_t last_ms; /* when it was known */
    fix8_t tick;     /* of the candles */
    /* hours and days folded from the minutes that are kept, of the blocks in progress at now_ms;
     * by kept index, no minutes */
    struct candle *bars[KEPT_FRAMES]; /* owned */
    uint32_t counts[KEPT_FRAMES], capacities[KEPT_FRAMES];
};

struct game_facts {
    int64_t now_ms;                /* the durable clock */
    uint64_t seq, record_number;   /* the last of each */
    struct chapter_opened chapter; /* the last */
    struct chapter_opened series;  /* the one whose market it carried on, maybe itself */
    struct broker_numbers next;    /* above all that were ever used */
    uint64_t next_alert;

    /* By kind, in order of id:
     *   PLAYER_CREATED, DAY_OPENED (the last of each player), ANSWERED (the last of each)
     *   ACCOUNT_CHANGED of the series, LEG_POSTED (one an account and book, `amount` summed up)
     *   POSITION_CHANGED, ORDER_CHANGED, ALERT_CHANGED: what is open
     *   FILLED: of the open orders, in order of order and id */
    struct fact_rows rows[RECORD_COUNT];

    uint32_t past_count;
    struct fact_past *pasts; /* owned */
};

/* Appends an empty row. */
struct record *game_facts_add(struct game_facts *facts, enum record_kind kind);
void game_facts_clear(struct game_facts *facts);

/* The content's tapes are those of the chapter. `facts` is borrowed until the command above has
 * been applied. 0, or ERROR_STORAGE when the facts do not fit together or the content. */
int game_rebuild(struct game **game, struct content *content, const struct log *log,
                 const struct game_facts *facts, struct error *error);

#endif
