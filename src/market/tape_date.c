#include "market/tape_date.h"

#include <assert.h>
#include <string.h>

#include "base/gametime.h"
#include "base/mem.h"

#define YEAR_MIN 1700
#define YEAR_MAX 2199

/* Two-digit years from here on are of the 1900s. */
#define CENTURY_TURN 70

/* Epoch times by magnitude: each unit covers 1973 to 2286. */
#define EPOCH_S_MIN  INT64_C(100000000)
#define EPOCH_DIGITS 10 /* of seconds at most; three more a unit */

struct cursor {
    const char *at;
    const char *end;
};

const char *date_form_name(enum date_form form) {
    static const char *const names[] = {
#define X(name, text) [name] = text,
        DATE_FORMS(X)
#undef X
    };
    assert((size_t)form < ARRAY_LEN(names));
    return names[form];
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* Reads up to `most` digits, and no more than an int64 holds; returns how many. */
static int take_digits(struct cursor *cursor, int most, int64_t *value) {
    int digits = 0;
    *value = 0;
    for (; digits < most && cursor->at < cursor->end && is_digit(*cursor->at); digits++) {
        if (*value > (INT64_MAX - 9) / 10)
            break;
        *value = *value * 10 + (*cursor->at++ - '0');
    }
    return digits;
}

static bool take(struct cursor *cursor, char c) {
    if (cursor->at == cursor->end || *cursor->at != c)
        return false;
    cursor->at++;
    return true;
}

static bool done(const struct cursor *cursor) {
    return cursor->at == cursor->end;
}

/* A date of valid numbers as milliseconds. */
static bool civil_day(int64_t year, int64_t month, int64_t day, int64_t *ms) {
    if (year < YEAR_MIN || year > YEAR_MAX || month < 1 || month > 12 || day < 1 || day > 31)
        return false;
    struct civil civil = {.year = (int)year, .month = (int)month, .day = (int)day};
    if (!civil_valid(&civil))
        return false;
    *ms = civil_ms(&civil);
    return true;
}

static bool clock_ms(int64_t hour, int64_t minute, int64_t second, int64_t *ms) {
    if (hour > 23 || minute > 59 || second > 59)
        return false;
    *ms = hour * HOUR_MS + minute * MINUTE_MS + second * SECOND_MS;
    return true;
}

/* "AM" or "PM" at the end of a time, behind a blank, a dash or nothing. */
static bool take_half_day(struct cursor *cursor, int64_t *hour) {
    struct cursor ahead = *cursor;
    if (!take(&ahead, ' '))
        take(&ahead, '-');
    if (ahead.end - ahead.at != 2 || (ahead.at[1] | 32) != 'm')
        return true; /* nothing of the kind; whoever called checks what is left */
    char half = (char)(ahead.at[0] | 32);
    if ((half != 'a' && half != 'p') || *hour < 1 || *hour > 12)
        return false;
    *hour = *hour % 12 + (half == 'p' ? 12 : 0);
    cursor->at = cursor->end;
    return true;
}

/* "Z", "+00:00", "-0500", " UTC": accepted, and not applied. */
static bool take_zone(struct cursor *cursor) {
    int64_t ignored = 0;
    take(cursor, ' ');
    if (take(cursor, 'Z'))
        return done(cursor);
    if (cursor->end - cursor->at == 3 &&
        (memcmp(cursor->at, "UTC", 3) == 0 || memcmp(cursor->at, "GMT", 3) == 0)) {
        cursor->at += 3;
        return true;
    }
    if (!take(cursor, '+') && !take(cursor, '-'))
        return done(cursor);
    if (take_digits(cursor, 2, &ignored) != 2)
        return false;
    take(cursor, ':');
    take_digits(cursor, 2, &ignored);
    return done(cursor);
}

/* "930", "0930" or "093015" without colons. */
static bool compact_time(int64_t value, int digits, int64_t *ms) {
    if (digits > 4)
        return clock_ms(value / 10000, value / 100 % 100, value % 100, ms);
    return clock_ms(value / 100, value % 100, 0, ms);
}

/* A time of day up to the end of the text. */
static bool take_time(struct cursor *cursor, int64_t *ms) {
    int64_t hour = 0, minute = 0, second = 0, part = 0;
    int digits = take_digits(cursor, 6, &hour);
    if (digits == 0)
        return false;
    if (digits > 2)
        return done(cursor) && compact_time(hour, digits, ms);
    if (take(cursor, ':') && take_digits(cursor, 2, &minute) != 2)
        return false;
    if (take(cursor, ':') && take_digits(cursor, 2, &second) != 2)
        return false;
    if (take(cursor, '.')) {
        digits = take_digits(cursor, 3, &part);
        for (; digits < 3; digits++)
            part *= 10;
        int64_t finer = 0;
        take_digits(cursor, 6, &finer); /* below a millisecond: cut */
    }
    if (!take_half_day(cursor, &hour) || !take_zone(cursor) || !clock_ms(hour, minute, second, ms))
        return false;
    *ms += part;
    return true;
}

bool date_read_time(const char *text, size_t length, int64_t *ms) {
    struct cursor cursor = {text, text + length};
    return take_time(&cursor, ms);
}

/* The time that may follow a date: nothing, or a blank, 'T' or ';' and a time. */
static bool take_time_behind(struct cursor *cursor, int64_t *ms) {
    *ms = 0;
    if (done(cursor))
        return true;
    if (!take(cursor, ' ') && !take(cursor, 'T') && !take(cursor, ';'))
        return false;
    while (take(cursor, ' '))
        continue;
    return done(cursor) || take_time(cursor, ms);
}

/* A run of digits alone: a compact date, an epoch time, or milliseconds since midnight. */
static enum date_form read_digits(const char *text, size_t length, int64_t *ms) {
    struct cursor cursor = {text, text + length};
    int64_t value = 0, day = 0, time = 0;
    int digits = take_digits(&cursor, 19, &value);
    if (!done(&cursor) && !(digits == 8 && *cursor.at == ' ')) {
        int64_t fraction = 0; /* "1609459200.0" */
        if (!take(&cursor, '.') || take_digits(&cursor, 9, &fraction) == 0 || !done(&cursor) ||
            digits < 9)
            return DATE_NONE;
    }
    if (digits == 8 && civil_day(value / 10000, value / 100 % 100, value % 100, &day)) {
        if (!take_time_behind(&cursor, &time))
            return DATE_NONE;
        *ms = day + time;
        return DATE_COMPACT;
    }
    if (!done(&cursor))
        return DATE_NONE;
    if (digits == 12 || digits == 14) {
        int64_t date = digits == 12 ? value / 10000 : value / 1000000;
        int64_t clock = digits == 12 ? value % 10000 : value % 1000000;
        if (civil_day(date / 10000, date / 100 % 100, date % 100, &day) &&
            compact_time(clock, digits - 8, &time)) {
            *ms = day + time;
            return DATE_COMPACT;
        }
    }
    if (value < DAY_MS && value % SECOND_MS == 0) {
        *ms = value;
        return DATE_MIDNIGHT;
    }
    if (value < EPOCH_S_MIN)
        return DATE_NONE;
    if (digits <= EPOCH_DIGITS)
        return *ms = value * SECOND_MS, DATE_EPOCH_S;
    if (digits <= EPOCH_DIGITS + 3)
        return *ms = value, DATE_EPOCH_MS;
    if (digits <= EPOCH_DIGITS + 6)
        return *ms = value / 1000, DATE_EPOCH_US;
    return *ms = value / 1000000, DATE_EPOCH_NS;
}

/* 1 to 12 for the English name of a month, whole or its first three letters; 0 for anything else.
 */
static int64_t take_month(struct cursor *cursor) {
    static const char *const names[] = {"january",   "february", "march",    "april",
                                        "may",       "june",     "july",     "august",
                                        "september", "october",  "november", "december"};
    size_t length = 0, left = (size_t)(cursor->end - cursor->at);
    while (length < left && (cursor->at[length] | 32) >= 'a' && (cursor->at[length] | 32) <= 'z')
        length++;
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        size_t same = 0;
        while (same < length && (cursor->at[same] | 32) == names[i][same])
            same++;
        if (length >= 3 && same == length) {
            cursor->at += length;
            return (int64_t)i + 1;
        }
    }
    return 0;
}

