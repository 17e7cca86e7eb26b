#include "ui/ticket_fields.h"

#include <assert.h>
#include <string.h>

#include "base/gametime.h"
#include "base/mem.h"
#include "base/text.h"
#include "ui/amount.h"

#define USES(field) (1u << (field))
#define RESTS       (USES(TICKET_TIF) | USES(TICKET_PARTNER) | USES(TICKET_REDUCE_ONLY))

/* word of the type, what it uses, which of it may stay empty, and how its stop is called */
static const struct type_row {
    const char *word;
    unsigned uses, optional;
    const char *stop_label, *price_hint;
} type_rows[] = {
    {"market", USES(TICKET_REDUCE_ONLY), 0, "", ""},
    {"limit", RESTS | USES(TICKET_PRICE) | USES(TICKET_POST_ONLY) | USES(TICKET_DISPLAY), 0, "",
     "= last price"},
    {"stop", RESTS | USES(TICKET_STOP), 0, "Stop", ""},
    {"stop-limit", RESTS | USES(TICKET_STOP) | USES(TICKET_PRICE) | USES(TICKET_DISPLAY), 0, "Stop",
     "= last price"},
    {"trailing", RESTS | USES(TICKET_TRAIL), 0, "", ""},
    {"take-profit", RESTS | USES(TICKET_STOP) | USES(TICKET_PRICE), USES(TICKET_PRICE), "Target",
     "at market"},
    {"bracket", USES(TICKET_TIF) | USES(TICKET_STOP) | USES(TICKET_TARGET) | USES(TICKET_PRICE),
     USES(TICKET_PRICE), "Stop", "at market"},
};

static const struct type_row *row_of(const struct order_place *order) {
    const char *word = words_of_command(COMMAND_ORDER_PLACE, "type")[order->type];
    for (size_t i = 0; i < ARRAY_LEN(type_rows); i++) {
        if (strcmp(type_rows[i].word, word) == 0) {
            return &type_rows[i];
        }
    }
    return &type_rows[0];
}

bool ticket_is(const struct order_place *order, const char *type) {
    return word_is(words_of_command(COMMAND_ORDER_PLACE, "type"), order->type, type);
}

bool ticket_buys(const struct order_place *order) {
    return word_is(words_of_command(COMMAND_ORDER_PLACE, "side"), order->side, "buy");
}

static bool is_used(const struct ticket_fields *ticket, enum ticket_field field) {
    return !ticket->fields[field].unused;
}

/* ---- its partner ------------------------------------------------------------------------------
 */

/* "order 12, sell limit at 51,000.0", "order 14, sell trailing by 2%" */
static void partner_text(const struct ticket_fields *ticket, const struct order_changed *order,
                         char *text, size_t size) {
    const char *side = words_of_record(RECORD_ORDER_CHANGED, "side")[order->side];
    const char *type = words_of_record(RECORD_ORDER_CHANGED, "type")[order->type];
    char number[FIX8_TEXT_MAX];
    fix8_t price = order->price > 0 ? order->price : order->stop;
    if (order->trail_percent > 0) {
        fix8_format(order->trail_percent, -1, false, number, sizeof number);
    }
    text_format(
        text, size, "order %llu, %s %s %s %s%s", (unsigned long long)order->id, side, type,
        order->trail > 0 || order->trail_percent > 0 ? "by" : "at",
        order->trail_percent > 0
            ? number
            : amount_price(&ticket->listing, order->trail > 0 ? order->trail : price, true).text,
        order->trail_percent > 0 ? "%" : "");
}

/* Open orders of the same symbol and side that have no partner yet. */
static void list_partners(struct ticket_fields *ticket, const struct view *view) {
    struct form_field *field = &ticket->fields[TICKET_PARTNER];
    uint64_t chosen = ticket->partner_ids[field->choice];
    size_t count = 0;
    ticket->partners[0] = "no other order";
    field->choice = 0;
    for (uint32_t i = 0; i < view->order_count && count < TICKET_PARTNERS_MAX; i++) {
        const struct order_changed *order = &view->orders[i];
        if (strcmp(order->symbol, ticket->listing.symbol) != 0 || order->oco != 0 ||
            order->side != ticket->order.side) {
            continue;
        }
        partner_text(ticket, order, ticket->partner_texts[count],
                     sizeof ticket->partner_texts[count]);
        ticket->partners[count + 1] = ticket->partner_texts[count];
        ticket->partner_ids[++count] = order->id;
        field->choice = order->id == chosen ? count : field->choice;
    }
    ticket->partners[count + 1] = NULL;
}

/* ---- reading --------------------------------------------------------------------------------- */

/* A time, or how long from now: "2d", "2025-01-20 14:00". */
static bool read_until(const char *text, int64_t now_ms, int64_t *until_ms) {
    if (duration_parse(text, until_ms)) {
        *until_ms += now_ms;
        return *until_ms <= GAMETIME_MAX;
    }
    return gametime_parse(text, until_ms);
}

