/* What each command does to the game. */
#include <assert.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "game/game_state.h"

#define SKIP_EVENT_LIMIT_MS (4 * WEEK_MS) /* how far "next fill or alert" looks at most */
#define ENTRY_SPEED_MOST    5

/* ---- chapters and players ---- */

static int tape_table(const struct game *game, struct instrument_table *table,
                      struct error *error) {
    const struct content *content = game->content;
    if (content->tape_count == 0) {
        return error_set(error, ERROR_REFUSED, "A replay needs at least one tape.");
    }
    assert(content->tape_count <= INSTRUMENTS_MAX);
    table->count = 0;
    for (uint32_t i = 0; i < content->tape_count; i++) {
        int code = instrument_from_tape(&table->rows[i], &content->tapes[i], &content->instruments,
                                        content->tape_like[i], error);
        if (code != 0) {
            return code;
        }
        table->count++;
    }
    return 0;
}

int game_table(const struct game *game, enum market_kind market, const char *instruments,
               struct instrument_table *table, struct error *error) {
    if (market == MARKET_REPLAY) {
        return tape_table(game, table, error);
    }
    *table = game->content->instruments;
    return instruments_select(table, instruments, error);
}

struct market_plan game_plan(const struct game *game, const struct instrument_table *listed,
                             uint64_t seed) {
    return (struct market_plan){.content = &game->content->instruments,
                                .listed = listed,
                                .companies = &game->content->companies,
                                .seed = seed};
}

static void open_market(struct game *game, const struct instrument_table *table) {
    struct chapter_opened *chapter = &game->chapter;
    struct block_sink sink = game_block_sink(game);
    if (chapter->market == MARKET_REPLAY) {
        market_init_tapes(&game->market, table, game->content->tapes, chapter->seed,
                          &chapter->start_ms, &sink);
    } else {
        chapter->start_ms = GAME_START_MS;
        struct market_plan plan = game_plan(game, table, chapter->seed);
        market_init_economy(&game->market, &plan, chapter->start_ms, (int)chapter->history_days,
                            &sink);
    }
    game->now_ms = game->market.now_ms;
    game->news_told = 0;
}

static void open_account(struct game *game, uint32_t player) {
    struct broker_out out = game_out(game);
    (void)broker_open_account(&game->broker, player, "Main", game->chapter.start_ms, &out);
}

/* Another version, content or a restored file: the same market and books under a new heading. A
 * market made anew is there already (game_rebuild) and takes the open orders in. */
static int carry_chapter(struct game *game, enum carry carry, struct error *error) {
    struct chapter_opened *chapter = &game->chapter;
    if (chapter->chapter == 0) {
        return error_set(error, ERROR_REFUSED, "There is no chapter to carry on.");
    }
    if ((carry > CARRY_ALL) != (game->facts != NULL)) {
        return error_set(error, ERROR_REFUSED, "A market is made anew only where it was lost.");
    }
    chapter->chapter++;
    chapter->ranked = false;
    chapter->sim_version = SIM_VERSION;
    game->speed = SPEED_PAUSED;
    game->skip_until_ms = 0;
    game_record(game, RECORD_CHAPTER_OPENED, 0)->chapter_opened = *chapter;
    if (game->facts) {
        game_reenter(game, carry);
    }
    return 0;
}

/* What waits in a chapter that ends is taken back, so that its rows say how it ended. */
static void end_chapter(struct game *game) {
    struct broker *broker = &game->broker;
    struct broker_out out = game_out(game);
    while (broker->order_count > 0) {
        const struct order *last = &broker->orders[broker->order_count - 1];
        int code = broker_cancel(broker, &game->market, last->account, last->id, &out, NULL);
        assert(code == 0);
        (void)code;
    }
    for (uint32_t i = 0; i < game->alert_count; i++) {
        const struct alert *alert = &game->alerts[i];
        game_alert_body(game, alert, ALERT_CLEARED,
                        &game_record(game, RECORD_ALERT_CHANGED, alert->player)->alert_changed);
    }
    game->alert_count = 0;
    game_tell(game);
    market_clear(&game->market);
    memset(&game->market, 0, sizeof game->market);
}

