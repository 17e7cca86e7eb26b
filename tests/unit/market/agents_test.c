#include "market/agents.h"

#include <math.h>
#include <stdlib.h>

#include "unit/market/market_try.h"

#define PLAYER 7
#define SEED   3

/* One instrument's agents at their book, the value in the test's hand. */
struct desk {
    struct agents agents;
    struct path path;
    struct book *book;
    const struct instrument *row;
    int64_t ms;
};

static int32_t start_of(const struct instrument *row) {
    int32_t ticks;
    cr_assert(instrument_ticks(row, row->start, &ticks));
    return ticks;
}

static struct pit pit_of(const struct desk *desk) {
    return (struct pit){.row = desk->row, .book = desk->book, .ms = desk->ms};
}

static void drain(struct desk *desk) {
    agents_see_book(&desk->agents, desk->book, false, desk->ms);
    desk->agents.seen = 0;
    book_events_drain(desk->book);
}

static void look(struct desk *desk, double value, double volatility) {
    struct path_point point = {
        .open = true, .value = value, .volatility = volatility, .season = 1, .activity = 1};
    agents_look(&desk->agents, desk->row, &point, desk->ms);
}

static struct desk desk_at(const struct instrument *row, uint32_t index, double volatility) {
    struct desk desk = {.row = row, .ms = try_start(), .book = book_new(start_of(row))};
    desk.path =
        (struct path){.kind = PATH_ECONOMY, .calendar = row->calendar, .step_ms = PATH_STEP_MS};
    agents_init(&desk.agents, row, &desk.path, SEED, index, start_of(row));
    look(&desk, start_of(row), volatility);
    struct pit pit = pit_of(&desk);
    agents_open(&desk.agents, &pit);
    drain(&desk);
    return desk;
}

static struct desk desk_of(const struct instrument *row, uint32_t index) {
    return desk_at(row, index, 1);
}

/* Everybody acts until `ms`; the value is `value`. */
static void run(struct desk *desk, double value, int64_t ms) {
    while (desk->agents.next_ms <= ms) {
        desk->ms = desk->agents.next_ms;
        if (desk->ms >= desk->agents.look_ms + PATH_STEP_MS)
            look(desk, value, 1);
        struct pit pit = pit_of(desk);
        agents_wake(&desk->agents, &pit);
        drain(desk);
    }
    desk->ms = ms;
}

static int32_t best(const struct desk *desk, enum side side) {
    int32_t ticks = 0;
    int64_t lots;
    cr_assert(book_best(desk->book, side, &ticks, &lots), "%s", desk->row->symbol);
    return ticks;
}

/* Takes `lots` at once; returns the sum of ticks x lots. */
static int64_t take(struct desk *desk, enum side side, int32_t limit, int64_t lots) {
    struct book_request request = {
        .side = side, .tif = BOOK_IOC, .limit = limit, .lots = lots, .owner = PLAYER, .ref = 1};
    struct book_result result;
    int64_t sum;
    cr_assert_eq(book_walk(desk->book, &request, &sum), lots, "%s", desk->row->symbol);
    book_submit(desk->book, &request, &result);
    cr_assert_eq(result.filled, lots);
    drain(desk);
    return sum;
}

enum { LADDERS = 16 };

Test(agents, ten_thousand_both_ways_cost_the_spread_of_every_instrument) {
    struct instrument_table table = try_table();
    for (uint32_t i = 0; i < table.count; i++) {
        const struct instrument *row = &table.rows[i];
        int64_t lots = instrument_smallest_lots(row, start_of(row), 10000 * FIX8_ONE);
        double cost = 0;
        for (uint32_t n = 0; n < LADDERS; n++) { /* no two are alike: their mean is meant */
            struct desk desk = desk_of(row, i + n * INSTRUMENTS_MAX);
            int64_t paid = take(&desk, SIDE_BUY, BOOK_TICKS_MAX, lots);
            int64_t got = take(&desk, SIDE_SELL, 1, lots);
            cost += (double)(paid - got) / (double)lots / LADDERS;
            book_free(desk.book);
        }
        double spread = fix8_double(row->spread) * start_of(row);
        double slack = spread / 4 > 1 ? spread / 4 : 1;
        cr_assert_float_eq(cost, spread, slack, "%s: %.2f ticks, not %.2f", row->symbol, cost,
                           spread);
    }
}

Test(agents, the_touch_is_a_fifth_of_the_spread_where_there_is_something_to_slice) {
    struct instrument_table table = try_table();
    for (uint32_t i = 0; i < table.count; i++) {
        const struct instrument *row = &table.rows[i];
        struct desk desk = desk_of(row, i);
        double spread = fix8_double(row->spread) * start_of(row);
        bool whole = instrument_smallest_lots(row, start_of(row), 10000 * FIX8_ONE) == 1;
        double wanted = whole ? spread : spread / 5 > 1 ? spread / 5 : 1;
        int32_t touch = best(&desk, SIDE_SELL) - best(&desk, SIDE_BUY);
        cr_assert_float_eq(touch, wanted, wanted / 5 + 1, "%s: %d", row->symbol, touch);
        book_free(desk.book);
    }
}

