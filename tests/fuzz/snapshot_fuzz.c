/* A game's snapshot, spoiled. The first byte chooses a good snapshot to start from, the rest is a
 * list of changes to it; or the rest is the snapshot. Whatever the decoder takes is a game that
 * goes on: sliced or not to the same state, which decodes again. Snapshots are made here, so that
 * the corpus outlives a change of the encoding. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "base/gametime.h"
#include "base/mem.h"
#include "support/smallgame.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum base { BASE_WALK, BASE_REPLAY, BASE_NONE, BASE_COUNT };
enum change { CHANGE_SET, CHANGE_FLIP, CHANGE_ADD, CHANGE_WORD, CHANGE_LONG, CHANGE_CUT, CHANGES };

#define CHANGE_BYTES 4 /* kind, place (two), value */
#define CHANGES_MAX  16

static struct buffer encoded(const struct game *game) {
    struct buffer buffer = {0};
    struct sink sink = buffer_sink(&buffer);
    game_encode(game, &sink);
    return buffer;
}

static void write_bytes(struct buffer *buffer, size_t at, const void *bytes, size_t length) {
    size_t room = buffer->length - at;
    memcpy(buffer->bytes + at, bytes, length < room ? length : room);
}

static void change(struct buffer *buffer, const uint8_t what[CHANGE_BYTES]) {
    static const int64_t longs[] = {0,  1,         -1,        2,         INT32_MAX,
                                    -2, INT32_MIN, INT64_MAX, INT64_MIN, GAMETIME_MAX};
    if (buffer->length == 0)
        return;
    size_t at = (what[1] | (size_t)what[2] << 8) % buffer->length;
    uint8_t *byte = &buffer->bytes[at];
    int64_t value = longs[what[3] % ARRAY_LEN(longs)];
    switch ((enum change)(what[0] % CHANGES)) {
    case CHANGE_SET:
        *byte = what[3];
        break;
    case CHANGE_FLIP:
        *byte ^= (uint8_t)(1u << (what[3] & 7));
        break;
    case CHANGE_ADD:
        *byte = (uint8_t)(*byte + what[3]);
        break;
    case CHANGE_WORD:
        write_bytes(buffer, at, &value, 4);
        break;
    case CHANGE_LONG:
        write_bytes(buffer, at, &value, 8);
        break;
    case CHANGE_CUT:
        buffer->length = at;
        break;
    case CHANGES:
        break;
    }
}

static struct game *decoded(struct smallgame *small, const struct buffer *bytes) {
    struct source source = source_of(bytes->bytes, bytes->length);
    struct game *game = NULL;
    struct error error = {0};
    int code = game_decode(&game, &small->content, NULL, &source, &error);
    assert((code == 0) == (game != NULL) && (code == 0 || error.sentence[0]));
    return game;
}

static bool same(const struct buffer *left, const struct buffer *right) {
    return left->length == right->length && memcmp(left->bytes, right->bytes, left->length) == 0;
}

/* An hour in one go and in slices. */
static void go_on(struct smallgame *small, const struct buffer *bytes) {
    struct game *game = decoded(small, bytes);
    if (game == NULL)
        return;
    struct buffer again = encoded(game);
    assert(same(bytes, &again));
    struct game *sliced = decoded(small, &again);
    assert(sliced != NULL);
    int64_t end = game_now(game) + HOUR_MS;
    smallgame_run(game, end);
    for (int64_t ms = game_now(sliced); ms < end; ms += 7 * MINUTE_MS + 13)
        smallgame_run(sliced, ms);
    smallgame_run(sliced, end);
    struct buffer whole_end = encoded(game), sliced_end = encoded(sliced);
    assert(same(&whole_end, &sliced_end));
    game_free(game);
    game = decoded(small, &whole_end);
    assert(game != NULL);
    game_free(game);
    game_free(sliced);
    buffer_clear(&again);
    buffer_clear(&whole_end);
    buffer_clear(&sliced_end);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static struct smallgame games[BASE_NONE];
    static struct buffer snapshots[BASE_NONE];
    if (games[BASE_WALK].game == NULL) {
        smallgame_walk(&games[BASE_WALK]);
        smallgame_replay(&games[BASE_REPLAY]);
        snapshots[BASE_WALK] = encoded(games[BASE_WALK].game);
        snapshots[BASE_REPLAY] = encoded(games[BASE_REPLAY].game);
    }
    if (size == 0)
        return 0;
    enum base base = data[0] % BASE_COUNT;
    struct buffer bytes = {0};
    if (base == BASE_NONE) {
        buffer_append(&bytes, data + 1, size - 1);
    } else {
        buffer_append(&bytes, snapshots[base].bytes, snapshots[base].length);
        size_t changes = (size - 1) / CHANGE_BYTES;
        for (size_t i = 0; i < changes && i < CHANGES_MAX; i++)
            change(&bytes, data + 1 + i * CHANGE_BYTES);
    }
    go_on(&games[base == BASE_NONE ? BASE_WALK : base], &bytes);
    buffer_clear(&bytes);
    return 0;
}
