/* kills PROGRAM ROUNDS: kills a playing process at a random moment, again and again, and looks at
 * what is left. Whatever a player had been told must be in the file: orders, fills, alerts, the
 * clock; `verify` and `doctor` of the program must have nothing to say, and play must go on.
 *
 * Four ways of playing: words of the command line, the desk in a pseudo-terminal, a host in a
 * process of its own (which acknowledges hundreds of times a second), and the making of a game.
 * KILLS_SEED repeats a run's choices; the moments themselves are real time. */
#include <cjson/cJSON.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/gametime.h"
#include "base/mem.h"
#include "base/random.h"
#include "base/text.h"
#include "broker/order.h"
#include "host/content.h"
#include "host/host.h"
#include "support/pty.h"
#include "support/terminal.h"

#define ROUNDS_OF_A_FILE 12 /* then a new one: verify replays all that was played */
#define KILL_FROM_US     1000
#define KILL_TO_US       150000
#define OUT_MAX          65536
#define NAMES_MAX        64
#define STORED_MAX       200
#define PLAYER           "Ada"

#define WAYS(X)                                                                                    \
    X(WAY_WORDS, play_words, "words")                                                              \
    X(WAY_DESK, play_desk, "the desk")                                                             \
    X(WAY_HOST, play_host, "a host")                                                               \
    X(WAY_MAKING, play_making, "making a game")

enum way {
#define X(name, play, text) name,
    WAYS(X)
#undef X
        WAY_COUNT
};

/* What a player has been told; shared with the process that tells it. */
struct told {
    int64_t game_ms;
    uint64_t order, fill, alert, record; /* the highest number of each */
    uint32_t games;
};

struct kills {
    const char *program;
    char home[64], db[96];
    uint64_t seed;
    struct random random;
    int round, acknowledged;
    enum way way;
    uint64_t game;
    struct told *told; /* shared memory */
    struct content content;
    char hash[HASH_TEXT_MAX];
};

static _Noreturn __attribute__((format(printf, 2, 3))) void fail(const struct kills *kills,
                                                                 const char *format, ...) {
    static const char *const texts[] = {
#define X(name, play, text) text,
        WAYS(X)
#undef X
    };
    va_list arguments;
    fprintf(stderr, "kills: round %d (%s, seed %llu): ", kills->round, texts[kills->way],
            (unsigned long long)kills->seed);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fprintf(stderr, "\nkills: the file is %s\n", kills->db);
    exit(1);
}

static void raise_to(uint64_t *highest, uint64_t number) {
    *highest = number > *highest ? number : *highest;
}

static void show_time(struct told *told, int64_t game_ms) {
    told->game_ms = game_ms > told->game_ms ? game_ms : told->game_ms;
}

/* The moment of the next kill, in the terms of pty_now_ms. */
static double draw_moment(struct kills *kills) {
    return pty_now_ms() + (double)random_between(&kills->random, KILL_FROM_US, KILL_TO_US) / 1e3;
}

static void wait_until(double moment) {
    double left = moment - pty_now_ms();
    if (left > 0) {
        usleep((useconds_t)(left * 1e3));
    }
}

/* ---- words ---- */

struct word {
    pid_t pid;
    int out;
};

static struct word word_start(const struct kills *kills, const char *const arguments[]) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) {
        fail(kills, "no pipe: %s", strerror(errno));
    }
    struct word word = {.pid = fork(), .out = ends[0]};
    if (word.pid == 0) {
        dup2(ends[1], STDOUT_FILENO);
        dup2(ends[1], STDERR_FILENO);
        setenv("HOME", kills->home, 1);
        unsetenv("XDG_DATA_HOME");
        unsetenv("XDG_STATE_HOME");
        execv(kills->program, (char *const *)(uintptr_t)arguments);
        _exit(127);
    }
    close(ends[1]);
    return word;
}

/* Reads what the word prints until it ends or `moment` comes, when it is killed. Its exit status,
 * -1 when killed. */
