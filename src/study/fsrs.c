#include "study/fsrs.h"

#include <assert.h>
#include <math.h>
#include <stddef.h>

#include "study/alea.h"
#include "study/power.h"

#define MINUTES_A_DAY 1440
#define RATINGS_END   (FSRS_EASY + 1)

#define X(name, value, word) [name] = (word),
const char *const fsrs_rating_words[] = {"", FSRS_RATINGS(X)};
#undef X
#define X(name, word) [name] = (word),
const char *const fsrs_state_words[] = {FSRS_STATES(X) NULL};
#undef X

const struct fsrs_settings fsrs_defaults = {
    .weights = {0.212,  1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194,
                0.001,  1.8722, 0.1666, 0.796,  1.4835, 0.0614, 0.2629,
                1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542},
    .retention = 0.90,
    .most_days = FSRS_DAYS_MAX,
    .short_term = true,
    .learning_count = 2,
    .relearning_count = 1,
    .learning = {1, 10},
    .relearning = {10}};

/* ---- Settings -------------------------------------------------------------------------------- */

static bool steps_fit(const int32_t *steps, uint8_t count) {
    if (count > FSRS_STEPS_MAX)
        return false;
    for (uint8_t i = 0; i < count; i++)
        if (steps[i] < 1 || steps[i] > FSRS_STEP_MOST)
            return false;
    return true;
}

/* What keeps every formula finite: wide enough for any weights that were fitted to real reviews. */
static bool weights_fit(const double *weights) {
    for (int i = 0; i < FSRS_WEIGHTS; i++)
        if (!(weights[i] >= 0 && weights[i] <= 100))
            return false;
    return weights[5] <= 4 && weights[8] <= 5 && weights[9] <= 1 && weights[10] <= 5 &&
           weights[12] <= 2 && weights[13] <= 2 && weights[14] <= 5 && weights[17] <= 2 &&
           weights[18] <= 2 && weights[19] <= 1 && weights[20] >= 0.1 && weights[20] <= 0.8;
}

int fsrs_check(const struct fsrs_settings *settings, struct error *error) {
    if (!(settings->retention >= 0.70 && settings->retention <= 0.99))
        return error_set(error, ERROR_USAGE, "The retention wanted must be 0.70 to 0.99.");
    if (settings->most_days < 1 || settings->most_days > FSRS_DAYS_MAX)
        return error_set(error, ERROR_USAGE, "The longest interval must be 1 to %d days.",
                         FSRS_DAYS_MAX);
    if (!steps_fit(settings->learning, settings->learning_count) ||
        !steps_fit(settings->relearning, settings->relearning_count))
        return error_set(error, ERROR_USAGE, "There are at most %d steps of 1 to %d minutes.",
                         FSRS_STEPS_MAX, FSRS_STEP_MOST);
    if (!weights_fit(settings->weights))
        return error_set(error, ERROR_USAGE, "A weight of the review model is out of range.");
    return 0;
}

/* ---- Memory ---------------------------------------------------------------------------------- */

/* Rounded to eight decimals, halves up, as the reference implementations do. */
static double rounded(double x) {
    return floor(x * 1e8 + 0.5) / 1e8;
}

static double limited(double x, double least, double most) {
    return x < least ? least : x > most ? most : x;
}

static double stability_limited(double stability) {
    return rounded(limited(stability, FSRS_STABILITY_MIN, FSRS_STABILITY_MAX));
}

/* Not limited to 1 and 10. */
static double first_difficulty(const double *w, enum fsrs_rating rating) {
    return rounded(w[4] - power_exp(((int)rating - 1) * w[5]) + 1);
}

void fsrs_init(struct fsrs *fsrs, const struct fsrs_settings *settings) {
    assert(fsrs_check(settings, NULL) == 0);
    const double *w = settings->weights;
    double factor = rounded(power_of(0.9, -1 / w[20]) - 1);
    *fsrs =
        (struct fsrs){.settings = *settings,
                      .factor = factor,
                      .modifier = rounded((power_of(settings->retention, -1 / w[20]) - 1) / factor),
                      .easy_start = first_difficulty(w, FSRS_EASY),
                      .recall_scale = power_exp(w[8]),
                      .lapse_divisor = power_exp(w[17] * w[18])};
}

double fsrs_recall(const struct fsrs *fsrs, double stability, int32_t days) {
    assert(stability > 0 && days >= 0);
    return rounded(power_of(1 + fsrs->factor * days / stability, -fsrs->settings.weights[20]));
}

static double difficulty_after(const struct fsrs *fsrs, double difficulty,
                               enum fsrs_rating rating) {
    const double *w = fsrs->settings.weights;
    double damped = rounded(-w[6] * ((int)rating - 3) * (10 - difficulty) / 9);
    double reverted = w[7] * fsrs->easy_start + (1 - w[7]) * (difficulty + damped);
    return limited(rounded(reverted), 1, 10);
}

/* How much recalling it makes of a memory, for Good: stability x (1 + this). The less was left to
 * recall, the more. */
