#include "study/power.h"

#include <assert.h>
#include <math.h>

#include "base/mem.h"

#define EXPONENT_MOST 700.0

/* ln 2 in two parts: the first has trailing zeros, so that a whole multiple of it is exact. */
static const double ln2_high = 0x1.62e42fefa38p-1;
static const double ln2_low = 0x1.ef35793c7673p-45;

/* The halves of a logarithm's series in s^2: 1/3, 1/5, ... (s is below 0.1716). */
static const double odd_shares[] = {1.0 / 23, 1.0 / 21, 1.0 / 19, 1.0 / 17, 1.0 / 15, 1.0 / 13,
                                    1.0 / 11, 1.0 / 9,  1.0 / 7,  1.0 / 5,  1.0 / 3};

/* 1/n! from 1/14! down to 1/2!. */
static const double factorial_shares[] = {
    1.0 / 87178291200, 1.0 / 6227020800, 1.0 / 479001600, 1.0 / 39916800, 1.0 / 3628800,
    1.0 / 362880,      1.0 / 40320,      1.0 / 5040,      1.0 / 720,      1.0 / 120,
    1.0 / 24,          1.0 / 6,          1.0 / 2};

double power_exp(double x) {
    assert(x >= -EXPONENT_MOST && x <= EXPONENT_MOST);
    double twos = floor(x * 0x1.71547652b82fep+0 + 0.5);
    double rest = (x - twos * ln2_high) - twos * ln2_low;
    double sum = 0;
    for (size_t i = 0; i < ARRAY_LEN(factorial_shares); i++)
        sum = sum * rest + factorial_shares[i];
    return ldexp(1 + (rest + rest * rest * sum), (int)twos);
}

double power_log(double x) {
    assert(x > 0 && isfinite(x));
    int twos;
    double part = frexp(x, &twos);
    if (part < 0x1.6a09e667f3bcdp-1) { /* the square root of a half */
        part *= 2;
        twos--;
    }
    /* ln m = 2 (s + s^3/3 + s^5/5 + ...) with s = (m - 1) / (m + 1) */
    double s = (part - 1) / (part + 1);
    double square = s * s;
    double sum = 0;
    for (size_t i = 0; i < ARRAY_LEN(odd_shares); i++)
        sum = sum * square + odd_shares[i];
    return twos * ln2_high + (twos * ln2_low + (2 * s + 2 * s * square * sum));
}

double power_of(double base, double exponent) {
    return power_exp(exponent * power_log(base));
}
