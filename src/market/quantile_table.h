/* The points behind quantiles.h, which alone uses them: quantiles x 2^20. */
#ifndef MARKET_QUANTILE_TABLE_H
#define MARKET_QUANTILE_TABLE_H

#include <stdint.h>

#define QUANTILE_FLOORS 3
#define QUANTILE_CELLS  256
#define QUANTILE_POINTS (QUANTILE_FLOORS * (QUANTILE_CELLS + 1))

extern const int32_t quantile_table_student[QUANTILE_POINTS];
extern const int32_t quantile_table_normal[QUANTILE_POINTS];
extern const int32_t quantile_table_exponential[QUANTILE_POINTS];
extern const int32_t quantile_table_lognormal[QUANTILE_POINTS];

#endif
