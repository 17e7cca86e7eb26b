#include "game/rebuild.h"

#include <assert.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "broker/order.h"
#include "game/game_state.h"

#define HISTORY_DAYS_MAX  365
#define EARLIEST_START_MS ((HISTORY_DAYS_MAX + 2 * MARKET_DAYS) * DAY_MS)

/* ---- facts ---- */

struct record *game_facts_add(struct game_facts *facts, enum record_kind kind) {
    struct fact_rows *rows = &facts->rows[kind];
    if (rows->count == rows->capacity) {
        rows->capacity = rows->capacity ? 2 * rows->capacity : 8;
        rows->rows = mem_resize(rows->rows, rows->capacity, sizeof *rows->rows);
    }
    struct record *record = &rows->rows[rows->count++];
    memset(record, 0, sizeof *record);
    record->kind = (uint8_t)kind;
    return record;
}

void game_facts_clear(struct game_facts *facts) {
    for (int kind = 0; kind < RECORD_COUNT; kind++) {
        mem_free(facts->rows[kind].rows);
    }
    for (uint32_t i = 0; i < facts->past_count; i++) {
        for (int kept = 0; kept < KEPT_FRAMES; kept++) {
            mem_free(facts->pasts[i].bars[kept]);
        }
    }
    mem_free(facts->pasts);
    memset(facts, 0, sizeof *facts);
}

static const struct fact_past *past_of(const struct game_facts *facts, const char *symbol) {
    for (uint32_t i = 0; i < facts->past_count; i++) {
        if (strcmp(facts->pasts[i].symbol, symbol) == 0) {
            return &facts->pasts[i];
        }
    }
    return NULL;
}

/* ---- people ---- */

static int restore_profiles(struct game *game, const struct game_facts *facts,
                            struct error *error) {
    const struct fact_rows *rows = &facts->rows[RECORD_PLAYER_CREATED];
    for (uint32_t i = 0; i < rows->count; i++) {
        const struct player_created *body = &rows->rows[i].player_created;
        if (i == PLAYERS_MAX || body->id != i + 1) {
            return error_set(error, ERROR_STORAGE, "The table of players has a gap before %u.",
                             body->id);
        }
        struct profile *profile = &game->players[game->player_count++];
        profile->id = body->id;
        text_format(profile->name, sizeof profile->name, "%s", body->name);
        profile->character = body->character;
        profile->avatar = body->avatar;
        profile->age_band = body->age_band;
        text_format(profile->zone, sizeof profile->zone, "%s", body->zone);
        profile->created_wall_ms = body->created_wall_ms;
    }
    return 0;
}

static void restore_days(struct game *game, const struct fact_rows *rows) {
    for (uint32_t i = 0; i < rows->count; i++) {
        int index = game_player_index(game, rows->rows[i].player);
        if (index >= 0) {
            game->players[index].local_day = (int32_t)rows->rows[i].day_opened.day;
        }
    }
}

static void restore_memories(struct game *game, const struct fact_rows *rows) {
    for (uint32_t i = 0; i < rows->count; i++) {
        uint32_t player = rows->rows[i].player;
        int index = player == 0 ? -1 : game_player_index(game, player);
        if (player != 0 && index < 0) {
            continue;
        }
        struct seat_memory *memory = &game->memories[index + 1];
        const struct answered *body = &rows->rows[i].answered;
        memory->counter = body->counter;
        memory->answer.code = (int32_t)body->code;
        memory->answer.order = body->order;
        memcpy(memory->answer.sentence, body->sentence, sizeof memory->answer.sentence);
    }
}

/* ---- the market ---- */

static uint64_t next_seed(const struct chapter_opened *chapter) {
    struct random random = random_named(chapter->seed, "chapter", chapter->chapter + 1);
    return random_u64(&random);
}

