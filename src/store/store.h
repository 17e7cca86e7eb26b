/* The file: SQLite, one writer. Records become rows, the market travels in snapshots, every command
 * is in the journal. The store decides nothing.
 *
 * A commit is plain data, so that it can be handed to a writer thread. It is one transaction with
 * `synchronous=FULL`: when store_commit returns 0, it survives power loss. */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/log.h"
#include "game/command.h"
#include "game/event.h"
#include "game/game.h"
#include "game/seat.h"

struct store;

enum store_mode {
    STORE_READ,  /* nothing is written, also while another process plays */
    STORE_WRITE, /* creates and migrates; takes the file's lock */
};

/* Opens `path`. Refused in one sentence: not ours (application_id), newer than ours (user_version),
 * broken, held by another process (which one, after `wait_ms`). On a network file system it falls
 * back to a rollback journal and logs that once. */
int store_open(struct store **store, const char *path, enum store_mode mode, int wait_ms,
               const struct log *log, struct error *error);
void store_close(struct store *store);
const char *store_path(const struct store *store);

/* ---- writing ---- */

struct journal_entry {
    struct stamp stamp;
    struct command command;
};

struct commit_block {
    uint32_t chapter;
    char symbol[SYMBOL_MAX];
    enum time_frame frame;
    int64_t number;
    struct buffer bytes; /* owned: block_encode's form */
};

/* One transaction. Zero-initialise, fill, hand over; commit_clear frees what it owns. */
struct commit {
    uint64_t game;
    int64_t durable_ms;            /* the durable clock H */
    int64_t reached_ms;            /* where the game stands: what others may see of it */
    struct journal_entry *entries; /* owned */
    uint32_t entry_count, entry_capacity;
    struct record *records; /* owned */
    uint32_t record_count, record_capacity;
    struct commit_block *blocks; /* owned */
    uint32_t block_count, block_capacity;
    struct buffer snapshot;   /* game_encode's form; empty: none */
    uint64_t snapshot_seq;    /* the last command in it */
    uint64_t snapshot_record; /* the last record in it */
    int64_t snapshot_ms;
    fix8_t snapshot_equity; /* of the game's first player, for lists and boards */
    bool chapter_snapshot;  /* it opens a chapter: kept for verify */
    char pack_hash[72];     /* content of the chapter that is open now; empty: as before */
    bool clean;             /* play ended properly: nothing to recover */
};
void commit_entry(struct commit *commit, const struct stamp *stamp, const struct command *command);
void commit_record(struct commit *commit, const struct record *record);
void commit_block(struct commit *commit, const struct game_block *block);
bool commit_is_empty(const struct commit *commit); /* only the clock, or not even that */
void commit_clear(struct commit *commit);

/* Makes an empty game; `pack_hash` identifies the content. */
int store_game_new(struct store *store, const char *pack_hash, int64_t wall_ms, uint64_t *game,
                   struct error *error);

/* Writes it all or nothing. Records already stored (recovery) are compared, not written; one that
 * differs is ERROR_STORAGE with the place, and nothing is written. */
int store_commit(struct store *store, const struct commit *commit, struct error *error);

/* Several commits as one: nothing is durable before the end. For making a game. */
int store_begin(struct store *store, struct error *error);
int store_end(struct store *store, bool keep, struct error *error);

/* ---- loading ---- */

struct stored_game {
    uint64_t game;
    char pack_hash[72];   /* of the chapter */
    uint32_t chapter;     /* 0: none yet */
    uint32_t sim_version; /* of the chapter */
    int64_t durable_ms;
    int64_t reached_ms;
    bool clean;
    bool restored;          /* from a backup: the next thing is a new, practice chapter */
    struct buffer snapshot; /* the newest whole one of the chapter; empty: none; caller clears */
    int64_t snapshot_id;    /* 0: none */
    uint64_t snapshot_seq, snapshot_record;
    uint64_t last_record, last_seq;
};
int store_load(struct store *store, uint64_t game, struct stored_game *loaded, struct error *error);

/* The next older whole snapshot of the chapter takes the place of the one in `loaded`; with none
 * left, `loaded` has none. */
int store_older_snapshot(struct store *store, struct stored_game *loaded, struct error *error);

/* Drops the chapter's snapshots that are newer than the one in `loaded`, all when it has none: they
 * could not be read. A chapter whose opening snapshot is gone is no longer played again by verify;
 * its chain and folds still are checked. */
int store_drop_unread(struct store *store, const struct stored_game *loaded, struct error *error);

/* Commands after `seq`, in order; `take` returns non-zero to stop. */
int store_journal(struct store *store, uint64_t game, uint64_t seq,
                  int (*take)(void *context, const struct journal_entry *entry), void *context,
                  struct error *error);

/* Every order the snapshot calls open must be open in the tables with equal remaining size, and the
 * other way round. `game` is the decoded game at its last stored record. */
int store_orders_agree(struct store *store, uint64_t id, struct game *game, struct error *error);

/* ---- reading ---- */

uint32_t store_profiles(struct store *store, struct lobby_profile *rows, uint32_t most);
/* A name's key is taken in this file (profile_name_key). */
bool store_name_taken(struct store *store, const char *name);

/* Candles of `frame` from the closed blocks that start before `before_ms` (0: all), the newest
 * `most`, oldest first; what is not kept is folded from what is. Bars of the block in progress are
 * the game's. */
uint32_t store_candles(struct store *store, uint64_t game, uint32_t chapter, const char *symbol,
                       enum time_frame frame, int64_t before_ms, struct candle *rows,
                       uint32_t most);

/* Records of one kind of one player as they were stored, newest first, with numbers below `before`
 * (0: all). Game time starts anew with a chapter; numbers do not. */
uint32_t store_records(struct store *store, uint64_t game, uint32_t player, enum record_kind kind,
                       uint64_t before, struct record *rows, uint32_t most);
uint32_t store_finished_orders(struct store *store, uint64_t game, uint32_t player, uint64_t before,
                               struct record *rows, uint32_t most);
uint32_t store_board(struct store *store, uint64_t own_game, struct board_row *rows, uint32_t most);

/* ---- tapes ---- */

/* Keeps a tape; one that is equal, played like the same symbol, is not stored twice but found. */
int store_tape_put(struct store *store, const struct tape *tape, const char *like,
                   const char *source_name, int64_t wall_ms, uint64_t *id, struct error *error);
/* Binds tapes (0 or more, in order) to the chapter that is about to open, which becomes the current
 * one; for a transaction that also opens it. A replay chapter that is opened without plays those of
 * the one before. */
int store_chapter_tapes(struct store *store, uint64_t game, uint32_t chapter, const uint64_t *ids,
                        uint32_t count, struct error *error);
/* Tapes of the current chapter; the caller clears each. */
int store_tapes_load(struct store *store, uint64_t game, struct tape *tapes,
                     char likes[][SYMBOL_MAX], uint32_t *count, struct error *error);

/* ---- settings of the file ---- */
int store_setting_put(struct store *store, const char *key, const char *value, struct error *error);
bool store_setting(struct store *store, const char *key, char *value, size_t size);

#endif
