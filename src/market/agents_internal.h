/* Inside of the agents; included by agent*.c only. */
#ifndef MARKET_AGENTS_INTERNAL_H
#define MARKET_AGENTS_INTERNAL_H

#include "market/agents.h"

/* How traders behave where the touch is so many sigmas of a minute wide (the recipe's rho). */
struct agent_manner {
    double least_rho;
    double patience;            /* a taker without a near price waits with this probability */
    double walk;                /* a taker goes beyond the touch with this probability */
    bool shy;                   /* distances are capped by sigma: quiet months do not bounce */
    double near_low, near_high; /* a patient order's distance, half touches */
    double value_half;          /* the value investor's threshold: half touches, */
    double value_sigma;         /* or sigmas */
    double startle;   /* a maker whose quotes are so many sigmas off looks up soon; 0: never */
    double tolerance; /* a quote may be so many half touches off */
    double children;  /* Pareto exponent of an institution's row of orders */
    int64_t maker_ms, patient_ms; /* mean waits */
};

/* Draws slot's next wake: exponential around `mean_ms` of a market at rest, faster when active. */
void agent_sleep(struct agents *agents, uint32_t slot, int64_t ms, double mean_ms);

/* Derives next_ms and next_slot. */
void agents_set_next(struct agents *agents);

/* Half the touch. */
static inline double half_touch(const struct agents *agents) {
    return agents->touch / 2;
}

/* The value investor's orders are told apart: they follow the reference and must not push it. */
#define VALUE_REF quote_ref(SLOT_VALUE, SIDE_BUY, 0)

/* A price the book takes. */
int32_t ticks_near(double ticks);

/* Whole lots, at least one. */
int64_t lots_of(double lots);

/* An order that does not rest (in a call it gathers); returns lots filled. */
int64_t agent_take(struct agents *agents, const struct pit *pit, uint32_t slot, enum side side,
                   int32_t limit, double units);

/* By kind. Each sets the slot's next wake. */
void maker_wake(struct agents *agents, const struct pit *pit, uint32_t slot);
void makers_follow(struct agents *agents, const struct pit *pit); /* a tape's step */
void makers_startle(struct agents *agents, int64_t ms);           /* the reference moved */
void makers_withdraw(struct agents *agents, struct book *book);
void value_wake(struct agents *agents, const struct pit *pit);
void patient_wake(struct agents *agents, const struct pit *pit, uint32_t slot);
void patients_withdraw(struct agents *agents, struct book *book);
void noise_wake(struct agents *agents, const struct pit *pit);
void institution_wake(struct agents *agents, const struct pit *pit, uint32_t slot);
void trend_wake(struct agents *agents, const struct pit *pit, uint32_t slot);
void arbitrage_wake(struct agents *agents, const struct pit *pit);

/* agents_ladder.c: touch, unit, levels and manner for the price `ticks`. */
void ladder_shape(struct agents *agents, const struct instrument *row, int32_t ticks);

#endif
