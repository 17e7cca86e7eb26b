#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "base/gametime.h"
#include "base/mem.h"
#include "base/random.h"
#include "study/schedule.h"

#define FIRST_DAY 20000
#define NOON      (FIRST_DAY * DAY_MS + 12 * HOUR_MS)

static struct schedule made_schedule(double retention, int32_t most_days, bool spread) {
    struct fsrs_settings settings = fsrs_defaults;
    settings.retention = retention;
    settings.most_days = most_days;
    struct schedule schedule;
    schedule_init(&schedule, 7, &settings, spread);
    return schedule;
}

static struct review answered(struct schedule *schedule, item_key key, enum fsrs_rating rating,
                              int32_t day, int64_t wall_ms) {
    struct review review;
    struct card_answer answer = {.rating = rating, .day = day, .wall_ms = wall_ms};
    cr_assert_eq(schedule_answer(schedule, key, &answer, &review, NULL), 0);
    return review;
}

/* Through both learning steps: due tomorrow or later. */
static void learn(struct schedule *schedule, item_key key, int32_t day) {
    answered(schedule, key, FSRS_GOOD, day, NOON);
    answered(schedule, key, FSRS_GOOD, day, NOON + 10 * MINUTE_MS);
}

Test(schedule, a_card_is_asked_again_after_minutes_and_then_on_its_day) {
    struct schedule schedule = made_schedule(0.9, 60, false);
    cr_assert_null(schedule_next(&schedule, FIRST_DAY, NOON));
    struct review review = answered(&schedule, 0x10101, FSRS_GOOD, FIRST_DAY, NOON);
    cr_assert(review.state_before == FSRS_NEW && review.state == FSRS_LEARNING);
    cr_assert(review.days == 0 && review.minutes == 10 && review.reps == 1);
    cr_assert_null(schedule_next(&schedule, FIRST_DAY, NOON + 10 * MINUTE_MS - 1));
    cr_assert_eq(schedule_next(&schedule, FIRST_DAY, NOON + 10 * MINUTE_MS)->key, 0x10101);
    review = answered(&schedule, 0x10101, FSRS_GOOD, FIRST_DAY, NOON + 10 * MINUTE_MS);
    cr_assert(review.state == FSRS_REVIEW && review.days == 2 && review.minutes == 0);
    cr_assert_null(schedule_next(&schedule, FIRST_DAY + 1, NOON));
    cr_assert_eq(schedule_due(&schedule, FIRST_DAY + 2, NOON), 1);
    review = answered(&schedule, 0x10101, FSRS_AGAIN, FIRST_DAY + 4, NOON + 4 * DAY_MS);
    cr_assert(review.elapsed_days == 4 && review.recall < 0.9 && review.recall > 0.8);
    cr_assert_eq(review.state, FSRS_RELEARNING);
    cr_assert_eq(schedule_find(&schedule, 0x10101)->fsrs.lapses, 1);
    /* a clock that goes back counts as no time */
    review = answered(&schedule, 0x10101, FSRS_GOOD, FIRST_DAY - 50, NOON);
    cr_assert_eq(review.elapsed_days, 0);
    cr_assert_geq(schedule_find(&schedule, 0x10101)->due_day, FIRST_DAY + 5);
    schedule_check(&schedule);
    schedule_clear(&schedule);
}

Test(schedule, no_interval_passes_the_cap_and_a_new_target_holds_from_the_next_answer) {
    struct schedule schedule = made_schedule(0.9, 60, true);
    learn(&schedule, 0x10101, FIRST_DAY);
    int32_t day = FIRST_DAY;
    for (int i = 0; i < 30; i++) {
        day = schedule_find(&schedule, 0x10101)->due_day;
        struct review review = answered(&schedule, 0x10101, FSRS_EASY, day, NOON);
        cr_assert(review.days >= 1 && review.days <= 60);
    }
    struct fsrs_settings settings = schedule.fsrs.settings;
    settings.most_days = 30;
    cr_assert_eq(schedule_set(&schedule, &settings, false, NULL), 0);
    cr_assert_eq(answered(&schedule, 0x10101, FSRS_EASY, day + 60, NOON).days, 30);
    settings.retention = 1;
    cr_assert_eq(schedule_set(&schedule, &settings, false, NULL), ERROR_USAGE);
    schedule_clear(&schedule);
}

Test(schedule, a_mistake_pulls_a_card_to_today_without_touching_its_memory) {
    struct schedule schedule = made_schedule(0.9, 60, false);
    learn(&schedule, 0x10101, FIRST_DAY);
    learn(&schedule, 0x10102, FIRST_DAY);
    struct card before = *schedule_find(&schedule, 0x10102);
    cr_assert(schedule_pull(&schedule, 0x10102, FIRST_DAY + 1, 99));
    cr_assert(!schedule_pull(&schedule, 0x10103, FIRST_DAY + 1, 99));
    const struct card *card = schedule_next(&schedule, FIRST_DAY + 1, NOON);
    cr_assert(card->key == 0x10102 && card->pulled_by == 99);
    cr_assert_eq(memcmp(&card->fsrs, &before.fsrs, sizeof before.fsrs), 0);
    cr_assert_eq(schedule_due(&schedule, FIRST_DAY + 1, NOON), 1);
    struct review review = answered(&schedule, 0x10102, FSRS_GOOD, FIRST_DAY + 1, NOON);
    cr_assert_eq(review.pulled_by, 99);
    cr_assert_eq(schedule_find(&schedule, 0x10102)->pulled_by, 0);
    schedule_check(&schedule);
    schedule_clear(&schedule);
}

