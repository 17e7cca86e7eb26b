#include "study/due_queue.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

#include "base/mem.h"

#define FIRST_CAPACITY 64

void due_queue_clear(struct due_queue *queue) {
    mem_free(queue->entries);
    mem_free(queue->places);
    *queue = (struct due_queue){0};
}

/* Knuth's multiplier, near 2^32 over the golden ratio; odd, and so one to one. */
uint32_t due_mix(uint32_t key) {
    return key * UINT32_C(2654435761);
}

/* ---- The heap -------------------------------------------------------------------------------- */

static bool comes_before(const struct due_entry *a, const struct due_entry *b) {
    return a->due != b->due ? a->due < b->due : a->mix < b->mix;
}

static void place(struct due_queue *queue, uint32_t at, struct due_entry entry) {
    queue->entries[at] = entry;
    queue->places[entry.card] = at;
}

static void sift_up(struct due_queue *queue, uint32_t at, struct due_entry entry) {
    while (at > 0) {
        uint32_t parent = (at - 1) / 2;
        if (!comes_before(&entry, &queue->entries[parent]))
            break;
        place(queue, at, queue->entries[parent]);
        at = parent;
    }
    place(queue, at, entry);
}

static void sift_down(struct due_queue *queue, uint32_t at, struct due_entry entry) {
    for (uint32_t child; (child = 2 * at + 1) < queue->count; at = child) {
        if (child + 1 < queue->count &&
            comes_before(&queue->entries[child + 1], &queue->entries[child]))
            child++;
        if (!comes_before(&queue->entries[child], &entry))
            break;
        place(queue, at, queue->entries[child]);
    }
    place(queue, at, entry);
}

static void settle(struct due_queue *queue, uint32_t at, struct due_entry entry) {
    if (at > 0 && comes_before(&entry, &queue->entries[(at - 1) / 2]))
        sift_up(queue, at, entry);
    else
        sift_down(queue, at, entry);
}

/* ---- Cards ----------------------------------------------------------------------------------- */

static void make_room(struct due_queue *queue, uint32_t card) {
    if (card >= queue->card_capacity) {
        uint32_t capacity = queue->card_capacity > 0 ? queue->card_capacity : FIRST_CAPACITY;
        while (capacity <= card)
            capacity *= 2;
        queue->places = mem_resize(queue->places, capacity, sizeof *queue->places);
        for (uint32_t i = queue->card_capacity; i < capacity; i++)
            queue->places[i] = DUE_NOWHERE;
        queue->card_capacity = capacity;
    }
    if (queue->count == queue->capacity) {
        queue->capacity = queue->capacity > 0 ? 2 * queue->capacity : FIRST_CAPACITY;
        queue->entries = mem_resize(queue->entries, queue->capacity, sizeof *queue->entries);
    }
}

void due_queue_put(struct due_queue *queue, uint32_t card, uint32_t key, int64_t due) {
    make_room(queue, card);
    struct due_entry entry = {.due = due, .mix = due_mix(key), .card = card};
    uint32_t at = queue->places[card];
    if (at == DUE_NOWHERE)
        at = queue->count++;
    settle(queue, at, entry);
}

void due_queue_drop(struct due_queue *queue, uint32_t card) {
    uint32_t at = card < queue->card_capacity ? queue->places[card] : DUE_NOWHERE;
    if (at == DUE_NOWHERE)
        return;
    queue->places[card] = DUE_NOWHERE;
    struct due_entry last = queue->entries[--queue->count];
    if (at < queue->count)
        settle(queue, at, last);
}

void due_queue_shift(struct due_queue *queue, uint32_t card, uint32_t count) {
    assert(card < count);
    make_room(queue, count);
    for (uint32_t i = 0; i < queue->count; i++)
        queue->entries[i].card += queue->entries[i].card >= card;
    memmove(&queue->places[card + 1], &queue->places[card], (count - card) * sizeof *queue->places);
    queue->places[card] = DUE_NOWHERE;
}

/* ---- What is due ----------------------------------------------------------------------------- */

uint32_t due_queue_count(const struct due_queue *queue, int64_t now) {
    uint32_t due = 0;
    /* A walk of the tree without a stack: down to the left while due, else on to the next subtree.
     */
    for (uint32_t at = 0;;) {
        bool counts = at < queue->count && queue->entries[at].due <= now;
        due += counts;
        if (counts) {
            at = 2 * at + 1;
            continue;
        }
        while (at > 0 && at % 2 == 0) /* a right child: its parent is done */
            at = (at - 1) / 2;
        if (at == 0)
            return due;
        at++;
    }
}

/* Takes the first of the candidates, all of them places in the heap, out of the list. */
static uint32_t take_first(const struct due_queue *queue, uint32_t *candidates, size_t *count) {
    size_t best = 0;
    for (size_t i = 1; i < *count; i++)
        if (comes_before(&queue->entries[candidates[i]], &queue->entries[candidates[best]]))
            best = i;
    uint32_t at = candidates[best];
    candidates[best] = candidates[--*count];
    return at;
}

size_t due_queue_list(const struct due_queue *queue, int64_t now, uint32_t *cards, size_t most) {
    assert(most <= DUE_LIST_MAX);
    uint32_t candidates[DUE_LIST_MAX + 1] = {0};
    size_t count = queue->count > 0 ? 1 : 0;
    size_t listed = 0;
    while (listed < most && count > 0) {
        uint32_t at = take_first(queue, candidates, &count);
        if (queue->entries[at].due > now)
            break;
        cards[listed++] = queue->entries[at].card;
        for (uint32_t child = 2 * at + 1; child <= 2 * at + 2 && child < queue->count; child++)
            candidates[count++] = child;
    }
    return listed;
}

void due_queue_check(const struct due_queue *queue) {
    for (uint32_t at = 0; at < queue->count; at++) {
        const struct due_entry *entry = &queue->entries[at];
        assert(at == 0 || comes_before(&queue->entries[(at - 1) / 2], entry));
        assert(entry->card < queue->card_capacity && queue->places[entry->card] == at);
    }
    uint32_t placed = 0;
    for (uint32_t i = 0; i < queue->card_capacity; i++)
        placed += queue->places[i] != DUE_NOWHERE;
    assert(placed == queue->count);
}
