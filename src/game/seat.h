/* A seat at a game, for front ends: commands go out, events come in, nothing blocks. The local seat
 * wraps game and store in the same process, the floor's is a socket; screens cannot tell which. */
#ifndef GAME_SEAT_H
#define GAME_SEAT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "game/command.h"
#include "game/event.h"

/* What can be asked; the reply's bytes decode to rows of: */
enum ask_kind {
    ASK_CANDLES,  /* struct candle_info, oldest first */
    ASK_FILLS,    /* struct filled with times, newest first */
    ASK_ORDERS,   /* struct order_changed: finished ones, newest first */
    ASK_LEDGER,   /* struct leg_posted, newest first */
    ASK_BOARD,    /* struct board_row: profit over the local games */
    ASK_PREVIEW,  /* one struct preview: what the order would cost now */
    ASK_NEWS,     /* struct record of kind RECORD_NEWS, newest first */
    ASK_CALENDAR, /* struct calendar_row: what is known to come, soonest first */
    ASK_CARD,     /* one struct instrument_card: all there is to know of an instrument */
};

struct ask {
    uint8_t kind;
    uint8_t instrument, frame; /* CANDLES; CARD: instrument */
    int64_t before_ms;         /* CANDLES: bars that start before it; 0: the newest */
    uint64_t before; /* FILLS, ORDERS, LEDGER, NEWS: records with lower numbers; 0: the newest */
    uint32_t most;   /* rows */
    struct order_place order; /* PREVIEW */
};

struct board_row {
    uint32_t rank;
    bool own;
    char name[COMMAND_NAME_MAX];
    uint8_t character;
    fix8_t profit; /* equity - deposits at the last snapshot */
    bool practice;
};

struct preview {
    int64_t code;   /* 0: it would be taken; else why not, in the sentence */
    fix8_t average; /* expected price; the limit when it would rest, the stop when it would wait */
    fix8_t worst;   /* the worst price it may come to; 0: none can be told yet */
    fix8_t value;   /* price x size x contract */
    fix8_t fee;
    fix8_t cash;     /* what leaves (buys) or comes in (sells), fees included */
    fix8_t reserves; /* cash set aside while it is open */
    fix8_t largest;  /* largest size the account could place now */
    fix8_t smallest;
    fix8_t risk;  /* bracket: lost between entry and stop, all fees included; 0: none */
    fix8_t gain;  /* bracket: won between entry and target, after all fees */
    fix8_t ratio; /* gain / risk: the target in R */
    bool queues;  /* it would wait for the market to take orders */
    char sentence[ANSWER_SENTENCE_MAX];
};

struct calendar_row {
    int64_t ms;
    char kind[24]; /* "earnings" */
    char symbol[COMMAND_SYMBOL_MAX];
    char text[96];
};

struct instrument_card {
    char symbol[COMMAND_SYMBOL_MAX];
    char name[40];
    char class_label[16];
    char about[48];  /* what a company does; empty: none */
    char sector[32]; /* empty: none */
    char hours[96];  /* "14:30 to 21:00 on weekdays" */
    fix8_t tick, lot, contract, largest;
    fix8_t spread_percent;         /* what 10,000 USD pay both ways, over mid */
    fix8_t day_volatility_percent; /* at rest */
    fix8_t collar_percent;
    fix8_t fee_percent, fee_least;        /* at the account's broker */
    bool company;                         /* the rest is known */
    fix8_t eps, book_value, dividend;     /* a share; dividend: a year */
    fix8_t price_earnings;                /* at the last price; 0: none */
    fix8_t yield_percent, growth_percent; /* a year */
    fix8_t beta;
    int64_t next_earnings_ms, next_ex_ms; /* 0: none known */
    int64_t expires_ms;                   /* futures; 0: never */
};

struct seat;

struct seat_ops {
    uint64_t (*send)(struct seat *seat, const struct command *command);
    bool (*poll)(struct seat *seat, struct event *event);
    uint32_t (*ask)(struct seat *seat, const struct ask *ask);
    void (*watch)(struct seat *seat, int instrument, int frame);
    void (*freeze)(struct seat *seat, bool frozen);
    int64_t (*wait_ms)(struct seat *seat);
    int (*descriptor)(struct seat *seat);
    void (*close)(struct seat *seat);
};

