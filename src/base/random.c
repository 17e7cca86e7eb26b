#include "base/random.h"

#include <assert.h>
#include <stddef.h>

#define PCG_MULTIPLIER UINT64_C(6364136223846793005)
#define GOLDEN_GAMMA   UINT64_C(0x9E3779B97F4A7C15)
#define FNV_BASIS      UINT64_C(0xCBF29CE484222325)
#define FNV_PRIME      UINT64_C(0x100000001B3)

#define NORMAL_TERMS 12
#define NORMAL_MEAN  (NORMAL_TERMS / 2 * 65535) /* of the sum of twelve uniforms of 0 to 65535 */

static uint64_t splitmix(uint64_t *state) {
    *state += GOLDEN_GAMMA;
    uint64_t mixed = *state;
    mixed = (mixed ^ mixed >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    mixed = (mixed ^ mixed >> 27) * UINT64_C(0x94D049BB133111EB);
    return mixed ^ mixed >> 31;
}

static uint64_t hash_of(const char *name) {
    uint64_t hash = FNV_BASIS;
    for (; *name != '\0'; name++) {
        hash = (hash ^ (unsigned char)*name) * FNV_PRIME;
    }
    return hash;
}

/* Seed, name and index are mixed one after the other, so that no sum or difference of two of them
 * gives a neighbour's stream. */
struct random random_named(uint64_t seed, const char *name, uint64_t index) {
    assert(name != NULL);
    uint64_t mixer = seed;
    mixer = splitmix(&mixer) ^ hash_of(name);
    mixer = splitmix(&mixer) ^ index;
    uint64_t state = splitmix(&mixer);
    return (struct random){.state = state, .step = splitmix(&mixer) | 1};
}

uint32_t random_u32(struct random *random) {
    assert(random->step % 2 == 1);
    uint64_t old = random->state;
    random->state = old * PCG_MULTIPLIER + random->step;
    uint32_t shifted = (uint32_t)((old >> 18 ^ old) >> 27);
    uint32_t turn = (uint32_t)(old >> 59);
    return shifted >> turn | shifted << (-turn & 31);
}

uint64_t random_u64(struct random *random) {
    uint64_t high = random_u32(random);
    return high << 32 | random_u32(random);
}

/* The high half of a product, with the few low halves refused that would favour some results
 * (Lemire, "Fast random integer generation in an interval", 2019). */
uint32_t random_below(struct random *random, uint32_t bound) {
    assert(bound > 0);
    uint64_t product = (uint64_t)random_u32(random) * bound;
    if ((uint32_t)product < bound) {
        uint32_t refused = -bound % bound;
        while ((uint32_t)product < refused) {
            product = (uint64_t)random_u32(random) * bound;
        }
    }
    return (uint32_t)(product >> 32);
}

int64_t random_between(struct random *random, int64_t low, int64_t high) {
    assert(low <= high);
    uint64_t span = (uint64_t)high - (uint64_t)low; /* results less one */
    uint64_t offset;
    if (span < UINT32_MAX) {
        offset = random_below(random, (uint32_t)span + 1);
    } else if (span == UINT64_MAX) {
        offset = random_u64(random);
    } else {
        uint64_t refused = -(span + 1) % (span + 1);
        do {
            offset = random_u64(random);
        } while (offset < refused);
        offset %= span + 1;
    }
    return (int64_t)((uint64_t)low + offset);
}

int32_t random_normal_q16(struct random *random) {
    int32_t sum = 0;
    for (int i = 0; i < NORMAL_TERMS; i += 2) {
        uint32_t pair = random_u32(random);
        sum += (int32_t)(pair >> 16) + (int32_t)(pair & 0xFFFF);
    }
    return sum - NORMAL_MEAN;
}
