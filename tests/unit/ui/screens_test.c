/* Screens as players see them: golden pictures in tests/golden/, and what keys send. A change of a
 * picture is looked at first; then GOLDEN_UPDATE=1 writes it. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "broker/order.h"
#include "market/news.h"
#include "ui/glyph.h"
#include "ui/ui.h"
#include "support/delayed_seat.h"
#include "support/fake_seat.h"

#define FOLDER "tests/golden/"

/* ---- a lobby with one fake game -------------------------------------------------------------- */

struct stage {
    struct lobby lobby;
    struct fake_seat *fake; /* taken by the first open */
    struct seat *seat;      /* what was opened: the fake one, or the delay before it */
    bool delayed, closed, refuse_name;
    int created;
    struct buffer picture;
};

static uint32_t stage_profiles(void *self, struct lobby_profile *rows, uint32_t most) {
    (void)self;
    cr_assert(most >= 2);
    rows[0] = (struct lobby_profile){.game = 1,
                                     .player = 1,
                                     .name = "Anna",
                                     .game_ms = INT64_C(1736778720000),
                                     .equity = 1041277 * FIX8_CENT,
                                     .chapter = 1};
    rows[1] = rows[0];
    rows[1].game = 2;
    rows[1].character = 4;
    text_format(rows[1].name, sizeof rows[1].name,
                "Ben \x1b[2J the \xe2\x80\xae"
                "Brave");
    return 2;
}

static int stage_create(void *self, const struct new_game *request,
                        void (*progress)(void *context, int thousandths), void *context,
                        struct lobby_profile *made, struct error *error) {
    struct stage *stage = self;
    progress(context, 500);
    stage->created++;
    if (stage->refuse_name) {
        return error_set(error, ERROR_REFUSED, "There is already a player called %s.",
                         request->player.name);
    }
    *made = (struct lobby_profile){.game = 3, .player = 1};
    return 0;
}

static struct seat *stage_open(void *self, const struct lobby_profile *profile,
                               struct error *error) {
    struct stage *stage = self;
    (void)profile;
    if (stage->fake == NULL) {
        error_set(error, ERROR_REFUSED, "Another outcry plays this game.");
        return NULL;
    }
    struct seat *inner = &stage->fake->seat;
    stage->seat = stage->delayed ? delayed_seat_new(inner) : inner;
    return stage->seat;
}

static void stage_init(struct stage *stage) {
    *stage = (struct stage){.fake = fake_seat_new()};
    stage->fake->closed = &stage->closed;
    stage->lobby = (struct lobby){
        .self = stage, .profiles = stage_profiles, .create = stage_create, .open = stage_open};
}

static struct ui_options options_of(struct stage *stage, const char *script) {
    return (struct ui_options){.glyphs = GLYPHS_BOX,
                               .zone = "Europe/Brussels",
                               .script = script,
                               .columns = 80,
                               .rows = 24,
                               .dump = &stage->picture,
                               .clock_moved = delayed_seat_moved,
                               .clock_context = &stage->seat};
}

static const char *play(struct stage *stage, const struct ui_options *options) {
    struct error error = {0};
    buffer_reset(&stage->picture);
    cr_assert_eq(ui_play(options, &stage->lobby, NULL, &pack_embedded, &error), 0, "%s",
                 error.sentence);
    buffer_append(&stage->picture, "", 1);
    return (const char *)stage->picture.bytes;
}

/* Plays a script at 80x24 and returns the last picture; the seat is closed by then. What it was
 * sent is looked at through `look` before that. */
static const char *play_script(struct stage *stage, const char *script) {
    struct ui_options options = options_of(stage, script);
    return play(stage, &options);
}

/* ---- golden pictures ------------------------------------------------------------------------- */

enum golden_sizes { USUAL, SMALL_TOO, WIDE_TOO };

struct golden {
    const char *name;
    const char *script;
    void (*prepare)(struct fake_seat *fake);
    enum golden_sizes sizes;
};

static void auction(struct fake_seat *fake) {
    fake_seat_gather(fake, false);
}

static void halt(struct fake_seat *fake) {
    fake_seat_gather(fake, true);
}