/* The last known prices become the start prices. */
static void start_at_last(const struct game_facts *facts, struct instrument_table *table) {
    for (uint32_t i = 0; i < table->count; i++) {
        struct instrument row = table->rows[i];
        const struct fact_past *past = past_of(facts, row.symbol);
        if (!past || past->last <= 0 ||
            !fix8_round_to(past->last, row.tick, FIX8_HALF_EVEN, &row.start)) {
            continue;
        }
        row.start = row.start > 0 ? row.start : row.tick;
        if (instrument_check(&row, NULL) == 0) {
            table->rows[i] = row;
        }
    }
}

static void drop_block(void *context, struct candle_block *block) {
    (void)context;
    (void)block;
}

/* The days before its first minute, as the series drew them, then the days that are kept; of the
 * block in progress. `days` holds BLOCK_SLOTS; returns how many. */
static size_t all_days(const struct game_facts *facts, const struct market *drawn, int instrument,
                       const struct fact_past *past, struct candle *days) {
    int daily = kept_index(FRAME_1D);
    int64_t first = block_start(FRAME_1D, block_number(FRAME_1D, facts->now_ms));
    int64_t begin = floor_to(drawn->now_ms, DAY_MS);
    size_t count = series_last(&drawn->listings[instrument].series, FRAME_1D, days, BLOCK_SLOTS);
    while (count > 0 && days[count - 1].ms >= begin) {
        count--;
    }
    size_t skip = 0;
    while (skip < count && days[skip].ms < first) {
        skip++;
    }
    count -= skip;
    memmove(days, days + skip, count * sizeof *days);
    size_t kept = past ? past->counts[daily] : 0;
    for (size_t i = 0; i < kept && count < BLOCK_SLOTS; i++) {
        if (past->bars[daily][i].ms >= begin) {
            days[count++] = past->bars[daily][i];
        }
    }
    return count;
}

static void make_walks(struct game *game, const struct game_facts *facts,
                       const struct instrument_table *content) {
    struct block_sink sink = game_block_sink(game), nowhere = {.complete = drop_block};
    struct instrument_table table = *content;
    struct listing_past *pasts = mem_array(table.count, sizeof *pasts);
    struct candle *days = mem_array((size_t)table.count * BLOCK_SLOTS, sizeof *days);
    struct market *drawn = mem_alloc(sizeof *drawn);
    int hourly = kept_index(FRAME_1H), daily = kept_index(FRAME_1D);
    struct market_plan plan = game_plan(game, content, facts->series.seed);
    market_init_economy(drawn, &plan, facts->series.start_ms, (int)facts->series.history_days,
                        &nowhere);
    for (uint32_t i = 0; i < table.count; i++) {
        const struct fact_past *past = past_of(facts, table.rows[i].symbol);
        past = past && past->tick == table.rows[i].tick ? past : NULL;
        pasts[i].bars[daily] = &days[(size_t)i * BLOCK_SLOTS];
        pasts[i].counts[daily] =
            all_days(facts, drawn, (int)i, past, &days[(size_t)i * BLOCK_SLOTS]);
        pasts[i].bars[hourly] = past ? past->bars[hourly] : NULL;
        pasts[i].counts[hourly] = past ? past->counts[hourly] : 0;
    }
    start_at_last(facts, &table);
    plan = game_plan(game, &table, game->chapter.seed);
    market_init_anew(&game->market, &plan, facts->now_ms, pasts, &sink);
    market_clear(drawn);
    mem_free(drawn);
    mem_free(days);
    mem_free(pasts);
}

static int restore_market(struct game *game, const struct game_facts *facts, struct error *error) {
    struct instrument_table table;
    int code = game_table(game, facts->chapter.market, facts->chapter.instruments, &table, error);
    if (code != 0) {
        return code;
    }
    struct block_sink sink = game_block_sink(game);
    game->now_ms = facts->now_ms;
    game->chapter = facts->chapter;
    game->chapter.seed = next_seed(&facts->chapter);
    game->series_chapter = facts->series.chapter;
    if (facts->chapter.market == MARKET_REPLAY) {
        market_init_tapes_anew(&game->market, &table, game->content->tapes, game->chapter.seed,
                               facts->now_ms, &sink);
    } else {
        make_walks(game, facts, &table);
    }
    game->news_told = market_news(&game->market)->count;
    return 0;
}

