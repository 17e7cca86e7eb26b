/* Named random streams. Every user of chance owns a stream made from the game's seed and its own
 * name, so that adding a user changes nobody else's numbers.
 *
 * Generator: PCG-XSH-RR 64/32 (O'Neill 2014), state and increment from SplitMix64 (Steele 2014)
 * over the seed and an FNV-1a hash of the name. Same numbers on every machine and compiler. */
#ifndef BASE_RANDOM_H
#define BASE_RANDOM_H

#include <stdint.h>

struct random {
    uint64_t state;
    uint64_t step; /* odd */
};

/* Stream `name`, number `index` (for instance one for each instrument) of `seed`. */
struct random random_named(uint64_t seed, const char *name, uint64_t index);

uint32_t random_u32(struct random *random);
uint64_t random_u64(struct random *random);

/* 0 to bound - 1, unbiased; bound > 0. */
uint32_t random_below(struct random *random, uint32_t bound);

/* low to high, both included, unbiased; low <= high. */
int64_t random_between(struct random *random, int64_t low, int64_t high);

/* An integer with mean 0 and standard deviation 2^16, nearly normal: the sum of twelve uniforms
 * (Irwin-Hall), bounded by six standard deviations. */
int32_t random_normal_q16(struct random *random);

#endif
