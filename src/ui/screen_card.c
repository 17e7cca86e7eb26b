/* `d`: what the watched symbol is, when it trades, what it costs, what is known of it. */
#include <string.h>

#include "base/gametime.h"
#include "base/mem.h"
#include "base/text.h"
#include "ui/amount.h"
#include "ui/popup.h"
#include "ui/reader.h"
#include "ui/screens.h"
#include "ui/ticket.h"
#include "ui/wrap.h"

#define CARD_COLUMNS     70
#define PAIR_COLUMNS     35 /* a label and its value, where two stand side by side */
#define LABEL_COLUMNS    15
#define CARD_COMING_ASKS 64
#define CARD_COMING      3 /* events shown */

struct card {
    struct app *app;
    struct listing_info listing;
    int instrument;
    uint32_t asked_card, asked_coming; /* tags of replies that are on their way; 0: none */
    struct instrument_card known;
    bool is_known;
    struct calendar_row coming[CARD_COMING];
    uint32_t coming_count;
    struct buffer text; /* what is read, for `columns` */
    int columns, rows;  /* 0: must be written */
    bool second;        /* the next pair stands in the right half of its line */
    struct reader reader;
    struct popup popup;
    char title[64];
};

/* class as listings call it, what that is */
static const struct {
    const char *label, *sentence;
} classes[] = {
    {"crypto", "Digital money. It trades day and night, and its price moves a lot."},
    {"future", "A promise to buy or sell later at a price agreed now."},
    {"currency pair", "One currency paid for with another."},
    {"cfd", "A bet on a price: you never own the thing itself."},
    {"stock", "A share: a small part of a company and of what it earns."},
    {"fund", "Many shares or bonds in one, bought together."},
};

/* ---- writing --------------------------------------------------------------------------------- */

static void end_pairs(struct card *card) {
    if (card->second) {
        buffer_text(&card->text, "\n");
    }
    card->second = false;
}

static void add_line(struct card *card, const char *text) {
    end_pairs(card);
    buffer_text(&card->text, "%s\n", text);
}

/* Two to a line where they fit. */
static void add_pair(struct card *card, const char *label, const char *value) {
    bool two = card->columns >= 2 * PAIR_COLUMNS;
    int pad = LABEL_COLUMNS - (int)text_width(label);
    int rest = PAIR_COLUMNS - LABEL_COLUMNS - (int)text_width(value);
    buffer_text(&card->text, "%s%*s%s", label, pad > 1 ? pad : 1, "", value);
    if (two && !card->second && rest > 0) {
        buffer_text(&card->text, "%*s", rest, "");
        card->second = true;
    } else {
        buffer_text(&card->text, "\n");
        card->second = false;
    }
}

static void add_number(struct card *card, const char *label, fix8_t number, int decimals,
                       const char *unit) {
    char text[FIX8_TEXT_MAX + 16];
    size_t length = fix8_format(number, decimals, true, text, sizeof text);
    text_format(text + length, sizeof text - length, "%s", unit);
    add_pair(card, label, text);
}

static void add_time(struct card *card, const char *label, int64_t ms) {
    char text[GAMETIME_TEXT_MAX];
    if (ms > 0 && ms < GAMETIME_MAX) {
        gametime_format(ms, GAMETIME_CLOCK, text, sizeof text);
        add_pair(card, label, text);
    }
}

/* "Trading now, until Mon 13 Jan 21:00." */
static void add_hours(struct card *card, const struct quote_info *quote) {
    char when[GAMETIME_TEXT_MAX] = "";
    char text[160];
    if (quote->next_turn_ms > 0 && quote->next_turn_ms < GAMETIME_MAX) {
        gametime_format(quote->next_turn_ms, GAMETIME_CLOCK, when, sizeof when);
    }
    const char *phase = view_phase_word(quote->phase);
    if (quote->open) {
        text_format(text, sizeof text, "Open now%s%s.", when[0] != '\0' ? ", until " : "", when);
    } else if (quote->halt_until_ms != 0) {
        gametime_format(quote->halt_until_ms, GAMETIME_CLOCK, when, sizeof when);
        text_format(text, sizeof text, "Halted until %s.", when);
    } else if (strcmp(phase, "closed") == 0) {
        text_format(text, sizeof text, "Closed now%s%s.", when[0] != '\0' ? ", until " : "", when);
    } else {
        text_format(text, sizeof text, "An auction gathers orders until %s.", when);
    }
    if (card->known.hours[0] != '\0') {
        end_pairs(card);
        buffer_text(&card->text, "Trades %s.\n", card->known.hours);
    }
    add_line(card, text);
}

