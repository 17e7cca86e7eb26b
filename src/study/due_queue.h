/* Which card comes next: a binary heap over (due, mix). `mix` is a scramble of the card's key, one
 * to one, so that cards due together come in an order that jumps between lessons and is always the
 * same. */
#ifndef STUDY_DUE_QUEUE_H
#define STUDY_DUE_QUEUE_H

#include <stddef.h>
#include <stdint.h>

#define DUE_NOWHERE UINT32_MAX

struct due_entry {
    int64_t due;   /* a day, or wall time in ms: one unit in a queue */
    uint32_t mix;  /* due_mix of the key: no two are equal */
    uint32_t card; /* the owner's index */
};

struct due_queue {
    struct due_entry *entries; /* owned; entries[0] is next, children of i at 2i + 1 and 2i + 2 */
    uint32_t count, capacity;
    uint32_t *places; /* owned; where each card is in `entries`; DUE_NOWHERE: it is not */
    uint32_t card_capacity;
};

void due_queue_clear(struct due_queue *queue);

uint32_t due_mix(uint32_t key);

/* Puts the card in, or to another place when it is in already. */
void due_queue_put(struct due_queue *queue, uint32_t card, uint32_t key, int64_t due);
void due_queue_drop(struct due_queue *queue, uint32_t card); /* nothing when it is not in */

/* The owner, who had `count` cards, put one in before index `card`: what was there and after it is
 * one further on now. */
void due_queue_shift(struct due_queue *queue, uint32_t card, uint32_t count);

/* How many are due at `now` or before: looks at these and their children only. */
uint32_t due_queue_count(const struct due_queue *queue, int64_t now);

/* The first cards that are due, in order; at most `most` (up to DUE_LIST_MAX). Returns how many. */
#define DUE_LIST_MAX 256
size_t due_queue_list(const struct due_queue *queue, int64_t now, uint32_t *cards, size_t most);

/* Asserts order and places. */
void due_queue_check(const struct due_queue *queue);

#endif
