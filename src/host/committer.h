/* Carries commits to the store: at once, or, where the disk is slow, on a thread that owns the
 * connection. Commits end in the order they were handed over; a failed one ends all work. */
#ifndef HOST_COMMITTER_H
#define HOST_COMMITTER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "host/clock.h"
#include "store/store.h"

struct committer;

struct committer *committer_new(struct store *store, const struct host_clock *clock);

/* Waits for what is under way. */
void committer_free(struct committer *committer);

/* Takes what `commit` owns and leaves it empty. Returns 0, or the error of this or an earlier
 * commit. */
int committer_give(struct committer *committer, struct commit *commit, struct error *error);

/* The next commit that has become durable, in order; false: none (yet). Caller clears it. */
bool committer_take(struct committer *committer, struct commit *commit);

/* Waits until everything given is durable or failed. */
int committer_wait(struct committer *committer, struct error *error);

/* From now on commits run on their own thread. The store is not to be touched by anyone else. */
void committer_go_aside(struct committer *committer);

/* Finishes what was given and commits at once again: the store is the caller's to touch. */
void committer_come_back(struct committer *committer);
bool committer_is_aside(const struct committer *committer);

/* The lowest durable clock of all that was given and not yet taken: any of them may be the last
 * that a killed process leaves. INT64_MAX when there is none. */
int64_t committer_lowest_ms(struct committer *committer);

int64_t committer_last_us(const struct committer *committer); /* how long the last commit took */
int committer_descriptor(const struct committer *committer);  /* readable when one ended; -1 */
int committer_failure(struct committer *committer, struct error *error); /* 0: none */

#endif
