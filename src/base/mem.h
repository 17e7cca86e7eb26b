/* Allocation that never returns NULL and never multiplies unchecked. Out of memory is fatal: one
 * sentence on standard error and exit status 3 (everything acknowledged is already on disk). */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

void *mem_alloc(size_t size);                             /* zeroed; size 0 gives a unique block */
void *mem_array(size_t count, size_t size);               /* zeroed; overflow is fatal */
void *mem_resize(void *block, size_t count, size_t size); /* new part not zeroed */
/* A block for `count` elements of a pool, starting at a cache line, with the first `used` of `block`
 * (NULL: none) moved into it; the new part is not zeroed. Big ones ask for huge pages: whoever hops
 * about in a pool pays for every page. Freed by mem_free. */
void *mem_pool(void *block, size_t used, size_t count, size_t size);
char *mem_text(const char *text); /* a copy; NULL stays NULL */
void mem_free(void *block);       /* NULL is fine */

/* What the above do when there is no memory; for allocations that a library made. */
_Noreturn void mem_exhausted(void);

#define ARRAY_LEN(array) (sizeof(array) / sizeof((array)[0]))

#endif