static void add_what(struct card *card) {
    const struct instrument_card *known = &card->known;
    char text[96];
    text_format(text, sizeof text, "%s: %s%s%s", card->listing.name, known->class_label,
                known->sector[0] != '\0' ? ", " : "", known->sector);
    add_line(card, text);
    for (size_t i = 0; i < ARRAY_LEN(classes); i++) {
        if (text_compare_fold(classes[i].label, known->class_label) == 0) {
            add_line(card, classes[i].sentence);
        }
    }
}

static void add_costs(struct card *card) {
    const struct instrument_card *known = &card->known;
    char fee[2 * FIX8_TEXT_MAX];
    size_t length = fix8_format(known->fee_percent, -1, false, fee, sizeof fee);
    length += text_format(fee + length, sizeof fee - length, " %%");
    if (known->fee_least > 0) {
        text_format(fee + length, sizeof fee - length, ", least %s",
                    amount_money(known->fee_least).text);
    }
    add_number(card, "Price step", known->tick, -1, "");
    add_number(card, "Smallest size", known->lot, -1, "");
    add_number(card, "Largest order", known->largest, -1, "");
    if (known->contract != FIX8_ONE) {
        add_number(card, "One contract", known->contract, -1, " x the price");
    }
    add_number(card, "Spread about", known->spread_percent, -1, " %");
    add_pair(card, "Commission", fee);
    add_number(card, "Daily move", known->day_volatility_percent, -1, " % usually");
    add_number(card, "Price limit", known->collar_percent, -1, " % an order");
    add_time(card, "Expires", known->expires_ms);
    end_pairs(card);
}

static void add_company(struct card *card) {
    const struct instrument_card *known = &card->known;
    if (!known->company) {
        return;
    }
    add_line(card, "");
    if (known->price_earnings > 0) {
        add_number(card, "Price/earnings", known->price_earnings, 1, "");
    }
    add_number(card, "Earnings/share", known->eps, 2, " a year");
    add_number(card, "Book value", known->book_value, 2, " a share");
    add_number(card, "Dividend", known->dividend, 2, " a year");
    add_number(card, "Dividend yield", known->yield_percent, 2, " % a year");
    add_number(card, "Growth", known->growth_percent, 1, " % a year");
    add_number(card, "Beta", known->beta, 2, "");
    add_time(card, "Next earnings", known->next_earnings_ms);
    add_time(card, "Ex-dividend", known->next_ex_ms);
    end_pairs(card);
}

static void add_coming(struct card *card) {
    if (card->coming_count == 0) {
        return;
    }
    add_line(card, "");
    add_line(card, "Coming");
    for (uint32_t i = 0; i < card->coming_count; i++) {
        char when[GAMETIME_TEXT_MAX];
        gametime_format(card->coming[i].ms, GAMETIME_CLOCK, when, sizeof when);
        buffer_text(&card->text, "%s  %s\n", when, card->coming[i].text);
    }
}

static void write_card(struct card *card, int columns) {
    const struct quote_info *quote = &card->app->session->view.quotes[card->instrument];
    reader_clear(&card->reader);
    buffer_reset(&card->text);
    card->columns = columns;
    card->second = false;
    if (card->is_known) {
        add_what(card);
        add_line(card, "");
        add_hours(card, quote);
        add_line(card, "");
        add_costs(card);
        add_company(card);
        add_coming(card);
    } else {
        add_line(card, card->asked_card != 0 ? "Fetching..." : "Nothing is known of it.");
    }
    reader_open(&card->reader, (const char *)card->text.bytes, card->text.length);
    buffer_append(&card->text, "", 1);
    card->rows = wrap_rows((const char *)card->text.bytes, columns);
}

