#include "host/host.h"

#include <assert.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "host/host_state.h"

#define SLICE_GAME_MS (6 * HOUR_MS) /* of a skip, between looks at the clock */

int64_t host_now_us(const struct host *host) {
    return host->parts.clock->mono_us(host->parts.clock->context);
}

int64_t host_wall_ms(const struct host *host) {
    return host->parts.clock->wall_ms(host->parts.clock->context);
}

struct game *host_game(struct host *host) {
    return host->game;
}
uint64_t host_game_id(const struct host *host) {
    return host->id;
}
struct store *host_store(struct host *host) {
    return host->reader ? host->reader : host->parts.store;
}
const struct error *host_trouble(const struct host *host) {
    return &host->trouble;
}
void host_listen(struct host *host, const struct host_listener *listener) {
    host->listener = *listener;
}
void host_set_cadence(struct host *host, int real_ms) {
    assert(real_ms > 0);
    host->cadence_ms = real_ms;
}
int host_descriptor(const struct host *host) {
    return host->committer ? committer_descriptor(host->committer) : -1;
}

void host_anchor(struct host *host) {
    host->anchor_us = host_now_us(host);
    host->anchor_ms = game_now(host->game);
}

/* ---- commits ---- */

static void hand_on(struct host *host, const struct commit *commit) {
    if (host->listener.record) {
        for (uint32_t i = 0; i < commit->record_count; i++) {
            host->listener.record(host->listener.context, &commit->records[i]);
        }
    }
}

static void take_durable(struct host *host) {
    struct commit done;
    while (committer_take(host->committer, &done)) {
        host->durable_done = done.durable_ms;
        hand_on(host, &done);
        commit_clear(&done);
    }
    if (host->trouble.code == 0) {
        (void)committer_failure(host->committer, &host->trouble);
    }
}

static fix8_t first_equity(struct host *host) {
    struct broker *broker = game_broker(host->game);
    return broker->account_count == 0
               ? 0
               : account_equity(broker, &broker->accounts[0], game_market(host->game));
}

static void add_snapshot(struct host *host, bool opens_chapter) {
    struct commit *commit = &host->commit;
    struct sink sink = buffer_sink(&commit->snapshot);
    game_encode(host->game, &sink);
    commit->snapshot_seq = game_seq(host->game);
    commit->snapshot_record = game_record_number(host->game);
    commit->snapshot_ms = game_now(host->game);
    commit->snapshot_equity = first_equity(host);
    commit->chapter_snapshot = opens_chapter;
    if (opens_chapter) {
        memcpy(commit->pack_hash, host->parts.pack_hash, strlen(host->parts.pack_hash) + 1);
    }
    host->snapshot_us = host_now_us(host);
    host->snapshot_ms = commit->snapshot_ms;
}

static void collect(struct host *host) {
    size_t count;
    const struct record *records = game_records(host->game, &count);
    for (size_t i = 0; i < count; i++) {
        commit_record(&host->commit, &records[i]);
    }
    const struct game_block *blocks = game_blocks(host->game, &count);
    for (size_t i = 0; i < count; i++) {
        commit_block(&host->commit, &blocks[i]);
    }
    game_records_taken(host->game);
    game_blocks_taken(host->game);
}

/* A disk that needs more than a frame for a commit gets a thread of its own. */
static void watch_the_disk(struct host *host) {
    if (host->making || committer_is_aside(host->committer) ||
        committer_last_us(host->committer) < COMMIT_SLOW_US || !commit_is_empty(&host->commit)) {
        return;
    }
    struct error error;
    if (!host->reader && store_open(&host->reader, store_path(host->parts.store), STORE_READ, 0,
                                    host->parts.log, &error) != 0) {
        host->reader = NULL; /* commits stay where they are */
        return;
    }
    committer_go_aside(host->committer);
}

int host_flush(struct host *host, int64_t durable_ms, unsigned with) {
    if (host->mode == HOST_READ || host->trouble.code != 0) {
        game_records_taken(host->game);
        game_blocks_taken(host->game);
        commit_clear(&host->commit);
        return host->trouble.code;
    }
    collect(host);
    if (with & (FLUSH_SNAPSHOT | FLUSH_CHAPTER)) {
        add_snapshot(host, (with & FLUSH_CHAPTER) != 0);
    }
    host->commit.game = host->id;
    host->commit.durable_ms = durable_ms;
    host->commit.reached_ms = game_now(host->game);
    host->commit.clean = (with & FLUSH_CLEAN) != 0;
    host->durable_given = durable_ms;
    if (!(with & (FLUSH_SNAPSHOT | FLUSH_CHAPTER))) {
        watch_the_disk(host);
    }
    struct error error;
    int code = committer_give(host->committer, &host->commit, &error);
    take_durable(host);
    return code;
}

/* ---- commands ---- */

