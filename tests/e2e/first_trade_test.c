/* The first trade as a player makes it: the program in a pseudo-terminal, read through libvterm. */
#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/pty.h"
#include "support/terminal.h"

#define ROWS       24
#define COLUMNS    80
#define MAKING_MS  120000 /* thirty days of twenty instruments, sanitized, on a busy machine */
#define END_MS     10000  /* leaving by the keys, on a slow machine and sanitized */
#define HANG_UP_MS 1000
#define ROW_MAX    512
#define TAPE_BARS  120

struct house {
    char home[64];
    const char *program;
    struct terminal *terminal;
};

/* ---- the house ---- */

static void open_house(struct house *house) {
    house->program = getenv("OUTCRY_BINARY");
    if (!house->program || access(house->program, X_OK) != 0) {
        cr_skip_test("OUTCRY_BINARY names no program");
    }
    strcpy(house->home, "/tmp/outcry-e2e-XXXXXX");
    cr_assert_not_null(mkdtemp(house->home));
    house->terminal = NULL;
}

static void start(struct house *house, const char *word, int rows, int columns) {
    const char *arguments[] = {house->program, word, NULL};
    cr_assert_null(house->terminal);
    house->terminal = terminal_start(arguments, house->home, rows, columns);
}

/* The terminal must be as it was. */
static void stop(struct house *house, int timeout_ms) {
    int status = terminal_ends(house->terminal, timeout_ms);
    cr_assert_eq(status, 0, "ended with %d", status);
    cr_assert_not(terminal_is_alternate(house->terminal));
    cr_assert(terminal_has_cursor(house->terminal));
    terminal_free(house->terminal);
    house->terminal = NULL;
}

/* A word of the program, run to its end; what it printed. */
static void run_word(struct house *house, const char *word, char *out, size_t size) {
    char command[512];
    cr_assert_lt(strlen(word), 128);
    snprintf(command, sizeof command,
             "env -u XDG_DATA_HOME -u XDG_STATE_HOME HOME='%s' '%s' %s 2>&1", house->home,
             house->program, word);
    FILE *pipe = popen(command, "r");
    cr_assert_not_null(pipe);
    size_t length = fread(out, 1, size - 1, pipe);
    out[length] = '\0';
    int status = pclose(pipe);
    cr_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0, "outcry %s: %s", word, out);
}

static void close_house(struct house *house) {
    char out[8192], command[128];
    run_word(house, "verify --quiet", out, sizeof out);
    run_word(house, "doctor", out, sizeof out);
    snprintf(command, sizeof command, "rm -rf '%s'", house->home);
    cr_assert_eq(system(command), 0);
}

/* ---- what a player does ---- */

static void shows(struct house *house, const char *text) {
    cr_assert(terminal_shows(house->terminal, text), "\"%s\" does not show", text);
}

static void hides(struct house *house, const char *text) {
    cr_assert(terminal_hides(house->terminal, text), "\"%s\" does not go", text);
}

static void press(struct house *house, const char *keys) {
    terminal_send(house->terminal, keys);
}

static void row_with(struct house *house, const char *text, char row[ROW_MAX]) {
    terminal_row_with(house->terminal, text, row, ROW_MAX);
    cr_assert_gt(strlen(row), 0, "no row with \"%s\"", text);
}

/* From the title to a paused desk. */
static void create_character(struct house *house) {
    shows(house, ">New player");
    press(house, KEY_ENTER);
    shows(house, "Which of these sounds most like you?");
    press(house, KEY_ENTER);
    shows(house, "Who will you be?");
    press(house, KEY_ENTER);
    shows(house, "your name");
    press(house, "Ada" KEY_ENTER KEY_ENTER KEY_ENTER KEY_ENTER);
    shows(house, "Start with 10,000.00 USD");
    press(house, KEY_ENTER);
    double end = pty_now_ms() + MAKING_MS;
    while (!terminal_has(house->terminal, "Space starts the clock.") && pty_now_ms() < end) {
        (void)terminal_read(house->terminal, 20);
    }
    shows(house, "Paused. Space starts the clock.");
    shows(house, "|| paused");
}

/* The clock runs, the price and the candles move, the clock stops. */
static void watch_the_market(struct house *house, const char *symbol) {
    char clock[ROW_MAX], listing[ROW_MAX], mark[32];
    snprintf(mark, sizeof mark, ">%s", symbol);
    shows(house, mark);
    row_with(house, "outcry  ", clock);
    row_with(house, mark, listing);
    press(house, " ");
    shows(house, ">> 1x");
    cr_assert(terminal_changes(house->terminal, "outcry  ", clock));
    press(house, "+");
    shows(house, ">> 5x");
    cr_assert(terminal_changes(house->terminal, mark, listing), "the price of %s stands", symbol);
    press(house, "-");
    shows(house, ">> 1x");
}

