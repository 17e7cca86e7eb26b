#include "ui/menu.h"

#include <assert.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "ui/popup.h"
#include "ui/screens.h"
#include "ui/table.h"
#include "ui/wrap.h"

#define MENU_COLUMNS 44

struct menu {
    struct app *app;
    const char *title, *note;
    struct menu_row rows[MENU_ROWS_MAX];
    void (*then)(struct app *app, uint64_t value);
    struct table table;
    struct popup popup;
};

static const struct table_column columns[] = {{.title = "", .minimum = 10, .stretch = 1}};

static void menu_cell(const void *context, size_t row, size_t column, struct table_cell *cell) {
    const struct menu *menu = context;
    (void)column;
    text_format(cell->text, sizeof cell->text, "%s", menu->rows[row].text);
}

static void menu_draw(void *self, const struct region *region) {
    struct menu *menu = self;
    int wide = region->area.columns - 4 < MENU_COLUMNS ? region->area.columns - 4 : MENU_COLUMNS;
    int above = menu->note != NULL ? wrap_rows(menu->note, wide) + 1 : 0;
    menu->popup.title = menu->title;
    menu->popup.footer = "Enter choose   Esc back";
    menu->popup.columns = wide;
    menu->popup.rows = above + (int)menu->table.row_count;
    struct region inside = popup_draw(&menu->popup, region);
    if (menu->note != NULL) {
        draw_wrapped(&inside, 0, style_of(ROLE_TEXT), menu->note);
    }
    struct region list =
        region_sub(&inside, (struct rect){0, above, wide, inside.area.rows - above});
    table_draw(&menu->table, &list);
}

static void choose(struct menu *menu) {
    app_close(menu->app, menu);
    menu->then(menu->app, menu->rows[menu->table.selected].value);
}

static bool menu_key(void *self, const struct press *press) {
    struct menu *menu = self;
    size_t row;
    bool clicked = press->key.mouse == MOUSE_PRESS && table_row_at(&menu->table, &press->key, &row);
    if (popup_key(&menu->popup, press)) {
        app_close(menu->app, menu);
    } else if (table_key(&menu->table, press) && !clicked) {
        return true;
    } else if (clicked || press_action(press, CONTEXT_EVERYWHERE) == ACTION_ACCEPT) {
        choose(menu);
    }
    return true;
}

static void menu_contexts(const void *self, struct contexts *contexts) {
    (void)self;
    contexts_add(contexts, CONTEXT_POPUP);
}

static const struct screen_functions menu_functions = {
    .draw = menu_draw, .key = menu_key, .contexts = menu_contexts};

void menu_open(struct app *app, const char *title, const char *note, const struct menu_row *rows,
               size_t count, void (*then)(struct app *app, uint64_t value)) {
    assert(count > 0 && count <= MENU_ROWS_MAX);
    struct menu *menu = mem_alloc(sizeof *menu);
    menu->app = app;
    menu->title = title;
    menu->note = note;
    menu->then = then;
    memcpy(menu->rows, rows, count * sizeof *rows);
    menu->table = (struct table){.columns = columns,
                                 .column_count = ARRAY_LEN(columns),
                                 .source = {.cell = menu_cell, .context = menu},
                                 .row_count = count,
                                 .selectable = true,
                                 .focused = true};
    app_open(app, &menu_functions, menu);
}

/* ---- the menus of every game ----------------------------------------------------------------- */

static void skip_chosen(struct app *app, uint64_t skip) {
    session_skip(app->session, (int)skip);
}

void skip_open(struct app *app) {
    struct menu_row rows[SKIP_COUNT];
    size_t count = 0;
    for (int skip = SKIP_NONE + 1; skip < SKIP_UNTIL; skip++) {
        rows[count].value = (uint64_t)skip;
        text_format(rows[count].text, sizeof rows[count].text, "%s", skip_phrases[skip]);
        count++;
    }
    menu_open(app, "Skip to", "The market runs on; a fill or an alert stops it.", rows, count,
              skip_chosen);
}

enum leave_choice { LEAVE_GAME, LEAVE_TO_TITLE, LEAVE_NOT };

static void leave_chosen(struct app *app, uint64_t choice) {
    if (choice == LEAVE_GAME) {
        app->leaving = true;
    } else if (choice == LEAVE_TO_TITLE) {
        app_to_title(app);
    }
}

void leave_open(struct app *app) {
    static const struct menu_row rows[] = {
        {"Leave outcry", LEAVE_GAME}, {"Back to the title", LEAVE_TO_TITLE}, {"Stay", LEAVE_NOT}};
    if (app->session == NULL) {
        app->leaving = true;
        return;
    }
    menu_open(app, "Leave", "Your game is saved, always.", rows, ARRAY_LEN(rows), leave_chosen);
}
