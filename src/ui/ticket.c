#include "ui/ticket.h"

#include <assert.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "ui/amount.h"
#include "ui/form.h"
#include "ui/popup.h"
#include "ui/screens.h"
#include "ui/ticket_text.h"
#include "ui/words.h"
#include "ui/wrap.h"

#define TICKET_COLUMNS 58
#define TEXT_ROWS      8 /* under the form: prices, review, limits, refusal */

enum ticket_field {
    TICKET_SIDE,
    TICKET_TYPE,
    TICKET_SIZE,
    TICKET_PRICE,
    TICKET_TIF,
    TICKET_SUBMIT,
    TICKET_FIELDS
};

struct ticket {
    struct app *app;
    struct listing_info listing; /* as it was when the ticket opened */
    struct form form;
    struct form_field fields[TICKET_FIELDS];
    const char *sides[WORDS_MAX], *types[WORDS_MAX], *tifs[WORDS_MAX];
    char title[48], size_hint[FORM_TEXT_MAX / 4];
    struct order_place order; /* as the fields say */
    uint32_t asked;           /* tag of the preview that is on its way; 0: none */
    bool previewed;           /* `preview` is about `order` */
    struct preview preview;
    uint64_t sent;                     /* counter of the command; 0: not sent */
    char refusal[ANSWER_SENTENCE_MAX]; /* why it was not taken */
    struct popup popup;
};

/* ---- the order ------------------------------------------------------------------------------- */

static bool is_limit(const struct ticket *ticket) {
    return word_is(words_of_command(COMMAND_ORDER_PLACE, "type"),
                   (int)ticket->fields[TICKET_TYPE].choice, "limit");
}

static fix8_t number_in(const struct form_field *field) {
    fix8_t value;
    return fix8_parse(field->text, strlen(field->text), &value) ? value : 0;
}

static void read_fields(struct ticket *ticket) {
    struct order_place *order = &ticket->order;
    bool limit = is_limit(ticket);
    ticket->fields[TICKET_PRICE].unused = !limit;
    ticket->fields[TICKET_TIF].unused = !limit;
    order->side = (uint8_t)ticket->fields[TICKET_SIDE].choice;
    order->type = (uint8_t)ticket->fields[TICKET_TYPE].choice;
    order->tif = (uint8_t)ticket->fields[TICKET_TIF].choice;
    order->size = number_in(&ticket->fields[TICKET_SIZE]);
    order->price = limit ? number_in(&ticket->fields[TICKET_PRICE]) : 0;
    text_format(ticket->title, sizeof ticket->title, "%s %s",
                ticket->sides[ticket->fields[TICKET_SIDE].choice], order->symbol);
}

static void ask_preview(struct ticket *ticket) {
    struct ask ask = {.kind = ASK_PREVIEW, .order = ticket->order};
    ticket->asked = seat_ask(ticket->app->session->seat, &ask);
}

static void ticket_changed(struct ticket *ticket) {
    read_fields(ticket);
    ticket->previewed = false;
    ticket->refusal[0] = '\0';
    ask_preview(ticket);
}

/* The first field that cannot be sent as it is; false when there is one. */
static bool check_fields(struct ticket *ticket) {
    char text[FORM_ERROR_MAX];
    if (ticket->order.size <= 0) {
        struct amount least = amount_size(&ticket->listing, ticket->preview.smallest);
        text_format(text, sizeof text, "Type how much, for instance %s.",
                    ticket->preview.smallest > 0 ? least.text
                                                 : amount_size(&ticket->listing, FIX8_ONE).text);
        form_set_error(&ticket->form, TICKET_SIZE, text);
        return false;
    }
    if (is_limit(ticket) && ticket->order.price <= 0) {
        form_set_error(&ticket->form, TICKET_PRICE, "Type a price, or = for the last one.");
        return false;
    }
    return true;
}

static void submit(struct ticket *ticket) {
    read_fields(ticket);
    if (ticket->sent != 0 || !check_fields(ticket)) {
        return;
    }
    struct command command = {.kind = COMMAND_ORDER_PLACE, .order_place = ticket->order};
    ticket->refusal[0] = '\0';
    ticket->sent = seat_send(ticket->app->session->seat, &command);
}

/* Would even an order without a size be refused, because the market runs too fast? */
static bool is_too_fast(const struct ticket *ticket) {
    return ticket->app->session->view.time.speed > SPEED_5X &&
           word_is(words_of_command(COMMAND_ORDER_PLACE, "side"), ticket->order.side, "buy");
}

