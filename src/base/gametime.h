/* Game time: integer milliseconds since 1970-01-01 00:00 UTC, proleptic Gregorian, no daylight
 * saving and no leap seconds. Nothing here reads a clock or a zone. */
#ifndef BASE_GAMETIME_H
#define BASE_GAMETIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SECOND_MS INT64_C(1000)
#define MINUTE_MS (60 * SECOND_MS)
#define HOUR_MS   (60 * MINUTE_MS)
#define DAY_MS    (24 * HOUR_MS)
#define WEEK_MS   (7 * DAY_MS)

#define GAMETIME_MIN (-INT64_C(62135596800000)) /* 0001-01-01 */
#define GAMETIME_MAX INT64_C(253402300799999)   /* 9999-12-31 23:59:59.999 */

#define GAMETIME_TEXT_MAX 40

struct civil {
    int year;  /* 1 to 9999 */
    int month; /* 1 to 12 */
    int day;   /* 1 to 31 */
    int hour, minute, second, ms;
    int weekday; /* 0 Monday to 6 Sunday; filled by civil_of, ignored by civil_ms */
};

enum gametime_form {
    GAMETIME_ISO,    /* 2025-01-13T14:30:00.000Z: JSON */
    GAMETIME_CLOCK,  /* Mon 13 Jan 14:30: status row */
    GAMETIME_MINUTE, /* 2025-01-13 14:30 */
    GAMETIME_DATE,   /* 2025-01-13 */
    GAMETIME_TIME,   /* 14:30 */
    GAMETIME_SECOND, /* 14:30:05 */
};

struct civil civil_of(int64_t ms);          /* any ms within the limits */
bool civil_valid(const struct civil *date); /* ranges, days of the month, leap years */
int64_t civil_ms(const struct civil *date); /* date must be valid */

int64_t day_of(int64_t ms);                 /* whole days since the epoch, floored */
int weekday_of(int64_t ms);                 /* 0 Monday to 6 Sunday */
int64_t floor_to(int64_t ms, int64_t unit); /* largest multiple of unit <= ms, also below zero */

/* Text of a time within the limits; writes a NUL and returns the length, at most `size` - 1. */
size_t gametime_format(int64_t ms, enum gametime_form form, char *text, size_t size);

/* Reads GAMETIME_ISO (milliseconds and Z optional), GAMETIME_MINUTE or GAMETIME_DATE, nothing
 * before or after. */
bool gametime_parse(const char *text, int64_t *ms);

#define DURATION_MAX (3653 * DAY_MS) /* ten years */

/* Durations as players type them: "90s", "15m", "6h", "5d", "2w", "1d12h", "1d 12h": whole numbers
 * of w, d, h, m, s, each unit at most once and the larger ones first. Positive, at most
 * DURATION_MAX. */
bool duration_parse(const char *text, int64_t *ms);

/* "1d 12h": days, hours, minutes and seconds as far as they are not zero, or weeks alone when they
 * are exact. Milliseconds are dropped; what is below a second is "0s". Negative gets a minus. */
size_t duration_format(int64_t ms, char *text, size_t size);

#endif
