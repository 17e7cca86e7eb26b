#include "play.h"

#include "base/mem.h"
#include "broker/ledger.h"
#include "game/seat.h"
#include "game/view.h"

#define ONE  FIX8_ONE
#define SEED UINT64_C(34)

static void fold_record(void *context, const struct record *record) {
    struct event event = {.class = EVENT_RECORD};
    event.record = *record;
    if (record->player <= 1) {
        view_apply(context, &event);
    }
}

/* What a seat gives at first, but for replies. */
static struct view *welcomed(struct play *play) {
    struct view *view = mem_alloc(sizeof *view);
    view_init(view);
    game_welcome(play->game, 1, fold_record, view);
    struct event event = {.class = EVENT_TIME};
    game_time_info(play->game, &event.time);
    view_apply(view, &event);
    for (int i = 0; i < (int)game_market(play->game)->table.count; i++) {
        event.class = EVENT_LISTING;
        game_listing_info(play->game, i, &event.listing);
        view_apply(view, &event);
        event.class = EVENT_QUOTE;
        game_quote_info(play->game, i, &event.quote);
        view_apply(view, &event);
    }
    return view;
}

static void fold_records(struct play *play, struct view **views, int count) {
    size_t records;
    const struct record *rows = game_records(play->game, &records);
    for (size_t i = 0; i < records; i++) {
        for (int k = 0; k < count; k++) {
            fold_record(views[k], &rows[i]);
        }
    }
    game_records_taken(play->game);
}

/* The view against the state itself. */
static void agrees(struct play *play, const struct view *view, int step) {
    struct broker *broker = game_broker(play->game);
    const struct instrument *rows = game_market(play->game)->table.rows;
    const struct account *account = broker_account_of(broker, 1);
    uint32_t alert_count;
    const struct alert *alerts = game_alerts(play->game, &alert_count);
    cr_assert_eq(view->account.cash, account->balances[LEDGER_CASH], "step %d", step);
    cr_assert_eq(view->account.reserved, account->reserved, "step %d", step);
    cr_assert_eq(view->order_count, broker->order_count, "step %d", step);
    for (uint32_t i = 0; i < broker->order_count; i++) {
        const struct order *order = &broker->orders[i];
        const struct order_changed *shown = &view->orders[i];
        const struct instrument *row = &rows[order->instrument];
        cr_assert_eq(shown->id, order->id, "step %d", step);
        cr_assert_str_eq(shown->symbol, row->symbol);
        cr_assert_eq(shown->size, instrument_size(row, order->lots), "step %d", step);
        cr_assert_eq(shown->filled, instrument_size(row, order->filled), "step %d", step);
        cr_assert_eq(shown->price, instrument_price(row, order->limit), "step %d", step);
        cr_assert_eq(shown->state, order->state, "step %d", step);
        cr_assert_eq(shown->queued, order->queued, "step %d", step);
        cr_assert_eq(shown->reserved, order->reserved, "step %d", step);
    }
    cr_assert_eq(view->position_count, broker->position_count, "step %d", step);
    for (uint32_t i = 0; i < broker->position_count; i++) {
        const struct position *position = &broker->positions[i];
        const struct instrument *row = &rows[position->instrument];
        const struct position_changed *shown = view_position(view, row->symbol);
        cr_assert_not_null(shown, "step %d", step);
        cr_assert_eq(shown->size, instrument_size(row, position->lots), "step %d", step);
        cr_assert_eq(shown->cost, position->cost, "step %d", step);
        cr_assert_eq(shown->realised, position->realised, "step %d", step);
    }
    cr_assert_eq(view->alert_count, alert_count, "step %d", step);
    for (uint32_t i = 0; i < alert_count; i++) {
        cr_assert_eq(view->alerts[i].id, alerts[i].id, "step %d", step);
    }
    cr_assert_eq(view->time.speed, game_speed(play->game), "step %d", step);
    cr_assert_eq(view->time.skip_until_ms, game_skip_until(play->game), "step %d", step);
    cr_assert_eq(view->chapter.chapter, game_chapter(play->game));
}

