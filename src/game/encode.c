/* The canonical encoding of a whole game, field by field; nothing that is not state is in it. */
#include <assert.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "game/game_state.h"

#define GAME_ENCODING 2
#define ALERTS_ALL    (PLAYERS_MAX * ALERTS_MAX)

static void put_chapter(const struct chapter_opened *chapter, const struct sink *sink) {
    put_u32(sink, chapter->chapter);
    put_u8(sink, chapter->market);
    put_bool(sink, chapter->ranked);
    put_u64(sink, chapter->seed);
    put_u32(sink, chapter->history_days);
    put_u32(sink, chapter->sim_version);
    put_i64(sink, chapter->start_ms);
    put_text(sink, chapter->instruments);
}

static void get_chapter(struct chapter_opened *chapter, struct source *source) {
    chapter->chapter = get_u32(source);
    chapter->market = get_u8(source);
    chapter->ranked = get_bool(source);
    chapter->seed = get_u64(source);
    chapter->history_days = get_u32(source);
    chapter->sim_version = get_u32(source);
    chapter->start_ms = get_i64(source);
    get_text(source, chapter->instruments, sizeof chapter->instruments);
    source->bad |= chapter->market > MARKET_REPLAY;
}

static void put_memory(const struct seat_memory *memory, const struct sink *sink) {
    put_u64(sink, memory->counter);
    put_i32(sink, memory->answer.code);
    put_u64(sink, memory->answer.order);
    put_text(sink, memory->answer.sentence);
}

static void get_memory(struct seat_memory *memory, struct source *source) {
    memory->counter = get_u64(source);
    memory->answer.code = get_i32(source);
    memory->answer.order = get_u64(source);
    get_text(source, memory->answer.sentence, sizeof memory->answer.sentence);
}

static void put_alert(const struct alert *alert, const struct sink *sink) {
    put_u64(sink, alert->id);
    put_u32(sink, alert->player);
    put_u8(sink, alert->instrument);
    put_i32(sink, alert->ticks);
    put_bool(sink, alert->above);
}

static void get_alert(struct alert *alert, struct source *source) {
    alert->id = get_u64(source);
    alert->player = get_u32(source);
    alert->instrument = get_u8(source);
    alert->ticks = get_i32(source);
    alert->above = get_bool(source);
}

void game_encode(const struct game *game, const struct sink *sink) {
    assert(game->record_count == 0 || game->record_number > 0);
    assert(!game->facts); /* a game just rebuilt opens its chapter first */
    put_u32(sink, GAME_ENCODING);
    put_chapter(&game->chapter, sink);
    put_u32(sink, game->series_chapter);
    put_i64(sink, game->now_ms);
    put_u8(sink, game->speed);
    put_i64(sink, game->skip_until_ms);
    put_u64(sink, game->seq);
    put_u64(sink, game->record_number);
    put_u64(sink, game->next_alert);
    put_u32(sink, game->player_count);
    put_memory(&game->memories[0], sink);
    for (uint32_t i = 0; i < game->player_count; i++) {
        profile_encode(&game->players[i], sink);
        put_memory(&game->memories[i + 1], sink);
    }
    put_u32(sink, game->alert_count);
    for (uint32_t i = 0; i < game->alert_count; i++) {
        put_alert(&game->alerts[i], sink);
    }
    broker_encode(&game->broker, sink);
    if (game->chapter.chapter) {
        market_encode(&game->market, sink);
    }
}

static int decode_people(struct game *game, struct source *source, struct error *error) {
    game->player_count = get_count(source, PLAYERS_MAX);
    get_memory(&game->memories[0], source);
    for (uint32_t i = 0; i < game->player_count && !source->bad; i++) {
        int code = profile_decode(&game->players[i], source, error);
        if (code != 0) {
            return code;
        }
        source->bad |= game->players[i].id != i + 1;
        get_memory(&game->memories[i + 1], source);
    }
    game->alert_count = get_count(source, ALERTS_ALL);
    game->alert_capacity = game->alert_count;
    game->alerts = mem_array(game->alert_count, sizeof *game->alerts);
    for (uint32_t i = 0; i < game->alert_count && !source->bad; i++) {
        get_alert(&game->alerts[i], source);
    }
    return 0;
}

