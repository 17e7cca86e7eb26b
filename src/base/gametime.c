#include "base/gametime.h"

#include <assert.h>

#include "base/mem.h"
#include "base/text.h"

#define DAYS_OF_ERA     146097 /* the Gregorian calendar repeats every 400 years */
#define DAYS_BEFORE_ERA 719468 /* from 0000-03-01 to 1970-01-01 */
#define EPOCH_WEEKDAY   3      /* 1970-01-01 was a Thursday */

static const char *const weekdays[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

/* Days since the epoch of a date, and back. Years begin in March so that the leap day is the last;
 * month lengths then follow a line of 153 days in 5 months (Hinnant, "chrono-compatible low-level
 * date algorithms", 2013). Years are 1 to 9999, so nothing here is negative. */
static int64_t days_from_date(int year, int month, int day) {
    int64_t shifted = month > 2 ? year : year - 1;
    int64_t era = shifted / 400;
    int64_t year_of_era = shifted % 400;
    int64_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * DAYS_OF_ERA + day_of_era - DAYS_BEFORE_ERA;
}

static void date_from_days(int64_t days, struct civil *date) {
    int64_t shifted = days + DAYS_BEFORE_ERA;
    assert(shifted >= 0);
    int64_t era = shifted / DAYS_OF_ERA;
    int64_t day_of_era = shifted % DAYS_OF_ERA;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month_from_march = (5 * day_of_year + 2) / 153;
    date->day = (int)(day_of_year - (153 * month_from_march + 2) / 5 + 1);
    date->month = (int)(month_from_march < 10 ? month_from_march + 3 : month_from_march - 9);
    date->year = (int)(year_of_era + era * 400 + (date->month <= 2));
}

struct civil civil_of(int64_t ms) {
    assert(ms >= GAMETIME_MIN && ms <= GAMETIME_MAX);
    int64_t days = day_of(ms);
    int64_t rest = ms - days * DAY_MS;
    assert(rest >= 0 && rest < DAY_MS);
    struct civil date = {
        .hour = (int)(rest / HOUR_MS),
        .minute = (int)(rest % HOUR_MS / MINUTE_MS),
        .second = (int)(rest % MINUTE_MS / SECOND_MS),
        .ms = (int)(rest % SECOND_MS),
        .weekday = weekday_of(ms),
    };
    date_from_days(days, &date);
    return date;
}

static int days_of_month(int year, int month) {
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return days[month - 1] + (month == 2 && leap);
}

static bool within(int value, int least, int most) {
    return value >= least && value <= most;
}

bool civil_valid(const struct civil *date) {
    return within(date->year, 1, 9999) && within(date->month, 1, 12) &&
           within(date->day, 1, days_of_month(date->year, date->month)) &&
           within(date->hour, 0, 23) && within(date->minute, 0, 59) &&
           within(date->second, 0, 59) && within(date->ms, 0, 999);
}

int64_t civil_ms(const struct civil *date) {
    assert(civil_valid(date));
    return days_from_date(date->year, date->month, date->day) * DAY_MS + date->hour * HOUR_MS +
           date->minute * MINUTE_MS + date->second * SECOND_MS + date->ms;
}

/* Division and remainder that round down also below zero. */
static int64_t floor_divide(int64_t number, int64_t divisor) {
    return number / divisor - (number % divisor < 0);
}

int64_t day_of(int64_t ms) {
    return floor_divide(ms, DAY_MS);
}

int weekday_of(int64_t ms) {
    int64_t days = day_of(ms) + EPOCH_WEEKDAY;
    return (int)(days - floor_divide(days, 7) * 7);
}

int64_t floor_to(int64_t ms, int64_t unit) {
    assert(unit > 0);
    assert(ms >= INT64_MIN + unit);
    return floor_divide(ms, unit) * unit;
}

size_t gametime_format(int64_t ms, enum gametime_form form, char *text, size_t size) {
    struct civil at = civil_of(ms);
    switch (form) {
    case GAMETIME_ISO:
        return text_format(text, size, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", at.year, at.month,
                           at.day, at.hour, at.minute, at.second, at.ms);
    case GAMETIME_CLOCK:
        return text_format(text, size, "%s %d %s %02d:%02d", weekdays[at.weekday], at.day,
                           months[at.month - 1], at.hour, at.minute);
    case GAMETIME_MINUTE:
        return text_format(text, size, "%04d-%02d-%02d %02d:%02d", at.year, at.month, at.day,
                           at.hour, at.minute);
    case GAMETIME_DATE:
        return text_format(text, size, "%04d-%02d-%02d", at.year, at.month, at.day);
    case GAMETIME_TIME:
        return text_format(text, size, "%02d:%02d", at.hour, at.minute);
    case GAMETIME_SECOND:
        break;
    }
    assert(form == GAMETIME_SECOND);
    return text_format(text, size, "%02d:%02d:%02d", at.hour, at.minute, at.second);
}

static bool is_digit(char letter) {
    return letter >= '0' && letter <= '9';
}

/* Whether `text` fits the whole pattern: a letter of "YMDhmst" stands for a digit of that
 * part, anything else for itself. */
static bool match(const char *pattern, const char *text, struct civil *date) {
    *date = (struct civil){.year = 0};
    for (; *pattern != '\0'; pattern++, text++) {
        int *part = *pattern == 'Y'   ? &date->year
                    : *pattern == 'M' ? &date->month
                    : *pattern == 'D' ? &date->day
                    : *pattern == 'h' ? &date->hour
                    : *pattern == 'm' ? &date->minute
                    : *pattern == 's' ? &date->second
                    : *pattern == 't' ? &date->ms
                                      : NULL;
        if (part == NULL ? *text != *pattern : !is_digit(*text)) {
            return false;
        }
        if (part != NULL) {
            *part = *part * 10 + (*text - '0');
        }
    }
    return *text == '\0';
}

bool gametime_parse(const char *text, int64_t *ms) {
    static const char *const patterns[] = {
        "YYYY-MM-DDThh:mm:ss.tttZ", "YYYY-MM-DDThh:mm:ssZ", "YYYY-MM-DDThh:mm:ss.ttt",
        "YYYY-MM-DDThh:mm:ss",      "YYYY-MM-DD hh:mm",     "YYYY-MM-DD",
    };
    for (size_t i = 0; i < ARRAY_LEN(patterns); i++) {
        struct civil date;
        if (match(patterns[i], text, &date)) {
            if (!civil_valid(&date)) {
                return false;
            }
            *ms = civil_ms(&date);
            return true;
        }
    }
    return false;
}

struct duration_unit {
    char letter;
    int64_t ms;
};

static const struct duration_unit units[] = {
    {'w', WEEK_MS}, {'d', DAY_MS}, {'h', HOUR_MS}, {'m', MINUTE_MS}, {'s', SECOND_MS},
};

/* Reads "12h" and the blank after it when more follows; gives its unit's row and time. */
static bool parse_part(const char **text, size_t *unit, int64_t *ms) {
    const char *at = *text;
    int64_t count = 0;
    if (!is_digit(*at)) {
        return false;
    }
    for (; is_digit(*at); at++) {
        count = count * 10 + (*at - '0');
        if (count > DURATION_MAX / SECOND_MS) {
            return false;
        }
    }
    for (*unit = 0; *unit < ARRAY_LEN(units) && units[*unit].letter != *at; (*unit)++) {
    }
    if (*unit == ARRAY_LEN(units)) {
        return false;
    }
    *ms = count * units[*unit].ms;
    at++;
    *text = at[0] == ' ' && at[1] != '\0' ? at + 1 : at;
    return true;
}

bool duration_parse(const char *text, int64_t *ms) {
    int64_t total = 0;
    size_t next = 0; /* the largest unit that may still come */
    while (*text != '\0') {
        size_t unit;
        int64_t part;
        if (!parse_part(&text, &unit, &part) || unit < next) {
            return false;
        }
        total += part;
        if (total > DURATION_MAX) {
            return false;
        }
        next = unit + 1;
    }
    if (total == 0) {
        return false;
    }
    *ms = total;
    return true;
}

size_t duration_format(int64_t ms, char *text, size_t size) {
    char draft[GAMETIME_TEXT_MAX];
    uint64_t rest = ms < 0 ? 0 - (uint64_t)ms : (uint64_t)ms;
    rest -= rest % (uint64_t)SECOND_MS;
    if (rest == 0) {
        return text_format(text, size, "0s");
    }
    bool weeks = rest % (uint64_t)WEEK_MS == 0;
    size_t length = text_format(draft, sizeof draft, "%s", ms < 0 ? "-" : "");
    size_t first = length;
    for (size_t i = weeks ? 0 : 1; i < ARRAY_LEN(units); i++) {
        uint64_t count = rest / (uint64_t)units[i].ms;
        rest %= (uint64_t)units[i].ms;
        if (count > 0) {
            length +=
                text_format(draft + length, sizeof draft - length, "%s%llu%c",
                            length > first ? " " : "", (unsigned long long)count, units[i].letter);
        }
    }
    return text_format(text, size, "%s", draft);
}