static void take_separators(struct cursor *cursor) {
    while (cursor->at < cursor->end && strchr(" ,.-/", *cursor->at) && *cursor->at)
        cursor->at++;
}

static int64_t whole_year(int64_t year, int digits) {
    if (digits != 2)
        return year;
    return year + (year < CENTURY_TURN ? 2000 : 1900);
}

/* "Nov 03, 2023", "3-Nov-17", "03 Nov 2023 14:00". */
static enum date_form read_named(const char *text, size_t length, int64_t *ms) {
    struct cursor cursor = {text, text + length};
    int64_t day = 0, year = 0, date = 0, time = 0;
    bool day_first = is_digit(*text);
    if (day_first)
        take_digits(&cursor, 2, &day);
    take_separators(&cursor);
    int64_t month = take_month(&cursor);
    take_separators(&cursor);
    if (!day_first)
        take_digits(&cursor, 2, &day);
    take_separators(&cursor);
    int digits = take_digits(&cursor, 4, &year);
    if (month == 0 || (digits != 2 && digits != 4) ||
        !civil_day(whole_year(year, digits), month, day, &date) ||
        !take_time_behind(&cursor, &time))
        return DATE_NONE;
    *ms = date + time;
    return DATE_NAMED;
}

/* "2012.02.01", "1/2/1990", "09-22-1998 16:00". */
static enum date_form read_parts(const char *text, size_t length, int64_t *ms) {
    struct cursor cursor = {text, text + length};
    int64_t first = 0, second = 0, third = 0, date = 0, time = 0;
    int digits = take_digits(&cursor, 4, &first);
    char mark = done(&cursor) ? '\0' : *cursor.at;
    if (mark != '-' && mark != '/' && mark != '.')
        return DATE_NONE;
    cursor.at++;
    if (take_digits(&cursor, 2, &second) == 0 || !take(&cursor, mark))
        return DATE_NONE;
    int last = take_digits(&cursor, 4, &third);
    if (digits == 4) {
        if (last == 0 || !civil_day(first, second, third, &date) ||
            !take_time_behind(&cursor, &time))
            return DATE_NONE;
        *ms = date + time;
        return DATE_YEAR_FIRST;
    }
    int64_t year = whole_year(third, last);
    if (digits > 2 || (last != 2 && last != 4) || year < YEAR_MIN || year > YEAR_MAX || first < 1 ||
        first > 31 || second < 1 || second > 31 || (first > 12 && second > 12) ||
        !take_time_behind(&cursor, &time))
        return DATE_NONE;
    *ms = ((year * 32 + first) * 32 + second) * DAY_MS + time;
    return DATE_YEAR_LAST;
}

enum date_form date_read(const char *text, size_t length, int64_t *ms) {
    if (length < 1)
        return DATE_NONE;
    if (!is_digit(*text))
        return read_named(text, length, ms);
    size_t digits = 0, look = length < 6 ? length : 6;
    while (digits < look && is_digit(text[digits]))
        digits++;
    if (digits == look)
        return read_digits(text, length, ms);
    char mark = text[digits];
    if (digits == 4 || ((mark == '-' || mark == '/' || mark == '.') && digits + 1 < length &&
                        is_digit(text[digits + 1])))
        return read_parts(text, length, ms);
    return read_named(text, length, ms);
}

void date_unpack(int64_t packed, int *first, int *second) {
    int64_t day = packed / DAY_MS;
    assert(packed > 0);
    *first = (int)(day / 32 % 32);
    *second = (int)(day % 32);
}

bool date_resolve(int64_t packed, bool day_first, int64_t *ms) {
    int first = 0, second = 0;
    int64_t date = 0;
    date_unpack(packed, &first, &second);
    if (!civil_day(packed / DAY_MS / 1024, day_first ? second : first, day_first ? first : second,
                   &date))
        return false;
    *ms = date + packed % DAY_MS;
    return true;
}