static fix8_t near_price(const struct play *play, int instrument, struct random *random) {
    const struct market *market = game_market(play->game);
    int32_t off = (int32_t)random_between(random, -300, 300);
    return instrument_price(&market->table.rows[instrument],
                            market->listings[instrument].last + off);
}

static void some_order(struct play *play, struct random *random, struct command *command) {
    static const char *const symbols[] = {"BTC-USD", "KEST"};
    int which = (int)random_below(random, 2);
    struct order_place *order = &command->order_place;
    command->kind = COMMAND_ORDER_PLACE;
    strcpy(order->symbol, symbols[which]);
    order->side = (uint8_t)(random_below(random, 3) == 0);
    order->tif = (uint8_t)random_below(random, TIF_FOK + 1);
    order->size = which ? ONE * (1 + random_below(random, 6)) : ONE / 200;
    if (random_below(random, 3)) {
        order->type = ORDER_LIMIT;
        order->price = near_price(play, which, random);
    }
}

static void some_command(struct play *play, struct random *random) {
    struct command command = play_command(play, COMMAND_CLOCK_SET, 1);
    const struct broker *broker = game_broker(play->game);
    uint32_t dice = random_below(random, 12);
    if (dice < 7) {
        some_order(play, random, &command);
    } else if (dice == 7) {
        command.kind = COMMAND_ORDER_CANCEL;
        command.order_cancel.order = broker->order_count ? broker->orders[0].id : 0;
    } else if (dice == 8 && broker->order_count > 0) {
        command.kind = COMMAND_ORDER_AMEND;
        command.order_amend.order = broker->orders[broker->order_count - 1].id;
        command.order_amend.size = ONE * 2;
    } else if (dice == 9) {
        command.kind = COMMAND_ALERT_SET;
        strcpy(command.alert_set.symbol, "BTC-USD");
        command.alert_set.price = near_price(play, 0, random);
    } else if (dice == 10) {
        command.kind = COMMAND_POSITION_CLOSE;
        strcpy(command.position_close.symbol, random_below(random, 2) ? "KEST" : "BTC-USD");
    } else {
        command.clock_set.speed = (uint8_t)random_below(random, SPEED_5X + 1);
        command.clock_set.skip = (uint8_t)random_below(random, SKIP_UNTIL);
    }
    (void)play_apply(play, &command);
}

Test(view, folds_to_what_the_game_says_from_the_start_and_from_the_middle) {
    struct play play;
    struct random random = random_named(SEED, "view", 0);
    struct view *views[2];
    play_start(&play, "BTC-USD,KEST", SEED);
    game_records_taken(play.game);
    views[0] = welcomed(&play);
    int count = 1;
    for (int i = 0; i < 240; i++) {
        if (count == 1 && i >= 100 && views[0]->order_count > 0 && views[0]->position_count > 0) {
            views[count++] = welcomed(&play);
        }
        some_command(&play, &random);
        int64_t until = game_now(play.game) + random_below(&random, 3600000);
        while (game_now(play.game) < until) {
            (void)game_advance(play.game, until);
            fold_records(&play, views, count);
        }
        fold_records(&play, views, count);
        for (int k = 0; k < count; k++) {
            agrees(&play, views[k], i);
        }
    }
    cr_assert_eq(count, 2);
    cr_assert_gt(views[0]->fill_count, 20);
    cr_assert_eq(views[1]->order_count, views[0]->order_count);
    cr_assert_eq(memcmp(views[0]->positions, views[1]->positions, sizeof *views[0]->positions), 0);
    mem_free(views[0]);
    mem_free(views[1]);
    play_end(&play);
}

Test(view, equity_is_cash_and_positions_at_the_mark) {
    struct play play;
    play_start(&play, "BTC-USD,KEST", 35);
    cr_assert_eq(play_order(&play, "BTC-USD", SIDE_BUY, ORDER_MARKET, ONE / 25, 0), 0);
    cr_assert_eq(play_order(&play, "KEST", SIDE_BUY, ORDER_MARKET, 7 * ONE, 0), 0);
    play_run_to(&play, game_now(play.game) + HOUR_MS);
    struct view *view = welcomed(&play);
    struct broker *broker = game_broker(play.game);
    fix8_t equity = account_equity(broker, broker_account_of(broker, 1), game_market(play.game));
    cr_assert_eq(view_equity(view), equity);
    cr_assert_neq(equity, 10000 * ONE);
    mem_free(view);
    play_end(&play);
}