/* ---- the books ---- */

static int find_row(const struct game *game, const char *symbol, uint8_t *instrument,
                    struct error *error) {
    int index = instrument_find(&game->market.table, symbol);
    if (index < 0) {
        return error_set(error, ERROR_STORAGE, "%s is not in this game's market any more.", symbol);
    }
    *instrument = (uint8_t)index;
    return 0;
}

/* Its row in the broker table; the first, the default, when it is gone. */
static uint8_t broker_row(const struct broker_table *table, const char *word) {
    for (uint8_t i = 0; i < table->count; i++) {
        if (strcmp(table->rows[i].word, word) == 0) {
            return i;
        }
    }
    return 0;
}

static void restore_accounts(struct game *game, const struct game_facts *facts) {
    const struct fact_rows *rows = &facts->rows[RECORD_ACCOUNT_CHANGED];
    const struct fact_rows *legs = &facts->rows[RECORD_LEG_POSTED];
    for (uint32_t i = 0; i < rows->count; i++) {
        const struct account_changed *body = &rows->rows[i].account_changed;
        struct account account = {.id = body->id,
                                  .player = rows->rows[i].player,
                                  .broker = broker_row(&game->broker.table, body->broker),
                                  .opened_ms = body->opened_ms};
        text_format(account.name, sizeof account.name, "%s", body->name);
        for (uint32_t k = 0; k < legs->count; k++) {
            const struct leg_posted *leg = &legs->rows[k].leg_posted;
            if (leg->account == account.id && leg->book < LEDGER_BOOK_COUNT) {
                account.balances[leg->book] = leg->amount;
            }
        }
        broker_restore_account(&game->broker, &account);
    }
}

static int restore_position(struct game *game, const struct record *record, struct error *error) {
    const struct position_changed *body = &record->position_changed;
    struct position position = {.account = body->account,
                                .cost = body->cost,
                                .realised = body->realised,
                                .fees = body->fees,
                                .opened_ms = body->opened_ms,
                                .updated_ms = record->game_ms};
    int code = find_row(game, body->symbol, &position.instrument, error);
    if (code != 0) {
        return code;
    }
    const struct instrument *row = &game->market.table.rows[position.instrument];
    if (!instrument_lots(row, body->size, &position.lots) ||
        broker_position(&game->broker, position.account, position.instrument)) {
        return error_set(error, ERROR_STORAGE, "The stored position in %s does not fit its market.",
                         body->symbol);
    }
    broker_restore_position(&game->broker, &position);
    return 0;
}

static int restore_books(struct game *game, const struct game_facts *facts, struct error *error) {
    const struct fact_rows *positions = &facts->rows[RECORD_POSITION_CHANGED];
    broker_restore(&game->broker, &game->content->brokers, &facts->next);
    restore_accounts(game, facts);
    int code = 0;
    for (uint32_t i = 0; code == 0 && i < positions->count; i++) {
        code = restore_position(game, &positions->rows[i], error);
    }
    for (uint32_t i = 0; code == 0 && i < game->player_count; i++) {
        if (!broker_account_of(&game->broker, game->players[i].id)) {
            code = error_set(error, ERROR_STORAGE, "The player %s has no account in the tables.",
                             game->players[i].name);
        }
    }
    return code == 0 ? broker_restored(&game->broker, error) : code;
}

static int restore(struct game *game, const struct game_facts *facts, struct error *error) {
    game->speed = SPEED_PAUSED;
    game->seq = facts->seq;
    game->record_number = facts->record_number;
    game->next_alert = facts->next_alert;
    int code = restore_profiles(game, facts, error);
    if (code == 0) {
        restore_days(game, &facts->rows[RECORD_DAY_OPENED]);
        restore_memories(game, &facts->rows[RECORD_ANSWERED]);
        code = restore_market(game, facts, error);
    }
    return code == 0 ? restore_books(game, facts, error) : code;
}