static const struct golden goldens[] = {
    {"title", "wait=1ms", NULL, USUAL},
    {"character", "Down Down Enter Enter Right Left wait=1ms", NULL, USUAL},
    {"desk", "Enter wait=2s", NULL, WIDE_TOO},
    {"guarded", "Enter wait=2s", fake_seat_guard, USUAL},
    {"ticket", "Enter wait=1s b wait=1s \"0.03\" wait=1s", NULL, USUAL},
    {"bracket",
     "Enter wait=1s b wait=1s \"0.03\" Up Left Down Down \"49800\" Enter \"51500\" wait=1s", NULL,
     SMALL_TOO},
    {"trailing", "Enter wait=1s s \"0.04\" Up Left Left Left Down Down \"1.5%\" Up Up wait=1s",
     fake_seat_guard, SMALL_TOO},
    {"auction", "Enter wait=1s / \"kes\" Enter wait=1s", auction, USUAL},
    {"halt", "Enter wait=1s / \"kes\" Enter wait=1s", halt, SMALL_TOO},
    {"news", "Enter wait=1s N wait=1s", NULL, SMALL_TOO},
    {"card", "Enter wait=1s / \"kes\" Enter d wait=1s", NULL, SMALL_TOO},
};

static const struct { int columns, rows; } sizes[] = {{80, 24}, {120, 40}, {40, 12}, {200, 60}};
static const enum glyph_level levels[] = {GLYPHS_BOX, GLYPHS_ASCII};
enum { SIZES_USUAL = 2, SIZE_SMALL = 2, SIZE_WIDE = 3 };

static void read_file(const char *path, struct buffer *out) {
    FILE *file = fopen(path, "rb");
    char bytes[4096];
    for (size_t got; file != NULL && (got = fread(bytes, 1, sizeof bytes, file)) > 0;) {
        buffer_append(out, bytes, got);
    }
    if (file != NULL) {
        fclose(file);
    }
    buffer_append(out, "", 1);
}

static void write_file(const char *path, const char *text) {
    FILE *file = fopen(path, "wb");
    cr_assert_not_null(file, "%s cannot be written", path);
    fputs(text, file);
    fclose(file);
}

/* Prints the rows that differ. */
static void tell_difference(const char *path, const char *have, const char *want) {
    for (int row = 1; *have != '\0' || *want != '\0'; row++) {
        int a = (int)strcspn(have, "\n");
        int b = (int)strcspn(want, "\n");
        if (a != b || strncmp(have, want, (size_t)a) != 0) {
            cr_log_error("%s row %d\n have %.*s\n want %.*s", path, row, a, have, b, want);
        }
        have += a + (have[a] == '\n');
        want += b + (want[b] == '\n');
    }
}

static void compare(const char *path, const char *picture, bool may_write) {
    if (may_write && getenv("GOLDEN_UPDATE") != NULL) {
        write_file(path, picture);
        return;
    }
    struct buffer want = {0};
    read_file(path, &want);
    bool same = strcmp(picture, (const char *)want.bytes) == 0;
    if (!same) {
        tell_difference(path, picture, (const char *)want.bytes);
    }
    cr_expect(same, "%s is not what is shown; look, then GOLDEN_UPDATE=1", path);
    buffer_clear(&want);
}

static void play_golden(const struct golden *golden, size_t size, size_t level, bool delayed) {
    struct stage stage;
    char path[128];
    stage_init(&stage);
    stage.delayed = delayed;
    if (golden->prepare != NULL) {
        golden->prepare(stage.fake);
    }
    struct ui_options options = options_of(&stage, golden->script);
    options.columns = sizes[size].columns;
    options.rows = sizes[size].rows;
    options.glyphs = (int)levels[level];
    text_format(path, sizeof path, FOLDER "%s-%dx%d-%s.txt", golden->name, options.columns,
                options.rows, glyph_level_name(levels[level]));
    compare(path, play(&stage, &options), !delayed);
    if (stage.seat == NULL) {
        seat_close(&stage.fake->seat);
    }
    buffer_clear(&stage.picture);
}

static void play_goldens(size_t first, bool delayed) {
    for (size_t i = first; i < sizeof goldens / sizeof goldens[0]; i++) {
        for (size_t size = 0; size < SIZES_USUAL; size++) {
            for (size_t level = 0; level < 2; level++) {
                play_golden(&goldens[i], size, level, delayed);
            }
        }
        if (goldens[i].sizes != USUAL) {
            size_t size = goldens[i].sizes == WIDE_TOO ? SIZE_WIDE : SIZE_SMALL;
            play_golden(&goldens[i], size, 0, delayed);
        }
    }
}

Test(screens, look_as_their_golden_pictures) {
    play_goldens(0, false);
}