Test(view, a_chapter_empties_the_books_and_keeps_the_player) {
    struct play play;
    play_start(&play, "BTC-USD,KEST", 36);
    cr_assert_eq(play_order(&play, "KEST", SIDE_BUY, ORDER_MARKET, ONE, 0), 0);
    cr_assert_eq(play_order(&play, "KEST", SIDE_BUY, ORDER_LIMIT, ONE, 30 * ONE), 0);
    struct view *view = welcomed(&play);
    view_watch(view, 1, FRAME_5M, 9);
    game_records_taken(play.game);
    struct command next = play_command(&play, COMMAND_CHAPTER_OPEN, 0);
    next.chapter_open.history_days = 1;
    strcpy(next.chapter_open.instruments, "EURUSD");
    cr_assert_eq(play_apply(&play, &next), 0, "%s", play.answer.sentence);
    fold_records(&play, &view, 1);
    cr_assert_eq(view->chapter.chapter, 2);
    cr_assert_eq(view->order_count + view->position_count + view->listing_count, 0);
    cr_assert_eq(view->watched, -1);
    cr_assert_str_eq(view->profile.name, "Ada");
    cr_assert_eq(view->account.cash, 10000 * ONE);
    mem_free(view);
    play_end(&play);
}

/* ---- candles ---- */

static struct candle_info bar(int minute, fix8_t close) {
    return (struct candle_info){.ms = GAME_START_MS + minute * MINUTE_MS,
                                .open = ONE,
                                .high = 9 * ONE,
                                .low = ONE,
                                .close = close,
                                .volume = ONE};
}

static void live(struct view *view, int instrument, int frame, struct candle_info candle) {
    struct event event = {.class = EVENT_CANDLE};
    event.candle.instrument = (uint8_t)instrument;
    event.candle.frame = (uint8_t)frame;
    event.candle.candle = candle;
    view_apply(view, &event);
}

/* A reply with the bars of minutes `from` to `to`. */
static void reply(struct view *view, uint32_t tag, int from, int to) {
    struct candle_info rows[64];
    struct buffer bytes = {0};
    struct sink sink = buffer_sink(&bytes);
    for (int i = from; i <= to; i++) {
        rows[i - from] = bar(i, 2 * ONE);
    }
    reply_put_candles(rows, (uint32_t)(to - from + 1), &sink);
    struct event event = {.class = EVENT_REPLY};
    event.reply = (struct reply){
        .tag = tag, .kind = ASK_CANDLES, .bytes = bytes.bytes, .length = (uint32_t)bytes.length};
    view_apply(view, &event);
    buffer_clear(&bytes);
}

static void minutes_are(const struct view *view, int from, int to) {
    cr_assert_eq(view->candle_count, (uint32_t)(to - from + 1), "%u bars", view->candle_count);
    for (int i = from; i <= to; i++) {
        cr_assert_eq(view->candles[i - from].ms, GAME_START_MS + i * MINUTE_MS, "minute %d", i);
    }
}

Test(view, bars_that_came_while_the_reply_was_on_its_way_stay_behind_it) {
    struct view *view = mem_alloc(sizeof *view);
    view_init(view);
    view_watch(view, 3, FRAME_1M, 5);
    live(view, 3, FRAME_1M, bar(10, 5 * ONE));
    live(view, 3, FRAME_1M, bar(11, 5 * ONE));
    live(view, 3, FRAME_1M, bar(12, 5 * ONE));
    live(view, 3, FRAME_1M, bar(12, 6 * ONE));
    reply(view, 5, 0, 10);
    minutes_are(view, 0, 12);
    cr_assert_eq(view->candles[10].close, 5 * ONE, "what was live is newer");
    cr_assert_eq(view->candles[12].close, 6 * ONE);
    live(view, 3, FRAME_1M, bar(11, 7 * ONE));
    minutes_are(view, 0, 12);
    mem_free(view);
}

