/* A trading desk for the broker's tests: a market whose books hold only what a test puts there, the
 * Discount broker, and everything the broker says, kept. */
#ifndef BROKER_DESK_H
#define BROKER_DESK_H

#include "broker/broker.h"

enum { BTC, KEST, EUR, SPX, GOLD, DESK_INSTRUMENTS };

#define DESK_NOW  INT64_C(1736778600000) /* Monday 13 January 2025, 14:30 */
#define DESK_KEPT 4096

struct desk {
    struct market market;
    struct broker broker;
    struct broker_out out;
    struct order orders[DESK_KEPT]; /* as told */
    char reasons[DESK_KEPT][ORDER_REASON_MAX];
    struct fill fills[DESK_KEPT];
    struct ledger_leg legs[DESK_KEPT];
    struct position positions[DESK_KEPT];
    struct split splits[DESK_KEPT];
    uint32_t split_count;
    uint32_t order_count, fill_count, leg_count, position_count, account_count;
    uint32_t account; /* of player 1, opened with 10,000.00 */
    struct error error;
};

struct desk *desk_new(void); /* all instruments open, books empty */
void desk_free(struct desk *desk);

/* An agent's order; what it trades with reaches the broker. */
void desk_agent(struct desk *desk, int instrument, enum side side, const char *price,
                const char *size);

/* A command of the desk's account; prices and sizes as text, NULL for a market order. */
int desk_place(struct desk *desk, int instrument, enum side side, enum order_tif tif,
               const char *price, const char *size, uint64_t *id);
int desk_send(struct desk *desk, const struct order_request *request, uint64_t *id);
int desk_change(struct desk *desk, uint64_t id, const struct order_change *change);
int desk_amend(struct desk *desk, uint64_t id, const char *price, const char *size);

void desk_settle(struct desk *desk); /* gives the market's events to the broker and drains them */
void desk_turn(struct desk *desk, int instrument, bool open, int64_t next_ms);
void desk_end_day(struct desk *desk, int instrument);

fix8_t desk_cash(const struct desk *desk);
const struct account *desk_account(const struct desk *desk);
const struct order *desk_told(const struct desk *desk); /* the order told last */
const char *desk_reason(const struct desk *desk);
void desk_check(const struct desk *desk); /* invariants, and that all legs sum to zero */
fix8_t fix(const char *text);

extern const char *const desk_brokers; /* name of the data file in the pack */

#endif
