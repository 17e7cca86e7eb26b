#include "study/schedule.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "base/gametime.h"
#include "base/mem.h"
#include "base/text.h"

#define FIRST_CARDS 64

void schedule_init(struct schedule *schedule, uint32_t player, const struct fsrs_settings *settings,
                   bool spread) {
    *schedule = (struct schedule){.player = player, .spread = spread};
    fsrs_init(&schedule->fsrs, settings);
}

void schedule_clear(struct schedule *schedule) {
    mem_free(schedule->cards);
    due_queue_clear(&schedule->soon);
    due_queue_clear(&schedule->by_day);
    *schedule = (struct schedule){0};
}

int schedule_set(struct schedule *schedule, const struct fsrs_settings *settings, bool spread,
                 struct error *error) {
    int code = fsrs_check(settings, error);
    if (code != 0)
        return code;
    fsrs_init(&schedule->fsrs, settings);
    schedule->spread = spread;
    return 0;
}

/* ---- Cards ----------------------------------------------------------------------------------- */

/* The index of the card, or of the first with a greater key. */
static uint32_t index_of(const struct schedule *schedule, item_key key) {
    uint32_t low = 0, high = schedule->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (schedule->cards[middle].key < key)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool has_card(const struct schedule *schedule, uint32_t index, item_key key) {
    return index < schedule->count && schedule->cards[index].key == key;
}

const struct card *schedule_find(const struct schedule *schedule, item_key key) {
    uint32_t index = index_of(schedule, key);
    return has_card(schedule, index, key) ? &schedule->cards[index] : NULL;
}

static void insert_card(struct schedule *schedule, uint32_t index, item_key key) {
    if (schedule->count == schedule->capacity) {
        schedule->capacity = schedule->capacity > 0 ? 2 * schedule->capacity : FIRST_CARDS;
        schedule->cards = mem_resize(schedule->cards, schedule->capacity, sizeof *schedule->cards);
    }
    if (index < schedule->count) {
        memmove(&schedule->cards[index + 1], &schedule->cards[index],
                (schedule->count - index) * sizeof *schedule->cards);
        due_queue_shift(&schedule->soon, index, schedule->count);
        due_queue_shift(&schedule->by_day, index, schedule->count);
    }
    schedule->cards[index] = (struct card){.key = key};
    schedule->count++;
}

/* Into the queue it belongs to, out of the other. */
static void enqueue(struct schedule *schedule, uint32_t index) {
    const struct card *card = &schedule->cards[index];
    bool in_days = card->fsrs.state == FSRS_REVIEW;
    if (card->shelved || in_days)
        due_queue_drop(&schedule->soon, index);
    if (card->shelved || !in_days)
        due_queue_drop(&schedule->by_day, index);
    if (card->shelved)
        return;
    if (in_days)
        due_queue_put(&schedule->by_day, index, card->key, card->due_day);
    else
        due_queue_put(&schedule->soon, index, card->key, card->due_ms);
}

/* ---- Answers --------------------------------------------------------------------------------- */

static int32_t days_since(const struct card *card, int32_t day) {
    return card->fsrs.reps > 0 && day > card->last_day ? day - card->last_day : 0;
}

static void review_card(const struct schedule *schedule, struct card *card,
                        const struct card_answer *answer, struct fsrs_outcome *outcome) {
    char seed[FSRS_SEED_MAX];
    text_format(seed, sizeof seed, "%" PRIu32 "_%" PRIu32 "_%" PRIu32, schedule->player, card->key,
                card->fsrs.reps);
    fsrs_review(&schedule->fsrs, &card->fsrs, days_since(card, answer->day), answer->rating,
                schedule->spread ? seed : NULL, outcome);
    int32_t most = schedule->fsrs.settings.most_days;
    outcome->days = outcome->days < most ? outcome->days : most;
    card->fsrs = outcome->card;
    card->fast = answer->fast;
    card->last_day = answer->day > card->last_day ? answer->day : card->last_day;
    card->due_day = card->last_day + outcome->days;
    card->due_ms = outcome->days > 0 ? 0 : answer->wall_ms + outcome->minutes * MINUTE_MS;
    card->pulled_by = 0;
}

int schedule_answer(struct schedule *schedule, item_key key, const struct card_answer *answer,
                    struct review *review, struct error *error) {
    assert(key != 0 && answer->day >= 0 && answer->day <= SCHEDULE_DAY_MOST);
    assert(answer->wall_ms >= 0 && answer->wall_ms <= GAMETIME_MAX);
    uint32_t index = index_of(schedule, key);
    if (!has_card(schedule, index, key)) {
        if (schedule->count == SCHEDULE_CARDS_MAX)
            return error_set(error, ERROR_REFUSED, "There are %d cards already.",
                             SCHEDULE_CARDS_MAX);
        insert_card(schedule, index, key);
    }
    struct card *card = &schedule->cards[index];
    struct card before = *card;
    struct fsrs_outcome outcome;
    review_card(schedule, card, answer, &outcome);
    card->shelved = false; /* it was asked: so it is in the course */
    enqueue(schedule, index);
    if (review != NULL)
        *review = (struct review){.key = key,
                                  .rating = (uint8_t)answer->rating,
                                  .state_before = before.fsrs.state,
                                  .state = card->fsrs.state,
                                  .reps = card->fsrs.reps,
                                  .day = answer->day,
                                  .wall_ms = answer->wall_ms,
                                  .elapsed_days = days_since(&before, answer->day),
                                  .recall = outcome.recall,
                                  .before = before.fsrs.memory,
                                  .after = card->fsrs.memory,
                                  .days = outcome.days,
                                  .minutes = outcome.days > 0 ? 0 : outcome.minutes,
                                  .pulled_by = before.pulled_by};
    return 0;
}

/* ---- What is due ----------------------------------------------------------------------------- */

const struct card *schedule_next(const struct schedule *schedule, int32_t today, int64_t wall_ms) {
    uint32_t index;
    if (due_queue_list(&schedule->soon, wall_ms, &index, 1) == 1 ||
        due_queue_list(&schedule->by_day, today, &index, 1) == 1)
        return &schedule->cards[index];
    return NULL;
}

uint32_t schedule_due(const struct schedule *schedule, int32_t today, int64_t wall_ms) {
    return due_queue_count(&schedule->soon, wall_ms) + due_queue_count(&schedule->by_day, today);
}

size_t schedule_list(const struct schedule *schedule, int32_t today, int64_t wall_ms,
                     item_key *keys, size_t most) {
    uint32_t cards[DUE_LIST_MAX];
    most = most < DUE_LIST_MAX ? most : DUE_LIST_MAX;
    size_t count = due_queue_list(&schedule->soon, wall_ms, cards, most);
    count += due_queue_list(&schedule->by_day, today, cards + count, most - count);
    for (size_t i = 0; i < count; i++)
        keys[i] = schedule->cards[cards[i]].key;
    return count;
}

void schedule_forecast(const struct schedule *schedule, int32_t today, uint32_t *counts,
                       size_t days) {
    assert(days > 0 && days <= SCHEDULE_FORECAST_MAX);
    memset(counts, 0, days * sizeof *counts);
    counts[0] = schedule->soon.count;
    for (uint32_t i = 0; i < schedule->by_day.count; i++) {
        int64_t ahead = schedule->by_day.entries[i].due - today;
        if (ahead < (int64_t)days)
            counts[ahead > 0 ? ahead : 0]++;
    }
}

/* ---- Pulled forward, shelved ----------------------------------------------------------------- */

bool schedule_pull(struct schedule *schedule, item_key key, int32_t today, uint64_t trade) {
    assert(trade != 0);
    uint32_t index = index_of(schedule, key);
    if (!has_card(schedule, index, key) || schedule->cards[index].shelved)
        return false;
    struct card *card = &schedule->cards[index];
    card->pulled_by = trade;
    if (card->fsrs.state == FSRS_REVIEW && card->due_day > today) {
        card->due_day = today > card->last_day ? today : card->last_day;
        enqueue(schedule, index);
    }
    return true;
}

void schedule_keep(struct schedule *schedule, const item_key *live, size_t count) {
    size_t at = 0;
    for (uint32_t i = 0; i < schedule->count; i++) {
        struct card *card = &schedule->cards[i];
        while (at < count && live[at] < card->key)
            at++;
        bool shelved = at == count || live[at] != card->key;
        if (shelved != card->shelved) {
            card->shelved = shelved;
            enqueue(schedule, i);
        }
    }
}

void schedule_check(const struct schedule *schedule) {
    uint32_t queued = 0;
    for (uint32_t i = 0; i < schedule->count; i++) {
        const struct card *card = &schedule->cards[i];
        assert(i == 0 || schedule->cards[i - 1].key < card->key);
        assert(card->fsrs.state != FSRS_NEW && card->fsrs.reps > 0);
        assert((card->due_ms == 0) == (card->fsrs.state == FSRS_REVIEW));
        assert(card->due_day >= card->last_day);
        queued += !card->shelved;
    }
    assert(queued == schedule->soon.count + schedule->by_day.count);
    due_queue_check(&schedule->soon);
    due_queue_check(&schedule->by_day);
}
