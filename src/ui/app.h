/* What the loop and the screens share: terminal, keys, the stack of screens, the session.
 *
 * The lowest screen fills the terminal, those above it are pages or popups. The highest one gets
 * the keys; each gets every event. A screen owns its state and frees it when it is closed. */
#ifndef UI_APP_H
#define UI_APP_H

#include "ui/backend.h"
#include "ui/keys.h"
#include "ui/session.h"
#include "ui/surface.h"
#include "ui/toast.h"
#include "ui/ui.h"

#define SCREENS_MAX         6
#define SCREEN_CONTEXTS_MAX 6

struct app;

/* The contexts whose keys a screen serves, the nearest first: dispatch and hint row. */
struct contexts {
    enum key_context list[SCREEN_CONTEXTS_MAX];
    size_t count;
};

struct screen_functions {
    void (*draw)(void *self, const struct region *region);
    bool (*key)(void *self, const struct press *press);   /* true: it was used */
    void (*event)(void *self, const struct event *event); /* may be NULL */
    void (*contexts)(const void *self, struct contexts *contexts);
    void (*close)(void *self); /* frees; NULL: mem_free */
    bool page;                 /* covers everything below it */
};

struct screen {
    const struct screen_functions *functions;
    void *self;
    bool closing;
};

struct app {
    const struct ui_options *options;
    struct lobby *lobby;
    const struct pack *pack;
    struct backend backend;
    struct keymap keymap;
    struct surface surface;
    struct toast toast;
    struct session *session; /* owned; NULL: no game is open */
    struct screen stack[SCREENS_MAX];
    size_t depth;
    int64_t now_ms; /* steady milliseconds, set before screens are called */
    bool changed;   /* the picture is not what is shown */
    bool leaving;
    bool mouse;
    struct error end; /* why it ended; code 0: the player left */
};

/* Puts a screen on top; the app owns `self` from here. */
void app_open(struct app *app, const struct screen_functions *functions, void *self);
void app_close(struct app *app, const void *self); /* once the current key or event is done */
void app_close_all(struct app *app);

/* The picture changed by something other than a key or an event. */
void app_touch(struct app *app);

void app_say(struct app *app, enum style_role role, const char *text);

/* Draws and shows now, whatever the time: a progress bar in the middle of work. */
void app_show(struct app *app);

/* Takes a profile's seat and goes to its desk; a refusal is said in a popup. */
bool app_enter(struct app *app, const struct lobby_profile *profile);

/* Closes the seat (saved) and goes to the title. */
void app_to_title(struct app *app);

/* The highest screen's contexts. */
void app_contexts(const struct app *app, struct contexts *contexts);
void contexts_add(struct contexts *contexts, enum key_context context);

/* Keys that mean the same everywhere, and while a game is open: pause, speed, skip, screens, help,
 * leave. For screens to hand on what they did not use. */
bool app_key(struct app *app, const struct press *press);

#endif
