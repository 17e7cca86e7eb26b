#include <criterion/criterion.h>

#include "support/golden.h"

/* The one place where the core's behaviour is frozen. */
#define GOLDEN "f40f8cea6225f78ec126e83964d82b5d48e0ac2bfb1128c0fb5e93242b62c3b3"

Test(golden, the_fixed_script_comes_to_the_frozen_state) {
    struct golden golden;
    golden_play(&golden);
    cr_assert_gt(golden.fills, 60, "%u fills", golden.fills);
    cr_assert_gt(golden.commands - golden.refused, 100, "%u refused", golden.refused);
    cr_assert_gt(golden.refused, 10, "%u refused", golden.refused);
    cr_assert_str_eq(golden.hash, GOLDEN,
                     "behaviour changed: raise SIM_VERSION and refresh this value on purpose;"
                     " it is now %s",
                     golden.hash);
}
