/* A new player: one question, five cards, a name. */
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "ui/cards.h"
#include "ui/form.h"
#include "ui/making.h"
#include "ui/screens.h"
#include "ui/table.h"
#include "ui/words.h"
#include "ui/wrap.h"

#define CARD_COLUMNS   24
#define AVATAR_COLUMNS 26
#define FORM_COLUMNS   60
#define NAME_BYTES     60
#define DATA_BYTES     1024
#define ROWS_BELOW     2

enum step { STEP_QUESTION, STEP_CARDS, STEP_NAME };

/* answer to the question, word of the character it suggests */
static const struct {
    const char *answer;
    const char *character;
} answers[] = {
    {"I am new. I like to read first, then act.", "analyst"},
    {"I have some practice, and big swings do not scare me.", "risk_taker"},
    {"I would rather grow slowly than lose.", "conservative"},
    {"I have traded, and I like to decide fast.", "day_trader"},
    {"I buy what I believe in, and wait.", "hodler"},
};

enum name_field { NAME_NAME, NAME_AVATAR, NAME_AGE, NAME_ZONE, NAME_START, NAME_FIELDS };

static const char *const avatar_choices[ART_AVATARS + 1] = {"1", "2", "3", "4",  "5", "6",
                                                            "7", "8", "9", "10", NULL};

struct character {
    struct app *app;
    enum step step;
    struct cards cards;
    int chosen;    /* card */
    int suggested; /* card */
    struct table question;
    struct form form;
    struct form_field fields[NAME_FIELDS];
    const char *ages[WORDS_MAX];
    char trouble[ERROR_SENTENCE_MAX]; /* why the game could not be made */
    char data[DATA_BYTES];            /* a replay's file; empty: the simulated market */
};

/* ---- the question ---------------------------------------------------------------------------- */

static const struct table_column columns[] = {{.title = "", .minimum = 20, .stretch = 1}};

static void answer_cell(const void *context, size_t row, size_t column, struct table_cell *cell) {
    (void)context;
    (void)column;
    text_format(cell->text, sizeof cell->text, "%s", answers[row].answer);
}

static void draw_question(struct character *self, const struct region *region) {
    int row = draw_wrapped(region, 1, style_with(ROLE_TITLE, STYLE_BOLD),
                           "Which of these sounds most like you?");
    row = draw_wrapped(region, row, style_of(ROLE_DIM),
                       "Your answer only suggests a character. You choose.");
    struct region list = region_sub(
        region, (struct rect){0, row + 1, region->area.columns, region->area.rows - row - 1});
    table_draw(&self->question, &list);
}

static int card_of(const struct cards *cards, const char *word) {
    int character = word_index(words_of_command(COMMAND_PLAYER_CREATE, "character"), word);
    for (int i = 0; i < cards->count; i++) {
        if (cards->list[i].character == character) {
            return i;
        }
    }
    return 0;
}

static bool question_key(struct character *self, const struct press *press) {
    size_t row;
    bool clicked =
        press->key.mouse == MOUSE_PRESS && table_row_at(&self->question, &press->key, &row);
    table_key(&self->question, press);
    enum action action = press_action(press, CONTEXT_EVERYWHERE);
    if (clicked || action == ACTION_ACCEPT) {
        self->suggested = card_of(&self->cards, answers[self->question.selected].character);
        self->chosen = self->suggested;
        self->step = STEP_CARDS;
    } else if (action == ACTION_BACK) {
        app_close(self->app, self);
    }
    return true;
}

/* ---- the cards ------------------------------------------------------------------------------- */

static void draw_cards(struct character *self, const struct region *region) {
    const struct cards *cards = &self->cards;
    bool all = region->area.columns >= CARD_COLUMNS * cards->count;
    int wide = region->area.columns / cards->count;
    draw_text(region, 1, 0, style_with(ROLE_TITLE, STYLE_BOLD), "Who will you be?");
    if (!all) {
        draw_format(region, 20, 0, style_of(ROLE_DIM), "%d of %d", self->chosen + 1, cards->count);
    }
    int rows = region->area.rows - 2 - 3;
    for (int i = 0; i < cards->count; i++) {
        if (!all && i != self->chosen) {
            continue;
        }
        struct rect place = all ? (struct rect){i * wide, 2, wide, rows}
                                : (struct rect){0, 2, region->area.columns, rows};
        struct region part = region_sub(region, place);
        card_draw(&cards->list[i], i == self->chosen, i == self->suggested, &part);
    }
    struct region low =
        region_sub(region, (struct rect){1, region->area.rows - 2, region->area.columns - 2, 2});
    int row = draw_wrapped(
        &low, 0, style_of(ROLE_DIM),
        "Characters change the ride, not the ranking. You can change once, at level 5.");
    draw_wrapped(&low, row, style_of(ROLE_DIM),
                 "XP and perks are not at work yet in this version.");
}