void host_apply(struct host *host, const struct command *command, struct command_answer *answer) {
    struct game *game = host->game;
    const struct profile *profile = game_profile(game, command->player);
    const char *zone = profile                                  ? profile->zone
                       : command->kind == COMMAND_PLAYER_CREATE ? command->player_create.zone
                                                                : "UTC";
    struct stamp stamp = {
        .seq = game_seq(game) + 1, .game_ms = game_now(game), .wall_ms = host_wall_ms(host)};
    stamp.local_day = host_local_day(stamp.wall_ms, zone);
    bool repeated;
    game_apply(game, command, &stamp, answer, &repeated);
    if (!repeated && host->mode == HOST_PLAY) {
        commit_entry(&host->commit, &stamp, command);
    }
}

static void refuse_by_trouble(const struct host *host, struct command_answer *answer) {
    memset(answer, 0, sizeof *answer);
    answer->code = host->trouble.code ? host->trouble.code : ERROR_REFUSED;
    memcpy(answer->sentence, host->trouble.sentence, sizeof answer->sentence);
}

void host_open_day(struct host *host) {
    uint32_t count;
    const struct profile *profiles = game_profiles(host->game, &count);
    for (uint32_t i = 0; i < count; i++) {
        if (host_local_day(host_wall_ms(host), profiles[i].zone) > profiles[i].local_day) {
            struct command command = {.kind = COMMAND_DAY_OPEN, .player = profiles[i].id};
            command.counter = game_next_counter(host->game, command.player);
            struct command_answer answer;
            host_apply(host, &command, &answer);
        }
    }
}

/* Real time that has passed becomes game time before a command is stamped. */
static void catch_up(struct host *host);

void host_command(struct host *host, const struct command *command, struct command_answer *answer) {
    if (host->mode == HOST_READ || host->trouble.code != 0) {
        refuse_by_trouble(host, answer);
        return;
    }
    catch_up(host);
    enum speed before = game_speed(host->game);
    bool skipping = game_skip_until(host->game) != 0;
    host_apply(host, command, answer);
    bool pauses = game_speed(host->game) == SPEED_PAUSED && before != SPEED_PAUSED;
    if (host_flush(host, game_now(host->game), pauses ? FLUSH_SNAPSHOT : FLUSH_PLAIN) != 0) {
        refuse_by_trouble(host, answer);
    }
    if (game_speed(host->game) != before || skipping) {
        host_anchor(host);
    }
}

/* ---- the clock ---- */

static bool is_running(const struct host *host) {
    return host->mode == HOST_PLAY && host->trouble.code == 0 && host->frozen == 0 &&
           (game_speed(host->game) != SPEED_PAUSED || game_skip_until(host->game) != 0);
}

/* Game milliseconds that `real_ms` are now. */
static int64_t in_game(const struct host *host, int64_t real_ms) {
    return real_ms * game_market(host->game)->pace * speed_factor(game_speed(host->game));
}

static int64_t lead_ms(const struct host *host) {
    if (!committer_is_aside(host->committer)) {
        return DURABLE_LEAD_MS;
    }
    int64_t lead = 200 * committer_last_us(host->committer) / 1000;
    return lead < DURABLE_LEAD_MS        ? DURABLE_LEAD_MS
           : lead > DURABLE_LEAD_SLOW_MS ? DURABLE_LEAD_SLOW_MS
                                         : lead;
}

/* Where game time should be now. A process that was stopped does not find hours gone. */
static int64_t target_ms(struct host *host) {
    int64_t now_us = host_now_us(host);
    int64_t passed_ms = (now_us - host->anchor_us) / 1000;
    int64_t target = host->anchor_ms + in_game(host, passed_ms);
    int64_t furthest = game_now(host->game) + in_game(host, lead_ms(host));
    if (target > furthest) {
        host->anchor_us = now_us;
        host->anchor_ms = furthest;
        target = furthest;
    }
    return target;
}

static bool snapshot_is_due(const struct host *host) {
    return host_now_us(host) - host->snapshot_us >= SNAPSHOT_REAL_MS * 1000 ||
           game_now(host->game) - host->snapshot_ms >= SNAPSHOT_GAME_MS;
}

/* H moves on before anything later than it is made. */
static void push_durable(struct host *host, int64_t target) {
    int64_t lead = in_game(host, lead_ms(host));
    int64_t wanted = game_now(host->game) + lead;
    bool aside = committer_is_aside(host->committer);
    if (aside ? target > host->durable_given - lead / 2 : target > host->durable_done) {
        (void)host_flush(host, wanted, snapshot_is_due(host) ? FLUSH_SNAPSHOT : FLUSH_PLAIN);
    }
}

/* H whatever of the commits under way is the last to become durable. */
static int64_t least_durable(const struct host *host) {
    int64_t lowest = committer_lowest_ms(host->committer);
    return lowest < host->durable_done ? lowest : host->durable_done;
}

static void run_towards(struct host *host, int64_t target) {
    while (host->trouble.code == 0) {
        host_draw_day(host);
        int64_t durable = least_durable(host);
        int64_t limit = target < durable ? target : durable;
        if (game_now(host->game) >= limit) {
            return;
        }
        switch (game_advance(host->game, limit)) {
        case ADVANCE_REACHED:
            return;
        case ADVANCE_RECORDS:
            (void)host_flush(host, host->durable_given, FLUSH_PLAIN);
            break;
        case ADVANCE_BOOKS:
            (void)host_flush(host, game_now(host->game), FLUSH_PLAIN);
            host_anchor(host);
            return;
        }
    }
}

