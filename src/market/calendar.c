#include "market/calendar.h"

#include <assert.h>
#include <stddef.h>

#include "base/mem.h"

#define HALF_HOUR_MS (30 * MINUTE_MS)
#define SEARCH_DAYS  12 /* no market is closed for longer */
#define EVERY_DAY    0x7F

const char *const calendar_words[] = {
#define X(name, word) word,
    CALENDAR_KINDS(X)
#undef X
        NULL,
};

/* ---- the exchange's holidays ---- */

enum rule_kind {
    RULE_DATE,    /* a date, moved off the weekend */
    RULE_WEEKDAY, /* the `nth` `weekday` of the month; nth 0: the last */
    RULE_EASTER,  /* `day` days after Easter Sunday */
};

struct holiday {
    enum rule_kind kind;
    int month; /* EASTER: the last month it can fall in */
    int day;   /* DATE, EASTER */
    int weekday, nth;
    bool saturday_is_lost; /* DATE: on a Saturday there is no day off in its place */
};

static const struct holiday holidays[] = {
    {.kind = RULE_DATE, .month = 1, .day = 1, .saturday_is_lost = true}, /* New Year */
    {.kind = RULE_WEEKDAY, .month = 1, .weekday = 0, .nth = 3},          /* Martin Luther King */
    {.kind = RULE_WEEKDAY, .month = 2, .weekday = 0, .nth = 3},          /* Washington */
    {.kind = RULE_EASTER, .month = 4, .day = -2},                        /* Good Friday */
    {.kind = RULE_WEEKDAY, .month = 5, .weekday = 0, .nth = 0},          /* Memorial Day */
    {.kind = RULE_DATE, .month = 6, .day = 19},                          /* Juneteenth */
    {.kind = RULE_DATE, .month = 7, .day = 4},                           /* Independence Day */
    {.kind = RULE_WEEKDAY, .month = 9, .weekday = 0, .nth = 1},          /* Labor Day */
    {.kind = RULE_WEEKDAY, .month = 11, .weekday = 3, .nth = 4},         /* Thanksgiving */
    {.kind = RULE_DATE, .month = 12, .day = 25},                         /* Christmas */
};

static int64_t day_from(int year, int month, int day) {
    struct civil date = {.year = year, .month = month, .day = day};
    return day_of(civil_ms(&date));
}

static int weekday_of_day(int64_t day) {
    return weekday_of(day * DAY_MS);
}

/* Easter Sunday of the Gregorian calendar (Meeus 1991, after the anonymous computus of 1876). */
static int64_t easter(int year) {
    int golden = year % 19;
    int century = year / 100, rest = year % 100;
    int moon_shift = (8 * century + 13) / 25;
    int epact = (19 * golden + century - century / 4 - moon_shift + 15) % 30;
    int to_sunday = (32 + 2 * (century % 4) + 2 * (rest / 4) - epact - rest % 4) % 7;
    int late = (golden + 11 * epact + 22 * to_sunday) / 451;
    int from_march = epact + to_sunday - 7 * late + 114;
    return day_from(year, from_march / 31, from_march % 31 + 1);
}

/* The nth (from 1) weekday of a month; 0 is the last. */
static int64_t nth_weekday(int year, int month, int weekday, int nth) {
    assert(weekday >= 0 && weekday < 7 && nth >= 0 && nth <= 4);
    if (nth == 0) {
        assert(month < 12);
        int64_t last = day_from(year, month + 1, 1) - 1;
        return last - (weekday_of_day(last) - weekday + 7) % 7;
    }
    int64_t first = day_from(year, month, 1);
    return first + (weekday - weekday_of_day(first) + 7) % 7 + 7 * (nth - 1);
}

/* The day off that a rule gives in `year`; false when it gives none. */
static bool day_off(const struct holiday *rule, int year, int64_t *day) {
    switch (rule->kind) {
    case RULE_EASTER:
        *day = easter(year) + rule->day;
        return true;
    case RULE_WEEKDAY:
        *day = nth_weekday(year, rule->month, rule->weekday, rule->nth);
        return true;
    case RULE_DATE:
        break;
    }
    *day = day_from(year, rule->month, rule->day);
    int weekday = weekday_of_day(*day);
    if (weekday == 5 && rule->saturday_is_lost)
        return false;
    *day += weekday == 5 ? -1 : weekday == 6 ? 1 : 0;
    return true;
}

