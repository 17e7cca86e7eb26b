#include "study/quiz.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "base/text.h"

#define ANSWER_TEXT_MAX 64

/* ---- Keys ------------------------------------------------------------------------------------ */

item_key item_key_of(const char *id) {
    char lesson_id[LESSON_ID_MAX];
    size_t length = strcspn(id, "-");
    int64_t number;
    if (length >= sizeof lesson_id || id[length] != '-' || id[length + 1] == '0' ||
        !text_to_i64(id + length + 1, &number) || number < 1 || number > LESSON_NUMBER_MAX)
        return 0;
    text_format(lesson_id, sizeof lesson_id, "%.*s", (int)length, id);
    lesson_key lesson = lesson_key_of(lesson_id);
    return lesson != 0 ? (item_key)lesson << 8 | (item_key)number : 0;
}

void item_key_format(item_key key, char id[QUIZ_ID_MAX]) {
    char lesson_id[LESSON_ID_MAX];
    lesson_key_format(item_key_lesson(key), lesson_id);
    text_format(id, QUIZ_ID_MAX, "%s-%u", lesson_id, (unsigned)(key & 0xFF));
}

/* ---- Asking ---------------------------------------------------------------------------------- */

/* Fisher and Yates, as Durstenfeld has it (1964). */
static void shuffle(struct random *random, uint8_t *order, uint8_t count) {
    for (uint8_t i = 0; i < count; i++)
        order[i] = i;
    for (uint8_t left = count; left > 1; left--) {
        uint32_t other = random_below(random, left);
        uint8_t kept = order[left - 1];
        order[left - 1] = order[other];
        order[other] = kept;
    }
}

static bool is_sorted(const uint8_t *order, uint8_t count) {
    for (uint8_t i = 1; i < count; i++)
        if (order[i] < order[i - 1])
            return false;
    return true;
}

void quiz_shuffle(const struct quiz_item *item, uint64_t seed, uint8_t order[QUIZ_CHOICES_MAX]) {
    struct random random = random_named(seed, "quiz-choices", item->key);
    memset(order, 0, QUIZ_CHOICES_MAX);
    do {
        shuffle(&random, order, item->choice_count);
    } while (item->kind == QUIZ_ORDER && is_sorted(order, item->choice_count));
}

void quiz_shuffle_items(const struct quiz *quiz, uint64_t seed, uint8_t order[QUIZ_ITEMS_MAX]) {
    struct random random = random_named(seed, "quiz-items", quiz->lesson);
    memset(order, 0, QUIZ_ITEMS_MAX);
    shuffle(&random, order, (uint8_t)quiz->count);
}

/* ---- Reading an answer ----------------------------------------------------------------------- */

/* A number as people write it: commas between thousands, the unit or % after it. */
static bool parse_number(const struct quiz_item *item, const char *text, fix8_t *number) {
    char digits[ANSWER_TEXT_MAX];
    size_t length = 0;
    size_t used = strspn(text, "+-.,0123456789");
    for (size_t i = 0; i < used && length + 1 < sizeof digits; i++)
        if (text[i] != ',')
            digits[length++] = text[i];
    const char *rest = text + used + strspn(text + used, " ");
    size_t end = strlen(rest);
    while (end > 0 && rest[end - 1] == ' ')
        end--;
    bool unit = end == 0 || (strlen(item->unit) == end && strncmp(rest, item->unit, end) == 0) ||
                (end == 1 && *rest == '%');
    return unit && fix8_parse(digits, length, number);
}

static bool parse_places(const struct quiz_item *item, const uint8_t *order, const char *text,
                         struct quiz_answer *answer) {
    while (*text != '\0') {
        size_t length = strcspn(text, ", ");
        int64_t place;
        char digits[8];
        text_format(digits, sizeof digits, "%.*s", (int)length, text);
        if (length >= sizeof digits || !text_to_i64(digits, &place) || place < 1 ||
            place > item->choice_count || answer->count == QUIZ_CHOICES_MAX)
            return false;
        answer->picks[answer->count++] = order[place - 1];
        text += length + strspn(text + length, ", ");
    }
    return quiz_answer_fits(item, answer);
}

