#include "play.h"

#include "base/mem.h"
#include "broker/ledger.h"
#include "game/view.h"

#define ONE FIX8_ONE

static fix8_t last_price(const struct play *play, const char *symbol) {
    const struct market *market = game_market(play->game);
    int instrument = instrument_find(&market->table, symbol);
    return instrument_price(&market->table.rows[instrument], market->listings[instrument].last);
}

Test(game, a_new_game_stands_paused_at_its_start_with_ten_thousand) {
    struct play play;
    play_start(&play, "BTC-USD", 1);
    cr_assert_eq(game_now(play.game), GAME_START_MS);
    cr_assert_eq(game_speed(play.game), SPEED_PAUSED);
    cr_assert_eq(last_price(&play, "BTC-USD") > 49000 * ONE, true);
    const struct record *account = play_last(&play, RECORD_ACCOUNT_CHANGED);
    cr_assert_eq(account->account_changed.cash, 10000 * ONE);
    cr_assert_eq(account->account_changed.deposited, 10000 * ONE);
    play_end(&play);
}

Test(game, a_market_buy_fills_at_once_and_a_sell_closes_the_position) {
    struct play play;
    play_start(&play, "BTC-USD", 2);
    game_records_taken(play.game);
    cr_assert_eq(play_order(&play, "BTC-USD", SIDE_BUY, ORDER_MARKET, ONE / 25, 0), 0, "%s",
                 play.answer.sentence);
    const struct record *order = play_last(&play, RECORD_ORDER_CHANGED);
    cr_assert_eq(order->order_changed.state, ORDER_FILLED);
    cr_assert_eq(order->order_changed.filled, ONE / 25);
    cr_assert_geq(play_count(&play, RECORD_FILLED), 1);
    cr_assert_eq(play_count(&play, RECORD_NOTICE), 1);
    cr_assert_eq(play_last(&play, RECORD_POSITION_CHANGED)->position_changed.size, ONE / 25);

    struct command close = play_command(&play, COMMAND_POSITION_CLOSE, 1);
    strcpy(close.position_close.symbol, "btc-usd");
    cr_assert_eq(play_apply(&play, &close), 0, "%s", play.answer.sentence);
    cr_assert_eq(play_last(&play, RECORD_POSITION_CHANGED)->position_changed.size, 0);
    cr_assert_eq(game_broker(play.game)->position_count, 0);
    broker_check(game_broker(play.game));
    play_end(&play);
}

Test(game, every_command_ends_in_one_answer_and_its_legs_sum_to_zero) {
    struct play play;
    play_start(&play, "BTC-USD,KEST", 3);
    struct random random = random_named(3, "legs", 0);
    for (int i = 0; i < 300; i++) {
        game_records_taken(play.game);
        const char *symbol = random_below(&random, 2) ? "BTC-USD" : "KEST";
        fix8_t size = symbol[0] == 'B' ? (1 + random_below(&random, 300)) * (ONE / 10000)
                                       : (1 + random_below(&random, 3000)) * (ONE / 100);
        (void)play_order(&play, symbol, (enum side)random_below(&random, 2), ORDER_MARKET, size, 0);
        size_t count;
        const struct record *records = game_records(play.game, &count);
        cr_assert_eq(play_count(&play, RECORD_ANSWERED), 1);
        cr_assert_eq(records[count - 1].kind, RECORD_ANSWERED);
        fix8_t sum = 0;
        uint64_t number = records[0].number;
        for (size_t k = 0; k < count; k++) {
            cr_assert_eq(records[k].number, number + k);
            sum += records[k].kind == RECORD_LEG_POSTED ? records[k].leg_posted.amount : 0;
        }
        cr_assert_eq(sum, 0);
        play_run_to(&play, game_now(play.game) + random_below(&random, 600000));
    }
    play_end(&play);
}