static bool cards_key(struct character *self, const struct press *press) {
    int count = self->cards.count;
    switch (press_action(press, CONTEXT_EVERYWHERE)) {
    case ACTION_LEFT:
    case ACTION_UP:
    case ACTION_PREVIOUS_PANE:
        self->chosen = (self->chosen + count - 1) % count;
        break;
    case ACTION_RIGHT:
    case ACTION_DOWN:
    case ACTION_NEXT_PANE:
        self->chosen = (self->chosen + 1) % count;
        break;
    case ACTION_ACCEPT:
        self->step = STEP_NAME;
        break;
    case ACTION_BACK:
        self->step = STEP_QUESTION;
        break;
    default:
        return false;
    }
    return true;
}

/* ---- the name -------------------------------------------------------------------------------- */

static void draw_avatar(const struct character *self, const struct region *region, int column) {
    char name[24];
    struct art art;
    struct error ignored;
    text_format(name, sizeof name, "avatars/%zu", self->fields[NAME_AVATAR].choice);
    if (art_load(&art, self->app->pack, name, &ignored) == 0) {
        struct region place =
            region_sub(region, (struct rect){column, 2, AVATAR_COLUMNS, art.rows});
        art_draw(&art, &place, style_of(ROLE_ART));
    }
}

static void draw_name(struct character *self, const struct region *region) {
    const struct card *card = &self->cards.list[self->chosen];
    bool picture = region->area.columns >= 50 + AVATAR_COLUMNS;
    int wide = region->area.columns - 2 - (picture ? AVATAR_COLUMNS : 0);
    wide = wide < FORM_COLUMNS ? wide : FORM_COLUMNS;
    draw_format(region, 1, 0, style_with(ROLE_TITLE, STYLE_BOLD), "%s: your name", card->label);
    struct region part = region_sub(region, (struct rect){1, 2, wide, region->area.rows - 2});
    int row = form_rows(&self->form, wide);
    form_draw(&self->form, &part);
    if (self->trouble[0] != '\0') {
        struct region below =
            region_sub(&part, (struct rect){0, row + 1, wide, part.area.rows - row - 1});
        draw_wrapped(&below, 0, style_of(ROLE_ERROR), self->trouble);
    }
    if (picture && !self->app->options->reduced_motion) {
        draw_avatar(self, region, wide + 2);
    }
}

static void fill_request(const struct character *self, struct new_game *request) {
    struct player_create *player = &request->player;
    text_format(player->name, sizeof player->name, "%s", self->fields[NAME_NAME].text);
    text_format(player->zone, sizeof player->zone, "%s", self->fields[NAME_ZONE].text);
    player->character = (uint8_t)self->cards.list[self->chosen].character;
    player->avatar = (uint8_t)self->fields[NAME_AVATAR].choice;
    player->age_band = (uint8_t)self->fields[NAME_AGE].choice;
    request->chapter.history_days = HISTORY_DAYS;
    request->chapter.market = self->data[0] != '\0' ? MARKET_REPLAY : MARKET_SIM;
    request->chapter.ranked = self->data[0] == '\0'; /* its seed is drawn, never typed */
}

static void make(struct character *self) {
    struct new_game request;
    struct error error = {0};
    const char *const data[] = {self->data, NULL};
    memset(&request, 0, sizeof request);
    self->trouble[0] = '\0';
    if (self->fields[NAME_NAME].text[0] == '\0') {
        form_set_error(&self->form, NAME_NAME, "Type a name, 3 to 20 characters.");
        return;
    }
    fill_request(self, &request);
    request.data = self->data[0] != '\0' ? data : NULL;
    int code = making_run(self->app, &request, &error);
    if (code == ERROR_REFUSED && self->data[0] == '\0') {
        form_set_error(&self->form, NAME_NAME, error.sentence);
    } else if (code != 0) {
        text_format(self->trouble, sizeof self->trouble, "%s", error.sentence);
    }
}