int quiz_answer_parse(const struct quiz_item *item, const uint8_t order[QUIZ_CHOICES_MAX],
                      const char *text, struct quiz_answer *answer, struct error *error) {
    *answer = (struct quiz_answer){0};
    text += strspn(text, " ");
    switch ((enum quiz_kind)item->kind) {
    case QUIZ_NUMBER:
        if (parse_number(item, text, &answer->number))
            return 0;
        return error_set(error, ERROR_USAGE, "%s asks for a number, like 1,250.50%s%s.", item->id,
                         *item->unit != '\0' ? " " : "", item->unit);
    case QUIZ_MULTIPLE:
        if (parse_places(item, order, text, answer))
            return 0;
        return error_set(error, ERROR_USAGE, "%s asks for one or more of 1 to %d, like 1,3.",
                         item->id, item->choice_count);
    case QUIZ_ORDER:
        if (parse_places(item, order, text, answer))
            return 0;
        return error_set(error, ERROR_USAGE,
                         "%s asks for all of 1 to %d in the right order, like 2,3,1.", item->id,
                         item->choice_count);
    default:
        if (parse_places(item, order, text, answer))
            return 0;
        return error_set(error, ERROR_USAGE, "%s asks for one of 1 to %d.", item->id,
                         item->choice_count);
    }
}

bool quiz_answer_fits(const struct quiz_item *item, const struct quiz_answer *answer) {
    if (item->kind == QUIZ_NUMBER)
        return answer->count == 0;
    unsigned seen = 0;
    for (uint8_t i = 0; i < answer->count; i++) {
        if (answer->picks[i] >= item->choice_count || (seen >> answer->picks[i] & 1) != 0)
            return false;
        seen |= 1U << answer->picks[i];
    }
    switch ((enum quiz_kind)item->kind) {
    case QUIZ_MULTIPLE:
        return answer->count >= 1;
    case QUIZ_ORDER:
        return answer->count == item->choice_count;
    default:
        return answer->count == 1;
    }
}

/* ---- Judging --------------------------------------------------------------------------------- */

static bool picked(const struct quiz_answer *answer, uint8_t choice) {
    return memchr(answer->picks, choice, answer->count) != NULL;
}

static uint16_t judge_multiple(const struct quiz_item *item, const struct quiz_answer *answer) {
    int wanted = 0, points = 0;
    for (uint8_t i = 0; i < item->choice_count; i++) {
        wanted += item->options[i].right;
        if (picked(answer, i))
            points += item->options[i].right ? 1 : -1;
    }
    assert(wanted > 0);
    return (uint16_t)(points > 0 ? points * QUIZ_FULL / wanted : 0);
}

static uint16_t judge_order(const struct quiz_answer *answer) {
    int pairs = 0, score = 0;
    for (uint8_t i = 0; i < answer->count; i++) {
        for (uint8_t j = (uint8_t)(i + 1); j < answer->count; j++) {
            pairs++;
            score += answer->picks[i] < answer->picks[j] ? 1 : -1;
        }
    }
    assert(pairs > 0);
    return (uint16_t)(score > 0 ? score * QUIZ_FULL / pairs : 0);
}

static bool is_close(fix8_t number, fix8_t answer, fix8_t tolerance) {
    fix8_t apart;
    return fix8_sub(number, answer, &apart) && apart <= tolerance && apart >= -tolerance;
}

static uint16_t judge_number(const struct quiz_item *item, const struct quiz_answer *answer,
                             int8_t *near) {
    if (is_close(answer->number, item->answer, item->tolerance))
        return QUIZ_FULL;
    for (uint8_t i = 0; i < item->near_count && *near < 0; i++)
        if (is_close(answer->number, item->near[i].answer, item->tolerance))
            *near = (int8_t)i;
    return 0;
}

void quiz_judge(const struct quiz_item *item, const struct quiz_answer *answer,
                struct quiz_verdict *verdict) {
    assert(quiz_answer_fits(item, answer));
    *verdict = (struct quiz_verdict){.near = -1};
    switch ((enum quiz_kind)item->kind) {
    case QUIZ_MULTIPLE:
        verdict->share = judge_multiple(item, answer);
        break;
    case QUIZ_ORDER:
        verdict->share = judge_order(answer);
        break;
    case QUIZ_NUMBER:
        verdict->share = judge_number(item, answer, &verdict->near);
        break;
    default:
        verdict->share = item->options[answer->picks[0]].right ? QUIZ_FULL : 0;
    }
    verdict->right = verdict->share == QUIZ_FULL;
}

