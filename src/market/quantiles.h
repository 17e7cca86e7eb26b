/* Draws from the distributions that price formation and agents need, without libm: inverse
 * distribution functions from tables, so that the same stream gives the same numbers on every
 * machine and compiler. One random_u32 a draw.
 *
 * A table has three floors of 257 points. The first cuts the probability into 256 cells; the last
 * of these, the tail, is cut into 256 by the second floor, and the last of those by the third: a
 * tail of 2^-24 is seen. Between two points the quantile is a straight line. Symmetric
 * distributions have the table of their size, and a bit for the sign. */
#ifndef MARKET_QUANTILES_H
#define MARKET_QUANTILES_H

#include "base/random.h"

double quantile_normal(struct random *random);  /* mean 0, variance 1; within +-5.6 */
double quantile_student(struct random *random); /* Student's t, 4.5 degrees of freedom, scaled to
                                                   variance 1; within +-64 */
double quantile_exponential(struct random *random); /* mean 1; at most 18 */
double quantile_lognormal(struct random *random);   /* sigma 0.9, mean 1; at most 12 */

/* Pareto: P(X > x) = x^-alpha for x >= 1; alpha > 0. At most `cap`. */
double quantile_pareto(struct random *random, double alpha, double cap);

/* Evenly spread over [0, 1). */
static inline double quantile_uniform(struct random *random) {
    return random_u32(random) * 0x1p-32;
}

/* e^x for |x| <= 700, within a part in 10^12, and the same on every machine. */
double real_exp(double x);

/* The natural logarithm of a finite x > 0, likewise. */
double real_log(double x);

#endif
