#include "content/checks.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

#define DAYS_A_YEAR 365
#define MONTHS      12

/* ---- Money over time ------------------------------------------------------------------------- */

static double run_compound(const double *n) {
    return n[0] * pow(1 + n[1], n[2]);
}

static double run_simple(const double *n) {
    return n[0] * (1 + n[1] * n[2]);
}

static double run_rule72(const double *n) {
    return 72 / n[0];
}

static double run_real(const double *n) {
    return ((1 + n[0]) / (1 + n[1]) - 1) * 100;
}

static double run_bondprice(const double *n) {
    double price = n[0] / pow(1 + n[3], n[2]);
    for (int year = 1; year <= (int)n[2]; year++)
        price += n[0] * n[1] / pow(1 + n[3], year);
    return price;
}

static double run_annuity(const double *n) {
    double rate = n[1] / MONTHS;
    return rate > 0 ? n[0] * rate / (1 - pow(1 + rate, -n[2])) : n[0] / n[2];
}

static double run_dcf(const double *n) {
    double value = 0;
    for (int year = 1; year <= (int)n[3]; year++)
        value += n[0] * pow((1 + n[1]) / (1 + n[2]), year);
    return value;
}

static double run_funding(const double *n) {
    return n[0] * n[1];
}

static double run_swap(const double *n) {
    return n[0] * n[1] * n[2] / DAYS_A_YEAR;
}

/* ---- Risk ------------------------------------------------------------------------------------ */

static double run_recovery(const double *n) {
    return n[0] / (1 - n[0]) * 100;
}

static double run_size(const double *n) {
    return n[0] * n[1] / fabs(n[2] - n[3]);
}

static double run_riskmoney(const double *n) {
    return n[0] * fabs(n[1] - n[2]);
}

static double run_expectancy(const double *n) {
    return n[0] * n[1] - (1 - n[0]) * n[2];
}

static double run_kelly(const double *n) {
    return n[0] - (1 - n[0]) / n[1];
}

static double run_return(const double *n) {
    return (n[1] / n[0] - 1) * 100;
}

static double run_drawdown(const double *n) {
    return (n[0] - n[1]) / n[0] * 100;
}

static double run_portfoliovol(const double *n) {
    double one = n[0] * n[1], two = n[2] * n[3];
    return sqrt(one * one + two * two + 2 * one * two * n[4]);
}

static double run_sharpe(const double *n) {
    return n[0] / n[1] * sqrt(n[2]);
}

static double run_stderr(const double *n) {
    return n[0] / sqrt(n[1]);
}

static double run_breakeven(const double *n) {
    return (n[0] + (n[1] + n[2]) / n[3]) * 100;
}

static double run_equitylevel(const double *n) {
    return n[0] / n[1] * 100;
}

/* The price at which the equity of a long that took all of it, entry / leverage, is `level` of the
 * margin it uses: value / leverage at that price. */
static double price_at_level(double entry, double leverage, double level) {
    return entry * (1 - 1 / leverage) / (1 - level / leverage);
}

static double run_callprice(const double *n) {
    return price_at_level(n[0], n[1], 1);
}

static double run_liqprice(const double *n) {
    return price_at_level(n[0], n[1], 0.5);
}

static double run_turnover(const double *n) {
    return (n[0] + n[1]) / 2 / n[2];
}

/* ---- Shares and options ---------------------------------------------------------------------- */

static double run_splitprice(const double *n) {
    return n[0] * n[2] / n[1];
}

static double run_payoff_call(const double *n) {
    return fmax(n[0] - n[1], 0) - n[2];
}

static double run_payoff_put(const double *n) {
    return fmax(n[1] - n[0], 0) - n[2];
}

/* ---- Arithmetic ------------------------------------------------------------------------------ */

static double run_sum(const double *n) {
    double sum = 0;
    for (int i = 0; i < CHECK_ARGUMENTS_MAX && !isnan(n[i]); i++)
        sum += n[i];
    return sum;
}

static double run_product(const double *n) {
    double product = 1;
    for (int i = 0; i < CHECK_ARGUMENTS_MAX && !isnan(n[i]); i++)
        product *= n[i];
    return product;
}

static double run_difference(const double *n) {
    return n[0] - n[1];
}

static double run_ratio(const double *n) {
    return n[0] / n[1];
}

static double run_percent(const double *n) {
    return n[0] / n[1] * 100;
}

