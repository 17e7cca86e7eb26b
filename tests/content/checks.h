/* The numbers of the lessons, worked out: the functions that `check:` lines name. */
#ifndef TESTS_CONTENT_CHECKS_H
#define TESTS_CONTENT_CHECKS_H

#include <stdbool.h>
#include <stddef.h>

#include "broker/fees.h"

#define CHECK_ARGUMENTS_MAX 16
#define CHECK_TEXT_MAX      256
#define CHECK_REASON_MAX    200

/* A function with its arguments, and what the author says it comes to. */
struct check {
    const struct broker_table *brokers; /* borrowed; what it lacks follows GAME.md section 8 */
    char text[CHECK_TEXT_MAX];
    const char *function;
    int count;
    const char *words[CHECK_ARGUMENTS_MAX];
    double numbers[CHECK_ARGUMENTS_MAX]; /* of words that are decimals; NAN: not, or none */
    const char *result;                  /* as it stands in the text; NULL: none was given */
};

/* Takes "compound 1000 0.05 10 = 1,628.89" apart; false with a reason when it is malformed. */
bool check_read(struct check *check, const struct broker_table *brokers, const char *text,
                size_t length, char reason[CHECK_REASON_MAX]);

/* What it comes to; false with a reason: no such function, wrong arguments, no result. */
bool check_value(const struct check *check, double *value, char reason[CHECK_REASON_MAX]);

/* Whether the result given is right to its last digit and written with commas between thousands. */
bool check_holds(const struct check *check, char reason[CHECK_REASON_MAX]);

/* Whether the number stands in the text on its own: not as a part of a longer one. A negative one
 * may stand without its sign ("a loss of 12.50"). */
bool check_stands_in(const char *number, const char *text, size_t length);

#endif
