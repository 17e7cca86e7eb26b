#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

Test(mem, new_blocks_are_zero) {
    unsigned char *bytes = mem_alloc(1000);
    uint64_t *numbers = mem_array(100, sizeof *numbers);
    for (size_t i = 0; i < 1000; i++) {
        cr_assert_eq(bytes[i], 0);
    }
    for (size_t i = 0; i < 100; i++) {
        cr_assert_eq(numbers[i], 0u);
    }
    mem_free(bytes);
    mem_free(numbers);
}

Test(mem, blocks_without_bytes_are_blocks_of_their_own) {
    void *a = mem_alloc(0);
    void *b = mem_array(0, 8);
    void *c = mem_resize(NULL, 0, 8);
    cr_assert(a != NULL && b != NULL && c != NULL && a != b && b != c && a != c);
    mem_free(a);
    mem_free(b);
    mem_free(c);
    mem_free(NULL);
}

Test(mem, resizing_keeps_what_was_there) {
    int *numbers = mem_resize(NULL, 4, sizeof *numbers);
    for (int i = 0; i < 4; i++) {
        numbers[i] = i * i;
    }
    numbers = mem_resize(numbers, 4000, sizeof *numbers);
    for (int i = 0; i < 4; i++) {
        cr_assert_eq(numbers[i], i * i);
    }
    mem_free(numbers);
}

Test(mem, text_is_copied_and_nothing_stays_nothing) {
    char original[] = "EURUSD";
    char *copy = mem_text(original);
    original[0] = '?';
    cr_assert_str_eq(copy, "EURUSD");
    mem_free(copy);
    cr_assert_null(mem_text(NULL));
}

Test(mem, an_array_whose_size_overflows_is_fatal, .init = cr_redirect_stderr, .exit_code = 3) {
    mem_free(mem_array(SIZE_MAX / 2, 3));
    exit(0);
}

Test(mem, a_resize_whose_size_overflows_is_fatal, .init = cr_redirect_stderr, .exit_code = 3) {
    mem_free(mem_resize(NULL, SIZE_MAX / 4 + 1, 4));
    exit(0);
}

Test(mem, a_pool_starts_at_a_cache_line_and_keeps_what_was_there_small_or_huge) {
    static const size_t counts[] = {16, 1000, 3000000};
    uint32_t *numbers = NULL;
    size_t used = 0;
    for (size_t i = 0; i < ARRAY_LEN(counts); i++) {
        numbers = mem_pool(numbers, used, counts[i], sizeof *numbers);
        cr_assert_eq((uintptr_t)numbers % 64, 0u);
        for (size_t at = 0; at < used; at++)
            cr_assert_eq(numbers[at], (uint32_t)at);
        for (size_t at = used; at < counts[i]; at++)
            numbers[at] = (uint32_t)at;
        used = counts[i];
    }
    mem_free(numbers);
}
