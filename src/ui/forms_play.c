/* The small forms of a running game: an alert, a change to an order. */
#include <string.h>

#include "base/text.h"
#include "ui/amount.h"
#include "ui/menu.h"
#include "ui/screens.h"
#include "ui/small_form.h"
#include "ui/words.h"

/* A positive number, or an error beside the field. Empty is 0 where that is allowed. */
static bool read_number(struct small_form *small, size_t at, bool may_be_empty, fix8_t *value) {
    const struct form_field *field = &small->fields[at];
    if (may_be_empty && field->text[0] == '\0') {
        *value = 0;
        return true;
    }
    *value = form_number(field);
    if (*value <= 0) {
        form_set_error(&small->form, at, "Type a number above zero.");
        return false;
    }
    return true;
}

static bool alert_sent(struct small_form *small) {
    struct command command = {.kind = COMMAND_ALERT_SET};
    const struct listing_info *listing = &small->app->session->view.listings[small->instrument];
    if (!read_number(small, 0, false, &command.alert_set.price)) {
        return false;
    }
    text_format(command.alert_set.symbol, sizeof command.alert_set.symbol, "%s", listing->symbol);
    seat_send(small->app->session->seat, &command);
    char text[80];
    text_format(text, sizeof text, "Alert set: %s %s.", listing->symbol,
                amount_price(listing, command.alert_set.price, true).text);
    app_say(small->app, ROLE_GOOD, text);
    return true;
}

static void new_alert(struct app *app, const struct listing_info *listing) {
    struct small_form *small = small_form_new(app, "Price alert", alert_sent);
    small->instrument = app->session->view.watched;
    text_format(small->note, sizeof small->note,
                "You are told when %s reaches or passes this price. Last price: %s.",
                listing->symbol,
                amount_price(listing, session_quote(app->session)->last, true).text);
    small_form_add(small, "Price", FORM_NUMBER);
    small_form_open(small);
}

/* 0 sets another alert, anything else drops that one. */
static void alert_chosen(struct app *app, uint64_t alert) {
    const struct listing_info *listing = session_listing(app->session);
    struct command command = {.kind = COMMAND_ALERT_CLEAR, .alert_clear = {.alert = alert}};
    if (alert != 0) {
        seat_send(app->session->seat, &command);
    } else if (listing != NULL) {
        new_alert(app, listing);
    }
}

void alert_open(struct app *app) {
    const struct view *view = &app->session->view;
    const struct listing_info *listing = session_listing(app->session);
    struct menu_row rows[MENU_ROWS_MAX] = {{"A new alert", 0}};
    size_t count = 1;
    if (listing == NULL) {
        return;
    }
    for (uint32_t i = 0; i < view->alert_count && count < MENU_ROWS_MAX; i++) {
        const struct alert_changed *alert = &view->alerts[i];
        if (strcmp(alert->symbol, listing->symbol) == 0) {
            rows[count].value = alert->id;
            text_format(rows[count].text, MENU_TEXT_MAX, "Drop the one at %s",
                        amount_price(listing, alert->price, true).text);
            count++;
        }
    }
    if (count == 1) {
        new_alert(app, listing);
    } else {
        menu_open(app, "Price alerts", NULL, rows, count, alert_chosen);
    }
}

/* What an order has that can be changed; the rows of its form, from the top. */
enum amend_field { AMEND_STOP, AMEND_TARGET, AMEND_TRAIL, AMEND_PRICE, AMEND_SIZE, AMEND_FIELDS };

static const char *const amend_labels[AMEND_FIELDS] = {[AMEND_STOP] = "Stop",
                                                       [AMEND_TARGET] = "Target",
                                                       [AMEND_TRAIL] = "Behind",
                                                       [AMEND_PRICE] = "Price",
                                                       [AMEND_SIZE] = "Size"};

static fix8_t amend_value(const struct order_changed *order, enum amend_field field) {
    switch (field) {
    case AMEND_STOP:
        return order->triggered ? 0 : order->stop;
    case AMEND_TARGET:
        return order->target;
    case AMEND_TRAIL:
        return order->triggered ? 0 : order->trail > 0 ? order->trail : order->trail_percent;
    case AMEND_PRICE:
        return order->price;
    case AMEND_SIZE:
        return order->size;
    case AMEND_FIELDS:
        break;
    }
    return 0;
}

static bool amend_sent(struct small_form *small) {
    struct command command = {.kind = COMMAND_ORDER_AMEND};
    struct order_amend *amend = &command.order_amend;
    fix8_t *const members[AMEND_FIELDS] = {[AMEND_STOP] = &amend->stop,
                                           [AMEND_TARGET] = &amend->target,
                                           [AMEND_TRAIL] = &amend->trail,
                                           [AMEND_PRICE] = &amend->price,
                                           [AMEND_SIZE] = &amend->size};
    amend->order = small->number;
    for (size_t i = 0; i + 1 < small->form.count; i++) {
        const struct form_field *field = &small->fields[i];
        for (int which = 0; which < AMEND_FIELDS; which++) {
            bool percent = which == AMEND_TRAIL && form_is_percent(field);
            if (strcmp(field->label, amend_labels[which]) == 0 &&
                !read_number(small, i, true, percent ? &amend->trail_percent : members[which])) {
                return false;
            }
        }
    }
    seat_send(small->app->session->seat, &command);
    return true;
}

static const struct order_changed *find_order(const struct view *view, uint64_t id) {
    for (uint32_t i = 0; i < view->order_count; i++) {
        if (view->orders[i].id == id) {
            return &view->orders[i];
        }
    }
    return NULL;
}

static void add_amend_field(struct small_form *small, const struct listing_info *listing,
                            const struct order_changed *order, enum amend_field which) {
    fix8_t value = amend_value(order, which);
    char text[FIX8_TEXT_MAX + 1];
    if (value <= 0) {
        return;
    }
    bool percent = which == AMEND_TRAIL && order->trail == 0;
    int decimals = which == AMEND_SIZE ? listing->size_decimals
                   : percent           ? -1
                                       : listing->price_decimals;
    size_t length = fix8_format(value, decimals, false, text, FIX8_TEXT_MAX);
    text_format(text + length, sizeof text - length, "%s", percent ? "%" : "");
    struct form_field *field = small_form_add(small, amend_labels[which], FORM_NUMBER);
    field->percent = which == AMEND_TRAIL;
    form_set_text(field, text);
}

void amend_open(struct app *app, uint64_t id) {
    const struct view *view = &app->session->view;
    const struct order_changed *order = find_order(view, id);
    int at = order != NULL ? view_find(view, order->symbol) : -1;
    if (at < 0) {
        return;
    }
    struct small_form *small = small_form_new(app, "Change the order", amend_sent);
    small->number = id;
    small->instrument = at;
    text_format(small->note, sizeof small->note,
                "%s %s. A new price or a larger size goes to the end of the queue.",
                word_label(words_of_record(RECORD_ORDER_CHANGED, "side")[order->side]),
                order->symbol);
    for (int which = 0; which < AMEND_FIELDS; which++) {
        add_amend_field(small, &view->listings[at], order, (enum amend_field)which);
    }
    small_form_open(small);
}
