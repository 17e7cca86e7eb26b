#include "host/committer.h"

#include <assert.h>
#include <pthread.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/mem.h"

#define QUEUE_MAX     256
#define UNDER_WAY_MAX 16 /* given and not yet durable; giving one more waits */

struct committer {
    struct store *store;
    const struct host_clock *clock;
    struct commit queue[QUEUE_MAX]; /* ring: [taken, done) durable, [done, given) to be written */
    uint64_t taken, done, given;
    int64_t last_us;
    struct error failure;
    bool aside, ending;
    int descriptor;
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
};

struct committer *committer_new(struct store *store, const struct host_clock *clock) {
    struct committer *committer = mem_alloc(sizeof *committer);
    committer->store = store;
    committer->clock = clock;
    committer->descriptor = -1;
    pthread_mutex_init(&committer->mutex, NULL);
    pthread_cond_init(&committer->changed, NULL);
    return committer;
}

static int write_one(struct committer *committer, const struct commit *commit, struct error *error,
                     int64_t *took_us) {
    const struct host_clock *clock = committer->clock;
    int64_t before = clock->mono_us(clock->context);
    int code = store_commit(committer->store, commit, error);
    *took_us = clock->mono_us(clock->context) - before;
    return code;
}

static void *work(void *context) {
    struct committer *committer = context;
    pthread_mutex_lock(&committer->mutex);
    for (;;) {
        while (committer->done == committer->given && !committer->ending) {
            pthread_cond_wait(&committer->changed, &committer->mutex);
        }
        if (committer->done == committer->given || committer->failure.code != 0) {
            break;
        }
        const struct commit *commit = &committer->queue[committer->done % QUEUE_MAX];
        struct error error = {0};
        int64_t took_us;
        pthread_mutex_unlock(&committer->mutex);
        int code = write_one(committer, commit, &error, &took_us);
        pthread_mutex_lock(&committer->mutex);
        committer->last_us = took_us;
        if (code != 0) {
            committer->failure = error;
        } else {
            committer->done++;
        }
        eventfd_write(committer->descriptor, 1);
        pthread_cond_broadcast(&committer->changed);
    }
    pthread_mutex_unlock(&committer->mutex);
    return NULL;
}

void committer_go_aside(struct committer *committer) {
    assert(!committer->aside && committer->done == committer->given);
    committer->descriptor = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (committer->descriptor < 0) {
        return; /* no thread then: slow, but right */
    }
    committer->aside = pthread_create(&committer->thread, NULL, work, committer) == 0;
    if (!committer->aside) {
        close(committer->descriptor);
        committer->descriptor = -1;
    }
}

static void end_thread(struct committer *committer) {
    pthread_mutex_lock(&committer->mutex);
    committer->ending = true;
    pthread_cond_broadcast(&committer->changed);
    pthread_mutex_unlock(&committer->mutex);
    pthread_join(committer->thread, NULL);
    close(committer->descriptor);
    committer->descriptor = -1;
    committer->aside = committer->ending = false;
}

void committer_come_back(struct committer *committer) {
    if (committer->aside) {
        end_thread(committer);
    }
}

bool committer_is_aside(const struct committer *committer) {
    return committer->aside;
}

int committer_give(struct committer *committer, struct commit *commit, struct error *error) {
    pthread_mutex_lock(&committer->mutex);
    while (committer->failure.code == 0 && committer->given - committer->done == UNDER_WAY_MAX) {
        pthread_cond_wait(&committer->changed, &committer->mutex);
    }
    assert(committer->given - committer->taken < QUEUE_MAX); /* the host takes after every give */
    if (committer->failure.code == 0) {
        struct commit *place = &committer->queue[committer->given++ % QUEUE_MAX];
        *place = *commit;
        memset(commit, 0, sizeof *commit);
        if (committer->aside) {
            pthread_cond_broadcast(&committer->changed);
        } else if (write_one(committer, place, &committer->failure, &committer->last_us) == 0) {
            committer->done++;
        }
    }
    pthread_mutex_unlock(&committer->mutex);
    return committer_failure(committer, error);
}

bool committer_take(struct committer *committer, struct commit *commit) {
    pthread_mutex_lock(&committer->mutex);
    bool there = committer->taken < committer->done;
    if (there) {
        struct commit *place = &committer->queue[committer->taken++ % QUEUE_MAX];
        *commit = *place;
        memset(place, 0, sizeof *place);
    } else if (committer->aside) {
        eventfd_t count;
        (void)eventfd_read(committer->descriptor, &count);
    }
    pthread_mutex_unlock(&committer->mutex);
    return there;
}

int committer_wait(struct committer *committer, struct error *error) {
    pthread_mutex_lock(&committer->mutex);
    while (committer->aside && committer->failure.code == 0 && committer->done < committer->given) {
        pthread_cond_wait(&committer->changed, &committer->mutex);
    }
    pthread_mutex_unlock(&committer->mutex);
    return committer_failure(committer, error);
}

void committer_free(struct committer *committer) {
    committer_come_back(committer);
    for (size_t i = 0; i < QUEUE_MAX; i++) {
        commit_clear(&committer->queue[i]);
    }
    pthread_cond_destroy(&committer->changed);
    pthread_mutex_destroy(&committer->mutex);
    mem_free(committer);
}

int64_t committer_lowest_ms(struct committer *committer) {
    int64_t lowest = INT64_MAX;
    pthread_mutex_lock(&committer->mutex);
    for (uint64_t i = committer->taken; i < committer->given; i++) {
        int64_t durable_ms = committer->queue[i % QUEUE_MAX].durable_ms;
        lowest = durable_ms < lowest ? durable_ms : lowest;
    }
    pthread_mutex_unlock(&committer->mutex);
    return lowest;
}

int64_t committer_last_us(const struct committer *committer) {
    return committer->last_us;
}

int committer_descriptor(const struct committer *committer) {
    return committer->aside ? committer->descriptor : -1;
}

int committer_failure(struct committer *committer, struct error *error) {
    pthread_mutex_lock(&committer->mutex);
    int code = committer->failure.code;
    if (code != 0 && error) {
        *error = committer->failure;
    }
    pthread_mutex_unlock(&committer->mutex);
    return code;
}