bool calendar_is_holiday(int64_t day) {
    struct civil date = civil_of(day * DAY_MS);
    for (size_t i = 0; i < ARRAY_LEN(holidays); i++) {
        bool in_season =
            holidays[i].month == date.month || (holidays[i].kind == RULE_EASTER && date.month == 3);
        int64_t off;
        if (in_season && day_off(&holidays[i], date.year, &off) && off == day)
            return true;
    }
    return false;
}

/* ---- sessions ---- */

/* What starts on some days of the week. Sessions of one market never touch. */
struct session {
    unsigned weekdays; /* bit 0: Monday */
    bool holidays;     /* none starts on an exchange holiday */
    int64_t start_ms;  /* after midnight */
    int64_t length_ms;
    int day_minutes; /* of an ordinary day */
};

static const struct session sessions[CALENDAR_COUNT] = {
    [CALENDAR_ALWAYS] = {.weekdays = EVERY_DAY, .day_minutes = 1440},
    [CALENDAR_FOREX] = {.weekdays = 0x40,
                        .start_ms = 22 * HOUR_MS,
                        .length_ms = 5 * DAY_MS,
                        .day_minutes = 1440},
    [CALENDAR_FUTURES] = {.weekdays = 0x4F,
                          .start_ms = 22 * HOUR_MS,
                          .length_ms = 23 * HOUR_MS,
                          .day_minutes = 1380},
    [CALENDAR_EXCHANGE] = {.weekdays = 0x1F,
                           .holidays = true,
                           .start_ms = 14 * HOUR_MS + HALF_HOUR_MS,
                           .length_ms = 6 * HOUR_MS + HALF_HOUR_MS,
                           .day_minutes = 390},
};

static bool session_on(enum calendar_kind kind, int64_t day, int64_t *start, int64_t *end) {
    const struct session *session = &sessions[kind];
    if ((session->weekdays >> weekday_of_day(day) & 1) == 0 ||
        (session->holidays && calendar_is_holiday(day)))
        return false;
    *start = day * DAY_MS + session->start_ms;
    *end = *start + session->length_ms;
    return true;
}

/* The first day whose session may still run at `ms`. */
static int64_t first_day(enum calendar_kind kind, int64_t ms) {
    return day_of(ms - sessions[kind].start_ms - sessions[kind].length_ms);
}

bool calendar_is_open(enum calendar_kind kind, int64_t ms) {
    assert(kind < CALENDAR_TAPE);
    if (kind == CALENDAR_ALWAYS)
        return true;
    int64_t start, end;
    for (int64_t day = first_day(kind, ms); day <= day_of(ms); day++) {
        if (session_on(kind, day, &start, &end) && start <= ms && ms < end)
            return true;
    }
    return false;
}

int64_t calendar_next_open(enum calendar_kind kind, int64_t ms) {
    assert(kind < CALENDAR_TAPE);
    int64_t start, end, day = day_of(ms);
    if (kind == CALENDAR_ALWAYS)
        return GAMETIME_MAX;
    for (int i = 0; i < SEARCH_DAYS && day * DAY_MS < GAMETIME_MAX; i++, day++) {
        if (session_on(kind, day, &start, &end) && start > ms)
            return start;
    }
    return GAMETIME_MAX;
}

int64_t calendar_next_close(enum calendar_kind kind, int64_t ms) {
    assert(kind < CALENDAR_TAPE);
    int64_t start, end, day = first_day(kind, ms);
    if (kind == CALENDAR_ALWAYS)
        return GAMETIME_MAX;
    for (int i = 0; i < SEARCH_DAYS && day * DAY_MS < GAMETIME_MAX; i++, day++) {
        if (session_on(kind, day, &start, &end) && end > ms)
            return end;
    }
    return GAMETIME_MAX;
}

int calendar_day_minutes(enum calendar_kind kind) {
    assert(kind < CALENDAR_TAPE);
    return sessions[kind].day_minutes;
}

bool calendar_trades_on(enum calendar_kind kind, int64_t day) {
    int64_t midnight = day * DAY_MS;
    return calendar_is_open(kind, midnight) ||
           calendar_next_open(kind, midnight) < midnight + DAY_MS;
}

int64_t calendar_day_end(enum calendar_kind kind, int64_t ms) {
    if (kind == CALENDAR_EXCHANGE)
        return calendar_next_close(kind, ms);
    int64_t today = floor_to(ms, DAY_MS) + ACCOUNT_DAY_END_MS;
    return ms < today ? today : today + DAY_MS;
}
