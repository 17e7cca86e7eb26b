/* What the exchange tells a game: news, halts, the days of a ranked chapter, what cards and
 * calendar say. */
#include "game/game_state.h"
#include "game/seat.h"
#include "unit/game/play.h"

#define ONE FIX8_ONE

static void give_day(struct play *play, uint64_t seed) {
    struct command command = play_command(play, COMMAND_BLOCK_SEED, 0);
    command.block_seed.seed = seed;
    cr_assert_eq(play_apply(play, &command), 0, "%s", play->answer.sentence);
}

Test(exchange, days_drawn_from_other_seeds_share_today_and_not_tomorrow) {
    struct play one, other;
    play_start(&one, "BTC-USD", 9);
    play_start(&other, "BTC-USD", 9);
    give_day(&one, 1);
    give_day(&other, 2);
    int64_t midnight = floor_to(GAME_START_MS, DAY_MS) + DAY_MS;
    play_run_to(&one, midnight - 1);
    play_run_to(&other, midnight - 1);
    const struct listing *a = &game_market(one.game)->listings[0];
    const struct listing *b = &game_market(other.game)->listings[0];
    cr_expect_eq(memcmp(a->prints, b->prints, sizeof a->prints), 0, "the same day");
    play_run_to(&one, midnight + HOUR_MS);
    play_run_to(&other, midnight + HOUR_MS);
    cr_expect_neq(memcmp(a->prints, b->prints, sizeof a->prints), 0, "another tomorrow");
    play_end(&one);
    play_end(&other);
}

Test(exchange, only_the_host_gives_a_days_seed) {
    struct play play;
    play_start(&play, "BTC-USD", 9);
    struct command command = play_command(&play, COMMAND_BLOCK_SEED, 1);
    cr_expect_eq(play_apply(&play, &command), ERROR_REFUSED);
    cr_expect_str_eq(play.answer.sentence, "This command is not yours to give.");
    play_end(&play);
}

Test(exchange, news_are_records_of_everybody_and_reach_who_is_concerned) {
    struct play play;
    play_start(&play, "BTC-USD,KEST", 9);
    size_t before = play_count(&play, RECORD_NEWS);
    cr_expect_eq(before, market_news(&play.game->market)->count, "those of the history too");
    game_records_taken(play.game);
    cr_assert_eq(play_order(&play, "KEST", SIDE_BUY, ORDER_LIMIT, 3 * ONE, 30 * ONE), 0, "%s",
                 play.answer.sentence);
    struct news_item item = {.ms = game_now(play.game),
                             .kind = NEWS_COMPANY,
                             .instruments = 2,
                             .good = true,
                             .text = "Kestrel has a new customer."};
    news_add(&play.game->market.economy.news, &item);
    item.instruments = 1; /* nothing of hers */
    news_add(&play.game->market.economy.news, &item);
    game_settle(play.game, false);
    cr_expect_eq(play_count(&play, RECORD_NEWS), 2);
    cr_expect_str_eq(play_last(&play, RECORD_NEWS)->news.symbols, "BTC-USD");
    cr_expect_eq(play_last(&play, RECORD_NEWS)->player, 0);
    cr_expect_eq(play_count(&play, RECORD_NOTICE), 1);
    cr_expect_str_eq(play_last(&play, RECORD_NOTICE)->notice.text,
                     "News: Kestrel has a new customer.");
    game_settle(play.game, false);
    cr_expect_eq(play_count(&play, RECORD_NEWS), 2, "told once");
    play_end(&play);
}

/* Somebody buys all there is up to `ticks`, and somebody else sells one there. */
static void buy_up_to(struct play *play, int instrument, int32_t ticks) {
    struct book_request request = {
        .side = SIDE_BUY, .limit = ticks, .lots = 100000000, .owner = 998, .ref = 1};
    struct book_result bought, sold;
    market_submit(&play->game->market, instrument, &request, &bought);
    request =
        (struct book_request){.side = SIDE_SELL, .limit = ticks, .lots = 1, .owner = 999, .ref = 2};
    market_submit(&play->game->market, instrument, &request, &sold);
    (void)market_cancel(&play->game->market, instrument, bought.handle, BOOK_BY_OWNER);
    game_settle(play->game, true);
}

