/* `/`: a symbol by the first letters of its symbol or any word of its name. */
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "ui/form.h"
#include "ui/popup.h"
#include "ui/screens.h"
#include "ui/table.h"

#define FIND_COLUMNS 44
#define FIND_ROWS    8

struct find {
    struct app *app;
    struct form form;
    struct form_field field;
    uint8_t found[VIEW_INSTRUMENTS_MAX]; /* instruments that match, best first */
    struct table table;
    struct popup popup;
};

static const struct table_column columns[] = {{.title = "symbol", .minimum = 10},
                                              {.title = "name", .minimum = 10, .stretch = 1}};

static void find_cell(const void *context, size_t row, size_t column, struct table_cell *cell) {
    const struct find *find = context;
    const struct listing_info *listing = &find->app->session->view.listings[find->found[row]];
    text_format(cell->text, sizeof cell->text, "%s", column == 0 ? listing->symbol : listing->name);
    cell->style = style_of(column == 0 ? ROLE_TEXT : ROLE_DIM);
}

static bool word_starts(const char *name, const char *typed) {
    while (*name != '\0') {
        if (text_starts_fold(name, typed)) {
            return true;
        }
        name += strcspn(name, " ");
        name += strspn(name, " ");
    }
    return false;
}

/* Symbols that begin with what was typed, then names with a word that does. */
static void match(struct find *find) {
    const struct view *view = &find->app->session->view;
    const char *typed = find->field.text;
    size_t count = 0;
    for (int names = 0; names < 2; names++) {
        for (uint32_t i = 0; i < view->listing_count; i++) {
            bool symbol = text_starts_fold(view->listings[i].symbol, typed);
            if (names == 0 ? symbol : !symbol && word_starts(view->listings[i].name, typed)) {
                find->found[count++] = (uint8_t)i;
            }
        }
    }
    find->table.row_count = count;
    find->table.selected = 0;
}

static void find_draw(void *self, const struct region *region) {
    struct find *find = self;
    int wide = region->area.columns - 4 < FIND_COLUMNS ? region->area.columns - 4 : FIND_COLUMNS;
    find->popup = (struct popup){.title = "Find a symbol",
                                 .footer = "Enter go there   Esc back",
                                 .columns = wide,
                                 .rows = FIND_ROWS + 2};
    struct region inside = popup_draw(&find->popup, region);
    struct region list = region_sub(&inside, (struct rect){0, 2, wide, inside.area.rows - 2});
    table_draw(&find->table, &list);
    struct region above = region_row(&inside, 0);
    form_draw(&find->form, &above);
}

static void go_there(struct find *find) {
    struct session *session = find->app->session;
    if (find->table.selected < find->table.row_count) {
        session_watch(session, find->found[find->table.selected], session->view.frame,
                      find->app->now_ms);
        app_close(find->app, find);
    }
}

static bool find_key(void *self, const struct press *press) {
    struct find *find = self;
    bool arrow = press->key.code == KEYCODE_UP || press->key.code == KEYCODE_DOWN ||
                 press->key.code == KEYCODE_MOUSE;
    if (arrow) {
        table_key(&find->table, press);
        return true;
    }
    switch (form_key(&find->form, press)) {
    case FORM_CHANGED:
        match(find);
        break;
    case FORM_SENT:
        go_there(find);
        break;
    case FORM_LEFT:
        app_close(find->app, find);
        break;
    case FORM_USED:
    case FORM_IGNORED:
        break;
    }
    return true;
}

static void find_contexts(const void *self, struct contexts *contexts) {
    (void)self;
    contexts_add(contexts, CONTEXT_FORM);
}

static const struct screen_functions find_functions = {
    .draw = find_draw, .key = find_key, .contexts = find_contexts};

void find_open(struct app *app) {
    struct find *find = mem_alloc(sizeof *find);
    find->app = app;
    find->field = (struct form_field){
        .label = "Symbol", .kind = FORM_TEXT, .hint = "its first letters, or a name"};
    find->form = (struct form){.fields = &find->field, .count = 1};
    find->table = (struct table){.columns = columns,
                                 .column_count = ARRAY_LEN(columns),
                                 .source = {.cell = find_cell, .context = find},
                                 .empty = "No symbol begins like this.",
                                 .selectable = true};
    match(find);
    app_open(app, &find_functions, find);
}
