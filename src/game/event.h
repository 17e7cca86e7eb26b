/* Events, of three kinds.
 *
 * Records are what happened to somebody: numbered in a game, lossless, committed before they are
 * shown, and become rows. Their bodies are plain structs with a field table each, in the terms of
 * the boundary (symbols, decimal prices). Market events are the state of the market as a front end
 * needs it, conflated: a slow reader gets the state, not the backlog. They are never stored.
 * Replies answer what a seat asked; neither numbered nor stored. */
#ifndef GAME_EVENT_H
#define GAME_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/field.h"
#include "base/fix8.h"
#include "game/command.h"

/* ---- records ---- */

#define RECORDS(X)                                                                                 \
    X(RECORD_CHAPTER_OPENED, chapter_opened)                                                       \
    X(RECORD_PLAYER_CREATED, player_created)                                                       \
    X(RECORD_DAY_OPENED, day_opened)                                                               \
    X(RECORD_CLOCK_CHANGED, clock_changed)                                                         \
    X(RECORD_ACCOUNT_CHANGED, account_changed)                                                     \
    X(RECORD_ORDER_CHANGED, order_changed)                                                         \
    X(RECORD_FILLED, filled)                                                                       \
    X(RECORD_LEG_POSTED, leg_posted)                                                               \
    X(RECORD_POSITION_CHANGED, position_changed)                                                   \
    X(RECORD_ALERT_CHANGED, alert_changed)                                                         \
    X(RECORD_NOTICE, notice)                                                                       \
    X(RECORD_ANSWERED, answered)                                                                   \
    X(RECORD_NEWS, news)                                                                           \
    X(RECORD_POSITION_SPLIT, position_split)

enum record_kind {
#define X(name, word) name,
    RECORDS(X)
#undef X
        RECORD_COUNT
};

/* why the clock changed: name, word */
#define CLOCK_CAUSES(X)                                                                            \
    X(CLOCK_BY_PLAYER, "player")                                                                   \
    X(CLOCK_BY_FILL, "fill")                                                                       \
    X(CLOCK_BY_ALERT, "alert")                                                                     \
    X(CLOCK_SKIP_ENDED, "skip_ended")                                                              \
    X(CLOCK_REPLAY_ENDED, "replay_ended") /* no tape has a bar left */                             \
    X(CLOCK_BY_HALT, "halt")
#define ALERT_STATES(X)                                                                            \
    X(ALERT_WAITING, "waiting")                                                                    \
    X(ALERT_FIRED, "fired")                                                                        \
    X(ALERT_CLEARED, "cleared")
#define NOTICE_KINDS(X)                                                                            \
    X(NOTICE_FILL, "fill")                                                                         \
    X(NOTICE_ORDER, "order")                                                                       \
    X(NOTICE_ALERT, "alert")                                                                       \
    X(NOTICE_CHAPTER, "chapter")                                                                   \
    X(NOTICE_NEWS, "news") /* on something the player holds or has orders in */                    \
    X(NOTICE_HALT, "halt") /* the same */                                                          \
    X(NOTICE_CASH, "cash") /* a dividend came in */                                                \
    X(NOTICE_SPLIT, "split")
#define X(name, word) name,
enum clock_cause { CLOCK_CAUSES(X) };
enum alert_state { ALERT_STATES(X) };
enum notice_kind { NOTICE_KINDS(X) };
#undef X

extern const char *const clock_cause_words[];
extern const char *const alert_state_words[];
extern const char *const notice_kind_words[];

#define RECORD_TEXT_MAX   240
#define RECORD_SYMBOL_MAX COMMAND_SYMBOL_MAX

struct chapter_opened {
    uint32_t chapter; /* from 1 */
    uint8_t market;
    bool ranked;
    uint64_t seed;
    uint32_t history_days;
    uint32_t sim_version;
    int64_t start_ms; /* where play begins */
    char instruments[COMMAND_INSTRUMENTS_MAX];
};
struct player_created {
    uint32_t id;
    char name[COMMAND_NAME_MAX];
    uint8_t character, avatar, age_band;
    char zone[COMMAND_ZONE_MAX];
    int64_t created_wall_ms;
};
struct day_opened {
    int64_t day;
};
struct clock_changed {
    uint8_t speed;
    int64_t skip_until_ms; /* 0: not skipping */
    uint8_t cause;
};
struct account_changed {
    uint32_t id;
    char name[24];
    char broker[24];
    fix8_t cash, reserved, deposited, realised, commission;
    int64_t opened_ms;
    fix8_t income, tax; /* dividends before tax, and what was withheld of them */
};
struct order_changed {
    uint64_t id;
    uint32_t account;
    char symbol[RECORD_SYMBOL_MAX];
    uint8_t side, type, tif, state;
    bool queued;
    fix8_t price, size, filled, average, fee, reserved;
    fix8_t mid; /* at submission; 0: one side was empty */
    int64_t created_ms;
    char reason[RECORD_TEXT_MAX];
    fix8_t stop, target, trail, trail_percent, display; /* as in order_place; 0: none */
    int64_t until_ms;                                   /* gtd; else 0 */
    uint64_t oco;                                       /* its partner as long as both are open */
    uint64_t parent;                                    /* exits of a bracket: their entry */
    bool post_only, reduce_only, triggered;
    uint8_t self_trade;
    fix8_t cut; /* of the size asked for: lost to its partner or to the position's end */
};
struct filled {
    uint64_t id, order;
    uint32_t account;
    char symbol[RECORD_SYMBOL_MAX];
    uint8_t side;
    bool maker;
    fix8_t price, size, cash, fee, pnl;
};
struct leg_posted {
    uint64_t transaction;
    uint32_t account;
    uint8_t book, kind;
    fix8_t amount, balance;
    uint64_t order;
    char symbol[RECORD_SYMBOL_MAX];
    char text[96];
};
struct position_changed {
    uint32_t account;
    char symbol[RECORD_SYMBOL_MAX];
    fix8_t size; /* 0: closed */
    fix8_t cost, average, realised, fees;
    int64_t opened_ms;
};
struct alert_changed {
    uint64_t id;
    char symbol[RECORD_SYMBOL_MAX];
    fix8_t price;
    uint8_t state;
};
struct notice {
    uint8_t kind;
    char symbol[RECORD_SYMBOL_MAX];
    char text[RECORD_TEXT_MAX];
};
struct news {     /* everybody's; made with the history too */
    uint8_t kind; /* enum news_kind */
    bool good;
    char symbols[COMMAND_INSTRUMENTS_MAX]; /* "KEST,BELL"; empty: all */
    char text[160];
};
struct position_split {
    uint32_t account;
    char symbol[RECORD_SYMBOL_MAX];
    uint32_t numerator, denominator; /* new units for old ones */
    fix8_t before, after;            /* sizes */
};
struct answered {
    uint64_t counter;
    int64_t code;
    uint64_t order;
    char sentence[ANSWER_SENTENCE_MAX];
};

