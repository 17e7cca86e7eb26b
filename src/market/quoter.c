#include "market/quoter.h"

#include <assert.h>
#include <string.h>

__extension__ typedef __int128 int128;

#define CALM_ORDER   (10000 * FIX8_ONE) /* what pays `spread` both ways */
#define MILLITICKS   1000
#define TOUCH_PART   5 /* the touch is a fifth of the spread */
#define SLICES_MAX   5
#define DEEP_LEVELS  8
#define REACH_PART   4 /* the last level stands at 4/5 of the collar */
#define REACH_OF     5
#define LARGEST_PART 5 /* all deep levels hold 5/4 of the largest order */
#define LARGEST_OF   4
#define RESHAPE_PART 8 /* of the price */
#define WORN_PART    4 /* a quote is renewed when this part of it is gone */
#define PRINTS_MAX   3
#define PRINT_NOISE  1024 /* a print is 0.5 to 1.5 usual sizes */

_Static_assert(SLICES_MAX + DEEP_LEVELS == QUOTER_LEVELS, "the ladder fills its arrays");

/* ---- the shape of the ladder ---- */

static int64_t limited(int128 lots) {
    const int128 most = BOOK_LOTS_MAX / 4;
    return lots < 1 ? 1 : lots > most ? (int64_t)most : (int64_t)lots;
}

static void add_level(struct quoter *quoter, int64_t behind, int128 lots) {
    assert(quoter->levels < QUOTER_LEVELS);
    uint32_t at = quoter->levels++;
    if (at > 0 && behind <= quoter->behind[at - 1])
        behind = quoter->behind[at - 1] + 1;
    assert(behind >= 0 && behind <= INSTRUMENT_TICKS_MAX);
    quoter->behind[at] = (int32_t)behind;
    quoter->size[at] = limited(lots);
}

/* Width of slice i is touch + 2 x behind; the mean of all widths is the spread. */
static void add_slices(struct quoter *quoter, int64_t spread, int64_t calm_lots) {
    int64_t fifth = (spread / TOUCH_PART + MILLITICKS / 2) / MILLITICKS;
    int64_t touch = fifth > 1 ? fifth : 1;
    int64_t slices = 1 + (spread / MILLITICKS - touch);
    slices = slices > SLICES_MAX ? SLICES_MAX : slices;
    slices = slices > calm_lots ? calm_lots : slices;
    if (slices <= 1) {
        int64_t whole = (spread + MILLITICKS / 2) / MILLITICKS;
        touch = whole > 1 ? whole : 1;
        slices = 1;
    }
    quoter->touch = (int32_t)touch;
    for (int64_t i = 0; i < slices; i++) {
        int64_t last = spread - touch * MILLITICKS;
        int64_t behind = slices == 1 ? 0 : (i * last / (slices - 1) + MILLITICKS / 2) / MILLITICKS;
        add_level(quoter, behind, calm_lots * (i + 1) / slices - calm_lots * i / slices);
    }
}

/* Sizes grow evenly, distances with the square. */
static void add_deep(struct quoter *quoter, int64_t reach, int64_t largest_lots) {
    int64_t from = quoter->behind[quoter->levels - 1];
    int64_t way = reach > from ? reach - from : 0;
    int128 wanted = (int128)largest_lots * LARGEST_PART;
    for (int64_t i = 1; i <= DEEP_LEVELS; i++) {
        int128 parts = (int128)LARGEST_OF * DEEP_LEVELS * (DEEP_LEVELS + 1) / 2;
        add_level(quoter, from + way * i * i / (DEEP_LEVELS * DEEP_LEVELS), wanted * i / parts + 1);
    }
}

static void shape(struct quoter *quoter, const struct instrument *row, int32_t ticks) {
    assert(ticks >= 1 && ticks <= INSTRUMENT_TICKS_MAX);
    int128 spread = (int128)ticks * row->spread * MILLITICKS / FIX8_ONE;
    int128 reach = (int128)ticks * row->collar * REACH_PART / REACH_OF / FIX8_ONE;
    quoter->shaped_at = ticks;
    quoter->levels = 0;
    add_slices(quoter, (int64_t)spread, limited(instrument_smallest_lots(row, ticks, CALM_ORDER)));
    quoter->print_lots = (quoter->size[0] + 1) / 2;
    add_deep(quoter, (int64_t)reach, row->largest / row->lot);
}

