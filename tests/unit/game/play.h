/* A game that tests play: one or more instruments, a short history, players, commands in a line. */
#ifndef TESTS_GAME_PLAY_H
#define TESTS_GAME_PLAY_H

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "broker/order.h"
#include "game/game.h"
#include "player/profile.h"
#include "support/content.h"

struct play {
    struct content content;
    struct game *game;
    int64_t wall_ms;
    struct command_answer answer; /* of the last command */
};

static inline struct command play_command(const struct play *play, enum command_kind kind,
                                          uint32_t player) {
    struct command command;
    memset(&command, 0, sizeof command);
    command.kind = (uint8_t)kind;
    command.player = player;
    command.counter = game_next_counter(play->game, player);
    return command;
}

static inline struct stamp play_stamp(struct play *play) {
    play->wall_ms += 1000;
    return (struct stamp){.seq = game_seq(play->game) + 1,
                          .game_ms = game_now(play->game),
                          .wall_ms = play->wall_ms,
                          .local_day = (int32_t)(play->wall_ms / DAY_MS)};
}

static inline int32_t play_apply(struct play *play, const struct command *command) {
    struct stamp stamp = play_stamp(play);
    bool repeated;
    game_apply(play->game, command, &stamp, &play->answer, &repeated);
    cr_assert_not(repeated);
    return play->answer.code;
}

static inline void play_run_to(struct play *play, int64_t ms) {
    while (game_now(play->game) < ms) {
        (void)game_advance(play->game, ms);
    }
}

static inline void play_start(struct play *play, const char *instruments, uint64_t seed) {
    memset(play, 0, sizeof *play);
    test_content(&play->content);
    play->wall_ms = GAME_START_MS;
    play->game = game_new(&play->content, NULL);
    struct command command = play_command(play, COMMAND_CHAPTER_OPEN, 0);
    command.chapter_open.seed = seed;
    command.chapter_open.history_days = 1;
    strcpy(command.chapter_open.instruments, instruments);
    cr_assert_eq(play_apply(play, &command), 0, "%s", play->answer.sentence);
    play_run_to(play, game_start(play->game));
    command = play_command(play, COMMAND_PLAYER_CREATE, 0);
    strcpy(command.player_create.name, "Ada");
    strcpy(command.player_create.zone, "UTC");
    cr_assert_eq(play_apply(play, &command), 0, "%s", play->answer.sentence);
}

static inline void play_end(struct play *play) {
    game_free(play->game);
}

static inline int32_t play_order(struct play *play, const char *symbol, enum side side,
                                 enum order_type type, fix8_t size, fix8_t price) {
    struct command command = play_command(play, COMMAND_ORDER_PLACE, 1);
    strcpy(command.order_place.symbol, symbol);
    command.order_place.side = (uint8_t)side;
    command.order_place.type = (uint8_t)type;
    command.order_place.tif = TIF_GTC;
    command.order_place.size = size;
    command.order_place.price = price;
    return play_apply(play, &command);
}

static inline int32_t play_clock(struct play *play, enum speed speed, enum skip skip) {
    struct command command = play_command(play, COMMAND_CLOCK_SET, 1);
    command.clock_set.speed = (uint8_t)speed;
    command.clock_set.skip = (uint8_t)skip;
    return play_apply(play, &command);
}

/* Records of `kind` since they were last taken. */
static inline size_t play_count(const struct play *play, enum record_kind kind) {
    size_t count, found = 0;
    const struct record *records = game_records(play->game, &count);
    for (size_t i = 0; i < count; i++) {
        found += records[i].kind == kind;
    }
    return found;
}

static inline const struct record *play_last(const struct play *play, enum record_kind kind) {
    size_t count;
    const struct record *records = game_records(play->game, &count);
    for (size_t i = count; i-- > 0;) {
        if (records[i].kind == kind) {
            return &records[i];
        }
    }
    cr_assert(false, "there is no %s record", record_word(kind));
    abort();
}

static inline struct buffer play_bytes(const struct game *game) {
    struct buffer buffer = {0};
    struct sink sink = buffer_sink(&buffer);
    game_encode(game, &sink);
    return buffer;
}

static inline bool play_same(struct game *a, struct game *b) {
    struct buffer x = play_bytes(a), y = play_bytes(b);
    bool same = x.length == y.length && memcmp(x.bytes, y.bytes, x.length) == 0;
    buffer_clear(&x);
    buffer_clear(&y);
    return same;
}

#endif
