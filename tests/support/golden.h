/* One game played by a fixed script: a walk with three instruments, two hundred mixed commands, a
 * replay of a made-up tape, days that pass. What it comes to is a fingerprint of the core's
 * behaviour. */
#ifndef TESTS_SUPPORT_GOLDEN_H
#define TESTS_SUPPORT_GOLDEN_H

#include "store/hash.h"

struct golden {
    char hash[HASH_TEXT_MAX]; /* of every record on the way and the state at both chapters' ends */
    unsigned commands, refused, records, fills;
};

void golden_play(struct golden *golden);

#endif