Test(game, the_last_counter_answers_again_and_a_lower_one_is_refused) {
    struct play play;
    play_start(&play, "BTC-USD", 4);
    struct command order = play_command(&play, COMMAND_ORDER_PLACE, 1);
    strcpy(order.order_place.symbol, "BTC-USD");
    order.order_place.size = ONE / 100;
    cr_assert_eq(play_apply(&play, &order), 0);
    struct command_answer first = play.answer, again;
    uint64_t seq = game_seq(play.game), number = game_record_number(play.game);
    struct stamp stamp = play_stamp(&play);
    bool repeated;
    game_apply(play.game, &order, &stamp, &again, &repeated);
    cr_assert(repeated);
    cr_assert_eq(memcmp(&first, &again, sizeof first), 0);
    order.counter--;
    game_apply(play.game, &order, &stamp, &again, &repeated);
    cr_assert(repeated);
    cr_assert_eq(again.code, ERROR_REFUSED);
    cr_assert_eq(game_seq(play.game), seq);
    cr_assert_eq(game_record_number(play.game), number);
    play_end(&play);
}

Test(game, a_refusal_has_a_sentence_and_changes_no_money) {
    struct play play;
    play_start(&play, "BTC-USD,SPX-FUT", 5);
    cr_assert_eq(play_order(&play, "BTC-USD", SIDE_BUY, ORDER_MARKET, 100 * ONE, 0), ERROR_REFUSED);
    cr_assert_gt(strlen(play.answer.sentence), 10);
    cr_assert_eq(play_order(&play, "SPX-FUT", SIDE_BUY, ORDER_MARKET, ONE, 0), ERROR_REFUSED);
    cr_assert_eq(play_order(&play, "NOPE", SIDE_BUY, ORDER_MARKET, ONE, 0), ERROR_REFUSED);
    cr_assert_str_eq(play.answer.sentence, "There is no NOPE in this market.");
    const struct account *account = broker_account_of(game_broker(play.game), 1);
    cr_assert_eq(account->balances[LEDGER_CASH], 10000 * ONE);
    cr_assert_eq(account->reserved, 0);
    play_end(&play);
}

Test(game, entries_are_refused_above_5x_and_exits_are_not) {
    struct play play;
    play_start(&play, "BTC-USD", 6);
    cr_assert_eq(play_order(&play, "BTC-USD", SIDE_BUY, ORDER_MARKET, ONE / 100, 0), 0);
    cr_assert_eq(play_clock(&play, SPEED_30X, SKIP_NONE), 0);
    cr_assert_eq(play_order(&play, "BTC-USD", SIDE_BUY, ORDER_MARKET, ONE / 100, 0), ERROR_REFUSED);
    cr_assert_eq(play_order(&play, "BTC-USD", SIDE_SELL, ORDER_MARKET, ONE / 100, 0), 0);
    cr_assert_eq(game_speed(play.game), SPEED_1X, "a fill drops the speed to 1x");
    play_end(&play);
}

Test(game, an_alert_fires_once_slows_the_clock_and_ends_a_skip) {
    struct play play;
    play_start(&play, "BTC-USD", 7);
    struct command alert = play_command(&play, COMMAND_ALERT_SET, 1);
    strcpy(alert.alert_set.symbol, "BTC-USD");
    alert.alert_set.price = last_price(&play, "BTC-USD") + 20 * ONE;
    cr_assert_eq(play_apply(&play, &alert), 0, "%s", play.answer.sentence);
    cr_assert_eq(play.answer.order, 1);
    cr_assert_eq(play_clock(&play, SPEED_120X, SKIP_EVENT), 0);
    game_records_taken(play.game);
    int64_t until = game_skip_until(play.game);
    cr_assert_eq(game_advance(play.game, until), ADVANCE_BOOKS);
    cr_assert_lt(game_now(play.game), until);
    cr_assert_eq(play_count(&play, RECORD_ALERT_CHANGED), 1);
    cr_assert_eq(play_last(&play, RECORD_ALERT_CHANGED)->alert_changed.state, ALERT_FIRED);
    cr_assert_eq(game_skip_until(play.game), 0);
    cr_assert_eq(game_speed(play.game), SPEED_1X);
    uint32_t waiting;
    (void)game_alerts(play.game, &waiting);
    cr_assert_eq(waiting, 0);
    play_end(&play);
}

