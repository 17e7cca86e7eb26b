/* What the parts of the slow book share. */
#ifndef SUPPORT_BOOK_MODEL_INSIDE_H
#define SUPPORT_BOOK_MODEL_INSIDE_H

#include "support/book_model.h"

/* Lots an order has left, hidden ones too. */
int64_t model_left(const struct model_order *order);
/* The oldest order at a price; NULL: none. */
struct model_order *model_first_at(struct model *model, enum side side, int32_t ticks);
/* Two orders trade as much as both show. */
void model_trade(struct model *model, int32_t ticks, uint64_t maker_id, uint64_t taker_id);
/* Cancels an order. */
void model_end(struct model *model, uint64_t id, enum book_reason why);
/* Every waiting order hears a print. */
void model_hear(struct model *model, int32_t print);
/* Lets everything go in that is due. */
void model_run(struct model *model);
/* Unless a sweep holds the level. */
void model_say_level(struct model *model, enum side side, int32_t ticks);
/* Would an order with `limit` trade at `ticks`? */
bool model_reaches(enum side side, int32_t limit, int32_t ticks);
bool model_same_owner(const struct model_order *a, const struct model_order *b);

#endif
