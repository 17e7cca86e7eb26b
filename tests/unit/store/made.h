/* Hand-made games, commits and records for the tests of the store. */
#ifndef TESTS_STORE_MADE_H
#define TESTS_STORE_MADE_H

#include "store/store.h"

/* A new directory below $TMPDIR, removed when the process ends; `name` in it. Static storage. */
const char *made_path(const char *name);

/* An open file with one empty game; fails the test on any error. */
struct store *made_store(const char *path);
uint64_t made_game(struct store *store);

/* A commit of a game that has everything once: a chapter, a player and an account, a buy and a
 * sell, an alert, notices, answers. Numbers go on from `*number` and `*seq`; ids carry `serial`. */
struct made {
    uint64_t game, number, seq;
    uint32_t player;
    int64_t game_ms;
};
void made_opening(struct made *made, struct commit *commit, const char *name);
void made_round_trip(struct made *made, struct commit *commit, uint64_t serial);
void made_entry(struct made *made, struct commit *commit, enum command_kind kind);
struct record *made_record(struct made *made, struct commit *commit, enum record_kind kind);

/* Commits, asserts success, clears. */
void made_keep(struct store *store, struct commit *commit);

/* One integer by SQL from another, read-only connection. */
int64_t made_count(const char *path, const char *sql);

#endif
