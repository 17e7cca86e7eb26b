/* Hashes: BLAKE2b with 32 bytes (RFC 7693), of states, commits and content packs. */
#ifndef STORE_HASH_H
#define STORE_HASH_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/pack.h"

#define HASH_BYTES    32
#define HASH_TEXT_MAX 72 /* hexadecimal digits and a NUL, with room */

/* A hash in the making. */
struct state_hash {
    _Alignas(64) unsigned char opaque[384];
};

void state_hash_init(struct state_hash *hash);
struct sink state_hash_sink(struct state_hash *hash); /* borrows; game_encode feeds it */
void state_hash_final(struct state_hash *hash, uint8_t bytes[HASH_BYTES]);

/* The write function behind state_hash_sink, for a sink made by hand. */
void hash_sink(void *hash, const void *bytes, size_t length);

/* Lower case digits. */
void hash_text(const uint8_t bytes[HASH_BYTES], char text[HASH_TEXT_MAX]);

/* Of a pack's names and contents, as it is kept with a chapter. */
void hash_pack(const struct pack *pack, char text[HASH_TEXT_MAX]);

#endif
