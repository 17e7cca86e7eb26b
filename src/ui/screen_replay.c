/* Real candles from a file: which file, and who plays it. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "ui/form.h"
#include "ui/making.h"
#include "ui/popup.h"
#include "ui/screens.h"
#include "ui/wrap.h"

#define REPLAY_COLUMNS  64
#define REPLAY_PROFILES 16
#define PATH_MAX_BYTES  1024

static const char note[] =
    "A file of candles (CSV, or JSON of an exchange): date, open, high, low, close. You can say "
    "which symbol's costs it has: FILE=GOLD-CFD.";
static const char closing[] =
    "Their present market closes; its history is kept. Open positions stay behind. Cash starts "
    "again at 10,000.00. This cannot be undone.";

enum replay_field { REPLAY_FILE, REPLAY_WHO, REPLAY_SUBMIT, REPLAY_FIELDS };

struct replay {
    struct app *app;
    struct form form;
    struct form_field fields[REPLAY_FIELDS];
    struct lobby_profile profiles[REPLAY_PROFILES];
    uint32_t profile_count;
    const char *choices[REPLAY_PROFILES + 2]; /* a new player, then the profiles */
    struct popup popup;
};

static void replay_draw(void *self, const struct region *region) {
    struct replay *replay = self;
    int wide = region->area.columns - 4;
    wide = wide < REPLAY_COLUMNS ? wide : REPLAY_COLUMNS;
    int above = wrap_rows(note, wide) + 1;
    int fields = form_rows(&replay->form, wide);
    replay->popup = (struct popup){.title = "Replay real data",
                                   .footer = "Enter move on   Esc back",
                                   .columns = wide,
                                   .rows = above + fields + 1 + wrap_rows(closing, wide)};
    struct region inside = popup_draw(&replay->popup, region);
    draw_wrapped(&inside, 0, style_of(ROLE_DIM), note);
    struct region below =
        region_sub(&inside, (struct rect){0, above, wide, inside.area.rows - above});
    form_draw(&replay->form, &below);
    if (replay->fields[REPLAY_WHO].choice > 0) {
        struct region last =
            region_sub(&below, (struct rect){0, fields + 1, wide, wrap_rows(closing, wide)});
        draw_wrapped(&last, 0, style_of(ROLE_WARNING), closing);
    }
}

/* The path as the shell would read it: "~/x" is in the player's home. */
static void expand(const char *typed, char *path, size_t size) {
    const char *home = getenv("HOME");
    bool at_home = typed[0] == '~' && typed[1] == '/' && home != NULL;
    text_format(path, size, "%s%s", at_home ? home : "", at_home ? typed + 1 : typed);
}

static void start(struct replay *replay) {
    char path[PATH_MAX_BYTES];
    struct app *app = replay->app;
    if (replay->fields[REPLAY_FILE].text[0] == '\0') {
        form_set_error(&replay->form, REPLAY_FILE, "Type the path of a file.");
        return;
    }
    expand(replay->fields[REPLAY_FILE].text, path, sizeof path);
    size_t who = replay->fields[REPLAY_WHO].choice;
    if (who == 0) {
        character_open_replay(app, path);
        return;
    }
    struct new_game request;
    struct error error = {0};
    const char *const data[] = {path, NULL};
    memset(&request, 0, sizeof request);
    request.profile = replay->profiles[who - 1];
    request.chapter.market = MARKET_REPLAY;
    request.chapter.history_days = HISTORY_DAYS;
    request.data = data;
    if (making_run(app, &request, &error) != 0) {
        form_set_error(&replay->form, REPLAY_FILE, error.sentence);
    }
}

static bool replay_key(void *self, const struct press *press) {
    struct replay *replay = self;
    enum form_result result = form_key(&replay->form, press);
    if (result == FORM_LEFT) {
        app_close(replay->app, replay);
    } else if (result == FORM_SENT) {
        start(replay);
    }
    return true;
}

static void replay_contexts(const void *self, struct contexts *contexts) {
    (void)self;
    contexts_add(contexts, CONTEXT_FORM);
}

static const struct screen_functions replay_functions = {
    .draw = replay_draw, .key = replay_key, .contexts = replay_contexts};

void replay_open(struct app *app) {
    struct replay *replay = mem_alloc(sizeof *replay);
    replay->app = app;
    replay->profile_count =
        app->lobby->profiles(app->lobby->self, replay->profiles, REPLAY_PROFILES);
    replay->choices[0] = "a new player";
    for (uint32_t i = 0; i < replay->profile_count; i++) {
        replay->choices[i + 1] = replay->profiles[i].name;
    }
    replay->fields[REPLAY_FILE] =
        (struct form_field){.label = "File", .kind = FORM_TEXT, .hint = "~/candles/eurusd.csv"};
    replay->fields[REPLAY_WHO] =
        (struct form_field){.label = "Player", .kind = FORM_CHOICE, .choices = replay->choices};
    replay->fields[REPLAY_SUBMIT] = (struct form_field){.label = "Start", .kind = FORM_SUBMIT};
    replay->form = (struct form){.fields = replay->fields, .count = REPLAY_FIELDS};
    app_open(app, &replay_functions, replay);
}
