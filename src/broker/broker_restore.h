/* A broker made again from what tables keep of it, for when no snapshot can be used: first its
 * numbers, then accounts by id, positions, and broker_restored; then, over the market they are to
 * stand in, the open orders by id. */
#ifndef BROKER_BROKER_RESTORE_H
#define BROKER_BROKER_RESTORE_H

#include "broker/broker.h"

/* The next of each to be given: above all that were ever used, so never 0. */
struct broker_numbers {
    uint32_t account;
    uint64_t order, fill, transaction;
};

void broker_restore(struct broker *broker, const struct broker_table *table,
                    const struct broker_numbers *next);

/* Balances are what the account's legs sum to; nothing is reserved yet. Ids rise from call to call
 * and are below the next to be given. */
void broker_restore_account(struct broker *broker, const struct account *account);

/* None of its lots are in sell orders yet. At most one an account and instrument. */
void broker_restore_position(struct broker *broker, const struct position *position);

/* Do the parts keep the invariants of broker.h? 0, or ERROR_STORAGE saying which is broken. */
int broker_restored(const struct broker *broker, struct error *error);

/* An open order goes in again with what is left of it: into the book, where it may trade at once,
 * or queued while its market is closed. What it reserves and is worth follows from `order`'s
 * ticks_lots, filled and fee, the sums over its fills; its state, queued, value, paid, reserved and
 * handle are not read. It is told through `out` either way, as broker_place tells. ERROR_REFUSED
 * with a phrase when it does not fit what account and market are now: then nothing changed. */
int broker_reenter(struct broker *broker, struct market *market, const struct order *order,
                   const struct broker_out *out, struct error *error);

#endif
