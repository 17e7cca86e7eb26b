/* The same figures of real series: the candle files of a folder when it is there, and two series of
 * one-minute returns that were measured with the same definitions elsewhere (exchange.md 4). */
#ifndef REALISM_REAL_H
#define REALISM_REAL_H

#include "realism/report.h"

#define REAL_MAX 8

/* Returns how many subjects were written, at most REAL_MAX. `folder` need not exist. */
size_t real_subjects(const char *folder, struct subject *subjects);

#endif