static int apply_chapter_open(struct game *game, const struct chapter_open *body,
                              struct error *error) {
    if (body->carry) {
        return carry_chapter(game, body->carry, error);
    }
    struct instrument_table table;
    int code = game_table(game, body->market, body->instruments, &table, error);
    if (code != 0) {
        return code;
    }
    struct chapter_opened *chapter = &game->chapter;
    if (chapter->chapter) {
        end_chapter(game);
    }
    chapter->chapter++;
    game->series_chapter = chapter->chapter;
    chapter->market = body->market;
    chapter->ranked = body->ranked;
    chapter->seed = body->seed;
    chapter->history_days = body->history_days;
    chapter->sim_version = SIM_VERSION;
    memcpy(chapter->instruments, body->instruments, sizeof chapter->instruments);
    open_market(game, &table);

    game->speed = SPEED_PAUSED;
    game->skip_until_ms = 0;
    broker_reset(&game->broker);
    game_record(game, RECORD_CHAPTER_OPENED, 0)->chapter_opened = *chapter;
    for (uint32_t i = 0; i < game->player_count; i++) {
        open_account(game, game->players[i].id);
    }
    return 0;
}

static int check_new_player(const struct game *game, const struct player_create *body,
                            struct error *error) {
    if (game->chapter.chapter == 0) {
        return error_set(error, ERROR_REFUSED, "A player joins once the first chapter is open.");
    }
    if (game->player_count == PLAYERS_MAX) {
        return error_set(error, ERROR_REFUSED, "This game has room for %d players and is full.",
                         PLAYERS_MAX);
    }
    int code = profile_name_check(body->name, error);
    if (code != 0) {
        return code;
    }
    char key[PROFILE_NAME_MAX], other[PROFILE_NAME_MAX];
    profile_name_key(body->name, key);
    for (uint32_t i = 0; i < game->player_count; i++) {
        profile_name_key(game->players[i].name, other);
        if (strcmp(key, other) == 0) {
            return error_set(error, ERROR_REFUSED,
                             "The name %s is taken or looks too much like %s; choose another.",
                             body->name, game->players[i].name);
        }
    }
    return 0;
}

static int apply_player_create(struct game *game, const struct player_create *body,
                               const struct stamp *stamp, struct error *error) {
    int code = check_new_player(game, body, error);
    if (code != 0) {
        return code;
    }
    uint32_t index = game->player_count++;
    struct profile *profile = &game->players[index];
    memset(profile, 0, sizeof *profile);
    profile->id = index + 1;
    text_format(profile->name, sizeof profile->name, "%s", body->name);
    profile->character = body->character;
    profile->avatar = body->avatar;
    profile->age_band = body->age_band;
    text_format(profile->zone, sizeof profile->zone, "%s", body->zone);
    profile->created_wall_ms = stamp->wall_ms;
    profile->local_day = stamp->local_day;
    memset(&game->memories[index + 1], 0, sizeof game->memories[index + 1]);

    struct player_created *record =
        &game_record(game, RECORD_PLAYER_CREATED, profile->id)->player_created;
    record->id = profile->id;
    text_format(record->name, sizeof record->name, "%s", profile->name);
    record->character = profile->character;
    record->avatar = profile->avatar;
    record->age_band = profile->age_band;
    text_format(record->zone, sizeof record->zone, "%s", profile->zone);
    record->created_wall_ms = profile->created_wall_ms;
    open_account(game, profile->id);
    return 0;
}

/* A clock that goes back earns nothing and loses nothing. */
static void apply_day_open(struct game *game, uint32_t player, const struct stamp *stamp) {
    struct profile *profile = &game->players[game_player_index(game, player)];
    if (stamp->local_day > profile->local_day) {
        profile->local_day = stamp->local_day;
        game_record(game, RECORD_DAY_OPENED, player)->day_opened.day = stamp->local_day;
    }
}

/* ---- the clock ---- */

