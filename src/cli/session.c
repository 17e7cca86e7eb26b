#include "cli/session.h"

#include <assert.h>
#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "cli/nearest.h"
#include "host/files.h"

/* ---- content, log, path ---- */

static int read_content(struct session *session, struct error *error) {
    const char *directory = getenv("OUTCRY_DATA");
    session->pack = &pack_embedded;
    if (directory && directory[0]) {
        if (pack_load(directory, &session->loaded_pack, error) != 0) {
            return error->code;
        }
        session->pack = session->loaded_pack;
    }
    return content_load(session->pack, &session->content, session->pack_hash, error);
}

/* A log that cannot be written is no reason not to play. */
static void open_log(struct session *session) {
    char path[SESSION_PATH_MAX];
    if (files_default_log(path, sizeof path, NULL) == 0) {
        session->log = file_log_open(path, LOG_INFO, NULL);
    }
}

static int find_path(struct session *session, struct error *error) {
    const char *given = session->arguments->values[OPTION_DB];
    if (!given) {
        return files_default_db(session->path, sizeof session->path, error);
    }
    if (given[0] == '\0' || strlen(given) >= sizeof session->path) {
        return error_set(error, ERROR_USAGE, "--db needs the path of a file.");
    }
    text_format(session->path, sizeof session->path, "%s", given);
    return 0;
}

int session_open_file(struct session *session, enum store_mode mode, struct error *error) {
    assert(!session->store);
    return store_open(&session->store, session->path, mode,
                      mode == STORE_WRITE ? SESSION_LOCK_WAIT_MS : 0, session->log, error);
}

void session_close_file(struct session *session) {
    store_close(session->store);
    session->store = NULL;
}

struct host_parts session_parts(struct session *session) {
    return (struct host_parts){.store = session->store,
                               .content = &session->content,
                               .pack_hash = session->pack_hash,
                               .clock = &host_clock_real,
                               .log = session->log};
}

/* ---- profiles ---- */

static int several(const struct lobby_profile *rows, uint32_t count, struct error *error) {
    char names[ERROR_SENTENCE_MAX];
    size_t length = 0;
    for (uint32_t i = 0; i < count && length + 1 < sizeof names; i++) {
        length += text_format(names + length, sizeof names - length, "%s%s", i > 0 ? ", " : "",
                              rows[i].name);
    }
    return error_set(error, ERROR_USAGE, "Whose game? Use --profile with one of: %s.", names);
}

static int no_such(const struct lobby_profile *rows, uint32_t count, const char *name,
                   struct error *error) {
    const char *best = NULL;
    for (uint32_t i = 0; i < count; i++) {
        nearest_try(name, rows[i].name, &best);
    }
    return best ? error_set(error, ERROR_USAGE, "There is no profile %.84s; did you mean %s?", name,
                            best)
                : error_set(error, ERROR_USAGE, "There is no profile %.84s; see: outcry profiles",
                            name);
}

/* The profile called `name`; NULL: the only one. */
static int choose(const struct lobby_profile *rows, uint32_t count, const char *name,
                  struct lobby_profile *profile, struct error *error) {
    if (count == 0) {
        return error_set(error, ERROR_USAGE,
                         "Nobody plays in this file yet; make a player: outcry new --name Ada "
                         "--character analyst");
    }
    if (!name && count > 1) {
        return several(rows, count, error);
    }
    for (uint32_t i = 0; i < count; i++) {
        if (!name || text_compare_fold(rows[i].name, name) == 0) {
            *profile = rows[i];
            return 0;
        }
    }
    return no_such(rows, count, name, error);
}

int session_find_profile(struct session *session, const char *name, struct lobby_profile *profile,
                         struct error *error) {
    struct lobby_profile *rows = mem_array(SESSION_PROFILES_MAX, sizeof *rows);
    uint32_t count = store_profiles(session->store, rows, SESSION_PROFILES_MAX);
    int code = choose(rows, count, name, profile, error);
    mem_free(rows);
    return code;
}

/* ---- the game ---- */

static void hear(void *context, const struct record *record) {
    struct session *session = context;
    if (session->heard_count == session->heard_capacity) {
        session->heard_capacity = session->heard_capacity ? 2 * session->heard_capacity : 16;
        session->heard =
            mem_resize(session->heard, session->heard_capacity, sizeof *session->heard);
    }
    session->heard[session->heard_count++] = *record;
}

