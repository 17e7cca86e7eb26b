/* The tape of a ranked chapter is drawn a game day at a time, from seeds that nobody has before
 * they are needed: whoever knows the file and the chapter's seed knows today, not tomorrow. */
#include <assert.h>
#include <stdlib.h>
#include <sys/random.h>

#include "host/host_state.h"

static uint64_t draw(const struct host *host) {
    if (host->parts.draw) {
        return host->parts.draw(host->parts.draw_context);
    }
    uint64_t seed;
    if (getrandom(&seed, sizeof seed, 0) != sizeof seed) {
        abort(); /* no system that this runs on does that */
    }
    return seed;
}

void host_draw_day(struct host *host) {
    const struct game *game = host->game;
    if (host->mode != HOST_PLAY || host->trouble.code != 0 || game_chapter(game) == 0 ||
        !game_is_ranked(game) || game_market_kind(game) != MARKET_SIM ||
        game_now(game) < game_start(game) || game_market(game)->has_next_block_seed) {
        return;
    }
    struct command command = {.kind = COMMAND_BLOCK_SEED, .block_seed = {.seed = draw(host)}};
    command.counter = game_next_counter(game, 0);
    struct command_answer answer;
    host_apply(host, &command, &answer);
    assert(answer.code == 0);
    (void)host_flush(host, game_now(game), FLUSH_PLAIN);
}