struct record {
    uint64_t number; /* in the game, from 1 without gaps */
    uint64_t seq;    /* journal number of the last command before or at it */
    int64_t game_ms;
    uint32_t player; /* whose it is; 0: everybody's */
    uint8_t kind;
    union {
#define X(name, word) struct word word;
        RECORDS(X)
#undef X
    };
};

const char *record_word(enum record_kind kind);
const struct field_spec *record_fields(enum record_kind kind);
const void *record_body(const struct record *record);
void record_encode(const struct record *record, const struct sink *sink); /* header and body */
int record_decode(struct record *record, struct source *source, struct error *error);

/* ---- market events ---- */

#define EVENT_BOOK_LEVELS 20
#define EVENT_PRINTS      16
#define EVENT_OWN_ROWS    200

struct listing_info { /* once for each instrument, when a seat is taken or a chapter opens */
    uint8_t instrument, count; /* index; how many there are */
    char symbol[COMMAND_SYMBOL_MAX];
    char name[40];
    uint8_t class; /* enum asset_class */
    char class_label[16];
    uint8_t least_frame; /* finest enum time_frame on offer */
    fix8_t tick, lot, contract;
    uint8_t price_decimals, size_decimals;
};
struct quote_info {
    uint8_t instrument;
    uint8_t phase;         /* enum phase (market.h) */
    bool open;             /* phase == PHASE_OPEN */
    fix8_t last, bid, ask; /* bid, ask: 0 when that side is empty */
    fix8_t mark;
    fix8_t day_reference;
    fix8_t indicative_price, indicative_size; /* of the auction that gathers; 0: would not trade */
    int64_t halt_until_ms;                    /* while halted; else 0 */
    int64_t next_turn_ms;                     /* next opening or closing; GAMETIME_MAX: never */
};
struct book_row {
    fix8_t price, size;
    fix8_t own; /* of it, the player's */
};
struct book_info {
    uint8_t instrument, bids, asks; /* rows used, best first */
    struct book_row bid[EVENT_BOOK_LEVELS], ask[EVENT_BOOK_LEVELS];
};
struct own_row {
    uint64_t order;
    fix8_t ahead;    /* visible size before it at its price */
    fix8_t visible;  /* of it, what others see */
    fix8_t stop_now; /* where its stop stands; 0: none, or it has gone off */
};
struct own_info { /* the player's open orders that are in a book, by number */
    uint16_t count;
    struct own_row rows[EVENT_OWN_ROWS];
};
struct candle_info {
    int64_t ms;
    fix8_t open, high, low, close, volume;
};
struct candle_event { /* the last bar of the watched frame, as it stands */
    uint8_t instrument, frame;
    struct candle_info candle;
};
struct print_info {
    int64_t ms;
    fix8_t price, size;
    uint8_t taker_side;
};
struct prints_info {
    uint8_t instrument, count; /* newest first */
    struct print_info prints[EVENT_PRINTS];
};
struct time_info {
    int64_t now_ms;
    uint8_t speed;
    int64_t skip_until_ms;
    int64_t start_ms; /* where the chapter's play began */
    int64_t pace;     /* game ms a real ms at 1x */
};

/* ---- replies ---- */

#define REPLY_BYTES_MAX 65536

struct reply {
    uint32_t tag;         /* what seat_ask returned */
    uint8_t kind;         /* enum ask_kind (seat.h) */
    int32_t code;         /* 0, or why there is none */
    const uint8_t *bytes; /* valid until the next poll; seat.h decodes */
    uint32_t length;
};

enum event_class {
    EVENT_RECORD,
    EVENT_TIME,
    EVENT_LISTING,
    EVENT_QUOTE,
    EVENT_BOOK,
    EVENT_OWN,
    EVENT_CANDLE,
    EVENT_PRINTS_NEW,
    EVENT_REPLY,
    EVENT_TROUBLE, /* the seat cannot go on: storage failed, recovery differs; a sentence */
};

struct event {
    enum event_class class;
    union {
        struct record record;
        struct time_info time;
        struct listing_info listing;
        struct quote_info quote;
        struct book_info book;
        struct own_info own;
        struct candle_event candle;
        struct prints_info prints;
        struct reply reply;
        struct error trouble;
    };
};

#endif
