/* What the tables say of a game, whole enough to make it again when its market is lost. */
#ifndef STORE_TRUTH_H
#define STORE_TRUTH_H

#include "game/rebuild.h"
#include "store/store.h"

/* Reads the facts of one moment; game_facts_clear frees them, also after an error. What is damaged
 * is ERROR_STORAGE with its table. */
int store_facts(struct store *store, uint64_t game, struct game_facts *facts, struct error *error);

#endif
