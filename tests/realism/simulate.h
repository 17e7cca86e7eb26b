/* The simulated market as a whole: some seeds of it, all measured, and made into subjects of the
 * report: one an instrument, one a class whose daily returns are pooled. */
#ifndef REALISM_SIMULATE_H
#define REALISM_SIMULATE_H

#include "market/instrument.h"
#include "realism/report.h"

#define POOL_DAYS_LEAST 5000 /* instrument-days a class is judged by */
#define SEEDS_MAX       64
#define DAYS_MAX        1100

struct simulation {
    struct instrument_table table;
    uint64_t seed;  /* the first; the others count up */
    unsigned seeds; /* of the figures by the minute */
    bool pooled;    /* more seeds where a class lacks days */
    int days;       /* of the calendar, a seed */
    int sweeps;     /* probes of each instrument (probes.h); 0 and 0: none */
    int copies;
    unsigned jobs;
    void (*progress)(size_t done, size_t tasks); /* NULL: none */
};

/* Returns how many subjects were written (at most 2 x INSTRUMENTS_MAX), 0 when something failed. */
size_t simulate(const struct simulation *simulation, struct subject *subjects);

#endif
