/* The state told to a seat: the welcome, and market events. */
#include <assert.h>
#include <string.h>

#include "base/text.h"
#include "game/game_state.h"

#define WELCOME_NEWS 16 /* older ones are asked for */

/* ---- the welcome ---- */

static struct record welcome_record(const struct game *game, enum record_kind kind,
                                    uint32_t player) {
    struct record record;
    memset(&record, 0, sizeof record);
    record.seq = game->seq;
    record.game_ms = game->now_ms;
    record.player = player;
    record.kind = (uint8_t)kind;
    return record;
}

static struct record profile_record(const struct game *game, const struct profile *profile) {
    struct record record = welcome_record(game, RECORD_PLAYER_CREATED, profile->id);
    struct player_created *body = &record.player_created;
    body->id = profile->id;
    text_format(body->name, sizeof body->name, "%s", profile->name);
    body->character = profile->character;
    body->avatar = profile->avatar;
    body->age_band = profile->age_band;
    text_format(body->zone, sizeof body->zone, "%s", profile->zone);
    body->created_wall_ms = profile->created_wall_ms;
    return record;
}

static void welcome_books(struct game *game, uint32_t player,
                          void (*give)(void *context, const struct record *record), void *context) {
    struct broker *broker = &game->broker;
    const struct account *account = broker_account_of(broker, player);
    if (!account) {
        return;
    }
    struct record record = welcome_record(game, RECORD_ACCOUNT_CHANGED, player);
    game_account_body(game, account, &record.account_changed);
    give(context, &record);
    for (uint32_t i = 0; i < broker->position_count; i++) {
        if (broker->positions[i].account == account->id) {
            record = welcome_record(game, RECORD_POSITION_CHANGED, player);
            game_position_body(game, &broker->positions[i], &record.position_changed);
            give(context, &record);
        }
    }
    for (uint32_t i = 0; i < broker->order_count; i++) {
        if (broker->orders[i].account == account->id) {
            record = welcome_record(game, RECORD_ORDER_CHANGED, player);
            game_order_body(game, &broker->orders[i], "", &record.order_changed);
            give(context, &record);
        }
    }
}

/* The last items, oldest first. */
static void welcome_news(const struct game *game,
                         void (*give)(void *context, const struct record *record), void *context) {
    const struct news_ring *news = market_news(&game->market);
    uint64_t first = news->count > WELCOME_NEWS ? news->count - WELCOME_NEWS : 0;
    for (uint64_t number = first; number < news->count; number++) {
        const struct news_item *item = news_at(news, number);
        struct record record = welcome_record(game, RECORD_NEWS, 0);
        record.game_ms = item->ms;
        game_news_body(game, item, &record.news);
        give(context, &record);
    }
}

void game_welcome(struct game *game, uint32_t player,
                  void (*give)(void *context, const struct record *record), void *context) {
    if (game->chapter.chapter == 0) {
        return;
    }
    struct record record = welcome_record(game, RECORD_CHAPTER_OPENED, 0);
    record.chapter_opened = game->chapter;
    give(context, &record);
    record = welcome_record(game, RECORD_CLOCK_CHANGED, 0);
    record.clock_changed.speed = game->speed;
    record.clock_changed.skip_until_ms = game->skip_until_ms;
    give(context, &record);
    int index = game_player_index(game, player);
    if (index < 0) {
        return;
    }
    record = profile_record(game, &game->players[index]);
    give(context, &record);
    welcome_books(game, player, give, context);
    welcome_news(game, give, context);
    for (uint32_t i = 0; i < game->alert_count; i++) {
        if (game->alerts[i].player == player) {
            record = welcome_record(game, RECORD_ALERT_CHANGED, player);
            game_alert_body(game, &game->alerts[i], ALERT_WAITING, &record.alert_changed);
            give(context, &record);
        }
    }
}

/* ---- market events ---- */

static const struct instrument *row_at(const struct game *game, int instrument) {
    assert(instrument >= 0 && (uint32_t)instrument < game->market.table.count);
    return &game->market.table.rows[instrument];
}

static const struct listing *listing_at(const struct game *game, int instrument) {
    assert(instrument >= 0 && (uint32_t)instrument < game->market.table.count);
    return &game->market.listings[instrument];
}

void game_listing_info(const struct game *game, int instrument, struct listing_info *info) {
    const struct instrument *row = row_at(game, instrument);
    memset(info, 0, sizeof *info);
    info->instrument = (uint8_t)instrument;
    info->count = (uint8_t)game->market.table.count;
    text_format(info->symbol, sizeof info->symbol, "%s", row->symbol);
    text_format(info->name, sizeof info->name, "%s", row->name);
    info->class = row->class;
    text_format(info->class_label, sizeof info->class_label, "%s", asset_class_labels[row->class]);
    info->least_frame = (uint8_t)market_least_frame(&game->market, instrument);
    info->tick = row->tick;
    info->lot = row->lot;
    info->contract = row->contract;
    info->price_decimals = (uint8_t)instrument_price_decimals(row);
    info->size_decimals = (uint8_t)instrument_size_decimals(row);
}