static double growth_of(const struct fsrs *fsrs, const struct fsrs_memory *memory, double recall) {
    const double *w = fsrs->settings.weights;
    return fsrs->recall_scale * (11 - memory->difficulty) * power_of(memory->stability, -w[9]) *
           (power_exp((1 - recall) * w[10]) - 1);
}

static double stability_recalled(const struct fsrs *fsrs, double stability, double growth,
                                 enum fsrs_rating rating) {
    const double *w = fsrs->settings.weights;
    if (rating == FSRS_HARD)
        growth *= w[15];
    else if (rating == FSRS_EASY)
        growth *= w[16];
    return stability_limited(stability * (1 + growth));
}

static double stability_forgotten(const struct fsrs *fsrs, const struct fsrs_memory *memory,
                                  double recall) {
    const double *w = fsrs->settings.weights;
    double left = stability_limited(w[11] * power_of(memory->difficulty, -w[12]) *
                                    (power_of(memory->stability + 1, w[13]) - 1) *
                                    power_exp((1 - recall) * w[14]));
    double cap = fsrs->settings.short_term ? rounded(memory->stability / fsrs->lapse_divisor)
                                           : memory->stability;
    cap = cap > FSRS_STABILITY_MIN ? cap : FSRS_STABILITY_MIN;
    return cap < left ? cap : left;
}

static double stability_same_day(const struct fsrs *fsrs, double stability,
                                 enum fsrs_rating rating) {
    const double *w = fsrs->settings.weights;
    double scale = power_of(stability, -w[19]) * power_exp(w[17] * ((int)rating - 3 + w[18]));
    if (rating >= FSRS_HARD && scale < 1)
        scale = 1;
    return stability_limited(stability * scale);
}

/* What all four answers share at the moment of asking: the dear part of the formulas. */
struct moment {
    bool same_day; /* the same-day formula holds */
    double recall; /* 1 for a new card */
    double growth; /* growth_of; 0 where it is not asked for */
};

static struct moment moment_of(const struct fsrs *fsrs, const struct fsrs_memory *memory,
                               int32_t days) {
    struct moment moment = {.same_day = days == 0 && fsrs->settings.short_term, .recall = 1};
    if (memory->stability <= 0)
        return moment;
    moment.recall = fsrs_recall(fsrs, memory->stability, days);
    if (!moment.same_day)
        moment.growth = growth_of(fsrs, memory, moment.recall);
    return moment;
}

static double first_stability(const double *w, enum fsrs_rating rating) {
    return w[rating - 1] > 0.1 ? w[rating - 1] : 0.1;
}

static double stability_after(const struct fsrs *fsrs, const struct fsrs_memory *memory,
                              const struct moment *moment, enum fsrs_rating rating) {
    if (memory->stability <= 0)
        return first_stability(fsrs->settings.weights, rating);
    if (moment->same_day)
        return stability_same_day(fsrs, memory->stability, rating);
    if (rating == FSRS_AGAIN)
        return stability_forgotten(fsrs, memory, moment->recall);
    return stability_recalled(fsrs, memory->stability, moment->growth, rating);
}

static struct fsrs_memory memory_after(const struct fsrs *fsrs, const struct fsrs_memory *memory,
                                       const struct moment *moment, enum fsrs_rating rating) {
    assert(rating >= FSRS_AGAIN && rating <= FSRS_EASY);
    struct fsrs_memory next = {.stability = stability_after(fsrs, memory, moment, rating)};
    next.difficulty = memory->stability > 0
                          ? difficulty_after(fsrs, memory->difficulty, rating)
                          : limited(first_difficulty(fsrs->settings.weights, rating), 1, 10);
    return next;
}

struct fsrs_memory fsrs_remember(const struct fsrs *fsrs, const struct fsrs_memory *memory,
                                 int32_t days, enum fsrs_rating rating) {
    assert(days >= 0);
    struct moment moment = moment_of(fsrs, memory, days);
    return memory_after(fsrs, memory, &moment, rating);
}

/* ---- Intervals ------------------------------------------------------------------------------- */

void fsrs_spread(const struct fsrs *fsrs, int32_t interval, int32_t days, int32_t *least,
                 int32_t *most) {
    *least = *most = interval;
    if (interval < 2.5)
        return;
    double width = 1 + 0.15 * fmax(fmin(interval, 7) - 2.5, 0) +
                   0.10 * fmax(fmin(interval, 20) - 7, 0) + 0.05 * fmax(interval - 20, 0);
    int32_t low = (int32_t)floor(interval - width + 0.5);
    int32_t high = (int32_t)floor(interval + width + 0.5);
    low = low > 2 ? low : 2;
    high = high < fsrs->settings.most_days ? high : fsrs->settings.most_days;
    if (interval > days && low < days + 1)
        low = days + 1; /* never earlier than it was this time */
    *least = low < high ? low : high;
    *most = high;
}