static void pause_clock(struct house *house) {
    press(house, " ");
    shows(house, "|| paused");
}

static void buy(struct house *house, const char *symbol, const char *size, const char *filled) {
    char title[64];
    snprintf(title, sizeof title, "Buy %s", symbol);
    press(house, "b");
    shows(house, title);
    shows(house, ">Size");
    press(house, size);
    shows(house, size);
    press(house, KEY_ENTER);
    shows(house, ">[ Submit ]");
    press(house, KEY_ENTER);
    shows(house, filled);
    hides(house, title);
}

static void close_position(struct house *house, const char *filled) {
    press(house, "x");
    shows(house, "Close the position");
    press(house, KEY_ENTER);
    shows(house, filled);
    shows(house, "No positions yet.");
}

static void quit(struct house *house) {
    press(house, "q");
    shows(house, ">Leave outcry");
    press(house, KEY_ENTER);
    stop(house, END_MS);
}

/* ---- quitting and coming back ---- */

struct trade {
    const char *symbol, *size;
    const char *position;      /* how its row on the desk begins */
    const char *bought, *sold; /* how its notices begin */
};

/* Clock, price, equity and the position as they stand on the desk. */
struct sight {
    char clock[ROW_MAX], position[ROW_MAX];
};

static void look(struct house *house, const struct trade *trade, struct sight *sight) {
    row_with(house, "outcry  ", sight->clock);
    row_with(house, trade->position, sight->position);
    char *tape = strstr(sight->position, "\xe2\x94\x82"); /* the pane beside it */
    if (tape) {
        *tape = '\0';
    }
}

static void come_back(struct house *house) {
    start(house, "play", ROWS, COLUMNS);
    shows(house, ">Continue: Ada");
    press(house, KEY_ENTER);
    shows(house, "|| paused");
}

/* Buys while the market runs, leaves, finds everything as it was, sells. */
static void trade_once(struct house *house, const struct trade *trade) {
    struct sight before, after;
    char said[4096], says[4096];
    watch_the_market(house, trade->symbol);
    buy(house, trade->symbol, trade->size, trade->bought);
    pause_clock(house);
    shows(house, trade->position);
    look(house, trade, &before);
    quit(house);
    run_word(house, "status", said, sizeof said);
    come_back(house);
    shows(house, trade->position);
    look(house, trade, &after);
    cr_assert_str_eq(after.clock, before.clock);
    cr_assert_str_eq(after.position, before.position);
    run_word(house, "status", says, sizeof says);
    cr_assert_str_eq(says, said);
    close_position(house, trade->sold);
    quit(house);
    run_word(house, "positions", says, sizeof says);
    cr_assert_null(strstr(says, trade->symbol), "%s", says);
}

Test(first_trade, is_made_left_found_again_and_closed) {
    static const struct trade trade = {.symbol = "BTC-USD",
                                       .size = "0.01",
                                       .position = "BTC-USD     0.0100",
                                       .bought = "Filled: bought 0.0100 BTC-USD at ",
                                       .sold = "Filled: sold 0.0100 BTC-USD at "};
    struct house house;
    open_house(&house);
    start(&house, "play", ROWS, COLUMNS);
    create_character(&house);
    trade_once(&house, &trade);
    close_house(&house);
}

/* A year of weekdays that wander a little. */
static void write_candles(const struct house *house, char *path, size_t size) {
    snprintf(path, size, "%s/acme.csv", house->home);
    FILE *file = fopen(path, "w");
    cr_assert_not_null(file);
    fprintf(file, "Date,Open,High,Low,Close,Volume\n");
    int cents = 10000;
    for (int i = 0; i < TAPE_BARS; i++) {
        int close = cents + (i * 37) % 101 - 50;
        fprintf(file, "2024-%02d-%02d,%d.%02d,%d.%02d,%d.%02d,%d.%02d,%d\n", 1 + i / 28, 1 + i % 28,
                cents / 100, cents % 100, (cents + 90) / 100, (cents + 90) % 100,
                (cents - 90) / 100, (cents - 90) % 100, close / 100, close % 100, 10000 + i);
        cents = close;
    }
    cr_assert_eq(fclose(file), 0);
}

