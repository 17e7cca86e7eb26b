#include "ui/ticket.h"

#include <assert.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "ui/amount.h"
#include "ui/popup.h"
#include "ui/screens.h"
#include "ui/ticket_fields.h"
#include "ui/ticket_text.h"
#include "ui/wrap.h"

#define TICKET_COLUMNS 58
#define TEXT_ROWS      9  /* under the form: prices, limits, review or refusal */
#define ROWS_FOR_ALL   12 /* with fewer, the form scrolls and only what matters is said */

struct ticket {
    struct app *app;
    struct ticket_fields fields;
    char title[48];
    uint32_t asked; /* tag of the preview that is on its way; 0: none */
    bool previewed; /* `preview` is about the order as it is now */
    struct preview preview;
    uint64_t sent;                     /* counter of the command; 0: not sent */
    char refusal[ANSWER_SENTENCE_MAX]; /* why it was not taken */
    struct popup popup;
};

/* ---- the order ------------------------------------------------------------------------------- */

static void ask_preview(struct ticket *ticket) {
    struct ask ask = {.kind = ASK_PREVIEW, .order = ticket->fields.order};
    ticket->asked = seat_ask(ticket->app->session->seat, &ask);
}

static void ticket_changed(struct ticket *ticket) {
    struct ticket_fields *fields = &ticket->fields;
    ticket_fields_read(fields, &ticket->app->session->view);
    text_format(ticket->title, sizeof ticket->title, "%s %s",
                fields->sides[fields->fields[TICKET_SIDE].choice], fields->order.symbol);
    ticket->previewed = false;
    ticket->refusal[0] = '\0';
    ask_preview(ticket);
}

static void submit(struct ticket *ticket) {
    ticket_fields_read(&ticket->fields, &ticket->app->session->view);
    if (ticket->sent != 0 || !ticket_fields_check(&ticket->fields, ticket->preview.smallest)) {
        return;
    }
    struct command command = {.kind = COMMAND_ORDER_PLACE, .order_place = ticket->fields.order};
    ticket->refusal[0] = '\0';
    ticket->sent = seat_send(ticket->app->session->seat, &command);
}

/* Would even an order without a size be refused, because the market runs too fast? */
static bool is_too_fast(const struct ticket *ticket) {
    return ticket->app->session->view.time.speed > SPEED_5X && ticket_buys(&ticket->fields.order);
}

/* ---- drawing --------------------------------------------------------------------------------- */

/* Prices and how much can be traded; returns the row after them. */
static int draw_market(struct ticket *ticket, const struct region *region) {
    char text[TICKET_TEXT_MAX];
    const struct view *view = &ticket->app->session->view;
    const struct ticket_fields *fields = &ticket->fields;
    int at = view_find(view, fields->order.symbol);
    int row = 0;
    if (at >= 0) {
        ticket_prices(&fields->listing, &view->quotes[at], text, sizeof text);
        row = draw_wrapped(region, row, style_of(ROLE_DIM), text);
    }
    if (ticket->preview.smallest > 0) {
        ticket_limits(view, &fields->listing, &fields->order, &ticket->preview, text, sizeof text);
        row = draw_wrapped(region, row, style_of(ROLE_DIM), text);
    }
    return row;
}

static const char *refusal_of(const struct ticket *ticket) {
    if (ticket->refusal[0] != '\0') {
        return ticket->refusal;
    }
    if (ticket->previewed && ticket->preview.code != 0 && ticket_fields_ready(&ticket->fields)) {
        return ticket->preview.sentence;
    }
    return is_too_fast(ticket) ? "Slow down to 5x or less to open a position." : "";
}

/* What it would do, or why not. */
static void draw_outcome(struct ticket *ticket, const struct region *region, int row) {
    char text[TICKET_TEXT_MAX];
    const char *refusal = refusal_of(ticket);
    if (refusal[0] != '\0') {
        draw_wrapped(region, row, style_of(ROLE_WARNING), refusal);
    } else if (ticket->sent != 0) {
        draw_wrapped(region, row, style_of(ROLE_TEXT), "Sending...");
    } else if (ticket->previewed && ticket_fields_ready(&ticket->fields)) {
        ticket_review(&ticket->app->session->view, &ticket->fields.listing, &ticket->fields.order,
                      &ticket->preview, text, sizeof text);
        draw_wrapped(region, row, style_of(ROLE_ACCENT), text);
    }
}

static void ticket_draw(void *self, const struct region *region) {
    struct ticket *ticket = self;
    int columns = region->area.columns - 4;
    columns = columns < TICKET_COLUMNS ? columns : TICKET_COLUMNS;
    int fields = form_rows(&ticket->fields.form, columns);
    ticket->popup.title = ticket->title;
    ticket->popup.footer = "Enter move on   = last price   Esc leave";
    ticket->popup.columns = columns;
    ticket->popup.rows = fields + TEXT_ROWS;
    struct region inside = popup_draw(&ticket->popup, region);
    int rows = inside.area.rows;
    bool small = rows < ROWS_FOR_ALL;
    int least = small ? rows / 2 : rows - TEXT_ROWS;
    fields = fields < least ? fields : least;
    struct region above = region_sub(&inside, (struct rect){0, 0, columns, fields});
    int text_row = fields + (small ? 0 : 1);
    struct region below = region_sub(&inside, (struct rect){0, text_row, columns, rows - text_row});
    form_draw(&ticket->fields.form, &above);
    bool market = !small || !ticket_fields_ready(&ticket->fields);
    int row = market ? draw_market(ticket, &below) + 1 : 0;
    draw_outcome(ticket, &below, row);
}

/* ---- keys and events ------------------------------------------------------------------------- */

static void take_last_price(struct ticket *ticket) {
    const struct view *view = &ticket->app->session->view;
    int at = view_find(view, ticket->fields.order.symbol);
    if (at >= 0 && ticket_take_last(&ticket->fields, view->quotes[at].last)) {
        ticket_changed(ticket);
    }
}

static bool ticket_key(void *self, const struct press *press) {
    struct ticket *ticket = self;
    if (press_action(press, CONTEXT_FORM) == ACTION_LAST_PRICE) {
        take_last_price(ticket);
        return true;
    }
    switch (form_key(&ticket->fields.form, press)) {
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
    struct ticket_fields *fields = &ticket->fields;
    if (preview->largest >= preview->smallest && preview->smallest > 0) {
        fix8_t size = ticket_buys(&fields->order) ? preview->smallest : preview->largest;
        text_format(fields->size_hint, sizeof fields->size_hint, "%s",
                    amount_size(&fields->listing, size).text);
        fields->fields[TICKET_SIZE].hint = fields->size_hint;
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
            app_say(ticket->app, ROLE_GOOD, ticket_waits(&view->orders[i]));
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

void order_ticket_open(struct app *app, const char *side, fix8_t limit) {
    const struct listing_info *listing = session_listing(app->session);
    if (listing == NULL) {
        return;
    }
    struct ticket *ticket = mem_alloc(sizeof *ticket);
    ticket->app = app;
    ticket_fields_init(&ticket->fields, &app->session->view, listing, side, limit);
    session_freeze(app->session, true);
    ticket_changed(ticket);
    app_open(app, &ticket_functions, ticket);
}
