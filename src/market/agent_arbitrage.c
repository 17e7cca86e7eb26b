/* The arbitrageur between instruments: what was published of the others says that this one is too
 * high or too low by `pull`; it trades that away, order by order, until the next publication. */
#include "market/agents_internal.h"
#include "market/quantiles.h"

#define ARBITRAGE_MS    30000
#define ARBITRAGE_UNITS 3.0
#define COST_TOUCHES    2.0 /* a gap below so many touches, */
#define COST_SIGMAS     1.0 /* or sigmas of a minute, is not worth the trouble */

void arbitrage_wake(struct agents *agents, const struct pit *pit) {
    double gap = pit->pull * agents->value, size = gap < 0 ? -gap : gap;
    double touches = COST_TOUCHES * agents->touch, sigmas = COST_SIGMAS * agents->sigma;
    double cost = touches > sigmas ? touches : sigmas;
    double units = ARBITRAGE_UNITS * quantile_lognormal(&agents->random[SLOT_ARBITRAGE]);
    agent_sleep(agents, SLOT_ARBITRAGE, pit->ms, ARBITRAGE_MS / agents->activity);
    if (size <= cost || pit->call)
        return;
    double limit = agents->value + gap;
    agent_take(agents, pit, SLOT_ARBITRAGE, gap > 0 ? SIDE_BUY : SIDE_SELL, ticks_near(limit),
               units);
}