Test(first_trade, is_made_on_a_replay_of_a_file_too) {
    static const struct trade trade = {.symbol = "ACME",
                                       .size = "5",
                                       .position = "ACME          5.00",
                                       .bought = "Filled: bought 5.00 ACME at ",
                                       .sold = "Filled: sold 5.00 ACME at "};
    struct house house;
    char path[96], out[4096];
    open_house(&house);
    run_word(&house, "new --name Ada --character analyst --history 1 --instruments KEST", out,
             sizeof out);
    write_candles(&house, path, sizeof path);
    start(&house, "play", ROWS, COLUMNS);
    shows(&house, ">Continue: Ada");
    press(&house, KEY_DOWN KEY_DOWN);
    shows(&house, ">Replay real data");
    press(&house, KEY_ENTER);
    shows(&house, ">File");
    press(&house, path);
    shows(&house, path);
    press(&house, KEY_ENTER);
    shows(&house, ">Player < a new player >");
    press(&house, KEY_RIGHT);
    shows(&house, "Ada >");
    press(&house, KEY_ENTER KEY_ENTER);
    shows(&house, "ACME, replayed");
    shows(&house, "|| paused");
    trade_once(&house, &trade);
    close_house(&house);
}

/* ---- ends that nobody asked for ---- */

static void play_small_game(struct house *house) {
    char out[4096];
    run_word(house, "new --name Ada --character analyst --history 1 --instruments BTC-USD,KEST",
             out, sizeof out);
    come_back(house);
    press(house, " ");
    shows(house, ">> 1x");
}

Test(first_trade, a_signal_saves_and_gives_the_terminal_back) {
    static const int signals[] = {SIGHUP, SIGTERM, SIGINT};
    struct house house;
    char out[4096];
    open_house(&house);
    play_small_game(&house);
    buy(&house, "BTC-USD", "0.01", "Filled: bought");
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        double begin = pty_now_ms();
        cr_assert_eq(kill(terminal_pid(house.terminal), signals[i]), 0);
        stop(&house, END_MS);
        cr_assert_lt(pty_now_ms() - begin, HANG_UP_MS, "signal %d", signals[i]);
        run_word(&house, "verify --quiet", out, sizeof out);
        run_word(&house, "doctor", out, sizeof out);
        come_back(&house);
        shows(&house, "BTC-USD     0.0100");
        press(&house, " ");
        shows(&house, ">> 1x");
        press(&house, "b"); /* the next one comes in the middle of a ticket */
        shows(&house, ">Size");
    }
    press(&house, KEY_ESC);
    hides(&house, ">Size");
    quit(&house);
    close_house(&house);
}

Test(first_trade, a_bracket_from_the_ticket_shows_its_exits) {
    struct house house;
    open_house(&house);
    play_small_game(&house);
    pause_clock(&house);
    press(&house, "b");
    shows(&house, ">Size");
    press(&house, "0.01" KEY_UP KEY_LEFT);
    shows(&house, "< bracket");
    press(&house, KEY_DOWN KEY_ENTER);
    shows(&house, ">Stop");
    press(&house, "40000" KEY_ENTER "70000");
    shows(&house, "The stop at 40,000.0 would lose");
    press(&house, KEY_ENTER KEY_ENTER KEY_ENTER);
    shows(&house, ">[ Submit ]");
    press(&house, KEY_ENTER);
    hides(&house, "Buy BTC-USD");
    shows(&house, "BTC-USD     0.0100");
    shows(&house, "sell stop 0.0100 at 40,000.0");
    shows(&house, "sell limit 0.0100 at 70,000.0");
    quit(&house);
    close_house(&house);
}

Test(first_trade, a_closed_terminal_saves_too) {
    struct house house;
    char out[4096];
    open_house(&house);
    play_small_game(&house);
    buy(&house, "BTC-USD", "0.01", "Filled: bought");
    terminal_hang_up(house.terminal);
    cr_assert_neq(terminal_ends(house.terminal, END_MS), -1);
    terminal_free(house.terminal);
    house.terminal = NULL;
    run_word(&house, "positions", out, sizeof out);
    cr_assert_not_null(strstr(out, "BTC-USD"), "%s", out);
    close_house(&house);
}

/* ---- sizes ---- */

Test(first_trade, a_tiny_window_says_so_and_a_larger_one_plays_on) {
    struct house house;
    open_house(&house);
    play_small_game(&house);
    terminal_resize(house.terminal, 8, 30);
    shows(&house, "40x12 is needed");
    hides(&house, "BTC-USD");
    terminal_resize(house.terminal, 40, 120);
    shows(&house, ">BTC-USD");
    shows(&house, ">> 1x");
    press(&house, "b");
    shows(&house, "Buy BTC-USD");
    terminal_resize(house.terminal, ROWS, COLUMNS);
    shows(&house, "Buy BTC-USD");
    press(&house, KEY_ESC);
    hides(&house, "Buy BTC-USD");
    quit(&house);
    close_house(&house);
}
