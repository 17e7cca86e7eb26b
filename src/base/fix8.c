#include "base/fix8.h"

#include <assert.h>
#include <string.h>

#define PLACES 8 /* decimals of the scale */

__extension__ typedef __int128 wide_t;

static const uint64_t powers[PLACES + 1] = {1,      10,      100,      1000,     10000,
                                            100000, 1000000, 10000000, 100000000};

/* Whether a quotient cut towards zero moves one further from it. `rest` and `divisor` are
 * magnitudes, rest < divisor. */
static bool rounds_away(bool negative, bool odd, wide_t rest, wide_t divisor,
                        enum fix8_round round) {
    if (rest == 0) {
        return false;
    }
    switch (round) {
    case FIX8_DOWN:
        return false;
    case FIX8_UP:
        return true;
    case FIX8_FLOOR:
        return negative;
    case FIX8_CEIL:
        return !negative;
    case FIX8_HALF_EVEN:
        break;
    }
    assert(round == FIX8_HALF_EVEN);
    wide_t missing = divisor - rest;
    return rest > missing || (rest == missing && odd);
}

/* number / divisor, rounded. Both stay far enough from the ends of 128 bits to be negated. */
static bool divide(wide_t number, wide_t divisor, enum fix8_round round, int64_t *out) {
    if (divisor == 0) {
        return false;
    }
    bool negative = (number < 0) != (divisor < 0);
    wide_t top = number < 0 ? -number : number;
    wide_t bottom = divisor < 0 ? -divisor : divisor;
    wide_t quotient = top / bottom;
    if (rounds_away(negative, quotient % 2 != 0, top % bottom, bottom, round)) {
        quotient++;
    }
    if (negative) {
        quotient = -quotient;
    }
    if (quotient < INT64_MIN || quotient > INT64_MAX) {
        return false;
    }
    *out = (int64_t)quotient;
    return true;
}

bool fix8_add(fix8_t a, fix8_t b, fix8_t *out) {
    fix8_t sum;
    if (__builtin_add_overflow(a, b, &sum)) {
        return false;
    }
    *out = sum;
    return true;
}

bool fix8_sub(fix8_t a, fix8_t b, fix8_t *out) {
    fix8_t difference;
    if (__builtin_sub_overflow(a, b, &difference)) {
        return false;
    }
    *out = difference;
    return true;
}

bool fix8_mul(fix8_t a, fix8_t b, enum fix8_round round, fix8_t *out) {
    return divide((wide_t)a * b, FIX8_ONE, round, out);
}

bool fix8_div(fix8_t a, fix8_t b, enum fix8_round round, fix8_t *out) {
    return divide((wide_t)a * FIX8_ONE, b, round, out);
}

bool fix8_muldiv(int64_t a, int64_t b, int64_t c, enum fix8_round round, int64_t *out) {
    return divide((wide_t)a * b, c, round, out);
}

bool fix8_round_to(fix8_t value, fix8_t unit, enum fix8_round round, fix8_t *out) {
    assert(unit > 0);
    int64_t units;
    bool fits = divide(value, unit, round, &units);
    assert(fits);
    fix8_t rounded;
    if (__builtin_mul_overflow(units, unit, &rounded)) {
        return false;
    }
    *out = rounded;
    return true;
}

bool fix8_from_int(int64_t whole, fix8_t *out) {
    fix8_t value;
    if (__builtin_mul_overflow(whole, FIX8_ONE, &value)) {
        return false;
    }
    *out = value;
    return true;
}

static bool is_digit(char letter) {
    return letter >= '0' && letter <= '9';
}

static bool push_digit(uint64_t *magnitude, int digit) {
    return !__builtin_mul_overflow(*magnitude, UINT64_C(10), magnitude) &&
           !__builtin_add_overflow(*magnitude, (uint64_t)digit, magnitude);
}

/* Reads digits and at most one point into hundred-millionths; false when it is not such a text. */
static bool parse_magnitude(const char *text, const char *end, uint64_t *magnitude) {
    int places = -1; /* decimals read so far; -1 before the point */
    bool digits = false;
    for (; text < end; text++) {
        if (*text == '.' && places < 0) {
            places = 0;
        } else if (!is_digit(*text)) {
            return false;
        } else if (places == PLACES) {
            if (*text != '0') {
                return false;
            }
        } else {
            if (!push_digit(magnitude, *text - '0')) {
                return false;
            }
            digits = true;
            places += places >= 0;
        }
    }
    for (int place = places < 0 ? 0 : places; place < PLACES; place++) {
        if (!push_digit(magnitude, 0)) {
            return false;
        }
    }
    return digits;
}

bool fix8_parse(const char *text, size_t length, fix8_t *out) {
    const char *end = text + length;
    bool negative = length > 0 && *text == '-';
    if (length > 0 && (*text == '-' || *text == '+')) {
        text++;
    }
    uint64_t magnitude = 0;
    if (!parse_magnitude(text, end, &magnitude)) {
        return false;
    }
    if (magnitude > (uint64_t)INT64_MAX + negative) {
        return false;
    }
    *out = negative ? (int64_t)(0 - magnitude) : (int64_t)magnitude;
    return true;
}

/* Magnitude to the nearest multiple of `unit`, half-even; 2^63 and a half unit fit easily. */
static uint64_t round_magnitude(uint64_t magnitude, uint64_t unit) {
    uint64_t units = magnitude / unit;
    uint64_t rest = magnitude % unit;
    if (rest > unit - rest || (rest == unit - rest && units % 2 != 0)) {
        units++;
    }
    return units * unit;
}

/* Writes the digits of `whole` so that they end before `end`; returns where they start. */
static char *write_whole(uint64_t whole, bool grouped, char *end) {
    int digits = 0;
    do {
        if (grouped && digits > 0 && digits % 3 == 0) {
            *--end = ',';
        }
        *--end = (char)('0' + whole % 10);
        whole /= 10;
        digits++;
    } while (whole > 0);
    return end;
}

static char *write_fraction(uint64_t fraction, int decimals, char *end) {
    if (decimals == 0) {
        return end;
    }
    fraction /= powers[PLACES - decimals];
    for (int i = 0; i < decimals; i++) {
        *--end = (char)('0' + fraction % 10);
        fraction /= 10;
    }
    *--end = '.';
    return end;
}

static int places_of(uint64_t magnitude) {
    int places = PLACES;
    while (places > 0 && magnitude % powers[PLACES - places + 1] == 0) {
        places--;
    }
    return places;
}

size_t fix8_format(fix8_t value, int decimals, bool grouped, char *text, size_t size) {
    assert(decimals <= PLACES);
    uint64_t magnitude = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    if (decimals < 0) {
        decimals = places_of(magnitude);
    }
    magnitude = round_magnitude(magnitude, powers[PLACES - decimals]);
    char draft[FIX8_TEXT_MAX];
    char *end = draft + sizeof draft;
    char *start = write_fraction(magnitude % (uint64_t)FIX8_ONE, decimals, end);
    start = write_whole(magnitude / (uint64_t)FIX8_ONE, grouped, start);
    if (value < 0 && magnitude > 0) {
        *--start = '-';
    }
    assert(start > draft);
    size_t length = (size_t)(end - start);
    assert(length < size);
    memcpy(text, start, length);
    text[length] = '\0';
    return length;
}

int fix8_decimals(fix8_t unit) {
    assert(unit > 0);
    return places_of((uint64_t)unit);
}

double fix8_double(fix8_t value) {
    return (double)value / (double)FIX8_ONE;
}