static void skip_slice(struct host *host) {
    int64_t until_us = host_now_us(host) + SKIP_SLICE_US;
    while (game_skip_until(host->game) != 0 && host_now_us(host) < until_us) {
        host_draw_day(host);
        int64_t most = game_now(host->game) + SLICE_GAME_MS;
        int64_t end = game_skip_until(host->game);
        if (game_advance(host->game, end < most ? end : most) == ADVANCE_RECORDS) {
            break;
        }
    }
    (void)host_flush(host, game_now(host->game),
                     snapshot_is_due(host) ? FLUSH_SNAPSHOT : FLUSH_PLAIN);
    (void)host_settle(host); /* it ran ahead of H: nobody looks before H is there */
    host_anchor(host);
}

static void catch_up(struct host *host) {
    if (!is_running(host) || game_skip_until(host->game) != 0) {
        return;
    }
    int64_t target = target_ms(host);
    push_durable(host, target);
    run_towards(host, target);
}

/* What the child that checks the file has to say. */
static void hear_checker(struct host *host) {
    char verdict[sizeof host->trouble.sentence];
    ssize_t length = host->checker >= 0 ? read(host->checker, verdict, sizeof verdict - 1) : -1;
    if (length < 0) {
        return; /* still at work, or nobody */
    }
    close(host->checker);
    host->checker = -1;
    if (length > 0) {
        verdict[length] = '\0';
        error_set(&host->trouble, ERROR_STORAGE, "%s", verdict);
    }
}

void host_tick(struct host *host) {
    if (host->mode == HOST_READ) {
        return;
    }
    take_durable(host);
    hear_checker(host);
    host->tick_us = host_now_us(host);
    if (!is_running(host)) {
        return;
    }
    if (game_skip_until(host->game) != 0) {
        skip_slice(host);
    } else {
        catch_up(host);
    }
}

void host_run_to(struct host *host, int64_t game_ms) {
    while (host->trouble.code == 0 && game_now(host->game) < game_ms) {
        host_draw_day(host);
        int64_t most = game_now(host->game) + DAY_MS;
        (void)game_advance(host->game, game_ms < most ? game_ms : most);
        (void)host_flush(host, game_now(host->game),
                         snapshot_is_due(host) ? FLUSH_SNAPSHOT : FLUSH_PLAIN);
    }
    host_anchor(host);
}

int64_t host_wait_ms(struct host *host) {
    if (!is_running(host)) {
        return -1;
    }
    if (game_skip_until(host->game) != 0) {
        return 0;
    }
    int64_t now_us = host_now_us(host);
    int64_t since_tick = (now_us - host->tick_us) / 1000;
    int64_t since_anchor = (now_us - host->anchor_us) / 1000;
    int64_t rate = in_game(host, 1) > 0 ? in_game(host, 1) : 1;
    int64_t next = market_next(game_market(host->game)) - host->anchor_ms;
    int64_t until_next = (next + rate - 1) / rate - since_anchor;
    int64_t wait = host->cadence_ms - since_tick;
    wait = wait > until_next ? wait : until_next;
    int64_t most = lead_ms(host) / 2 - since_tick; /* the clock itself is worth showing */
    wait = wait < most ? wait : most;
    return wait > 0 ? wait : 0;
}

void host_freeze(struct host *host, bool frozen) {
    if (frozen && host->frozen == 0 && is_running(host)) {
        catch_up(host);
        (void)host_flush(host, game_now(host->game), FLUSH_PLAIN);
    }
    host->frozen += frozen ? 1 : -1;
    assert(host->frozen >= 0);
    if (host->frozen == 0) {
        host_anchor(host);
    }
}

int host_settle(struct host *host) {
    if (host->mode == HOST_PLAY && host->trouble.code == 0) {
        (void)committer_wait(host->committer, &host->trouble);
        take_durable(host);
    }
    return host->trouble.code;
}

/* ---- the end ---- */

static void release(struct host *host) {
    if (host->committer) {
        committer_free(host->committer);
    }
    if (host->reader) {
        store_close(host->reader);
    }
    if (host->checker >= 0) {
        close(host->checker);
    }
    commit_clear(&host->commit);
    game_free(host->game);
    for (uint32_t i = 0; i < host->tape_count; i++) {
        tape_clear(&host->tapes[i]);
    }
    mem_free(host->tapes);
    mem_free(host);
}

int host_close(struct host *host, struct error *error) {
    int code = host->trouble.code;
    if (host->mode == HOST_PLAY && code == 0) {
        code = host_flush(host, game_now(host->game), FLUSH_SNAPSHOT | FLUSH_CLEAN);
        if (code == 0) {
            code = committer_wait(host->committer, &host->trouble);
            take_durable(host);
        }
    }
    if (code != 0 && error) {
        *error = host->trouble;
    }
    release(host);
    return code;
}

void host_abandon(struct host *host) {
    release(host);
}
