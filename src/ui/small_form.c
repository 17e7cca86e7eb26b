#include "ui/small_form.h"

#include <assert.h>

#include "base/mem.h"
#include "base/text.h"
#include "ui/popup.h"
#include "ui/wrap.h"

#define SMALL_COLUMNS 56

static void small_draw(void *self, const struct region *region) {
    struct small_form *small = self;
    int wide = region->area.columns - 4 < SMALL_COLUMNS ? region->area.columns - 4 : SMALL_COLUMNS;
    int above = small->note[0] != '\0' ? wrap_rows(small->note, wide) + 1 : 0;
    struct popup popup = {.title = small->title,
                          .footer = "Enter move on   Esc leave",
                          .columns = wide,
                          .rows = above + form_rows(&small->form, wide)};
    struct region inside = popup_draw(&popup, region);
    small->drawn = popup.drawn;
    draw_wrapped(&inside, 0, style_of(ROLE_DIM), small->note);
    struct region below =
        region_sub(&inside, (struct rect){0, above, wide, inside.area.rows - above});
    form_draw(&small->form, &below);
}

static bool small_key(void *self, const struct press *press) {
    struct small_form *small = self;
    enum form_result result = form_key(&small->form, press);
    if (result == FORM_LEFT || (result == FORM_SENT && small->sent(small))) {
        app_close(small->app, small);
    }
    return true;
}

static void small_contexts(const void *self, struct contexts *contexts) {
    (void)self;
    contexts_add(contexts, CONTEXT_FORM);
}

static const struct screen_functions small_functions = {
    .draw = small_draw, .key = small_key, .contexts = small_contexts};

struct small_form *small_form_new(struct app *app, const char *title,
                                  bool (*sent)(struct small_form *small)) {
    struct small_form *small = mem_alloc(sizeof *small);
    small->app = app;
    small->sent = sent;
    small->form.fields = small->fields;
    text_format(small->title, sizeof small->title, "%s", title);
    return small;
}

struct form_field *small_form_add(struct small_form *small, const char *label,
                                  enum form_kind kind) {
    assert(small->form.count < SMALL_FORM_FIELDS_MAX);
    struct form_field *field = &small->fields[small->form.count++];
    *field = (struct form_field){.label = label, .kind = (uint8_t)kind};
    return field;
}

void small_form_open(struct small_form *small) {
    small_form_add(small, "Submit", FORM_SUBMIT);
    app_open(small->app, &small_functions, small);
}