Test(schedule, a_card_whose_item_is_gone_waits_on_the_shelf) {
    struct schedule schedule = made_schedule(0.9, 60, false);
    for (item_key key = 0x10101; key <= 0x10105; key++)
        learn(&schedule, key, FIRST_DAY);
    static const item_key live[] = {0x10000, 0x10101, 0x10103, 0x10109};
    schedule_keep(&schedule, live, ARRAY_LEN(live));
    schedule_check(&schedule);
    cr_assert_eq(schedule_due(&schedule, FIRST_DAY + 9, NOON), 2);
    cr_assert(!schedule_pull(&schedule, 0x10102, FIRST_DAY, 1));
    cr_assert_eq(schedule_find(&schedule, 0x10102)->fsrs.reps, 2, "kept");
    static const item_key all[] = {0x10101, 0x10102, 0x10103, 0x10104, 0x10105};
    schedule_keep(&schedule, all, ARRAY_LEN(all));
    schedule_check(&schedule);
    cr_assert_eq(schedule_due(&schedule, FIRST_DAY + 9, NOON), 5);
    schedule_clear(&schedule);
}

/* ---- Against a plain list ---- */

static uint32_t count_due(const struct schedule *schedule, int32_t today, int64_t now) {
    uint32_t due = 0;
    for (uint32_t i = 0; i < schedule->count; i++) {
        const struct card *card = &schedule->cards[i];
        bool in_days = card->fsrs.state == FSRS_REVIEW;
        due += !card->shelved && (in_days ? card->due_day <= today : card->due_ms <= now);
    }
    return due;
}

static bool comes_after(const struct card *later, const struct card *sooner) {
    bool later_days = later->fsrs.state == FSRS_REVIEW,
         sooner_days = sooner->fsrs.state == FSRS_REVIEW;
    if (later_days != sooner_days)
        return later_days;
    int64_t a = later_days ? later->due_day : later->due_ms;
    int64_t b = sooner_days ? sooner->due_day : sooner->due_ms;
    return a > b || (a == b && due_mix(later->key) > due_mix(sooner->key));
}

static void compare_lists(const struct schedule *schedule, int32_t today, int64_t now) {
    item_key keys[DUE_LIST_MAX];
    uint32_t due = schedule_due(schedule, today, now);
    cr_assert_eq(due, count_due(schedule, today, now));
    size_t listed = schedule_list(schedule, today, now, keys, DUE_LIST_MAX);
    cr_assert_eq(listed, due < DUE_LIST_MAX ? due : DUE_LIST_MAX);
    for (size_t i = 1; i < listed; i++)
        cr_assert(
            comes_after(schedule_find(schedule, keys[i]), schedule_find(schedule, keys[i - 1])));
    const struct card *next = schedule_next(schedule, today, now);
    cr_assert(listed > 0 ? next != NULL && next->key == keys[0] : next == NULL);
    uint32_t counts[60], sum = 0;
    schedule_forecast(schedule, today, counts, ARRAY_LEN(counts));
    for (size_t i = 0; i < ARRAY_LEN(counts); i++)
        sum += counts[i];
    cr_assert_eq(counts[0], count_due(schedule, today, INT64_MAX));
    cr_assert_eq(sum, count_due(schedule, today + 59, INT64_MAX));
}

static void encode(const struct schedule *schedule, struct buffer *buffer) {
    struct sink sink = buffer_sink(buffer);
    schedule_encode(schedule, &sink);
}

/* decode(encode(s)) is s, and goes on like it. */
static void compare_decoded(struct schedule *schedule, int32_t day, int64_t now) {
    struct buffer one = {0}, two = {0};
    struct schedule again;
    encode(schedule, &one);
    struct source source = source_of(one.bytes, one.length);
    cr_assert_eq(schedule_decode(&again, &source, NULL), 0);
    cr_assert(source_done(&source));
    schedule_check(&again);
    for (int i = 0; i < 5; i++) {
        const struct card *next = schedule_next(&again, day, now);
        const struct card *own = schedule_next(schedule, day, now);
        cr_assert_eq(next == NULL ? 0 : next->key, own == NULL ? 0 : own->key);
        item_key key = next == NULL ? 0x20101 : next->key;
        answered(&again, key, FSRS_HARD, day, now);
        answered(schedule, key, FSRS_HARD, day, now);
    }
    one.length = 0;
    encode(schedule, &one);
    encode(&again, &two);
    cr_assert(one.length == two.length && memcmp(one.bytes, two.bytes, one.length) == 0);
    buffer_clear(&one);
    buffer_clear(&two);
    schedule_clear(&again);
}

