#include "ui/news_list.h"

#include <string.h>

#include "base/gametime.h"
#include "base/mem.h"
#include "base/text.h"
#include "ui/words.h"

enum news_column { NEWS_TIME, NEWS_SIGN, NEWS_SYMBOLS, NEWS_TEXT };

static const struct table_column columns[] = {
    [NEWS_TIME] = {.title = "when", .minimum = 6, .drop = 1},
    [NEWS_SIGN] = {.title = "", .minimum = 1},
    [NEWS_SYMBOLS] = {.title = "touches", .minimum = 11},
    [NEWS_TEXT] = {.title = "what was said", .minimum = 16, .stretch = 1},
};

void news_time(int64_t ms, int64_t now_ms, char *text, size_t size) {
    char clock[GAMETIME_TEXT_MAX]; /* "Mon 13 Jan 14:30" */
    gametime_format(ms, GAMETIME_CLOCK, clock, sizeof clock);
    char *day = clock + strcspn(clock, " ") + 1;
    char *time = strrchr(day, ' ');
    if (time != NULL && day_of(ms) == day_of(now_ms)) {
        day = time + 1;
    } else if (time != NULL) {
        *time = '\0';
    }
    text_format(text, size, "%s", day);
}

void news_symbols(const struct news *news, char *text, size_t size) {
    size_t length = strcspn(news->symbols, ",");
    int more = 0;
    for (const char *at = news->symbols + length; *at != '\0'; at++) {
        more += *at == ',';
    }
    if (length == 0) {
        text_format(text, size, "all");
    } else if (more > 0) {
        text_format(text, size, "%.*s +%d", (int)length, news->symbols, more);
    } else {
        text_format(text, size, "%s", news->symbols);
    }
}

static bool is_kind(const struct news *news, const char *word) {
    return word_is(words_of_record(RECORD_NEWS, "kind"), news->kind, word);
}

static bool is_neutral(const struct news *news) {
    static const char *const kinds[] = {"dividend", "split", "expiry", "holiday"};
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        if (is_kind(news, kinds[i])) {
            return true;
        }
    }
    return false;
}

const char *news_sign(enum glyph_level level, const struct news *news) {
    return is_kind(news, "halt") ? "!"
           : is_neutral(news)    ? glyph_text(level, GLYPH_BULLET)
                                 : glyph_text(level, news->good ? GLYPH_UP : GLYPH_DOWN);
}

void news_line(enum glyph_level level, const struct news *news, char *text, size_t size) {
    char symbols[COMMAND_SYMBOL_MAX + 8];
    news_symbols(news, symbols, sizeof symbols);
    text_format(text, size, "%s %s: %s", news_sign(level, news), symbols, news->text);
}

static void news_cell(const void *context, size_t row, size_t column, struct table_cell *cell) {
    const struct news_list *list = context;
    const struct view *view = &list->app->session->view;
    const struct news *news = &view->news[list->rows[row]];
    switch ((enum news_column)column) {
    case NEWS_TIME:
        news_time(view->news_ms[list->rows[row]], view->time.now_ms, cell->text, sizeof cell->text);
        break;
    case NEWS_SIGN:
        text_format(cell->text, sizeof cell->text, "%s", news_sign(list->app->surface.level, news));
        break;
    case NEWS_SYMBOLS:
        news_symbols(news, cell->text, sizeof cell->text);
        break;
    case NEWS_TEXT:
        text_format(cell->text, sizeof cell->text, "%s", news->text);
        break;
    }
}

void news_list_init(struct news_list *list, const struct app *app) {
    *list = (struct news_list){.app = app};
    list->table = (struct table){.columns = columns,
                                 .column_count = ARRAY_LEN(columns),
                                 .source = {.cell = news_cell, .context = list},
                                 .selectable = true,
                                 .empty = "No news yet."};
}

/* The rows that are wanted; what was selected stays so while newer items come in above it. */
static void fill(struct news_list *list) {
    const struct view *view = &list->app->session->view;
    size_t count = 0;
    for (uint32_t i = 0; i < view->news_count; i++) {
        if (list->only[0] == '\0' || news_touches(&view->news[i], list->only)) {
            list->rows[count++] = (uint8_t)i;
        }
    }
    size_t before = list->table.row_count;
    if (list->table.selected > 0 && count > before && before > 0) {
        list->table.selected += count - before;
    }
    list->table.row_count = count;
    list->table.selected = list->table.selected < count ? list->table.selected : 0;
}

void news_list_draw(struct news_list *list, const struct region *region) {
    fill(list);
    table_draw(&list->table, region);
}

const struct news *news_list_selected(const struct news_list *list, int64_t *ms) {
    const struct view *view = &list->app->session->view;
    if (list->table.selected >= list->table.row_count) {
        return NULL;
    }
    uint8_t at = list->rows[list->table.selected];
    *ms = view->news_ms[at];
    return &view->news[at];
}