Test(screens, look_the_same_when_every_answer_comes_300_ms_late) {
    play_goldens(2, true);
}

/* ---- what keys do ---------------------------------------------------------------------------- */

/* The fake seat dies with its session: what was sent is copied out when it is closed. */
struct sent {
    struct command commands[FAKE_COMMANDS_MAX];
    size_t count;
    int frozen;
};

static struct sent sent;
static void (*real_close)(struct seat *seat);

static void note_and_close(struct seat *seat) {
    const struct fake_seat *fake = (const struct fake_seat *)seat;
    memcpy(sent.commands, fake->commands, sizeof sent.commands);
    sent.count = fake->command_count;
    sent.frozen = fake->frozen;
    real_close(seat);
}

static struct stage *noted_stage(struct stage *stage) {
    static struct seat_ops ops;
    stage_init(stage);
    ops = *stage->fake->seat.ops;
    real_close = ops.close;
    ops.close = note_and_close;
    stage->fake->seat.ops = &ops;
    memset(&sent, 0, sizeof sent);
    return stage;
}

static bool shows(struct stage *stage, const char *script, const char *text) {
    const char *picture = play_script(stage, script);
    bool found = strstr(picture, text) != NULL;
    if (!found) {
        cr_log_error("\"%s\" is not in\n%s", text, picture);
    }
    buffer_clear(&stage->picture);
    return found;
}

Test(screens, the_ticket_sends_what_was_typed_and_lets_the_clock_go) {
    struct stage stage;
    cr_expect(shows(noted_stage(&stage), "Enter b \"0.03\" Enter Enter", "Orders"));
    cr_assert_eq(sent.count, 1);
    cr_expect_eq(sent.commands[0].kind, COMMAND_ORDER_PLACE);
    cr_expect_str_eq(sent.commands[0].order_place.symbol, "BTC-USD");
    cr_expect_eq(sent.commands[0].order_place.side, SIDE_BUY);
    cr_expect_eq(sent.commands[0].order_place.type, ORDER_MARKET);
    cr_expect_eq(sent.commands[0].order_place.size, 3 * FIX8_CENT);
    cr_expect_eq(sent.frozen, 0);
    cr_expect(stage.closed);
    /* sell, limit, the last price by its key */
    shows(noted_stage(&stage), "Enter s \"0.01\" Up Right Tab Tab = Enter Enter Enter", "");
    cr_assert_eq(sent.count, 1);
    cr_expect_eq(sent.commands[0].order_place.side, SIDE_SELL);
    cr_expect_eq(sent.commands[0].order_place.type, ORDER_LIMIT);
    cr_expect_eq(sent.commands[0].order_place.tif, TIF_GTC);
    cr_expect_eq(sent.commands[0].order_place.price, 5041250000000);
}

Test(screens, every_type_of_order_is_sent_from_the_ticket) {
    struct stage stage;
    shows(noted_stage(&stage),
          "Enter b \"0.03\" Up Left Down Enter \"49800\" Enter \"51500\" Enter Enter Enter Enter",
          "");
    cr_assert_eq(sent.count, 1);
    const struct order_place *order = &sent.commands[0].order_place;
    cr_expect_eq(order->type, ORDER_BRACKET);
    cr_expect_eq(order->stop, 49800 * FIX8_ONE);
    cr_expect_eq(order->target, 51500 * FIX8_ONE);
    cr_expect_eq(order->price, 0, "at market");
    noted_stage(&stage);
    fake_seat_guard(stage.fake);
    shows(
        &stage,
        "Enter s \"0.04\" Up Left Left Left Down Enter \"1.5%\" Enter Left Left Enter \"2d\" Down "
        "Right Down Space Enter Enter",
        "");
    cr_assert_eq(sent.count, 1);
    cr_expect_eq(order->type, ORDER_TRAILING);
    cr_expect_eq(order->trail_percent, FIX8_ONE + FIX8_ONE / 2);
    cr_expect_eq(order->trail, 0);
    cr_expect_eq(order->tif, TIF_GTD);
    cr_expect_eq(order->until_ms, INT64_C(1736778720000) + INT64_C(172800000));
    cr_expect_eq(order->oco, 12);
    cr_expect(order->reduce_only);
    shows(noted_stage(&stage),
          "Enter s \"0.04\" Up Right Right Right Down Enter \"49800\" Enter = Enter Up Tab "
          "Tab Tab \"0.01\" Enter Enter",
          "");
    cr_assert_eq(sent.count, 1);
    cr_expect_eq(order->type, ORDER_STOP_LIMIT);
    cr_expect_eq(order->stop, 49800 * FIX8_ONE);
    cr_expect_eq(order->price, 5041250000000);
    cr_expect_eq(order->display, FIX8_CENT);
    cr_expect_not(order->reduce_only, "it was passed by");
}

