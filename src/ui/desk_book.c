/* The book, best prices in the middle, and the tape of what traded. */
#include <math.h>

#include "base/gametime.h"
#include "base/text.h"
#include "ui/amount.h"
#include "ui/desk.h"
#include "ui/pane.h"
#include "ui/scale.h"
#include "ui/ticket.h"
#include "ui/words.h"

#define PRICE_COLUMNS   8
#define SIZE_COLUMNS    7
#define ROW_COLUMNS     (PRICE_COLUMNS + 2 + SIZE_COLUMNS)
#define LEVELS_MOST     16 /* of a side: what lies beyond is far away, and each costs 45 bytes */
#define BAR_COLUMNS_MIN 6
#define BAR_COLUMNS_MAX 6
#define TAPE_ARROW_FROM 24 /* columns from which the taker's side has a column */

static const struct book_row *level_of(const struct book_info *book, int row) {
    if (row >= 0) {
        return row < book->asks ? &book->ask[row] : NULL;
    }
    return -row - 1 < book->bids ? &book->bid[-row - 1] : NULL;
}

static void size_text(const struct listing_info *listing, fix8_t size, char *text, size_t room) {
    fix8_format(size, listing->size_decimals, false, text, room);
    if (text_width(text) > SIZE_COLUMNS) {
        scale_short(fix8_double(size), text, room);
    }
}

static fix8_t largest_size(const struct book_info *book, int asks, int bids) {
    fix8_t most = 1;
    for (int i = 0; i < asks; i++) {
        most = book->ask[i].size > most ? book->ask[i].size : most;
    }
    for (int i = 0; i < bids; i++) {
        most = book->bid[i].size > most ? book->bid[i].size : most;
    }
    return most;
}

/* How much rests at a level, beside its numbers where there is room. */
static void draw_bar(const struct region *line, const struct book_row *level, fix8_t most,
                     struct style style) {
    int room = line->area.columns - ROW_COLUMNS - 2;
    if (room < BAR_COLUMNS_MIN) {
        return;
    }
    room = room < BAR_COLUMNS_MAX ? room : BAR_COLUMNS_MAX;
    double share = fix8_double(level->size) / fix8_double(most);
    int columns = (int)ceil(share * room);
    struct rect bar = {ROW_COLUMNS + 1, 0, columns, 1};
    draw_fill(line, bar, style, GLYPH_SHADE_LIGHT);
}

struct ladder {
    struct desk *desk;
    const struct listing_info *listing;
    fix8_t most;
    bool focused;
};

static void draw_level(const struct ladder *ladder, const struct region *line, int row) {
    const struct book_row *level = level_of(&ladder->desk->held.book, row);
    bool selected = ladder->focused && row == ladder->desk->book_row;
    if (level != NULL) {
        char size[FIX8_TEXT_MAX];
        struct style style = style_of(row >= 0 ? ROLE_ASK : ROLE_BID);
        style.attributes = selected ? STYLE_FOCUS : 0;
        draw_number(line, (struct rect){0, 0, PRICE_COLUMNS, 1}, style,
                    amount_price(ladder->listing, level->price, false).text);
        if (level->own > 0) {
            draw_glyph(line, PRICE_COLUMNS + 1, 0, style_with(ROLE_OWN, STYLE_BOLD), GLYPH_OWN);
        }
        size_text(ladder->listing, level->size, size, sizeof size);
        style.attributes = 0;
        draw_number(line, (struct rect){PRICE_COLUMNS + 2, 0, SIZE_COLUMNS, 1}, style, size);
        draw_bar(line, level, ladder->most, style);
    }
    if (selected) {
        draw_cursor(line, 0, 0);
    }
}

/* What the auction would do now, in the place of the spread and aligned like a level. */
static void draw_indication(const struct ladder *ladder, const struct quote_info *quote,
                            const struct region *line) {
    char size[FIX8_TEXT_MAX];
    struct style style = style_with(ROLE_ACCENT, STYLE_BOLD);
    if (quote->indicative_size == 0) {
        draw_text(line, 2, 0, style_of(ROLE_DIM), "no match yet");
        return;
    }
    size_text(ladder->listing, quote->indicative_size, size, sizeof size);
    draw_number(line, (struct rect){0, 0, PRICE_COLUMNS, 1}, style,
                amount_price(ladder->listing, quote->indicative_price, false).text);
    draw_text(line, PRICE_COLUMNS + 1, 0, style, "=");
    draw_number(line, (struct rect){PRICE_COLUMNS + 2, 0, SIZE_COLUMNS, 1}, style, size);
}

