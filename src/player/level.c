#include "player/profile.h"

#include <assert.h>
#include <stddef.h>

/* XP from level n to n + 1 (GAME.md section 3); from level LEVEL_REGULAR on it grows evenly. */
#define LEVEL_LAST    100
#define LEVEL_REGULAR 25

static const uint16_t steps[LEVEL_REGULAR] = {
    [1] = 100,   [2] = 150,   [3] = 200,   [4] = 300,   [5] = 400,   [6] = 500,
    [7] = 600,   [8] = 700,   [9] = 800,   [10] = 900,  [11] = 1000, [12] = 1100,
    [13] = 1200, [14] = 1300, [15] = 1400, [16] = 1500, [17] = 1600, [18] = 1700,
    [19] = 1800, [20] = 1900, [21] = 2000, [22] = 2100, [23] = 2200, [24] = 2500,
};

/* What it takes from `level` to the next; level n + 1 > 25 needs 2,500 + 25 x (n + 1 - 25). */
static uint64_t step_from(int level) {
    assert(level >= 1 && level < LEVEL_LAST);
    if (level < LEVEL_REGULAR)
        return steps[level];
    return 2500 + 25 * (uint64_t)(level + 1 - LEVEL_REGULAR);
}

int level_of(uint64_t xp, uint64_t *into, uint64_t *needed) {
    int level = 1;
    while (level < LEVEL_LAST && xp >= step_from(level))
        xp -= step_from(level++);
    if (into != NULL)
        *into = xp;
    if (needed != NULL)
        *needed = level < LEVEL_LAST ? step_from(level) : 0;
    return level;
}
