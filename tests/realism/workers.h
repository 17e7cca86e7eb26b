/* Work spread over processes: each task runs in a child and leaves its result in shared memory. */
#ifndef REALISM_WORKERS_H
#define REALISM_WORKERS_H

#include <stdbool.h>
#include <stddef.h>

struct workers {
    size_t tasks;
    size_t result_size;
    unsigned jobs; /* children at a time, at least 1 */
    void (*work)(const void *context, size_t task, void *result);
    void (*progress)(size_t done, size_t tasks); /* NULL: none */
    const void *context;
};

/* Runs all tasks; returns their results one after the other, zeroed before (workers_release), or
 * NULL when a child could not be started or did not end well. */
void *workers_run(const struct workers *workers);
void workers_release(const struct workers *workers, void *results);

#endif
