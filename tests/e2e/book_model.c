/* The order book beside its slow model for a long time: `make model STEPS=10000000 SEED=1`.
 * Aborts where they differ, naming seed and step. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "support/book_play.h"

enum { STEPS_EACH = 100000 }; /* of one seed, then the next: books that begin empty find more */

int main(int argc, char **argv) {
    if (argc != 3) {
        fprintf(stderr, "usage: %s STEPS SEED\n", argv[0]);
        return 2;
    }
    uint64_t steps = strtoull(argv[1], NULL, 10);
    uint64_t seed = strtoull(argv[2], NULL, 10);
    for (uint64_t done = 0; done < steps; done += STEPS_EACH, seed++)
        book_play_random(seed, steps - done < STEPS_EACH ? steps - done : STEPS_EACH);
    printf("book: %" PRIu64 " operations as the model has them\n", steps);
    return 0;
}
