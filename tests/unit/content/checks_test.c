#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "base/pack.h"
#include "content/checks.h"
#include "content/reading.h"

static void load_brokers(struct broker_table *brokers) {
    const struct pack_file *file = pack_find(&pack_embedded, "data/brokers.json");
    cr_assert_eq(brokers_load(brokers, file->bytes, file->length, NULL), 0);
}

static bool holds(const struct broker_table *brokers, const char *text, char *reason) {
    struct check check;
    return check_read(&check, brokers, text, strlen(text), reason) && check_holds(&check, reason);
}

Test(checks, every_function_gives_what_is_worked_out_by_hand) {
    static const char *const rows[] = {
        "compound 1000 0.05 10 = 1,628.89",
        "simple 1000 0.05 10 = 1,500.00",
        "rule72 6 = 12",
        "real 0.05 0.03 = 1.94",
        "recovery 0.5 = 100",
        "size 100000 0.01 52.40 49.90 = 400",
        "size 10000 0.01 41.20 39.70 = 66.66", /* cut, not rounded */
        "riskmoney 20 56.75 59.25 = 50.00",
        "expectancy 0.4 2.5 1 = 0.4",
        "rmultiple -75 50 = -1.5",
        "kelly 0.5 1.9 = 0.24",
        "bondprice 100 0.03 10 0.04 = 91.89",
        "fee discount stock 41.20 60 = 1.24",
        "fee discount stock 41.20 10 = 1.00",
        "fee discount future 4500 2 = 5.00",
        "fee full stock 41.20 5 = 15.00",
        "fee full fund 100 800 = 240.00",
        "fee belgian fund 100 25 = 7.50",
        "fee belgian fund 100 701 = 30.00",
        "fee belgian fund 100 1401 = 45.00",
        "fee crypto_maker crypto 49995 0.04 = 2.00",
        "fee crypto_taker crypto 50005 0.04 = 4.01",
        "fee futures BTC-FUT 50500 4 = 1.00",
        "tob stock 1344 = 4.71",
        "tob fund 1500000 = 1,300.00",
        "tob accumulating 1000 = 13.20",
        "breakeven 0.001 6.25 6.25 2500 = 0.60",
        "equitylevel 450 1000 = 45",
        "callprice 100 5 = 100",
        "liqprice 100 5 = 88.89",
        "return 396 99 = -75",
        "drawdown 12500 10000 = 20",
        "portfoliovol 0.5 0.2 0.5 0.2 0 = 0.1414",
        "pe 50 2.5 = 20.0",
        "yield 1.20 41.20 = 2.91",
        "annuity 1000 0.09 12 = 87.45",
        "annuity 1200 0 12 = 100",
        "splitprice 396 4 1 = 99.00",
        "funding 5050 0.0003 = 1.515",
        "swap 1135 0.08 30 = 7.46",
        "turnover 6000 4000 10000 = 0.5",
        "sharpe 0.001 0.02 252 = 0.79",
        "stderr 2 16 = 0.5",
        "dcf 100 0 0.1 2 = 173.55",
        "payoff_call 55 50 2 = 3",
        "payoff_put 55 50 2 = -2",
        "sum 900 400 450 250 = 2,000",
        "product -2 3 0.5 = -3",
        "ratio 1 3 = 0.33",
        "percent 900 1000 = 90",
    };
    struct broker_table brokers;
    load_brokers(&brokers);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char reason[CHECK_REASON_MAX] = "";
        cr_assert(holds(&brokers, rows[i], reason), "%s: %s", rows[i], reason);
    }
}

Test(checks, a_wrong_or_malformed_one_says_why) {
    static const struct {
        const char *text, *reason;
    } rows[] = {
        {"", "names no function"},
        {"compoundd 1 2 3 = 4", "no function \"compoundd\""},
        {"compound 1000 0.05 = 1", "takes 3"},
        {"compound 1000 5% 10 = 1", "plain numbers"},
        {"difference 1 1,000 = -999", "plain numbers"},
        {"ratio 1 0 = 1", "no result"},
        {"fee nobody stock 1 1 = 1", "no result"},
        {"fee discount stocks 1 1 = 1", "no result"},
        {"compound 1000 0.05 10 = 1628.89", "as it stands in the text"},
        {"compound 1000 0.05 10", "1628.8946"},
        {"compound 1000 0.05 10 = 1,628.90", "comes to 1628.89"},
        {"size 10000 0.01 41.20 39.70 = 66.67", "comes to 66.66"},
    };
    struct broker_table brokers;
    load_brokers(&brokers);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char reason[CHECK_REASON_MAX] = "";
        cr_assert(!holds(&brokers, rows[i].text, reason), "%s", rows[i].text);
        cr_assert_not_null(strstr(reason, rows[i].reason), "%s: %s", rows[i].text, reason);
    }
}

Test(checks, a_number_is_found_only_where_it_stands_on_its_own) {
    static const struct {
        const char *number, *text;
        bool found;
    } rows[] = {
        {"90", "That is 90 %.", true},     {"90", "It is 90.", true},
        {"90", "It is 190 or 900", false}, {"90", "It is 90.5", false},
        {"90", "It is 1,90", false},       {"600", "1,600 and 600", true},
        {"6,000", "(6,000)", true},        {"000", "6,000", false},
        {"-0.97", "lost 0.97 %", true},    {"0.97", "0.97", true},
        {"", "anything", false},           {"5", "", false},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        cr_assert_eq(check_stands_in(rows[i].number, rows[i].text, strlen(rows[i].text)),
                     rows[i].found, "row %zu", i);
}

Test(reading, syllables_and_grade_are_those_of_the_formula) {
    static const struct {
        const char *word;
        unsigned syllables;
    } rows[] = {{"price", 1},  {"table", 2},  {"traded", 2}, {"closed", 1}, {"prices", 2},
                {"trades", 1}, {"a", 1},      {"money", 2},  {"market", 2}, {"volatility", 5},
                {"the", 1},    {"banana", 3}, {"order", 2}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        cr_assert_eq(reading_syllables(rows[i].word, strlen(rows[i].word)), rows[i].syllables, "%s",
                     rows[i].word);
    static const char text[] = "You buy at the ask. You sell at 12.50! Why";
    struct reading_counts counts = {0};
    reading_add(&counts, text, strlen(text));
    cr_assert(counts.words == 9 && counts.sentences == 3 && counts.syllables == 9);
    cr_assert_lt(fabs(reading_grade(&counts) - (0.39 * 3 + 11.8 - 15.59)), 1e-9);
    cr_assert_eq((int)reading_grade(&(struct reading_counts){0}), 0);
}
