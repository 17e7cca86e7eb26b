/* The facts of a market as a table of figures (exchange.md section 4): what each is called, the
 * range it must lie in, and for whom; and how they are measured on a history.
 *
 * A figure that a history cannot answer is NO_FIGURE. */
#ifndef REALISM_FIGURES_H
#define REALISM_FIGURES_H

#include <math.h>
#include <stdbool.h>

#include "market/instrument.h"
#include "realism/history.h"

#define ANY       ((double)INFINITY)
#define NO_FIGURE ((double)NAN)

enum figure_group { GROUP_RETURNS, GROUP_WILDNESS, GROUP_SESSION, GROUP_BOOK, GROUP_DAYS, GROUPS };

/* Who must be in range. EXCHANGE: all that trades there, funds too; EQUITY: pools of stocks and of
 * the index; SIGHT: it is shown only. */
enum figure_scope { FOR_ALL, FOR_EXCHANGE, FOR_STOCKS, FOR_EQUITY, FOR_SIGHT };

/* name, heading, lowest, highest, for whom, group */
#define FIGURES(X)                                                                                 \
    X(ACF_1, "acf 1", -0.15, 0.05, FOR_ALL, GROUP_RETURNS)                                         \
    X(ACF_PEAK, "|acf| 2-30", 0, 0.05, FOR_ALL, GROUP_RETURNS)                                     \
    X(HILL, "Hill", 2.5, 4.5, FOR_ALL, GROUP_RETURNS)                                              \
    X(KURTOSIS, "kurtosis", 5, 60, FOR_ALL, GROUP_RETURNS)                                         \
    X(KURTOSIS_30, "30 minutes", -ANY, ANY, FOR_SIGHT, GROUP_RETURNS)                              \
    X(KURTOSIS_DAY, "1 day", -ANY, ANY, FOR_SIGHT, GROUP_RETURNS)                                  \
    X(FALL_30, "1 m - 30 m", 0, ANY, FOR_ALL, GROUP_RETURNS)                                       \
    X(FALL_DAY, "30 m - 1 d", 0, ANY, FOR_ALL, GROUP_RETURNS)                                      \
    X(ABS_1, "|r| acf 1", 0.15, 0.45, FOR_ALL, GROUP_WILDNESS)                                     \
    X(ABS_60, "|r| acf 60", 0.03, ANY, FOR_ALL, GROUP_WILDNESS)                                    \
    X(CALM_1, "no season 1", 0.15, 0.45, FOR_EXCHANGE, GROUP_WILDNESS)                             \
    X(CALM_60, "no season 60", 0.03, ANY, FOR_EXCHANGE, GROUP_WILDNESS)                            \
    X(VOLUME, "corr V, |r|", 0.2, 0.7, FOR_ALL, GROUP_WILDNESS)                                    \
    X(SIGNS, "sign decay", 0.3, 0.8, FOR_ALL, GROUP_WILDNESS)                                      \
    X(SIGNS_10, "sign acf 10", -ANY, ANY, FOR_SIGHT, GROUP_WILDNESS)                               \
    X(OPEN_WILD, "|r| open", 1.5, ANY, FOR_STOCKS, GROUP_SESSION)                                  \
    X(CLOSE_WILD, "|r| close", 1.5, ANY, FOR_STOCKS, GROUP_SESSION)                                \
    X(OPEN_BUSY, "V open", 1.5, ANY, FOR_STOCKS, GROUP_SESSION)                                    \
    X(CLOSE_BUSY, "V close", 1.5, ANY, FOR_STOCKS, GROUP_SESSION)                                  \
    X(MONTHS_ACF_1, "m: acf 1", 0.95, 1, FOR_ALL, GROUP_SESSION)                                   \
    X(MONTHS_KURTOSIS, "m: kurtosis", 0.95, 1, FOR_ALL, GROUP_SESSION)                             \
    X(MONTHS_PEAK, "m: acf 2-30", 0.95, 1, FOR_ALL, GROUP_SESSION)                                 \
    X(TOUCH, "touch", 0.5, 2, FOR_ALL, GROUP_BOOK)                                                 \
    X(REFILL_SPREAD, "refill spread", 0.95, 1, FOR_ALL, GROUP_BOOK)                                \
    X(REFILL_DEPTH, "refill depth", 0.9, 1, FOR_ALL, GROUP_BOOK)                                   \
    X(IMPACT_FIRST, "impact, bp", -ANY, ANY, FOR_SIGHT, GROUP_BOOK)                                \
    X(IMPACT_60, "left in 60 s", 0.1, 0.6, FOR_ALL, GROUP_BOOK)                                    \
    X(IMPACT_HOUR, "left in 1 h", -ANY, 0.25, FOR_ALL, GROUP_BOOK)                                 \
    X(IMPACT_GROWTH, "size power", 0.35, 0.75, FOR_ALL, GROUP_BOOK)                                \
    X(SILENT, "no print", -ANY, ANY, FOR_SIGHT, GROUP_BOOK)                                        \
    X(DAY_SIZE, "day vol.", -ANY, ANY, FOR_SIGHT, GROUP_BOOK)                                      \
    X(DAY_PEAK, "|acf| 1-20", 0, 0.06, FOR_ALL, GROUP_DAYS)                                        \
    X(DAY_HILL, "Hill", 2.5, 5, FOR_ALL, GROUP_DAYS)                                               \
    X(DAY_KURTOSIS, "kurtosis", 2, 15, FOR_ALL, GROUP_DAYS)                                        \
    X(MONTH_KURTOSIS, "21 days", -ANY, 4, FOR_ALL, GROUP_DAYS)                                     \
    X(DAY_ABS_1, "|r| acf 1", 0.10, 0.35, FOR_ALL, GROUP_DAYS)                                     \
    X(DAY_ABS_50, "|r| 45-55", 0.01, ANY, FOR_ALL, GROUP_DAYS)                                     \
    X(DAY_LEVERAGE, "leverage", -0.15, -0.02, FOR_EQUITY, GROUP_DAYS)                              \
    X(DAY_SKEW, "skew", -1, 0, FOR_EQUITY, GROUP_DAYS)                                             \
    X(DAY_VOLUME, "corr V, |r|", 0.2, 0.7, FOR_ALL, GROUP_DAYS)

enum figure {
#define X(name, heading, low, high, scope, group) name,
    FIGURES(X)
#undef X
        FIGURE_COUNT
};

struct figure_row {
    const char *heading;
    double low, high;
    enum figure_scope scope;
    enum figure_group group;
};

extern const struct figure_row figure_rows[FIGURE_COUNT];

struct figures {
    double value[FIGURE_COUNT];
};

void figures_clear(struct figures *figures); /* all NO_FIGURE */

/* What a history of bars answers: the groups RETURNS, WILDNESS and SESSION, TOUCH, SILENT. Figures
 * of memory need `count` above some thousands; months are windows of 30 days of the calendar. */
void figures_of_bars(const struct history *history, struct figures *figures);

/* Daily returns of several markets as one: each stretch (a market of a seed) is a segment. */
struct day_pool {
    const double *returns; /* each over the deviation of its instrument */
    const double *volumes; /* each over the mean of its instrument; NULL: none */
    const uint32_t *stretches;
    size_t count;
};

/* The group DAYS. */
void figures_of_days(const struct day_pool *pool, struct figures *figures);

bool figure_in_range(enum figure figure, double value);

/* Whether `row` must be in range; a pool of days answers for its class: see pools.h. */
bool figure_binds(enum figure figure, const struct instrument *row);

#endif
