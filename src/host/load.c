/* Opening a game: the newest snapshot, the journal after it, and the market up to H. */
#include <assert.h>
#include <fcntl.h>
#include <spawn.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "host/host_state.h"

extern char **environ;

int host_load_tapes(struct host *host, struct error *error) {
    struct content *content = host->parts.content;
    for (uint32_t i = 0; i < host->tape_count; i++) {
        tape_clear(&host->tapes[i]);
    }
    host->tapes = host->tapes ? host->tapes : mem_array(INSTRUMENTS_MAX, sizeof *host->tapes);
    host->tape_count = 0;
    int code = store_tapes_load(host_store(host), host->id, host->tapes, content->tape_like,
                                &host->tape_count, error);
    content->tapes = host->tapes;
    content->tape_count = host->tape_count;
    return code;
}

static int replay_one(void *context, const struct journal_entry *entry) {
    struct host *host = context;
    struct command_answer answer;
    bool repeated;
    if (entry->stamp.seq != game_seq(host->game) + 1) {
        return error_set(&host->trouble, ERROR_STORAGE,
                         "The journal has a gap before command %llu; run: outcry verify",
                         (unsigned long long)entry->stamp.seq);
    }
    game_apply(host->game, &entry->command, &entry->stamp, &answer, &repeated);
    return 0;
}

/* A look at the whole file takes longer than a player should wait: another process does it. */
static void start_checker(struct host *host) {
    int ends[2];
    if (!host->parts.checker || pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) {
        return;
    }
    char *const arguments[] = {(char[]){"outcry"}, (char[]){"--check-file"},
                               mem_text(store_path(host->parts.store)), NULL};
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    pid_t child;
    if (posix_spawn(&child, host->parts.checker, &actions, NULL, arguments, environ) == 0) {
        host->checker = ends[0];
    } else {
        close(ends[0]);
    }
    close(ends[1]);
    posix_spawn_file_actions_destroy(&actions);
    mem_free(arguments[2]);
}

static int decode_snapshot(struct host *host, const struct stored_game *stored,
                           struct error *error) {
    int code = host_load_tapes(host, error);
    if (code != 0) {
        return code;
    }
    struct source source = source_of(stored->snapshot.bytes, stored->snapshot.length);
    return game_decode(&host->game, host->parts.content, host->parts.log, &source, error);
}

/* Everything the player saw comes back: the journal after the snapshot, then the market to H. */
static int recover(struct host *host, const struct stored_game *stored, struct error *error) {
    int code =
        store_journal(host->parts.store, host->id, stored->snapshot_seq, replay_one, host, error);
    bool there = code != 0;
    while (code == 0 && !there) {
        code = host_flush(host, stored->durable_ms, FLUSH_PLAIN); /* compares what is stored */
        there = game_now(host->game) >= stored->durable_ms;
        if (!there) {
            (void)game_advance(host->game, stored->durable_ms);
        }
    }
    return code;
}

/* Another version or content, or a file that came from a backup: a new chapter carries on. */
static int carry_on(struct host *host, struct error *error) {
    struct command command = {.kind = COMMAND_CHAPTER_OPEN,
                              .counter = game_next_counter(host->game, 0)};
    command.chapter_open = (struct chapter_open){.carry = true, .history_days = 1};
    struct command_answer answer;
    host_apply(host, &command, &answer);
    if (answer.code != 0) {
        return error_set(error, ERROR_STORAGE, "%s", answer.sentence);
    }
    return host_flush(host, game_now(host->game), FLUSH_CHAPTER);
}

static bool needs_new_chapter(const struct host *host, const struct stored_game *stored) {
    return stored->restored || stored->sim_version != SIM_VERSION ||
           strcmp(stored->pack_hash, host->parts.pack_hash) != 0;
}

static int bring_up(struct host *host, const struct stored_game *stored, struct error *error) {
    host->durable_given = host->durable_done = stored->durable_ms;
    int code = decode_snapshot(host, stored, error);
    if (code != 0) {
        return code;
    }
    host->snapshot_us = host_now_us(host);
    host->snapshot_ms = game_now(host->game);
    code = recover(host, stored, error);
    if (host->trouble.code != 0) {
        host->mode = HOST_READ; /* what differs is shown, and nothing is added to it */
        return 0;
    }
    if (code == 0 && host->mode == HOST_PLAY) {
        code = store_orders_agree(host->parts.store, host->id, host->game, error);
    }
    if (code == 0 && host->mode == HOST_PLAY && needs_new_chapter(host, stored)) {
        code = carry_on(host, error);
    }
    if (code == 0 && host->mode == HOST_PLAY && !stored->clean) {
        start_checker(host);
    }
    return code;
}

int host_open(const struct host_parts *parts, uint64_t game, enum host_mode mode,
              struct host **host, struct error *error) {
    struct host *made = mem_alloc(sizeof *made);
    made->parts = *parts;
    made->id = game;
    made->mode = mode;
    made->checker = -1;
    made->cadence_ms = 100;
    if (mode == HOST_PLAY) {
        made->committer = committer_new(parts->store, parts->clock);
    }
    struct stored_game stored = {0};
    int code = store_load(parts->store, game, &stored, error);
    if (code == 0) {
        code = bring_up(made, &stored, error);
    }
    buffer_clear(&stored.snapshot);
    if (code == 0 && made->mode == HOST_PLAY) {
        host_open_day(made);
        /* no longer clean: from here an end without goodbye is one */
        code = host_flush(made, game_now(made->game), FLUSH_PLAIN);
        if (code != 0 && error) {
            *error = made->trouble;
        }
    }
    if (code != 0) {
        host_abandon(made);
        return code;
    }
    host_anchor(made);
    *host = made;
    return 0;
}
