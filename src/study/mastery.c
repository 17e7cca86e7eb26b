#include "study/mastery.h"

#include <assert.h>

#define X(name, word) [name] = (word),
const char *const mastery_words[] = {MASTERY_STATES(X) NULL};
const char *const answer_source_words[] = {ANSWER_SOURCES(X) NULL};
#undef X

struct standing { /* each item with what its last answer was worth */
    size_t count;
    item_key items[MASTERY_ITEMS_MAX];
    uint16_t shares[MASTERY_ITEMS_MAX];
    bool answered[MASTERY_ITEMS_MAX];
};

static void add_item(struct standing *standing, item_key item) {
    if (standing->count < MASTERY_ITEMS_MAX)
        standing->items[standing->count++] = item;
}

static void note_answer(struct standing *standing, const struct mastery_answer *answer) {
    assert(answer->share <= QUIZ_FULL);
    size_t at = 0;
    while (at < standing->count && standing->items[at] != answer->item)
        at++;
    if (at == standing->count)
        add_item(standing, answer->item);
    if (at < standing->count) {
        standing->shares[at] = answer->share;
        standing->answered[at] = true;
    }
}

static void add_up(struct mastery *mastery, const struct standing *standing) {
    uint32_t sum = 0;
    mastery->answered = 0;
    for (size_t i = 0; i < standing->count; i++) {
        sum += standing->shares[i];
        mastery->answered += standing->answered[i];
    }
    mastery->items = (uint16_t)standing->count;
    if (standing->count > 0)
        mastery->share = (uint16_t)(sum / standing->count);
}

static enum mastery_state state_after(const struct mastery *before, uint16_t share,
                                      const struct mastery_answer *answer) {
    if (share < QUIZ_PASS)
        return MASTERY_ATTEMPTED;
    if (share < QUIZ_FULL)
        return MASTERY_FAMILIAR;
    bool later = before->state == MASTERY_PROFICIENT && answer->day > before->since_day;
    if (before->state == MASTERY_MASTERED || (later && answer->source == ANSWER_TEST))
        return MASTERY_MASTERED;
    return MASTERY_PROFICIENT;
}

struct mastery mastery_of(const item_key *items, size_t item_count,
                          const struct mastery_answer *answers, size_t answer_count) {
    struct standing standing = {0};
    struct mastery mastery = {0};
    for (size_t i = 0; i < item_count; i++)
        add_item(&standing, items[i]);
    add_up(&mastery, &standing);
    for (size_t i = 0; i < answer_count; i++) {
        struct mastery before = mastery;
        note_answer(&standing, &answers[i]);
        add_up(&mastery, &standing);
        mastery.state = (uint8_t)state_after(&before, mastery.share, &answers[i]);
        if (mastery.state >= MASTERY_PROFICIENT && before.state < MASTERY_PROFICIENT)
            mastery.since_day = answers[i].day;
    }
    return mastery;
}
