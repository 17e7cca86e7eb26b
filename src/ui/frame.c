#include "ui/frame.h"

#include <string.h>

#include "base/gametime.h"
#include "base/mem.h"
#include "base/text.h"
#include "ui/amount.h"
#include "ui/tabs.h"

#define PART_MAX       64
#define STATUS_PARTS   6
#define STATUS_GAP     2
#define ROWS_WITH_TABS 16
#define CALM_CLOCK_MS  (15 * MINUTE_MS)
#define HELP_TAB       "?help "

static const struct tab tabs[FRAME_TAB_COUNT] = {
#define X(name_, text, digit_, action) [name_] = {.name = text, .digit = digit_, .enabled = true},
    FRAME_TABS(X)
#undef X
};

static const enum action tab_actions[FRAME_TAB_COUNT] = {
#define X(name, text, digit, action) [name] = action,
    FRAME_TABS(X)
#undef X
};

/* ---- the status row -------------------------------------------------------------------------- */

/* A piece of the row; the highest `drop` goes first where there is no room. */
struct part {
    char text[PART_MAX];
    struct style style;
    int drop;
};

static struct part *add_part(struct part *parts, int *count, int drop, struct style style) {
    struct part *part = &parts[(*count)++];
    *part = (struct part){.style = style, .drop = drop};
    return part;
}

/* A replay may be of any year, so it names it. */
static void clock_text(const struct view *view, int64_t ms, char *text, size_t size) {
    bool replay = view->chapter.market == MARKET_REPLAY;
    gametime_format(ms, replay ? GAMETIME_MINUTE : GAMETIME_CLOCK, text, size);
}

static void clock_part(const struct app *app, struct part *part) {
    const struct time_info *time = &app->session->view.time;
    char clock[GAMETIME_TEXT_MAX];
    int64_t now = app->options->reduced_motion ? floor_to(time->now_ms, CALM_CLOCK_MS)
                                               : floor_to(time->now_ms, MINUTE_MS);
    clock_text(&app->session->view, now, clock, sizeof clock);
    const char *how = time->speed == SPEED_PAUSED ? "||" : ">>";
    const char *speed = time->speed < SPEED_COUNT ? speed_words[time->speed] : "";
    if (time->skip_until_ms != 0) {
        text_format(part->text, sizeof part->text, "%s >| skipping", clock);
    } else {
        text_format(part->text, sizeof part->text, "%s %s %s", clock, how, speed);
    }
}

static void market_part(const struct app *app, struct part *part) {
    const struct listing_info *listing = session_listing(app->session);
    const struct quote_info *quote = session_quote(app->session);
    if (listing == NULL || quote->last == 0) {
        return;
    }
    double change = change_of(quote->last, quote->day_reference);
    part->style = style_of(style_of_change(change));
    text_format(part->text, sizeof part->text, "%s %s %s", listing->symbol,
                amount_price(listing, quote->last, app->surface.columns > 100).text,
                amount_change(app->surface.level, change, 2).text);
}

static void equity_part(const struct app *app, struct part *part) {
    const struct view *view = &app->session->view;
    fix8_t equity = view_equity(view);
    double change = change_of(equity, view->account.deposited);
    part->style = style_of(style_of_change(change));
    text_format(part->text, sizeof part->text, "%s %s",
                app->surface.columns > 100 ? amount_money(equity).text
                                           : amount_money_plain(equity).text,
                amount_change(app->surface.level, change, 2).text);
}

static int parts_width(const struct part *parts, int count) {
    int width = 1;
    for (int i = 0; i < count; i++) {
        width += parts[i].text[0] != '\0' ? (int)text_width(parts[i].text) + STATUS_GAP : 0;
    }
    return width;
}

static void drop_parts(struct part *parts, int count, int columns) {
    while (parts_width(parts, count) > columns + STATUS_GAP) {
        int worst = -1;
        for (int i = 0; i < count; i++) {
            if (parts[i].text[0] != '\0' && (worst < 0 || parts[i].drop > parts[worst].drop)) {
                worst = i;
            }
        }
        if (worst < 0 || parts[worst].drop == 0) {
            return;
        }
        parts[worst].text[0] = '\0';
    }
}

