#include <criterion/criterion.h>

#include "support/golden.h"

/* The one place where the core's behaviour is frozen. */
#define GOLDEN "63cf250190e39de61b9b7eb6565be44eb6e5177234a11a8dedab6c0ee4ccc1cf"

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