void quoter_init(struct quoter *quoter, const struct instrument *row, struct random random,
                 int32_t ticks) {
    memset(quoter, 0, sizeof *quoter);
    quoter->random = random;
    shape(quoter, row, ticks);
}

int64_t quoter_wake_lots(const struct quoter *quoter) {
    return quoter->print_lots * (1 + PRINTS_MAX) / 2;
}

/* ---- quotes ---- */

static int32_t wanted_ticks(const struct quoter *quoter, enum side side, uint32_t level) {
    return side == SIDE_BUY ? quoter->bid - quoter->behind[level]
                            : quoter->bid + quoter->touch + quoter->behind[level];
}

/* A quote may be three quarters of the way to its better neighbour off; the touch may not. Both
 * sides lag together, so that what a buyer saves a seller loses, and messages are few. */
static bool is_near(const struct quoter *quoter, uint32_t level, int32_t ticks, int32_t wanted) {
    int32_t off = ticks < wanted ? wanted - ticks : ticks - wanted;
    int64_t step = level == 0 ? 0 : quoter->behind[level] - quoter->behind[level - 1];
    return off <= step * 3 / 4;
}

static bool is_worn(const struct quoter *quoter, struct book *book, enum side side,
                    uint32_t level) {
    const struct quote *quote = &quoter->quotes[side][level];
    int64_t size = quoter->size[level];
    struct book_request resting;
    return !book_order(book, quote->handle, &resting) || resting.lots < size - size / WORN_PART;
}

/* Quotes `level` anew at `wanted`, in the place of what rests. */
static void replace_quote(struct quoter *quoter, struct book *book, enum side side, uint32_t level,
                          int32_t wanted) {
    struct quote *quote = &quoter->quotes[side][level];
    const struct book_request request = {
        .side = side, .tif = BOOK_REST, .limit = wanted, .lots = quoter->size[level]};
    struct book_result result = {.handle = 0};
    if (wanted < 1) {
        if (quote->handle != 0)
            book_cancel(book, quote->handle, BOOK_BY_OWNER);
    } else {
        const struct book_change change = {.limit = wanted, .lots = request.lots};
        book_amend(book, quote->handle, &change, &result);
        if (result.reason == BOOK_NO_ORDER)
            book_submit(book, &request, &result);
    }
    *quote = (struct quote){.handle = result.handle, .ticks = wanted};
}

/* Nobody trades with a quote before the better ones are gone: while the best one is there, those
 * behind it are as they were left. */
static void keep_side(struct quoter *quoter, struct book *book, enum side side) {
    bool whole = !is_worn(quoter, book, side, 0);
    for (uint32_t level = 0; level < quoter->levels; level++) {
        const struct quote *quote = &quoter->quotes[side][level];
        int32_t wanted = wanted_ticks(quoter, side, level);
        bool fits = wanted < 1 ? quote->handle == 0
                               : quote->handle != 0 && is_near(quoter, level, quote->ticks, wanted);
        if (!fits || (!whole && is_worn(quoter, book, side, level)))
            replace_quote(quoter, book, side, level, wanted);
    }
}

/* After prints only the touch can be worn. */
static void mend_touch(struct quoter *quoter, struct book *book, enum side side) {
    if (is_worn(quoter, book, side, 0))
        replace_quote(quoter, book, side, 0, wanted_ticks(quoter, side, 0));
}

/* Moves the touch when the point has left it. The half tick of an odd touch lies behind the move,
 * so that the side the price went to is the nearer one. */
static void aim(struct quoter *quoter, int32_t ticks) {
    if (quoter->bid > 0 && ticks >= quoter->bid && ticks <= quoter->bid + quoter->touch)
        return;
    bool rising = quoter->bid > 0 && ticks > quoter->bid;
    int32_t bid = ticks - (rising ? quoter->touch + 1 : quoter->touch) / 2;
    quoter->bid = bid > 1 ? bid : 1;
}

/* The side that makes room goes first: own quotes never meet. */
static void requote(struct quoter *quoter, struct book *book, int32_t ticks) {
    int32_t before = quoter->bid;
    aim(quoter, ticks);
    enum side first = quoter->bid > before ? SIDE_SELL : SIDE_BUY;
    keep_side(quoter, book, first);
    keep_side(quoter, book, SIDE_OTHER(first));
}

void quoter_withdraw(struct quoter *quoter, struct book *book) {
    for (int side = SIDE_BUY; side <= SIDE_SELL; side++) {
        for (uint32_t level = 0; level < QUOTER_LEVELS; level++) {
            if (quoter->quotes[side][level].handle != 0)
                book_cancel(book, quoter->quotes[side][level].handle, BOOK_BY_OWNER);
            quoter->quotes[side][level] = (struct quote){.handle = 0};
        }
    }
    quoter->bid = 0;
}

