#include "support/golden.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/gametime.h"
#include "base/mem.h"
#include "base/random.h"
#include "broker/order.h"
#include "game/game.h"
#include "support/content.h"

#define GOLDEN_SEED     2025
#define GOLDEN_COMMANDS 200
#define TAPE_DAYS       90

struct play {
    struct content content;
    struct game *game;
    struct random random;
    int64_t wall_ms;
    struct state_hash hash;
    struct golden *golden;
};

static int64_t choose(struct play *play, int64_t low, int64_t high) {
    return random_between(&play->random, low, high);
}

static void take_records(struct play *play) {
    struct sink sink = state_hash_sink(&play->hash);
    size_t count;
    const struct record *records = game_records(play->game, &count);
    for (size_t i = 0; i < count; i++) {
        record_encode(&records[i], &sink);
        play->golden->fills += records[i].kind == RECORD_FILLED;
    }
    play->golden->records += (unsigned)count;
    game_records_taken(play->game);
    game_blocks_taken(play->game);
}

static void apply(struct play *play, struct command *command) {
    struct command_answer answer;
    bool repeated;
    play->wall_ms += 1000;
    struct stamp stamp = {.seq = game_seq(play->game) + 1,
                          .game_ms = game_now(play->game),
                          .wall_ms = play->wall_ms,
                          .local_day = (int32_t)day_of(play->wall_ms)};
    command->counter = game_next_counter(play->game, command->player);
    game_apply(play->game, command, &stamp, &answer, &repeated);
    assert(!repeated && (answer.code == 0 || answer.sentence[0]));
    assert(command->player != 0 || answer.code == 0);
    play->golden->commands++;
    play->golden->refused += answer.code != 0;
    take_records(play);
}

static void run_to(struct play *play, int64_t ms) {
    while (game_now(play->game) < ms) {
        (void)game_advance(play->game, ms);
        take_records(play);
    }
}

/* ---- what the player does ---- */

static struct command empty_command(enum command_kind kind, uint32_t player) {
    struct command command;
    memset(&command, 0, sizeof command);
    command.kind = (uint8_t)kind;
    command.player = player;
    return command;
}

static const struct instrument *some_instrument(struct play *play, char symbol[SYMBOL_MAX],
                                                fix8_t *price) {
    const struct market *market = game_market(play->game);
    uint32_t at = random_below(&play->random, market->table.count);
    const struct instrument *row = &market->table.rows[at];
    memcpy(symbol, row->symbol, SYMBOL_MAX);
    *price = instrument_price(row, market->listings[at].last + (int32_t)choose(play, -400, 400));
    return row;
}

/* A size that a tenth or so of the account pays for, now and then one it does not. */
static fix8_t some_size(struct play *play, const struct instrument *row, fix8_t price) {
    fix8_t lot_cost = 0;
    (void)fix8_muldiv(row->lot, price, FIX8_ONE, FIX8_UP, &lot_cost);
    int64_t lots = 1500 * FIX8_ONE / (lot_cost > 0 ? lot_cost : 1);
    return row->lot * choose(play, 1, 2 + lots * (choose(play, 0, 9) == 0 ? 10 : 1));
}

/* A price somewhat above the last one, or below. */
static fix8_t price_beside(struct play *play, const struct instrument *row, bool above) {
    const struct market *market = game_market(play->game);
    int64_t last = market->listings[row - market->table.rows].last;
    int64_t away = choose(play, 0, last / 200 + 2);
    return instrument_price(row, above ? last + away : last - away);
}

/* The id of some open order, to be paired with. */
static uint64_t some_partner(struct play *play) {
    const struct broker *broker = game_broker(play->game);
    if (broker->order_count == 0 || choose(play, 0, 2) > 0) {
        return 0;
    }
    return broker->orders[random_below(&play->random, broker->order_count)].id;
}