/* ---- Fees and taxes: in cents, rounded up, as the game does ---------------------------------- */

/* Exact decimals of the argument; false: it is none. */
static bool fixed(const struct check *check, int at, fix8_t *value) {
    return fix8_parse(check->words[at], strlen(check->words[at]), value);
}

static bool to_cents_up(fix8_t value, double *out) {
    fix8_t cents;
    if (!fix8_round_to(value, FIX8_CENT, FIX8_UP, &cents))
        return false;
    *out = fix8_double(cents);
    return true;
}

struct order_class {
    const char *word;
    enum asset_class class;
    const char *symbol; /* whose contract rate holds */
};

static const struct order_class order_classes[] = {
    {"stock", CLASS_STOCK, ""},
    {"fund", CLASS_FUND, ""},
    {"crypto", CLASS_CRYPTO, ""},
    {"future", CLASS_FUTURES, "SPX-FUT"},
    {"SPX-FUT", CLASS_FUTURES, "SPX-FUT"},
    {"BTC-FUT", CLASS_FUTURES, "BTC-FUT"},
};

/* Brokers of GAME.md section 8 beside the default one: a flat fee up to each bound, then a rate. */
static const struct fee_tiers {
    const char *word;
    struct {
        double up_to, fee;
    } tiers[4];
    double rate;      /* of the value, above the tiers */
    double block;     /* Belgian: each started block above the last tier... */
    double block_fee; /* ...adds this */
    double spx, btc;  /* a contract */
} fee_tiers[] = {
    {.word = "full", .tiers = {{2500, 15}, {10000, 25}}, .rate = 0.003},
    {.word = "belgian",
     .tiers = {{250, 2.5}, {1000, 5}, {2500, 7.5}, {70000, 15}},
     .block = 70000,
     .block_fee = 15},
    {.word = "crypto_maker", .rate = 0.001, .spx = 0},
    {.word = "crypto_taker", .rate = 0.002, .spx = 0},
    {.word = "futures", .spx = 1.25, .btc = 0.25},
};

static double tier_fee(const struct fee_tiers *row, double value, double size, const char *symbol) {
    if (*symbol != '\0' && row->spx > 0)
        return size * (strcmp(symbol, "SPX-FUT") == 0 ? row->spx : row->btc);
    double last = 0, fee = 0;
    for (size_t i = 0; i < ARRAY_LEN(row->tiers) && row->tiers[i].up_to > 0; i++) {
        last = row->tiers[i].up_to;
        fee = row->tiers[i].fee;
        if (value <= last)
            return fee;
    }
    if (row->block > 0)
        return fee + ceil((value - last) / row->block) * row->block_fee;
    return value * row->rate;
}

static bool game_fee(const struct check *check, const struct order_class *class, fix8_t value,
                     fix8_t size, double *out) {
    for (uint32_t i = 0; i < check->brokers->count; i++) {
        const struct broker_profile *profile = &check->brokers->rows[i];
        if (strcmp(profile->word, check->words[0]) != 0 || !profile->rules[class->class].trades)
            continue;
        struct instrument row = {.class = (uint8_t) class->class};
        text_format(row.symbol, sizeof row.symbol, "%s", class->symbol);
        *out = fix8_double(fees_due(profile, &row, value, size));
        return true;
    }
    return false;
}

static bool run_fee(const struct check *check, double *out) {
    const struct order_class *class = NULL;
    for (size_t i = 0; i < ARRAY_LEN(order_classes); i++)
        if (strcmp(order_classes[i].word, check->words[1]) == 0)
            class = &order_classes[i];
    fix8_t price, size, value;
    if (class == NULL || !fixed(check, 2, &price) || !fixed(check, 3, &size) ||
        !fix8_mul(price, size, FIX8_HALF_EVEN, &value))
        return false;
    if (game_fee(check, class, value, size, out))
        return true;
    for (size_t i = 0; i < ARRAY_LEN(fee_tiers); i++) {
        if (strcmp(fee_tiers[i].word, check->words[0]) != 0)
            continue;
        double fee = tier_fee(&fee_tiers[i], fix8_double(value), fix8_double(size), class->symbol);
        return to_cents_up((fix8_t)llround(fee * 1e8), out);
    }
    return false;
}

