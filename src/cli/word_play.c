/* `outcry`, `outcry play`: the screens over the own file; `--script` plays them with nobody there.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/text.h"
#include "cli/lobby.h"
#include "cli/session.h"
#include "ui/glyph.h"
#include "ui/ui.h"

#define SIZE_MOST       500
#define CADENCE_MS      100 /* how often the market is drawn at most */
#define CADENCE_SLOW_MS 250 /* over ssh */

/* ---- options ---- */

/* The level that is given (arguments_parse has checked it), or the terminal's own. */
static int glyphs_of(const struct arguments *arguments) {
    const char *given = arguments->values[OPTION_GLYPHS];
    enum glyph_level level;
    return given && glyph_level_parse(given, &level) ? (int)level : UI_GLYPHS_DETECT;
}

/* "80x24". */
static int read_size(const struct arguments *arguments, struct ui_options *options,
                     struct error *error) {
    const char *given = arguments->values[OPTION_SIZE] ? arguments->values[OPTION_SIZE] : "80x24";
    char columns[8], rows[8];
    uint64_t width = 0, height = 0;
    size_t cross = strcspn(given, "x");
    if (cross < sizeof columns && given[cross] == 'x' && strlen(given + cross + 1) < sizeof rows) {
        text_format(columns, sizeof columns, "%.*s", (int)cross, given);
        text_format(rows, sizeof rows, "%s", given + cross + 1);
        if (!text_to_u64(columns, &width) || !text_to_u64(rows, &height)) {
            width = 0;
        }
    }
    if (width < 1 || height < 1 || width > SIZE_MOST || height > SIZE_MOST) {
        return error_set(error, ERROR_USAGE, "--size must be columns and rows, like 80x24.");
    }
    options->columns = (int)width;
    options->rows = (int)height;
    return 0;
}

static int read_options(const struct arguments *arguments, struct ui_options *options,
                        struct error *error) {
    const char *no_color = getenv("NO_COLOR");
    options->theme = arguments->values[OPTION_THEME];
    options->mono = arguments_has(arguments, OPTION_MONO) ||
                    arguments_has(arguments, OPTION_NO_COLOR) || (no_color && no_color[0]);
    options->glyphs = glyphs_of(arguments);
    options->mouse = true;
    options->script = arguments->values[OPTION_SCRIPT];
    bool headless = options->script != NULL;
    if (!headless &&
        (arguments_has(arguments, OPTION_DUMP) || arguments_has(arguments, OPTION_SIZE))) {
        return error_set(error, ERROR_USAGE,
                         "--size and --dump go with --script, for example: outcry --script "
                         "'wait=1s' --size 80x24 --dump -");
    }
    return headless ? read_size(arguments, options, error) : 0;
}

/* ---- a clock for scripts: it moves when the script waits ---- */

struct script_clock {
    int64_t wall_ms; /* when it began */
    int64_t now_ms;  /* since then */
};

static int64_t script_mono_us(void *context) {
    const struct script_clock *clock = context;
    return clock->now_ms * 1000;
}

static int64_t script_wall_ms(void *context) {
    const struct script_clock *clock = context;
    return clock->wall_ms + clock->now_ms;
}

static void script_moved(void *context, int64_t now_ms) {
    struct script_clock *clock = context;
    clock->now_ms = now_ms;
}

/* ---- the word ---- */

#define PROGRAM "/proc/self/exe"

extern char **environ;

static int64_t wall_now(void) {
    return host_clock_real.wall_ms(host_clock_real.context);
}

/* A day's first play leaves a copy behind; copying a long history takes longer than a player should
 * wait, so another process does it (main.c: --keep-backups). */
static void start_backups(const struct session *session) {
    struct lobby_profile any;
    if (store_profiles(session->store, &any, 1) == 0) {
        return; /* nothing to keep yet */
    }
    char *const arguments[] = {(char[]){"outcry"}, (char[]){"--keep-backups"},
                               mem_text(session->path), NULL};
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; descriptor++) {
        posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0);
    }
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes,
                             POSIX_SPAWN_SETSID); /* a closed terminal is not its end */
    pid_t child;
    if (posix_spawn(&child, PROGRAM, &actions, &attributes, arguments, environ) != 0) {
        log_line(session->log, LOG_WARNING, "no backup today: no process could be started");
    }
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    mem_free(arguments[2]);
}

static int write_dump(const char *path, const struct buffer *dump, struct error *error) {
    FILE *out = strcmp(path, "-") == 0 ? stdout : fopen(path, "we");
    if (!out) {
        return error_set(error, ERROR_STORAGE, "%s cannot be written: %s.", path, strerror(errno));
    }
    bool written = fwrite(dump->bytes, 1, dump->length, out) == dump->length;
    if (out != stdout && (fclose(out) != 0 || !written)) {
        return error_set(error, ERROR_STORAGE, "%s cannot be written: %s.", path, strerror(errno));
    }
    return 0;
}

static int run_screens(struct session *session, const struct ui_options *options,
                       const struct lobby_profile *straight_into, struct error *error) {
    const struct host_clock moved = {script_mono_us, script_wall_ms, options->clock_context};
    bool slow_line = getenv("SSH_CONNECTION") != NULL;
    struct local_lobby local = {.parts = session_parts(session),
                                .cadence_ms = slow_line ? CADENCE_SLOW_MS : CADENCE_MS};
    struct lobby lobby;
    local.parts.checker = PROGRAM; /* main.c: --check-file */
    if (options->script) {
        local.parts.clock = &moved;
    }
    local_lobby_init(&lobby, &local);
    return ui_play(options, &lobby, straight_into, session->pack, error);
}

int word_play(struct session *session, struct error *error) {
    const struct arguments *arguments = session->arguments;
    struct script_clock script = {.wall_ms = wall_now()};
    struct ui_options options = {.clock_moved = script_moved, .clock_context = &script};
    struct buffer dump = {0};
    struct lobby_profile profile;
    char zone[COMMAND_ZONE_MAX];
    const char *name = arguments->values[OPTION_PROFILE];
    if (read_options(arguments, &options, error) != 0 ||
        (name && session_find_profile(session, name, &profile, error) != 0)) {
        return error->code;
    }
    host_own_zone(zone, sizeof zone);
    options.zone = zone;
    options.dump = options.script ? &dump : NULL;
    if (!options.script) {
        signal(SIGCHLD, SIG_IGN); /* helpers are not waited for */
        start_backups(session);
    }
    int code = run_screens(session, &options, name ? &profile : NULL, error);
    if (code == 0 && arguments_has(arguments, OPTION_DUMP)) {
        code = write_dump(arguments->values[OPTION_DUMP], &dump, error);
    }
    buffer_clear(&dump);
    return code;
}
