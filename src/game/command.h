/* Commands: everything anyone can make the game do. A command is a plain struct; one row here and
 * one field table in command.c give its encoder, decoder, validator, JSON form and command line
 * help.
 *
 * A command's id is (player, counter): counters rise by one for each player, player 0 is the host.
 * The counter equal to the last answers the last result again; a lower one is refused. */
#ifndef GAME_COMMAND_H
#define GAME_COMMAND_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/field.h"
#include "base/fix8.h"

#define COMMAND_SYMBOL_MAX      16
#define COMMAND_NAME_MAX        84
#define COMMAND_ZONE_MAX        40
#define COMMAND_INSTRUMENTS_MAX 320
#define COMMAND_BYTES_MAX       2048

/* name, member and word, what it does */
#define COMMANDS(X)                                                                                \
    X(COMMAND_CHAPTER_OPEN, chapter_open, "close the market and open the next chapter")            \
    X(COMMAND_PLAYER_CREATE, player_create, "a player joins the game")                             \
    X(COMMAND_DAY_OPEN, day_open, "the player's local day began")                                  \
    X(COMMAND_CLOCK_SET, clock_set, "set the speed or skip ahead")                                 \
    X(COMMAND_ORDER_PLACE, order_place, "send an order")                                           \
    X(COMMAND_ORDER_CANCEL, order_cancel, "take one or all orders back")                           \
    X(COMMAND_ORDER_AMEND, order_amend, "change an order that waits")                              \
    X(COMMAND_POSITION_CLOSE, position_close, "close a position at market")                        \
    X(COMMAND_ALERT_SET, alert_set, "be told when a price is reached")                             \
    X(COMMAND_ALERT_CLEAR, alert_clear, "drop an alert")                                           \
    X(COMMAND_BLOCK_SEED, block_seed, "give the seed of the next game day")

enum command_kind {
#define X(name, word, help) name,
    COMMANDS(X)
#undef X
        COMMAND_COUNT
};

/* name, word, game time for each real time is pace x this (60 or 3600 x) */
#define SPEEDS(X)                                                                                  \
    X(SPEED_PAUSED, "paused", 0)                                                                   \
    X(SPEED_1X, "1x", 1)                                                                           \
    X(SPEED_5X, "5x", 5)                                                                           \
    X(SPEED_30X, "30x", 30)                                                                        \
    X(SPEED_120X, "120x", 120)

/* name, word, phrase */
#define SKIPS(X)                                                                                   \
    X(SKIP_NONE, "none", "no skip")                                                                \
    X(SKIP_EVENT, "event", "next fill or alert")                                                   \
    X(SKIP_OPEN, "open", "next open")                                                              \
    X(SKIP_CLOSE, "close", "next close")                                                           \
    X(SKIP_DAY, "day", "one day")                                                                  \
    X(SKIP_WEEK, "week", "one week")                                                               \
    X(SKIP_UNTIL, "until", "a given time")

enum speed {
#define X(name, word, factor) name,
    SPEEDS(X)
#undef X
        SPEED_COUNT
};
enum skip {
#define X(name, word, phrase) name,
    SKIPS(X)
#undef X
        SKIP_COUNT
};
enum market_kind { MARKET_SIM, MARKET_REPLAY };

/* what a chapter takes over from the one before: name, word; where the market could not be taken
 * over, the reason that players are told */
#define CARRIES(X)                                                                                 \
    X(CARRY_NOTHING, "nothing", NULL) /* a new market, fresh accounts */                           \
    X(CARRY_ALL, "all", NULL)         /* the same market and books */                              \
    X(CARRY_VERSION, "version", "This game was made by another version")                           \
    X(CARRY_DAMAGE, "damage", "The saved market cannot be read")                                   \
    X(CARRY_ORDERS, "orders", "The saved market does not hold the orders that are stored")

enum carry {
#define X(name, word, reason) name,
    CARRIES(X)
#undef X
};

/* NULL-terminated words, by enum. */
extern const char *const speed_words[];
extern const char *const skip_words[];
extern const char *const skip_phrases[];
extern const char *const market_kind_words[];
extern const char *const carry_words[];
extern const char *const carry_reasons[]; /* by enum; NULL: none */
int speed_factor(enum speed speed);

