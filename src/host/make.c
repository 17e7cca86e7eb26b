/* Making games and chapters: the history of a market is made by the same advance that plays it, all
 * in one transaction. */
#include <assert.h>
#include <string.h>

#include "base/mem.h"
#include "host/host_state.h"

/* From where the chapter stands to where its play begins, a day at a time. */
static int make_history(struct host *host, host_progress *progress, void *context) {
    int64_t from = game_now(host->game), to = game_start(host->game);
    while (game_now(host->game) < to) {
        int64_t next = game_now(host->game) + DAY_MS;
        (void)game_advance(host->game, next < to ? next : to);
        int code = host_flush(host, game_now(host->game), FLUSH_PLAIN);
        if (code != 0) {
            return code;
        }
        if (progress) {
            progress(context, (int)((game_now(host->game) - from) * 1000 / (to - from)));
        }
    }
    return 0;
}

static int give_hosts_command(struct host *host, struct command *command, struct error *error) {
    struct command_answer answer;
    command->player = 0;
    command->counter = game_next_counter(host->game, 0);
    host_apply(host, command, &answer);
    return answer.code == 0 ? 0
                            : error_set(error, (enum error_code)answer.code, "%s", answer.sentence);
}

static int open_chapter(struct host *host, const struct chapter_open *chapter,
                        const uint64_t *tape_ids, uint32_t tape_count, host_progress *progress,
                        void *context, struct error *error) {
    uint32_t number = game_chapter(host->game) + 1;
    int code =
        store_chapter_tapes(host->parts.store, host->id, number, tape_ids, tape_count, error);
    if (code == 0) {
        code = host_load_tapes(host, error);
    }
    if (code == 0) {
        struct command command = {.kind = COMMAND_CHAPTER_OPEN};
        command.chapter_open = *chapter;
        code = give_hosts_command(host, &command, error);
    }
    if (code == 0 && make_history(host, progress, context) != 0) {
        *error = host->trouble;
        code = host->trouble.code;
    }
    return code;
}

static int add_player(struct host *host, const struct player_create *player, struct error *error) {
    if (store_name_taken(host->parts.store, player->name)) {
        return error_set(error, ERROR_REFUSED,
                         "The name %s is taken in this file, or looks too much like one that is.",
                         player->name);
    }
    struct command command = {.kind = COMMAND_PLAYER_CREATE};
    command.player_create = *player;
    return give_hosts_command(host, &command, error);
}

static int close_making(struct host *host, unsigned with, struct error *error) {
    int code = host_flush(host, game_now(host->game), with);
    if (code != 0) {
        *error = host->trouble;
    }
    return code;
}

static struct host *empty_host(const struct host_parts *parts) {
    struct host *host = mem_alloc(sizeof *host);
    host->parts = *parts;
    host->mode = HOST_PLAY;
    host->checker = -1;
    host->cadence_ms = 100;
    host->making = true;
    host->committer = committer_new(parts->store, parts->clock);
    host->game = game_new(parts->content, parts->log);
    return host;
}

int host_create(const struct host_parts *parts, const struct chapter_open *chapter,
                const uint64_t *tape_ids, uint32_t tape_count, const struct player_create *player,
                host_progress *progress, void *context, uint64_t *game, struct error *error) {
    struct host *host = empty_host(parts);
    int code = store_begin(parts->store, error);
    if (code == 0) {
        code = store_game_new(parts->store, parts->pack_hash, host_wall_ms(host), &host->id, error);
        if (code == 0) {
            code = open_chapter(host, chapter, tape_ids, tape_count, progress, context, error);
        }
        if (code == 0) {
            code = add_player(host, player, error);
        }
        if (code == 0) {
            code = close_making(host, FLUSH_CHAPTER | FLUSH_CLEAN, error);
        }
        struct error ending;
        int ended = store_end(parts->store, code == 0, &ending);
        if (code == 0 && ended != 0) {
            *error = ending;
            code = ended;
        }
    }
    *game = host->id;
    host_abandon(host);
    return code;
}

int host_next_chapter(struct host *host, const struct chapter_open *chapter,
                      const uint64_t *tape_ids, uint32_t tape_count, host_progress *progress,
                      void *context, struct error *error) {
    assert(host->mode == HOST_PLAY);
    if (host_settle(host) != 0) {
        *error = host->trouble;
        return error->code;
    }
    committer_come_back(host->committer);
    if (host->reader) { /* what is made now is seen by its own connection only, until it is done */
        store_close(host->reader);
        host->reader = NULL;
    }
    int code = store_begin(host->parts.store, error);
    if (code != 0) {
        return code;
    }
    host->making = true;
    code = open_chapter(host, chapter, tape_ids, tape_count, progress, context, error);
    if (code == 0) {
        code = close_making(host, FLUSH_CHAPTER | FLUSH_CLEAN, error);
    }
    struct error ending;
    int ended = store_end(host->parts.store, code == 0, &ending);
    if (code == 0 && ended != 0) {
        *error = ending;
        code = ended;
    }
    host->making = false;
    host_anchor(host);
    return code;
}