static int turn_of(const struct game *game, const struct clock_set *body, int64_t *until,
                   struct error *error) {
    bool opening = body->skip == SKIP_OPEN;
    const struct market *market = &game->market;
    int only = body->symbol[0] ? instrument_find(&market->table, body->symbol) : -1;
    if (body->symbol[0] && only < 0) {
        return error_set(error, ERROR_REFUSED, "There is no %s in this market.", body->symbol);
    }
    *until = GAMETIME_MAX;
    for (uint32_t i = 0; i < market->table.count; i++) {
        const struct path *path = &market->listings[i].path;
        if (only < 0 || (uint32_t)only == i) {
            int64_t at =
                opening ? path_next_open(path, game->now_ms) : path_next_close(path, game->now_ms);
            *until = at < *until ? at : *until;
        }
    }
    if (*until == GAMETIME_MAX) {
        return error_set(error, ERROR_REFUSED, "%s has no %s ahead.",
                         only < 0 ? "This market" : market->table.rows[only].symbol,
                         opening ? "opening" : "close");
    }
    return 0;
}

static int skip_target(const struct game *game, const struct clock_set *body, int64_t *until,
                       struct error *error) {
    switch ((enum skip)body->skip) {
    case SKIP_EVENT:
        if (game->broker.order_count == 0 && game->alert_count == 0) {
            return error_set(error, ERROR_REFUSED,
                             "There is nothing to wait for: no open order and no alert.");
        }
        *until = game->now_ms + SKIP_EVENT_LIMIT_MS;
        return 0;
    case SKIP_OPEN:
    case SKIP_CLOSE:
        return turn_of(game, body, until, error);
    case SKIP_DAY:
        *until = game->now_ms + DAY_MS;
        return 0;
    case SKIP_WEEK:
        *until = game->now_ms + WEEK_MS;
        return 0;
    case SKIP_UNTIL:
        *until = body->until_ms;
        if (*until <= game->now_ms) {
            return error_set(error, ERROR_REFUSED, "That time has passed already.");
        }
        return 0;
    case SKIP_NONE:
    case SKIP_COUNT:
        break;
    }
    *until = 0;
    return 0;
}

static int apply_clock_set(struct game *game, const struct clock_set *body, struct error *error) {
    int64_t until = 0;
    bool runs = body->speed != SPEED_PAUSED || body->skip != SKIP_NONE;
    int code = runs && game_is_over(game)
                   ? error_set(error, ERROR_REFUSED,
                               "The replay has ended; a new market begins from the title.")
                   : skip_target(game, body, &until, error);
    if (code != 0) {
        return code;
    }
    if (game->speed == body->speed && game->skip_until_ms == until) {
        return 0;
    }
    game->speed = body->speed;
    game->skip_until_ms = until;
    struct clock_changed *record = &game_record(game, RECORD_CLOCK_CHANGED, 0)->clock_changed;
    record->speed = game->speed;
    record->skip_until_ms = until;
    record->cause = CLOCK_BY_PLAYER;
    return 0;
}

/* Whoever plays must not know what the next day will be drawn from. */
static int apply_block_seed(struct game *game, uint32_t player, const struct block_seed *body,
                            struct error *error) {
    if (player != 0) {
        return error_set(error, ERROR_REFUSED, "Only the host draws the market.");
    }
    if (game->chapter.chapter == 0 || game->chapter.market != MARKET_SIM) {
        return error_set(error, ERROR_REFUSED, "There is no simulated market to draw.");
    }
    market_set_next_block_seed(&game->market, body->seed);
    return 0;
}

/* ---- orders ---- */

/* Entries by hand want a clock that a hand can follow; exits are always taken. */
static int check_entry_speed(const struct game *game, struct error *error) {
    if (game->skip_until_ms != 0 || speed_factor(game->speed) > ENTRY_SPEED_MOST) {
        return error_set(error, ERROR_REFUSED,
                         "Slow down to trade: new positions are opened at 5x or slower.");
    }
    return 0;
}

