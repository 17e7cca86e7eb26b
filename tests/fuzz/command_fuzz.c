/* Any bytes as a row of commands. What the decoder takes encodes to the same bytes again, and a
 * game carries it out or refuses it with a sentence; minutes pass between two commands. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "base/gametime.h"
#include "base/mem.h"
#include "support/smallgame.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define COMMANDS_MAX 12

static void check_encoding(const struct command *command, const uint8_t *from, const uint8_t *to) {
    struct buffer buffer = {0};
    struct sink sink = buffer_sink(&buffer);
    command_encode(command, &sink);
    assert(buffer.length <= COMMAND_BYTES_MAX);
    if (buffer.bytes[0] == from[0]) { /* an older form encodes to the newer one */
        assert(buffer.length == (size_t)(to - from));
        assert(memcmp(buffer.bytes, from, buffer.length) == 0);
    }
    buffer_clear(&buffer);
}

static struct game *fresh_game(struct content **content) {
    static struct smallgame small;
    static struct buffer snapshot;
    if (small.game == NULL) {
        smallgame_walk(&small);
        struct sink sink = buffer_sink(&snapshot);
        game_encode(small.game, &sink);
    }
    struct source source = source_of(snapshot.bytes, snapshot.length);
    struct game *game = NULL;
    int code = game_decode(&game, &small.content, NULL, &source, NULL);
    assert(code == 0);
    (void)code;
    *content = &small.content;
    return game;
}

static void check_game(struct game *game, struct content *content) {
    struct buffer buffer = {0};
    struct sink sink = buffer_sink(&buffer);
    game_encode(game, &sink);
    struct source source = source_of(buffer.bytes, buffer.length);
    struct game *again = NULL;
    struct error error = {0};
    int code = game_decode(&again, content, NULL, &source, &error);
    assert(code == 0);
    (void)code;
    game_free(again);
    buffer_clear(&buffer);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct content *content;
    struct game *game = fresh_game(&content);
    struct source source = source_of(data, size);
    for (int i = 0; i < COMMANDS_MAX && source.at < source.end; i++) {
        const uint8_t *from = source.at;
        struct command command;
        struct error error = {0};
        if (command_decode(&command, &source, &error) != 0) {
            assert(error.sentence[0]);
            break;
        }
        check_encoding(&command, from, source.at);
        command.player %= 2;
        (void)smallgame_apply(game, &command);
        broker_check(game_broker(game));
        smallgame_run(game, game_now(game) + 20 * MINUTE_MS);
        game_blocks_taken(game);
    }
    check_game(game, content);
    game_free(game);
    return 0;
}