/* One of the types that wait for a price, with what goes with it. */
static void some_special(struct play *play, const struct instrument *row,
                         struct order_place *order) {
    bool buys = order->side == SIDE_BUY;
    order->type = (uint8_t)choose(play, ORDER_STOP, ORDER_BRACKET);
    order->tif = (uint8_t)(choose(play, 0, 3) == 0 ? TIF_GTD : choose(play, TIF_DAY, TIF_GTC));
    order->until_ms =
        order->tif == TIF_GTD ? game_now(play->game) + choose(play, 1, 6 * HOUR_MS) : 0;
    order->self_trade = (uint8_t)choose(play, ORDER_SELF_NEWEST, ORDER_SELF_BOTH);
    order->reduce_only = !buys && choose(play, 0, 2) == 0;
    order->oco = some_partner(play);
    if (order->type == ORDER_TRAILING && choose(play, 0, 1) == 0) {
        order->trail_percent = choose(play, 1, 150) * FIX8_CENT;
    } else if (order->type == ORDER_TRAILING) {
        order->trail = row->tick * choose(play, 1, 200);
    } else if (order->type == ORDER_BRACKET) {
        order->stop = price_beside(play, row, false);
        order->target = price_beside(play, row, true);
        order->display = row->lot * choose(play, 0, 2);
        order->price = price_beside(play, row, false);
    } else {
        order->stop = price_beside(play, row, buys == (order->type != ORDER_TAKE_PROFIT));
        order->price = order->type == ORDER_STOP_LIMIT ? order->stop : 0;
    }
}

/* What is held or a part of it. */
static void sell_some(struct play *play, const struct position *position,
                      struct order_place *order) {
    const struct instrument *row = &game_market(play->game)->table.rows[position->instrument];
    memcpy(order->symbol, row->symbol, sizeof order->symbol);
    order->size = instrument_size(row, choose(play, 1, position->lots));
    order->type = ORDER_MARKET;
    if (choose(play, 0, 1) == 0) {
        some_special(play, row, order);
    }
}

static void some_order(struct play *play, struct command *command) {
    struct order_place *order = &command->order_place;
    fix8_t price;
    command->kind = COMMAND_ORDER_PLACE;
    const struct instrument *row = some_instrument(play, order->symbol, &price);
    order->side = (uint8_t)choose(play, 0, 1);
    order->tif = (uint8_t)choose(play, TIF_DAY, TIF_FOK);
    order->size = some_size(play, row, price);
    const struct broker *broker = game_broker(play->game);
    if (order->side == SIDE_SELL && broker->position_count > 0) {
        sell_some(play, &broker->positions[0], order);
        return;
    }
    if (choose(play, 0, 1) == 0) {
        some_special(play, row, order);
    } else if (choose(play, 0, 2) > 0) {
        order->type = ORDER_LIMIT;
        order->price = price;
    }
}

static void some_clock(struct play *play, struct command *command) {
    static const enum skip skips[] = {SKIP_NONE, SKIP_EVENT, SKIP_OPEN, SKIP_CLOSE, SKIP_DAY};
    command->kind = COMMAND_CLOCK_SET;
    command->clock_set.speed = (uint8_t)choose(play, SPEED_PAUSED, SPEED_5X);
    command->clock_set.skip = (uint8_t)skips[choose(play, 0, (int64_t)ARRAY_LEN(skips) - 1)];
}

static void some_amend(struct play *play, struct command *command) {
    const struct broker *broker = game_broker(play->game);
    command->kind = COMMAND_ORDER_AMEND;
    command->order_amend.order = 1;
    if (broker->order_count > 0) {
        const struct order *order =
            &broker->orders[random_below(&play->random, broker->order_count)];
        const struct instrument *row = &game_market(play->game)->table.rows[order->instrument];
        command->order_amend.order = order->id;
        command->order_amend.size = row->lot * choose(play, 1, 2 * order->lots);
        if (!order_at_market(order)) {
            command->order_amend.price = row->tick * (order->limit + choose(play, -20, 20));
        } else if (order->stop > 0) {
            command->order_amend.stop = row->tick * (order->stop + choose(play, -20, 20));
        }
    }
}

static void some_cancel(struct play *play, struct command *command) {
    const struct broker *broker = game_broker(play->game);
    command->kind = COMMAND_ORDER_CANCEL;
    if (broker->order_count > 0 && choose(play, 0, 3) > 0) {
        command->order_cancel.order = broker->orders[0].id;
    }
}

static void some_alert(struct play *play, struct command *command) {
    uint32_t count;
    const struct alert *alerts = game_alerts(play->game, &count);
    if (choose(play, 0, 3) == 0) {
        command->kind = COMMAND_ALERT_CLEAR;
        command->alert_clear.alert = count > 0 ? alerts[0].id : 1;
    } else {
        command->kind = COMMAND_ALERT_SET;
        (void)some_instrument(play, command->alert_set.symbol, &command->alert_set.price);
    }
}

