/* News as a list: the newest first, when, whether it is good, what it touches, what was said. */
#ifndef UI_NEWS_LIST_H
#define UI_NEWS_LIST_H

#include "ui/app.h"
#include "ui/table.h"

struct news_list {
    const struct app *app; /* borrowed */
    struct table table;
    char only[COMMAND_SYMBOL_MAX]; /* what it must touch; empty: anything */
    uint8_t rows[VIEW_NEWS_MAX];   /* which of the view's, in order */
};

/* The struct must not move afterwards. */
void news_list_init(struct news_list *list, const struct app *app);
void news_list_draw(struct news_list *list, const struct region *region);

/* The selected item, and when it was said; NULL: there is none. */
const struct news *news_list_selected(const struct news_list *list, int64_t *ms);

/* "KEST" or "KEST +2"; "all" where it is about no one in particular. */
void news_symbols(const struct news *news, char *text, size_t size);

/* What stands before an item: up for good, down for bad, "!" for a halt, a bullet
 * for what is neither. */
const char *news_sign(enum glyph_level level, const struct news *news);

/* "▲ KEST: Kestrel raises its forecast." */
void news_line(enum glyph_level level, const struct news *news, char *text, size_t size);

/* "14:32" of today, else "12 Jan". */
void news_time(int64_t ms, int64_t now_ms, char *text, size_t size);

#endif