Test(schedule, is_what_a_plain_list_of_its_cards_says_whatever_happens) {
    struct random random = random_named(1, "schedule-test", 0);
    for (int round = 0; round < 4; round++) {
        struct schedule schedule = made_schedule(0.9, 60, round % 2 == 0);
        int32_t day = FIRST_DAY;
        int64_t now = NOON;
        for (int step = 0; step < 1200; step++) {
            item_key key = 0x10000 + random_below(&random, 400);
            uint32_t what = random_below(&random, 20);
            if (what == 0)
                day += (int32_t)random_below(&random, 4);
            else if (what == 1)
                schedule_pull(&schedule, key, day, 5);
            else
                answered(&schedule, key, (enum fsrs_rating)(1 + random_below(&random, 4)), day,
                         now);
            now += random_below(&random, 100000);
            if (step % 100 != 0)
                continue;
            schedule_check(&schedule);
            compare_lists(&schedule, day, now);
            compare_decoded(&schedule, day, now);
        }
        schedule_clear(&schedule);
    }
}

Test(schedule, damage_is_refused_or_is_another_sound_schedule) {
    struct schedule schedule = made_schedule(0.9, 60, true);
    learn(&schedule, 0x10101, FIRST_DAY);
    answered(&schedule, 0x10102, FSRS_AGAIN, FIRST_DAY, NOON);
    struct buffer buffer = {0};
    encode(&schedule, &buffer);
    int refused = 0;
    for (size_t i = 0; i < buffer.length; i++) {
        for (int bit = 0; bit < 8; bit++) {
            buffer.bytes[i] ^= (uint8_t)(1 << bit);
            struct schedule other;
            struct source source = source_of(buffer.bytes, buffer.length);
            struct error error = {0};
            int code = schedule_decode(&other, &source, &error);
            cr_assert(code == 0 || (code == ERROR_STORAGE && other.count == 0));
            if (code == 0)
                schedule_check(&other);
            refused += code != 0;
            schedule_clear(&other);
            buffer.bytes[i] ^= (uint8_t)(1 << bit);
        }
        struct schedule other;
        struct source source = source_of(buffer.bytes, i);
        cr_assert_eq(schedule_decode(&other, &source, NULL), ERROR_STORAGE, "cut at %zu", i);
    }
    cr_assert_gt(refused, 300);
    buffer_clear(&buffer);
    schedule_clear(&schedule);
}

/* ---- A learner who forgets as the model says ---- */

struct learner {
    struct schedule schedule;
    struct random random;
    int64_t now;
    unsigned reviews, recalled; /* of cards in days */
};

static bool chance(struct random *random, double probability) {
    return random_u32(random) < probability * 0x1p32;
}

static enum fsrs_rating recall_of(struct learner *learner, const struct card *card, int32_t day) {
    int32_t elapsed = day - card->last_day;
    double recall = fsrs_recall(&learner->schedule.fsrs, card->fsrs.memory.stability, elapsed);
    bool right = chance(&learner->random, recall);
    if (card->fsrs.state == FSRS_REVIEW) {
        learner->reviews++;
        learner->recalled += right;
    }
    if (!right)
        return FSRS_AGAIN;
    return chance(&learner->random, 0.1)   ? FSRS_HARD
           : chance(&learner->random, 0.1) ? FSRS_EASY
                                           : FSRS_GOOD;
}

/* A lesson of six items a day for 44 days; every day all that is due, half a minute each. */
static void study(struct learner *learner, int days) {
    for (int day = 0; day < days; day++) {
        int32_t today = FIRST_DAY + day;
        learner->now = today * DAY_MS + 16 * HOUR_MS;
        for (item_key item = 1; day < 44 && item <= 6; item++)
            answered(&learner->schedule, (item_key)(0x10000 + day * 0x100) + item,
                     chance(&learner->random, 0.7) ? FSRS_GOOD : FSRS_AGAIN, today, learner->now);
        const struct card *card;
        for (int64_t end = learner->now + 4 * HOUR_MS; learner->now < end; learner->now += 30000)
            if ((card = schedule_next(&learner->schedule, today, learner->now)) != NULL)
                answered(&learner->schedule, card->key, recall_of(learner, card, today), today,
                         learner->now);
    }
}

Test(schedule, a_learner_who_forgets_by_the_model_keeps_what_is_wanted_within_two_points) {
    static const double targets[] = {0.85, 0.90, 0.95};
    for (size_t i = 0; i < ARRAY_LEN(targets); i++) {
        for (int spread = 0; spread < 2; spread++) {
            struct learner learner = {.schedule = made_schedule(targets[i], 180, spread == 1),
                                      .random = random_named(i, "learner", 0)};
            study(&learner, 180);
            double kept = (double)learner.recalled / learner.reviews;
            cr_assert_gt(learner.reviews, 1000);
            cr_assert_lt(fabs(kept - targets[i]), 0.02, "%g: %.4f of %u reviews", targets[i], kept,
                         learner.reviews);
            schedule_check(&learner.schedule);
            schedule_clear(&learner.schedule);
        }
    }
}
