#include "support/smallgame.h"

#include <assert.h>
#include <string.h>

#include "base/gametime.h"
#include "broker/order.h"
#include "support/content.h"

#define WALL_MS   INT64_C(1760000000000)
#define TAPE_BARS 30

int32_t smallgame_apply(struct game *game, struct command *command) {
    struct command_answer answer;
    bool repeated;
    struct stamp stamp = {.seq = game_seq(game) + 1,
                          .game_ms = game_now(game),
                          .wall_ms = WALL_MS,
                          .local_day = (int32_t)day_of(WALL_MS)};
    command->counter = game_next_counter(game, command->player);
    game_apply(game, command, &stamp, &answer, &repeated);
    assert(!repeated && (answer.code == 0 || answer.sentence[0]));
    game_records_taken(game);
    return answer.code;
}

void smallgame_run(struct game *game, int64_t to_ms) {
    while (game_now(game) < to_ms) {
        (void)game_advance(game, to_ms);
        game_records_taken(game);
        game_blocks_taken(game);
    }
}

static struct command command_of(enum command_kind kind, uint32_t player) {
    struct command command;
    memset(&command, 0, sizeof command);
    command.kind = (uint8_t)kind;
    command.player = player;
    return command;
}

static void give(struct game *game, struct command command) {
    int32_t code = smallgame_apply(game, &command);
    assert(code == 0);
    (void)code;
}

static fix8_t price_near(struct game *game, int32_t ticks) {
    const struct market *market = game_market(game);
    return instrument_price(&market->table.rows[0], market->listings[0].last + ticks);
}

static void place(struct game *game, enum order_type type, fix8_t size, fix8_t price) {
    struct command command = command_of(COMMAND_ORDER_PLACE, 1);
    strcpy(command.order_place.symbol, game_market(game)->table.rows[0].symbol);
    command.order_place.tif = TIF_GTC;
    command.order_place.type = (uint8_t)type;
    command.order_place.size = size;
    command.order_place.price = price;
    give(game, command);
}

/* Something of everything that a snapshot holds. */
static void fill_books(struct game *game) {
    struct command alert = command_of(COMMAND_ALERT_SET, 1);
    strcpy(alert.alert_set.symbol, game_market(game)->table.rows[0].symbol);
    alert.alert_set.price = price_near(game, 900);
    place(game, ORDER_MARKET, 5 * FIX8_ONE, 0);
    place(game, ORDER_LIMIT, 3 * FIX8_ONE, price_near(game, -300));
    give(game, alert);
    int64_t closing = game_market(game)->listings[0].turn_ms;
    if (game_market_kind(game) == MARKET_SIM) {
        smallgame_run(game, closing + HOUR_MS);
        place(game, ORDER_LIMIT, 2 * FIX8_ONE, price_near(game, -200));
    }
}

void smallgame_walk(struct smallgame *small) {
    memset(small, 0, sizeof *small);
    test_content(&small->content);
    small->game = game_new(&small->content, NULL);
    struct command command = command_of(COMMAND_CHAPTER_OPEN, 0);
    command.chapter_open.seed = 1;
    command.chapter_open.history_days = 1;
    strcpy(command.chapter_open.instruments, "KEST");
    give(small->game, command);
    smallgame_run(small->game, game_start(small->game));
    command = command_of(COMMAND_PLAYER_CREATE, 0);
    strcpy(command.player_create.name, "Ada");
    strcpy(command.player_create.zone, "UTC");
    give(small->game, command);
    fill_books(small->game);
}

static const struct tape *make_tape(struct smallgame *small) {
    static struct tape_row rows[TAPE_BARS];
    for (int i = 0; i < TAPE_BARS; i++) {
        fix8_t open = (100 + i % 7) * FIX8_ONE;
        rows[i] = (struct tape_row){.ms = (20000 + i) * DAY_MS,
                                    .open = open,
                                    .high = open + 2 * FIX8_ONE,
                                    .low = open - FIX8_ONE,
                                    .close = open + FIX8_ONE,
                                    .volume = 5000 * FIX8_ONE};
    }
    small->tape = (struct tape){.symbol = "ACME",
                                .bar_ms = DAY_MS,
                                .tick = FIX8_CENT,
                                .has_volume = true,
                                .rows = rows,
                                .count = TAPE_BARS};
    return &small->tape;
}

void smallgame_replay(struct smallgame *small) {
    smallgame_walk(small);
    small->content.tapes = make_tape(small);
    small->content.tape_count = 1;
    struct command command = command_of(COMMAND_CHAPTER_OPEN, 0);
    command.chapter_open.market = MARKET_REPLAY;
    command.chapter_open.history_days = 1;
    give(small->game, command);
    smallgame_run(small->game, game_now(small->game) + HOUR_MS);
    fill_books(small->game);
}
