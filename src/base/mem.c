#include "base/mem.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/error.h"

#define LINE_BYTES      64
#define HUGE_PAGE_BYTES ((size_t)2 << 20)

void mem_exhausted(void) {
    fputs("outcry: out of memory; everything acknowledged is saved.\n", stderr);
    exit(error_exit_status(ERROR_STORAGE));
}

void *mem_alloc(size_t size) {
    return mem_array(1, size);
}

void *mem_array(size_t count, size_t size) {
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes)) {
        mem_exhausted();
    }
    void *block = calloc(1, bytes > 0 ? bytes : 1);
    if (block == NULL) {
        mem_exhausted();
    }
    return block;
}

void *mem_resize(void *block, size_t count, size_t size) {
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes)) {
        mem_exhausted();
    }
    void *moved = realloc(block, bytes > 0 ? bytes : 1);
    if (moved == NULL) {
        mem_exhausted();
    }
    return moved;
}

static size_t rounded_up(size_t bytes, size_t unit) {
    return (bytes + unit - 1) / unit * unit;
}

void *mem_pool(void *block, size_t used, size_t count, size_t size) {
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes) || bytes > SIZE_MAX / 2) {
        mem_exhausted();
    }
    bool huge = bytes >= 2 * HUGE_PAGE_BYTES;
    size_t unit = huge ? HUGE_PAGE_BYTES : LINE_BYTES;
    void *moved = aligned_alloc(unit, rounded_up(bytes > 0 ? bytes : 1, unit));
    if (moved == NULL) {
        mem_exhausted();
    }
    if (huge) {
        (void)madvise(moved, bytes, MADV_HUGEPAGE); /* a kernel without them does as well */
    }
    if (used > 0) {
        memcpy(moved, block, used * size);
    }
    free(block);
    return moved;
}

char *mem_text(const char *text) {
    if (text == NULL) {
        return NULL;
    }
    size_t size = strlen(text) + 1;
    return memcpy(mem_alloc(size), text, size);
}

void mem_free(void *block) {
    free(block);
}