/* ---- prints ---- */

/* Who takes: the buyer where the point is nearer to the ask. */
static enum side nearer_taker(struct quoter *quoter, int32_t ticks) {
    int32_t over_bid = ticks - quoter->bid;
    int32_t under_ask = quoter->bid + quoter->touch - ticks;
    if (over_bid == under_ask)
        return random_below(&quoter->random, 2) == 0 ? SIDE_BUY : SIDE_SELL;
    return under_ask < over_bid ? SIDE_BUY : SIDE_SELL;
}

static void print(struct quoter *quoter, struct book *book, const struct path_point *point) {
    int128 noise = PRINT_NOISE / 2 + random_below(&quoter->random, PRINT_NOISE + 1);
    int128 lots = (int128)((double)(noise * quoter->print_lots / PRINT_NOISE) * point->activity);
    enum side taker = nearer_taker(quoter, (int32_t)(point->value + 0.5));
    struct book_result result;
    const struct book_request request = {.side = taker,
                                         .tif = BOOK_IOC,
                                         .limit = taker == SIDE_BUY ? quoter->bid + quoter->touch
                                                                    : quoter->bid,
                                         .lots = limited(lots)};
    book_submit(book, &request, &result);
}

void quoter_wake(struct quoter *quoter, const struct instrument *row, struct book *book,
                 const struct path_point *point) {
    assert(point->open && point->value >= 1 && point->activity > 0);
    int32_t ticks = (int32_t)(point->value + 0.5);
    int32_t gone = ticks - quoter->shaped_at;
    if ((gone < 0 ? -gone : gone) > quoter->shaped_at / RESHAPE_PART) {
        quoter_withdraw(quoter, book);
        shape(quoter, row, ticks);
    }
    requote(quoter, book, ticks);
    uint32_t prints = 1 + random_below(&quoter->random, PRINTS_MAX);
    for (uint32_t i = 0; i < prints; i++)
        print(quoter, book, point);
    mend_touch(quoter, book, SIDE_BUY);
    mend_touch(quoter, book, SIDE_SELL);
}

/* ---- encoding ---- */

void quoter_encode(const struct quoter *quoter, const struct sink *sink) {
    put_u64(sink, quoter->random.state);
    put_u64(sink, quoter->random.step);
    put_i32(sink, quoter->bid);
    put_i32(sink, quoter->shaped_at);
    for (int side = SIDE_BUY; side <= SIDE_SELL; side++) {
        for (uint32_t level = 0; level < QUOTER_LEVELS; level++) {
            put_u64(sink, quoter->quotes[side][level].handle);
            put_i32(sink, quoter->quotes[side][level].ticks);
        }
    }
}

static bool quotes_are_sane(const struct quoter *quoter) {
    bool sane = true;
    for (int side = SIDE_BUY; side <= SIDE_SELL; side++) {
        for (uint32_t level = 0; level < QUOTER_LEVELS; level++) {
            int32_t ticks = quoter->quotes[side][level].ticks;
            bool rests = quoter->quotes[side][level].handle != 0;
            sane = sane && (!rests || (ticks >= 1 && ticks <= BOOK_TICKS_MAX));
        }
    }
    return sane;
}

int quoter_decode(struct quoter *quoter, const struct instrument *row, struct source *source,
                  struct error *error) {
    memset(quoter, 0, sizeof *quoter);
    quoter->random.state = get_u64(source);
    quoter->random.step = get_u64(source);
    quoter->bid = get_i32(source);
    int32_t shaped_at = get_i32(source);
    for (int side = SIDE_BUY; side <= SIDE_SELL; side++) {
        for (uint32_t level = 0; level < QUOTER_LEVELS; level++) {
            quoter->quotes[side][level].handle = get_u64(source);
            quoter->quotes[side][level].ticks = get_i32(source);
        }
    }
    if (source->bad || quoter->random.step % 2 == 0 || shaped_at < 1 ||
        shaped_at > INSTRUMENT_TICKS_MAX || quoter->bid < 0 || quoter->bid > INSTRUMENT_TICKS_MAX ||
        !quotes_are_sane(quoter))
        return error_set(error, ERROR_STORAGE, "The quotes of %s are damaged.", row->symbol);
    shape(quoter, row, shaped_at);
    return 0;
}
