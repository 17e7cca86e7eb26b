#include "realism/workers.h"

#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static size_t bytes_of(const struct workers *workers) {
    return workers->tasks * workers->result_size;
}

void workers_release(const struct workers *workers, void *results) {
    munmap(results, bytes_of(workers));
}

static bool start(const struct workers *workers, size_t task, char *results) {
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        workers->work(workers->context, task, results + task * workers->result_size);
        _exit(0);
    }
    return child > 0;
}

static bool wait_for_one(void) {
    int status;
    return wait(&status) > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

void *workers_run(const struct workers *workers) {
    size_t started = 0, done = 0;
    bool fine = true;
    char *results =
        mmap(NULL, bytes_of(workers), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (results == MAP_FAILED)
        return NULL;
    while (done < started || (fine && done < workers->tasks)) {
        if (fine && started < workers->tasks && started - done < workers->jobs) {
            fine = start(workers, started, results);
            started += fine;
            continue;
        }
        fine &= wait_for_one();
        done++;
        if (workers->progress != NULL)
            workers->progress(done, workers->tasks);
    }
    if (!fine)
        workers_release(workers, results);
    return fine ? results : NULL;
}