Test(agents, the_largest_order_fills_inside_the_collar_on_both_sides) {
    struct instrument_table table = try_table();
    for (uint32_t i = 0; i < table.count; i++) {
        const struct instrument *row = &table.rows[i];
        int32_t ticks = start_of(row);
        int32_t reach = (int32_t)((double)ticks * fix8_double(row->collar));
        for (int side = SIDE_BUY; side <= SIDE_SELL; side++) {
            struct desk desk = desk_of(row, i);
            take(&desk, (enum side)side, side == SIDE_BUY ? ticks + reach : ticks - reach,
                 row->largest / row->lot);
            book_free(desk.book);
        }
    }
}

Test(agents, a_ladder_that_was_eaten_stands_again_within_a_minute) {
    struct instrument_table table = try_table();
    for (uint32_t i = 0; i < table.count; i++) {
        const struct instrument *row = &table.rows[i];
        struct desk desk = desk_of(row, i);
        take(&desk, SIDE_BUY, BOOK_TICKS_MAX, row->largest / row->lot);
        run(&desk, start_of(row), desk.ms + MINUTE_MS);
        take(&desk, SIDE_BUY, BOOK_TICKS_MAX, row->largest / row->lot);
        book_check(desk.book);
        book_free(desk.book);
    }
}

Test(agents, makers_pull_back_in_fast_markets) {
    struct instrument_table table = try_table();
    const struct instrument *row = try_row(&table, "BTC-USD");
    struct desk calm = desk_of(row, 0), fast = desk_at(row, 0, 6);
    cr_assert_gt(best(&fast, SIDE_SELL) - best(&fast, SIDE_BUY),
                 3 * (best(&calm, SIDE_SELL) - best(&calm, SIDE_BUY)) / 2);
    book_free(calm.book);
    book_free(fast.book);
}

Test(agents, a_maker_that_holds_too_much_leans_and_then_stops_adding) {
    struct instrument_table table = try_table();
    const struct instrument *row = try_row(&table, "BTC-USD");
    struct desk desk = desk_of(row, 0), other = desk_of(row, 0);
    for (int i = 0; i < MAKERS; i++) {
        desk.agents.makers[i].inventory = 1000;
        desk.agents.wake_ms[SLOT_MAKER + i] = desk.ms + 1;
    }
    agents_withdraw(&other.agents, other.book);
    cr_assert_eq(book_order_count(other.book), 0);
    struct pit pit = pit_of(&desk);
    pit.ms = desk.ms = desk.ms + 1;
    desk.agents.next_ms = pit.ms;
    desk.agents.next_slot = SLOT_MAKER;
    agents_wake(&desk.agents, &pit);
    drain(&desk);
    cr_assert_lt(best(&desk, SIDE_BUY), start_of(row) - 80, "the slices are out");
    cr_assert_lt(best(&desk, SIDE_SELL), start_of(row) + 12, "it wants to sell");
    book_free(desk.book);
    book_free(other.book);
}

static void check_desk(const struct desk *desk) {
    book_check(desk->book);
    cr_assert(agents_agree(&desk->agents, desk->book), "%s", desk->row->symbol);
    cr_assert_lt(best(desk, SIDE_BUY), best(desk, SIDE_SELL));
}

Test(agents, whatever_the_value_does_the_book_is_sound_and_follows) {
    struct instrument_table table = try_table();
    for (uint32_t i = 0; i < table.count; i++) {
        const struct instrument *row = &table.rows[i];
        struct desk desk = desk_of(row, i);
        struct random random = random_named(5, "prices", i);
        int32_t ticks = start_of(row);
        for (int minute = 0; minute < 60; minute++) {
            int32_t far = random_below(&random, 20) == 0 ? ticks / 10 : ticks / 2000 + 2;
            ticks += (int32_t)random_between(&random, -far, far);
            run(&desk, ticks, desk.ms + 2 * MINUTE_MS);
            check_desk(&desk);
            int32_t mid = (best(&desk, SIDE_BUY) + best(&desk, SIDE_SELL)) / 2;
            cr_assert_lt(abs(mid - ticks), ticks / 50 + 10, "%s: %d at %d", row->symbol, mid,
                         ticks);
        }
        agents_withdraw(&desk.agents, desk.book);
        cr_assert_eq(book_order_count(desk.book), 0);
        book_free(desk.book);
    }
}

