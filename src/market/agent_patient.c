/* Patient traders: one small order near the reference, on a random side; then none for a while. */
#include "market/agents_internal.h"
#include "market/quantiles.h"

#define PATIENT_UNITS 2
#define APART         0.6 /* of the wait, without an order */
#define SHY           0.9 /* of sigma */

static double distance(struct agents *agents, uint32_t slot) {
    const struct agent_manner *manner = agents->manner;
    double reach = half_touch(agents), sigma = SHY * agents->sigma;
    if (manner->shy && sigma < reach)
        reach = sigma;
    double part = quantile_uniform(&agents->random[slot]);
    return reach * (manner->near_low + (manner->near_high - manner->near_low) * part);
}

/* A price on its own side of the reference, so that two patient ones need not meet. */
static int32_t price_near(const struct agents *agents, enum side side, double away) {
    double wanted = agents_reference(agents) + (side == SIDE_BUY ? -away : away);
    int32_t below = ticks_near(wanted - 0.5);
    return side == SIDE_BUY ? below : ticks_near(below + 1);
}

static void post(struct agents *agents, const struct pit *pit, uint32_t slot) {
    uint32_t which = slot - SLOT_PATIENT;
    enum side side = random_u32(&agents->random[slot]) & 1 ? SIDE_BUY : SIDE_SELL;
    struct book_result result;
    const struct book_request request = {.side = side,
                                         .tif = BOOK_REST,
                                         .post_only = true,
                                         .limit = price_near(agents, side, distance(agents, slot)),
                                         .lots = lots_of(PATIENT_UNITS * agents->unit),
                                         .ref = quote_ref(slot, side, 0)};
    book_submit(pit->book, &request, &result);
    agents->messages++;
    agents->patients[which].side = (uint8_t)side;
    agents->patients[which].quote =
        (struct quote){.handle = result.handle, .ticks = request.limit, .lots = result.rested};
}

static void take_back(struct agents *agents, struct book *book, uint32_t which) {
    struct quote *quote = &agents->patients[which].quote;
    if (quote->handle != 0) {
        book_cancel(book, quote->handle, BOOK_BY_OWNER);
        agents->messages++;
    }
    *quote = (struct quote){.handle = 0};
}

void patient_wake(struct agents *agents, const struct pit *pit, uint32_t slot) {
    bool rested = agents->patients[slot - SLOT_PATIENT].quote.ticks != 0;
    double wait = (double)agents->manner->patient_ms / agents->activity;
    take_back(agents, pit->book, slot - SLOT_PATIENT);
    if (!rested)
        post(agents, pit, slot);
    agent_sleep(agents, slot, pit->ms, rested ? wait * APART : wait);
}

void patients_withdraw(struct agents *agents, struct book *book) {
    for (uint32_t which = 0; which < PATIENTS; which++)
        take_back(agents, book, which);
}
