#include "market/tape_spread.h"

#include <assert.h>
#include <stdlib.h>

#include "base/mem.h"

void tape_spread_add(struct tape_spread *spread, fix8_t value) {
    assert(value >= 0);
    if (!spread->kept) {
        spread->kept = mem_array(TAPE_SPREADS_MAX, sizeof *spread->kept);
        spread->stride = 1;
    }
    if (spread->seen++ % spread->stride != 0)
        return;
    if (spread->count == TAPE_SPREADS_MAX) {
        for (size_t i = 0; i < TAPE_SPREADS_MAX / 2; i++)
            spread->kept[i] = spread->kept[2 * i];
        spread->count = TAPE_SPREADS_MAX / 2;
        spread->stride *= 2;
    }
    spread->kept[spread->count++] = value;
    assert(spread->count <= TAPE_SPREADS_MAX);
}

static int compare(const void *a, const void *b) {
    fix8_t x = *(const fix8_t *)a, y = *(const fix8_t *)b;
    return (x > y) - (x < y);
}

fix8_t tape_spread_median(struct tape_spread *spread) {
    if (spread->count == 0)
        return 0;
    qsort(spread->kept, spread->count, sizeof *spread->kept, compare);
    return spread->kept[(spread->count - 1) / 2];
}

void tape_spread_clear(struct tape_spread *spread) {
    mem_free(spread->kept);
    *spread = (struct tape_spread){.kept = NULL};
}