static void draw_middle(const struct ladder *ladder, const struct region *line) {
    const struct session *session = ladder->desk->app->session;
    const struct book_info *book = &ladder->desk->held.book;
    const struct quote_info *quote = session_quote(session);
    if (desk_gathers(quote)) {
        draw_indication(ladder, quote, line);
    } else if (book->asks > 0 && book->bids > 0) {
        draw_format(
            line, 2, 0, style_of(ROLE_TEXT), "spread %s",
            amount_price(ladder->listing, book->ask[0].price - book->bid[0].price, false).text);
    } else {
        draw_text(line, 2, 0, style_of(ROLE_DIM), quote->open ? "one side empty" : "closed");
    }
}

/* How many asks and bids have a row, with one between them. */
static int asks_in(int rows) {
    return rows / 2 < LEVELS_MOST ? rows / 2 : LEVELS_MOST;
}

static int bids_in(int rows) {
    int left = rows - asks_in(rows) - 1;
    return left < LEVELS_MOST ? left : LEVELS_MOST;
}

void desk_book_draw(struct desk *desk, const struct region *region) {
    const struct session *session = desk->app->session;
    struct pane pane = {.title = "Book", .focused = desk->focus == DESK_BOOK};
    struct region body = pane_draw(&pane, region);
    struct ladder ladder = {
        .desk = desk, .listing = session_listing(session), .focused = pane.focused};
    if (ladder.listing == NULL || body.area.rows < 3) {
        return;
    }
    int asks = asks_in(body.area.rows);
    int bids = bids_in(body.area.rows);
    const struct book_info *book = &desk->held.book;
    ladder.most = largest_size(book, asks < book->asks ? asks : book->asks,
                               bids < book->bids ? bids : book->bids);
    for (int i = 0; i < asks; i++) {
        struct region line = region_row(&body, asks - 1 - i);
        draw_level(&ladder, &line, i);
    }
    struct region middle = region_row(&body, asks);
    draw_middle(&ladder, &middle);
    for (int i = 0; i < bids; i++) {
        struct region line = region_row(&body, asks + 1 + i);
        draw_level(&ladder, &line, -1 - i);
    }
}

/* A chosen ask is bought at its price, a chosen bid sold at. */
static void trade_level(struct desk *desk) {
    const struct book_row *level = level_of(&desk->held.book, desk->book_row);
    if (level != NULL) {
        order_ticket_open(desk->app, desk->book_row >= 0 ? "buy" : "sell", level->price);
    }
}

bool desk_book_key(struct desk *desk, const struct press *press) {
    const struct book_info *book = &desk->held.book;
    int to = desk->book_row;
    switch (press_action(press, CONTEXT_EVERYWHERE)) {
    case ACTION_UP:
        to++;
        break;
    case ACTION_DOWN:
        to--;
        break;
    case ACTION_ACCEPT:
        trade_level(desk);
        return true;
    default:
        return false;
    }
    int rows = desk->panes[DESK_BOOK].rows - 1;
    bool in_sight = to >= -bids_in(rows) && to < asks_in(rows);
    if (in_sight && level_of(book, to) != NULL) {
        desk->book_row = to;
    }
    return true;
}

/* ---- the tape -------------------------------------------------------------------------------- */

void desk_tape_draw(struct desk *desk, const struct region *region) {
    const struct session *session = desk->app->session;
    const struct listing_info *listing = session_listing(session);
    struct pane pane = {.title = "Tape", .focused = desk->focus == DESK_TAPE};
    struct region body = pane_draw(&pane, region);
    if (pane.focused) {
        draw_cursor(&body, 0, 0);
    }
    const struct prints_info *prints = &desk->held.prints;
    if (listing == NULL || prints->count == 0) {
        draw_text(&body, 1, 0, style_of(ROLE_DIM), "No trades yet.");
        return;
    }
    const char *const *sides = words_of_record(RECORD_FILLED, "side");
    for (int i = 0; i < prints->count && i < body.area.rows; i++) {
        const struct print_info *print = &prints->prints[i];
        bool buy = word_is(sides, print->taker_side, "buy");
        char clock[GAMETIME_TEXT_MAX];
        char size[FIX8_TEXT_MAX];
        gametime_format(print->ms, GAMETIME_TIME, clock, sizeof clock);
        size_text(listing, print->size, size, sizeof size);
        struct style style = style_of(buy ? ROLE_UP : ROLE_DOWN);
        bool arrow = body.area.columns >= TAPE_ARROW_FROM; /* then the numbers need no colour */
        draw_text(&body, 0, i, style_of(ROLE_TEXT), clock);
        draw_number(&body, (struct rect){6, i, PRICE_COLUMNS, 1},
                    arrow ? style_of(ROLE_TEXT) : style,
                    amount_price(listing, print->price, false).text);
        draw_number(&body, (struct rect){15, i, SIZE_COLUMNS, 1}, style_of(ROLE_TEXT), size);
        if (arrow) {
            draw_glyph(&body, 23, i, style_of(ROLE_TEXT), buy ? GLYPH_UP : GLYPH_DOWN);
        }
    }
}
