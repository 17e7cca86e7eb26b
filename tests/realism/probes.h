/* Experiments on a running market of one instrument: sweeps through the book and how soon it is as
 * before, and orders whose impact is the difference between two copies of the market, one of which
 * never saw the order. */
#ifndef REALISM_PROBES_H
#define REALISM_PROBES_H

#include "realism/figures.h"

struct probe_settings {
    uint64_t seed;
    int sweeps; /* orders of 0.25 to 2.5 % of a day's volume, at random times and sides */
    int copies; /* times at which the market is copied; each runs an hour with and without */
};

/* Fills the figures REFILL_... and IMPACT_... and their standard errors. False and a sentence when
 * there is no such instrument or its market cannot be copied. */
bool probe_instrument(const char *symbol, const struct probe_settings *settings,
                      struct figures *figures, struct figures *errors, struct error *error);

#endif
