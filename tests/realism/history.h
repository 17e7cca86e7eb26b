/* What is kept of one instrument to measure it: bars while it traded, days, signs of trades.
 *
 * Bars are one minute apart on the simulated market, or a tape's bars. A bar counts when trading
 * went on from its start to its end and had begun with a print, so that no return lies over a close
 * or an auction; a bar without prints has return 0. Bars of one `session` follow each other. */
#ifndef REALISM_HISTORY_H
#define REALISM_HISTORY_H

#include <stddef.h>
#include <stdint.h>

#define MINUTES_OF_DAY 1440

struct history {
    double *returns; /* logarithmic; the four arrays have `count` entries */
    double *volumes;
    uint32_t *sessions;
    uint32_t *slots; /* minute of the UTC day at its start */
    uint32_t *days;  /* since the first */
    size_t count, capacity;

    double *day_returns; /* close to close, nights and dividends included, splits taken out */
    double *day_volumes;
    size_t day_count, day_capacity;

    int8_t *signs; /* of the takers, one an order that traded: 1 bought, -1 sold */
    size_t sign_count, sign_capacity;

    double *touches; /* spreads at the touch over their base, now and then while it traded */
    size_t touch_count, touch_capacity;
};

struct history_bar {
    double change, volume;
    uint32_t session, slot, day;
};

void history_add(struct history *history, const struct history_bar *bar);
void history_add_day(struct history *history, double change, double volume);
void history_add_sign(struct history *history, int8_t sign);
void history_add_touch(struct history *history, double ratio);
void history_clear(struct history *history);

#endif
