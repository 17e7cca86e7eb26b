/* What the tables say of a game, whole enough to make it again when its market is lost. */
#ifndef STORE_TRUTH_H
#define STORE_TRUTH_H

#include "game/rebuild.h"
#include "store/store.h"

/* Reads the facts of one moment; game_facts_clear frees them, also after an error. What is damaged
 * is ERROR_STORAGE with its table. */
int store_facts(struct store *store, uint64_t game, struct game_facts *facts, struct error *error);

/* The next older whole snapshot of the current chapter takes the place of the one in `loaded`; with
 * none left, `loaded` has no snapshot. */
int store_older_snapshot(struct store *store, struct stored_game *loaded, struct error *error);

/* Drops the snapshots of the chapter in `loaded` that are newer than the one it has (all when it
 * has none): they could not be read, and what can be made again is not kept damaged. */
int store_drop_unread(struct store *store, const struct stored_game *loaded, struct error *error);

#endif
