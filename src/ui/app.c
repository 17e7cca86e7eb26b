#include "ui/app.h"

#include <assert.h>

#include "base/mem.h"
#include "ui/frame.h"
#include "ui/screens.h"

void app_open(struct app *app, const struct screen_functions *functions, void *self) {
    assert(app->depth < SCREENS_MAX);
    app->stack[app->depth++] = (struct screen){.functions = functions, .self = self};
    app->changed = true;
}

void app_close(struct app *app, const void *self) {
    for (size_t i = 0; i < app->depth; i++) {
        app->stack[i].closing = app->stack[i].closing || app->stack[i].self == self;
    }
    app->changed = true;
}

void app_close_all(struct app *app) {
    for (size_t i = 0; i < app->depth; i++) {
        app->stack[i].closing = true;
    }
    app->changed = true;
}

void app_touch(struct app *app) {
    app->changed = true;
}

void app_say(struct app *app, enum style_role role, const char *text) {
    toast_say(&app->toast, role, app->now_ms, text);
    app->changed = true;
}

bool app_enter(struct app *app, const struct lobby_profile *profile) {
    assert(app->session == NULL);
    struct error error = {0};
    struct seat *seat = app->lobby->open(app->lobby->self, profile, &error);
    if (seat == NULL) {
        message_open(app, "This game cannot be opened", error.sentence);
        return false;
    }
    app_close_all(app);
    app->session = session_new(seat);
    app->toast.text[0] = '\0';
    desk_open(app);
    return true;
}

void app_to_title(struct app *app) {
    app_close_all(app);
    session_free(app->session);
    app->session = NULL;
    title_open(app);
    app_say(app, ROLE_GOOD, "Your game is saved.");
}

void contexts_add(struct contexts *contexts, enum key_context context) {
    assert(contexts->count < SCREEN_CONTEXTS_MAX);
    contexts->list[contexts->count++] = context;
}

void app_contexts(const struct app *app, struct contexts *contexts) {
    contexts->count = 0;
    if (app->depth > 0) {
        const struct screen *top = &app->stack[app->depth - 1];
        top->functions->contexts(top->self, contexts);
    }
}

/* ---- keys of every screen -------------------------------------------------------------------- */

static void close_above_desk(struct app *app) {
    for (size_t i = 1; i < app->depth; i++) {
        app->stack[i].closing = true;
    }
    app->changed = true;
}

static bool play_action(struct app *app, enum action action) {
    struct session *session = app->session;
    switch (action) {
    case ACTION_PAUSE:
        session_pause(session);
        return true;
    case ACTION_FASTER:
        session_faster(session, 1);
        return true;
    case ACTION_SLOWER:
        session_faster(session, -1);
        return true;
    case ACTION_SKIP:
        skip_open(app);
        return true;
    case ACTION_FIND:
        find_open(app);
        return true;
    case ACTION_NEWS:
        close_above_desk(app);
        news_open(app);
        return true;
    case ACTION_SCREEN_DESK:
        close_above_desk(app);
        return true;
    case ACTION_SCREEN_BOARDS:
        close_above_desk(app);
        board_open(app);
        return true;
    default:
        return false;
    }
}

static bool everywhere_action(struct app *app, enum action action) {
    switch (action) {
    case ACTION_HELP:
        help_open(app);
        return true;
    case ACTION_MOUSE:
        app->mouse = !app->mouse;
        app->backend.functions->use_mouse(app->backend.context, app->mouse);
        app_say(app, ROLE_TEXT,
                app->mouse ? "The mouse points." : "The mouse is the terminal's: it can copy.");
        return true;
    case ACTION_QUIT:
        leave_open(app);
        return true;
    default:
        return false;
    }
}

bool app_key(struct app *app, const struct press *press) {
    if (app->session != NULL) {
        enum action action = frame_action(app, &press->key);
        if (action == ACTION_NONE) {
            action = press_action(press, CONTEXT_PLAY);
        }
        if (action != ACTION_NONE && play_action(app, action)) {
            return true;
        }
        if (action != ACTION_NONE && everywhere_action(app, action)) {
            return true;
        }
    }
    enum action action = press_action(press, CONTEXT_EVERYWHERE);
    return action != ACTION_NONE && everywhere_action(app, action);
}
