#include "market/tape_settle.h"

#include <assert.h>
#include <string.h>

#include "base/mem.h"
#include "market/tape_date.h"
#include "market/tape_notice.h"

/* What one reading of a packed date column looks like. */
struct reading {
    uint64_t bad;       /* no date this way */
    uint64_t backwards; /* steps against the direction of most */
    int64_t span;
};

static struct reading read_column(const struct tape *tape, bool day_first) {
    struct reading reading = {0};
    uint64_t up = 0, down = 0;
    int64_t before = 0, first = INT64_MAX, last = INT64_MIN;
    for (uint32_t i = 0; i < tape->count; i++) {
        int64_t ms = 0;
        if (!date_resolve(tape->rows[i].ms, day_first, &ms)) {
            reading.bad++;
            continue;
        }
        if (last >= first) {
            up += ms > before;
            down += ms < before;
        }
        before = ms;
        first = ms < first ? ms : first;
        last = ms > last ? ms : last;
    }
    reading.backwards = up < down ? up : down;
    reading.span = last >= first ? last - first : 0;
    return reading;
}

/* Decides between month/day and day/month: numbers above 12 first, then which reading runs in one
 * direction, then which covers less time; else what the layout prefers. */
static bool choose_day_first(const struct tape *tape, bool preferred, bool *ambiguous) {
    struct reading month = read_column(tape, false), day = read_column(tape, true);
    *ambiguous = month.bad == 0 && day.bad == 0;
    if (month.bad != day.bad)
        return day.bad < month.bad;
    if (month.backwards != day.backwards)
        return day.backwards < month.backwards;
    if (month.span != day.span)
        return day.span < month.span;
    return preferred;
}

static void fault(struct tape_report *report, enum tape_fault kind) {
    report->faults[kind]++;
    report->rows_skipped++;
}

static void resolve_dates(struct tape *tape, bool preferred, struct tape_report *report) {
    uint32_t kept = 0;
    report->day_first = choose_day_first(tape, preferred, &report->dates_ambiguous);
    for (uint32_t i = 0; i < tape->count; i++) {
        struct tape_row row = tape->rows[i];
        if (date_resolve(row.ms, report->day_first, &row.ms))
            tape->rows[kept++] = row;
        else
            fault(report, TAPE_FAULT_DATE);
    }
    tape->count = kept;
}

static void reverse(struct tape_row *rows, uint32_t count) {
    for (uint32_t i = 0; i < count / 2; i++) {
        struct tape_row row = rows[i];
        rows[i] = rows[count - 1 - i];
        rows[count - 1 - i] = row;
    }
}

/* Merges the sorted halves of `from` into `to`; equal times keep their order. */
static void merge(const struct tape_row *from, uint32_t middle, uint32_t count,
                  struct tape_row *to) {
    uint32_t left = 0, right = middle;
    for (uint32_t i = 0; i < count; i++) {
        bool take_left = right == count || (left < middle && from[left].ms <= from[right].ms);
        to[i] = from[take_left ? left++ : right++];
    }
}

/* Merge sort from the bottom up: stable, and fast on a file that is nearly in order. */
static void sort_rows(struct tape *tape) {
    uint64_t count = tape->count;
    struct tape_row *from = tape->rows, *to = mem_array(count, sizeof *to);
    for (uint64_t width = 1; width < count; width *= 2) {
        for (uint64_t first = 0; first < count; first += 2 * width) {
            uint64_t left = count - first;
            uint64_t both = left < 2 * width ? left : 2 * width;
            uint64_t middle = both < width ? both : width;
            merge(from + first, (uint32_t)middle, (uint32_t)both, to + first);
        }
        struct tape_row *swapped = from;
        from = to;
        to = swapped;
    }
    tape->rows = from;
    mem_free(to);
}

static enum tape_order put_in_order(struct tape *tape) {
    uint32_t up = 0, down = 0;
    for (uint32_t i = 1; i < tape->count; i++) {
        up += tape->rows[i].ms > tape->rows[i - 1].ms;
        down += tape->rows[i].ms < tape->rows[i - 1].ms;
    }
    if (down > 0 && up > 0) {
        sort_rows(tape);
        return TAPE_UNORDERED;
    }
    if (down == 0)
        return TAPE_OLDEST_FIRST;
    reverse(tape->rows, tape->count);
    for (uint32_t first = 0, i = 1; i <= tape->count; i++)
        if (i == tape->count || tape->rows[i].ms != tape->rows[first].ms) {
            reverse(tape->rows + first, i - first); /* of one time, the file's first stays first */
            first = i;
        }
    return TAPE_NEWEST_FIRST;
}

