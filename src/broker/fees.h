/* What a broker charges, from data/brokers.json. The costs of an order follow from all it has
 * filled so far, so that minimums and tiers hold for the order however many fills it takes; each
 * fill is charged the difference. */
#ifndef BROKER_FEES_H
#define BROKER_FEES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/fix8.h"
#include "market/instrument.h"

#define BROKERS_MAX        8
#define CONTRACT_RATES_MAX 8

struct fee_rule {
    bool trades;    /* this broker offers the class */
    fix8_t rate;    /* of the value, fraction, 0 to 1 */
    fix8_t minimum; /* an order */
};

struct contract_rate { /* on top of the class's rule */
    char symbol[SYMBOL_MAX];
    fix8_t rate; /* per 1 of size a side */
};

struct broker_profile {
    char word[24];  /* "discount" */
    char label[40]; /* "Discount" */
    struct fee_rule rules[CLASS_COUNT];
    uint32_t contract_count;
    struct contract_rate contracts[CONTRACT_RATES_MAX];
};

struct broker_table {
    uint32_t count;
    struct broker_profile rows[BROKERS_MAX];
    fix8_t opening_cash;   /* 10,000.00 */
    fix8_t smallest_value; /* 10: of an order that opens or adds */
};

/* Reads data/brokers.json (`bytes`); row 0 is the default. Returns 0 or ERROR_USAGE naming broker
 * and key. */
int brokers_load(struct broker_table *table, const void *bytes, size_t length, struct error *error);

/* Commission due on an order that has filled `value` (price x size x contract) and `size` in all:
 * rounded up to the cent, at least 0.01 when anything is due; 0 as long as nothing has filled. What
 * does not fit is FIX8_MAX. */
fix8_t fees_due(const struct broker_profile *profile, const struct instrument *row, fix8_t value,
                fix8_t size);

#endif
