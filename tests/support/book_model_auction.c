#include "support/book_model_inside.h"

#include <stdlib.h>

#define NUMBER_SHIFT 23 /* of a handle: its number is above its slot */

static struct book_indication indication_at(const struct model *model, int32_t ticks) {
    int64_t lots[2] = {0, 0};
    for (int i = 0; i < model->count; i++) {
        const struct model_order *order = &model->orders[i];
        if (order->state == MODEL_RESTS && model_reaches(order->side, order->limit, ticks))
            lots[order->side] += model_left(order);
    }
    return (struct book_indication){.ticks = ticks,
                                    .lots = lots[SIDE_BUY] < lots[SIDE_SELL] ? lots[SIDE_BUY]
                                                                             : lots[SIDE_SELL],
                                    .imbalance = lots[SIDE_BUY] - lots[SIDE_SELL]};
}

static void consider(const struct model *model, struct book_indication *best, int32_t ticks) {
    if (ticks < 1 || ticks > BOOK_TICKS_MAX)
        return;
    struct book_indication here = indication_at(model, ticks);
    int64_t measures[][2] = {
        {-here.lots, -best->lots},
        {llabs(here.imbalance), llabs(best->imbalance)},
        {llabs((int64_t)ticks - model->last), llabs((int64_t)best->ticks - model->last)},
        {ticks, best->ticks}};
    for (size_t i = 0; here.lots > 0 && i < sizeof measures / sizeof measures[0]; i++) {
        if (measures[i][0] > measures[i][1])
            return;
        if (measures[i][0] < measures[i][1]) {
            *best = here;
            return;
        }
    }
}

/* Demand changes at limits only: the best price is one, next to one, or the last trade's. */
struct book_indication model_indication(const struct model *model) {
    struct book_indication best = {.ticks = 0};
    if (!model->in_auction)
        return best;
    consider(model, &best, model->last);
    for (int i = 0; i < model->count; i++) {
        for (int32_t ticks = -1; ticks <= 1; ticks++) {
            if (model->orders[i].state == MODEL_RESTS)
                consider(model, &best, model->orders[i].limit + ticks);
        }
    }
    return best;
}

static void meet_own(struct model *model, const struct model_order *a, const struct model_order *b,
                     bool changed[2]) {
    const struct model_order *later = a->handle >> NUMBER_SHIFT > b->handle >> NUMBER_SHIFT ? a : b;
    const struct model_order *earlier = later == a ? b : a;
    uint64_t ids[2] = {later->id, earlier->id};
    enum side sides[2] = {later->side, earlier->side};
    uint8_t mode = later->self_trade;
    for (int i = 0; i < 2; i++) {
        if (mode == SELF_CANCEL_BOTH ||
            mode == (i == 0 ? SELF_CANCEL_NEWEST : SELF_CANCEL_OLDEST)) {
            model_end(model, ids[i], BOOK_SELF_TRADE);
            changed[sides[i]] = true;
        }
    }
}

/* Two levels trade at `ticks` until one is empty; true when there was a trade. */
static bool cross_levels(struct model *model, int32_t bid, int32_t ask, int32_t ticks) {
    bool changed[2] = {false, false};
    bool traded = false;
    model->held[SIDE_BUY] = bid;
    model->held[SIDE_SELL] = ask;
    for (;;) {
        const struct model_order *buy = model_first_at(model, SIDE_BUY, bid);
        const struct model_order *sell = model_first_at(model, SIDE_SELL, ask);
        if (buy == NULL || sell == NULL)
            break;
        if (model_same_owner(buy, sell)) {
            meet_own(model, buy, sell, changed);
            continue;
        }
        bool buy_first = buy->handle >> NUMBER_SHIFT < sell->handle >> NUMBER_SHIFT;
        model_trade(model, ticks, buy_first ? buy->id : sell->id, buy_first ? sell->id : buy->id);
        traded = changed[SIDE_BUY] = changed[SIDE_SELL] = true;
    }
    model->held[SIDE_BUY] = model->held[SIDE_SELL] = 0;
    if (changed[SIDE_BUY])
        model_say_level(model, SIDE_BUY, bid);
    if (changed[SIDE_SELL])
        model_say_level(model, SIDE_SELL, ask);
    return traded;
}

static void drop_fleeting(struct model *model, enum side side) {
    for (;;) {
        const struct model_order *best = NULL;
        for (int i = 0; i < model->count; i++) {
            const struct model_order *order = &model->orders[i];
            if (order->state == MODEL_RESTS && order->side == side && order->fleeting &&
                (best == NULL ||
                 (side == SIDE_BUY ? order->limit > best->limit : order->limit < best->limit)))
                best = order;
        }
        if (best == NULL)
            return;
        model_end(model, best->id, BOOK_REST_DROPPED);
    }
}

void model_auction_end(struct model *model) {
    for (;;) {
        struct book_indication indication = model_indication(model);
        int32_t ticks = indication.ticks;
        if (indication.lots == 0)
            break;
        bool traded = false;
        for (;;) {
            const struct model_order *buy = model_best(model, SIDE_BUY);
            const struct model_order *sell = model_best(model, SIDE_SELL);
            if (buy == NULL || sell == NULL || buy->limit < ticks || sell->limit > ticks)
                break;
            traded |= cross_levels(model, buy->limit, sell->limit, ticks);
        }
        if (traded) {
            model->last = ticks;
            model_hear(model, ticks);
        }
    }
    drop_fleeting(model, SIDE_BUY);
    drop_fleeting(model, SIDE_SELL);
    model->in_auction = false;
    if (model->last != 0)
        model_hear(model, model->last);
    model_run(model);
}