/* ---- drawing --------------------------------------------------------------------------------- */

static void draw_texts(struct ticket *ticket, const struct region *region) {
    char text[TICKET_TEXT_MAX];
    const struct view *view = &ticket->app->session->view;
    int at = view_find(view, ticket->order.symbol);
    int row = 0;
    if (at >= 0) {
        ticket_prices(&ticket->listing, &view->quotes[at], text, sizeof text);
        row = draw_wrapped(region, row, style_of(ROLE_DIM), text);
    }
    if (ticket->preview.smallest > 0) {
        ticket_limits(view, &ticket->listing, &ticket->order, &ticket->preview, text, sizeof text);
        row = draw_wrapped(region, row, style_of(ROLE_DIM), text);
    }
    row++;
    const char *refusal = ticket->refusal;
    if (refusal[0] == '\0' && ticket->previewed && ticket->preview.code != 0 &&
        ticket->order.size > 0 && (!is_limit(ticket) || ticket->order.price > 0)) {
        refusal = ticket->preview.sentence;
    } else if (refusal[0] == '\0' && is_too_fast(ticket)) {
        refusal = "Slow down to 5x or less to open a position.";
    }
    if (refusal[0] != '\0') {
        draw_wrapped(region, row, style_of(ROLE_WARNING), refusal);
    } else if (ticket->sent != 0) {
        draw_wrapped(region, row, style_of(ROLE_TEXT), "Sending...");
    } else if (ticket->previewed) {
        ticket_review(&ticket->listing, &ticket->order, &ticket->preview, text, sizeof text);
        draw_wrapped(region, row, style_of(ROLE_ACCENT), text);
    }
}

static void ticket_draw(void *self, const struct region *region) {
    struct ticket *ticket = self;
    int columns = region->area.columns - 4;
    columns = columns < TICKET_COLUMNS ? columns : TICKET_COLUMNS;
    int fields = form_rows(&ticket->form, columns);
    ticket->popup.title = ticket->title;
    ticket->popup.footer = "Enter move on   = last price   Esc leave";
    ticket->popup.columns = columns;
    ticket->popup.rows = fields + TEXT_ROWS;
    struct region inside = popup_draw(&ticket->popup, region);
    int rows = inside.area.rows;
    int least = rows < 12 ? rows / 2 : rows - TEXT_ROWS;
    fields = fields < least ? fields : least;
    struct region above = region_sub(&inside, (struct rect){0, 0, columns, fields});
    int text_row = fields + (rows < 12 ? 0 : 1);
    struct region below = region_sub(&inside, (struct rect){0, text_row, columns, rows - text_row});
    form_draw(&ticket->form, &above);
    draw_texts(ticket, &below);
}

/* ---- keys and events ------------------------------------------------------------------------- */

static void take_last_price(struct ticket *ticket) {
    const struct view *view = &ticket->app->session->view;
    int at = view_find(view, ticket->order.symbol);
    if (at >= 0 && is_limit(ticket)) {
        form_set_text(&ticket->fields[TICKET_PRICE],
                      amount_price(&ticket->listing, view->quotes[at].last, false).text);
        ticket_changed(ticket);
    }
}

static bool ticket_key(void *self, const struct press *press) {
    struct ticket *ticket = self;
    if (press_action(press, CONTEXT_FORM) == ACTION_LAST_PRICE) {
        take_last_price(ticket);
        return true;
    }
    switch (form_key(&ticket->form, press)) {
    case FORM_CHANGED:
        ticket_changed(ticket);
        return true;
    case FORM_SENT:
        submit(ticket);
        return true;
    case FORM_LEFT:
        app_close(ticket->app, ticket);
        return true;
    case FORM_USED:
        return true;
    case FORM_IGNORED:
        break;
    }
    return press_action(press, CONTEXT_EVERYWHERE) == ACTION_HELP && app_key(ticket->app, press);
}

/* The least there is to buy, or all there is to sell. */
static void take_size_hint(struct ticket *ticket) {
    const struct preview *preview = &ticket->preview;
    if (preview->largest >= preview->smallest && preview->smallest > 0) {
        bool sells =
            word_is(words_of_command(COMMAND_ORDER_PLACE, "side"), ticket->order.side, "sell");
        text_format(
            ticket->size_hint, sizeof ticket->size_hint, "%s",
            amount_size(&ticket->listing, sells ? preview->largest : preview->smallest).text);
        ticket->fields[TICKET_SIZE].hint = ticket->size_hint;
    }
}

