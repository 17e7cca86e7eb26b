/* Prints the fingerprint of the core's behaviour: every compiler must make the same. */
#include <stdio.h>

#include "support/golden.h"

int main(void) {
    struct golden golden;
    golden_play(&golden);
    printf("%s\n", golden.hash);
    return 0;
}
