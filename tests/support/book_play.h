/* Plays a book, a twin decoded from its bytes now and then, and the slow model beside each other,
 * and aborts where an event, a result or a reading differs. What is played comes from a random
 * stream or, for fuzzing, from bytes. */
#ifndef SUPPORT_BOOK_PLAY_H
#define SUPPORT_BOOK_PLAY_H

#include <stddef.h>
#include <stdint.h>

/* `steps` operations from the stream `seed`. */
void book_play_random(uint64_t seed, uint64_t steps);

/* As many operations as the bytes give, each checked as a whole. */
void book_play_bytes(const uint8_t *bytes, size_t length);

#endif