Test(agents, a_price_next_to_nothing_has_asks_and_the_bids_that_fit) {
    struct instrument_table table = try_table();
    struct desk desk = desk_of(try_row(&table, "BTC-USD"), 0);
    for (int32_t ticks = 64; ticks >= 1; ticks /= 2) {
        run(&desk, ticks, desk.ms + 5 * MINUTE_MS);
        book_check(desk.book);
        cr_assert(agents_agree(&desk.agents, desk.book));
        cr_assert_leq(best(&desk, SIDE_SELL), ticks + 40);
    }
    run(&desk, INSTRUMENT_TICKS_MAX, desk.ms + 5 * MINUTE_MS);
    check_desk(&desk);
    book_free(desk.book);
}

/* A player's order beyond which the value goes is filled, at the player's price. */
Test(agents, a_players_limit_is_filled_when_the_value_goes_through_it) {
    struct instrument_table table = try_table();
    for (uint32_t i = 0; i < table.count; i++) {
        const struct instrument *row = &table.rows[i];
        struct desk desk = desk_of(row, i);
        int32_t ticks = start_of(row), away = ticks / 200 + 20;
        struct book_request request = {.side = SIDE_SELL,
                                       .tif = BOOK_REST,
                                       .limit = ticks + away,
                                       .lots = desk.agents.size[0],
                                       .owner = PLAYER,
                                       .ref = 9};
        struct book_result result;
        book_submit(desk.book, &request, &result);
        drain(&desk);
        run(&desk, ticks + 3 * away, desk.ms + 5 * MINUTE_MS);
        cr_assert_not(book_order(desk.book, result.handle, &request), "%s", row->symbol);
        check_desk(&desk);
        book_free(desk.book);
    }
}

Test(agents, a_bid_at_the_end_of_the_world_is_sold_to) {
    struct instrument_table table = try_table();
    struct desk desk = desk_of(try_row(&table, "BTC-USD"), 0);
    struct book_request request = {.side = SIDE_BUY,
                                   .tif = BOOK_REST,
                                   .limit = BOOK_TICKS_MAX,
                                   .lots = 1000000,
                                   .owner = PLAYER,
                                   .ref = 9};
    struct book_result result;
    book_submit(desk.book, &request, &result);
    cr_assert_gt(result.rested, 0);
    drain(&desk);
    run(&desk, 100000, desk.ms + 2 * MINUTE_MS);
    cr_assert(book_order(desk.book, result.handle, &request));
    cr_assert_lt(request.lots, result.rested);
    book_check(desk.book);
    book_free(desk.book);
}

Test(agents, buying_pushes_the_reference_up_by_the_root_of_its_size_and_that_fades) {
    struct instrument_table table = try_table();
    struct desk desk = desk_of(try_row(&table, "BTC-USD"), 0);
    struct agents *agents = &desk.agents;
    struct book_event buy = {.side = SIDE_BUY, .taker_owner = PLAYER};
    double value = agents->value;
    agents_press(agents, &buy, (int64_t)(4 * agents->unit));
    double once = agents_reference(agents) - value;
    cr_assert_gt(once, 0);
    agents->fast = agents->slow = 0;
    agents_press(agents, &buy, (int64_t)(16 * agents->unit));
    cr_assert_float_eq(agents_reference(agents) - value, 2 * once, once / 100);
    desk.ms += 10 * MINUTE_MS;
    look(&desk, value, 1);
    cr_assert_lt(agents_reference(agents) - value, once);
    desk.ms += 3 * HOUR_MS;
    look(&desk, value, 1);
    cr_assert_lt(agents_reference(agents) - value, once / 50);
    book_free(desk.book);
}

Test(agents, decoded_they_go_on_identically_and_cut_ones_are_refused) {
    struct instrument_table table = try_table();
    const struct instrument *row = try_row(&table, "EURUSD");
    struct desk desk = desk_of(row, 4);
    run(&desk, 110050, desk.ms + HOUR_MS);
    struct buffer bytes = {0}, again_bytes = {0};
    struct sink sink = buffer_sink(&bytes), again_sink = buffer_sink(&again_bytes);
    struct agents again;
    agents_encode(&desk.agents, &sink);
    for (size_t cut = 0; cut < bytes.length; cut++) {
        struct source part = source_of(bytes.bytes, cut);
        cr_assert_eq(agents_decode(&again, row, &desk.path, &part, NULL), ERROR_STORAGE);
    }
    struct source source = source_of(bytes.bytes, bytes.length);
    cr_assert_eq(agents_decode(&again, row, &desk.path, &source, NULL), 0);
    agents_encode(&again, &again_sink);
    cr_assert(bytes.length == again_bytes.length &&
              memcmp(bytes.bytes, again_bytes.bytes, bytes.length) == 0);
    cr_assert(agents_agree(&again, desk.book));
    struct quote *quote = again.makers[0].quotes[SIDE_BUY];
    while (quote->handle == 0)
        quote++;
    quote->lots++;
    cr_assert_not(agents_agree(&again, desk.book), "the book says otherwise");
    buffer_clear(&bytes);
    buffer_clear(&again_bytes);
    book_free(desk.book);
}
