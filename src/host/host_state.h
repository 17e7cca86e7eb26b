/* The state behind host.h, shared by the files of this room. */
#ifndef HOST_HOST_STATE_H
#define HOST_HOST_STATE_H

#include "host/committer.h"
#include "host/host.h"

struct host {
    struct host_parts parts;
    uint64_t id;       /* of the game in the store */
    struct game *game; /* owned */
    enum host_mode mode;
    struct error trouble; /* code 0: none; else nothing more is played */

    struct committer *committer; /* owned; NULL when nothing is written */
    bool making;                 /* one transaction of many commits: they stay on this thread */
    struct store *reader;        /* owned second connection once commits run aside; else NULL */
    struct commit commit;        /* being filled */
    int64_t durable_given;       /* H of the last commit handed over */
    int64_t durable_done;        /* H of the last commit that is durable */

    struct tape *tapes; /* owned: of the current chapter */
    uint32_t tape_count;

    /* game time = anchor_ms + (now - anchor_us) x pace x speed, while running */
    int64_t anchor_us, anchor_ms;
    int64_t tick_us; /* the last tick */
    int frozen;      /* how many pages hold the clock */
    int cadence_ms;
    int64_t snapshot_us, snapshot_ms; /* when the last snapshot was taken, real and game */

    int checker; /* pipe from the child that checks the file after an unclean end; -1 */
    struct host_listener listener;
};

enum flush_with {
    FLUSH_PLAIN = 0,
    FLUSH_SNAPSHOT = 1,
    FLUSH_CHAPTER = 2, /* the snapshot opens a chapter */
    FLUSH_CLEAN = 4,   /* play ends properly here */
};

int64_t host_now_us(const struct host *host);
int64_t host_wall_ms(const struct host *host);

/* Hands over what the game has appended, with H = durable_ms. A failure becomes the trouble. */
int host_flush(struct host *host, int64_t durable_ms, unsigned with);

/* From here game time runs on at the game's speed. */
void host_anchor(struct host *host);

/* Stamps and applies a command, and journals it in the commit being filled. */
void host_apply(struct host *host, const struct command *command, struct command_answer *answer);

/* In a ranked chapter that is being played: gives the game the seed of the next day, once a day. */
void host_draw_day(struct host *host);

/* Loads the tapes of the current chapter into the content. */
int host_load_tapes(struct host *host, struct error *error);

/* Opens the player's local day when it has changed. */
void host_open_day(struct host *host);

#endif
