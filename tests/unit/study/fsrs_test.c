#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/random.h"
#include "study/alea.h"
#include "study/fsrs.h"
#include "study/power.h"
#include "support/study_golden.h"

/* The reference vectors lie beside the tree where the house is built; elsewhere the rows below are
 * what holds. */
static FILE *vectors_open(const char *name) {
    static const char *const places[] = {"../shared/reference/vectors",
                                         "../../shared/reference/vectors"};
    for (size_t i = 0; i < ARRAY_LEN(places); i++) {
        char path[128];
        snprintf(path, sizeof path, "%s/%s", places[i], name);
        FILE *file = fopen(path, "r");
        if (file != NULL)
            return file;
    }
    return NULL;
}

#define CELLS_MAX 16

/* The cells of the next row; an empty one is "". Returns how many, 0 at the end. */
static int next_row(FILE *file, char *line, size_t size, char *cells[CELLS_MAX]) {
    if (fgets(line, (int)size, file) == NULL)
        return 0;
    line[strcspn(line, "\r\n")] = '\0';
    int count = 0;
    for (char *rest = line; rest != NULL && count < CELLS_MAX;)
        cells[count++] = strsep(&rest, ",");
    return count;
}

static const double alt_weights[FSRS_WEIGHTS] = {0.5,  1.5,  3,    10,  7,   0.6,  2,
                                                 0.01, 1.5,  0.12, 1,   1.9, 0.11, 0.29,
                                                 2.2,  0.25, 2.9,  0.6, 0.3, 0.14, 0.2};

static struct fsrs model(const char *weights, double retention, bool short_term) {
    struct fsrs_settings settings = fsrs_defaults;
    if (strcmp(weights, "alt") == 0)
        memcpy(settings.weights, alt_weights, sizeof alt_weights);
    settings.retention = retention;
    settings.short_term = short_term;
    struct fsrs fsrs;
    fsrs_init(&fsrs, &settings);
    return fsrs;
}

/* Equal to the last digit the vectors give: eight decimals. */
static bool same(double value, const char *text) {
    char own[40];
    snprintf(own, sizeof own, "%.8f", value);
    return strcmp(own, text) == 0;
}

/* ---- The core: memory and plain intervals ---- */

struct core_row { /* published numbers, copied from the vectors' first sequences */
    int rating, days;
    const char *recall, *stability, *difficulty;
    int interval;
};

Test(fsrs, memory_follows_the_published_numbers) {
    static const struct core_row rows[] = {
        {1, 0, "", "0.21200000", "6.41330000", 1},
        {1, 1, "0.76619573", "0.10088579", "8.80630447", 1},
        {1, 3, "0.59141057", "0.06513971", "9.59286876", 1},
    };
    struct fsrs fsrs = model("default", 0.9, true);
    struct fsrs_memory memory = {0, 0};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        if (i > 0)
            cr_assert(same(fsrs_recall(&fsrs, memory.stability, rows[i].days), rows[i].recall));
        memory = fsrs_remember(&fsrs, &memory, rows[i].days, (enum fsrs_rating)rows[i].rating);
        cr_assert(same(memory.stability, rows[i].stability), "row %zu: %.8f", i, memory.stability);
        cr_assert(same(memory.difficulty, rows[i].difficulty), "row %zu", i);
        cr_assert_eq(fsrs_interval(&fsrs, memory.stability, rows[i].days, NULL), rows[i].interval);
    }
}

Test(fsrs, answers_of_good_alone_come_back_after_the_published_days) {
    static const int at_90[] = {2, 11, 46, 163, 497};
    static const int at_95[] = {1, 3, 8, 19, 43, 89, 175};
    for (int wanted = 90; wanted <= 95; wanted += 5) {
        struct fsrs fsrs = model("default", wanted / 100.0, true);
        const int *days = wanted == 90 ? at_90 : at_95;
        size_t count = wanted == 90 ? ARRAY_LEN(at_90) : ARRAY_LEN(at_95);
        struct fsrs_memory memory = {0, 0};
        for (size_t i = 0; i < count; i++) {
            memory = fsrs_remember(&fsrs, &memory, i > 0 ? days[i - 1] : 0, FSRS_GOOD);
            cr_assert_eq(fsrs_interval(&fsrs, memory.stability, 0, NULL), days[i], "%d %%: %zu",
                         wanted, i);
        }
    }
}

/* ---- The scheduler ---- */

