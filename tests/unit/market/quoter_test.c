#include <inttypes.h>
#include <stdlib.h>

#include "market/book.h"
#include "market/quoter.h"
#include "unit/market/market_try.h"

#define PLAYER 7

struct desk {
    struct quoter quoter;
    struct book *book;
    const struct instrument *row;
};

static int32_t start_of(const struct instrument *row) {
    int32_t ticks;
    cr_assert(instrument_ticks(row, row->start, &ticks));
    return ticks;
}

static struct desk desk_of(const struct instrument *row, uint32_t index) {
    struct desk desk = {.book = book_new(start_of(row)), .row = row};
    quoter_init(&desk.quoter, row, random_named(3, "quoter", index), start_of(row));
    return desk;
}

static void wake_at(struct desk *desk, int32_t ticks) {
    struct path_point point = {
        .open = true, .value = ticks, .volatility = 1, .season = 1, .activity = 1};
    quoter_wake(&desk->quoter, desk->row, desk->book, &point);
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
    return sum;
}

Test(quoter, ten_thousand_both_ways_cost_the_spread_of_every_instrument) {
    struct instrument_table table = try_table();
    for (uint32_t i = 0; i < table.count; i++) {
        const struct instrument *row = &table.rows[i];
        struct desk desk = desk_of(row, i);
        int32_t ticks = start_of(row);
        int64_t lots = instrument_smallest_lots(row, ticks, 10000 * FIX8_ONE);
        wake_at(&desk, ticks);
        int64_t paid = take(&desk, SIDE_BUY, BOOK_TICKS_MAX, lots);
        int64_t got = take(&desk, SIDE_SELL, 1, lots);
        double cost = (double)(paid - got) / (double)lots;
        double spread = fix8_double(row->spread) * ticks;
        double slack = spread / 4 > 1 ? spread / 4 : 1;
        cr_assert_float_eq(cost, spread, slack, "%s: %.2f ticks, not %.2f", row->symbol, cost,
                           spread);
        book_free(desk.book);
    }
}

Test(quoter, the_touch_is_a_fifth_of_the_spread_where_there_is_something_to_slice) {
    struct instrument_table table = try_table();
    for (uint32_t i = 0; i < table.count; i++) {
        const struct instrument *row = &table.rows[i];
        struct desk desk = desk_of(row, i);
        double spread = fix8_double(row->spread) * start_of(row);
        bool whole = instrument_smallest_lots(row, start_of(row), 10000 * FIX8_ONE) == 1;
        double wanted = whole ? spread : spread / 5 > 1 ? spread / 5 : 1;
        int32_t bid, ask;
        int64_t lots;
        wake_at(&desk, start_of(row));
        cr_assert(book_best(desk.book, SIDE_BUY, &bid, &lots));
        cr_assert(book_best(desk.book, SIDE_SELL, &ask, &lots));
        cr_assert_float_eq(ask - bid, wanted, 0.51, "%s: %d", row->symbol, ask - bid);
        book_free(desk.book);
    }
}

Test(quoter, the_largest_order_fills_inside_the_collar_on_both_sides) {
    struct instrument_table table = try_table();
    for (uint32_t i = 0; i < table.count; i++) {
        const struct instrument *row = &table.rows[i];
        int32_t ticks = start_of(row);
        int32_t reach = (int32_t)((double)ticks * fix8_double(row->collar));
        for (int side = SIDE_BUY; side <= SIDE_SELL; side++) {
            struct desk desk = desk_of(row, i);
            wake_at(&desk, ticks);
            take(&desk, (enum side)side, side == SIDE_BUY ? ticks + reach : ticks - reach,
                 row->largest / row->lot);
            book_free(desk.book);
        }
    }
}

/* Counts what a wake did, checks that every print is within half the touch of the point. */
static void look(struct desk *desk, int32_t ticks, size_t *messages, size_t *prints) {
    size_t count;
    const struct book_event *events = book_events(desk->book, &count);
    int32_t last = 0;
    for (size_t i = 0; i < count; i++) {
        *messages += events[i].kind == BOOK_EVENT_REST || events[i].kind == BOOK_EVENT_TRADE;
        if (events[i].kind == BOOK_EVENT_TRADE) {
            last = events[i].ticks;
            *prints += 1;
            cr_assert_leq(2 * abs(last - ticks), desk->quoter.touch, "%s", desk->row->symbol);
        }
    }
    cr_assert_gt(last, 0, "%s: no print at %d", desk->row->symbol, ticks);
    book_events_drain(desk->book);
}

static void check_desk(struct desk *desk) {
    int32_t bid, ask;
    int64_t lots;
    book_check(desk->book);
    cr_assert(book_best(desk->book, SIDE_BUY, &bid, &lots));
    cr_assert(book_best(desk->book, SIDE_SELL, &ask, &lots));
    cr_assert_eq(ask - bid, desk->quoter.touch);
    cr_assert_leq(book_order_count(desk->book), 2 * desk->quoter.levels);
}

Test(quoter, whatever_the_price_does_the_book_is_sound_and_prints_are_near) {
    struct instrument_table table = try_table();
    for (uint32_t i = 0; i < table.count; i++) {
        const struct instrument *row = &table.rows[i];
        struct desk desk = desk_of(row, i);
        struct random random = random_named(5, "prices", i);
        int32_t ticks = start_of(row);
        size_t messages = 0, prints = 0;
        for (int wakes = 0; wakes < 300; wakes++) {
            int32_t far = random_below(&random, 20) == 0 ? ticks / 10 : ticks / 2000 + 2;
            ticks += (int32_t)random_between(&random, -far, far);
            wake_at(&desk, ticks);
            look(&desk, ticks, &messages, &prints);
            check_desk(&desk);
        }
        cr_assert_gt(prints, 300);
        quoter_withdraw(&desk.quoter, desk.book);
        cr_assert_eq(book_order_count(desk.book), 0);
        book_free(desk.book);
    }
}

