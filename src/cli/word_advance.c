/* `outcry advance`: game time without a screen. */
#include <string.h>

#include "base/mem.h"
#include "cli/progress.h"
#include "cli/records.h"

#define SLICE_MS (6 * HOUR_MS) /* between looks at Ctrl-C */

/* The next opening or close of one instrument, or of any. */
static int next_turn(struct session *session, bool opening, int only, int64_t *until,
                     struct error *error) {
    const struct market *market = game_market(host_game(session->host));
    *until = GAMETIME_MAX;
    for (int i = 0; i < (int)market->table.count; i++) {
        const struct path *path = &market->listings[i].path;
        int64_t at =
            opening ? path_next_open(path, market->now_ms) : path_next_close(path, market->now_ms);
        if ((only < 0 || only == i) && at < *until) {
            *until = at;
        }
    }
    return *until < GAMETIME_MAX
               ? 0
               : error_set(error, ERROR_REFUSED, "%s has no %s ahead.",
                           only < 0 ? "This market" : market->table.rows[only].symbol,
                           opening ? "opening" : "close");
}

static int read_target(struct session *session, int64_t *until, struct error *error) {
    const struct arguments *arguments = session->arguments;
    const char *how = arguments->operands[0];
    bool opening = strcmp(how, "open") == 0;
    int only = -1;
    if (opening || strcmp(how, "close") == 0) {
        if (arguments->operand_count == 2 &&
            session_instrument(session, arguments->operands[1], &only, error) != 0) {
            return error->code;
        }
        return next_turn(session, opening, only, until, error);
    }
    int64_t duration;
    if (arguments->operand_count == 2 || !duration_parse(how, &duration)) {
        return arguments_wrong(
            arguments->word, error,
            "A duration is like 90s, 15m, 6h, 5d, 2w or 1d12h, at most ten years; "
            "or say open or close, and whose.");
    }
    *until = session->view->time.now_ms + duration;
    return *until <= GAMETIME_MAX - DURATION_MAX
               ? 0
               : error_set(error, ERROR_REFUSED, "That is further than the calendar goes.");
}

/* Where the clock is halted is where it stands: what passed is kept. */
static void run(struct session *session, int64_t until) {
    struct game *game = host_game(session->host);
    int64_t from = game_now(game);
    struct progress progress;
    progress_begin(&progress, "letting time pass", session->output.quiet);
    progress_listen();
    while (game_now(game) < until && host_trouble(session->host)->code == 0 &&
           !progress_interrupted()) {
        int64_t next = game_now(game) + SLICE_MS;
        host_run_to(session->host, next < until ? next : until);
        progress_step(&progress, (int)((game_now(game) - from) * 1000 / (until - from)));
    }
    progress_let_go();
    progress_end(&progress);
    if (progress_interrupted()) {
        output_remark(&session->output, "stopped on the way; what passed is kept.");
    }
}

/* What the player would have been told on the way. */
static void say_notices(struct session *session) {
    static const struct column columns[] = {
        {"game_ms", "time", COLUMN_TIME},
        {"text", "what happened", COLUMN_PLAIN},
    };
    uint32_t count = 0;
    for (uint32_t i = 0; i < session->heard_count; i++) {
        const struct record *record = &session->heard[i];
        if (record->kind == RECORD_NOTICE && record->player == session->profile.player) {
            session->heard[count++] = *record;
        }
    }
    struct sheet sheet = record_sheet(session, RECORD_NOTICE, "notices");
    sheet.columns = columns;
    sheet.column_count = ARRAY_LEN(columns);
    sheet.rows = session->heard;
    sheet.count = count;
    sheet.none = "Nothing of yours happened on the way.";
    output_sheet(&session->output, &sheet);
}

int word_advance(struct session *session, struct error *error) {
    int64_t until = 0;
    if (read_target(session, &until, error) != 0) {
        return error->code;
    }
    session->heard_count = 0;
    run(session, until);
    if (host_settle(session->host) != 0) {
        *error = *host_trouble(session->host);
        return error->code;
    }
    session_look(session);
    session_say_when(session);
    say_notices(session);
    return 0;
}
