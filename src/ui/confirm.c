#include "ui/confirm.h"

#include <assert.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "ui/popup.h"
#include "ui/screens.h"
#include "ui/wrap.h"

#define COLUMNS 52

/* A message is a question with one answer. */
struct confirm {
    struct app *app;
    char title[48];
    char text[ERROR_SENTENCE_MAX];
    void (*then)(struct app *app, const void *what); /* NULL: a message */
    _Alignas(8) unsigned char what[CONFIRM_WHAT_MAX];
    struct popup popup;
};

static void confirm_draw(void *self, const struct region *region) {
    struct confirm *confirm = self;
    int columns = region->area.columns - 4 < COLUMNS ? region->area.columns - 4 : COLUMNS;
    confirm->popup.title = confirm->title;
    confirm->popup.footer = confirm->then != NULL ? "Enter yes   Esc no" : "Enter";
    confirm->popup.columns = columns;
    confirm->popup.rows = wrap_rows(confirm->text, columns) + 1;
    struct region inside = popup_draw(&confirm->popup, region);
    draw_wrapped(&inside, 0, style_of(ROLE_TEXT), confirm->text);
    draw_cursor(&inside, 0, 0);
}

static bool confirm_key(void *self, const struct press *press) {
    struct confirm *confirm = self;
    bool accept = press_action(press, CONTEXT_EVERYWHERE) == ACTION_ACCEPT;
    if (accept || popup_key(&confirm->popup, press)) {
        app_close(confirm->app, confirm);
        if (accept && confirm->then != NULL) {
            confirm->then(confirm->app, confirm->what);
        }
    }
    return true;
}

static void confirm_contexts(const void *self, struct contexts *contexts) {
    (void)self;
    contexts_add(contexts, CONTEXT_POPUP);
}

static const struct screen_functions confirm_functions = {
    .draw = confirm_draw, .key = confirm_key, .contexts = confirm_contexts};

void confirm_open(struct app *app, const char *title, const char *text,
                  void (*then)(struct app *app, const void *what), const void *what, size_t size) {
    assert(size <= CONFIRM_WHAT_MAX);
    struct confirm *confirm = mem_alloc(sizeof *confirm);
    confirm->app = app;
    confirm->then = then;
    text_format(confirm->title, sizeof confirm->title, "%s", title);
    text_format(confirm->text, sizeof confirm->text, "%s", text);
    memcpy(confirm->what, what, size);
    app_open(app, &confirm_functions, confirm);
}

void message_open(struct app *app, const char *title, const char *text) {
    confirm_open(app, title, text, NULL, "", 1);
}
