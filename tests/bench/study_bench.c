/* The study room: one step of the review model, one review by the scheduler. */
#include "bench/bench.h"

#include <assert.h>

#include "base/mem.h"
#include "base/random.h"
#include "study/fsrs.h"

enum { STEPS = 200000, RATING_COUNT = 4096 };

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

static void report(struct bench *bench, const char *name, uint64_t start, double check) {
    double us = (double)(bench_now_ns() - start) / 1000 / STEPS;
    assert(check > 0); /* keeps the work from being left out */
    bench_report(bench, name, us, "us", BENCH_AT_MOST, 1);
}

BENCH(study) {
    static struct script script;
    script_draw(&script);
    struct fsrs fsrs;
    fsrs_init(&fsrs, &fsrs_defaults);
    struct fsrs_memory memory = {0, 0};
    double check = 0;
    uint64_t start = bench_now_ns();
    for (int i = 0; i < STEPS; i++) {
        int at = i % RATING_COUNT;
        memory = fsrs_remember(&fsrs, &memory, script.days[at], script.ratings[at]);
        check += memory.stability;
    }
    report(bench, "study_fsrs_step", start, check);
    struct fsrs_card card = {0};
    start = bench_now_ns();
    for (int i = 0; i < STEPS; i++) {
        int at = i % RATING_COUNT;
        struct fsrs_outcome outcome;
        fsrs_review(&fsrs, &card, script.days[at], script.ratings[at], "1_card_2", &outcome);
        card = outcome.card;
        check += outcome.days;
    }
    report(bench, "study_fsrs_review", start, check);
}