/* ---- the popup ------------------------------------------------------------------------------- */

static void card_draw(void *self, const struct region *region) {
    struct card *card = self;
    int columns = region->area.columns - 4 < CARD_COLUMNS ? region->area.columns - 4 : CARD_COLUMNS;
    if (columns != card->columns) {
        write_card(card, columns);
    }
    card->popup.title = card->title;
    card->popup.footer = "b buy   s sell   N news   Esc back";
    card->popup.columns = columns;
    card->popup.rows = card->rows;
    struct region inside = popup_draw(&card->popup, region);
    reader_draw(&card->reader, &inside);
}

static void close_and(struct card *card, enum action action) {
    struct app *app = card->app;
    app_close(app, card);
    if (action == ACTION_NEWS) {
        news_open(app);
    } else {
        order_ticket_open(app, action == ACTION_BUY ? "buy" : "sell", 0);
    }
}

static bool card_key(void *self, const struct press *press) {
    struct card *card = self;
    enum action desk = press_action(press, CONTEXT_DESK);
    if (desk == ACTION_BUY || desk == ACTION_SELL) {
        close_and(card, desk);
    } else if (press_action(press, CONTEXT_PLAY) == ACTION_NEWS) {
        close_and(card, ACTION_NEWS);
    } else if (popup_key(&card->popup, press) || desk == ACTION_CARD) {
        app_close(card->app, card);
    } else if (!reader_key(&card->reader, press)) {
        return press_action(press, CONTEXT_EVERYWHERE) == ACTION_HELP && app_key(card->app, press);
    }
    return true;
}

/* The first events of the calendar that touch it. */
static void take_coming(struct card *card, const struct reply *reply) {
    struct calendar_row *rows = mem_array(CARD_COMING_ASKS, sizeof *rows);
    uint32_t count = reply_get_calendar(reply, rows, CARD_COMING_ASKS);
    for (uint32_t i = 0; i < count && card->coming_count < CARD_COMING; i++) {
        if (strcmp(rows[i].symbol, card->listing.symbol) == 0) {
            card->coming[card->coming_count++] = rows[i];
        }
    }
    mem_free(rows);
}

static void card_event(void *self, const struct event *event) {
    struct card *card = self;
    if (event->class != EVENT_REPLY) {
        return;
    }
    if (event->reply.kind == ASK_CARD && event->reply.tag == card->asked_card) {
        card->asked_card = 0;
        card->is_known = reply_get_card(&event->reply, &card->known);
        card->columns = 0;
    } else if (event->reply.kind == ASK_CALENDAR && event->reply.tag == card->asked_coming) {
        card->asked_coming = 0;
        take_coming(card, &event->reply);
        card->columns = 0;
    }
}

static void card_contexts(const void *self, struct contexts *contexts) {
    (void)self;
    contexts_add(contexts, CONTEXT_POPUP);
}

static void card_close(void *self) {
    struct card *card = self;
    reader_clear(&card->reader);
    buffer_clear(&card->text);
    mem_free(card);
}

static const struct screen_functions card_functions = {.draw = card_draw,
                                                       .key = card_key,
                                                       .event = card_event,
                                                       .contexts = card_contexts,
                                                       .close = card_close};

void card_open(struct app *app) {
    const struct listing_info *listing = session_listing(app->session);
    if (listing == NULL) {
        return;
    }
    struct card *card = mem_alloc(sizeof *card);
    card->app = app;
    card->listing = *listing;
    card->instrument = app->session->view.watched;
    text_format(card->title, sizeof card->title, "%s", listing->symbol);
    struct ask ask = {.kind = ASK_CARD, .instrument = (uint8_t)card->instrument};
    card->asked_card = seat_ask(app->session->seat, &ask);
    ask = (struct ask){.kind = ASK_CALENDAR, .most = CARD_COMING_ASKS};
    card->asked_coming = seat_ask(app->session->seat, &ask);
    app_open(app, &card_functions, card);
}
