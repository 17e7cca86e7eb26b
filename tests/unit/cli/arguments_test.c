#include "cli/arguments.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/mem.h"
#include "broker/order.h"
#include "cli/nearest.h"

#define LINE_MOST 300

/* Parses the words of a NULL-terminated line. */
static int parse(struct arguments *arguments, struct error *error, const char *const *line) {
    const char *argv[LINE_MOST] = {"outcry"};
    int argc = 1;
    for (; line[argc - 1]; argc++) {
        argv[argc] = line[argc - 1];
    }
    *error = (struct error){0};
    return arguments_parse(arguments, argc, argv, error);
}
#define PARSE(...) parse(&arguments, &error, (const char *const[]){__VA_ARGS__, NULL})

Test(arguments, options_may_stand_anywhere_and_be_written_both_ways) {
    struct arguments arguments;
    struct error error;
    cr_assert_eq(PARSE("--json", "candles", "--last=5", "BTC-USD", "--tf", "1h"), 0, "%s",
                 error.sentence);
    cr_expect_str_eq(arguments.word->name, "candles");
    cr_expect_eq(arguments.operand_count, 1);
    cr_expect_str_eq(arguments.operands[0], "BTC-USD");
    cr_expect_str_eq(arguments.values[OPTION_LAST], "5");
    cr_expect_str_eq(arguments.values[OPTION_TF], "1h");
    cr_expect(arguments_has(&arguments, OPTION_JSON));
}

Test(arguments, without_a_word_the_game_opens) {
    struct arguments arguments;
    struct error error;
    cr_assert_eq(parse(&arguments, &error, (const char *const[]){NULL}), 0);
    cr_expect_str_eq(arguments.word->name, "play");
    cr_expect_not(arguments.word_given);
    cr_assert_eq(PARSE("--profile", "new"), 0, "a value is not a word: %s", error.sentence);
    cr_expect_str_eq(arguments.word->name, "play");
}

Test(arguments, two_dashes_end_the_options) {
    struct arguments arguments;
    struct error error;
    cr_assert_eq(PARSE("delete-profile", "--", "--json"), 0, "%s", error.sentence);
    cr_expect_str_eq(arguments.operands[0], "--json");
    cr_expect_not(arguments_has(&arguments, OPTION_JSON));
}

Test(arguments, one_name_is_two_options_by_its_word) {
    struct arguments arguments;
    struct error error;
    cr_assert_eq(PARSE("amend", "3", "--size", "2"), 0, "%s", error.sentence);
    cr_expect_str_eq(arguments.values[OPTION_NEW_SIZE], "2");
    cr_assert_eq(PARSE("--script", "q", "--size", "80x24"), 0, "%s", error.sentence);
    cr_expect_str_eq(arguments.values[OPTION_SIZE], "80x24");
    cr_expect_null(arguments.values[OPTION_NEW_SIZE]);
}

