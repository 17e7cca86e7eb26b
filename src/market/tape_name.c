#include "market/tape_name.h"

#include <assert.h>
#include <string.h>

#include "base/gametime.h"
#include "base/mem.h"
#include "base/text.h"
#include "market/tape_date.h"
#include "market/tape_notice.h"

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool is_letter(char c) {
    return (c | 32) >= 'a' && (c | 32) <= 'z';
}

bool tape_symbol_make(const char *text, size_t length, char symbol[SYMBOL_MAX]) {
    size_t used = 0;
    for (size_t i = 0; i < length && used < SYMBOL_MAX - 1; i++) {
        char c = text[i];
        if (c >= 'a' && c <= 'z')
            c = (char)(c - 32);
        if (is_letter(c) || is_digit(c) || c == '.' || c == '-')
            symbol[used++] = c;
    }
    symbol[used] = '\0';
    return used > 0;
}

/* Minutes as bar lengths are usually named; a year such as 2020 is none of them. */
static int64_t minutes_ms(const char *text, size_t length) {
    static const int usual[] = {1, 2, 3, 5, 10, 15, 20, 30, 60, 120, 240, 720, 1440, 10080, 21600};
    int minutes = 0;
    if (length == 0 || length > 5)
        return 0;
    for (size_t i = 0; i < length; i++) {
        if (!is_digit(text[i]))
            return 0;
        minutes = minutes * 10 + (text[i] - '0');
    }
    for (size_t i = 0; i < ARRAY_LEN(usual); i++)
        if (minutes == usual[i])
            return minutes * MINUTE_MS;
    return 0;
}

int64_t tape_period_ms(const char *text, size_t length) {
    if (length != 1 || is_digit(*text))
        return minutes_ms(text, length);
    switch (*text) {
    case 'D':
        return DAY_MS;
    case 'W':
        return WEEK_MS;
    case 'M':
        return TAPE_MONTH_MS;
    default:
        return 0;
    }
}

/* Words that name a source or a form and no instrument. */
static bool is_source(const char *word) {
    static const char *const sources[] = {"DAT",      "ASCII",  "MT",     "HISTDATA", "BINANCE",
                                          "COINBASE", "KRAKEN", "GEMINI", "BITSTAMP", "BITFINEX"};
    for (size_t i = 0; i < ARRAY_LEN(sources); i++)
        if (text_compare_fold(word, sources[i]) == 0)
            return true;
    return false;
}

/* The symbol in a word: up to a dash before a digit ("BTCUSDT-1m-2024-01"). */
static bool word_symbol(const char *word, size_t length, char symbol[SYMBOL_MAX]) {
    size_t letters = 0, end = 0;
    while (end < length && !(word[end] == '-' && end + 1 < length && is_digit(word[end + 1])))
        letters += is_letter(word[end++]);
    return letters > 0 && tape_symbol_make(word, end, symbol) && !is_source(symbol);
}

static void read_word(struct tape_name *name, const char *word, size_t length, bool last) {
    int64_t ms = 0;
    if (name->symbol[0] == '\0' && !word_symbol(word, length, name->symbol))
        name->symbol[0] = '\0';
    if (!name->has_day && length == 8 && date_read(word, length, &ms) == DATE_COMPACT) {
        name->has_day = true;
        name->day_ms = ms;
    }
    if (last && name->symbol[0] != '\0')
        name->bar_hint_ms = minutes_ms(word, length);
}

struct tape_name tape_name_read(const char *file_name) {
    struct tape_name name = {.symbol = ""};
    const char *slash = strrchr(file_name, '/');
    const char *at = slash ? slash + 1 : file_name;
    const char *dot = strrchr(at, '.'), *end = dot ? dot : at + strlen(at);
    while (at < end) {
        size_t length = strcspn(at, "_ .");
        if (length > (size_t)(end - at))
            length = (size_t)(end - at);
        read_word(&name, at, length, at + length == end);
        at += length < (size_t)(end - at) ? length + 1 : length;
    }
    if (name.symbol[0] == '\0')
        memcpy(name.symbol, "TAPE", sizeof "TAPE");
    assert(name.symbol[0] != '\0');
    return name;
}