void game_quote_info(const struct game *game, int instrument, struct quote_info *info) {
    const struct instrument *row = row_at(game, instrument);
    const struct listing *listing = listing_at(game, instrument);
    memset(info, 0, sizeof *info);
    int32_t ticks;
    int64_t lots;
    info->instrument = (uint8_t)instrument;
    info->phase = listing->phase;
    info->open = phase_trades(listing->phase);
    info->last = instrument_price(row, listing->last);
    info->bid =
        book_best(listing->book, SIDE_BUY, &ticks, &lots) ? instrument_price(row, ticks) : 0;
    info->ask =
        book_best(listing->book, SIDE_SELL, &ticks, &lots) ? instrument_price(row, ticks) : 0;
    info->mark = instrument_price(row, market_mark_half_ticks(&game->market, instrument)) / 2;
    info->day_reference = instrument_price(row, listing->day_reference);
    info->indicative_price = instrument_price(row, listing->indication.ticks);
    info->indicative_size = instrument_size(row, listing->indication.lots);
    info->halt_until_ms = listing->phase == PHASE_HALTED ? listing->halt_until_ms : 0;
    info->next_turn_ms = listing->turn_ms;
}

uint32_t game_account_of(const struct game *game, uint32_t player) {
    uint32_t account = 0;
    for (uint32_t i = 0; i < game->broker.account_count; i++) {
        if (game->broker.accounts[i].player == player) {
            account = game->broker.accounts[i].id;
        }
    }
    return account;
}

/* What the account's own open orders show at `ticks`. */
static int64_t own_lots(const struct game *game, uint32_t account, int instrument, enum side side,
                        int32_t ticks) {
    const struct broker *broker = &game->broker;
    const struct book *book = listing_at(game, instrument)->book;
    int64_t lots = 0;
    for (uint32_t i = 0; i < broker->order_count; i++) {
        const struct order *order = &broker->orders[i];
        if (order->account == account && order->instrument == instrument && order->side == side &&
            order->limit == ticks && !order->queued) {
            lots += book_shown(book, order->handle);
        }
    }
    return lots;
}

static uint8_t book_side(const struct game *game, int instrument, uint32_t account, enum side side,
                         struct book_row *rows) {
    const struct instrument *row = row_at(game, instrument);
    struct book_level levels[EVENT_BOOK_LEVELS];
    size_t count = book_levels(listing_at(game, instrument)->book, side, levels, EVENT_BOOK_LEVELS);
    for (size_t i = 0; i < count; i++) {
        rows[i].price = instrument_price(row, levels[i].ticks);
        rows[i].size = instrument_size(row, levels[i].lots);
        rows[i].own =
            instrument_size(row, own_lots(game, account, instrument, side, levels[i].ticks));
    }
    return (uint8_t)count;
}

void game_own_info(const struct game *game, uint32_t player, struct own_info *info) {
    uint32_t account = game_account_of(game, player);
    info->count = 0;
    for (uint32_t i = 0; i < game->broker.order_count && info->count < EVENT_OWN_ROWS; i++) {
        const struct order *order = &game->broker.orders[i];
        if (order->account != account || order->handle == 0) {
            continue;
        }
        const struct instrument *row = row_at(game, order->instrument);
        const struct book *book = listing_at(game, order->instrument)->book;
        struct book_special special;
        (void)book_order_special(book, order->handle, &special);
        info->rows[info->count++] = (struct own_row){
            .order = order->id,
            .ahead = instrument_size(row, book_ahead(book, order->handle)),
            .visible = instrument_size(row, book_shown(book, order->handle)),
            .stop_now = special.trigger != TRIGGER_NONE ? instrument_price(row, special.stop) : 0};
    }
}

void game_book_info(const struct game *game, int instrument, uint32_t player,
                    struct book_info *info) {
    memset(info, 0, sizeof *info);
    uint32_t account = game_account_of(game, player);
    info->instrument = (uint8_t)instrument;
    info->bids = book_side(game, instrument, account, SIDE_BUY, info->bid);
    info->asks = book_side(game, instrument, account, SIDE_SELL, info->ask);
}

void game_prints_info(const struct game *game, int instrument, struct prints_info *info) {
    _Static_assert(MARKET_PRINTS == EVENT_PRINTS, "the ring is sent whole");
    const struct instrument *row = row_at(game, instrument);
    const struct listing *listing = listing_at(game, instrument);
    memset(info, 0, sizeof *info);
    info->instrument = (uint8_t)instrument;
    for (uint32_t i = 1; i <= MARKET_PRINTS; i++) {
        const struct print *print =
            &listing->prints[(listing->print_at + MARKET_PRINTS - i) % MARKET_PRINTS];
        if (print->lots == 0) {
            break;
        }
        info->prints[info->count++] =
            (struct print_info){.ms = print->ms,
                                .price = instrument_price(row, print->ticks),
                                .size = instrument_size(row, print->lots),
                                .taker_side = print->taker_side};
    }
}

bool game_candle_info(const struct game *game, int instrument, enum time_frame frame,
                      struct candle_info *info) {
    const struct instrument *row = row_at(game, instrument);
    struct candle candle;
    if (series_last(&listing_at(game, instrument)->series, frame, &candle, 1) == 0) {
        return false;
    }
    *info = (struct candle_info){.ms = candle.ms,
                                 .open = instrument_price(row, candle.open),
                                 .high = instrument_price(row, candle.high),
                                 .low = instrument_price(row, candle.low),
                                 .close = instrument_price(row, candle.close),
                                 .volume = instrument_size(row, (int64_t)candle.lots)};
    return true;
}

void game_time_info(const struct game *game, struct time_info *info) {
    *info = (struct time_info){.now_ms = game->now_ms,
                               .speed = game->speed,
                               .skip_until_ms = game->skip_until_ms,
                               .start_ms = game->chapter.start_ms,
                               .pace = game->market.pace};
}
