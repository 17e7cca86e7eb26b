/* A player's cards and when each is asked again.
 *
 * A card is a quiz item that was answered at least once. While it is learned it is due at a wall
 * time (minutes later); after that on a local day of the player. Both come from outside with every
 * call: nothing here reads a clock. Days and times that go back count as no time at all. */
#ifndef STUDY_SCHEDULE_H
#define STUDY_SCHEDULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"
#include "study/due_queue.h"
#include "study/fsrs.h"
#include "study/quiz.h"

#define SCHEDULE_CARDS_MAX    200000
#define SCHEDULE_FORECAST_MAX 366
#define SCHEDULE_DAY_MOST     3000000 /* local days are 0 to this: beyond the year 9999 */

struct card {
    item_key key;
    struct fsrs_card fsrs; /* state is LEARNING, REVIEW or RELEARNING */
    int32_t last_day;      /* of the last answer */
    int32_t due_day;       /* REVIEW; else the day of the last answer */
    int64_t due_ms;        /* LEARNING, RELEARNING: wall time; else 0 */
    uint64_t
        pulled_by; /* the trade whose mistake pulled it forward; 0: none since the last answer */
    bool fast;     /* the last answer was right and fast: see quiz_is_fast */
    bool shelved;  /* its item is not in the course now: kept, not asked */
};

struct schedule {
    uint32_t player;
    bool spread; /* intervals are spread a little, each card by its own seed */
    struct fsrs fsrs;
    uint32_t count, capacity;
    struct card *cards;      /* owned; by key */
    struct due_queue soon;   /* learning and relearning, by wall time */
    struct due_queue by_day; /* the others, by day */
};

/* What came of an answer: a row of the review log, complete enough to replay by another model. */
struct review {
    item_key key;
    uint8_t rating;              /* enum fsrs_rating */
    uint8_t state_before, state; /* enum fsrs_state */
    uint32_t reps;               /* this one included */
    int32_t day;
    int64_t wall_ms;
    int32_t elapsed_days;
    double recall; /* chance of recall before the answer */
    struct fsrs_memory before, after;
    int32_t days, minutes; /* until due: days, or minutes when days is 0 */
    uint64_t pulled_by;
};

struct card_answer {
    enum fsrs_rating rating;
    bool fast;
    int32_t day; /* the player's local day */
    int64_t wall_ms;
};

/* Settings that fsrs_check takes. */
void schedule_init(struct schedule *schedule, uint32_t player, const struct fsrs_settings *settings,
                   bool spread);
void schedule_clear(struct schedule *schedule);

/* From the next answers on: retention wanted, longest interval, weights. Returns 0 or ERROR_USAGE.
 */
int schedule_set(struct schedule *schedule, const struct fsrs_settings *settings, bool spread,
                 struct error *error);

const struct card *schedule_find(const struct schedule *schedule, item_key key); /* NULL: no card */

/* Takes an answer; the first one makes the card. `review` may be NULL. Returns 0, or ERROR_REFUSED
 * when there are SCHEDULE_CARDS_MAX cards already. */
int schedule_answer(struct schedule *schedule, item_key key, const struct card_answer *answer,
                    struct review *review, struct error *error);

/* The card to ask now: one in learning whose minutes are over, else the first of the day's; NULL:
 * nothing is due. */
const struct card *schedule_next(const struct schedule *schedule, int32_t today, int64_t wall_ms);

uint32_t schedule_due(const struct schedule *schedule, int32_t today, int64_t wall_ms);

/* The keys of the first due cards in the order of schedule_next; at most DUE_LIST_MAX. */
size_t schedule_list(const struct schedule *schedule, int32_t today, int64_t wall_ms,
                     item_key *keys, size_t most);

/* counts[i]: cards due on day today + i, as scheduled now; [0] holds what is overdue or in learning
 * too. `days` up to SCHEDULE_FORECAST_MAX. */
void schedule_forecast(const struct schedule *schedule, int32_t today, uint32_t *counts,
                       size_t days);

/* A mistake in `trade` (not 0) had to do with this item: it is due today, if it was later. Its
 * memory and the rating of the answer are not touched. False: there is no such card, or it is
 * shelved. */
bool schedule_pull(struct schedule *schedule, item_key key, int32_t today, uint64_t trade);

/* Cards whose item is not among `live` (ascending) are shelved, the others asked again. */
void schedule_keep(struct schedule *schedule, const item_key *live, size_t count);

/* The canonical encoding. Decoding refuses anything that play cannot have made, with ERROR_STORAGE
 * and an empty schedule. */
void schedule_encode(const struct schedule *schedule, const struct sink *sink);
int schedule_decode(struct schedule *schedule, struct source *source, struct error *error);

/* Asserts what must always hold. */
void schedule_check(const struct schedule *schedule);

#endif