/* The Belgian tax on stock exchange transactions: a rate with a cap an order. */
static bool run_tob(const struct check *check, double *out) {
    static const struct {
        const char *word;
        fix8_t rate, cap;
    } rows[] = {{"fund", FIX8_ONE * 12 / 10000, 1300 * FIX8_ONE},
                {"stock", FIX8_ONE * 35 / 10000, 1600 * FIX8_ONE},
                {"accumulating", FIX8_ONE * 132 / 10000, 4000 * FIX8_ONE}};
    fix8_t value, tax;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        if (strcmp(rows[i].word, check->words[0]) == 0 && fixed(check, 1, &value) &&
            fix8_mul(value, rows[i].rate, FIX8_UP, &tax))
            return to_cents_up(tax < rows[i].cap ? tax : rows[i].cap, out);
    return false;
}

/* ---- The table ------------------------------------------------------------------------------- */

static const struct check_row {
    const char *function;
    int least, most; /* arguments */
    double (*run)(const double *numbers);
    bool (*run_words)(const struct check *, double *value); /* those that take words */
    bool floored; /* the result is cut to the digits given, not rounded: a size */
} rows[] = {
    {"compound", 3, 3, run_compound, NULL, false},
    {"simple", 3, 3, run_simple, NULL, false},
    {"rule72", 1, 1, run_rule72, NULL, false},
    {"real", 2, 2, run_real, NULL, false},
    {"recovery", 1, 1, run_recovery, NULL, false},
    {"size", 4, 4, run_size, NULL, true},
    {"riskmoney", 3, 3, run_riskmoney, NULL, false},
    {"expectancy", 3, 3, run_expectancy, NULL, false},
    {"rmultiple", 2, 2, run_ratio, NULL, false},
    {"kelly", 2, 2, run_kelly, NULL, false},
    {"bondprice", 4, 4, run_bondprice, NULL, false},
    {"fee", 4, 4, NULL, run_fee, false},
    {"tob", 2, 2, NULL, run_tob, false},
    {"breakeven", 4, 4, run_breakeven, NULL, false},
    {"equitylevel", 2, 2, run_equitylevel, NULL, false},
    {"callprice", 2, 2, run_callprice, NULL, false},
    {"liqprice", 2, 2, run_liqprice, NULL, false},
    {"return", 2, 2, run_return, NULL, false},
    {"drawdown", 2, 2, run_drawdown, NULL, false},
    {"portfoliovol", 5, 5, run_portfoliovol, NULL, false},
    {"pe", 2, 2, run_ratio, NULL, false},
    {"yield", 2, 2, run_percent, NULL, false},
    {"annuity", 3, 3, run_annuity, NULL, false},
    {"splitprice", 3, 3, run_splitprice, NULL, false},
    {"funding", 2, 2, run_funding, NULL, false},
    {"swap", 3, 3, run_swap, NULL, false},
    {"turnover", 3, 3, run_turnover, NULL, false},
    {"sharpe", 3, 3, run_sharpe, NULL, false},
    {"stderr", 2, 2, run_stderr, NULL, false},
    {"dcf", 4, 4, run_dcf, NULL, false},
    {"payoff_call", 3, 3, run_payoff_call, NULL, false},
    {"payoff_put", 3, 3, run_payoff_put, NULL, false},
    {"sum", 2, CHECK_ARGUMENTS_MAX, run_sum, NULL, false},
    {"product", 2, CHECK_ARGUMENTS_MAX, run_product, NULL, false},
    {"ratio", 2, 2, run_ratio, NULL, false},
    {"percent", 2, 2, run_percent, NULL, false},
    {"difference", 2, 2, run_difference, NULL, false},
};

static const struct check_row *row_of(const char *function) {
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        if (strcmp(rows[i].function, function) == 0)
            return &rows[i];
    return NULL;
}

/* ---- Reading and comparing ------------------------------------------------------------------- */

static double decimal(const char *word) {
    fix8_t value;
    bool fits = fix8_parse(word, strlen(word), &value);
    char *end;
    double number = strtod(word, &end);
    bool plain = strspn(word, "+-.0123456789") == strlen(word) && *end == '\0' && end != word;
    return fits ? fix8_double(value) : plain ? number : (double)NAN;
}