static void draw_status(const struct app *app, const struct region *row) {
    struct part parts[STATUS_PARTS];
    int count = 0;
    struct part *part = add_part(parts, &count, 4, style_of(ROLE_TEXT));
    text_format(part->text, sizeof part->text, "outcry");
    clock_part(app, add_part(parts, &count, 0, style_of(ROLE_TEXT)));
    market_part(app, add_part(parts, &count, 2, style_of(ROLE_TEXT)));
    equity_part(app, add_part(parts, &count, 1, style_of(ROLE_TEXT)));
    part = add_part(parts, &count, 5, style_of(ROLE_DIM));
    text_format(part->text, sizeof part->text, "%.60s", app->session->view.profile.name);
    drop_parts(parts, count, row->area.columns);
    int column = 1;
    for (int i = 0; i < count; i++) {
        if (parts[i].text[0] != '\0') {
            column = draw_text(row, column, 0, parts[i].style, parts[i].text) + STATUS_GAP;
        }
    }
}

/* ---- the lines below ------------------------------------------------------------------------- */

/* What a player who just looks should know: nothing while the market runs. */
static void draw_idle_line(const struct app *app, const struct region *row) {
    const struct view *view = &app->session->view;
    if (view->time.skip_until_ms != 0) {
        char until[GAMETIME_TEXT_MAX];
        clock_text(view, view->time.skip_until_ms, until, sizeof until);
        draw_format(row, 1, 0, style_of(ROLE_ACCENT), "Skipping to %s. Space stops.", until);
    } else if (view->time.speed == SPEED_PAUSED) {
        bool fresh = view->position_count == 0 && view->order_count == 0 && view->fill_count == 0;
        const struct listing_info *listing = session_listing(app->session);
        draw_format(row, 1, 0, style_of(ROLE_ACCENT), "Paused. Space starts the clock.");
        if (fresh && listing != NULL) {
            draw_format(row, 33, 0, style_of(ROLE_ACCENT), "b buys %s, ? explains the keys.",
                        listing->symbol);
        }
    }
}

static void draw_toast_line(const struct app *app, const struct region *row) {
    const struct error *trouble = &app->session->view.trouble;
    if (trouble->code != 0) {
        struct rect line = {0, 0, row->area.columns, 1};
        draw_field(row, line, ALIGN_LEFT, style_with(ROLE_ERROR, STYLE_BOLD), trouble->sentence);
    } else if (toast_visible(&app->toast, app->now_ms)) {
        toast_draw(&app->toast, row, app->now_ms);
    } else {
        draw_idle_line(app, row);
    }
}

struct region frame_draw(struct app *app, const struct region *region, enum frame_tab tab) {
    int columns = region->area.columns;
    int rows = region->area.rows;
    int above = rows >= ROWS_WITH_TABS ? 2 : 1;
    struct region row = region_row(region, 0);
    draw_status(app, &row);
    if (above > 1) {
        struct tabs line = {.tabs = tabs, .count = FRAME_TAB_COUNT, .selected = tab};
        row = region_row(region, 1);
        tabs_draw(&line, &row, HELP_TAB);
    }
    row = region_row(region, rows - 2);
    draw_toast_line(app, &row);
    row = region_row(region, rows - 1);
    struct contexts contexts;
    app_contexts(app, &contexts);
    keymap_hints_draw(&app->keymap, contexts.list, contexts.count, &row);
    return region_sub(region, (struct rect){0, above, columns, rows - above - 2});
}

enum action frame_action(const struct app *app, const struct key *key) {
    if (key->code != KEYCODE_MOUSE || key->mouse != MOUSE_PRESS) {
        return ACTION_NONE;
    }
    const struct surface *surface = &app->surface;
    if (key->row == surface->rows - 1) {
        struct contexts contexts;
        app_contexts(app, &contexts);
        return keymap_hint_at(&app->keymap, contexts.list, contexts.count, surface->columns,
                              key->column);
    }
    if (key->row != 1 || surface->rows < ROWS_WITH_TABS) {
        return ACTION_NONE;
    }
    int help = surface->columns - (int)strlen(HELP_TAB);
    if (key->column >= help) {
        return ACTION_HELP;
    }
    struct tabs line = {.tabs = tabs,
                        .count = FRAME_TAB_COUNT,
                        .selected = 0,
                        .drawn = {.row = 1, .columns = help, .rows = 1}};
    size_t index;
    return tabs_at(&line, key, &index) ? tab_actions[index] : ACTION_NONE;
}
