/* Prints the fingerprint of the core's behaviour: every compiler must make the same. */
#include <inttypes.h>
#include <stdio.h>

#include "support/golden.h"
#include "support/study_golden.h"

int main(void) {
    struct golden golden;
    golden_play(&golden);
    printf("%s-%016" PRIx64 "\n", golden.hash, study_golden());
    return 0;
}
