#include <criterion/criterion.h>

#include "store/hash.h"

Test(store_hash, is_blake2b_as_published_however_the_bytes_are_cut) {
    /* BLAKE2b-256 of "abc": b2sum -l 256. */
    static const char published[] =
        "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319";
    for (size_t cut = 0; cut <= 3; cut++) {
        struct state_hash hash;
        uint8_t bytes[HASH_BYTES];
        char text[HASH_TEXT_MAX];
        state_hash_init(&hash);
        struct sink sink = state_hash_sink(&hash);
        sink.write(sink.context, "abc", cut);
        hash_sink(&hash, &"abc"[cut], 3 - cut);
        state_hash_final(&hash, bytes);
        hash_text(bytes, text);
        cr_expect_str_eq(text, published, "cut at %zu", cut);
    }
}

Test(store_hash, a_packs_hash_changes_with_a_name_and_with_a_byte) {
    struct pack_file files[] = {{"data/a", (const uint8_t *)"1", 1},
                                {"data/b", (const uint8_t *)"2", 1}};
    struct pack pack = {.files = files, .count = 2};
    char first[HASH_TEXT_MAX], other[HASH_TEXT_MAX];
    hash_pack(&pack, first);
    hash_pack(&pack, other);
    cr_expect_str_eq(first, other);
    files[1].bytes = (const uint8_t *)"3";
    hash_pack(&pack, other);
    cr_expect_str_neq(first, other);
    files[1] = (struct pack_file){"data/c", (const uint8_t *)"2", 1};
    hash_pack(&pack, other);
    cr_expect_str_neq(first, other);
}
