#include "cli/lobby.h"

#include <assert.h>
#include <string.h>
#include <sys/random.h>

#include "base/mem.h"
#include "base/text.h"
#include "cli/import.h"
#include "player/profile.h"

#define DATA_PATH_MAX 4096

static uint32_t lobby_profiles(void *self, struct lobby_profile *rows, uint32_t most) {
    struct local_lobby *local = self;
    return store_profiles(local->parts.store, rows, most);
}

/* One file becomes a stored tape. */
static int import_one(struct local_lobby *local, const char *argument, uint64_t *id,
                      struct error *error) {
    char path[DATA_PATH_MAX], like[SYMBOL_MAX];
    import_split(argument, path, sizeof path, like, sizeof like);
    struct tape tape = {0};
    struct tape_report report;
    int code = import_read(path, &tape, &report, NULL, NULL, error);
    if (code == 0 && like[0] && instrument_find(&local->parts.content->instruments, like) < 0) {
        code = error_set(error, ERROR_USAGE, "%s=%s: there is no instrument %s to be like.", path,
                         like, like);
    }
    if (code == 0) {
        const struct host_clock *clock = local->parts.clock;
        code = store_tape_put(local->parts.store, &tape, like, path, clock->wall_ms(clock->context),
                              id, error);
    }
    tape_clear(&tape);
    return code;
}

int lobby_import(struct local_lobby *local, const char *const *data, uint64_t *tape_ids,
                 uint32_t *count, struct error *error) {
    *count = 0;
    for (; data && *data; data++) {
        if (*count == INSTRUMENTS_MAX) {
            return error_set(error, ERROR_USAGE, "A replay plays %d files at most.",
                             INSTRUMENTS_MAX);
        }
        int code = import_one(local, *data, &tape_ids[*count], error);
        if (code != 0) {
            return code;
        }
        ++*count;
    }
    return 0;
}

static uint64_t draw_seed(void) {
    uint64_t seed = 0;
    ssize_t got = getrandom(&seed, sizeof seed, 0);
    assert(got == (ssize_t)sizeof seed);
    (void)got;
    return seed;
}

/* The profile as the list has it, after something was made. */
static int find_made(struct local_lobby *local, uint64_t game, struct lobby_profile *made,
                     struct error *error) {
    struct lobby_profile rows[PLAYERS_MAX];
    uint32_t count = store_profiles(local->parts.store, rows, PLAYERS_MAX);
    for (uint32_t i = 0; i < count; i++) {
        if (rows[i].game == game) {
            *made = rows[i];
            return 0;
        }
    }
    return error_set(error, ERROR_STORAGE, "The new profile is not in the file.");
}

static int next_chapter(struct local_lobby *local, const struct new_game *request,
                        const struct chapter_open *chapter, const uint64_t *ids, uint32_t count,
                        host_progress *progress, void *context, struct error *error) {
    struct host *host;
    int code = host_open(&local->parts, request->profile.game, HOST_PLAY, &host, error);
    if (code != 0) {
        return code;
    }
    code = host_trouble(host)->code;
    if (code != 0) {
        *error = *host_trouble(host);
    } else {
        code = host_next_chapter(host, chapter, ids, count, progress, context, error);
    }
    host_abandon(host); /* the chapter is saved, or nothing of it is */
    return code;
}

/* Before a market is made for it; the game itself says no as well. */
static int check_player(struct local_lobby *local, const struct player_create *player,
                        struct error *error) {
    if (!player->name[0]) {
        return 0;
    }
    int code = profile_name_check(player->name, error);
    if (code == 0 && !host_zone_known(player->zone)) {
        code = error_set(error, ERROR_REFUSED,
                         "There is no time zone %s; name one like Europe/Brussels or UTC.",
                         player->zone);
    }
    if (code == 0 && store_name_taken(local->parts.store, player->name)) {
        code = error_set(error, ERROR_REFUSED,
                         "The name %s is taken in this file, or looks too much like one that is.",
                         player->name);
    }
    return code;
}

static int lobby_create(void *self, const struct new_game *request,
                        void (*progress)(void *context, int thousandths), void *context,
                        struct lobby_profile *made, struct error *error) {
    struct local_lobby *local = self;
    struct chapter_open chapter = request->chapter;
    if (!request->seed_given) {
        chapter.seed = draw_seed();
    }
    uint64_t ids[INSTRUMENTS_MAX];
    uint32_t count = 0;
    int code = check_player(local, &request->player, error);
    if (code == 0 && chapter.market == MARKET_REPLAY) {
        code = lobby_import(local, request->data, ids, &count, error);
    }
    uint64_t game = request->profile.game;
    if (code == 0 && request->player.name[0]) {
        code = host_create(&local->parts, &chapter, ids, count, &request->player, progress, context,
                           &game, error);
    } else if (code == 0) {
        code = next_chapter(local, request, &chapter, ids, count, progress, context, error);
    }
    return code == 0 ? find_made(local, game, made, error) : code;
}

static struct seat *lobby_open(void *self, const struct lobby_profile *profile,
                               struct error *error) {
    struct local_lobby *local = self;
    struct host *host;
    if (host_open(&local->parts, profile->game, HOST_PLAY, &host, error) != 0) {
        return NULL;
    }
    if (local->cadence_ms > 0) {
        host_set_cadence(host, local->cadence_ms);
    }
    return local_seat_new(host, profile->player);
}

void local_lobby_init(struct lobby *lobby, struct local_lobby *local) {
    *lobby = (struct lobby){
        .self = local, .profiles = lobby_profiles, .create = lobby_create, .open = lobby_open};
}
