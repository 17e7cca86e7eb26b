/* Games of one instrument and one day of history, for fuzz targets: no test framework. */
#ifndef TESTS_SUPPORT_SMALLGAME_H
#define TESTS_SUPPORT_SMALLGAME_H

#include "game/game.h"

struct smallgame {
    struct content content;
    struct tape tape; /* of the replay; its rows are static */
    struct game *game;
};

/* Ada holds KEST; an order of hers rests, one waits for the opening, an alert waits. */
void smallgame_walk(struct smallgame *small);

/* The same books in a replay of a daily tape, which is the second chapter. */
void smallgame_replay(struct smallgame *small);

/* Applies `command` now, with the next counter of its player. */
int32_t smallgame_apply(struct game *game, struct command *command);

void smallgame_run(struct game *game, int64_t to_ms);

#endif
