/* Exponential and logarithm in additions, multiplications and one division: the same bits with
 * every compiler and on every machine, which the C library's do not promise. What is scheduled is
 * state. */
#ifndef STUDY_POWER_H
#define STUDY_POWER_H

/* e^x; |x| at most 700. Within one unit in the last place or so of the exact value. */
double power_exp(double x);

/* The natural logarithm; x is finite and above zero. */
double power_log(double x);

/* base^exponent; base above zero. */
double power_of(double base, double exponent);

#endif