Test(game, a_skip_goes_to_its_time_and_the_speed_stays) {
    struct play play;
    play_start(&play, "KEST", 8);
    cr_assert_eq(play_clock(&play, SPEED_5X, SKIP_CLOSE), 0, "%s", play.answer.sentence);
    int64_t until = game_skip_until(play.game);
    cr_assert_eq(until, GAME_START_MS + 6 * HOUR_MS + 30 * MINUTE_MS);
    cr_assert_eq(game_advance(play.game, until + DAY_MS), ADVANCE_BOOKS);
    cr_assert_eq(game_now(play.game), until);
    cr_assert_eq(game_speed(play.game), SPEED_5X);
    cr_assert_eq(play_clock(&play, SPEED_1X, SKIP_EVENT), ERROR_REFUSED, "nothing to wait for");
    play_end(&play);
}

/* ---- determinism ---- */

struct scripted {
    int64_t ms;
    struct command command;
};

#define SCRIPT_LENGTH 60

static void write_script(struct scripted *script, int64_t from, struct random *random) {
    static const char *const symbols[] = {"BTC-USD", "EURUSD", "KEST"};
    static const fix8_t sizes[] = {ONE / 50, 1000 * ONE, 3 * ONE};
    int64_t at = from;
    for (int i = 0; i < SCRIPT_LENGTH; i++) {
        at += random_below(random, 2000000);
        uint32_t which = random_below(random, 3);
        script[i].ms = at;
        struct command *command = &script[i].command;
        memset(command, 0, sizeof *command);
        command->player = 1;
        command->counter = (uint64_t)i + 1;
        if (i % 7 == 6) {
            command->kind = COMMAND_ORDER_CANCEL;
        } else if (i % 11 == 10) {
            command->kind = COMMAND_ALERT_SET;
            strcpy(command->alert_set.symbol, "BTC-USD");
            command->alert_set.price = (49900 + (fix8_t)random_below(random, 200)) * ONE;
        } else {
            command->kind = COMMAND_ORDER_PLACE;
            strcpy(command->order_place.symbol, symbols[which]);
            command->order_place.side = (uint8_t)random_below(random, 2);
            command->order_place.size = sizes[which];
            command->order_place.tif = TIF_DAY;
            if (random_below(random, 2) && which == 0) {
                command->order_place.type = ORDER_LIMIT;
                command->order_place.price = (49800 + (fix8_t)random_below(random, 400)) * ONE;
            }
        }
    }
}

/* Plays the script; between commands time passes in slices of at most `slice` ms (0: at one go). */
static void follow(struct play *play, const struct scripted *script, int64_t slice,
                   struct random *random) {
    for (int i = 0; i < SCRIPT_LENGTH; i++) {
        while (slice > 0 && game_now(play->game) < script[i].ms) {
            int64_t next = game_now(play->game) + 1 + random_below(random, (uint32_t)slice);
            (void)game_advance(play->game, next < script[i].ms ? next : script[i].ms);
        }
        struct stamp stamp = play_stamp(play);
        stamp.game_ms = script[i].ms;
        stamp.wall_ms = script[i].ms;
        bool repeated;
        game_apply(play->game, &script[i].command, &stamp, &play->answer, &repeated);
        cr_assert_not(repeated);
    }
}

static bool same_records(const struct play *a, const struct play *b) {
    size_t x, y;
    const struct record *left = game_records(a->game, &x), *right = game_records(b->game, &y);
    struct buffer one = {0}, other = {0};
    struct sink to_one = buffer_sink(&one), to_other = buffer_sink(&other);
    for (size_t i = 0; i < x; i++) {
        record_encode(&left[i], &to_one);
    }
    for (size_t i = 0; i < y; i++) {
        record_encode(&right[i], &to_other);
    }
    bool same = one.length == other.length && memcmp(one.bytes, other.bytes, one.length) == 0;
    buffer_clear(&one);
    buffer_clear(&other);
    return same;
}