Test(screens, what_a_type_needs_is_asked_for_where_it_is_typed) {
    struct stage stage;
    cr_expect(shows(noted_stage(&stage), "Enter b \"0.03\" Up Left Up Up Enter",
                    "Type the price at which it is sent"));
    cr_expect(shows(noted_stage(&stage), "Enter s \"0.04\" Up Left Left Left Up Up Enter",
                    "Type how far it stays behind"));
    cr_expect(
        shows(noted_stage(&stage),
              "Enter b \"0.03\" Up Right Down Enter = Enter Left Left Enter \"soon\" Up Up Up Up "
              "Up Up Enter",
              "Type how long, like 2d"));
    cr_expect_eq(sent.count, 0);
}

Test(screens, news_goes_to_what_it_is_about_and_is_filtered) {
    struct stage stage;
    cr_expect(shows(noted_stage(&stage), "Enter N Enter", "KEST 5m"));
    cr_expect(shows(noted_stage(&stage), "Enter N f", "[News of BTC-USD]"));
    cr_expect(shows(noted_stage(&stage), "Enter N f f", "loses its largest customer"));
    cr_expect(shows(noted_stage(&stage), "Enter N Tab Down Enter", "KEST 5m"));
    cr_expect(shows(noted_stage(&stage), "Enter N Esc", "[Watch]"));
    struct event event = {.class = EVENT_RECORD};
    event.record.kind = RECORD_NEWS;
    event.record.game_ms = INT64_C(1736778720000);
    event.record.news = (struct news){
        .kind = NEWS_COMPANY, .symbols = "KEST", .good = true, .text = "Kestrel grows."};
    noted_stage(&stage);
    fake_seat_add(stage.fake, &event);
    cr_expect(shows(&stage, "Enter", "\xe2\x96\xb2 KEST: Kestrel grows."), "it is said once");
    noted_stage(&stage);
    fake_seat_notice(stage.fake, NOTICE_FILL, "Filled: bought 0.0400 BTC-USD");
    fake_seat_add(stage.fake, &event);
    cr_expect(shows(&stage, "Enter", "Filled: bought"), "but not over what is the player's own");
    noted_stage(&stage);
    event.record.game_ms -= INT64_C(7200000);
    fake_seat_add(stage.fake, &event);
    cr_expect(shows(&stage, "Enter", "Paused. Space"), "nor long after it was news");
}

Test(screens, a_card_tells_what_a_symbol_is_and_leads_to_the_ticket) {
    struct stage stage;
    cr_expect(shows(noted_stage(&stage), "Enter Enter wait=1ms", "Digital money."));
    cr_expect(shows(noted_stage(&stage), "Enter d Esc", "[Watch]"));
    cr_expect(shows(noted_stage(&stage), "Enter d b", "Buy BTC-USD"));
    cr_expect(shows(noted_stage(&stage), "Enter d N", "[News]"));
    cr_expect_eq(sent.frozen, 0);
}

Test(screens, stops_are_moved_and_trails_keep_their_percent) {
    struct stage stage;
    noted_stage(&stage);
    fake_seat_guard(stage.fake);
    shows(&stage, "Enter Tab Tab Tab Tab Down e Ctrl-U \"0.8%\" Enter Enter Enter", "");
    cr_assert_eq(sent.count, 1);
    cr_expect_eq(sent.commands[0].order_amend.order, 12);
    cr_expect_eq(sent.commands[0].order_amend.trail_percent, 80 * FIX8_CENT);
    cr_expect_eq(sent.commands[0].order_amend.trail, 0);
    noted_stage(&stage);
    fake_seat_guard(stage.fake);
    shows(&stage, "Enter Tab Tab Tab Tab Down Down e Ctrl-U \"49900\" Enter Enter Enter", "");
    cr_assert_eq(sent.count, 1);
    cr_expect_eq(sent.commands[0].order_amend.order, 14);
    cr_expect_eq(sent.commands[0].order_amend.stop, 49900 * FIX8_ONE);
}