static int open_game(struct session *session, enum host_mode mode, struct error *error) {
    int code = session_find_profile(session, session->arguments->values[OPTION_PROFILE],
                                    &session->profile, error);
    if (code != 0) {
        return code;
    }
    struct host_parts parts = session_parts(session);
    code = host_open(&parts, session->profile.game, mode, &session->host, error);
    if (code != 0) {
        return code;
    }
    const struct error *trouble = host_trouble(session->host);
    if (trouble->code != 0) {
        *error = *trouble;
        return trouble->code;
    }
    struct host_listener listener = {.record = hear, .context = session};
    host_listen(session->host, &listener);
    session->view = mem_alloc(sizeof *session->view);
    session_look(session);
    return 0;
}

int session_begin(struct session *session, const struct arguments *arguments, enum word_needs needs,
                  struct error *error) {
    session->arguments = arguments;
    open_log(session);
    int code = read_content(session, error);
    if (code == 0) {
        code = find_path(session, error);
    }
    if (code == 0 && needs != NEEDS_NOTHING) {
        bool writes = needs == NEEDS_FILE_WRITE || needs == NEEDS_GAME_WRITE;
        code = session_open_file(session, writes ? STORE_WRITE : STORE_READ, error);
    }
    if (code == 0 && (needs == NEEDS_GAME_READ || needs == NEEDS_GAME_WRITE)) {
        code = open_game(session, needs == NEEDS_GAME_WRITE ? HOST_PLAY : HOST_READ, error);
    }
    return code;
}

int session_end(struct session *session, int code, struct error *error) {
    if (session->host) {
        struct error closing = {0};
        int closed = host_close(session->host, &closing);
        if (code == 0 && closed != 0) {
            *error = closing;
            code = closed;
        }
    }
    store_close(session->store);
    mem_free(session->view);
    mem_free(session->heard);
    file_log_close(session->log);
    if (session->loaded_pack) {
        pack_free(session->loaded_pack);
    }
    return code;
}

/* ---- looking ---- */

static void welcome(void *context, const struct record *record) {
    struct event event = {.class = EVENT_RECORD, .record = *record};
    view_apply(context, &event);
}

void session_look(struct session *session) {
    struct game *game = host_game(session->host);
    struct view *view = session->view;
    view_init(view);
    game_welcome(game, session->profile.player, welcome, view);
    struct event event = {.class = EVENT_TIME};
    game_time_info(game, &event.time);
    view_apply(view, &event);
    for (int i = 0; i < (int)game_market(game)->table.count; i++) {
        event.class = EVENT_LISTING;
        game_listing_info(game, i, &event.listing);
        view_apply(view, &event);
        event.class = EVENT_QUOTE;
        game_quote_info(game, i, &event.quote);
        view_apply(view, &event);
    }
}

void session_say_when(struct session *session) {
    int64_t now = session->view->time.now_ms;
    if (session->output.json) {
        cJSON_AddStringToObject(session->output.document, "profile", session->profile.name);
        json_put_time(session->output.document, "game_ms", now);
        return;
    }
    char when[GAMETIME_TEXT_MAX];
    gametime_format(now, GAMETIME_MINUTE, when, sizeof when);
    output_line(&session->output, "%s, %s UTC", session->profile.name, when);
}

void session_say_refused(struct session *session, const struct error *error) {
    cJSON *document = session->output.document;
    const char *name = session->profile.name;
    assert(error->code == ERROR_REFUSED);
    if (document && ((name[0] && !cJSON_AddStringToObject(document, "profile", name)) ||
                     !cJSON_AddStringToObject(document, "refused", error->sentence))) {
        mem_exhausted();
    }
    session->output.speaks_of_refusal = document != NULL;
}

const struct instrument_table *session_table(struct session *session) {
    return &game_market(host_game(session->host))->table;
}

int session_instrument(struct session *session, const char *symbol, int *instrument,
                       struct error *error) {
    const struct instrument_table *table = session_table(session);
    *instrument = instrument_find(table, symbol);
    if (*instrument >= 0) {
        return 0;
    }
    const char *best = NULL;
    for (uint32_t i = 0; i < table->count; i++) {
        nearest_try(symbol, table->rows[i].symbol, &best);
    }
    return best ? error_set(error, ERROR_REFUSED, "There is no %.40s here; did you mean %s?",
                            symbol, best)
                : error_set(error, ERROR_REFUSED, "There is no %.40s here; see: outcry watch",
                            symbol);
}

int session_command(struct session *session, struct command *command, struct error *error) {
    struct command_answer answer;
    command->player = session->profile.player;
    command->counter = game_next_counter(host_game(session->host), command->player);
    if (command_check(command, error) != 0) {
        return error->code;
    }
    session->heard_count = 0;
    host_command(session->host, command, &answer);
    if (host_settle(session->host) != 0) {
        *error = *host_trouble(session->host);
        return error->code;
    }
    if (answer.code != 0) {
        return error_set(error, (enum error_code)answer.code, "%s", answer.sentence);
    }
    session_look(session);
    return 0;
}