/* Could an order of this side make a position smaller? */
static bool can_reduce(const struct view *view, const struct order_place *order) {
    const struct position_changed *position = view_position(view, order->symbol);
    return position != NULL && (position->size > 0) != ticket_buys(order);
}

static void show_used(struct ticket_fields *ticket, const struct view *view) {
    const struct type_row *row = row_of(&ticket->order);
    struct form_field *fields = ticket->fields;
    for (int i = TICKET_STOP; i < TICKET_SUBMIT; i++) {
        fields[i].unused = (row->uses & USES(i)) == 0;
    }
    const char *const *tifs = words_of_command(COMMAND_ORDER_PLACE, "tif");
    bool dated = word_is(tifs, (int)fields[TICKET_TIF].choice, "gtd");
    fields[TICKET_UNTIL].unused = fields[TICKET_TIF].unused || !dated;
    fields[TICKET_PARTNER].unused = fields[TICKET_PARTNER].unused || ticket->partners[1] == NULL;
    fields[TICKET_REDUCE_ONLY].unused =
        fields[TICKET_REDUCE_ONLY].unused || !can_reduce(view, &ticket->order);
    fields[TICKET_STOP].label = row->stop_label;
    fields[TICKET_PRICE].hint = row->price_hint;
}

static fix8_t number_in(const struct ticket_fields *ticket, enum ticket_field field) {
    return is_used(ticket, field) ? form_number(&ticket->fields[field]) : 0;
}

static bool is_ticked(const struct ticket_fields *ticket, enum ticket_field field) {
    return is_used(ticket, field) && ticket->fields[field].choice != 0;
}

void ticket_fields_read(struct ticket_fields *ticket, const struct view *view) {
    struct order_place *order = &ticket->order;
    const struct form_field *fields = ticket->fields;
    order->side = (uint8_t)fields[TICKET_SIDE].choice;
    order->type = (uint8_t)fields[TICKET_TYPE].choice;
    order->tif = (uint8_t)fields[TICKET_TIF].choice;
    list_partners(ticket, view);
    show_used(ticket, view);
    order->size = number_in(ticket, TICKET_SIZE);
    order->price = number_in(ticket, TICKET_PRICE);
    order->stop = number_in(ticket, TICKET_STOP);
    order->target = number_in(ticket, TICKET_TARGET);
    order->display = number_in(ticket, TICKET_DISPLAY);
    bool percent = form_is_percent(&fields[TICKET_TRAIL]);
    fix8_t trail = number_in(ticket, TICKET_TRAIL);
    order->trail = percent ? 0 : trail;
    order->trail_percent = percent ? trail : 0;
    order->post_only = is_ticked(ticket, TICKET_POST_ONLY);
    order->reduce_only = is_ticked(ticket, TICKET_REDUCE_ONLY);
    bool paired = is_used(ticket, TICKET_PARTNER);
    order->oco = paired ? ticket->partner_ids[fields[TICKET_PARTNER].choice] : 0;
    order->until_ms = 0;
    ticket->dated = !is_used(ticket, TICKET_UNTIL) ||
                    read_until(fields[TICKET_UNTIL].text, view->time.now_ms, &order->until_ms);
}

/* ---- checking -------------------------------------------------------------------------------- */

/* field, what to type there */
static const struct {
    enum ticket_field field;
    const char *sentence;
} needed[] = {
    {TICKET_STOP, "Type the price at which it is sent, or = for the last one."},
    {TICKET_TARGET, "Type the price at which you take your gain."},
    {TICKET_TRAIL, "Type how far it stays behind: an amount, or a share like 2%."},
    {TICKET_PRICE, "Type a price, or = for the last one."},
};

static bool is_missing(const struct ticket_fields *ticket, enum ticket_field field) {
    bool optional = (row_of(&ticket->order)->optional & USES(field)) != 0;
    bool empty = ticket->fields[field].text[0] == '\0';
    return is_used(ticket, field) && !(optional && empty) &&
           form_number(&ticket->fields[field]) <= 0;
}

bool ticket_fields_ready(const struct ticket_fields *ticket) {
    for (size_t i = 0; i < ARRAY_LEN(needed); i++) {
        if (is_missing(ticket, needed[i].field)) {
            return false;
        }
    }
    return ticket->order.size > 0 && ticket->dated;
}