/* Keeps the first row of every time. */
static void drop_repeated(struct tape *tape, struct tape_report *report) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < tape->count; i++) {
        const struct tape_row *row = &tape->rows[i], *last = kept ? &tape->rows[kept - 1] : NULL;
        if (!last || last->ms != row->ms)
            tape->rows[kept++] = *row;
        else if (last->open == row->open && last->high == row->high && last->low == row->low &&
                 last->close == row->close && last->volume == row->volume)
            fault(report, TAPE_FAULT_DUPLICATE);
        else
            fault(report, TAPE_FAULT_CONFLICT);
    }
    tape->count = kept;
}

/* The largest power of ten, up to `most`, that divides `price`. */
static fix8_t common_step(fix8_t price, fix8_t most) {
    while (price % most != 0)
        most /= 10;
    return most;
}

/* The smallest decimal step of all prices; what a middle of bid and ask needs is half a step. */
static fix8_t find_step(const struct tape *tape, bool middles) {
    const int halves = middles ? 2 : 1;
    fix8_t step = FIX8_ONE;
    for (uint32_t i = 0; i < tape->count; i++) {
        const struct tape_row *row = &tape->rows[i];
        const fix8_t prices[] = {row->open, row->high, row->low, row->close};
        for (size_t k = 0; k < ARRAY_LEN(prices); k++)
            if (prices[k] <= FIX8_MAX / halves)
                step = common_step(prices[k] * halves, step);
    }
    return step > 1 ? step / halves : 1;
}

static fix8_t highest_price(const struct tape *tape) {
    fix8_t highest = 0;
    for (uint32_t i = 0; i < tape->count; i++)
        if (tape->rows[i].high > highest)
            highest = tape->rows[i].high;
    return highest;
}

/* A price to the nearest tick, at least one; tells whether that moved it by over 0.1 %. */
static fix8_t to_grid(fix8_t price, fix8_t tick, bool *far) {
    fix8_t rounded = 0;
    if (!fix8_round_to(price, tick, FIX8_HALF_EVEN, &rounded))
        rounded = price - price % tick;
    if (rounded < tick)
        rounded = tick;
    fix8_t off = rounded > price ? rounded - price : price - rounded;
    *far |= off > price / 1000;
    return rounded;
}

/* Chooses the tick and puts every price on it. A tick so fine that the highest price would not fit
 * 32 bits of ticks is made coarser. */
static void put_on_grid(struct tape *tape, bool middles, struct tape_report *report) {
    fix8_t highest = highest_price(tape), step = find_step(tape, middles);
    tape->tick = step;
    while (highest / tape->tick >= TAPE_TICKS_MAX)
        tape->tick *= 10;
    if (tape->tick == step && !middles)
        return;
    if (tape->tick != step)
        report->coarse = 0; /* rows too fine for eight decimals are among those counted here */
    for (uint32_t i = 0; i < tape->count; i++) {
        struct tape_row *row = &tape->rows[i];
        bool far = false;
        row->open = to_grid(row->open, tape->tick, &far);
        row->high = to_grid(row->high, tape->tick, &far);
        row->low = to_grid(row->low, tape->tick, &far);
        row->close = to_grid(row->close, tape->tick, &far);
        report->coarse += far;
    }
}

static void divide_prices(struct tape *tape, int divisor) {
    for (uint32_t i = 0; divisor > 1 && i < tape->count; i++) {
        struct tape_row *row = &tape->rows[i];
        assert(row->open % divisor == 0 && row->low % divisor == 0);
        row->open /= divisor;
        row->high /= divisor;
        row->low /= divisor;
        row->close /= divisor;
    }
}

static void describe(struct tape *tape, const struct tape_settle *how, struct tape_report *report) {
    bool far = false;
    tape->bar_ms = tape_bar_length(tape, how->bar_hint_ms);
    tape->spread = tape->spread > 0 ? to_grid(tape->spread, tape->tick, &far) : 0;
    report->without_volume = 0;
    for (uint32_t i = 0; i < tape->count; i++)
        report->without_volume += tape->rows[i].volume == 0;
    tape->has_volume = report->without_volume < tape->count;
    report->rows_used = tape->count;
    report->bar_ms = tape->bar_ms;
    report->first_ms = tape->rows[0].ms;
    report->last_ms = tape->rows[tape->count - 1].ms;
    report->price_divisor = how->price_divisor;
    tape_notice_gaps(tape, report);
    tape_notice_splits(tape, report);
}

void tape_settle(struct tape *tape, const struct tape_settle *how, struct tape_report *report) {
    assert(tape->count > 0 && how->price_divisor > 0);
    if (how->dates_packed)
        resolve_dates(tape, how->day_first, report);
    report->order = put_in_order(tape);
    drop_repeated(tape, report);
    if (tape->count == 0)
        return;
    divide_prices(tape, how->price_divisor);
    put_on_grid(tape, how->middles, report);
    describe(tape, how, report);
    assert(report->rows_used + report->rows_skipped == report->rows_read);
}