Test(screens, a_ticket_that_is_left_or_incomplete_sends_nothing) {
    struct stage stage;
    shows(noted_stage(&stage), "Enter b \"0.03\" Esc", "");
    cr_expect_eq(sent.count, 0);
    cr_expect_eq(sent.frozen, 0);
    cr_expect(shows(noted_stage(&stage), "Enter b Enter Enter", "Type how much"));
    cr_expect_eq(sent.count, 0);
    cr_expect(shows(noted_stage(&stage), "Enter b Up Right Down \"0.03\" Enter Enter Enter Enter",
                    "Type a price"));
    cr_expect_eq(sent.count, 0);
    cr_expect_eq(sent.frozen, 0, "leaving with an open ticket lets the clock go");
}

Test(screens, refusals_stand_where_the_order_was_typed) {
    struct stage stage;
    cr_expect(shows(noted_stage(&stage), "Enter b \"5\"", "0.1468 is the most you"));
    noted_stage(&stage);
    stage.fake->refuse = "Slow down to trade: the clock runs above 5x.";
    cr_expect(shows(&stage, "Enter b \"0.03\" Enter Enter", "Slow down to trade"));
    cr_expect_eq(sent.count, 1);
}

Test(screens, clock_keys_send_speeds_and_skips) {
    struct stage stage;
    shows(noted_stage(&stage), "Enter Space + - Space > Down Down Down Enter", "");
    cr_assert_eq(sent.count, 5);
    cr_expect_eq(sent.commands[0].clock_set.speed, SPEED_1X);
    cr_expect_eq(sent.commands[1].clock_set.speed, SPEED_5X);
    cr_expect_eq(sent.commands[2].clock_set.speed, SPEED_1X);
    cr_expect_eq(sent.commands[3].clock_set.speed, SPEED_PAUSED);
    cr_expect_eq(sent.commands[4].clock_set.skip, SKIP_DAY);
}

Test(screens, closing_and_cancelling_all_ask_first) {
    struct stage stage;
    cr_expect(shows(noted_stage(&stage), "Enter x", "Sell 0.0400 BTC-USD at market?"));
    cr_expect_eq(sent.count, 0);
    shows(noted_stage(&stage), "Enter x Enter", "");
    cr_assert_eq(sent.count, 1);
    cr_expect_str_eq(sent.commands[0].position_close.symbol, "BTC-USD");
    shows(noted_stage(&stage), "Enter C Esc", "");
    cr_expect_eq(sent.count, 0);
    shows(noted_stage(&stage), "Enter C Enter", "");
    cr_assert_eq(sent.count, 1);
    cr_expect_eq(sent.commands[0].order_cancel.order, 0);
    shows(noted_stage(&stage), "Enter c", "");
    cr_assert_eq(sent.count, 1);
    cr_expect_eq(sent.commands[0].order_cancel.order, 7);
}

Test(screens, orders_are_amended_and_alerts_set_from_small_forms) {
    struct stage stage;
    shows(noted_stage(&stage), "Enter e Ctrl-U \"2975\" Enter Enter Enter", "");
    cr_assert_eq(sent.count, 1);
    cr_expect_eq(sent.commands[0].order_amend.order, 7);
    cr_expect_eq(sent.commands[0].order_amend.price, 2975 * FIX8_ONE);
    cr_expect_eq(sent.commands[0].order_amend.size, FIX8_ONE);
    shows(noted_stage(&stage), "Enter a \"51000\" Enter Enter", "");
    cr_assert_eq(sent.count, 1);
    cr_expect_str_eq(sent.commands[0].alert_set.symbol, "BTC-USD");
    cr_expect_eq(sent.commands[0].alert_set.price, 51000 * FIX8_ONE);
    cr_expect(shows(noted_stage(&stage), "Enter a Enter Enter", "Type a number above zero"));
    cr_expect_eq(sent.count, 0);
    struct event event = {.class = EVENT_RECORD};
    event.record.kind = RECORD_ALERT_CHANGED;
    event.record.alert_changed = (struct alert_changed){.id = 5, .symbol = "BTC-USD"};
    noted_stage(&stage);
    fake_seat_add(stage.fake, &event);
    shows(&stage, "Enter a Down Enter", "");
    cr_assert_eq(sent.count, 1);
    cr_expect_eq(sent.commands[0].alert_clear.alert, 5);
}

