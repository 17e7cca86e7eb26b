/* Dates and times of candle files, all as UTC exactly as written.
 *
 * "03/04/2017" can be read in two ways, and only the whole column tells which. Such a date is read
 * into a packed form, which orders like nothing in particular, and resolved at the end of the file.
 */
#ifndef MARKET_TAPE_DATE_H
#define MARKET_TAPE_DATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* enum, in words */
#define DATE_FORMS(X)                                                                              \
    X(DATE_NONE, "no date")                                                                        \
    X(DATE_YEAR_FIRST, "year-month-day")                                                           \
    X(DATE_COMPACT, "yyyymmdd")                                                                    \
    X(DATE_YEAR_LAST, "day and month before the year") /* packed until resolved */                 \
    X(DATE_NAMED, "a month by name")                                                               \
    X(DATE_EPOCH_S, "seconds since 1970")                                                          \
    X(DATE_EPOCH_MS, "milliseconds since 1970")                                                    \
    X(DATE_EPOCH_US, "microseconds since 1970")                                                    \
    X(DATE_EPOCH_NS, "nanoseconds since 1970")                                                     \
    X(DATE_MIDNIGHT, "milliseconds since midnight") /* the day is in the file's name */

enum date_form {
#define X(name, text) name,
    DATE_FORMS(X)
#undef X
};

const char *date_form_name(enum date_form form);

/* Reads a date, with or without a time behind it, from exactly `length` bytes. `*ms` is a time, for
 * DATE_YEAR_LAST a packed one, for DATE_MIDNIGHT the time of day. DATE_NONE when it is none. */
enum date_form date_read(const char *text, size_t length, int64_t *ms);

/* Reads a time of day: "9:30", "09:30:15.250", "9:30 PM", "093015", "0930". */
bool date_read_time(const char *text, size_t length, int64_t *ms);

/* The two numbers before the year of a packed date, and the date in one of the two readings; false
 * when that is no date. */
void date_unpack(int64_t packed, int *first, int *second);
bool date_resolve(int64_t packed, bool day_first, int64_t *ms);

#endif
