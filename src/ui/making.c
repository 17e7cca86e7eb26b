#include "ui/making.h"

#include <string.h>

#include "ui/progress.h"
#include "ui/wrap.h"

#define BAR_EVERY_MS 67
#define BAR_COLUMNS  60

struct making {
    struct app *app;
    const struct new_game *request;
    int64_t next_ms;
};

static void draw_making(const struct making *making, int thousandths) {
    struct app *app = making->app;
    surface_blank(&app->surface);
    struct region all = surface_region(&app->surface);
    int columns = all.area.columns - 4 < BAR_COLUMNS ? all.area.columns - 4 : BAR_COLUMNS;
    struct region page = region_sub(
        &all, (struct rect){(all.area.columns - columns) / 2, all.area.rows / 2 - 3, columns, 6});
    bool replay = making->request->chapter.market == MARKET_REPLAY;
    draw_wrapped(&page, 0, style_of(ROLE_TEXT),
                 replay ? "Reading the file and setting up its market."
                        : "Making your market: thirty days of trading before you arrive.");
    struct region bar = region_sub(&page, (struct rect){0, 3, columns, 1});
    struct progress progress = {.share = thousandths / 1000.0, .percent = true};
    progress_draw(&progress, &bar);
    app->backend.functions->show(app->backend.context, &app->surface);
}

static void making_step(void *context, int thousandths) {
    struct making *making = context;
    const struct backend *backend = &making->app->backend;
    int64_t now = backend->functions->now_ms(backend->context);
    if (now < making->next_ms || !backend->functions->ready(backend->context)) {
        return;
    }
    making->next_ms = now + BAR_EVERY_MS;
    draw_making(making, thousandths);
}

int making_run(struct app *app, const struct new_game *request, struct error *error) {
    struct making making = {.app = app, .request = request};
    struct lobby_profile made;
    memset(&made, 0, sizeof made);
    making_step(&making, 0);
    int code = app->lobby->create(app->lobby->self, request, making_step, &making, &made, error);
    app_touch(app);
    if (code == 0) {
        app_enter(app, &made);
    }
    return code;
}
