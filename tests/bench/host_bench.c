/* A year of twenty instruments, made by the game itself: how long until a desk can be drawn, after
 * a clean end and after a killed process. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/gametime.h"
#include "base/pack.h"
#include "bench/bench.h"
#include "game/seat.h"
#include "game/view.h"
#include "host/content.h"
#include "host/host.h"

#define OPENINGS 15

struct year {
    char path[256];
    struct content content;
    char hash[HASH_TEXT_MAX];
    struct host_clock clock;
    int64_t mono_us;
    struct store *store;
    struct host_parts parts;
    uint64_t game;
    struct error error;
};

static int64_t still(void *context) {
    return ((struct year *)context)->mono_us;
}

static void must(struct year *year, int code) {
    if (code != 0) {
        fprintf(stderr, "host bench: %s\n", year->error.sentence);
        exit(1);
    }
}

static void open_store(struct year *year) {
    must(year, store_open(&year->store, year->path, STORE_WRITE, 0, NULL, &year->error));
    year->parts = (struct host_parts){.store = year->store,
                                      .content = &year->content,
                                      .pack_hash = year->hash,
                                      .clock = &year->clock};
}

static void make(struct year *year) {
    snprintf(year->path, sizeof year->path, "%s/host.db", bench_directory());
    year->clock = (struct host_clock){.mono_us = still, .wall_ms = still, .context = year};
    must(year, content_load(&pack_embedded, &year->content, year->hash, &year->error));
    open_store(year);
    struct chapter_open chapter = {.seed = 365, .history_days = 365};
    struct player_create player = {.name = "Ada", .zone = "UTC"};
    must(year, host_create(&year->parts, &chapter, NULL, 0, &player, NULL, NULL, &year->game,
                           &year->error));
}

/* From an unopened file to a view with everything a desk draws, candles included. */
static struct seat *open_desk(struct year *year, struct view *view, double *ms) {
    static struct event event;
    uint64_t start = bench_now_ns();
    struct host *host = NULL;
    open_store(year);
    must(year, host_open(&year->parts, year->game, HOST_PLAY, &host, &year->error));
    struct seat *seat = local_seat_new(host, 1);
    view_init(view);
    while (seat_poll(seat, &event)) {
        view_apply(view, &event);
    }
    seat_watch(seat, 0, 1);
    struct ask ask = {.kind = ASK_CANDLES, .frame = 1, .most = 300};
    view_watch(view, 0, 1, seat_ask(seat, &ask));
    while (seat_poll(seat, &event)) {
        view_apply(view, &event);
    }
    *ms = (double)(bench_now_ns() - start) / 1e6;
    if (view->candle_count < 300 || view->book.bids == 0) {
        fprintf(stderr, "host bench: the desk is not whole\n");
        exit(1);
    }
    return seat;
}

static double clean_ms(struct year *year, struct view *view) {
    double samples[OPENINGS];
    for (int i = 0; i < OPENINGS; i++) {
        struct seat *seat = open_desk(year, view, &samples[i]);
        seat_close(seat);
        store_close(year->store);
    }
    return bench_percentile(samples, OPENINGS, 50);
}

/* The worst a killed process leaves: as much game time after the snapshot as there can be. */
static double unclean_ms(struct year *year, struct view *view) {
    double samples[OPENINGS];
    for (int i = 0; i < OPENINGS; i++) {
        struct host *host = NULL;
        open_store(year);
        must(year, host_open(&year->parts, year->game, HOST_PLAY, &host, &year->error));
        int64_t from = game_now(host_game(host));
        host_run_to(host, from + SNAPSHOT_GAME_MS - MINUTE_MS);
        host_abandon(host);
        store_close(year->store);
        struct seat *seat = open_desk(year, view, &samples[i]);
        seat_close(seat);
        store_close(year->store);
    }
    return bench_percentile(samples, OPENINGS, 50);
}

BENCH(host) {
    static struct year year;
    struct view *view = malloc(sizeof *view);
    if (view == NULL) {
        return;
    }
    make(&year);
    store_close(year.store);
    bench_report(bench, "desk_after_clean_end", clean_ms(&year, view), "ms", BENCH_AT_MOST, 50);
    bench_report(bench, "desk_after_kill", unclean_ms(&year, view), "ms", BENCH_AT_MOST, 400);
    free(view);
}
