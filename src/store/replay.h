/* Chapters played again from their opening snapshots, and every record, block and snapshot that
 * comes of it held against the stored one. Private to the store. */
#ifndef STORE_REPLAY_H
#define STORE_REPLAY_H

#include "store/care.h"

struct replay_with {
    struct content *content; /* its tapes change during the call and are as before at its end */
    const char *pack_hash;
    bool since_snapshot; /* only the last chapter, from the older of the newest two snapshots */
};

/* Counts chapters in `report`: those replayed, and those of another version or content. */
int replay_game(struct store *store, uint64_t game, const struct replay_with *with,
                struct verify_report *report, struct error *error);

#endif
