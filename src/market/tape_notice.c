#include "market/tape_notice.h"

#include <assert.h>
#include <stdbool.h>

#include "base/mem.h"

#define STEPS_MAX     64 /* different steps between rows that are counted */
#define USUAL_WITHIN  (14 * DAY_MS)
#define USUAL_LEAST   2 /* times that a pause is seen before it is usual */
#define HOLIDAYS_MS   (2 * DAY_MS)
#define SPLIT_OPEN    4      /* percent */
#define SPLIT_CLOSE   15     /* percent */
#define SPLIT_MOVES   6      /* usual moves that a split is above */
#define SPLIT_LEAST   250000 /* millionths; a smaller jump is none */
#define SPLIT_ROWS    5      /* rows before a usual move is known */
#define MOVE_SMOOTH   16     /* rows over which the usual move is averaged */
#define MILLION       INT64_C(1000000)
#define MONTH_STEP(d) ((d) >= 28 * DAY_MS && (d) <= 31 * DAY_MS)

__extension__ typedef __int128 wide;

static int64_t step_to(const struct tape *tape, uint32_t i) {
    assert(i > 0 && i < tape->count);
    return tape->rows[i].ms - tape->rows[i - 1].ms;
}

/* The step between rows that occurs most often; the shorter one of two. */
static int64_t common_step(const struct tape *tape) {
    struct {
        int64_t step;
        uint32_t count;
    } seen[STEPS_MAX] = {{0, 0}};
    size_t kinds = 0, best = 0;
    for (uint32_t i = 1; i < tape->count; i++) {
        int64_t step = step_to(tape, i);
        size_t k = 0;
        while (k < kinds && seen[k].step != step)
            k++;
        if (k == STEPS_MAX)
            continue;
        if (k == kinds) {
            seen[k].step = step;
            seen[k].count = 0;
            kinds++;
        }
        seen[k].count++;
    }
    for (size_t k = 1; k < kinds; k++)
        if (seen[k].count > seen[best].count ||
            (seen[k].count == seen[best].count && seen[k].step < seen[best].step))
            best = k;
    return seen[best].step;
}

int64_t tape_bar_length(const struct tape *tape, int64_t hint_ms) {
    assert(tape->count > 0 && hint_ms >= 0);
    if (tape->count == 1)
        return hint_ms > 0 ? hint_ms : tape->rows[0].ms % DAY_MS == 0 ? DAY_MS : MINUTE_MS;
    int64_t step = common_step(tape);
    if (MONTH_STEP(step))
        step = TAPE_MONTH_MS;
    return hint_ms > 0 && step % hint_ms == 0 ? hint_ms : step;
}

/* How many steps are at least `least` long. */
static uint64_t steps_from(const struct tape *tape, int64_t least) {
    uint64_t count = 0;
    for (uint32_t i = 1; i < tape->count; i++)
        count += step_to(tape, i) >= least;
    return count;
}

/* The longest step that is reached often enough to be usual; a bar when the market never pauses. */
static int64_t usual_pause(const struct tape *tape, int64_t bar_ms) {
    int64_t span = tape->rows[tape->count - 1].ms - tape->rows[0].ms;
    uint64_t often = (uint64_t)(span / USUAL_WITHIN);
    if (often < USUAL_LEAST)
        often = USUAL_LEAST;
    int64_t usual = bar_ms, above = USUAL_WITHIN > bar_ms ? USUAL_WITHIN : bar_ms + 1;
    while (above - usual > 1) { /* steps from `usual` on are usual, from `above` on they are not */
        int64_t middle = usual + (above - usual) / 2;
        if (steps_from(tape, middle) >= often)
            usual = middle;
        else
            above = middle;
    }
    return usual;
}

void tape_notice_gaps(const struct tape *tape, struct tape_report *report) {
    int64_t bar = tape->bar_ms, allowed = bar;
    assert(bar > 0);
    if (steps_from(tape, bar + 1) > 0)
        allowed = usual_pause(tape, bar);
    if (allowed >= 2 * bar || allowed > 2 * HOUR_MS + bar) /* more than a change of the clocks */
        allowed += HOLIDAYS_MS;
    report->gap_count = 0;
    report->longest_gap = (struct tape_gap){0, 0};
    for (uint32_t i = 1; i < tape->count; i++) {
        struct tape_gap gap = {tape->rows[i - 1].ms, tape->rows[i].ms};
        int64_t step = gap.to_ms - gap.from_ms;
        if (step < allowed + bar - bar / 8) /* an eighth: months and clocks are not even */
            continue;
        if (report->gap_count < TAPE_NOTES_MAX)
            report->gaps[report->gap_count] = gap;
        report->gap_count++;
        if (step > report->longest_gap.to_ms - report->longest_gap.from_ms)
            report->longest_gap = gap;
    }
}

/* Whether `price` is within `percent` of what `before` becomes when `shares` replace `held`. */
static bool near_ratio(fix8_t before, fix8_t price, int shares, int held, int percent) {
    wide expected = (wide)before * held, actual = (wide)price * shares;
    wide off = actual > expected ? actual - expected : expected - actual;
    return off * 100 <= expected * percent;
}

/* New shares for old ones that explain the jump from `before` to the row, if any. */
static bool find_ratio(fix8_t before, const struct tape_row *row, struct tape_split *split) {
    static const int ratios[][2] = {{2, 1},  {3, 1},  {4, 1},  {5, 1},   {6, 1},  {7, 1},
                                    {8, 1},  {9, 1},  {10, 1}, {15, 1},  {20, 1}, {25, 1},
                                    {30, 1}, {40, 1}, {50, 1}, {100, 1}, {3, 2}};
    for (size_t i = 0; i < ARRAY_LEN(ratios); i++)
        for (int way = 0; way < 2; way++) {
            int shares = ratios[i][way], held = ratios[i][1 - way];
            if (near_ratio(before, row->open, shares, held, SPLIT_OPEN) &&
                near_ratio(before, row->close, shares, held, SPLIT_CLOSE)) {
                *split = (struct tape_split){.ms = row->ms, .shares = shares, .held = held};
                return true;
            }
        }
    return false;
}

void tape_notice_splits(const struct tape *tape, struct tape_report *report) {
    int64_t usual = 0; /* mean move from a close to the next open, in millionths, x MOVE_SMOOTH */
    report->split_count = 0;
    for (uint32_t i = 1; i < tape->count; i++) {
        fix8_t before = tape->rows[i - 1].close, open = tape->rows[i].open;
        wide off = open > before ? open - before : before - open;
        wide part = off * MILLION / before;
        int64_t move = part > MILLION ? MILLION : (int64_t)part;
        struct tape_split split;
        if (i >= SPLIT_ROWS && move > SPLIT_LEAST && move * MOVE_SMOOTH > usual * SPLIT_MOVES &&
            find_ratio(before, &tape->rows[i], &split)) {
            if (report->split_count < TAPE_NOTES_MAX)
                report->splits[report->split_count] = split;
            report->split_count++;
        } else {
            usual += move - usual / MOVE_SMOOTH;
        }
    }
}
