/* What the review model makes of a fixed script of answers: every compiler and machine must give
 * the same number. */
#ifndef TESTS_SUPPORT_STUDY_GOLDEN_H
#define TESTS_SUPPORT_STUDY_GOLDEN_H

#include <stdint.h>

uint64_t study_golden(void);

#endif