/* `chance`: 0 to 1, where in its spread the interval falls; below 0: no spread. */
static int32_t interval_at(const struct fsrs *fsrs, double stability, int32_t days, double chance) {
    double wanted = floor(stability * fsrs->modifier + 0.5);
    int32_t interval = (int32_t)limited(wanted, 1, fsrs->settings.most_days);
    if (chance < 0)
        return interval;
    int32_t least, most;
    fsrs_spread(fsrs, interval, days, &least, &most);
    return (int32_t)floor(chance * (most - least + 1) + least);
}

static double chance_of(const char *seed) {
    return seed != NULL ? alea_first(seed) : -1;
}

int32_t fsrs_interval(const struct fsrs *fsrs, double stability, int32_t days, const char *seed) {
    return interval_at(fsrs, stability, days, chance_of(seed));
}

/* ---- The scheduler --------------------------------------------------------------------------- */

static int32_t at_least(int32_t value, int32_t least) {
    return value > least ? value : least;
}

/* A better answer never comes back sooner: the intervals of the ratings are put in order, a day
 * apart, also where that leads up to three days past the longest interval. */
static void put_in_order(int32_t interval[RATINGS_END], enum fsrs_rating first) {
    if (interval[first] > interval[first + 1])
        interval[first] = interval[first + 1];
    for (int32_t *at = &interval[first]; at < &interval[FSRS_EASY]; at++)
        at[1] = at_least(at[1], at[0] + 1);
}

/* Of a card in days: what `rating` gives, seen with what the other ratings would. */
static int32_t ordered_interval(const struct fsrs *fsrs, const struct fsrs_card *card, int32_t days,
                                const struct moment *moment, enum fsrs_rating rating,
                                const char *seed) {
    double chance = chance_of(seed);
    int32_t interval[RATINGS_END] = {0};
    /* a lapse has days only in long-term mode */
    enum fsrs_rating first = fsrs->settings.short_term ? FSRS_HARD : FSRS_AGAIN;
    for (int i = (int)first; i < RATINGS_END; i++) {
        double stability = stability_after(fsrs, &card->memory, moment, (enum fsrs_rating)i);
        interval[i] = interval_at(fsrs, stability, days, chance);
    }
    put_in_order(interval, first);
    return interval[rating];
}

static void due_in_days(struct fsrs_outcome *outcome, int32_t days) {
    outcome->days = days;
    outcome->minutes = days * MINUTES_A_DAY;
    outcome->card.state = FSRS_REVIEW;
    outcome->card.step = 0;
}

static void due_in_minutes(struct fsrs_outcome *outcome, int32_t minutes, enum fsrs_state state,
                           uint8_t step) {
    outcome->minutes = minutes;
    outcome->card.state = (uint8_t)state;
    outcome->card.step = step;
}

/* Minutes of the step that `rating` leads to from `*step`, which moves; 0: the card is learned. */
static int32_t next_step(const int32_t *steps, uint8_t count, enum fsrs_rating rating,
                         uint8_t *step) {
    if (*step >= count || rating == FSRS_EASY)
        return 0;
    switch (rating) {
    case FSRS_AGAIN:
        *step = 0;
        return steps[0];
    case FSRS_HARD: /* between the first two, or half as long again as the only one */
        return count > 1 ? (steps[0] + steps[1] + 1) / 2 : (steps[0] * 3 + 1) / 2;
    default:
        return ++*step < count ? steps[*step] : 0;
    }
}

/* New, learning and relearning cards, and a lapse. */
static void review_steps(const struct fsrs *fsrs, const struct fsrs_card *card, int32_t days,
                         enum fsrs_rating rating, const char *seed, struct fsrs_outcome *outcome) {
    bool again = card->state == FSRS_REVIEW || card->state == FSRS_RELEARNING;
    const struct fsrs_settings *settings = &fsrs->settings;
    uint8_t step = card->step;
    int32_t minutes =
        next_step(again ? settings->relearning : settings->learning,
                  again ? settings->relearning_count : settings->learning_count, rating, &step);
    if (minutes > 0)
        due_in_minutes(outcome, minutes, again ? FSRS_RELEARNING : FSRS_LEARNING, step);
    else
        due_in_days(outcome, fsrs_interval(fsrs, outcome->card.memory.stability, days, seed));
}

void fsrs_review(const struct fsrs *fsrs, const struct fsrs_card *card, int32_t days,
                 enum fsrs_rating rating, const char *seed, struct fsrs_outcome *outcome) {
    assert(card->state < FSRS_STATE_COUNT && (card->state == FSRS_NEW) == (card->reps == 0));
    struct moment moment = moment_of(fsrs, &card->memory, days);
    *outcome = (struct fsrs_outcome){.card = *card, .recall = moment.recall};
    outcome->card.memory = memory_after(fsrs, &card->memory, &moment, rating);
    outcome->card.reps++;
    bool lapse = card->state == FSRS_REVIEW && rating == FSRS_AGAIN;
    outcome->card.lapses += lapse;
    if (!fsrs->settings.short_term || (card->state == FSRS_REVIEW && !lapse))
        due_in_days(outcome, ordered_interval(fsrs, card, days, &moment, rating, seed));
    else
        review_steps(fsrs, card, days, rating, seed, outcome);
    assert(outcome->minutes > 0 && outcome->card.memory.stability > 0);
}
