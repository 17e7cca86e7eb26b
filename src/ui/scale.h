/* Numbers for axes: round steps, decimals, and volumes in few characters. */
#ifndef UI_SCALE_H
#define UI_SCALE_H

#include <stddef.h>
#include <stdint.h>

/* The smallest of 1, 2, 2.5, 5 times a power of ten that is >= span / parts and >= least (a price
 * tick; 0: none). span and parts > 0. */
double scale_step(double span, int parts, double least);

/* Decimals needed to write multiples of a step exactly (0 to 8). */
int scale_decimals(double step);

/* A quantity in at most five columns: "0.042", "812", "1.25k", "31.4M". */
size_t scale_short(double value, char *text, size_t size);

/* The smallest sensible step of time (1, 5, 15 min .. 1, 2, 7 days, months) that is >= least_ms. */
int64_t scale_time_step(int64_t least_ms);

#endif
