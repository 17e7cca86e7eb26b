/* The program: a word of the command line, or play. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/mem.h"
#include "cli/arguments.h"
#include "cli/help.h"
#include "cli/session.h"
#include "host/clock.h"
#include "host/files.h"
#include "store/care.h"

/* How the host checks a file in a process of its own (host/load.c): the verdict goes to the pipe
 * that is standard output, and a file in order is worth no word. */
_Noreturn static void check_file(const char *path) {
    struct error error = {0};
    int code = store_quick_check(path, &error);
    if (code != 0) {
        printf("%s", error.sentence);
        fflush(stdout);
    }
    _exit(
        error_exit_status(code)); /* at once: who asked may be gone, and there is nothing to tidy */
}

#define BACKUP_NICE   10
#define BACKUP_WAIT_S 2

/* The day's backup, in a process of its own (cli/word_play.c) that lets the first frame go first.
 * That there is none is worth a line in the log; the player is at play. */
static int keep_backups(const char *path) {
    (void)setpriority(PRIO_PROCESS, 0, BACKUP_NICE);
    sleep(BACKUP_WAIT_S);
    char log_path[SESSION_PATH_MAX], directory[SESSION_PATH_MAX];
    struct error error = {0};
    struct log *log = files_default_log(log_path, sizeof log_path, &error) == 0
                          ? file_log_open(log_path, LOG_INFO, &error)
                          : NULL;
    struct store *store = NULL;
    int code = store_open(&store, path, STORE_READ, 0, log, &error);
    if (code == 0) {
        code = files_backups(path, directory, sizeof directory, &error);
    }
    if (code == 0) {
        code = store_backup_rotate(store, directory,
                                   host_clock_real.wall_ms(host_clock_real.context), &error);
    }
    if (code != 0) {
        log_line(log, LOG_WARNING, "no backup today: %s", error.sentence);
    }
    if (store) {
        store_close(store);
    }
    file_log_close(log);
    return error_exit_status(code);
}

/* Colours are for terminals whose owner did not say no (no-color.org). */
static bool wants_colour(const struct arguments *arguments) {
    const char *no_color = getenv("NO_COLOR");
    const char *term = getenv("TERM");
    return isatty(STDOUT_FILENO) && !arguments_has(arguments, OPTION_NO_COLOR) &&
           !(no_color && no_color[0]) && term && strcmp(term, "dumb") != 0;
}

static int run_word(const struct arguments *arguments, struct error *error) {
    struct session *session = mem_alloc(sizeof *session);
    output_init(&session->output, arguments_has(arguments, OPTION_JSON), wants_colour(arguments),
                arguments_has(arguments, OPTION_QUIET));
    const struct word *word = arguments->word;
    bool bare = word->reads_bare && arguments->operand_count == 0;
    int code = session_begin(session, arguments, bare ? NEEDS_GAME_READ : word->needs, error);
    if (code == 0) {
        code = word->run(session, error);
    }
    if (code == ERROR_REFUSED) {
        session_say_refused(session, error);
    }
    code = session_end(session, code, error);
    code = output_finish(&session->output, code, error);
    mem_free(session);
    return code;
}

int main(int argc, char **argv) {
    struct arguments arguments;
    struct error error = {0};
    signal(SIGPIPE, SIG_IGN);
    if (argc == 3 && strcmp(argv[1], "--check-file") == 0) {
        check_file(argv[2]);
    }
    if (argc == 3 && strcmp(argv[1], "--keep-backups") == 0) {
        return keep_backups(argv[2]);
    }
    int code = arguments_parse(&arguments, argc, (const char *const *)argv, &error);
    if (code == 0 && arguments_has(&arguments, OPTION_HELP)) {
        help_print(arguments.word_given ? arguments.word : NULL);
    } else if (code == 0 && arguments_has(&arguments, OPTION_VERSION)) {
        help_version();
    } else if (code == 0) {
        code = run_word(&arguments, &error);
    }
    if (code != 0) {
        output_error(&error);
    }
    return error_exit_status(code);
}