/* There is a chapter, and its times are such as a market can be made at. */
static bool times_fit(const struct game_facts *facts) {
    const struct chapter_opened *series = &facts->series;
    return facts->chapter.chapter > 0 && series->chapter > 0 &&
           facts->chapter.start_ms <= facts->now_ms && series->start_ms <= facts->now_ms &&
           facts->now_ms < GAMETIME_MAX - WEEK_MS && series->history_days <= HISTORY_DAYS_MAX &&
           series->start_ms > EARLIEST_START_MS;
}

int game_rebuild(struct game **game, struct content *content, const struct log *log,
                 const struct game_facts *facts, struct error *error) {
    if (!times_fit(facts)) {
        return error_set(error, ERROR_STORAGE, "This game has no chapter to make anew.");
    }
    struct game *made = game_new(content, log);
    int code = restore(made, facts, error);
    if (code != 0) {
        game_free(made);
        return error_set(error, ERROR_STORAGE, "%s", error ? error->sentence : "");
    }
    made->facts = facts;
    *game = made;
    return 0;
}

/* ---- what is open goes in again ---- */

static void reenter_alert(struct game *game, const struct record *record) {
    int index = instrument_find(&game->market.table, record->alert_changed.symbol);
    struct alert alert = {.id = record->alert_changed.id, .player = record->player};
    bool fits = index >= 0 && game_player_index(game, alert.player) >= 0 &&
                instrument_ticks(&game->market.table.rows[index], record->alert_changed.price,
                                 &alert.ticks) &&
                alert.ticks <= INSTRUMENT_TICKS_MAX;
    if (!fits) {
        struct alert_changed *body =
            &game_record(game, RECORD_ALERT_CHANGED, record->player)->alert_changed;
        *body = record->alert_changed;
        body->state = ALERT_CLEARED;
        return;
    }
    alert.instrument = (uint8_t)index;
    alert.above = alert.ticks >= game->market.listings[index].last;
    game->alerts[game->alert_count++] = alert;
}

static void reenter_alerts(struct game *game, const struct fact_rows *rows) {
    assert(!game->alerts && game->alert_count == 0);
    game->alerts = mem_array(rows->count, sizeof *game->alerts);
    game->alert_capacity = rows->count;
    for (uint32_t i = 0; i < rows->count; i++) {
        reenter_alert(game, &rows->rows[i]);
    }
}

/* Adds what the fills of the order come to; false when one is off the grid. `*at` is the first fill
 * that may be its own and afterwards the first that is not. */
static bool add_fills(const struct instrument *row, const struct fact_rows *fills, uint32_t *at,
                      struct order *order) {
    bool fits = true;
    while (*at < fills->count && fills->rows[*at].filled.order < order->id) {
        (*at)++;
    }
    for (; *at < fills->count && fills->rows[*at].filled.order == order->id; (*at)++) {
        const struct filled *fill = &fills->rows[*at].filled;
        int32_t ticks;
        int64_t lots, ticks_lots;
        fits = fits && instrument_ticks(row, fill->price, &ticks) &&
               instrument_lots(row, fill->size, &lots) &&
               !__builtin_mul_overflow(lots, (int64_t)ticks, &ticks_lots) &&
               !__builtin_add_overflow(order->ticks_lots, ticks_lots, &order->ticks_lots) &&
               !__builtin_add_overflow(order->filled, lots, &order->filled) &&
               fix8_add(order->fee, fill->fee, &order->fee);
    }
    return fits;
}

/* A price or size of the row that may be 0. */
static bool ticks_of(const struct instrument *row, fix8_t price, int32_t *ticks) {
    *ticks = 0;
    return price == 0 || instrument_ticks(row, price, ticks);
}

static bool lots_of(const struct instrument *row, fix8_t size, int64_t *lots) {
    *lots = 0;
    return size == 0 || instrument_lots(row, size, lots);
}