bool check_read(struct check *check, const struct broker_table *brokers, const char *text,
                size_t length, char reason[CHECK_REASON_MAX]) {
    *check = (struct check){.brokers = brokers};
    for (int i = 0; i < CHECK_ARGUMENTS_MAX; i++)
        check->numbers[i] = (double)NAN;
    if (length >= sizeof check->text) {
        text_format(reason, CHECK_REASON_MAX, "the check is too long");
        return false;
    }
    memcpy(check->text, text, length);
    char *equals = strchr(check->text, '=');
    if (equals != NULL) {
        *equals = '\0';
        check->result = equals + 1 + strspn(equals + 1, " ");
    }
    char *rest = check->text;
    for (char *word; (word = strsep(&rest, " ")) != NULL;) {
        if (*word == '\0')
            continue;
        if (check->function == NULL) {
            check->function = word;
        } else if (check->count < CHECK_ARGUMENTS_MAX) {
            check->numbers[check->count] = decimal(word);
            check->words[check->count++] = word;
        }
    }
    if (check->function == NULL)
        text_format(reason, CHECK_REASON_MAX, "the check names no function");
    return check->function != NULL;
}

bool check_value(const struct check *check, double *value, char reason[CHECK_REASON_MAX]) {
    const struct check_row *row = row_of(check->function);
    bool numbers = row != NULL && row->run != NULL;
    for (int i = 0; numbers && i < check->count; i++)
        numbers = !isnan(check->numbers[i]);
    if (row == NULL) {
        text_format(reason, CHECK_REASON_MAX, "there is no function \"%s\"", check->function);
        return false;
    }
    if (check->count < row->least || check->count > row->most || (row->run != NULL && !numbers)) {
        text_format(reason, CHECK_REASON_MAX, "%s takes %d plain numbers or words, not these",
                    check->function, row->least);
        return false;
    }
    bool done = true;
    if (row->run != NULL)
        *value = row->run(check->numbers);
    else
        done = row->run_words(check, value);
    if (!done || !isfinite(*value)) {
        text_format(reason, CHECK_REASON_MAX, "%s has no result for these arguments",
                    check->function);
        return false;
    }
    return true;
}

/* The number without its commas; false when it is none or its commas are not between thousands. */
static bool plain_number(const char *text, char *digits, size_t size, int *decimals) {
    size_t length = 0;
    for (const char *at = text; *at != '\0' && length + 1 < size; at++)
        if (*at != ',')
            digits[length++] = *at;
    digits[length] = '\0';
    const char *point = strchr(digits, '.');
    *decimals = point != NULL ? (int)strlen(point + 1) : 0;
    fix8_t value;
    char again[FIX8_TEXT_MAX];
    if (*decimals > 8 || !fix8_parse(digits, length, &value))
        return false;
    fix8_format(value, *decimals, true, again, sizeof again);
    return strcmp(again, text) == 0;
}

bool check_holds(const struct check *check, char reason[CHECK_REASON_MAX]) {
    double value;
    char digits[FIX8_TEXT_MAX];
    int decimals;
    if (!check_value(check, &value, reason))
        return false;
    if (check->result == NULL || !plain_number(check->result, digits, sizeof digits, &decimals)) {
        text_format(reason, CHECK_REASON_MAX,
                    "the result must be a number as it stands in the text, like 1,628.89; it is "
                    "%.8g",
                    value);
        return false;
    }
    double written = strtod(digits, NULL);
    double unit = pow(10, -decimals);
    double slack = 1e-9 * fmax(1, fabs(value));
    bool holds = fabs(value - written) <= unit / 2 + slack;
    const struct check_row *row = row_of(check->function);
    if (row != NULL && row->floored)
        holds = written <= value + slack && value < written + unit - slack;
    if (!holds)
        text_format(reason, CHECK_REASON_MAX, "%s comes to %.10g, not %s", check->function, value,
                    check->result);
    return holds;
}

static bool is_digit(char letter) {
    return letter >= '0' && letter <= '9';
}

bool check_stands_in(const char *number, const char *text, size_t length) {
    size_t size = strlen(number);
    for (size_t i = 0; size > 0 && i + size <= length; i++) {
        if (memcmp(text + i, number, size) != 0)
            continue;
        const char *after = text + i + size;
        size_t left = length - i - size;
        bool longer_after = left > 0 && (is_digit(*after) || (left > 1 && is_digit(after[1]) &&
                                                              (*after == '.' || *after == ',')));
        bool longer_before =
            i > 0 && (is_digit(text[i - 1]) || (i > 1 && is_digit(text[i - 2]) &&
                                                (text[i - 1] == '.' || text[i - 1] == ',')));
        if (!longer_after && !longer_before)
            return true;
    }
    return *number == '-' && check_stands_in(number + 1, text, length);
}
