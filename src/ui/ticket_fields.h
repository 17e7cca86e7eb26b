/* The ticket's form: which fields a type of order uses, and the order they make. Knows no seat and
 * draws nothing. */
#ifndef UI_TICKET_FIELDS_H
#define UI_TICKET_FIELDS_H

#include "game/view.h"
#include "ui/form.h"
#include "ui/words.h"

enum ticket_field {
    TICKET_SIDE,
    TICKET_TYPE,
    TICKET_SIZE,
    TICKET_STOP, /* the trigger; of a bracket: where it is wrong */
    TICKET_TARGET,
    TICKET_TRAIL,
    TICKET_PRICE,
    TICKET_TIF,
    TICKET_UNTIL,
    TICKET_PARTNER, /* the order that ends when this one fills */
    TICKET_POST_ONLY,
    TICKET_REDUCE_ONLY,
    TICKET_DISPLAY,
    TICKET_SUBMIT,
    TICKET_FIELDS
};

#define TICKET_PARTNERS_MAX 9

/* What is typed and chosen. `order` is what that makes; a field that the type does not use, or that
 * is no number yet, is 0 there. */
struct ticket_fields {
    struct form form;
    struct form_field fields[TICKET_FIELDS];
    struct order_place order;
    struct listing_info listing;
    const char *sides[WORDS_MAX], *types[WORDS_MAX], *tifs[WORDS_MAX];
    const char *partners[TICKET_PARTNERS_MAX + 2]; /* "none" and texts; NULL-terminated */
    char partner_texts[TICKET_PARTNERS_MAX][64];
    uint64_t partner_ids[TICKET_PARTNERS_MAX + 1]; /* 0: none */
    bool dated;                                    /* until_ms could be read */
    char size_hint[FIX8_TEXT_MAX];
};

/* The struct must not move afterwards: the form points into it. */
void ticket_fields_init(struct ticket_fields *ticket, const struct view *view,
                        const struct listing_info *listing, const char *side, fix8_t limit);

/* Reads the fields into the order and shows those its type uses. */
void ticket_fields_read(struct ticket_fields *ticket, const struct view *view);

/* False with a sentence at the first field that cannot be sent as it is; `smallest` is the least
 * size, 0 when it is not known. */
bool ticket_fields_check(struct ticket_fields *ticket, fix8_t smallest);

/* Enough is typed for the rules to judge. */
bool ticket_fields_ready(const struct ticket_fields *ticket);

bool ticket_is(const struct order_place *order, const char *type);
bool ticket_buys(const struct order_place *order);

/* The focused price field takes the last price; false when there is none. */
bool ticket_take_last(struct ticket_fields *ticket, fix8_t last);

#endif