Test(game, any_slicing_gives_the_same_state_and_the_same_records) {
    struct scripted script[SCRIPT_LENGTH];
    struct random random = random_named(9, "slices", 0);
    struct play whole;
    play_start(&whole, "BTC-USD,EURUSD,KEST", 9);
    write_script(script, game_now(whole.game), &random);
    follow(&whole, script, 0, &random);
    static const uint32_t slices[] = {700, 30000, 5000000};
    for (size_t i = 0; i < ARRAY_LEN(slices); i++) {
        struct play sliced;
        play_start(&sliced, "BTC-USD,EURUSD,KEST", 9);
        follow(&sliced, script, slices[i], &random);
        cr_assert(play_same(whole.game, sliced.game), "slices of %u ms", slices[i]);
        cr_assert(same_records(&whole, &sliced), "slices of %u ms", slices[i]);
        play_end(&sliced);
    }
    play_end(&whole);
}

Test(game, decoding_what_was_encoded_goes_on_identically) {
    struct scripted script[SCRIPT_LENGTH];
    struct random random = random_named(10, "decode", 0);
    struct play play;
    play_start(&play, "BTC-USD,EURUSD,KEST", 10);
    write_script(script, game_now(play.game), &random);
    follow(&play, script, 0, &random);

    struct play copy = play;
    struct buffer bytes = play_bytes(play.game);
    struct source source = source_of(bytes.bytes, bytes.length);
    struct error error = {0};
    copy.game = NULL;
    cr_assert_eq(game_decode(&copy.game, &copy.content, NULL, &source, &error), 0, "%s",
                 error.sentence);
    cr_assert(play_same(play.game, copy.game));
    game_records_taken(play.game);
    for (int i = 0; i < SCRIPT_LENGTH; i++) {
        script[i].ms += DAY_MS;
        script[i].command.counter += SCRIPT_LENGTH;
    }
    follow(&play, script, 0, &random);
    follow(&copy, script, 5000000, &random);
    cr_assert(play_same(play.game, copy.game));
    cr_assert(same_records(&play, &copy));
    buffer_clear(&bytes);
    play_end(&play);
    play_end(&copy);
}

Test(game, a_damaged_snapshot_is_an_error_and_never_a_crash) {
    struct play play;
    play_start(&play, "KEST", 11);
    (void)play_order(&play, "KEST", SIDE_BUY, ORDER_LIMIT, ONE, 30 * ONE);
    struct buffer bytes = play_bytes(play.game);
    struct random random = random_named(11, "damage", 0);
    size_t refused = 0;
    for (int i = 0; i < 400; i++) {
        struct buffer damaged = {0};
        buffer_append(&damaged, bytes.bytes, bytes.length);
        size_t length = i % 2 ? bytes.length : random_below(&random, (uint32_t)bytes.length);
        if (i % 2) {
            size_t limit = i % 4 == 1 ? bytes.length : 600;
            damaged.bytes[random_below(&random, (uint32_t)limit)] ^=
                (uint8_t)(1u << random_below(&random, 8));
        }
        struct source source = source_of(damaged.bytes, length);
        struct game *game = NULL;
        struct error error = {0};
        if (game_decode(&game, &play.content, NULL, &source, &error) == 0) {
            (void)game_advance(game, game_now(game) + HOUR_MS);
            game_free(game);
        } else {
            cr_assert_gt(strlen(error.sentence), 5);
            refused++;
        }
        buffer_clear(&damaged);
    }
    cr_assert_geq(refused, 200);
    buffer_clear(&bytes);
    play_end(&play);
}