Test(quoter, quotes_that_are_not_off_stay) {
    struct instrument_table table = try_table();
    struct desk desk = desk_of(try_row(&table, "BTC-USD"), 0);
    size_t first = 0, later = 0, prints = 0;
    wake_at(&desk, 100000);
    look(&desk, 100000, &first, &prints);
    for (int i = 0; i < 100; i++) {
        int32_t ticks = 100000 + i % 10 - 5;
        wake_at(&desk, ticks);
        look(&desk, ticks, &later, &prints);
    }
    cr_assert_geq(first, 26);
    cr_assert_lt(later, 500, "%zu messages in 100 calm wakes, prints included", later);
    book_free(desk.book);
}

Test(quoter, a_price_next_to_nothing_has_asks_and_the_bids_that_fit) {
    struct instrument_table table = try_table();
    struct desk desk = desk_of(try_row(&table, "BTC-USD"), 0);
    for (int32_t ticks = 64; ticks >= 1; ticks /= 2) {
        wake_at(&desk, ticks);
        book_check(desk.book);
        int32_t ask;
        int64_t lots;
        cr_assert(book_best(desk.book, SIDE_SELL, &ask, &lots));
        cr_assert_leq(ask, ticks + desk.quoter.touch);
    }
    wake_at(&desk, INSTRUMENT_TICKS_MAX);
    check_desk(&desk);
    book_free(desk.book);
}

/* The player's order in the way of a move is filled, and at the player's price. */
static void rest_and_move(const struct instrument *row, uint32_t index, enum side side) {
    struct desk desk = desk_of(row, index);
    int32_t ticks = start_of(row), away = ticks / 100 + 2 * desk.quoter.touch;
    int32_t limit = side == SIDE_BUY ? ticks - away : ticks + away;
    int64_t lots = desk.quoter.size[0], filled = 0;
    struct book_request request = {
        .side = side, .tif = BOOK_REST, .limit = limit, .lots = lots, .owner = PLAYER, .ref = 9};
    struct book_result result;
    wake_at(&desk, ticks);
    book_submit(desk.book, &request, &result);
    cr_assert_eq(result.rested, lots);
    book_events_drain(desk.book);
    wake_at(&desk, side == SIDE_BUY ? limit - desk.quoter.touch : limit + desk.quoter.touch);
    size_t count;
    const struct book_event *events = book_events(desk.book, &count);
    for (size_t i = 0; i < count; i++) {
        if (events[i].kind == BOOK_EVENT_TRADE && events[i].owner == PLAYER) {
            cr_assert_eq(events[i].ticks, limit);
            filled += events[i].lots;
        }
    }
    cr_assert_eq(filled, lots, "%s", row->symbol);
    book_check(desk.book);
    book_free(desk.book);
}

Test(quoter, a_players_limit_is_filled_at_its_price_when_the_value_goes_through_it) {
    struct instrument_table table = try_table();
    for (uint32_t i = 0; i < table.count; i++) {
        rest_and_move(&table.rows[i], i, SIDE_BUY);
        rest_and_move(&table.rows[i], i, SIDE_SELL);
    }
}

Test(quoter, a_ladder_that_was_eaten_stands_again_after_a_wake) {
    struct instrument_table table = try_table();
    for (uint32_t i = 0; i < table.count; i++) {
        const struct instrument *row = &table.rows[i];
        struct desk desk = desk_of(row, i);
        int32_t ticks = start_of(row);
        wake_at(&desk, ticks);
        take(&desk, SIDE_BUY, BOOK_TICKS_MAX, row->largest / row->lot);
        wake_at(&desk, ticks);
        take(&desk, SIDE_BUY, BOOK_TICKS_MAX, row->largest / row->lot);
        book_check(desk.book);
        book_free(desk.book);
    }
}

Test(quoter, decoded_it_goes_on_identically_and_a_cut_one_is_refused) {
    struct instrument_table table = try_table();
    const struct instrument *row = try_row(&table, "EURUSD");
    struct desk desk = desk_of(row, 4);
    wake_at(&desk, 110000);
    wake_at(&desk, 130000);
    struct buffer bytes = {0};
    struct sink sink = buffer_sink(&bytes);
    struct quoter again;
    quoter_encode(&desk.quoter, &sink);
    for (size_t cut = 0; cut < bytes.length; cut++) {
        struct source part = source_of(bytes.bytes, cut);
        cr_assert_eq(quoter_decode(&again, row, &part, NULL), ERROR_STORAGE);
    }
    struct source source = source_of(bytes.bytes, bytes.length);
    cr_assert_eq(quoter_decode(&again, row, &source, NULL), 0);
    cr_assert_eq(again.shaped_at, 130000);
    cr_assert_eq(again.bid, desk.quoter.bid);
    cr_assert_eq(memcmp(again.quotes, desk.quoter.quotes, sizeof again.quotes), 0);
    cr_assert_eq(memcmp(again.behind, desk.quoter.behind, sizeof again.behind), 0);
    cr_assert_eq(memcmp(again.size, desk.quoter.size, sizeof again.size), 0);
    cr_assert_eq(memcmp(&again.random, &desk.quoter.random, sizeof again.random), 0);
    buffer_clear(&bytes);
    book_free(desk.book);
}