bool ticket_fields_check(struct ticket_fields *ticket, fix8_t smallest) {
    char text[FORM_ERROR_MAX];
    if (ticket->order.size <= 0) {
        text_format(text, sizeof text, "Type how much, for instance %s.",
                    amount_size(&ticket->listing, smallest > 0 ? smallest : FIX8_ONE).text);
        form_set_error(&ticket->form, TICKET_SIZE, text);
        return false;
    }
    for (size_t i = 0; i < ARRAY_LEN(needed); i++) {
        if (is_missing(ticket, needed[i].field)) {
            form_set_error(&ticket->form, needed[i].field, needed[i].sentence);
            return false;
        }
    }
    if (!ticket->dated) {
        form_set_error(&ticket->form, TICKET_UNTIL,
                       "Type how long, like 2d or 6h, or a time like 2025-01-20 14:00.");
        return false;
    }
    return true;
}

bool ticket_take_last(struct ticket_fields *ticket, fix8_t last) {
    size_t focus = ticket->form.focus;
    bool takes = focus == TICKET_STOP || focus == TICKET_TARGET || focus == TICKET_PRICE;
    size_t field = takes ? focus : TICKET_PRICE;
    if (last <= 0 || ticket->fields[field].unused) {
        return false;
    }
    form_set_text(&ticket->fields[field], amount_price(&ticket->listing, last, false).text);
    return true;
}

/* ---- making ---------------------------------------------------------------------------------- */

static void set_choices(struct ticket_fields *ticket) {
    struct form_field *fields = ticket->fields;
    word_labels(words_of_command(COMMAND_ORDER_PLACE, "side"), ticket->sides);
    word_labels(words_of_command(COMMAND_ORDER_PLACE, "type"), ticket->types);
    word_labels(words_of_command(COMMAND_ORDER_PLACE, "tif"), ticket->tifs);
    fields[TICKET_SIDE].choices = ticket->sides;
    fields[TICKET_TYPE].choices = ticket->types;
    fields[TICKET_TIF].choices = ticket->tifs;
    fields[TICKET_PARTNER].choices = ticket->partners;
}

void ticket_fields_init(struct ticket_fields *ticket, const struct view *view,
                        const struct listing_info *listing, const char *side, fix8_t limit) {
    static const struct form_field blank[TICKET_FIELDS] = {
        [TICKET_SIDE] = {.label = "Side", .kind = FORM_CHOICE},
        [TICKET_TYPE] = {.label = "Type", .kind = FORM_CHOICE},
        [TICKET_SIZE] = {.label = "Size", .kind = FORM_NUMBER},
        [TICKET_STOP] = {.label = "Stop", .kind = FORM_NUMBER, .hint = "= last price"},
        [TICKET_TARGET] = {.label = "Target", .kind = FORM_NUMBER},
        [TICKET_TRAIL] = {.label = "Behind",
                          .kind = FORM_NUMBER,
                          .percent = true,
                          .unit = "an amount, or a share with %"},
        [TICKET_PRICE] = {.label = "Price", .kind = FORM_NUMBER},
        [TICKET_TIF] = {.label = "Stands", .kind = FORM_CHOICE},
        [TICKET_UNTIL] = {.label = "Until", .kind = FORM_TEXT, .hint = "2d, or 2025-01-20 14:00"},
        [TICKET_PARTNER] = {.label = "Cancels", .kind = FORM_CHOICE, .aside = true},
        [TICKET_POST_ONLY] = {.label = "Options",
                              .kind = FORM_TOGGLE,
                              .unit = "post-only",
                              .aside = true},
        [TICKET_REDUCE_ONLY] = {.label = "Options",
                                .kind = FORM_TOGGLE,
                                .unit = "reduce-only",
                                .aside = true},
        [TICKET_DISPLAY] = {.label = "Options",
                            .kind = FORM_NUMBER,
                            .unit = "shown",
                            .hint = "all",
                            .aside = true},
        [TICKET_SUBMIT] = {.label = "Submit", .kind = FORM_SUBMIT},
    };
    memset(ticket, 0, sizeof *ticket);
    ticket->listing = *listing;
    memcpy(ticket->fields, blank, sizeof blank);
    text_format(ticket->order.symbol, sizeof ticket->order.symbol, "%s", listing->symbol);
    set_choices(ticket);
    const char *const *types = words_of_command(COMMAND_ORDER_PLACE, "type");
    const char *const *tifs = words_of_command(COMMAND_ORDER_PLACE, "tif");
    struct form_field *fields = ticket->fields;
    fields[TICKET_SIDE].choice =
        (size_t)word_index(words_of_command(COMMAND_ORDER_PLACE, "side"), side);
    fields[TICKET_TYPE].choice = (size_t)word_index(types, limit > 0 ? "limit" : "market");
    fields[TICKET_TIF].choice = (size_t)word_index(tifs, "gtc");
    if (limit > 0) {
        form_set_text(&fields[TICKET_PRICE], amount_price(listing, limit, false).text);
    }
    ticket->form = (struct form){.fields = fields, .count = TICKET_FIELDS, .focus = TICKET_SIZE};
    ticket_fields_read(ticket, view);
}