Test(game, a_profile_keeps_its_own_state_from_chapter_to_chapter) {
    struct play play;
    play_start(&play, "BTC-USD", 12);
    cr_assert_eq(play_order(&play, "BTC-USD", SIDE_BUY, ORDER_MARKET, ONE / 50, 0), 0);
    struct profile before = *game_profile(play.game, 1);
    uint64_t counter = game_next_counter(play.game, 1);

    struct tape_row rows[40];
    for (int i = 0; i < 40; i++) {
        fix8_t open = (100 + i) * ONE;
        rows[i] = (struct tape_row){.ms = (20000 + i) * DAY_MS,
                                    .open = open,
                                    .high = open + 2 * ONE,
                                    .low = open - ONE,
                                    .close = open + ONE,
                                    .volume = 5000 * ONE};
    }
    struct tape tape = {.symbol = "ACME",
                        .bar_ms = DAY_MS,
                        .tick = ONE / 100,
                        .has_volume = true,
                        .rows = rows,
                        .count = 40};
    play.content.tapes = &tape;
    play.content.tape_count = 1;
    struct command replay = play_command(&play, COMMAND_CHAPTER_OPEN, 0);
    replay.chapter_open.market = MARKET_REPLAY;
    replay.chapter_open.history_days = 1;
    cr_assert_eq(play_apply(&play, &replay), 0, "%s", play.answer.sentence);
    cr_assert_eq(game_chapter(play.game), 2);
    cr_assert_eq(memcmp(&before, game_profile(play.game, 1), sizeof before), 0);
    cr_assert_eq(game_next_counter(play.game, 1), counter);
    cr_assert_eq(game_broker(play.game)->position_count, 0, "accounts start afresh");
    cr_assert_eq(game_broker(play.game)->accounts[0].balances[LEDGER_CASH], 10000 * ONE);
    cr_assert_eq(game_market(play.game)->pace, 3600);
    play_run_to(&play, game_now(play.game) + HOUR_MS);
    cr_assert_eq(play_order(&play, "ACME", SIDE_BUY, ORDER_MARKET, ONE, 0), 0, "%s",
                 play.answer.sentence);
    play_end(&play);
}

Test(game, the_same_name_in_other_letters_is_refused) {
    struct play play;
    play_start(&play, "KEST", 13);
    struct command second = play_command(&play, COMMAND_PLAYER_CREATE, 0);
    strcpy(second.player_create.name, "\xd0\x90"
                                      "da"); /* a Cyrillic A */
    cr_assert_eq(play_apply(&play, &second), ERROR_REFUSED);
    second.counter++;
    strcpy(second.player_create.name, "Grace");
    cr_assert_eq(play_apply(&play, &second), 0, "%s", play.answer.sentence);
    cr_assert_eq(game_broker(play.game)->account_count, 2);
    play_end(&play);
}

Test(game, a_replay_that_has_ended_stands_still_and_says_so_once) {
    struct play play;
    play_start(&play, "KEST", 14);
    struct tape_row rows[10];
    for (int i = 0; i < 10; i++) {
        rows[i] = (struct tape_row){.ms = (20000 + i) * DAY_MS,
                                    .open = 100 * ONE,
                                    .high = 102 * ONE,
                                    .low = 99 * ONE,
                                    .close = 101 * ONE};
    }
    struct tape tape = {
        .symbol = "ACME", .bar_ms = DAY_MS, .tick = ONE / 100, .rows = rows, .count = 10};
    play.content.tapes = &tape;
    play.content.tape_count = 1;
    struct command replay = play_command(&play, COMMAND_CHAPTER_OPEN, 0);
    replay.chapter_open.market = MARKET_REPLAY;
    replay.chapter_open.history_days = 1;
    cr_assert_eq(play_apply(&play, &replay), 0, "%s", play.answer.sentence);
    cr_assert_eq(play_clock(&play, SPEED_120X, SKIP_NONE), 0);
    game_records_taken(play.game);
    int64_t end = rows[9].ms + DAY_MS;
    enum advance_stop stop = ADVANCE_REACHED;
    while (game_speed(play.game) != SPEED_PAUSED && game_now(play.game) < end + WEEK_MS) {
        stop = game_advance(play.game, end + WEEK_MS);
    }
    cr_assert_eq(stop, ADVANCE_BOOKS);
    cr_assert_eq(game_now(play.game), end);
    cr_assert_eq(play_count(&play, RECORD_NOTICE), 1);
    cr_assert_eq(play_last(&play, RECORD_CLOCK_CHANGED)->clock_changed.cause, CLOCK_REPLAY_ENDED);
    cr_assert_eq(play_clock(&play, SPEED_1X, SKIP_NONE), ERROR_REFUSED);
    cr_assert_eq(play_clock(&play, SPEED_PAUSED, SKIP_NONE), 0);
    play_end(&play);
}
