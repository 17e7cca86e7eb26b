/* Runs one game: stamps commands, turns real time into game time, commits before anything is shown,
 * and recovers after an unclean end.
 *
 * The durable clock H runs ahead: before anything later than H is shown, a commit sets H one real
 * second further; H is never more than that ahead of the time reached, and pause, freeze, an early
 * stop and each slice of a skip commit H = time reached. Where commits take over COMMIT_SLOW_US the
 * lead grows to at most five seconds and commits run on a thread of their own (committer.h). After
 * an unclean end the newest snapshot is loaded, the journal replayed, and the market runs to H. */
#ifndef HOST_HOST_H
#define HOST_HOST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/log.h"
#include "game/game.h"
#include "game/seat.h"
#include "host/clock.h"
#include "store/store.h"

#define DURABLE_LEAD_MS      1000
#define DURABLE_LEAD_SLOW_MS 5000
#define COMMIT_SLOW_US       5000
#define SNAPSHOT_REAL_MS     60000
#define SNAPSHOT_GAME_MS     (2 * DAY_MS) /* a recovery replays no more: it has 400 ms */
#define SKIP_SLICE_US        30000        /* real time of one slice of a skip */

struct host;

/* What a host needs; all borrowed and outliving it. */
struct host_parts {
    struct store *store;
    struct content *content; /* its tapes are set by the host */
    const char *pack_hash;
    const struct host_clock *clock;
    const struct log *log;
    uint64_t (*draw)(void *context); /* seeds of game days; NULL: the system's randomness */
    void *draw_context;
    const char
        *checker; /* program that, run as "PROGRAM --check-file PATH", looks at the whole file
                     after an unclean end: silence, or one sentence; NULL: nobody looks */
};

typedef void host_progress(void *context, int thousandths);

/* Makes a game with its first chapter and one player, all in one transaction, and leaves it paused
 * at its start. `tape_ids` of a replay are in the store. `progress` may be NULL. */
int host_create(const struct host_parts *parts, const struct chapter_open *chapter,
                const uint64_t *tape_ids, uint32_t tape_count, const struct player_create *player,
                host_progress *progress, void *context, uint64_t *game, struct error *error);

enum host_mode {
    HOST_PLAY,
    HOST_READ, /* nothing is written; the state is that of the last commit */
};

/* Loads and, after an unclean end, recovers. A stored record that differs gives a host that only
 * reads: host_trouble says so. A restored file, another SIM_VERSION or another content pack opens a
 * new chapter that carries everything over. Where the market is lost - no snapshot can be read,
 * other rules made it and play did not end cleanly, or it does not hold the open orders of the
 * tables - the new chapter carries the books over into a market made anew around the last prices,
 * and every player is told. A reader gets the same, in memory. */
int host_open(const struct host_parts *parts, uint64_t game, enum host_mode mode,
              struct host **host, struct error *error);

/* Saves a snapshot, marks the end as clean, frees. */
int host_close(struct host *host, struct error *error);

/* Leaves as a killed process would: nothing is saved. For tests. */
void host_abandon(struct host *host);

/* The next chapter of the same game: another market, fresh accounts, the same players. */
int host_next_chapter(struct host *host, const struct chapter_open *chapter,
                      const uint64_t *tape_ids, uint32_t tape_count, host_progress *progress,
                      void *context, struct error *error);

struct game *host_game(struct host *host);
uint64_t host_game_id(const struct host *host);
struct store *host_store(struct host *host);               /* for reading */
const struct error *host_trouble(const struct host *host); /* code 0: none */

/* Stamps, applies and commits one command; its player and counter are the caller's. What it came to
 * is in `answer`; its records reach the listener when they are durable. */
void host_command(struct host *host, const struct command *command, struct command_answer *answer);

/* Lets game time follow real time, one step: to now, or one slice of a skip. */
void host_tick(struct host *host);

/* Runs to a game time at full speed or until something stops it (a fill ...); for `outcry advance`.
 */
void host_run_to(struct host *host, int64_t game_ms);

/* Waits until all that was given is durable, and hands it to the listener: where the disk is slow,
 * what a command came to is heard only then. Returns the code of the host's trouble. */
int host_settle(struct host *host);

/* Real milliseconds until host_tick has something to do: 0 now, -1 nothing before a command. */
int64_t host_wait_ms(struct host *host);
int host_descriptor(const struct host *host); /* readable when a slow commit ended; -1: none */

/* How often the market is looked at while it runs: 100 ms, or 250 ms over a slow line. */
void host_set_cadence(struct host *host, int real_ms);

/* Holds game time while a page is open; nests. */
void host_freeze(struct host *host, bool frozen);

/* Receives records, in order, once they are durable. */
struct host_listener {
    void (*record)(void *context, const struct record *record);
    void *context;
};
void host_listen(struct host *host, const struct host_listener *listener);

/* The newest `most` bars of any frame that start before `before_ms` (0: up to now), oldest first,
 * from the store and the game together; nothing later than game_now(). */
uint32_t host_candles(struct host *host, int instrument, enum time_frame frame, int64_t before_ms,
                      struct candle *rows, uint32_t most);

/* The seat of `player` in this process. Closing it closes the host, saved. */
struct seat *local_seat_new(struct host *host, uint32_t player);

#endif
