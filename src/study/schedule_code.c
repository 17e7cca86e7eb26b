/* The canonical encoding of a schedule: settings and cards by key; the queues follow from them. */
#include "study/schedule.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/gametime.h"
#include "base/mem.h"

static void put_double(const struct sink *sink, double value) {
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    put_u64(sink, bits);
}

static double get_double(struct source *source) {
    uint64_t bits = get_u64(source);
    double value;
    memcpy(&value, &bits, sizeof value);
    if (!isfinite(value)) {
        source->bad = true;
        return 0;
    }
    return value;
}

/* ---- Settings -------------------------------------------------------------------------------- */

static void put_steps(const struct sink *sink, const int32_t *steps, uint8_t count) {
    put_u8(sink, count);
    for (uint8_t i = 0; i < count; i++)
        put_i32(sink, steps[i]);
}

static uint8_t get_steps(struct source *source, int32_t *steps) {
    uint8_t count = get_u8(source);
    if (count > FSRS_STEPS_MAX) {
        source->bad = true;
        return 0;
    }
    for (uint8_t i = 0; i < count; i++)
        steps[i] = get_i32(source);
    return count;
}

static void put_settings(const struct sink *sink, const struct fsrs_settings *settings) {
    for (int i = 0; i < FSRS_WEIGHTS; i++)
        put_double(sink, settings->weights[i]);
    put_double(sink, settings->retention);
    put_i32(sink, settings->most_days);
    put_bool(sink, settings->short_term);
    put_steps(sink, settings->learning, settings->learning_count);
    put_steps(sink, settings->relearning, settings->relearning_count);
}

static void get_settings(struct source *source, struct fsrs_settings *settings) {
    *settings = (struct fsrs_settings){0};
    for (int i = 0; i < FSRS_WEIGHTS; i++)
        settings->weights[i] = get_double(source);
    settings->retention = get_double(source);
    settings->most_days = get_i32(source);
    settings->short_term = get_bool(source);
    settings->learning_count = get_steps(source, settings->learning);
    settings->relearning_count = get_steps(source, settings->relearning);
    if (fsrs_check(settings, NULL) != 0)
        source->bad = true;
}

/* ---- Cards ----------------------------------------------------------------------------------- */

static void put_card(const struct sink *sink, const struct card *card) {
    put_u32(sink, card->key);
    put_double(sink, card->fsrs.memory.stability);
    put_double(sink, card->fsrs.memory.difficulty);
    put_u8(sink, card->fsrs.state);
    put_u8(sink, card->fsrs.step);
    put_u32(sink, card->fsrs.reps);
    put_u32(sink, card->fsrs.lapses);
    put_i32(sink, card->last_day);
    put_i32(sink, card->due_day);
    put_i64(sink, card->due_ms);
    put_u64(sink, card->pulled_by);
    put_bool(sink, card->fast);
    put_bool(sink, card->shelved);
}

static bool card_fits(const struct card *card) {
    const struct fsrs_card *fsrs = &card->fsrs;
    bool in_days = fsrs->state == FSRS_REVIEW;
    return fsrs->memory.stability >= FSRS_STABILITY_MIN &&
           fsrs->memory.stability <= FSRS_STABILITY_MAX && fsrs->memory.difficulty >= 1 &&
           fsrs->memory.difficulty <= 10 && fsrs->state > FSRS_NEW &&
           fsrs->state < FSRS_STATE_COUNT && fsrs->step <= FSRS_STEPS_MAX &&
           (fsrs->step == 0 || !in_days) && fsrs->reps > fsrs->lapses && card->last_day >= 0 &&
           card->last_day <= SCHEDULE_DAY_MOST && card->due_day >= card->last_day &&
           card->due_day <= card->last_day + FSRS_DAYS_MAX && (card->due_ms == 0) == in_days &&
           card->due_ms >= 0 && card->due_ms <= GAMETIME_MAX + DAY_MS;
}

static void get_card(struct source *source, struct card *card) {
    *card = (struct card){.key = get_u32(source)};
    card->fsrs.memory.stability = get_double(source);
    card->fsrs.memory.difficulty = get_double(source);
    card->fsrs.state = get_u8(source);
    card->fsrs.step = get_u8(source);
    card->fsrs.reps = get_u32(source);
    card->fsrs.lapses = get_u32(source);
    card->last_day = get_i32(source);
    card->due_day = get_i32(source);
    card->due_ms = get_i64(source);
    card->pulled_by = get_u64(source);
    card->fast = get_bool(source);
    card->shelved = get_bool(source);
    if (!card_fits(card))
        source->bad = true;
}

/* ---- The whole ------------------------------------------------------------------------------- */

void schedule_encode(const struct schedule *schedule, const struct sink *sink) {
    put_u32(sink, schedule->player);
    put_bool(sink, schedule->spread);
    put_settings(sink, &schedule->fsrs.settings);
    put_u32(sink, schedule->count);
    for (uint32_t i = 0; i < schedule->count; i++)
        put_card(sink, &schedule->cards[i]);
}

static void get_cards(struct schedule *schedule, struct source *source) {
    uint32_t count = get_count(source, SCHEDULE_CARDS_MAX);
    schedule->cards = mem_array(count, sizeof *schedule->cards);
    schedule->capacity = count;
    for (uint32_t i = 0; i < count && !source->bad; i++) {
        struct card *card = &schedule->cards[i];
        get_card(source, card);
        if (card->key == 0 || (i > 0 && schedule->cards[i - 1].key >= card->key))
            source->bad = true;
        if (source->bad)
            return;
        schedule->count++;
        if (card->shelved)
            continue;
        if (card->fsrs.state == FSRS_REVIEW)
            due_queue_put(&schedule->by_day, i, card->key, card->due_day);
        else
            due_queue_put(&schedule->soon, i, card->key, card->due_ms);
    }
}

int schedule_decode(struct schedule *schedule, struct source *source, struct error *error) {
    struct fsrs_settings settings;
    *schedule = (struct schedule){0};
    schedule->player = get_u32(source);
    schedule->spread = get_bool(source);
    get_settings(source, &settings);
    if (!source->bad) {
        fsrs_init(&schedule->fsrs, &settings);
        get_cards(schedule, source);
    }
    if (!source->bad)
        return 0;
    schedule_clear(schedule);
    return error_set(error, ERROR_STORAGE, "The review schedule is damaged.");
}
