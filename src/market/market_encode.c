#include "market/market.h"

#include <assert.h>
#include <string.h>

#include "base/mem.h"
#include "market/market_internal.h"

#define MARKET_ENCODING 2 /* first byte; another form gets another number */

static void encode_prints(const struct listing *listing, const struct sink *sink) {
    for (int i = 0; i < MARKET_PRINTS; i++) {
        const struct print *print = &listing->prints[i];
        put_i64(sink, print->ms);
        put_i32(sink, print->ticks);
        put_i64(sink, print->lots);
        put_u8(sink, print->taker_side);
    }
    put_u32(sink, listing->print_at);
}

static void encode_window(const struct halt_window *window, const struct sink *sink) {
    put_i64(sink, window->slot);
    for (int i = 0; i < HALT_SLOTS; i++) {
        put_i32(sink, window->slots[i].low);
        put_i32(sink, window->slots[i].high);
    }
}

static void put_real(const struct sink *sink, double value) {
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    put_u64(sink, bits);
}

static void encode_listing(const struct listing *listing, const struct sink *sink) {
    put_i64(sink, listing->path.step_ms);
    agents_encode(&listing->agents, sink);
    book_encode(listing->book, sink);
    series_encode(&listing->series, sink);
    put_u8(sink, listing->phase);
    put_i32(sink, listing->last);
    put_i32(sink, listing->day_reference);
    for (int i = 0; i < MARKET_MIDS; i++)
        put_i64(sink, listing->mids[i]);
    put_u32(sink, listing->mid_at);
    encode_prints(listing, sink);
    encode_window(&listing->window, sink);
    put_real(sink, listing->premium);
    put_u64(sink, listing->version);
    put_i64(sink, listing->turn_ms);
    put_i64(sink, listing->halt_until_ms);
    put_i64(sink, listing->day_end_ms);
}

static void encode_world(const struct market *market, const struct sink *sink) {
    put_u64(sink, market->seed);
    put_u64(sink, market->block_seed);
    put_bool(sink, market->has_next_block_seed);
    put_u64(sink, market->next_block_seed);
    put_i64(sink, market->now_ms);
    put_i64(sink, market->pace);
    put_i64(sink, market->alarm_ms);
    put_u32(sink, market->halts_untold);
    if (market->tapes == NULL)
        economy_encode(&market->economy, sink);
    else
        news_encode(&market->economy.news, sink);
}

void market_encode(const struct market *market, const struct sink *sink) {
    assert(market->event_count == 0);
    put_u8(sink, MARKET_ENCODING);
    instruments_encode(&market->table, sink);
    encode_world(market, sink);
    for (uint32_t i = 0; i < market->table.count; i++)
        encode_listing(&market->listings[i], sink);
}

/* ---- decoding ---- */

static void decode_prints(struct listing *listing, struct source *source) {
    for (int i = 0; i < MARKET_PRINTS; i++) {
        struct print *print = &listing->prints[i];
        print->ms = get_i64(source);
        print->ticks = get_i32(source);
        print->lots = get_i64(source);
        print->taker_side = get_bool(source);
    }
    listing->print_at = get_count(source, MARKET_PRINTS - 1);
}

static void decode_window(struct halt_window *window, struct source *source) {
    window->slot = get_i64(source);
    source->bad |= window->slot < GAMETIME_MIN || window->slot > GAMETIME_MAX;
    for (int i = 0; i < HALT_SLOTS; i++) {
        struct halt_slot *slot = &window->slots[i];
        slot->low = get_i32(source);
        slot->high = get_i32(source);
        source->bad |= slot->low < 0 || slot->high < slot->low || slot->high > BOOK_TICKS_MAX ||
                       (slot->low == 0 && slot->high > 0);
    }
    halt_window_rebuild(window);
}

/* A finite premium: prices are at most BOOK_TICKS_MAX times each other. */
static double decode_premium(struct source *source) {
    uint64_t bits = get_u64(source);
    double value;
    memcpy(&value, &bits, sizeof value);
    if (value >= -1 && value <= BOOK_TICKS_MAX)
        return value;
    source->bad = true;
    return 0;
}

static bool is_price(int64_t ticks) {
    return ticks >= 1 && ticks <= BOOK_TICKS_MAX;
}

/* Times lie ahead; phase and turn are what the hours say, but for a halt; agents are awake when,
 * and only when, there is something to do. */
static bool times_are_sane(const struct market *market, const struct listing *listing) {
    int64_t now = market->now_ms;
    if (listing->phase >= PHASE_COUNT)
        return false;
    bool halted = listing->phase == PHASE_HALTED, closed = listing->phase == PHASE_CLOSED;
    enum phase by_hours = phase_by_hours(&listing->path, now);
    return listing->agents.next_ms > now && listing->day_end_ms > now &&
           listing->agents.look_ms <= now && listing->turn_ms > now &&
           (halted ? by_hours == PHASE_OPEN : by_hours == (enum phase)listing->phase) &&
           listing->turn_ms == turn_by_hours(&listing->path, (enum phase)listing->phase, now) &&
           (closed == (listing->agents.next_ms == GAMETIME_MAX)) &&
           (halted ? listing->halt_until_ms > now && listing->halt_until_ms <= now + HALT_MS
                   : listing->halt_until_ms == GAMETIME_MAX) &&
           book_in_auction(listing->book) == (!closed && !phase_trades(listing->phase));
}

