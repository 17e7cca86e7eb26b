/* The game, for hosts: a state machine that does no I/O, reads no clock and has no globals.
 *
 *   game_apply    changes the state by one stamped command
 *   game_advance  lets the market run to a game time
 *
 * Both append records; the host takes them, commits them, and only then shows them. Same content,
 * same stamped commands: the same state, bit for bit; advancing does not depend on how it is
 * sliced. */
#ifndef GAME_GAME_H
#define GAME_GAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/log.h"
#include "broker/broker.h"
#include "game/command.h"
#include "game/event.h"
#include "market/market.h"
#include "player/profile.h"

#define SIM_VERSION   2    /* grows with every intended change of behaviour; opens a chapter */
#define RECORDS_ROOM  4096 /* records a host can leave waiting; advance stops at three quarters */
#define PLAYERS_MAX   64
#define ALERTS_MAX    50                     /* waiting, each player */
#define GAME_START_MS INT64_C(1736778600000) /* Monday 13 January 2025, 14:30 */

/* What the game is made with. Borrowed; must outlive the game and not change, but for the tapes,
 * which the host sets before it applies a chapter that replays them or decodes one. */
struct content {
    struct instrument_table instruments;
    struct company_table companies;
    struct broker_table brokers;
    const struct tape *tapes;                    /* of the current chapter */
    char tape_like[INSTRUMENTS_MAX][SYMBOL_MAX]; /* "=SYMBOL" of each, or empty */
    uint32_t tape_count;
};

struct alert {
    uint64_t id;
    uint32_t player;
    uint8_t instrument;
    int32_t ticks;
    bool above; /* fires when a trade is at or above; else at or below */
};

struct game;

struct game *game_new(struct content *content, const struct log *log);
void game_free(struct game *game);

/* Applies a command at its stamp. The stamp's time is not before game_now(): the game advances to
 * it first, without stopping early. Never fails for the caller: `answer` says what came of it, and
 * is also the last record. A repeated counter changes nothing and answers as before (`*repeated`).
 */
void game_apply(struct game *game, const struct command *command, const struct stamp *stamp,
                struct command_answer *answer, bool *repeated);

enum advance_stop {
    ADVANCE_REACHED,
    ADVANCE_RECORDS, /* the room for records is three quarters full: take them and go on */
    ADVANCE_BOOKS,   /* a player's books changed, an alert fired or a skip ended */
};

/* Runs to `to_ms` or stops early between two milliseconds. */
enum advance_stop game_advance(struct game *game, int64_t to_ms);

/* Records not yet taken, oldest first; borrowed until they are taken. */
const struct record *game_records(const struct game *game, size_t *count);
void game_records_taken(struct game *game);

/* Candle blocks completed since they were last taken. */
struct game_block {
    uint32_t chapter;
    uint8_t instrument;
    char symbol[SYMBOL_MAX];
    fix8_t tick;
    struct candle_block block; /* owned by the game until taken */
};
const struct game_block *game_blocks(const struct game *game, size_t *count);
void game_blocks_taken(struct game *game); /* frees them */

/* Reading. */
int64_t game_now(const struct game *game);
int64_t game_start(const struct game *game);    /* where play begins; earlier: history is made */
uint32_t game_chapter(const struct game *game); /* 0 before the first */
uint32_t game_series_chapter(const struct game *game); /* whose blocks its candles are kept under */
enum speed game_speed(const struct game *game);
int64_t game_skip_until(const struct game *game); /* 0: not skipping */
uint64_t game_seq(const struct game *game);       /* last command applied */
uint64_t game_record_number(const struct game *game);
bool game_is_ranked(const struct game *game);
enum market_kind game_market_kind(const struct game *game);
const struct market *game_market(const struct game *game);
struct broker *game_broker(struct game *game);
const struct profile *game_profile(const struct game *game, uint32_t player);
const struct profile *game_profiles(const struct game *game, uint32_t *count);
const struct alert *game_alerts(const struct game *game, uint32_t *count);
uint64_t game_next_counter(const struct game *game, uint32_t player);

/* State as records, for a reader that starts now: its profile, account, open orders, positions,
 * waiting alerts, the clock. They carry number 0. */
void game_welcome(struct game *game, uint32_t player,
                  void (*give)(void *context, const struct record *record), void *context);

/* Market events for a seat, from the state. */
void game_listing_info(const struct game *game, int instrument, struct listing_info *info);
void game_quote_info(const struct game *game, int instrument, struct quote_info *info);
void game_book_info(const struct game *game, int instrument, uint32_t player,
                    struct book_info *info);
void game_prints_info(const struct game *game, int instrument, struct prints_info *info);
bool game_candle_info(const struct game *game, int instrument, enum time_frame frame,
                      struct candle_info *info); /* false: no bar yet */
void game_own_info(const struct game *game, uint32_t player, struct own_info *info);
void game_time_info(const struct game *game, struct time_info *info);

/* What an order would come to now, without sending it (seat.h). */
struct preview;
struct calendar_row;
struct instrument_card;
void game_preview(const struct game *game, uint32_t player, const struct order_place *order,
                  struct preview *preview);

/* What is known to come, soonest first; returns how many rows were written. */
uint32_t game_calendar(const struct game *game, struct calendar_row *rows, uint32_t most);

/* All there is to know of an instrument, at the costs of the player's broker. */
void game_card(const struct game *game, uint32_t player, int instrument,
               struct instrument_card *card);

/* The canonical encoding; decode(encode(s)) goes on identically. For decoding the content's tapes
 * must be those of the chapter. */
void game_encode(const struct game *game, const struct sink *sink);
int game_decode(struct game **game, struct content *content, const struct log *log,
                struct source *source, struct error *error);

#endif
