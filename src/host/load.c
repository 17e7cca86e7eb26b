/* Opening a game: the newest snapshot that can be read, the journal after it, and the market up to
 * H; where the market is lost, the books from the tables in a new one. */
#include <assert.h>
#include <fcntl.h>
#include <spawn.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "host/host_state.h"
#include "store/truth.h"

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
    struct source source = source_of(stored->snapshot.bytes, stored->snapshot.length);
    return game_decode(&host->game, host->parts.content, host->parts.log, &source, error);
}

/* Everything the player saw comes back: the journal after the snapshot, then the market to H. Who
 * only reads goes no further than the game had gone: the rest is its player's future. */
static int recover(struct host *host, const struct stored_game *stored, struct error *error) {
    int64_t until = host->mode == HOST_PLAY ? stored->durable_ms : stored->reached_ms;
    int code =
        store_journal(host->parts.store, host->id, stored->snapshot_seq, replay_one, host, error);
    bool there = code != 0;
    while (code == 0 && !there) {
        code = host_flush(host, until, FLUSH_PLAIN); /* compares what is stored */
        there = game_now(host->game) >= until;
        if (!there) {
            (void)game_advance(host->game, until);
        }
    }
    return code;
}

/* Is what the journal says to be done by the rules that did it? */
static bool is_ours(const struct host *host, const struct stored_game *stored) {
    return stored->sim_version == SIM_VERSION &&
           strcmp(stored->pack_hash, host->parts.pack_hash) == 0;
}

/* The saved market, by other rules than it was made with: only as it was left at a clean end. */
static enum carry take_over(struct host *host, const struct stored_game *stored) {
    bool settled = stored->clean && stored->snapshot_seq == stored->last_seq &&
                   stored->snapshot_record == stored->last_record;
    return settled && decode_snapshot(host, stored, NULL) == 0 ? CARRY_ALL : CARRY_VERSION;
}

/* The newest snapshot that can be read and what came after it. */
static enum carry resume(struct host *host, struct stored_game *stored, struct error *error,
                         int *code) {
    while (stored->snapshot_id != 0 && decode_snapshot(host, stored, error) != 0) {
        *code = store_older_snapshot(host->parts.store, stored, error);
        if (*code != 0) {
            return CARRY_NOTHING;
        }
    }
    if (!host->game) {
        return CARRY_DAMAGE;
    }
    *code = recover(host, stored, error);
    return stored->restored ? CARRY_ALL : CARRY_NOTHING;
}

/* Brings the saved market back: why the books go on in a new chapter, or CARRY_NOTHING when the
 * chapter goes on as it is. Above CARRY_ALL the market is lost. */
static enum carry bring_back(struct host *host, struct stored_game *stored, struct error *error,
                             int *code) {
    enum carry carry =
        is_ours(host, stored) ? resume(host, stored, error, code) : take_over(host, stored);
    if (*code != 0 || host->trouble.code != 0 || host->mode != HOST_PLAY || carry > CARRY_ALL) {
        return carry;
    }
    bool agree = store_orders_agree(host->parts.store, host->id, host->game, error) == 0;
    return agree ? carry : CARRY_ORDERS;
}

static int open_chapter(struct host *host, enum carry carry, struct error *error) {
    struct command command = {.kind = COMMAND_CHAPTER_OPEN,
                              .counter = game_next_counter(host->game, 0)};
    command.chapter_open = (struct chapter_open){.carry = (uint8_t)carry, .history_days = 1};
    struct command_answer answer;
    host_apply(host, &command, &answer);
    if (answer.code != 0) {
        return error_set(error, ERROR_STORAGE, "%s", answer.sentence);
    }
    return host_flush(host, game_now(host->game), FLUSH_CHAPTER);
}

/* The books from the tables, in a market that begins around the last prices. */
static int rebuild(struct host *host, enum carry why, struct error *error) {
    struct game_facts facts;
    game_free(host->game);
    host->game = NULL;
    int code = store_facts(host->parts.store, host->id, &facts, error);
    if (code == 0) {
        code = game_rebuild(&host->game, host->parts.content, host->parts.log, &facts, error);
    }
    if (code == 0) {
        code = open_chapter(host, why, error);
    }
    game_facts_clear(&facts);
    return code;
}

/* Carries on in a new chapter where the market or its rules are not what they were. */
static int go_on(struct host *host, enum carry carry, struct error *error) {
    if (carry > CARRY_ALL) {
        return rebuild(host, carry, error);
    }
    return carry == CARRY_ALL && host->mode == HOST_PLAY ? open_chapter(host, carry, error) : 0;
}

static int bring_up(struct host *host, struct stored_game *stored, struct error *error) {
    host->durable_given = host->durable_done = stored->durable_ms;
    int code = host_load_tapes(host, error);
    enum carry carry = code == 0 ? bring_back(host, stored, error, &code) : CARRY_NOTHING;
    if (host->trouble.code != 0) {
        host->mode = HOST_READ; /* what differs is shown, and nothing is added to it */
        return 0;
    }
    if (code == 0) {
        code = go_on(host, carry, error);
    }
    if (code == 0 && host->mode == HOST_PLAY && is_ours(host, stored)) {
        code = store_drop_unread(host->parts.store, stored, error);
    }
    if (code == 0) {
        host->snapshot_us = host_now_us(host);
        host->snapshot_ms = game_now(host->game);
    }
    if (code == 0 && host->mode == HOST_PLAY && (!stored->clean || carry == CARRY_DAMAGE)) {
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