struct seat {
    const struct seat_ops *ops;
    uint32_t player; /* whose seat; set before the first event */
    bool owner;      /* pause, speed and skip are this seat's */
};

/* Sends a command; `player` and `counter` are filled in. Returns the counter, by which its ANSWERED
 * record can be told. */
static inline uint64_t seat_send(struct seat *seat, const struct command *command) {
    return seat->ops->send(seat, command);
}
/* Takes the next event; false when there is none now. Pointers in it live until the next call. The
 * first events of a seat are the listings and the welcome (game.h). */
static inline bool seat_poll(struct seat *seat, struct event *event) {
    return seat->ops->poll(seat, event);
}
/* Asks for something older; returns the tag of the reply. */
static inline uint32_t seat_ask(struct seat *seat, const struct ask *ask) {
    return seat->ops->ask(seat, ask);
}
/* Chooses the instrument and frame whose book, prints and last bar are sent. */
static inline void seat_watch(struct seat *seat, int instrument, int frame) {
    seat->ops->watch(seat, instrument, frame);
}
/* Holds the clock while a ticket or a page is open; alone only, elsewhere nothing happens. */
static inline void seat_freeze(struct seat *seat, bool frozen) {
    seat->ops->freeze(seat, frozen);
}
/* Real milliseconds until seat_poll may have something: 0 now, -1 not before the descriptor. */
static inline int64_t seat_wait_ms(struct seat *seat) {
    return seat->ops->wait_ms(seat);
}
/* Readable when there is something to poll; -1: none. */
static inline int seat_descriptor(struct seat *seat) {
    return seat->ops->descriptor(seat);
}
/* Saves and leaves. */
static inline void seat_close(struct seat *seat) {
    seat->ops->close(seat);
}

/* Encoding of replies: a u32 count, then the rows. The decoders return how many rows they wrote, at
 * most `most`. */
void reply_put_candles(const struct candle_info *rows, uint32_t count, const struct sink *sink);
uint32_t reply_get_candles(const struct reply *reply, struct candle_info *rows, uint32_t most);
void reply_put_records(const struct record *rows, uint32_t count, const struct sink *sink);
uint32_t reply_get_records(const struct reply *reply, struct record *rows, uint32_t most);
void reply_put_board(const struct board_row *rows, uint32_t count, const struct sink *sink);
uint32_t reply_get_board(const struct reply *reply, struct board_row *rows, uint32_t most);
void reply_put_preview(const struct preview *preview, const struct sink *sink);
bool reply_get_preview(const struct reply *reply, struct preview *preview);
void reply_put_calendar(const struct calendar_row *rows, uint32_t count, const struct sink *sink);
uint32_t reply_get_calendar(const struct reply *reply, struct calendar_row *rows, uint32_t most);
void reply_put_card(const struct instrument_card *card, const struct sink *sink);
bool reply_get_card(const struct reply *reply, struct instrument_card *card);

/* ---- the way to a seat, for title screens ---- */

struct lobby_profile {
    uint64_t game;
    uint32_t player;
    char name[COMMAND_NAME_MAX];
    uint8_t character, avatar;
    int64_t game_ms; /* where its clock stands */
    fix8_t equity;   /* at the last snapshot */
    uint8_t market;  /* enum market_kind of the open chapter */
    uint32_t chapter;
};

struct new_game {
    struct player_create player; /* name empty: the next chapter of `profile` */
    struct lobby_profile profile;
    struct chapter_open chapter;
    bool seed_given;         /* else the host draws one */
    const char *const *data; /* replay: "FILE" or "FILE=SYMBOL", NULL-terminated; borrowed */
};

struct lobby {
    void *self;
    /* Profiles of the file, last played first; returns how many. */
    uint32_t (*profiles)(void *self, struct lobby_profile *rows, uint32_t most);
    /* Makes a game or opens the next chapter; `progress` is called now and then with 0 to 1000. */
    int (*create)(void *self, const struct new_game *request,
                  void (*progress)(void *context, int thousandths), void *context,
                  struct lobby_profile *made, struct error *error);
    /* Takes the profile's seat; NULL with a sentence, for instance when another process plays it.
     */
    struct seat *(*open)(void *self, const struct lobby_profile *profile, struct error *error);
};

#endif
