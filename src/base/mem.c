#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"

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
