/* `outcry new`: a player with a first market, or the next chapter of one. */
#include <string.h>

#include "base/text.h"
#include "cli/lobby.h"
#include "cli/progress.h"
#include "cli/session.h"

#define HISTORY_DAYS 30

/* A player is described, or named by --profile: not both. */
static int read_player(struct session *session, struct new_game *request, struct error *error) {
    static const enum option_id of_player[] = {OPTION_NAME, OPTION_CHARACTER, OPTION_AVATAR,
                                               OPTION_ZONE, OPTION_AGE_BAND};
    const struct arguments *arguments = session->arguments;
    if (arguments_has(arguments, OPTION_PROFILE)) {
        for (size_t i = 0; i < sizeof of_player / sizeof of_player[0]; i++) {
            if (arguments_has(arguments, of_player[i])) {
                return arguments_wrong(arguments->word, error,
                                       "--%s belongs to a new player; --profile opens the next "
                                       "chapter of one who is there.",
                                       option_rows[of_player[i]].name);
            }
        }
        return session_find_profile(session, arguments->values[OPTION_PROFILE], &request->profile,
                                    error);
    }
    if (!arguments_has(arguments, OPTION_NAME) || !arguments_has(arguments, OPTION_CHARACTER)) {
        return arguments_wrong(arguments->word, error,
                               "A new player needs --name and --character.");
    }
    host_own_zone(request->player.zone, sizeof request->player.zone);
    return arguments_fill(arguments, COMMAND_PLAYER_CREATE, &request->player, error);
}

static int read_market(struct session *session, struct new_game *request, struct error *error) {
    const struct arguments *arguments = session->arguments;
    struct chapter_open *chapter = &request->chapter;
    chapter->history_days = HISTORY_DAYS;
    chapter->ranked = arguments_has(arguments, OPTION_RANKED);
    if (arguments_fill(arguments, COMMAND_CHAPTER_OPEN, chapter, error) != 0) {
        return error->code;
    }
    bool replay = chapter->market == MARKET_REPLAY;
    request->seed_given = arguments_has(arguments, OPTION_SEED);
    request->data = arguments->data;
    if (replay && arguments->data_count == 0) {
        return arguments_wrong(arguments->word, error, "A replay needs --data FILE.");
    }
    if (!replay && arguments->data_count > 0) {
        return arguments_wrong(arguments->word, error, "--data goes with --market replay.");
    }
    if (replay && (arguments_has(arguments, OPTION_INSTRUMENTS) ||
                   arguments_has(arguments, OPTION_HISTORY))) {
        return arguments_wrong(arguments->word, error,
                               "A replay has the instruments and the history of its files.");
    }
    bool practice = replay || request->seed_given || arguments_has(arguments, OPTION_INSTRUMENTS) ||
                    arguments_has(arguments, OPTION_HISTORY);
    if (chapter->ranked && practice) {
        return arguments_wrong(arguments->word, error,
                               "A typed seed, a replay and a small market are practice, never "
                               "--ranked.");
    }
    struct instrument_table table = session->content.instruments;
    return instruments_select(&table, chapter->instruments, error);
}

static void say_made(struct session *session, const struct lobby_profile *made) {
    static const struct field_spec fields[] = {
        FIELD(struct lobby_profile, game, U64, NULL, 0, 0),
        FIELD(struct lobby_profile, name, TEXT, NULL, 0, 0),
        FIELD(struct lobby_profile, chapter, U32, NULL, 0, 0),
        FIELD_NAMED(struct lobby_profile, market, market_kind_words, NULL),
        FIELD(struct lobby_profile, game_ms, TIME, NULL, 0, 0),
        FIELD(struct lobby_profile, equity, FIX8, NULL, 0, 0),
        FIELD_END,
    };
    struct sheet sheet = {.parts = {{fields, 0}}, .rows = made, .stride = sizeof *made, .count = 1};
    if (session->output.json) {
        output_card(&session->output, &sheet);
        return;
    }
    char when[GAMETIME_TEXT_MAX], equity[FIX8_TEXT_MAX];
    gametime_format(made->game_ms, GAMETIME_MINUTE, when, sizeof when);
    fix8_format(made->equity, 2, true, equity, sizeof equity);
    output_line(&session->output, "%s, chapter %u (%s): the clock stands at %s UTC, %s in cash.",
                made->name, made->chapter, market_kind_words[made->market], when, equity);
}

int word_new(struct session *session, struct error *error) {
    struct new_game request;
    memset(&request, 0, sizeof request);
    int code = read_player(session, &request, error);
    if (code == 0) {
        code = read_market(session, &request, error);
    }
    if (code != 0) {
        return code;
    }
    struct local_lobby local = {.parts = session_parts(session)};
    struct lobby lobby;
    struct lobby_profile made;
    struct progress progress;
    local_lobby_init(&lobby, &local);
    progress_begin(&progress, "making the market", session->output.quiet);
    progress_guard();
    code = lobby.create(lobby.self, &request, progress_step, &progress, &made, error);
    progress_let_go();
    progress_end(&progress);
    if (code == 0) {
        say_made(session, &made);
    }
    return code;
}
