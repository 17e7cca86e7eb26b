/* The table of figures, group by group, and the verdict. */
#ifndef REALISM_REPORT_H
#define REALISM_REPORT_H

#include <stdio.h>

#include "realism/figures.h"

#define SUBJECT_NAME_MAX 24

/* One line: an instrument, a class, a real series. */
struct subject {
    char name[SUBJECT_NAME_MAX];
    struct figures value;        /* NO_FIGURE: not answered, not shown */
    struct figures error;        /* standard errors; NO_FIGURE: unknown */
    bool binds[FIGURE_COUNT];    /* must be in range: answered or not */
    unsigned runs;               /* seeds behind it; 0: no seeds */
    unsigned fine[FIGURE_COUNT]; /* of these in range each on its own */
};

/* A subject that answers nothing yet and need not. */
void subject_begin(struct subject *subject, const char *name, unsigned runs);

/* Writes the groups, a line a subject that answers something of it, in the order given; what must
 * be in range and is not is marked. */
void report_table(FILE *out, const struct subject *subjects, size_t count);

/* Writes a sentence a subject that names its figures out of range; returns how many there are. */
unsigned report_failures(FILE *out, const struct subject *subjects, size_t count);

#endif
