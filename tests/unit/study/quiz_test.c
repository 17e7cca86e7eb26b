#include <criterion/criterion.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "study/quiz.h"
#include "unit/study/made.h"

static const char quiz_text[] = "{\"lesson\":\"A1\",\n\"items\":[\n" MADE_SINGLE(
    "A1-1", "saving") ",\n"
                      "{\"id\":\"A1-2\",\"kind\":\"multiple\",\"concept\":\"saving\",\"question\":"
                      "\"Which two?\","
                      "\"hint\":\"Two.\",\"options\":["
                      "{\"text\":\"a\",\"right\":true,\"feedback\":\"A is right.\"},"
                      "{\"text\":\"b\",\"feedback\":\"B is not.\"},"
                      "{\"text\":\"c\",\"right\":true,\"feedback\":\"C is right.\"},"
                      "{\"text\":\"d\",\"feedback\":\"D is not.\"}]},\n"
                      "{\"id\":\"A1-3\",\"kind\":\"number\",\"concept\":\"growth\",\"question\":"
                      "\"How much?\","
                      "\"answer\":\"1628.89\",\"tolerance\":\"0.01\",\"unit\":\"USD\",\"check\":"
                      "\"compound 1000 0.05 10\","
                      "\"feedback\":\"Ten "
                      "times.\",\"near\":[{\"answer\":\"1500\",\"feedback\":\"Simple interest.\"}],"
                      "\"hint\":\"Grow it.\"},\n"
                      "{\"id\":\"A1-4\",\"kind\":\"order\",\"question\":\"In which order?\","
                      "\"steps\":[\"one\",\"two\",\"three\",\"four\"],\"feedback\":\"Count.\","
                      "\"hint\":\"Low first.\"},\n"
                      "{\"id\":\"A1-5\",\"kind\":\"screen\",\"concept\":\"saving\",\"screen\":["
                      "\"bid 1\",\"ask 2\"],"
                      "\"question\":\"Where?\",\"hint\":\"Above.\",\"options\":["
                      "{\"text\":\"1\",\"feedback\":\"That is the bid.\"},"
                      "{\"text\":\"2\",\"right\":true,\"feedback\":\"The ask.\"},"
                      "{\"text\":\"3\",\"feedback\":\"Nobody is there.\"}]}]}";

enum { SINGLE, MULTIPLE, NUMBER, ORDER, SCREEN };

static struct quiz made_quiz(void) {
    struct quiz quiz;
    struct error error = {0};
    int code = quiz_load(&quiz, "data/quizzes/A1.json", quiz_text, strlen(quiz_text), &error);
    cr_assert_eq(code, 0, "%s", error.sentence);
    cr_assert_eq(quiz.count, 5);
    return quiz;
}

static struct quiz_verdict judged(const struct quiz_item *item, const char *text) {
    static const uint8_t as_written[QUIZ_CHOICES_MAX] = {0, 1, 2, 3, 4, 5};
    struct quiz_answer answer;
    struct quiz_verdict verdict;
    cr_assert_eq(quiz_answer_parse(item, as_written, text, &answer, NULL), 0, "%s", text);
    quiz_judge(item, &answer, &verdict);
    return verdict;
}

static const char *feedback(const struct quiz_item *item, const char *typed) {
    static const uint8_t as_written[QUIZ_CHOICES_MAX] = {0, 1, 2, 3, 4, 5};
    static char text[QUIZ_FEEDBACK_MAX];
    struct quiz_answer answer;
    cr_assert_eq(quiz_answer_parse(item, as_written, typed, &answer, NULL), 0);
    cr_assert_eq(quiz_feedback(item, &answer, text), strlen(text));
    return text;
}

