/* The days of ranked chapters: drawn one at a time, journaled, the same after a crash. */
#include "unit/host/house.h"

static uint64_t count_up(void *context) {
    return ++*(uint64_t *)context;
}

static void make_ranked(struct house *house, bool ranked) {
    struct chapter_open chapter = {.seed = 5, .history_days = 1, .ranked = ranked};
    strcpy(chapter.instruments, "BTC-USD");
    struct player_create player = {.zone = "UTC"};
    strcpy(player.name, "Ada");
    cr_assert_eq(host_create(&house->parts, &chapter, NULL, 0, &player, NULL, NULL, &house->game,
                             &house->error),
                 0, "%s", house->error.sentence);
}

Test(days, a_ranked_chapter_draws_each_day_once_before_it_begins) {
    struct house house;
    uint64_t drawn = 0;
    house_open(&house);
    house.parts.draw = count_up;
    house.parts.draw_context = &drawn;
    make_ranked(&house, true);
    cr_expect_eq(drawn, 0, "history is the chapter's own");
    struct host *host = house_play(&house);
    host_run_to(host, GAME_START_MS + HOUR_MS);
    cr_expect_eq(drawn, 1);
    host_run_to(host, GAME_START_MS + 2 * HOUR_MS);
    cr_expect_eq(drawn, 1, "once a day");
    host_run_to(host, GAME_START_MS + 2 * DAY_MS);
    cr_expect_geq(drawn, 2);
    struct buffer before = house_state(host);
    house_crash(&house, host);
    house.parts.draw = count_up;
    house.parts.draw_context = &drawn;
    host = house_play(&house);
    cr_assert_eq(host_trouble(host)->code, 0, "%s", host_trouble(host)->sentence);
    struct buffer after = house_state(host);
    cr_expect(before.length == after.length &&
                  memcmp(before.bytes, after.bytes, before.length) == 0,
              "seeds are in the journal");
    cr_assert_eq(host_close(host, &house.error), 0);
    buffer_clear(&before);
    buffer_clear(&after);
    house_close(&house);
}

Test(days, a_practice_chapter_draws_none) {
    struct house house;
    uint64_t drawn = 0;
    house_open(&house);
    house.parts.draw = count_up;
    house.parts.draw_context = &drawn;
    make_ranked(&house, false);
    struct host *host = house_play(&house);
    host_run_to(host, GAME_START_MS + 6 * HOUR_MS);
    cr_expect_eq(drawn, 0);
    cr_assert_eq(host_close(host, &house.error), 0);
    house_close(&house);
}