struct chapter_open {
    uint8_t market; /* enum market_kind; a replay plays the tapes the host has loaded */
    bool ranked;
    uint8_t carry; /* enum carry; above CARRY_NOTHING a practice chapter, the rest is ignored */
    uint64_t seed;
    uint32_t history_days;                     /* minutes made before the start, 1 to 365 */
    char instruments[COMMAND_INSTRUMENTS_MAX]; /* "BTC-USD,KEST"; empty: all */
};
struct player_create {
    char name[COMMAND_NAME_MAX];
    uint8_t character, avatar, age_band;
    char zone[COMMAND_ZONE_MAX];
};
struct day_open {
    uint8_t unused; /* the day is in the stamp */
};
struct clock_set {
    uint8_t speed, skip;
    int64_t until_ms;                /* SKIP_UNTIL; else 0 */
    char symbol[COMMAND_SYMBOL_MAX]; /* SKIP_OPEN, SKIP_CLOSE: whose; empty: the first of any */
};
struct order_place {
    char symbol[COMMAND_SYMBOL_MAX];
    uint8_t side, type, tif;
    fix8_t size;
    fix8_t price;  /* limit, stop-limit; take-profit with a limit; bracket with a limit entry */
    fix8_t stop;   /* stop, stop-limit, take-profit: what sets it off; bracket: its stop loss */
    fix8_t target; /* bracket: its take-profit */
    fix8_t trail;  /* trailing: behind the best price, in money */
    fix8_t trail_percent; /* trailing: or in percent of it, 1.5 is 1.5 % */
    fix8_t display;       /* iceberg: what is shown at a time; 0: all */
    int64_t until_ms;     /* gtd; else 0 */
    uint64_t oco;         /* the order it is one-cancels-other with; 0: none */
    bool post_only;       /* never takes */
    bool reduce_only;     /* only ever makes the position smaller */
    uint8_t self_trade;   /* enum order_self_trade */
};
struct order_cancel {
    uint64_t order; /* 0: all of the player's */
};
struct order_amend {
    uint64_t order;
    fix8_t price;         /* 0: as it is, as all that follow */
    fix8_t size;          /* new total */
    fix8_t stop;          /* of a bracket that waits: its stop loss */
    fix8_t target;        /* of a bracket that waits */
    fix8_t trail;         /* trailing by an amount from now on */
    fix8_t trail_percent; /* trailing by a percentage from now on */
};
struct position_close {
    char symbol[COMMAND_SYMBOL_MAX];
};
struct alert_set {
    char symbol[COMMAND_SYMBOL_MAX];
    fix8_t price;
};
struct alert_clear {
    uint64_t alert;
};

struct block_seed { /* the host, in ranked chapters: not known before it is given */
    uint64_t seed;
};

struct command {
    uint8_t kind;
    uint32_t player;  /* 0: the host */
    uint64_t counter; /* > 0 */
    union {
#define X(name, word, help) struct word word;
        COMMANDS(X)
#undef X
    };
};

/* What the host adds; a client cannot set it. */
struct stamp {
    uint64_t seq;      /* number in the game's journal, from 1 without gaps */
    int64_t game_ms;   /* applied after all of this millisecond */
    int64_t wall_ms;   /* real time, UTC */
    int32_t local_day; /* of the player's zone, rolling at 03:00; days since the epoch */
};

#define ANSWER_SENTENCE_MAX 320

/* What a command came to. */
struct command_answer {
    int32_t code;                       /* 0 or an enum error_code */
    uint64_t order;                     /* the order it made, or the alert; 0: none */
    char sentence[ANSWER_SENTENCE_MAX]; /* refusals say why; else empty */
};

/* In front of an encoded command or record stands its kind, with this bit when the struct has grown
 * since its first form; without it the bytes are of that form, from an older file. */
#define FORM_GROWN 0x80

const char *command_word(enum command_kind kind);
const char *command_help(enum command_kind kind);
const struct field_spec *command_fields(enum command_kind kind);
void *command_body(struct command *command); /* the member of its kind */

int command_check(const struct command *command, struct error *error);
void command_encode(const struct command *command, const struct sink *sink);
int command_decode(struct command *command, struct source *source, struct error *error);

#endif
