/* What an order would come to, without sending it: for the ticket. */
#ifndef BROKER_ESTIMATE_H
#define BROKER_ESTIMATE_H

#include "broker/broker.h"

struct order_estimate {
    fix8_t average; /* of what would fill now at the book's prices, the rest at the limit; of an
                       order that waits for its trigger, the limit or what sets it off */
    fix8_t worst;   /* the worst price that it may come to; 0: none can be told */
    fix8_t value;   /* average x size x contract */
    fix8_t fee;
    fix8_t cash;     /* what would leave (buys, negative) or come in, fee included */
    fix8_t reserves; /* set aside while it waits */
    fix8_t largest;  /* the largest size the account could send now */
    fix8_t smallest; /* the smallest one that opens or adds; 1 lot for sells */
    fix8_t risk;     /* bracket: what is lost between entry and stop, all fees included */
    fix8_t gain;     /* bracket: what is won between entry and target, after all fees */
    bool queues;     /* it would wait for the market to take orders */
};

/* Fills the estimate as far as the request goes, and returns what broker_place would: 0, or
 * ERROR_REFUSED with its sentence. Nothing changes. */
int broker_estimate(const struct broker *broker, const struct market *market,
                    const struct order_request *request, int64_t ms,
                    struct order_estimate *estimate, struct error *error);

#endif