Test(exchange, a_halt_of_what_is_held_is_told_and_slows_the_clock_down) {
    struct play play;
    play_start(&play, "BTC-USD", 9);
    play_run_to(&play, GAME_START_MS + 10 * MINUTE_MS);
    cr_assert_eq(play_order(&play, "BTC-USD", SIDE_BUY, ORDER_MARKET, ONE / 50, 0), 0);
    cr_assert_eq(play_clock(&play, SPEED_30X, SKIP_NONE), 0);
    game_records_taken(play.game);
    const struct listing *listing = &play.game->market.listings[0];
    buy_up_to(&play, 0, listing->last + listing->last / 8);
    cr_assert_eq(listing->phase, PHASE_HALTED);
    cr_expect_eq(game_speed(play.game), SPEED_1X);
    cr_expect_eq(play_last(&play, RECORD_CLOCK_CHANGED)->clock_changed.cause, CLOCK_BY_HALT);
    cr_expect_eq(play_last(&play, RECORD_NOTICE)->notice.kind, NOTICE_HALT);
    cr_expect_eq(play_order(&play, "BTC-USD", SIDE_BUY, ORDER_MARKET, ONE / 50, 0), ERROR_REFUSED);
    cr_expect_not_null(strstr(play.answer.sentence, "halted until"));
    struct quote_info quote;
    game_quote_info(play.game, 0, &quote);
    cr_expect(quote.phase == PHASE_HALTED && !quote.open &&
              quote.halt_until_ms > game_now(play.game));
    play_run_to(&play, quote.halt_until_ms + MINUTE_MS);
    cr_expect_eq(listing->phase, PHASE_OPEN);
    cr_expect_eq(play_last(&play, RECORD_NEWS)->news.kind, NEWS_HALT);
    play_end(&play);
}

Test(exchange, cards_and_calendar_say_what_is_known) {
    struct play play;
    play_start(&play, "BTC-USD,KEST", 9);
    struct instrument_card card;
    game_card(play.game, 1, 1, &card);
    cr_expect_str_eq(card.symbol, "KEST");
    cr_expect(card.company && card.eps > 0 && card.price_earnings > ONE && card.beta != 0);
    cr_expect(card.fee_least == ONE && card.fee_percent == 5 * FIX8_CENT);
    cr_expect_gt(card.next_earnings_ms, game_now(play.game));
    game_card(play.game, 1, 0, &card);
    cr_expect(!card.company && strcmp(card.hours, "always") == 0);
    struct calendar_row rows[20];
    uint32_t count = game_calendar(play.game, rows, 20);
    cr_assert_gt(count, 3);
    for (uint32_t i = 0; i < count; i++) {
        cr_expect(rows[i].ms >= game_now(play.game) && rows[i].text[0] && rows[i].kind[0]);
        cr_expect(i == 0 || rows[i].ms >= rows[i - 1].ms);
    }
    struct buffer bytes = {0};
    struct sink sink = buffer_sink(&bytes);
    reply_put_calendar(rows, count, &sink);
    struct reply reply = {.bytes = bytes.bytes, .length = (uint32_t)bytes.length};
    struct calendar_row back[20];
    cr_expect_eq(reply_get_calendar(&reply, back, 20), count);
    cr_expect_eq(memcmp(back, rows, count * sizeof rows[0]), 0);
    buffer_clear(&bytes);
    play_end(&play);
}

Test(exchange, where_an_order_stands_and_what_a_bracket_risks_is_told) {
    struct play play;
    play_start(&play, "BTC-USD", 9);
    fix8_t last = instrument_price(&play.content.instruments.rows[0],
                                   game_market(play.game)->listings[0].last);
    fix8_t whole = last / ONE * ONE;
    struct order_place order = {.symbol = "BTC-USD",
                                .type = ORDER_BRACKET,
                                .tif = TIF_GTC,
                                .size = ONE / 100,
                                .price = whole - 100 * ONE,
                                .stop = whole - 1100 * ONE,
                                .target = whole + 1900 * ONE};
    struct preview preview;
    game_preview(play.game, 1, &order, &preview);
    cr_assert_eq(preview.code, 0, "%s", preview.sentence);
    cr_expect_gt(preview.risk, 10 * ONE, "1,000 a coin, a hundredth of one, and the fees");
    cr_expect_lt(preview.risk, 14 * ONE);
    cr_expect(preview.gain > 16 * ONE && preview.gain < 20 * ONE);
    cr_expect_eq(preview.ratio / FIX8_CENT, preview.gain * 100 / preview.risk);
    cr_expect_gt(preview.reserves, 400 * ONE);
    struct command command = play_command(&play, COMMAND_ORDER_PLACE, 1);
    command.order_place = order;
    cr_assert_eq(play_apply(&play, &command), 0);
    struct own_info own;
    game_own_info(play.game, 1, &own);
    cr_assert_eq(own.count, 1);
    cr_expect(own.rows[0].order == play.answer.order && own.rows[0].visible == ONE / 100 &&
              own.rows[0].stop_now == 0);
    play_end(&play);
}
