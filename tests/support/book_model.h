/* A slow order book that is obviously right: a list of orders, searched from end to end at every
 * step. What the fast one does must be the same to the last event.
 *
 * Orders stand in the list in the order of their queues: whoever loses its place goes to the end.
 * The model does not choose handles: it is told the one the book gave. */
#ifndef SUPPORT_BOOK_MODEL_H
#define SUPPORT_BOOK_MODEL_H

#include "market/book.h"

enum { MODEL_ORDERS = 512, MODEL_EVENTS = 4096, MODEL_OWNERS = 6 };

enum model_state { MODEL_RESTS, MODEL_WAITS, MODEL_DUE, MODEL_FLIES };

struct model_order {
    uint64_t id; /* the model's own, from the order's start on */
    book_handle handle;
    enum model_state state;
    enum side side;
    enum book_tif tif;
    bool post_only, reduce_only, fleeting;
    uint8_t self_trade, trigger;
    int32_t limit; /* 0 while one at market waits */
    int64_t shown, hidden, display;
    uint32_t owner;
    uint64_t ref;
    int32_t stop, trail, trail_ppm;
    uint64_t partner; /* id; 0: none */
    uint64_t due;     /* turn in which it goes in */
};

struct model {
    struct model_order orders[MODEL_ORDERS];
    int count;
    bool followed[MODEL_OWNERS];
    int64_t positions[MODEL_OWNERS];
    int32_t last, collar_ppm;
    bool in_auction;
    uint64_t ids, turns, next_number;
    int32_t held[2]; /* by side: the level being swept */
    struct book_event events[MODEL_EVENTS];
    size_t event_count;
};

void model_init(struct model *model);

/* `given`: the handle the book gave it, 0 if none. */
struct book_result model_submit(struct model *model, const struct book_request *request,
                                book_handle given);
enum book_reason model_cancel(struct model *model, book_handle handle, enum book_reason why);
struct book_result model_amend(struct model *model, book_handle handle,
                               const struct book_change *change);
int64_t model_walk(const struct model *model, const struct book_request *taker, int64_t *sum);
void model_set_position(struct model *model, uint32_t owner, int64_t lots);
void model_auction_end(struct model *model);
struct book_indication model_indication(const struct model *model);

/* Lots shown at a price, and the best order of a side (NULL: none). */
int64_t model_level(const struct model *model, enum side side, int32_t ticks);
const struct model_order *model_best(const struct model *model, enum side side);
const struct model_order *model_order(const struct model *model, book_handle handle);

#endif