Test(view, a_reply_that_nobody_waits_for_any_more_changes_nothing) {
    struct view *view = mem_alloc(sizeof *view);
    view_init(view);
    view_watch(view, 3, FRAME_1M, 5);
    view_watch(view, 4, FRAME_1M, 6);
    reply(view, 5, 0, 10);
    cr_assert_eq(view->candle_count, 0, "of another instrument");
    live(view, 3, FRAME_1M, bar(10, 5 * ONE));
    live(view, 4, FRAME_5M, bar(10, 5 * ONE));
    cr_assert_eq(view->candle_count, 0);
    reply(view, 6, 0, 20);
    minutes_are(view, 0, 20);
    reply(view, 6, 0, 3);
    minutes_are(view, 0, 20);
    mem_free(view);
}

Test(view, a_full_chart_lets_its_oldest_bar_go) {
    struct view *view = mem_alloc(sizeof *view);
    view_init(view);
    view_watch(view, 0, FRAME_1M, 1);
    for (int i = 0; i < VIEW_CANDLES_MAX + 5; i++) {
        live(view, 0, FRAME_1M, bar(i, ONE));
    }
    cr_assert_eq(view->candle_count, VIEW_CANDLES_MAX);
    cr_assert_eq(view->candles[0].ms, bar(5, ONE).ms);
    mem_free(view);
}

Test(view, notices_and_fills_keep_the_newest_first) {
    struct view *view = mem_alloc(sizeof *view);
    view_init(view);
    for (int i = 0; i < VIEW_NOTICES_MAX + 10; i++) {
        struct record record;
        memset(&record, 0, sizeof record);
        record.kind = RECORD_NOTICE;
        record.game_ms = GAME_START_MS + i;
        fold_record(view, &record);
        record.kind = RECORD_FILLED;
        record.filled.id = (uint64_t)i + 1;
        fold_record(view, &record);
    }
    cr_assert_eq(view->notice_count, VIEW_NOTICES_MAX);
    cr_assert_eq(view->notice_ms[0], GAME_START_MS + VIEW_NOTICES_MAX + 9);
    cr_assert_eq(view->fill_count, VIEW_FILLS_MAX);
    cr_assert_eq(view->fills[0].id, VIEW_NOTICES_MAX + 10);
    cr_assert_eq(view->fill_ms[0], view->notice_ms[0]);
    mem_free(view);
}

static struct record said_at(int minute, const char *symbols, const char *text) {
    struct record record;
    memset(&record, 0, sizeof record);
    record.kind = RECORD_NEWS;
    record.game_ms = GAME_START_MS + minute * MINUTE_MS;
    strcpy(record.news.symbols, symbols);
    strcpy(record.news.text, text);
    return record;
}

Test(view, older_news_goes_behind_what_came_by_itself) {
    struct view *view = mem_alloc(sizeof *view);
    struct buffer bytes = {0};
    struct sink sink = buffer_sink(&bytes);
    view_init(view);
    struct record live = said_at(5, "KEST,BELL", "five");
    fold_record(view, &live);
    struct record rows[] = {live, said_at(4, "KEST", "four"), said_at(3, "", "three")};
    reply_put_records(rows, 3, &sink);
    struct event event = {
        .class = EVENT_REPLY,
        .reply = {.kind = ASK_NEWS, .bytes = bytes.bytes, .length = (uint32_t)bytes.length}};
    view_apply(view, &event);
    view_apply(view, &event);
    cr_assert_eq(view->news_count, 3, "none twice");
    cr_assert_str_eq(view->news[0].text, "five");
    cr_assert_str_eq(view->news[2].text, "three");
    cr_assert_eq(view->news_ms[1], rows[1].game_ms);
    cr_assert(news_touches(&view->news[0], "BELL"));
    cr_assert_not(news_touches(&view->news[0], "BEL"));
    cr_assert_not(news_touches(&view->news[1], "BELL"));
    cr_assert(news_touches(&view->news[2], "BELL"), "about all");
    buffer_clear(&bytes);
    mem_free(view);
}