Test(quiz, all_five_kinds_are_read_judged_and_explained) {
    struct quiz quiz = made_quiz();
    static const struct {
        int item;
        const char *typed;
        uint16_t share;
        const char *says;
    } rows[] = {
        {SINGLE, "2", 1000, "This.\n"},
        {SINGLE, "3", 0, "Nor this.\n"},
        {SCREEN, "1", 0, "That is the bid.\n"},
        {SCREEN, " 2 ", 1000, "The ask.\n"},
        {MULTIPLE, "1,3", 1000, "A is right.\nC is right.\n"},
        {MULTIPLE, "3 1", 1000, "A is right.\nC is right.\n"},
        {MULTIPLE, "1", 500, "Missed: c. C is right.\n"},
        {MULTIPLE, "1,2", 0, "B is not.\nMissed: c. C is right.\n"},
        {MULTIPLE, "1,2,3", 500, "B is not.\n"},
        {MULTIPLE, "1,2,3,4", 0, "B is not.\nD is not.\n"},
        {NUMBER, "1,628.89", 1000, "Ten times.\n"},
        {NUMBER, "1628.9 USD", 1000, "Ten times.\n"},
        {NUMBER, "1628.87", 0, "It is 1,628.89 USD.\nTen times.\n"},
        {NUMBER, "1500", 0, "Simple interest.\nIt is 1,628.89 USD.\nTen times.\n"},
        {NUMBER, "-92233720368.5", 0, "It is 1,628.89 USD.\nTen times.\n"},
        {ORDER, "1,2,3,4", 1000, "Count.\n"},
        {ORDER, "2,1,3,4", 666, "first: one\nthen: two\nthen: three\nthen: four\nCount.\n"},
        {ORDER, "4,3,2,1", 0, "first: one\nthen: two\nthen: three\nthen: four\nCount.\n"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct quiz_item *item = &quiz.items[rows[i].item];
        struct quiz_verdict verdict = judged(item, rows[i].typed);
        cr_assert_eq(verdict.share, rows[i].share, "row %zu: %d", i, verdict.share);
        cr_assert_eq(verdict.right, rows[i].share == QUIZ_FULL);
        cr_assert_str_eq(feedback(item, rows[i].typed), rows[i].says, "row %zu", i);
    }
    cr_assert_str_eq(quiz.items[ORDER].concept, "");
    cr_assert_eq(quiz.items[NUMBER].line, 5);
    quiz_clear(&quiz);
}

Test(quiz, an_answer_that_does_not_fit_is_refused_with_what_is_expected) {
    struct quiz quiz = made_quiz();
    static const struct {
        int item;
        const char *typed;
    } rows[] = {
        {SINGLE, ""},      {SINGLE, "0"},      {SINGLE, "4"},
        {SINGLE, "1,2"},   {SINGLE, "yes"},    {MULTIPLE, ""},
        {MULTIPLE, "1,1"}, {MULTIPLE, "5"},    {NUMBER, ""},
        {NUMBER, "much"},  {NUMBER, "12 EUR"}, {NUMBER, "1.5.2"},
        {ORDER, "1,2,3"},  {ORDER, "1,2,3,3"}, {ORDER, "1,2,3,4,1,2,3"},
    };
    uint8_t order[QUIZ_CHOICES_MAX];
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct quiz_answer answer;
        struct error error = {0};
        quiz_shuffle(&quiz.items[rows[i].item], 1, order);
        int code =
            quiz_answer_parse(&quiz.items[rows[i].item], order, rows[i].typed, &answer, &error);
        cr_assert_eq(code, ERROR_USAGE, "row %zu", i);
        cr_assert_not_null(strstr(error.sentence, quiz.items[rows[i].item].id));
    }
    quiz_clear(&quiz);
}

Test(quiz, a_seed_decides_the_shuffle_and_steps_never_come_in_order) {
    struct quiz quiz = made_quiz();
    unsigned first_seen = 0, item_seen = 0;
    for (uint64_t seed = 0; seed < 200; seed++) {
        uint8_t one[QUIZ_CHOICES_MAX], two[QUIZ_CHOICES_MAX], items[QUIZ_ITEMS_MAX];
        for (uint32_t i = 0; i < quiz.count; i++) {
            const struct quiz_item *item = &quiz.items[i];
            quiz_shuffle(item, seed, one);
            quiz_shuffle(item, seed, two);
            cr_assert_arr_eq(one, two, sizeof one);
            unsigned seen = 0;
            for (int place = 0; place < item->choice_count; place++)
                seen |= 1U << one[place];
            cr_assert_eq(seen, (1U << item->choice_count) - 1);
        }
        quiz_shuffle(&quiz.items[ORDER], seed, one);
        cr_assert(one[0] != 0 || one[1] != 1 || one[2] != 2 || one[3] != 3);
        quiz_shuffle(&quiz.items[MULTIPLE], seed, one);
        first_seen |= 1U << one[0];
        quiz_shuffle_items(&quiz, seed, items);
        item_seen |= 1U << items[0];
    }
    cr_assert_eq(first_seen, 0xF, "every option comes first now and then");
    cr_assert_eq(item_seen, 0x1F);
    struct quiz_answer answer; /* what is typed are places as shown */
    uint8_t order[QUIZ_CHOICES_MAX] = {2, 0, 1};
    cr_assert_eq(quiz_answer_parse(&quiz.items[SINGLE], order, "3", &answer, NULL), 0);
    cr_assert_eq(answer.picks[0], 1);
    quiz_clear(&quiz);
}