Test(screens, a_symbol_is_found_by_its_letters_or_its_name) {
    struct stage stage;
    cr_expect(shows(noted_stage(&stage), "Enter / \"kes\" Enter", "KEST 5m"));
    cr_expect(shows(noted_stage(&stage), "Enter / \"ether\" Enter", "ETH-USD 5m"));
    cr_expect(shows(noted_stage(&stage), "Enter / \"zz\"", "No symbol begins like this"));
    cr_expect(shows(noted_stage(&stage), "Enter Down ]", "ETH-USD 15m"));
}

Test(screens, notices_are_said_for_a_while) {
    struct stage stage;
    noted_stage(&stage);
    fake_seat_notice(stage.fake, NOTICE_FILL, "Filled: bought 0.0400 BTC-USD");
    cr_expect(shows(&stage, "Enter", " Filled: bought 0.0400 BTC-USD"));
    noted_stage(&stage);
    fake_seat_notice(stage.fake, NOTICE_FILL, "Filled: bought 0.0400 BTC-USD");
    cr_expect(shows(&stage, "Enter wait=10s", "Paused. Space starts the clock."),
              "a toast goes after a while");
}

Test(screens, trouble_is_said_and_leaving_gives_its_code) {
    struct stage stage;
    struct error error = {0};
    struct event event = {.class = EVENT_TROUBLE};
    noted_stage(&stage);
    error_set(&event.trouble, ERROR_STORAGE, "The disk is full: nothing more can be saved.");
    fake_seat_add(stage.fake, &event);
    struct ui_options options = options_of(&stage, "Enter Enter wait=20s");
    cr_expect_eq(ui_play(&options, &stage.lobby, NULL, &pack_embedded, &error), ERROR_STORAGE);
    cr_expect_str_eq(error.sentence, event.trouble.sentence);
    buffer_append(&stage.picture, "", 1);
    cr_expect_not_null(strstr((const char *)stage.picture.bytes, event.trouble.sentence));
    cr_expect(stage.closed);
    buffer_clear(&stage.picture);
}

Test(screens, a_hostile_name_reaches_no_terminal) {
    struct stage stage;
    stage_init(&stage);
    const char *picture = play_script(&stage, "wait=1ms");
    cr_expect_null(strchr(picture, '\x1b'));
    cr_expect_null(strstr(picture, "\xe2\x80\xae"));
    cr_expect_not_null(strstr(picture, "Brave"));
    seat_close(&stage.fake->seat);
    buffer_clear(&stage.picture);
}

Test(screens, a_new_player_is_made_and_a_refused_name_says_why) {
    struct stage stage;
    cr_expect(shows(noted_stage(&stage),
                    "Down Down Enter Enter Enter \"Cleo\" Tab Tab Tab Tab Enter", "Positions"));
    cr_expect_eq(stage.created, 1);
    noted_stage(&stage);
    stage.refuse_name = true;
    cr_expect(shows(&stage, "Down Down Enter Enter Enter \"Anna\" Tab Tab Tab Tab Enter",
                    "There is already a player called Anna."));
    seat_close(&stage.fake->seat);
    noted_stage(&stage);
    cr_expect(shows(&stage, "Down Down Enter Enter Enter Tab Tab Tab Tab Enter", "Type a name"));
    cr_expect_eq(stage.created, 0);
    seat_close(&stage.fake->seat);
}

Test(screens, leaving_closes_the_seat_and_a_seat_that_cannot_be_had_is_explained) {
    struct stage stage;
    cr_expect(shows(noted_stage(&stage), "Enter q Down Enter", "Your game is saved."));
    cr_expect(stage.closed);
    shows(noted_stage(&stage), "Enter q Enter", "");
    cr_expect(stage.closed);
    noted_stage(&stage);
    struct fake_seat *unused = stage.fake;
    stage.fake = NULL;
    cr_expect(shows(&stage, "Enter", "Another outcry plays this game."));
    seat_close(&unused->seat);
}

Test(screens, every_size_can_be_drawn) {
    static const char *const scripts[] = {
        "resize=40x12 Enter Tab wait=1ms", "resize=20x5 Enter",   "resize=41x13 Enter b",
        "resize=200x60 Enter ? Esc 6",     "resize=1000x3 Enter", "resize=1x1 Enter q"};
    for (size_t i = 0; i < sizeof scripts / sizeof scripts[0]; i++) {
        struct stage stage;
        shows(noted_stage(&stage), scripts[i], "");
        cr_expect(stage.closed);
    }
}
