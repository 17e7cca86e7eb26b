/* What an order would come to, without sending it: for the ticket. */
#ifndef BROKER_ESTIMATE_H
#define BROKER_ESTIMATE_H

#include "broker/broker.h"

struct order_estimate {
    fix8_t average; /* of what would fill now at the book's prices, the rest at the limit */
    fix8_t value;   /* average x size x contract */
    fix8_t fee;
    fix8_t cash;     /* what would leave (buys, negative) or come in, fee included */
    fix8_t largest;  /* the largest size the account could send now */
    fix8_t smallest; /* the smallest one that opens or adds; 1 lot for sells */
};

/* Fills the estimate as far as the request goes, and returns what broker_place would: 0, or
 * ERROR_REFUSED with its sentence. Nothing changes. */
int broker_estimate(const struct broker *broker, const struct market *market,
                    const struct order_request *request, int64_t ms,
                    struct order_estimate *estimate, struct error *error);

#endif
