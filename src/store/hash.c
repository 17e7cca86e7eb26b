#include "store/hash.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

static crypto_generichash_state *inner(struct state_hash *hash) {
    _Static_assert(sizeof(crypto_generichash_state) <= sizeof hash->opaque, "room for the state");
    _Static_assert(crypto_generichash_BYTES == HASH_BYTES, "the library's usual length");
    return (crypto_generichash_state *)(void *)hash->opaque;
}

void state_hash_init(struct state_hash *hash) {
    int code = sodium_init(); /* the first time it chooses the machine's fastest code */
    assert(code >= 0);
    code = crypto_generichash_init(inner(hash), NULL, 0, HASH_BYTES);
    assert(code == 0);
    (void)code;
}

void hash_sink(void *hash, const void *bytes, size_t length) {
    crypto_generichash_update(inner(hash), bytes, length);
}

struct sink state_hash_sink(struct state_hash *hash) {
    return (struct sink){.write = hash_sink, .context = hash};
}

void state_hash_final(struct state_hash *hash, uint8_t bytes[HASH_BYTES]) {
    crypto_generichash_final(inner(hash), bytes, HASH_BYTES);
}

void hash_text(const uint8_t bytes[HASH_BYTES], char text[HASH_TEXT_MAX]) {
    _Static_assert(HASH_TEXT_MAX > 2 * HASH_BYTES, "two digits a byte");
    sodium_bin2hex(text, HASH_TEXT_MAX, bytes, HASH_BYTES);
}

void hash_pack(const struct pack *pack, char text[HASH_TEXT_MAX]) {
    struct state_hash hash;
    uint8_t bytes[HASH_BYTES];
    state_hash_init(&hash);
    struct sink sink = state_hash_sink(&hash);
    for (size_t i = 0; i < pack->count; i++) {
        put_text(&sink, pack->files[i].name);
        put_bytes(&sink, pack->files[i].bytes, pack->files[i].length);
    }
    state_hash_final(&hash, bytes);
    hash_text(bytes, text);
}
