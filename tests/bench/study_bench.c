/* The study room: one step of the review model, one review by the scheduler, what a queue of
 * 100,000 cards takes to answer. */
#include "bench/bench.h"

#include <assert.h>
#include <time.h>

#include "base/mem.h"
#include "base/random.h"
#include "study/fsrs.h"
#include "study/schedule.h"

enum { STEPS = 200000, RATING_COUNT = 4096, CARDS = 100000, ASKS = 50, FIRST_DAY = 20000 };

/* Processor time of this thread: what a review costs, whoever else is at work. */
static uint64_t cpu_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* Ratings and days between, drawn ahead so that drawing is not measured. */
struct script {
    enum fsrs_rating ratings[RATING_COUNT];
    int32_t days[RATING_COUNT];
};

static void script_draw(struct script *script) {
    struct random random = random_named(1, "study-bench", 0);
    for (int i = 0; i < RATING_COUNT; i++) {
        script->ratings[i] =
            random_below(&random, 10) == 0 ? FSRS_AGAIN : (enum fsrs_rating)(2 + i % 3);
        script->days[i] = (int32_t)random_below(&random, 60);
    }
}

static void report_step(struct bench *bench, const char *name, uint64_t start, double check) {
    double us = (double)(cpu_ns() - start) / 1000 / STEPS;
    assert(check > 0); /* keeps the work from being left out */
    bench_report(bench, name, us, "us", BENCH_AT_MOST, 1);
}

static void measure_model(struct bench *bench) {
    static struct script script;
    script_draw(&script);
    struct fsrs fsrs;
    fsrs_init(&fsrs, &fsrs_defaults);
    struct fsrs_memory memory = {0, 0};
    double check = 0;
    uint64_t start = cpu_ns();
    for (int i = 0; i < STEPS; i++) {
        int at = i % RATING_COUNT;
        memory = fsrs_remember(&fsrs, &memory, script.days[at], script.ratings[at]);
        check += memory.stability;
    }
    report_step(bench, "study_fsrs_step", start, check);
    struct fsrs_card card = {0};
    start = cpu_ns();
    for (int i = 0; i < STEPS; i++) {
        int at = i % RATING_COUNT;
        struct fsrs_outcome outcome;
        fsrs_review(&fsrs, &card, script.days[at], script.ratings[at], "1_card_2", &outcome);
        card = outcome.card;
        check += outcome.days;
    }
    report_step(bench, "study_fsrs_review", start, check);
}

static void fill(struct schedule *schedule, struct random *random) {
    for (item_key key = 1; key <= CARDS; key++) {
        struct card_answer answer = {.rating = FSRS_EASY,
                                     .day = FIRST_DAY + (int32_t)random_below(random, 60)};
        int code = schedule_answer(schedule, key, &answer, NULL, NULL);
        assert(code == 0);
    }
}

/* All that the reviews screen asks for when a card was answered. */
static void answer_one(struct schedule *schedule, int32_t today, item_key *keys, uint32_t *counts) {
    const struct card *card = schedule_next(schedule, today, 0);
    assert(card != NULL);
    struct card_answer answer = {.rating = FSRS_GOOD, .day = today};
    int code = schedule_answer(schedule, card->key, &answer, NULL, NULL);
    assert(code == 0);
    size_t listed = schedule_list(schedule, today, 0, keys, 20);
    uint32_t due = schedule_due(schedule, today, 0);
    assert(listed == 20 && due > 20);
    schedule_forecast(schedule, today, counts, 30);
    assert(counts[0] >= due);
}

static void measure_queue(struct bench *bench) {
    struct random random = random_named(1, "study-bench", 1);
    struct schedule schedule;
    schedule_init(&schedule, 1, &fsrs_defaults, true);
    fill(&schedule, &random);
    double samples[ASKS];
    item_key keys[20];
    uint32_t counts[30];
    for (int i = 0; i < ASKS; i++) {
        uint64_t start = cpu_ns();
        answer_one(&schedule, FIRST_DAY + 40, keys, counts);
        samples[i] = (double)(cpu_ns() - start) / 1e6;
    }
    bench_report(bench, "study_queue_100000", bench_percentile(samples, ASKS, 90), "ms",
                 BENCH_AT_MOST, 2);
    schedule_clear(&schedule);
}

BENCH(study) {
    measure_model(bench);
    measure_queue(bench);
}