static int find_symbol(const struct game *game, const char *symbol, int *instrument,
                       struct error *error) {
    *instrument = instrument_find(&game->market.table, symbol);
    if (*instrument < 0) {
        return error_set(error, ERROR_REFUSED, "There is no %s in this market.", symbol);
    }
    return 0;
}

struct order_request game_request(const struct order_place *order, uint32_t account,
                                  int instrument) {
    return (struct order_request){.account = account,
                                  .instrument = (uint8_t)instrument,
                                  .side = order->side,
                                  .type = order->type,
                                  .tif = order->tif,
                                  .self_trade = order->self_trade,
                                  .post_only = order->post_only,
                                  .reduce_only = order->reduce_only,
                                  .size = order->size,
                                  .price = order->price,
                                  .stop = order->stop,
                                  .target = order->target,
                                  .trail = order->trail,
                                  .trail_percent = order->trail_percent,
                                  .display = order->display,
                                  .until_ms = order->until_ms,
                                  .oco = order->oco};
}

static int apply_order_place(struct game *game, uint32_t player, const struct order_place *body,
                             uint64_t *made, struct error *error) {
    int instrument;
    int code = find_symbol(game, body->symbol, &instrument, error);
    if (code == 0 && body->side == SIDE_BUY) {
        code = check_entry_speed(game, error);
    }
    if (code != 0) {
        return code;
    }
    struct order_request request =
        game_request(body, broker_account_of(&game->broker, player)->id, instrument);
    struct broker_out out = game_out(game);
    return broker_place(&game->broker, &game->market, &request, game->now_ms, &out, made, error);
}

static int apply_order_cancel(struct game *game, uint32_t player, const struct order_cancel *body,
                              struct error *error) {
    struct broker *broker = &game->broker;
    struct broker_out out = game_out(game);
    uint32_t account = broker_account_of(broker, player)->id;
    if (body->order != 0) {
        return broker_cancel(broker, &game->market, account, body->order, &out, error);
    }
    uint32_t canceled = 0;
    for (uint32_t i = broker->order_count; i-- > 0;) {
        if (broker->orders[i].account == account) {
            int code =
                broker_cancel(broker, &game->market, account, broker->orders[i].id, &out, error);
            assert(code == 0);
            (void)code;
            canceled++;
        }
    }
    return canceled ? 0 : error_set(error, ERROR_REFUSED, "You have no open order to cancel.");
}

static int apply_order_amend(struct game *game, uint32_t player, const struct order_amend *body,
                             struct error *error) {
    const struct order *order = broker_order(&game->broker, body->order);
    if (order && order->side == SIDE_BUY) {
        int code = check_entry_speed(game, error);
        if (code != 0) {
            return code;
        }
    }
    const struct order_change change = {.price = body->price,
                                        .size = body->size,
                                        .stop = body->stop,
                                        .target = body->target,
                                        .trail = body->trail,
                                        .trail_percent = body->trail_percent};
    struct broker_out out = game_out(game);
    return broker_amend(&game->broker, &game->market, broker_account_of(&game->broker, player)->id,
                        body->order, &change, game->now_ms, &out, error);
}

static int apply_position_close(struct game *game, uint32_t player,
                                const struct position_close *body, uint64_t *made,
                                struct error *error) {
    int instrument;
    int code = find_symbol(game, body->symbol, &instrument, error);
    if (code != 0) {
        return code;
    }
    struct broker_out out = game_out(game);
    return broker_close_position(&game->broker, &game->market,
                                 broker_account_of(&game->broker, player)->id, (uint8_t)instrument,
                                 game->now_ms, &out, made, error);
}

/* ---- alerts ---- */