static void take_answer(struct ticket *ticket, const struct answered *answer) {
    ticket->sent = 0;
    if (answer->code != 0) {
        text_format(ticket->refusal, sizeof ticket->refusal, "%s", answer->sentence);
        return;
    }
    const struct view *view = &ticket->app->session->view;
    for (uint32_t i = 0; i < view->order_count; i++) {
        if (view->orders[i].id == answer->order && view->orders[i].filled == 0) {
            app_say(ticket->app, ROLE_GOOD,
                    view->orders[i].queued ? "Your order waits for the opening."
                                           : "Your order waits in the book, marked with a *.");
        }
    }
    app_close(ticket->app, ticket);
}

static void ticket_event(void *self, const struct event *event) {
    struct ticket *ticket = self;
    if (event->class == EVENT_REPLY && event->reply.kind == ASK_PREVIEW &&
        event->reply.tag == ticket->asked) {
        ticket->asked = 0;
        ticket->previewed = reply_get_preview(&event->reply, &ticket->preview);
        take_size_hint(ticket);
    } else if (event->class == EVENT_RECORD && event->record.kind == RECORD_ANSWERED &&
               ticket->sent != 0 && event->record.answered.counter == ticket->sent) {
        take_answer(ticket, &event->record.answered);
    } else if (event->class == EVENT_BOOK && ticket->asked == 0) {
        ask_preview(ticket); /* where the clock does not stand still for a ticket */
    }
}

static void ticket_contexts(const void *self, struct contexts *contexts) {
    (void)self;
    contexts_add(contexts, CONTEXT_FORM);
}

static void ticket_close(void *self) {
    struct ticket *ticket = self;
    if (ticket->app->session != NULL) {
        session_freeze(ticket->app->session, false);
    }
    mem_free(ticket);
}

static const struct screen_functions ticket_functions = {.draw = ticket_draw,
                                                         .key = ticket_key,
                                                         .event = ticket_event,
                                                         .contexts = ticket_contexts,
                                                         .close = ticket_close};

/* ---- opening --------------------------------------------------------------------------------- */

static void set_fields(struct ticket *ticket, const char *side, fix8_t limit) {
    const char *const *sides = words_of_command(COMMAND_ORDER_PLACE, "side");
    const char *const *types = words_of_command(COMMAND_ORDER_PLACE, "type");
    const char *const *tifs = words_of_command(COMMAND_ORDER_PLACE, "tif");
    word_labels(sides, ticket->sides);
    word_labels(types, ticket->types);
    word_labels(tifs, ticket->tifs);
    struct form_field *fields = ticket->fields;
    fields[TICKET_SIDE] =
        (struct form_field){.label = "Side", .kind = FORM_CHOICE, .choices = ticket->sides};
    fields[TICKET_TYPE] =
        (struct form_field){.label = "Type", .kind = FORM_CHOICE, .choices = ticket->types};
    fields[TICKET_SIZE] = (struct form_field){.label = "Size", .kind = FORM_NUMBER};
    fields[TICKET_PRICE] =
        (struct form_field){.label = "Price", .kind = FORM_NUMBER, .hint = "= last price"};
    fields[TICKET_TIF] =
        (struct form_field){.label = "Stands", .kind = FORM_CHOICE, .choices = ticket->tifs};
    fields[TICKET_SUBMIT] = (struct form_field){.label = "Submit", .kind = FORM_SUBMIT};
    fields[TICKET_SIDE].choice = (size_t)word_index(sides, side);
    fields[TICKET_TYPE].choice = (size_t)word_index(types, limit > 0 ? "limit" : "market");
    fields[TICKET_TIF].choice = (size_t)word_index(tifs, "gtc");
    if (limit > 0) {
        form_set_text(&fields[TICKET_PRICE], amount_price(&ticket->listing, limit, false).text);
    }
}

void order_ticket_open(struct app *app, const char *side, fix8_t limit) {
    const struct listing_info *listing = session_listing(app->session);
    if (listing == NULL) {
        return;
    }
    struct ticket *ticket = mem_alloc(sizeof *ticket);
    ticket->app = app;
    ticket->listing = *listing;
    text_format(ticket->order.symbol, sizeof ticket->order.symbol, "%s", listing->symbol);
    set_fields(ticket, side, limit);
    ticket->form =
        (struct form){.fields = ticket->fields, .count = TICKET_FIELDS, .focus = TICKET_SIZE};
    session_freeze(app->session, true);
    ticket_changed(ticket);
    app_open(app, &ticket_functions, ticket);
}