static bool clock_fits(const struct game *game) {
    bool skips = game->skip_until_ms > game->now_ms && game->skip_until_ms <= GAMETIME_MAX;
    return game->speed < SPEED_COUNT && (game->skip_until_ms == 0 || skips) &&
           game->chapter.start_ms >= GAMETIME_MIN && game->chapter.start_ms <= GAMETIME_MAX &&
           (game->chapter.chapter == 0 || game->now_ms == game->market.now_ms);
}

static bool alerts_fit(const struct game *game) {
    uint64_t last = 0;
    for (uint32_t i = 0; i < game->alert_count; i++) {
        const struct alert *alert = &game->alerts[i];
        if (alert->instrument >= game->market.table.count || alert->ticks < 1 ||
            alert->ticks > INSTRUMENT_TICKS_MAX || game_player_index(game, alert->player) < 0 ||
            alert->id <= last) {
            return false;
        }
        last = alert->id;
    }
    return last < game->next_alert;
}

/* Everything is there: do the parts fit together? */
static bool parts_fit(struct game *game) {
    uint32_t instruments = game->market.table.count;
    if (!clock_fits(game) || !alerts_fit(game)) {
        return false;
    }
    for (uint32_t i = 0; i < game->player_count; i++) {
        if (!broker_account_of(&game->broker, game->players[i].id)) {
            return false;
        }
    }
    for (uint32_t i = 0; i < game->broker.account_count; i++) {
        if (game_player_index(game, game->broker.accounts[i].player) < 0) {
            return false;
        }
    }
    for (uint32_t i = 0; i < game->broker.order_count; i++) {
        if (game->broker.orders[i].instrument >= instruments) {
            return false;
        }
    }
    for (uint32_t i = 0; i < game->broker.position_count; i++) {
        if (game->broker.positions[i].instrument >= instruments) {
            return false;
        }
    }
    return true;
}

static int decode_market(struct game *game, struct source *source, struct error *error) {
    const struct content *content = game->content;
    bool replay = game->chapter.market == MARKET_REPLAY;
    struct block_sink sink = game_block_sink(game);
    int code = market_decode(&game->market, replay ? content->tapes : NULL,
                             replay ? content->tape_count : 0, &sink, source, error);
    if (code != 0) {
        game->chapter.chapter = 0; /* there is no market to clear */
        return code;
    }
    game->news_told = market_news(&game->market)->count;
    return broker_agrees(&game->broker, &game->market, error);
}

static int decode_into(struct game *game, struct source *source, struct error *error) {
    if (get_u32(source) != GAME_ENCODING) {
        return error_set(error, ERROR_STORAGE, "This snapshot is of another version.");
    }
    get_chapter(&game->chapter, source);
    game->series_chapter = get_u32(source);
    game->now_ms = get_i64(source);
    game->speed = get_u8(source);
    game->skip_until_ms = get_i64(source);
    game->seq = get_u64(source);
    game->record_number = get_u64(source);
    game->next_alert = get_u64(source);
    uint32_t chapter = game->chapter.chapter;
    game->chapter.chapter = 0; /* until its market is decoded */
    int code = decode_people(game, source, error);
    if (code == 0) {
        code = broker_decode(&game->broker, &game->content->brokers, source, error);
    }
    game->chapter.chapter = chapter;
    if (code == 0 && chapter) {
        code = decode_market(game, source, error);
    } else if (code != 0) {
        game->chapter.chapter = 0;
    }
    if (code == 0 && (!source_done(source) || !parts_fit(game))) {
        code = error_set(error, ERROR_STORAGE, "This snapshot is damaged.");
    }
    return code;
}

int game_decode(struct game **game, struct content *content, const struct log *log,
                struct source *source, struct error *error) {
    struct game *made = mem_alloc(sizeof *made);
    made->content = content;
    made->log = log;
    int code = decode_into(made, source, error);
    if (code != 0) {
        game_free(made);
        return code;
    }
    *game = made;
    return 0;
}
