/* A file, a clock that tests own, and hosts over them. */
#ifndef TESTS_HOST_HOUSE_H
#define TESTS_HOST_HOUSE_H

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/pack.h"
#include "broker/order.h"
#include "host/content.h"
#include "host/host.h"
#include "store/care.h"
#include "store/store.h"

struct house {
    char folder[64], path[96];
    int64_t mono_us, wall_ms;
    struct host_clock clock;
    struct content content;
    char hash[HASH_TEXT_MAX];
    struct store *store;
    struct host_parts parts;
    uint64_t game;
    struct error error;
};

static inline int64_t house_mono(void *context) {
    return ((struct house *)context)->mono_us;
}

static inline int64_t house_wall(void *context) {
    return ((struct house *)context)->wall_ms;
}

static inline void house_open_store(struct house *house) {
    cr_assert_eq(store_open(&house->store, house->path, STORE_WRITE, 0, NULL, &house->error), 0,
                 "%s", house->error.sentence);
    house->parts = (struct host_parts){.store = house->store,
                                       .content = &house->content,
                                       .pack_hash = house->hash,
                                       .clock = &house->clock};
}

static inline void house_open(struct house *house) {
    memset(house, 0, sizeof *house);
    strcpy(house->folder, "/tmp/outcry-test-XXXXXX");
    cr_assert_not_null(mkdtemp(house->folder));
    snprintf(house->path, sizeof house->path, "%s/game.db", house->folder);
    house->mono_us = 1000000;
    house->wall_ms = INT64_C(1760000000000);
    house->clock =
        (struct host_clock){.mono_us = house_mono, .wall_ms = house_wall, .context = house};
    cr_assert_eq(content_load(&pack_embedded, &house->content, house->hash, &house->error), 0, "%s",
                 house->error.sentence);
    house_open_store(house);
}

static inline void house_make(struct house *house, const char *instruments, uint64_t seed) {
    struct chapter_open chapter = {.seed = seed, .history_days = 1};
    strcpy(chapter.instruments, instruments);
    struct player_create player = {.zone = "UTC"};
    strcpy(player.name, "Ada");
    cr_assert_eq(host_create(&house->parts, &chapter, NULL, 0, &player, NULL, NULL, &house->game,
                             &house->error),
                 0, "%s", house->error.sentence);
}

static inline struct host *house_play(struct house *house) {
    struct host *host = NULL;
    cr_assert_eq(host_open(&house->parts, house->game, HOST_PLAY, &host, &house->error), 0, "%s",
                 house->error.sentence);
    return host;
}

/* The process dies: the connection goes without a goodbye, the file stays. */
static inline void house_crash(struct house *house, struct host *host) {
    host_abandon(host);
    store_close(house->store);
    house_open_store(house);
}

static inline void house_close(struct house *house) {
    store_close(house->store);
    char command[160];
    snprintf(command, sizeof command, "rm -rf '%s'", house->folder);
    cr_assert_eq(system(command), 0);
}

/* Real time passes, a tick every `step` ms. */
static inline void house_pass(struct house *house, struct host *host, int64_t ms, int64_t step) {
    for (int64_t done = 0; done < ms; done += step) {
        house->mono_us += step * 1000;
        house->wall_ms += step;
        host_tick(host);
    }
}

static inline struct command_answer house_send(struct host *host, struct command command) {
    struct command_answer answer;
    command.player = 1;
    command.counter = game_next_counter(host_game(host), 1);
    host_command(host, &command, &answer);
    return answer;
}

static inline struct command_answer house_speed(struct host *host, enum speed speed,
                                                enum skip skip) {
    struct command command;
    memset(&command, 0, sizeof command);
    command.kind = COMMAND_CLOCK_SET;
    command.clock_set.speed = (uint8_t)speed;
    command.clock_set.skip = (uint8_t)skip;
    return house_send(host, command);
}

static inline struct command_answer house_order(struct host *host, const char *symbol,
                                                enum side side, fix8_t size, fix8_t limit) {
    struct command command;
    memset(&command, 0, sizeof command);
    command.kind = COMMAND_ORDER_PLACE;
    strcpy(command.order_place.symbol, symbol);
    command.order_place.side = (uint8_t)side;
    command.order_place.type = limit ? ORDER_LIMIT : ORDER_MARKET;
    command.order_place.tif = TIF_GTC;
    command.order_place.size = size;
    command.order_place.price = limit;
    return house_send(host, command);
}

static inline struct buffer house_state(struct host *host) {
    struct buffer buffer = {0};
    struct sink sink = buffer_sink(&buffer);
    game_encode(host_game(host), &sink);
    return buffer;
}

#endif