Test(fsrs, a_new_card_is_asked_after_minutes_and_then_after_days) {
    static const struct {
        enum fsrs_rating rating;
        int days, due_days, due_minutes;
        enum fsrs_state state;
        const char *stability;
    } rows[] = {
        {FSRS_GOOD, 0, 0, 10, FSRS_LEARNING, "2.30650000"},
        {FSRS_HARD, 0, 0, 6, FSRS_LEARNING, "2.30650000"},
        {FSRS_GOOD, 0, 1, 1440, FSRS_REVIEW, "2.30650000"},
        {FSRS_GOOD, 1, 3, 4320, FSRS_REVIEW, "5.83484494"},
        {FSRS_GOOD, 3, 6, 8640, FSRS_REVIEW, "14.65176061"},
        {FSRS_HARD, 6, 10, 14400, FSRS_REVIEW, "24.12274670"},
    };
    struct fsrs fsrs = model("default", 0.95, true);
    struct fsrs_card card = {0};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct fsrs_outcome outcome;
        fsrs_review(&fsrs, &card, rows[i].days, rows[i].rating, NULL, &outcome);
        cr_assert_eq(outcome.days, rows[i].due_days, "row %zu", i);
        cr_assert_eq(outcome.minutes, rows[i].due_minutes, "row %zu", i);
        cr_assert_eq(outcome.card.state, rows[i].state, "row %zu", i);
        cr_assert(same(outcome.card.memory.stability, rows[i].stability), "row %zu", i);
        card = outcome.card;
    }
    struct fsrs_outcome lapse;
    fsrs_review(&fsrs, &card, 10, FSRS_AGAIN, NULL, &lapse);
    cr_assert_eq(lapse.card.state, FSRS_RELEARNING);
    cr_assert_eq(lapse.card.lapses, 1);
    cr_assert_eq(lapse.minutes, 10);
    fsrs_review(&fsrs, &lapse.card, 0, FSRS_HARD, NULL, &lapse);
    cr_assert_eq(lapse.minutes, 15, "one step: half as long again");
    fsrs_review(&fsrs, &lapse.card, 0, FSRS_GOOD, NULL, &lapse);
    cr_assert_eq(lapse.card.state, FSRS_REVIEW);
    cr_assert_gt(lapse.days, 0);
}

Test(fsrs, a_better_answer_never_comes_back_sooner_and_three_days_past_the_cap_is_the_end) {
    struct random random = random_named(6, "ratings", 0);
    struct fsrs_settings settings = fsrs_defaults;
    settings.most_days = 60;
    for (int mode = 0; mode < 2; mode++) {
        settings.short_term = mode == 0;
        struct fsrs fsrs;
        fsrs_init(&fsrs, &settings);
        for (int card_index = 0; card_index < 60; card_index++) {
            struct fsrs_card card = {0};
            for (int review = 0; review < 20; review++) {
                int32_t days = (int32_t)random_below(&random, 90);
                int32_t before = 0;
                for (int rating = FSRS_AGAIN; rating <= FSRS_EASY; rating++) {
                    struct fsrs_outcome outcome;
                    fsrs_review(&fsrs, &card, days, (enum fsrs_rating)rating, NULL, &outcome);
                    cr_assert_leq(outcome.days, 60 + 3);
                    cr_assert_geq(outcome.minutes, before);
                    before = outcome.minutes;
                }
                struct fsrs_outcome outcome;
                fsrs_review(&fsrs, &card, days, (enum fsrs_rating)(1 + random_below(&random, 4)),
                            "spread", &outcome);
                cr_assert(outcome.days <= 60 + 3 && outcome.card.memory.difficulty >= 1 &&
                          outcome.card.memory.difficulty <= 10);
                card = outcome.card;
            }
        }
    }
}

Test(fsrs, settings_out_of_range_are_refused_in_a_sentence) {
    struct error error = {0};
    struct fsrs_settings settings = fsrs_defaults;
    cr_assert_eq(fsrs_check(&settings, &error), 0);
    settings.retention = 0.995;
    cr_assert_eq(fsrs_check(&settings, &error), ERROR_USAGE);
    cr_assert(strstr(error.sentence, "0.99") != NULL);
    settings = fsrs_defaults;
    settings.most_days = 0;
    cr_assert_eq(fsrs_check(&settings, NULL), ERROR_USAGE);
    settings = fsrs_defaults;
    settings.learning[1] = 1440;
    cr_assert_eq(fsrs_check(&settings, NULL), ERROR_USAGE);
    settings = fsrs_defaults;
    settings.weights[20] = 0;
    cr_assert_eq(fsrs_check(&settings, NULL), ERROR_USAGE);
    settings.weights[20] = (double)NAN;
    cr_assert_eq(fsrs_check(&settings, NULL), ERROR_USAGE);
}

/* ---- Own exponential and logarithm ---- */

Test(power, agrees_with_the_libm_to_a_few_units_in_the_last_place) {
    for (double x = -40; x < 40; x += 0.0137) {
        double exact = exp(x);
        cr_assert_lt(fabs(power_exp(x) - exact), 6e-16 * exact, "e^%g", x);
        double logarithm = log(exact);
        cr_assert_leq(fabs(power_log(exact) - logarithm), 4e-16 * fmax(fabs(logarithm), 0.1));
    }
    cr_assert_eq(power_exp(0), 1);
    cr_assert_eq(power_log(1), 0);
}

Test(fsrs, a_script_of_answers_gives_the_same_bits_everywhere) {
    cr_assert_eq(study_golden(), UINT64_C(0xfff6f002e569cc2b), "%#018llx",
                 (unsigned long long)study_golden());
}

/* ---- All rows of the reference, where it is ---- */