static bool name_key(struct character *self, const struct press *press) {
    enum form_result result = form_key(&self->form, press);
    if (result == FORM_LEFT) {
        self->step = STEP_CARDS;
    } else if (result == FORM_SENT) {
        make(self);
    }
    return true;
}

/* ---- the screen ------------------------------------------------------------------------------ */

static const char *const hints[] = {
    [STEP_QUESTION] = "Up/Down choose   Enter go on   Esc back   ? help",
    [STEP_CARDS] = "Left/Right look   Enter choose   Esc back   ? help",
    [STEP_NAME] = "Tab next   Left/Right change   Enter move on   Esc back",
};

static void character_draw(void *context, const struct region *region) {
    struct character *self = context;
    struct region body = region_sub(
        region, (struct rect){0, 0, region->area.columns, region->area.rows - ROWS_BELOW});
    switch (self->step) {
    case STEP_QUESTION:
        draw_question(self, &body);
        break;
    case STEP_CARDS:
        draw_cards(self, &body);
        break;
    case STEP_NAME:
        draw_name(self, &body);
        break;
    }
    struct region line = region_row(region, region->area.rows - 1);
    draw_text(&line, 1, 0, style_of(ROLE_DIM), hints[self->step]);
}

static bool character_key(void *context, const struct press *press) {
    struct character *self = context;
    bool help = press_action(press, CONTEXT_EVERYWHERE) == ACTION_HELP;
    if (help && self->step != STEP_NAME) {
        return app_key(self->app, press);
    }
    switch (self->step) {
    case STEP_QUESTION:
        return question_key(self, press);
    case STEP_CARDS:
        return cards_key(self, press);
    case STEP_NAME:
        return name_key(self, press);
    }
    return false;
}

static void character_contexts(const void *context, struct contexts *contexts) {
    const struct character *self = context;
    contexts_add(contexts, self->step == STEP_NAME ? CONTEXT_FORM : CONTEXT_EVERYWHERE);
}

static const struct screen_functions character_functions = {
    .draw = character_draw, .key = character_key, .contexts = character_contexts, .page = true};

static void set_fields(struct character *self) {
    word_labels(words_of_command(COMMAND_PLAYER_CREATE, "age_band"), self->ages);
    self->fields[NAME_NAME] = (struct form_field){
        .label = "Name", .kind = FORM_TEXT, .limit = NAME_BYTES, .hint = "3 to 20 characters"};
    self->fields[NAME_AVATAR] =
        (struct form_field){.label = "Picture", .kind = FORM_CHOICE, .choices = avatar_choices};
    self->fields[NAME_AGE] =
        (struct form_field){.label = "Age", .kind = FORM_CHOICE, .choices = self->ages};
    self->fields[NAME_ZONE] =
        (struct form_field){.label = "Time zone", .kind = FORM_TEXT, .limit = COMMAND_ZONE_MAX - 1};
    const char *zone = self->app->options->zone;
    form_set_text(&self->fields[NAME_ZONE], zone != NULL ? zone : "UTC");
    self->fields[NAME_START] =
        (struct form_field){.label = "Start with 10,000.00 USD", .kind = FORM_SUBMIT};
    self->form = (struct form){.fields = self->fields, .count = NAME_FIELDS};
}

void character_open_replay(struct app *app, const char *data) {
    struct character *self = mem_alloc(sizeof *self);
    struct error error = {0};
    self->app = app;
    text_format(self->data, sizeof self->data, "%s", data);
    self->question = (struct table){.columns = columns,
                                    .column_count = ARRAY_LEN(columns),
                                    .source = {.cell = answer_cell},
                                    .row_count = ARRAY_LEN(answers),
                                    .selectable = true,
                                    .focused = true};
    set_fields(self);
    if (cards_load(&self->cards, app->pack, &error) != 0) {
        mem_free(self);
        message_open(app, "The characters cannot be read", error.sentence);
        return;
    }
    app_open(app, &character_functions, self);
}

void character_open(struct app *app) {
    character_open_replay(app, "");
}
