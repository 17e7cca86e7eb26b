/* The title: go on with a profile, begin a new one, replay real data, help, leave. */
#include "base/gametime.h"
#include "base/mem.h"
#include "base/text.h"
#include "ui/amount.h"
#include "ui/art.h"
#include "ui/screens.h"
#include "ui/table.h"
#include "ui/words.h"

#define PROFILES_MAX 32
#define LIST_COLUMNS 76
#define LIST_WANTED  7
#define ROWS_BELOW   2

enum title_choice { TITLE_NEW, TITLE_REPLAY, TITLE_HELP, TITLE_QUIT, TITLE_CHOICES };

static const char *const choice_texts[TITLE_CHOICES] = {
    [TITLE_NEW] = "New player",
    [TITLE_REPLAY] = "Replay real data",
    [TITLE_HELP] = "Help",
    [TITLE_QUIT] = "Quit",
};

struct title {
    struct app *app;
    struct art art;
    bool has_art;
    struct lobby_profile profiles[PROFILES_MAX];
    uint32_t profile_count;
    struct table table;
};

enum title_column { TITLE_WHAT, TITLE_WHO, TITLE_EQUITY, TITLE_WHEN };

static const struct table_column columns[] = {
    [TITLE_WHAT] = {.title = "", .minimum = 30, .stretch = 3},
    [TITLE_WHO] = {.title = "", .minimum = 16, .drop = 3},
    [TITLE_EQUITY] = {.title = "", .align = ALIGN_RIGHT, .minimum = 10, .drop = 1},
    [TITLE_WHEN] = {.title = "", .minimum = 16, .drop = 2},
};

static void profile_cell(const struct lobby_profile *profile, size_t column,
                         struct table_cell *cell) {
    char when[GAMETIME_TEXT_MAX];
    switch ((enum title_column)column) {
    case TITLE_WHAT:
        text_format(cell->text, sizeof cell->text, "Continue: %s", profile->name);
        break;
    case TITLE_WHO:
        cell->style = style_of(ROLE_DIM);
        text_format(
            cell->text, sizeof cell->text, "%s",
            word_label(words_of_command(COMMAND_PLAYER_CREATE, "character")[profile->character]));
        break;
    case TITLE_EQUITY:
        text_format(cell->text, sizeof cell->text, "%s", amount_money(profile->equity).text);
        break;
    case TITLE_WHEN:
        cell->style = style_of(ROLE_DIM);
        gametime_format(profile->game_ms, GAMETIME_CLOCK, when, sizeof when);
        text_format(cell->text, sizeof cell->text, "%s", when);
        break;
    }
}

static void title_cell(const void *context, size_t row, size_t column, struct table_cell *cell) {
    const struct title *title = context;
    if (row < title->profile_count) {
        profile_cell(&title->profiles[row], column, cell);
    } else if (column == TITLE_WHAT) {
        text_format(cell->text, sizeof cell->text, "%s", choice_texts[row - title->profile_count]);
    }
}

/* Rows of the list that are wanted in sight under the skyline. */
static int wanted_rows(const struct title *title) {
    return title->table.row_count < LIST_WANTED ? (int)title->table.row_count : LIST_WANTED;
}

/* The skyline, where it leaves room for the list; returns the row below it. */
static int draw_name(const struct title *title, const struct region *region) {
    int spare = region->area.rows - title->art.rows - wanted_rows(title) - ROWS_BELOW;
    if (!title->has_art || title->art.columns > region->area.columns || spare < 0) {
        draw_text(region, 1, 1, style_with(ROLE_TITLE, STYLE_BOLD), "outcry");
        draw_text(region, 9, 1, style_of(ROLE_DIM), "a trading floor in your terminal");
        return 3;
    }
    int left = (region->area.columns - title->art.columns) / 2;
    int above = spare / 4;
    struct region sky =
        region_sub(region, (struct rect){left, above, title->art.columns, title->art.rows});
    art_draw(&title->art, &sky, style_of(ROLE_ART));
    return above + title->art.rows + (spare - above > 0 ? 1 : 0);
}

static void title_draw(void *self, const struct region *region) {
    struct title *title = self;
    int row = draw_name(title, region);
    int wide = region->area.columns - 2 < LIST_COLUMNS ? region->area.columns - 2 : LIST_COLUMNS;
    int rows = region->area.rows - row - ROWS_BELOW;
    struct rect place = {(region->area.columns - wide) / 2, row, wide, rows};
    struct region list = region_sub(region, place);
    table_draw(&title->table, &list);
    struct region line = region_row(region, region->area.rows - 2);
    toast_draw(&title->app->toast, &line, title->app->now_ms);
    line = region_row(region, region->area.rows - 1);
    draw_text(&line, 1, 0, style_of(ROLE_DIM), "Up/Down choose   Enter go   ? help   q quit");
}

static void choose(struct title *title) {
    struct app *app = title->app;
    size_t row = title->table.selected;
    if (row < title->profile_count) {
        app_enter(app, &title->profiles[row]);
        return;
    }
    switch ((enum title_choice)(row - title->profile_count)) {
    case TITLE_NEW:
        character_open(app);
        break;
    case TITLE_REPLAY:
        replay_open(app);
        break;
    case TITLE_HELP:
        help_open(app);
        break;
    case TITLE_QUIT:
    case TITLE_CHOICES:
        app->leaving = true;
        break;
    }
}

static bool title_key(void *self, const struct press *press) {
    struct title *title = self;
    size_t row;
    bool clicked =
        press->key.mouse == MOUSE_PRESS && table_row_at(&title->table, &press->key, &row);
    bool used = table_key(&title->table, press);
    if (clicked || press_action(press, CONTEXT_EVERYWHERE) == ACTION_ACCEPT) {
        choose(title);
        return true;
    }
    return used || app_key(title->app, press);
}

static void title_contexts(const void *self, struct contexts *contexts) {
    (void)self;
    contexts_add(contexts, CONTEXT_EVERYWHERE);
}

static const struct screen_functions title_functions = {
    .draw = title_draw, .key = title_key, .contexts = title_contexts, .page = true};

void title_open(struct app *app) {
    struct title *title = mem_alloc(sizeof *title);
    struct error ignored;
    title->app = app;
    title->has_art =
        !app->options->reduced_motion && art_load(&title->art, app->pack, "title", &ignored) == 0;
    title->profile_count = app->lobby->profiles(app->lobby->self, title->profiles, PROFILES_MAX);
    title->table = (struct table){.columns = columns,
                                  .column_count = ARRAY_LEN(columns),
                                  .source = {.cell = title_cell, .context = title},
                                  .row_count = title->profile_count + TITLE_CHOICES,
                                  .selectable = true,
                                  .focused = true};
    app_open(app, &title_functions, title);
}