static int apply_alert_set(struct game *game, uint32_t player, const struct alert_set *body,
                           uint64_t *made, struct error *error) {
    int instrument;
    int code = find_symbol(game, body->symbol, &instrument, error);
    if (code != 0) {
        return code;
    }
    uint32_t mine = 0;
    for (uint32_t i = 0; i < game->alert_count; i++) {
        mine += game->alerts[i].player == player;
    }
    if (mine >= ALERTS_MAX) {
        return error_set(error, ERROR_REFUSED, "You have %d alerts waiting; drop one first.",
                         ALERTS_MAX);
    }
    const struct instrument *row = &game->market.table.rows[instrument];
    int32_t ticks, last = game->market.listings[instrument].last;
    if (!instrument_ticks(row, body->price, &ticks) || ticks == last) {
        char step[FIX8_TEXT_MAX];
        fix8_format(row->tick, -1, false, step, sizeof step);
        return error_set(error, ERROR_REFUSED,
                         "An alert on %s needs a price in steps of %s, away from the last trade.",
                         row->symbol, step);
    }
    if (game->alert_count == game->alert_capacity) {
        game->alert_capacity = game->alert_capacity ? 2 * game->alert_capacity : 8;
        game->alerts = mem_resize(game->alerts, game->alert_capacity, sizeof *game->alerts);
    }
    struct alert *alert = &game->alerts[game->alert_count++];
    *alert = (struct alert){.id = game->next_alert++,
                            .player = player,
                            .instrument = (uint8_t)instrument,
                            .ticks = ticks,
                            .above = ticks > last};
    *made = alert->id;
    game_alert_body(game, alert, ALERT_WAITING,
                    &game_record(game, RECORD_ALERT_CHANGED, player)->alert_changed);
    return 0;
}

static int apply_alert_clear(struct game *game, uint32_t player, const struct alert_clear *body,
                             struct error *error) {
    for (uint32_t i = 0; i < game->alert_count; i++) {
        struct alert *alert = &game->alerts[i];
        if (alert->id == body->alert && alert->player == player) {
            game_alert_body(game, alert, ALERT_CLEARED,
                            &game_record(game, RECORD_ALERT_CHANGED, player)->alert_changed);
            memmove(alert, alert + 1, (game->alert_count - i - 1) * sizeof *alert);
            game->alert_count--;
            return 0;
        }
    }
    return error_set(error, ERROR_REFUSED, "You have no alert number %llu.",
                     (unsigned long long)body->alert);
}

/* ---- dispatch ---- */

static bool is_hosts(enum command_kind kind) {
    return kind == COMMAND_CHAPTER_OPEN || kind == COMMAND_PLAYER_CREATE;
}

int game_dispatch(struct game *game, const struct command *command, const struct stamp *stamp,
                  uint64_t *made, struct error *error) {
    enum command_kind kind = command->kind;
    uint32_t player = command->player;
    if (is_hosts(kind) != (player == 0)) {
        return error_set(error, ERROR_REFUSED, "This command is not yours to give.");
    }
    if (player != 0 && game->now_ms < game->chapter.start_ms) {
        return error_set(error, ERROR_REFUSED, "The market is still being made; try again soon.");
    }
    switch (kind) {
    case COMMAND_CHAPTER_OPEN:
        return apply_chapter_open(game, &command->chapter_open, error);
    case COMMAND_PLAYER_CREATE:
        return apply_player_create(game, &command->player_create, stamp, error);
    case COMMAND_DAY_OPEN:
        apply_day_open(game, player, stamp);
        return 0;
    case COMMAND_CLOCK_SET:
        return apply_clock_set(game, &command->clock_set, error);
    case COMMAND_ORDER_PLACE:
        return apply_order_place(game, player, &command->order_place, made, error);
    case COMMAND_ORDER_CANCEL:
        return apply_order_cancel(game, player, &command->order_cancel, error);
    case COMMAND_ORDER_AMEND:
        return apply_order_amend(game, player, &command->order_amend, error);
    case COMMAND_POSITION_CLOSE:
        return apply_position_close(game, player, &command->position_close, made, error);
    case COMMAND_ALERT_SET:
        return apply_alert_set(game, player, &command->alert_set, made, error);
    case COMMAND_ALERT_CLEAR:
        return apply_alert_clear(game, player, &command->alert_clear, error);
    case COMMAND_BLOCK_SEED:
        return apply_block_seed(game, player, &command->block_seed, error);
    case COMMAND_COUNT:
        break;
    }
    assert(false && "a command without an effect");
    return ERROR_USAGE;
}