static int word_end(struct word *word, double moment, char out[OUT_MAX]) {
    size_t length = 0;
    bool open = true;
    while (open && pty_now_ms() < moment) {
        struct pollfd waiting = {.fd = word->out, .events = POLLIN};
        int left = (int)(moment - pty_now_ms());
        if (poll(&waiting, 1, left > 0 ? left : 0) > 0) {
            ssize_t got = read(word->out, out + length, OUT_MAX - 1 - length);
            open = got > 0;
            length += got > 0 ? (size_t)got : 0;
        }
    }
    if (open) {
        kill(word->pid, SIGKILL);
    }
    int status;
    waitpid(word->pid, &status, 0);
    close(word->out);
    out[length] = '\0';
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* One that must end well. */
static void run_word(const struct kills *kills, const char *const arguments[]) {
    static char out[OUT_MAX];
    struct word word = word_start(kills, arguments);
    int status = word_end(&word, 1e18, out);
    if (status != 0) {
        fail(kills, "outcry %s ended with %d: %s", arguments[1], status, out);
    }
}

static uint64_t number_of(const cJSON *rows) {
    const cJSON *id = cJSON_GetObjectItem(cJSON_GetArrayItem(rows, 0), "id");
    uint64_t number = 0;
    return id && id->valuestring && text_to_u64(id->valuestring, &number) ? number : 0;
}

/* A word that ended well has told its player all of its answer. */
static void take_answer(struct told *told, const char *out) {
    cJSON *answer = cJSON_Parse(out);
    const cJSON *at = cJSON_GetObjectItem(answer, "game_ms");
    int64_t ms;
    if (at && at->valuestring && gametime_parse(at->valuestring, &ms)) {
        show_time(told, ms);
    }
    raise_to(&told->order, number_of(cJSON_GetObjectItem(answer, "orders")));
    raise_to(&told->fill, number_of(cJSON_GetObjectItem(answer, "fills")));
    raise_to(&told->alert, number_of(cJSON_GetObjectItem(answer, "alerts")));
    cJSON_Delete(answer);
}

static bool one_word(struct kills *kills, double moment) {
    static char out[OUT_MAX];
    static const char *const choices[][4] = {{"buy", "BTC-USD", "0.01"},
                                             {"sell", "BTC-USD", "0.005"},
                                             {"buy", "KEST", "2"},
                                             {"alert", "BTC-USD", "12345"},
                                             {"advance", "7m"}};
    const char *arguments[12] = {kills->program};
    uint32_t choice = random_below(&kills->random, ARRAY_LEN(choices));
    size_t count = 1;
    for (size_t i = 0; choices[choice][i]; i++) {
        arguments[count++] = choices[choice][i];
    }
    const char *rest[] = {"--json", "--quiet", "--profile", PLAYER, "--db", kills->db};
    memcpy(arguments + count, rest, sizeof rest);
    struct word word = word_start(kills, arguments);
    int status = word_end(&word, moment, out);
    if (status == 0) {
        take_answer(kills->told, out);
        kills->acknowledged++;
    } else if (status > 1) {
        fail(kills, "outcry %s ended with %d: %s", arguments[1], status, out);
    }
    return status >= 0;
}

static void play_words(struct kills *kills) {
    double moment = draw_moment(kills);
    while (one_word(kills, moment)) {
    }
}

/* ---- the desk ---- */

/* "outcry  Mon 13 Jan 14:51 >> 5x  ...": minutes of the year that the file's clock is in. */
static void read_clock(struct kills *kills, const struct terminal *terminal) {
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    char row[512], month[4];
    struct civil date = civil_of(kills->told->game_ms);
    int day, hour, minute;
    terminal_row_with(terminal, "outcry  ", row, sizeof row);
    const char *from = strstr(row, "outcry  ");
    if (!from || sscanf(from, "outcry %*3s %d %3s %d:%d", &day, month, &hour, &minute) != 4) {
        return;
    }
    const char *found = strstr(months, month);
    if (found) {
        date = (struct civil){.year = date.year,
                              .month = 1 + (int)(found - months) / 3,
                              .day = day,
                              .hour = hour,
                              .minute = minute};
        show_time(kills->told, civil_ms(&date));
        kills->acknowledged++;
    }
}

/* Keys of a hasty player; the ticket holds the clock, which goes on when it has gone. */
static void play_desk(struct kills *kills) {
    static const char *const hands[] = {" ",          "+", "b0.01\r\r", "s0.004\r\r",
                                        "a12000\r\r", "]", "-",         "b0.001\t\r"};
    const char *arguments[] = {kills->program, "play",    "--profile", PLAYER,
                               "--db",         kills->db, NULL};
    struct terminal *terminal = terminal_start(arguments, kills->home, 24, 80);
    uint64_t fills_before = kills->told->fill;
    if (!terminal_shows(terminal, ">BTC-USD") || !terminal_shows(terminal, "|| paused")) {
        fail(kills, "the desk did not open");
    }
    terminal_send(terminal, " +");
    double moment = draw_moment(kills);
    while (pty_now_ms() < moment) {
        if (!terminal_read(terminal, 4)) {
            terminal_send(terminal, hands[random_below(&kills->random, ARRAY_LEN(hands))]);
        }
        if (terminal_has(terminal, "Filled: ")) {
            raise_to(&kills->told->fill, fills_before + 1);
        }
        read_clock(kills, terminal);
    }
    terminal_free(terminal); /* with SIGKILL */
}

/* ---- a host ---- */

static void note_record(void *context, const struct record *record) {
    struct told *told = context;
    raise_to(&told->record, record->number);
    if (record->kind == RECORD_ORDER_CHANGED) {
        raise_to(&told->order, record->order_changed.id);
    } else if (record->kind == RECORD_FILLED) {
        raise_to(&told->fill, record->filled.id);
    } else if (record->kind == RECORD_ALERT_CHANGED) {
        raise_to(&told->alert, record->alert_changed.id);
    }
}

static void some_command(struct random *random, struct host *host) {
    struct command command;
    struct command_answer answer;
    memset(&command, 0, sizeof command);
    command.player = 1;
    command.counter = game_next_counter(host_game(host), 1);
    if (random_below(random, 4) == 0) {
        command.kind = COMMAND_CLOCK_SET;
        command.clock_set.speed = (uint8_t)random_below(random, SPEED_COUNT);
        command.clock_set.skip = random_below(random, 8) == 0 ? SKIP_EVENT : SKIP_NONE;
    } else {
        struct order_place *order = &command.order_place;
        command.kind = COMMAND_ORDER_PLACE;
        strcpy(order->symbol, "BTC-USD");
        order->side = (uint8_t)random_below(random, 2);
        order->tif = TIF_GTC;
        order->size = (1 + random_below(random, 40)) * (FIX8_ONE / 2000);
        order->type = (uint8_t)random_below(random, 2);
        order->price = order->type == ORDER_LIMIT
                           ? (49500 + (fix8_t)random_below(random, 1000)) * FIX8_ONE
                           : 0;
    }
    host_command(host, &command, &answer);
}

static _Noreturn void be_host(struct kills *kills) {
    struct error error = {0};
    struct host *host = NULL;
    struct host_parts parts = {
        .content = &kills->content, .pack_hash = kills->hash, .clock = &host_clock_real};
    struct host_listener listener = {.record = note_record, .context = kills->told};
    if (store_open(&parts.store, kills->db, STORE_WRITE, 2000, NULL, &error) != 0 ||
        host_open(&parts, kills->game, HOST_PLAY, &host, &error) != 0 ||
        host_trouble(host)->code != 0) {
        fail(kills, "the game did not open: %s",
             host ? host_trouble(host)->sentence : error.sentence);
    }
    host_listen(host, &listener);
    struct random random = random_named(kills->seed, "host", (uint64_t)kills->round);
    for (;;) {
        if (random_below(&random, 3) == 0) {
            some_command(&random, host);
        }
        int64_t wait = host_wait_ms(host);
        poll(NULL, 0, wait < 0 || wait > 3 ? 3 : (int)wait);
        host_tick(host);
        show_time(kills->told, game_now(host_game(host)));
    }
}

static void play_host(struct kills *kills) {
    uint64_t records = kills->told->record;
    pid_t pid = fork();
    if (pid == 0) {
        be_host(kills);
    }
    wait_until(draw_moment(kills));
    kill(pid, SIGKILL);
    int status;
    waitpid(pid, &status, 0);
    if (!WIFSIGNALED(status)) {
        fail(kills, "the host ended by itself");
    }
    kills->acknowledged += (int)(kills->told->record - records);
}

/* ---- making a game ---- */

static void new_game(struct kills *kills, const char *name, const char *instruments,
                     double moment) {
    static char out[OUT_MAX];
    const char *arguments[] = {kills->program, "new",     "--name",        name,
                               "--character",  "hodler",  "--history",     "1",
                               "--seed",       "7",       "--instruments", instruments,
                               "--db",         kills->db, "--quiet",       NULL};
    struct word word = word_start(kills, arguments);
    int status = word_end(&word, moment, out);
    if (status > 0) {
        fail(kills, "outcry new ended with %d: %s", status, out);
    }
    kills->told->games += status == 0;
    kills->acknowledged += status == 0;
}

static void play_making(struct kills *kills) {
    char name[16];
    for (int i = 0; i < 10; i++) { /* consonants that look like nothing else */
        name[i] = "bdfghjkmnpt"[random_below(&kills->random, 11)];
    }
    name[10] = '\0';
    new_game(kills, name, "KEST", draw_moment(kills));
}

/* ---- what is left ---- */

static uint64_t highest_stored(struct kills *kills, struct store *store, enum record_kind kind) {
    static struct record rows[STORED_MAX];
    uint32_t count = store_records(store, kills->game, 1, kind, 0, rows, STORED_MAX);
    uint64_t highest = 0;
    for (uint32_t i = 0; i < count; i++) {
        raise_to(&highest, kind == RECORD_FILLED          ? rows[i].filled.id
                           : kind == RECORD_ORDER_CHANGED ? rows[i].order_changed.id
                                                          : rows[i].alert_changed.id);
    }
    return highest;
}

static void check_number(const struct kills *kills, const char *what, uint64_t stored,
                         uint64_t told) {
    if (stored < told) {
        fail(kills, "%s %llu was told and is lost; the last is %llu", what,
             (unsigned long long)told, (unsigned long long)stored);
    }
}

/* Reading alone: nothing is recovered here. */
static void check_told(struct kills *kills) {
    struct told *told = kills->told;
    struct error error = {0};
    struct store *store = NULL;
    struct stored_game stored = {0};
    struct lobby_profile profiles[NAMES_MAX];
    if (store_open(&store, kills->db, STORE_READ, 0, NULL, &error) != 0 ||
        store_load(store, kills->game, &stored, &error) != 0) {
        fail(kills, "%s", error.sentence);
    }
    if (stored.durable_ms < told->game_ms) {
        fail(kills, "the clock showed %lld and %lld is stored", (long long)told->game_ms,
             (long long)stored.durable_ms);
    }
    check_number(kills, "record", stored.last_record, told->record);
    check_number(kills, "order", highest_stored(kills, store, RECORD_ORDER_CHANGED), told->order);
    check_number(kills, "fill", highest_stored(kills, store, RECORD_FILLED), told->fill);
    check_number(kills, "alert", highest_stored(kills, store, RECORD_ALERT_CHANGED), told->alert);
    uint32_t games = store_profiles(store, profiles, NAMES_MAX);
    check_number(kills, "game", games, told->games);
    told->games = games;
    raise_to(&told->fill, highest_stored(kills, store, RECORD_FILLED)); /* the desk counts on */
    buffer_clear(&stored.snapshot);
    store_close(store);
}

static void check_file(struct kills *kills) {
    const char *const verify[] = {kills->program, "verify", "--quiet", "--db", kills->db, NULL};
    const char *const doctor[] = {kills->program, "doctor", "--quiet", "--db", kills->db, NULL};
    check_told(kills);
    run_word(kills, verify);
    run_word(kills, doctor);
}

/* ---- rounds ---- */

static void remove_home(const struct kills *kills) {
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", kills->home);
    if (kills->home[0] && system(command) != 0) {
        fail(kills, "%s cannot be removed", kills->home);
    }
}

static void new_file(struct kills *kills) {
    struct lobby_profile profile;
    struct error error = {0};
    struct store *store;
    remove_home(kills);
    strcpy(kills->home, "/tmp/outcry-kills-XXXXXX");
    if (!mkdtemp(kills->home)) {
        fail(kills, "%s: %s", kills->home, strerror(errno));
    }
    snprintf(kills->db, sizeof kills->db, "%s/game.db", kills->home);
    memset(kills->told, 0, sizeof *kills->told);
    new_game(kills, PLAYER, "BTC-USD,KEST", 1e18);
    if (store_open(&store, kills->db, STORE_READ, 0, NULL, &error) != 0 ||
        store_profiles(store, &profile, 1) != 1) {
        fail(kills, "the new file holds no game: %s", error.sentence);
    }
    store_close(store);
    kills->game = profile.game;
    show_time(kills->told, profile.game_ms);
}

static void start(struct kills *kills, const char *program) {
    struct error error = {0};
    const char *seed = getenv("KILLS_SEED");
    *kills = (struct kills){.program = program};
    if (!seed || !text_to_u64(seed, &kills->seed)) {
        kills->seed = (uint64_t)host_clock_real.wall_ms(NULL);
    }
    kills->random = random_named(kills->seed, "kills", 0);
    kills->told =
        mmap(NULL, sizeof *kills->told, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (kills->told == MAP_FAILED ||
        content_load(&pack_embedded, &kills->content, kills->hash, &error) != 0) {
        fail(kills, "%s", error.sentence[0] ? error.sentence : strerror(errno));
    }
}

int main(int argc, char **argv) {
    static void (*const ways[])(struct kills *) = {
#define X(name, play, text) [name] = play,
        WAYS(X)
#undef X
    };
    static struct kills kills;
    uint64_t rounds;
    if (argc != 3 || !text_to_u64(argv[2], &rounds)) {
        fprintf(stderr, "usage: %s PROGRAM ROUNDS\n", argv[0]);
        return 2;
    }
    start(&kills, argv[1]);
    double begin = pty_now_ms();
    for (kills.round = 0; (uint64_t)kills.round < rounds; kills.round++) {
        if (kills.round % ROUNDS_OF_A_FILE == 0) {
            new_file(&kills);
        }
        kills.way = (enum way)(kills.round % WAY_COUNT);
        ways[kills.way](&kills);
        check_file(&kills);
    }
    remove_home(&kills);
    printf("kills: %d rounds, %d acknowledgements, nothing lost; %.0f ms a round (seed %llu)\n",
           kills.round, kills.acknowledged,
           (pty_now_ms() - begin) / (kills.round ? kills.round : 1),
           (unsigned long long)kills.seed);
    return kills.acknowledged > 0 ? 0 : 1;
}