static bool prices_of(const struct instrument *row, const struct order_changed *body,
                      struct order *order) {
    int64_t half = 0;
    bool fits =
        ticks_of(row, body->price, &order->limit) && ticks_of(row, body->stop, &order->stop) &&
        ticks_of(row, body->target, &order->target) && ticks_of(row, body->trail, &order->trail) &&
        lots_of(row, body->size, &order->lots) && lots_of(row, body->cut, &order->cut) &&
        lots_of(row, body->display, &order->display) && body->trail_percent >= 0 &&
        body->trail_percent <= 100 * FIX8_ONE &&
        fix8_muldiv(body->mid, 2, row->tick, FIX8_HALF_EVEN, &half) && half >= 0;
    order->trail_ppm = fits ? (int32_t)(body->trail_percent / (FIX8_ONE / 10000)) : 0;
    order->mid_half_ticks = half;
    return fits;
}

static int order_of(const struct game *game, const struct order_changed *body,
                    const struct fact_rows *fills, uint32_t *at, struct order *order) {
    *order = (struct order){.id = body->id,
                            .account = body->account,
                            .side = body->side,
                            .type = body->type,
                            .tif = body->tif,
                            .self_trade = body->self_trade,
                            .post_only = body->post_only,
                            .reduce_only = body->reduce_only,
                            .triggered = body->triggered,
                            .until_ms = body->until_ms,
                            .oco = body->oco,
                            .parent = body->parent,
                            .created_ms = body->created_ms};
    if (find_row(game, body->symbol, &order->instrument, NULL) != 0) {
        return ERROR_STORAGE;
    }
    const struct instrument *row = &game->market.table.rows[order->instrument];
    return add_fills(row, fills, at, order) && prices_of(row, body, order) ? 0 : ERROR_STORAGE;
}

static void cancel_unfit(struct game *game, const struct record *record, const char *why) {
    struct order_changed *body =
        &game_record(game, RECORD_ORDER_CHANGED, record->player)->order_changed;
    *body = record->order_changed;
    body->state = ORDER_CANCELED;
    body->queued = false;
    body->reserved = 0;
    text_format(body->reason, sizeof body->reason, "%s", why);
    game_notice(game, record->player, NOTICE_ORDER, body->symbol, "Cancelled: order %llu: %s",
                (unsigned long long)body->id, why);
    game->touched = true;
}

static void reenter_orders(struct game *game, const struct game_facts *facts) {
    const struct fact_rows *rows = &facts->rows[RECORD_ORDER_CHANGED];
    struct broker_out out = game_out(game);
    uint32_t at = 0;
    for (uint32_t i = 0; i < rows->count; i++) {
        struct order order;
        struct error why;
        size_t told = game->told_count;
        if (order_of(game, &rows->rows[i].order_changed, &facts->rows[RECORD_FILLED], &at,
                     &order) != 0) {
            cancel_unfit(game, &rows->rows[i], "it does not fit the market any more");
            continue;
        }
        if (broker_reenter(&game->broker, &game->market, &order, &out, &why) != 0) {
            cancel_unfit(game, &rows->rows[i], why.sentence);
            continue;
        }
        const struct order *stands = broker_order(&game->broker, order.id);
        if (stands && stands->filled == order.filled) {
            game->told_count = told; /* that it is open is no news */
        }
    }
}

void game_reenter(struct game *game, enum carry why) {
    const struct game_facts *facts = game->facts;
    assert(facts && carry_reasons[why]);
    game->facts = NULL;
    for (uint32_t i = 0; i < game->player_count; i++) {
        game_notice(game, game->players[i].id, NOTICE_CHAPTER, "",
                    "%s: a new chapter begins around the last prices; your money, positions and "
                    "orders are as they were%s.",
                    carry_reasons[why],
                    game->chapter.market == MARKET_SIM ? ", the newest bars of the charts are lost"
                                                       : "");
    }
    reenter_alerts(game, &facts->rows[RECORD_ALERT_CHANGED]);
    reenter_orders(game, facts);
    struct broker_out out = game_out(game);
    (void)broker_protect(&game->broker, &game->market, &out);
    broker_check(&game->broker);
}