/* ---- Feedback -------------------------------------------------------------------------------- */

struct writing {
    char *text;
    size_t length;
};

static void say(struct writing *writing, const char *before, const char *what, const char *after) {
    writing->length +=
        text_format(writing->text + writing->length, QUIZ_FEEDBACK_MAX - writing->length,
                    "%s%s%s\n", before, what, after);
}

static void say_missed(struct writing *writing, const struct quiz_option *option) {
    writing->length +=
        text_format(writing->text + writing->length, QUIZ_FEEDBACK_MAX - writing->length,
                    "Missed: %s. %s\n", option->text, option->feedback);
}

/* What was picked wrongly, then what was missed; all well: why it is right. */
static void say_options(struct writing *writing, const struct quiz_item *item,
                        const struct quiz_answer *answer, bool right) {
    for (uint8_t i = 0; i < item->choice_count; i++)
        if (picked(answer, i) && item->options[i].right == right)
            say(writing, "", item->options[i].feedback, "");
    for (uint8_t i = 0; i < item->choice_count; i++)
        if (item->kind == QUIZ_MULTIPLE && item->options[i].right && !picked(answer, i))
            say_missed(writing, &item->options[i]);
}

static void say_number(struct writing *writing, const struct quiz_item *item, bool right) {
    char digits[FIX8_TEXT_MAX];
    fix8_format(item->answer, -1, true, digits, sizeof digits);
    const char *unit = *item->unit != '\0' ? item->unit : "";
    if (!right)
        writing->length +=
            text_format(writing->text + writing->length, QUIZ_FEEDBACK_MAX - writing->length,
                        "It is %s%s%s.\n", digits, *unit != '\0' ? " " : "", unit);
    say(writing, "", item->feedback, "");
}

size_t quiz_feedback(const struct quiz_item *item, const struct quiz_answer *answer,
                     char text[QUIZ_FEEDBACK_MAX]) {
    struct quiz_verdict verdict;
    quiz_judge(item, answer, &verdict);
    struct writing writing = {.text = text};
    text[0] = '\0';
    switch ((enum quiz_kind)item->kind) {
    case QUIZ_NUMBER:
        if (verdict.near >= 0)
            say(&writing, "", item->near[verdict.near].feedback, "");
        say_number(&writing, item, verdict.right);
        break;
    case QUIZ_ORDER:
        for (uint8_t i = 0; i < item->choice_count && !verdict.right; i++)
            say(&writing, i > 0 ? "then: " : "first: ", item->steps[i], "");
        say(&writing, "", item->feedback, "");
        break;
    default:
        say_options(&writing, item, answer, verdict.right);
    }
    return writing.length;
}

/* ---- What it comes to ------------------------------------------------------------------------ */

uint16_t quiz_mean(const uint16_t *shares, size_t count) {
    uint64_t sum = 0;
    for (size_t i = 0; i < count; i++) {
        assert(shares[i] <= QUIZ_FULL);
        sum += shares[i];
    }
    if (count == 0)
        return 0;
    return (uint16_t)((2 * sum + count) / (2 * count));
}

static int by_time(const void *a, const void *b) {
    uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
    return (left > right) - (left < right);
}

uint32_t quiz_median_ms(uint32_t *times, size_t count) {
    if (count == 0)
        return 0;
    qsort(times, count, sizeof *times, by_time);
    return times[count / 2];
}

bool quiz_is_fast(const struct quiz_verdict *verdict, const struct quiz_timing *timing) {
    return verdict->right && !timing->hinted && timing->median_ms > 0 &&
           timing->ms >= QUIZ_THINKING_MS && timing->ms <= timing->median_ms;
}

enum fsrs_rating quiz_rating(const struct quiz_verdict *verdict, const struct quiz_timing *timing) {
    if (!verdict->right)
        return verdict->share >= QUIZ_PASS ? FSRS_HARD : FSRS_AGAIN;
    bool slow = timing->median_ms > 0 && timing->ms / 2 > timing->median_ms;
    if (timing->hinted || slow)
        return FSRS_HARD;
    return timing->fast_before && quiz_is_fast(verdict, timing) ? FSRS_EASY : FSRS_GOOD;
}
