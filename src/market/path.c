#include "market/path.h"

#include <assert.h>
#include <stdlib.h>

#define VOLUME_SAMPLES 999 /* rows that the median is taken of, evenly spaced */
#define ACTIVITY_LEAST (ACTIVITY_USUAL / 10)
#define ACTIVITY_MOST  (ACTIVITY_USUAL * 10)
#define WAYPOINTS      4 /* open, extreme, extreme, close */

/* ---- the economy ---- */

void path_init_economy(struct path *path, const struct instrument *row,
                       const struct economy *economy, int instrument) {
    assert(row->calendar < CALENDAR_TAPE && instrument >= 0);
    *path = (struct path){.kind = PATH_ECONOMY, .calendar = row->calendar, .step_ms = PATH_STEP_MS};
    path->economy = (struct economy_path){.economy = economy, .instrument = instrument};
}

static double within(double ticks) {
    return ticks < 1 ? 1 : ticks > INSTRUMENT_TICKS_MAX ? INSTRUMENT_TICKS_MAX : ticks;
}

static struct path_point economy_at(const struct path *path) {
    struct economy_point point = economy_point(path->economy.economy, path->economy.instrument);
    return (struct path_point){.open = point.open,
                               .value = within(point.value),
                               .volatility = point.volatility,
                               .season = point.season,
                               .activity = point.activity};
}

/* ---- tapes ---- */

static int compare_volumes(const void *left, const void *right) {
    const fix8_t *a = left;
    const fix8_t *b = right;
    return (*a > *b) - (*a < *b);
}

static fix8_t median_volume(const struct tape *tape) {
    fix8_t volumes[VOLUME_SAMPLES];
    uint32_t every = (tape->count + VOLUME_SAMPLES - 1) / VOLUME_SAMPLES;
    size_t count = 0;
    for (uint32_t i = 0; i < tape->count; i += every) {
        if (tape->rows[i].volume > 0)
            volumes[count++] = tape->rows[i].volume;
    }
    assert(count <= VOLUME_SAMPLES);
    qsort(volumes, count, sizeof *volumes, compare_volumes);
    return count > 0 ? volumes[count / 2] : 0;
}

void path_init_tape(struct path *path, const struct instrument *row, const struct tape *tape,
                    int64_t step_ms) {
    assert(tape->count > 0 && tape->bar_ms > 0 && row->tick > 0 && step_ms > 0);
    *path = (struct path){.kind = PATH_TAPE, .calendar = CALENDAR_TAPE, .step_ms = step_ms};
    path->tape.tape = tape;
    path->tape.tick = row->tick;
    path->tape.usual_volume = tape->has_volume ? median_volume(tape) : 0;
}

uint32_t tape_history_rows(const struct tape *tape) {
    uint32_t rows = tape->count / 5;
    return rows < TAPE_HISTORY_MAX ? rows : TAPE_HISTORY_MAX;
}

static int32_t ticks_of(const struct tape_path *path, fix8_t price) {
    int64_t ticks = price / path->tick + (price % path->tick >= (path->tick + 1) / 2);
    return ticks < 1 ? 1 : ticks > INSTRUMENT_TICKS_MAX ? INSTRUMENT_TICKS_MAX : (int32_t)ticks;
}

static int32_t volume_activity(const struct tape_path *path, const struct tape_row *row) {
    int64_t activity = ACTIVITY_USUAL;
    if (path->usual_volume == 0)
        return ACTIVITY_USUAL;
    if (!fix8_muldiv(row->volume, ACTIVITY_USUAL, path->usual_volume, FIX8_DOWN, &activity) ||
        activity > ACTIVITY_MOST)
        return ACTIVITY_MOST;
    return activity < ACTIVITY_LEAST ? ACTIVITY_LEAST : (int32_t)activity;
}

static int64_t steps_of_bar(const struct path *path) {
    int64_t steps = path->tape.tape->bar_ms / path->step_ms;
    return steps > 0 ? steps : 1;
}

static void waypoints(const struct tape_path *path, const struct tape_row *row,
                      int32_t points[WAYPOINTS]) {
    bool low_first = row->open - row->low <= row->high - row->open;
    points[0] = ticks_of(path, row->open);
    points[1] = ticks_of(path, low_first ? row->low : row->high);
    points[2] = ticks_of(path, low_first ? row->high : row->low);
    points[3] = ticks_of(path, row->close);
}