static void some_command(struct play *play) {
    struct command command = empty_command(COMMAND_DAY_OPEN, 1);
    fix8_t price;
    int64_t dice = choose(play, 0, 19);
    if (dice < 12) {
        some_order(play, &command);
    } else if (dice < 13) {
        some_cancel(play, &command);
    } else if (dice < 15) {
        some_amend(play, &command);
    } else if (dice < 16) {
        command.kind = COMMAND_POSITION_CLOSE;
        (void)some_instrument(play, command.position_close.symbol, &price);
    } else if (dice < 18) {
        some_alert(play, &command);
    } else if (dice < 19) {
        some_clock(play, &command);
    }
    apply(play, &command);
}

static void trade(struct play *play, int commands, int64_t pause_ms) {
    for (int i = 0; i < commands; i++) {
        some_command(play);
        run_to(play, game_now(play->game) + choose(play, 0, pause_ms));
    }
}

static void hash_state(struct play *play) {
    struct sink sink = state_hash_sink(&play->hash);
    game_encode(play->game, &sink);
}

/* ---- the two chapters ---- */

static void play_walk(struct play *play) {
    struct command command = empty_command(COMMAND_CHAPTER_OPEN, 0);
    command.chapter_open.seed = GOLDEN_SEED;
    command.chapter_open.history_days = 1;
    strcpy(command.chapter_open.instruments, "BTC-USD,EURUSD,KEST");
    apply(play, &command);
    run_to(play, game_start(play->game));
    command = empty_command(COMMAND_PLAYER_CREATE, 0);
    strcpy(command.player_create.name, "Ada");
    strcpy(command.player_create.zone, "UTC");
    command.player_create.character = CHARACTER_ANALYST;
    apply(play, &command);
    trade(play, GOLDEN_COMMANDS / 4, 40 * MINUTE_MS);
    command = empty_command(COMMAND_BLOCK_SEED, 0);
    command.block_seed.seed = GOLDEN_SEED;
    apply(play, &command);
    trade(play, GOLDEN_COMMANDS / 2, 40 * MINUTE_MS);
    run_to(play, game_now(play->game) + DAY_MS);
    hash_state(play);
}

/* A stock's weekdays, wandering by integers alone. */
static void make_tape(struct play *play, struct tape_row rows[TAPE_DAYS], struct tape *tape) {
    int64_t ms = 20000 * DAY_MS;
    fix8_t close = 40 * FIX8_ONE;
    for (int i = 0; i < TAPE_DAYS; i++, ms += DAY_MS) {
        ms += weekday_of(ms) == 5 ? 2 * DAY_MS : 0;
        fix8_t open = close + choose(play, -20, 20) * FIX8_CENT;
        close = open + choose(play, -90, 95) * FIX8_CENT;
        fix8_t most = open > close ? open : close, least = open > close ? close : open;
        rows[i] = (struct tape_row){.ms = ms,
                                    .open = open,
                                    .high = most + choose(play, 0, 60) * FIX8_CENT,
                                    .low = least - choose(play, 0, 60) * FIX8_CENT,
                                    .close = close,
                                    .volume = choose(play, 1000, 90000) * FIX8_ONE};
    }
    *tape = (struct tape){.symbol = "ACME",
                          .bar_ms = DAY_MS,
                          .tick = FIX8_CENT,
                          .has_volume = true,
                          .rows = rows,
                          .count = TAPE_DAYS};
    assert(tape_is_sane(tape));
}

static void play_replay(struct play *play) {
    static struct tape_row rows[TAPE_DAYS];
    struct tape tape;
    make_tape(play, rows, &tape);
    play->content.tapes = &tape;
    play->content.tape_count = 1;
    struct command command = empty_command(COMMAND_CHAPTER_OPEN, 0);
    command.chapter_open.market = MARKET_REPLAY;
    command.chapter_open.seed = GOLDEN_SEED;
    command.chapter_open.history_days = 10;
    apply(play, &command);
    run_to(play, game_start(play->game));
    trade(play, GOLDEN_COMMANDS / 4, 12 * HOUR_MS);
    run_to(play, game_now(play->game) + WEEK_MS);
    hash_state(play);
    game_free(play->game); /* before the tape goes */
}

void golden_play(struct golden *golden) {
    memset(golden, 0, sizeof *golden);
    struct play play = {.golden = golden,
                        .wall_ms = GAME_START_MS,
                        .random = random_named(GOLDEN_SEED, "golden", 0)};
    test_content(&play.content);
    state_hash_init(&play.hash);
    play.game = game_new(&play.content, NULL);
    play_walk(&play);
    play_replay(&play);
    uint8_t bytes[HASH_BYTES];
    state_hash_final(&play.hash, bytes);
    hash_text(bytes, golden->hash);
}