Test(arguments, what_is_wrong_is_named_with_what_would_be_right) {
    static const struct {
        const char *line[6];
        const char *says;
    } cases[] = {
        {{"buuy"}, "did you mean buy?"},
        {{"quests"}, "There is no word quests; see: outcry --help"},
        {{"status", "--jsn"}, "did you mean --json?"},
        {{"watch", "--tf", "5m"}, "outcry watch takes no --tf."},
        {{"buy"}, "outcry buy needs SYMBOL SIZE. For example: outcry buy"},
        {{"import"}, "outcry import needs FILE[=SYMBOL]... For example:"},
        {{"status", "now"}, "outcry status takes nothing like now."},
        {{"close", "KEST", "now"}, "now is one too many."},
        {{"candles", "KEST", "--tf"}, "--tf needs a value: --tf FRAME."},
        {{"status", "--json=yes"}, "--json takes no value."},
        {{"status", "--db", "a", "--db", "b"}, "--db is given twice."},
        {{"buy", "KEST", "-5"}, "-5 is below zero. A size is above zero"},
        {{"buy", "KEST", "-.5"}, "A size is above zero"},
        {{"status", "-5"}, "There is no option -5"},
        {{"buy", "KEST", "-x"}, "There is no option -x"},
        {{"watch", "--theme", "nosuch"}, "--theme must be dark, light, "},
        {{"watch", "--theme", ""}, "colour-blind or mono."},
        {{"watch", "--glyphs", "huge"}, "--glyphs must be ascii, box or full."},
        {{"status", "---json"}, "There is no option ---json"},
        {{"a\033[2Jb"}, "There is no word a[2Jb"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct arguments arguments;
        struct error error;
        cr_expect_eq(parse(&arguments, &error, cases[i].line), ERROR_USAGE);
        cr_expect(strstr(error.sentence, cases[i].says), "%s\nshould say: %s", error.sentence,
                  cases[i].says);
    }
}

Test(arguments, any_number_and_length_of_arguments_is_taken_or_refused) {
    static char longest[100000];
    memset(longest, 'x', sizeof longest - 1);
    struct arguments arguments;
    struct error error;
    cr_expect_eq(PARSE(longest), ERROR_USAGE);
    cr_expect_eq(PARSE("status", "--profile", longest), 0);
    memcpy(longest, "--", 2);
    cr_expect_eq(PARSE("status", longest), ERROR_USAGE);
    longest[50] = '=';
    cr_expect_eq(PARSE("status", longest), ERROR_USAGE);

    const char *line[LINE_MOST] = {"import"};
    for (int i = 1; i <= OPERANDS_MAX + 1; i++) {
        line[i] = "file.csv";
    }
    cr_expect_eq(parse(&arguments, &error, line), ERROR_USAGE);
    line[OPERANDS_MAX + 1] = NULL;
    cr_expect_eq(parse(&arguments, &error, line), 0);
    cr_expect_eq(arguments.operand_count, OPERANDS_MAX);
}

Test(arguments, options_set_the_fields_of_a_command) {
    struct arguments arguments;
    struct error error;
    struct order_place order = {.type = ORDER_LIMIT};
    cr_assert_eq(PARSE("buy", "KEST", "1", "--price", "41.5", "--tif", "gtc"), 0);
    cr_assert_eq(arguments_fill(&arguments, COMMAND_ORDER_PLACE, &order, &error), 0);
    cr_expect_eq(order.price, 4150000000);
    cr_expect_eq(order.tif, TIF_GTC);
    cr_assert_eq(PARSE("buy", "KEST", "1", "--post-only", "--oco=7", "--self-trade", "oldest"), 0);
    cr_assert_eq(arguments_fill(&arguments, COMMAND_ORDER_PLACE, &order, &error), 0);
    cr_expect(order.post_only, "a flag is a yes");
    cr_expect_not(order.reduce_only);
    cr_expect_eq(order.oco, 7);
    cr_expect_eq(order.self_trade, ORDER_SELF_OLDEST);
    cr_assert_eq(PARSE("new", "--history", "0"), 0);
    struct chapter_open chapter = {0};
    cr_expect_eq(arguments_fill(&arguments, COMMAND_CHAPTER_OPEN, &chapter, &error), ERROR_USAGE);
    cr_expect(strstr(error.sentence, "--history must be between 1 and 365. For example:"), "%s",
              error.sentence);
    cr_assert_eq(PARSE("buy", "KEST", "1", "--price", "99999999999999999999"), 0);
    cr_expect_eq(arguments_fill(&arguments, COMMAND_ORDER_PLACE, &order, &error), ERROR_USAGE);
    cr_expect_eq(order.price, 4150000000, "a refused value changes nothing");
}

Test(arguments, counts_stay_within_their_limits) {
    static const char *const bad[] = {"0", "21", "-1", "", "1e3", "18446744073709551617"};
    struct arguments arguments;
    struct error error;
    uint32_t count = 7;
    cr_assert_eq(PARSE("book", "KEST", "--levels", "20"), 0);
    cr_expect_eq(arguments_count(&arguments, OPTION_LEVELS, 1, 20, 10, &count, &error), 0);
    cr_expect_eq(count, 20);
    cr_expect_eq(arguments_count(&arguments, OPTION_LAST, 1, 20, 10, &count, &error), 0);
    cr_expect_eq(count, 10, "otherwise");
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        arguments.values[OPTION_LEVELS] = bad[i];
        cr_expect_eq(arguments_count(&arguments, OPTION_LEVELS, 1, 20, 10, &count, &error),
                     ERROR_USAGE, "%s", bad[i]);
    }
}

Test(arguments, near_is_a_few_letters_away) {
    const char *best = NULL;
    cr_expect_eq(nearest_distance("kitten", "sitting"), 3);
    cr_expect_eq(nearest_distance("BUY", "buy"), 0);
    cr_expect_eq(nearest_distance("stauts", "status"), 1, "two neighbours swapped");
    nearest_try("BTCUSD", "ETH-USD", &best);
    cr_expect_null(best);
    nearest_try("BTCUSD", "BTC-USD", &best);
    cr_expect_str_eq(best, "BTC-USD");
    best = NULL;
    nearest_try("help", "sell", &best);
    cr_expect_null(best);
}
