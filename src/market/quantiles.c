#include "market/quantiles.h"

#include <assert.h>
#include <stdint.h>

#include "market/quantile_table.h"

#define LAST_CELL     (QUANTILE_CELLS - 1)
#define FLOOR_POINTS  (QUANTILE_CELLS + 1)
#define FRACTION_BITS 15
#define UNIT          0x1p-35 /* of 2^20 in the table and 2^15 in the fraction */

/* ---- tables ---- */

/* The quantile that 31 bits stand for: eight choose a cell of a floor, the next ones the place
 * between its points; in the last cell of a floor they choose on the floor above. */
static inline double quantile(const int32_t *table, uint32_t bits) {
    uint32_t cell = bits >> 23, fraction = bits >> 8 & 0x7FFF;
    if (cell == LAST_CELL) {
        table += FLOOR_POINTS;
        cell = bits >> 15 & 0xFF;
        fraction = bits & 0x7FFF;
        if (cell == LAST_CELL) {
            table += FLOOR_POINTS;
            cell = bits >> 7 & 0xFF;
            fraction = (bits & 0x7F) << 8;
        }
    }
    int64_t low = table[cell], high = table[cell + 1];
    return (double)((low << FRACTION_BITS) + (high - low) * (int64_t)fraction) * UNIT;
}

/* Without a branch on the sign, which no processor can foresee. */
static inline double symmetric(const int32_t *table, uint32_t draw) {
    int32_t sign = 1 - 2 * (int32_t)(draw & 1);
    return quantile(table, draw >> 1) * sign;
}

double quantile_normal(struct random *random) {
    return symmetric(quantile_table_normal, random_u32(random));
}

double quantile_student(struct random *random) {
    return symmetric(quantile_table_student, random_u32(random));
}

double quantile_exponential(struct random *random) {
    return quantile(quantile_table_exponential, random_u32(random) >> 1);
}

double quantile_lognormal(struct random *random) {
    return quantile(quantile_table_lognormal, random_u32(random) >> 1);
}

/* The logarithm of a Pareto variable is exponential with mean 1 / alpha. */
double quantile_pareto(struct random *random, double alpha, double cap) {
    assert(alpha > 0 && cap >= 1);
    double power = quantile_exponential(random) / alpha;
    double x = real_exp(power < 700 ? power : 700);
    return x < cap ? x : cap;
}

/* ---- exponential and logarithm ---- */

#define LN2          0.69314718055994530942
#define EXP_TERMS    14 /* of the series for |x| <= ln 2 / 2: the next is under 2^-57 */
#define LOG_TERMS    12 /* of atanh for |x| <= 0.172: likewise */
#define SQRT_TWO     1.41421356237309504880
#define SQRT_HALF    0.70710678118654752440
#define EXP_LIMIT    700.0
#define LOG_HALVINGS 1100 /* more than a double has exponents */

/* x = k ln 2 + rest; the series of e^rest, then k doublings or halvings, which are exact. */
double real_exp(double x) {
    assert(x >= -EXP_LIMIT && x <= EXP_LIMIT);
    int k = (int)(x / LN2 + (x < 0 ? -0.5 : 0.5));
    double rest = x - k * LN2, sum = 1;
    for (int term = EXP_TERMS; term > 0; term--)
        sum = 1 + sum * rest / term;
    double factor = k < 0 ? 0.5 : 2;
    for (int n = k < 0 ? -k : k; n > 0; n >>= 1, factor *= factor) {
        if ((n & 1) != 0)
            sum *= factor;
    }
    return sum;
}

/* x = 2^k m with m about 1; log m = 2 atanh((m - 1) / (m + 1)). */
double real_log(double x) {
    int k = 0;
    assert(x > 0 && x <= 1.7e308);
    for (; x > SQRT_TWO && k < LOG_HALVINGS; k++)
        x *= 0.5;
    for (; x < SQRT_HALF && k > -LOG_HALVINGS; k--)
        x *= 2;
    double ratio = (x - 1) / (x + 1), square = ratio * ratio, sum = 0;
    for (int term = 2 * LOG_TERMS + 1; term > 0; term -= 2)
        sum = sum * square + 1.0 / term;
    return k * LN2 + 2 * ratio * sum;
}