static bool prices_are_sane(const struct listing *listing) {
    bool sane = is_price(listing->last) && is_price(listing->day_reference);
    for (int i = 0; i < MARKET_MIDS; i++)
        sane = sane && listing->mids[i] >= 0 && listing->mids[i] <= 2 * (int64_t)BOOK_TICKS_MAX;
    for (int i = 0; i < MARKET_PRINTS; i++) {
        const struct print *print = &listing->prints[i];
        sane = sane && print->lots >= 0 && print->lots <= BOOK_LOTS_MAX &&
               (print->lots == 0 || is_price(print->ticks));
    }
    return sane;
}

static int decode_path(struct market *market, uint32_t index, struct source *source,
                       struct error *error) {
    struct path *path = &market->listings[index].path;
    const struct instrument *row = &market->table.rows[index];
    bool tape = market->tapes != NULL;
    int64_t step_ms = get_i64(source);
    bool daily = tape && market->pace != PACE_USUAL;
    if (source->bad || (row->calendar == CALENDAR_TAPE) != tape ||
        step_ms != (daily ? PATH_DAILY_STEP_MS : PATH_STEP_MS))
        return error_set(error, ERROR_STORAGE, "The price path of %s is damaged.", row->symbol);
    if (tape)
        path_init_tape(path, row, &market->tapes[index], step_ms);
    else
        path_init_economy(path, row, &market->economy, (int)index);
    return 0;
}

static int decode_parts(struct market *market, uint32_t index, struct source *source,
                        struct error *error) {
    struct listing *listing = &market->listings[index];
    int code = decode_path(market, index, source, error);
    if (code == 0)
        code = agents_decode(&listing->agents, &market->table.rows[index], &listing->path, source,
                             error);
    if (code == 0)
        code = book_decode(&listing->book, source, error);
    if (code == 0)
        code = series_decode(&listing->series, source, error);
    return code;
}

/* What is derived and needs the rest. */
static void derive(struct market *market, uint32_t index) {
    struct listing *listing = &market->listings[index];
    struct path_point point = path_at(&listing->path, market->now_ms);
    agents_see(&listing->agents, &point);
    if (book_in_auction(listing->book))
        book_auction_indication(listing->book, &listing->indication);
    listing_schedule(market, index);
}

static int decode_listing(struct market *market, uint32_t index, struct source *source,
                          struct error *error) {
    struct listing *listing = &market->listings[index];
    int code = decode_parts(market, index, source, error);
    if (code != 0)
        return code;
    listing->phase = get_u8(source);
    listing->last = get_i32(source);
    listing->day_reference = get_i32(source);
    for (int i = 0; i < MARKET_MIDS; i++)
        listing->mids[i] = get_i64(source);
    listing->mid_at = get_count(source, MARKET_MIDS - 1);
    decode_prints(listing, source);
    decode_window(&listing->window, source);
    listing->premium = decode_premium(source);
    listing->version = get_u64(source);
    listing->turn_ms = get_i64(source);
    listing->halt_until_ms = get_i64(source);
    listing->day_end_ms = get_i64(source);
    if (source->bad || !times_are_sane(market, listing) || !prices_are_sane(listing) ||
        !agents_agree(&listing->agents, listing->book))
        return error_set(error, ERROR_STORAGE, "The market of %s is damaged.",
                         market->table.rows[index].symbol);
    derive(market, index);
    return 0;
}

static int decode_world(struct market *market, struct source *source, struct error *error) {
    market->seed = get_u64(source);
    market->block_seed = get_u64(source);
    market->has_next_block_seed = get_bool(source);
    market->next_block_seed = get_u64(source);
    market->now_ms = get_i64(source);
    market->pace = get_i64(source);
    market->alarm_ms = get_i64(source);
    market->halts_untold = get_u32(source);
    bool sane =
        !source->bad && market->table.count > 0 && market->now_ms > GAMETIME_MIN + WEEK_MS &&
        market->now_ms < GAMETIME_MAX - WEEK_MS && market->alarm_ms > market->now_ms &&
        market->alarm_ms <= GAMETIME_MAX &&
        (market->pace == PACE_USUAL || (market->pace == PACE_DAILY && market->tapes != NULL)) &&
        (uint64_t)market->halts_untold >> market->table.count == 0;
    if (!sane)
        return error_set(error, ERROR_STORAGE, "The market of this snapshot is damaged.");
    if (market->tapes != NULL)
        return news_decode(&market->economy.news, source, error);
    int code = economy_decode(&market->economy, source, error);
    if (code == 0 && (market->economy.listed_count != market->table.count ||
                      market->economy.next_ms <= market->now_ms ||
                      market->economy.next_ms > market->now_ms + PATH_STEP_MS))
        code = error_set(error, ERROR_STORAGE, "The economy of this snapshot is damaged.");
    return code;
}

static int decode_head(struct market *market, uint32_t tape_count, struct source *source,
                       struct error *error) {
    if (get_u8(source) != MARKET_ENCODING)
        return error_set(error, ERROR_STORAGE, "This snapshot of a market is of another form.");
    int code = instruments_decode(&market->table, source, error);
    if (code == 0)
        code = decode_world(market, source, error);
    if (code == 0 && market->tapes != NULL && tape_count != market->table.count)
        return error_set(error, ERROR_STORAGE, "This snapshot was made with other tapes.");
    return code;
}

int market_decode(struct market *market, const struct tape *tapes, uint32_t tape_count,
                  const struct block_sink *blocks, struct source *source, struct error *error) {
    assert((tapes != NULL) == (tape_count > 0));
    memset(market, 0, sizeof *market);
    market->tapes = tapes;
    market->blocks = *blocks;
    int code = decode_head(market, tape_count, source, error);
    for (uint32_t i = 0; code == 0 && i < market->table.count; i++)
        code = decode_listing(market, i, source, error);
    if (code != 0) {
        market_clear(market);
        return code;
    }
    world_links(market);
    return 0;
}