Test(quiz, a_broken_file_names_file_line_and_reason) {
    static const struct {
        const char *from, *to, *place, *reason;
    } rows[] = {
        {"{\"lesson\"", "[", "data/quizzes/A1.json:1", "not JSON"},
        {"\"lesson\":\"A1\"", "\"lesson\":\"Z1\"", "data/quizzes/A1.json:1", "lesson's id"},
        {"A1-1", "A2-1", "data/quizzes/A1.json:3", "the id must be"},
        {"A1-2", "A1-1", "data/quizzes/A1.json:4", "there before"},
        {"\"right\":true,\"feedback\":\"A", "\"feedback\":\"A", "data/quizzes/A1.json:4",
         "two or more"},
        {"\"kind\":\"multiple\"", "\"kind\":\"many\"", "data/quizzes/A1.json:4", "the kind is"},
        {",\"feedback\":\"D is not.\"", "", "data/quizzes/A1.json:4", "feedback"},
        {"\"1500\"", "\"1628.88\"", "data/quizzes/A1.json:5", "near answer"},
        {"\"tolerance\":\"0.01\",", "", "data/quizzes/A1.json:5", "tolerance"},
        {"\"unit\"", "\"units\"", "data/quizzes/A1.json:5", "does not belong"},
        {"\"one\",\"two\",", "", "data/quizzes/A1.json:6", "three steps"},
        {"bid 1", "bid \\u001b[1m", "data/quizzes/A1.json:7", "plain text"},
        {"\"hint\":\"Above.\",", "", "data/quizzes/A1.json:7", "hint"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char text[sizeof quiz_text + 64];
        const char *at = strstr(quiz_text, rows[i].from);
        cr_assert_not_null(at);
        text_format(text, sizeof text, "%.*s%s%s", (int)(at - quiz_text), quiz_text, rows[i].to,
                    at + strlen(rows[i].from));
        struct quiz quiz;
        struct error error = {0};
        cr_assert_eq(quiz_load(&quiz, "data/quizzes/A1.json", text, strlen(text), &error),
                     ERROR_USAGE, "row %zu", i);
        cr_assert_str_eq(error.place, rows[i].place, "row %zu: %s", i, error.sentence);
        cr_assert_not_null(strstr(error.sentence, rows[i].reason), "%s", error.sentence);
        cr_assert(quiz.count == 0 && quiz.items == NULL && quiz.document == NULL);
    }
}

Test(quiz, how_an_answer_is_rated_follows_from_share_hint_and_time) {
    static const struct {
        uint16_t share;
        struct quiz_timing timing;
        enum fsrs_rating rating;
    } rows[] = {
        {0, {.ms = 5000, .median_ms = 8000}, FSRS_AGAIN},
        {500, {.ms = 5000, .median_ms = 8000}, FSRS_AGAIN},
        {750, {.ms = 5000, .median_ms = 8000}, FSRS_HARD},
        {1000, {.ms = 5000, .median_ms = 8000}, FSRS_GOOD},
        {1000, {.ms = 5000, .median_ms = 8000, .fast_before = true}, FSRS_EASY},
        {1000, {.ms = 8001, .median_ms = 8000, .fast_before = true}, FSRS_GOOD},
        {1000, {.ms = 1999, .median_ms = 8000, .fast_before = true}, FSRS_GOOD},
        {1000, {.ms = 5000, .median_ms = 8000, .fast_before = true, .hinted = true}, FSRS_HARD},
        {1000, {.ms = 16001, .median_ms = 8000}, FSRS_GOOD},
        {1000, {.ms = 16002, .median_ms = 8000}, FSRS_HARD},
        {1000, {.ms = 90000, .fast_before = true}, FSRS_GOOD}, /* no times to compare with */
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct quiz_verdict verdict = {.share = rows[i].share, .right = rows[i].share == QUIZ_FULL};
        cr_assert_eq(quiz_rating(&verdict, &rows[i].timing), rows[i].rating, "row %zu", i);
    }
    uint32_t times[] = {9000, 1000, 4000, 7000, 3000};
    cr_assert_eq(quiz_median_ms(times, 5), 4000);
    cr_assert_eq(quiz_median_ms(times, 0), 0);
    uint16_t shares[] = {1000, 1000, 500, 0, 1000};
    cr_assert_eq(quiz_mean(shares, 5), QUIZ_PASS);
    cr_assert_eq(quiz_mean(shares, 0), 0);
}

Test(quiz, ids_of_items_are_one_to_one_with_their_keys) {
    char id[QUIZ_ID_MAX];
    item_key_format(item_key_of("E12-99"), id);
    cr_assert_str_eq(id, "E12-99");
    cr_assert_eq(item_key_lesson(item_key_of("B10-3")), lesson_key_of("B10"));
    cr_assert_lt(item_key_of("A1-99"), item_key_of("A2-1"));
    static const char *const others[] = {"", "A1", "A1-", "A1-0", "A1-01", "A1-100", "-1", "A1-1 "};
    for (size_t i = 0; i < ARRAY_LEN(others); i++)
        cr_assert_eq(item_key_of(others[i]), 0, "%s", others[i]);
}