/* The value of a bar at step `step` of `steps`. */
static int32_t bar_ticks(const struct tape_path *path, const struct tape_row *row, int64_t step,
                         int64_t steps) {
    int32_t points[WAYPOINTS];
    int64_t leg = WAYPOINTS - 1;
    assert(step >= 0 && step < steps);
    waypoints(path, row, points);
    while (leg * (steps - 1) / (WAYPOINTS - 1) > step)
        leg--;
    int64_t from = leg * (steps - 1) / (WAYPOINTS - 1);
    if (from == step || leg == WAYPOINTS - 1)
        return points[leg];
    int64_t to = (leg + 1) * (steps - 1) / (WAYPOINTS - 1);
    int64_t rise = points[leg + 1] - points[leg];
    return points[leg] + (int32_t)(rise * (step - from) / (to - from));
}

static int64_t bar_end(const struct tape *tape, int64_t row) {
    return tape->rows[row].ms + tape->bar_ms;
}

static struct path_point tape_at(const struct path *path, int64_t ms) {
    const struct tape *tape = path->tape.tape;
    int64_t at = tape_find(tape, ms);
    if (at < 0)
        return (struct path_point){
            .value = path_ticks(path), .volatility = 1, .season = 1, .activity = 1};
    const struct tape_row *row = &tape->rows[at];
    int64_t steps = steps_of_bar(path), step = (ms - row->ms) / path->step_ms;
    return (struct path_point){
        .open = ms < bar_end(tape, at),
        .value = bar_ticks(&path->tape, row, step < steps ? step : steps - 1, steps),
        .volatility = 1,
        .season = 1,
        .activity = (double)volume_activity(&path->tape, row) / ACTIVITY_USUAL};
}

size_t path_tape_history(const struct path *path, int64_t before_ms, struct candle *out,
                         size_t most) {
    assert(path->kind == PATH_TAPE);
    const struct tape *tape = path->tape.tape;
    int64_t end = tape_find(tape, before_ms - tape->bar_ms) + 1;
    int64_t from = end > (int64_t)most ? end - (int64_t)most : 0;
    for (int64_t i = from; i < end; i++) {
        const struct tape_row *row = &tape->rows[i];
        out[i - from] = (struct candle){
            .ms = row->ms,
            .open = ticks_of(&path->tape, row->open),
            .high = ticks_of(&path->tape, row->high),
            .low = ticks_of(&path->tape, row->low),
            .close = ticks_of(&path->tape, row->close),
            .lots = (uint64_t)(steps_of_bar(path) * volume_activity(&path->tape, row))};
    }
    return (size_t)(end - from);
}

static int64_t tape_next_open(const struct tape *tape, int64_t ms) {
    for (int64_t i = tape_find(tape, ms) + 1; i < tape->count; i++) {
        if (i == 0 || tape->rows[i].ms > bar_end(tape, i - 1))
            return tape->rows[i].ms;
    }
    return GAMETIME_MAX;
}

static int64_t tape_next_close(const struct tape *tape, int64_t ms) {
    int64_t i = tape_find(tape, ms);
    for (i = i < 0 ? 0 : i; i < tape->count; i++) {
        bool joined = i + 1 < tape->count && tape->rows[i + 1].ms <= bar_end(tape, i);
        if (bar_end(tape, i) > ms && !joined)
            return bar_end(tape, i);
    }
    return GAMETIME_MAX;
}

/* ---- both ---- */

struct path_point path_at(const struct path *path, int64_t ms) {
    return path->kind == PATH_ECONOMY ? economy_at(path) : tape_at(path, ms);
}

int32_t path_ticks(const struct path *path) {
    if (path->kind == PATH_TAPE)
        return ticks_of(&path->tape, path->tape.tape->rows[0].open);
    const struct economy_path *of = &path->economy;
    return (int32_t)(within(economy_point(of->economy, of->instrument).value) + 0.5);
}

bool path_is_open(const struct path *path, int64_t ms) {
    if (path->kind == PATH_ECONOMY)
        return calendar_is_open(path->calendar, ms);
    int64_t at = tape_find(path->tape.tape, ms);
    return at >= 0 && ms < bar_end(path->tape.tape, at);
}

int64_t path_next_open(const struct path *path, int64_t ms) {
    return path->kind == PATH_ECONOMY ? calendar_next_open(path->calendar, ms)
                                      : tape_next_open(path->tape.tape, ms);
}

int64_t path_next_close(const struct path *path, int64_t ms) {
    return path->kind == PATH_ECONOMY ? calendar_next_close(path->calendar, ms)
                                      : tape_next_close(path->tape.tape, ms);
}