static void check_step(char *cells[CELLS_MAX], const struct fsrs *fsrs, struct fsrs_card *card) {
    enum fsrs_rating rating = (enum fsrs_rating)atoi(cells[5]);
    int32_t days = atoi(cells[6]);
    if (*cells[8] != '\0')
        cr_assert(same(fsrs_recall(fsrs, card->memory.stability, days), cells[8]), "%s/%s R",
                  cells[0], cells[4]);
    struct fsrs_outcome outcome;
    if (strcmp(cells[1], "core") == 0) {
        outcome = (struct fsrs_outcome){.card = *card};
        outcome.card.memory = fsrs_remember(fsrs, &card->memory, days, rating);
        outcome.days = fsrs_interval(fsrs, outcome.card.memory.stability, days, NULL);
        outcome.minutes = outcome.days * 1440;
    } else {
        fsrs_review(fsrs, card, days, rating, NULL, &outcome);
        cr_assert_eq(strcasecmp(fsrs_state_words[outcome.card.state], cells[13]), 0, "%s/%s",
                     cells[0], cells[4]);
    }
    cr_assert(same(outcome.card.memory.stability, cells[9]), "%s/%s S %.9f %s", cells[0], cells[4],
              outcome.card.memory.stability, cells[9]);
    cr_assert(same(outcome.card.memory.difficulty, cells[10]), "%s/%s D", cells[0], cells[4]);
    cr_assert_eq(outcome.days, atoi(cells[11]), "%s/%s: %d days, not %s", cells[0], cells[4],
                 outcome.days, cells[11]);
    cr_assert_eq(outcome.minutes, atoi(cells[12]), "%s/%s", cells[0], cells[4]);
    *card = outcome.card;
}

Test(fsrs, every_step_of_the_reference_vectors_is_met) {
    FILE *file = vectors_open("fsrs_vectors.csv");
    if (file == NULL)
        return;
    char line[512], *cells[CELLS_MAX];
    next_row(file, line, sizeof line, cells);
    struct fsrs fsrs;
    struct fsrs_card card = {0};
    int rows = 0;
    while (next_row(file, line, sizeof line, cells) == 14) {
        if (atoi(cells[4]) == 0) {
            fsrs = model(cells[2], atof(cells[3]), strcmp(cells[1], "long") != 0);
            card = (struct fsrs_card){0};
        }
        check_step(cells, &fsrs, &card);
        rows++;
    }
    fclose(file);
    cr_assert_eq(rows, 3152);
}

Test(fsrs, the_curve_and_the_intervals_of_the_reference_are_met) {
    FILE *curve = vectors_open("fsrs_curve.csv");
    FILE *intervals = vectors_open("fsrs_interval.csv");
    if (curve == NULL || intervals == NULL)
        return;
    char line[512], *cells[CELLS_MAX];
    int rows = 0;
    for (next_row(curve, line, sizeof line, cells); next_row(curve, line, sizeof line, cells) == 4;
         rows++) {
        struct fsrs fsrs = model(cells[0], 0.9, true);
        cr_assert(same(fsrs_recall(&fsrs, atof(cells[1]), atoi(cells[2])), cells[3]), "row %d",
                  rows);
    }
    cr_assert_eq(rows, 144);
    rows = 0;
    for (next_row(intervals, line, sizeof line, cells);
         next_row(intervals, line, sizeof line, cells) == 5; rows++) {
        struct fsrs fsrs = model(cells[0], atof(cells[1]), true);
        cr_assert(same(fsrs.modifier, cells[3]), "row %d", rows);
        cr_assert_eq(fsrs_interval(&fsrs, atof(cells[2]), 0, NULL), atoi(cells[4]), "row %d", rows);
    }
    cr_assert_eq(rows, 168);
    fclose(curve);
    fclose(intervals);
}

Test(fsrs, an_interval_is_spread_by_its_seed_as_the_reference_does) {
    struct fsrs fsrs = model("default", 0.9, true);
    int32_t least, most;
    fsrs_spread(&fsrs, 2, 0, &least, &most);
    cr_assert(least == 2 && most == 2);
    FILE *file = vectors_open("fsrs_fuzz.csv");
    if (file == NULL)
        return;
    char line[512], *cells[CELLS_MAX];
    int rows = 0;
    for (next_row(file, line, sizeof line, cells); next_row(file, line, sizeof line, cells) == 7;
         rows++) {
        double stability = atof(cells[1]);
        int32_t days = atoi(cells[2]);
        int32_t raw = fsrs_interval(&fsrs, stability, days, NULL);
        cr_assert_eq(raw, atoi(cells[3]), "row %d", rows);
        fsrs_spread(&fsrs, raw, days, &least, &most);
        cr_assert(least == atoi(cells[4]) && most == atoi(cells[5]), "row %d: %d to %d", rows,
                  least, most);
        cr_assert_eq(fsrs_interval(&fsrs, stability, days, cells[0]), atoi(cells[6]), "row %d",
                     rows);
    }
    fclose(file);
    cr_assert_eq(rows, 156);
}
