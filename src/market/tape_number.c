#include "market/tape_number.h"

#include <assert.h>
#include <string.h>

#include "base/mem.h"

#define PLACES       8 /* decimals of `value`, and again of `rest` */
#define DIGITS_MAX   18
#define EXPONENT_MAX 20

__extension__ typedef __int128 wide;

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* `text` equals the lower-case `word`, whatever its case. */
static bool is_word(const char *text, size_t length, const char *word) {
    for (size_t i = 0; i < length; i++) {
        char c = text[i] >= 'A' && text[i] <= 'Z' ? (char)(text[i] + 32) : text[i];
        if (word[i] == '\0' || c != word[i])
            return false;
    }
    return word[length] == '\0';
}

static bool means_nothing(const char *text, size_t length) {
    static const char *const words[] = {"",   "null", "nan", "none", "nil", "n/a",
                                        "na", "#n/a", "-",   "--",   "."};
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (is_word(text, length, words[i]))
            return true;
    return false;
}

/* 10^power in the sixteen decimal places of a wide product, for 0 <= power <= EXPONENT_MAX. */
static wide power_of_ten(int power) {
    wide result = 1;
    assert(power >= 0 && power <= EXPONENT_MAX);
    while (power-- > 0)
        result *= 10;
    return result;
}

/* Moves the point of `out` by `power` places; false when the result is too large. */
static bool shift(struct decimal *out, int power) {
    const wide unit = FIX8_ONE;
    wide places = (wide)out->value * unit + out->rest;
    if (power < -EXPONENT_MAX)
        places = 0;
    else if (power < 0)
        places /= power_of_ten(-power);
    else if (power > EXPONENT_MAX)
        return false;
    else if (places > (wide)FIX8_MAX * unit / power_of_ten(power))
        return false;
    else
        places *= power_of_ten(power);
    out->value = (fix8_t)(places / unit);
    out->rest = (uint32_t)(places % unit);
    return true;
}

/* The exponent "e-05" or the suffix "K" that ends a number; false when it is neither. */
static bool read_tail(const char *at, const char *end, int *power) {
    static const struct {
        char letter;
        int power;
    } suffixes[] = {{'k', 3}, {'m', 6}, {'b', 9}, {'t', 12}};
    char letter = (char)(*at | 32);
    if (end - at == 1) {
        for (size_t i = 0; i < ARRAY_LEN(suffixes); i++)
            if (letter == suffixes[i].letter) {
                *power = suffixes[i].power;
                return true;
            }
        return false;
    }
    if (letter != 'e')
        return false;
    at++;
    bool negative = *at == '-';
    if (*at == '-' || *at == '+')
        at++;
    int value = 0;
    if (at == end)
        return false;
    for (; at < end; at++) {
        if (!is_digit(*at))
            return false;
        value = value > EXPONENT_MAX ? value : value * 10 + (*at - '0');
    }
    *power = negative ? -value : value;
    return true;
}

/* Digits before the point, groups of three allowed. Returns where they end, NULL for too many. */
static const char *read_whole(const char *at, const char *end, char group, uint64_t *whole) {
    const char *first = at;
    int digits = 0;
    for (; at < end; at++) {
        if (is_digit(*at)) {
            if (++digits > DIGITS_MAX)
                return NULL;
            *whole = *whole * 10 + (uint64_t)(*at - '0');
        } else if (*at != group || at == first || end - at < 4 || !is_digit(at[1]) ||
                   !is_digit(at[2]) || !is_digit(at[3]) || (end - at > 4 && is_digit(at[4])))
            break;
    }
    return at;
}

/* Digits after the point: eight into `near`, eight into `far`, more are dropped. */
static const char *read_places(const char *at, const char *end, uint32_t *near, uint32_t *far) {
    int digits = 0;
    for (; at < end && is_digit(*at); at++, digits++) {
        uint32_t digit = (uint32_t)(*at - '0');
        if (digits < PLACES)
            *near = *near * 10 + digit;
        else if (digits < 2 * PLACES)
            *far = *far * 10 + digit;
    }
    for (int i = digits; i < PLACES; i++)
        *near *= 10;
    for (int i = digits > PLACES ? digits : PLACES; i < 2 * PLACES && *far; i++)
        *far *= 10;
    return at;
}

enum numeral decimal_read(const char *text, size_t length, char point, struct decimal *out) {
    assert(point == '.' || point == ',');
    const char *at = text, *end = text + length;
    bool negative = at < end && *at == '-';
    uint64_t whole = 0;
    uint32_t near = 0, far = 0;
    int power = 0;
    if (at < end && (*at == '-' || *at == '+'))
        at++;
    if (at < end && *at == '$')
        at++;
    const char *first = at;
    at = read_whole(at, end, point == '.' ? ',' : '.', &whole);
    if (!at)
        return NUMERAL_OVER;
    bool digits = at > first;
    if (at < end && *at == point) {
        const char *places = ++at;
        at = read_places(at, end, &near, &far);
        digits = digits || at > places;
    }
    if (!digits)
        return means_nothing(text, length) ? NUMERAL_EMPTY : NUMERAL_BAD;
    if (at < end && !read_tail(at, end, &power))
        return NUMERAL_BAD;
    if (whole >= (uint64_t)(FIX8_MAX / FIX8_ONE))
        return NUMERAL_OVER;
    *out = (struct decimal){.value = (fix8_t)whole * FIX8_ONE + near, .rest = far};
    if (power != 0 && !shift(out, power))
        return NUMERAL_OVER;
    if (negative)
        out->value = -out->value;
    return NUMERAL_READ;
}

int decimal_compare(struct decimal a, struct decimal b) {
    if (a.value != b.value)
        return a.value < b.value ? -1 : 1;
    if (a.rest == b.rest)
        return 0;
    return (a.rest < b.rest) == (a.value >= 0) ? -1 : 1;
}

fix8_t decimal_round(struct decimal a) {
    assert(a.value >= 0 && a.rest < FIX8_ONE);
    bool up = a.rest > FIX8_ONE / 2 || (a.rest == FIX8_ONE / 2 && a.value % 2 == 1);
    return up && a.value < FIX8_MAX ? a.value + 1 : a.value;
}

char decimal_point_hint(const char *text, size_t length) {
    const char *dot = memrchr(text, '.', length);
    const char *comma = memrchr(text, ',', length);
    if (dot && comma)
        return dot > comma ? '.' : ',';
    const char *mark = dot ? dot : comma;
    if (!mark)
        return 0;
    size_t digits = 0;
    while (mark + 1 + digits < text + length && is_digit(mark[1 + digits]))
        digits++;
    return digits == 3 ? 0 : *mark;
}
