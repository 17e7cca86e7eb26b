#include "game/game.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "game/game_state.h"

struct game *game_new(struct content *content, const struct log *log) {
    assert(content);
    struct game *game = mem_alloc(sizeof *game);
    game->content = content;
    game->log = log;
    game->next_alert = 1;
    broker_init(&game->broker, &content->brokers);
    return game;
}

void game_free(struct game *game) {
    if (!game) {
        return;
    }
    if (game->chapter.chapter) {
        market_clear(&game->market);
    }
    broker_clear(&game->broker);
    game_blocks_taken(game);
    mem_free(game->blocks);
    mem_free(game->alerts);
    mem_free(game->records);
    mem_free(game->told);
    mem_free(game->told_reasons);
    mem_free(game);
}

int game_player_index(const struct game *game, uint32_t player) {
    for (uint32_t i = 0; i < game->player_count; i++) {
        if (game->players[i].id == player) {
            return (int)i;
        }
    }
    return -1;
}

/* ---- applying ---- */

static struct seat_memory *memory_of(struct game *game, uint32_t player) {
    if (player == 0) {
        return &game->memories[0];
    }
    int index = game_player_index(game, player);
    return index < 0 ? NULL : &game->memories[index + 1];
}

static void refuse(struct command_answer *answer, const char *sentence) {
    answer->code = ERROR_REFUSED;
    answer->order = 0;
    text_format(answer->sentence, sizeof answer->sentence, "%s", sentence);
}

/* True when the command is to be applied; else `answer` says what to say instead. */
static bool command_is_new(const struct seat_memory *memory, const struct command *command,
                           struct command_answer *answer) {
    if (!memory) {
        refuse(answer, "This game has no such player.");
        return false;
    }
    if (command->counter > memory->counter) {
        return true;
    }
    if (command->counter == memory->counter) {
        *answer = memory->answer;
    } else {
        refuse(answer, "A later command of this player has already been carried out.");
    }
    return false;
}

static void run_market(struct game *game, int64_t to_ms) {
    while (game->now_ms < to_ms) {
        (void)game_advance(game, to_ms);
    }
}

void game_apply(struct game *game, const struct command *command, const struct stamp *stamp,
                struct command_answer *answer, bool *repeated) {
    memset(answer, 0, sizeof *answer);
    struct seat_memory *memory = memory_of(game, command->player);
    *repeated = !command_is_new(memory, command, answer);
    if (*repeated) {
        return;
    }
    assert(stamp->seq == game->seq + 1);
    run_market(game, stamp->game_ms);
    game->seq = stamp->seq;

    struct error error = {0};
    answer->code = command_check(command, &error);
    if (answer->code == 0) {
        answer->code = game_dispatch(game, command, stamp, &answer->order, &error);
    }
    if (answer->code != 0) {
        text_format(answer->sentence, sizeof answer->sentence, "%s", error.sentence);
    }
    game_settle(game, true);
    game_tell(game);
    memory = memory_of(game, command->player);
    assert(memory);
    memory->counter = command->counter;
    memory->answer = *answer;

    struct answered *body = &game_record(game, RECORD_ANSWERED, command->player)->answered;
    body->counter = command->counter;
    body->code = answer->code;
    body->order = answer->order;
    text_format(body->sentence, sizeof body->sentence, "%s", answer->sentence);
}

/* ---- advancing ---- */

static void end_skip_at_its_time(struct game *game) {
    if (game->skip_until_ms != 0 && game->now_ms >= game->skip_until_ms) {
        game->skip_until_ms = 0;
        struct clock_changed *body = &game_record(game, RECORD_CLOCK_CHANGED, 0)->clock_changed;
        body->speed = game->speed;
        body->cause = CLOCK_SKIP_ENDED;
        game->touched = true;
    }
}

bool game_is_over(const struct game *game) {
    if (game->chapter.chapter == 0 || game->chapter.market != MARKET_REPLAY) {
        return false;
    }
    for (uint32_t i = 0; i < game->market.table.count; i++) {
        const struct listing *listing = &game->market.listings[i];
        if (listing->phase != PHASE_CLOSED || listing->turn_ms < GAMETIME_MAX) {
            return false;
        }
    }
    return true;
}

/* The last bar of a replay has been played: the clock stands, and everybody is told once. */
static void end_replay(struct game *game) {
    if ((game->speed == SPEED_PAUSED && game->skip_until_ms == 0) || !game_is_over(game)) {
        return;
    }
    game->speed = SPEED_PAUSED;
    game->skip_until_ms = 0;
    struct clock_changed *body = &game_record(game, RECORD_CLOCK_CHANGED, 0)->clock_changed;
    body->speed = game->speed;
    body->cause = CLOCK_REPLAY_ENDED;
    for (uint32_t i = 0; i < game->player_count; i++) {
        game_notice(game, game->players[i].id, NOTICE_CHAPTER, "",
                    "The replay has ended: its last bar has been played. What you hold keeps its "
                    "last price; a new market begins from the title.");
    }
    game->touched = true;
}

/* History has no players: the market runs at once to `to_ms`, or to the last moment before play. */
static int64_t make_history(struct game *game, int64_t to_ms) {
    int64_t day = game->now_ms + DAY_MS; /* its news are told before they are forgotten */
    int64_t last = game->chapter.start_ms - 1, at = to_ms < last ? to_ms : last;
    at = at < day ? at : day;
    game->market.quiet = true;
    market_advance(&game->market, at);
    return at;
}

enum advance_stop game_advance(struct game *game, int64_t to_ms) {
    game->touched = false;
    while (game->now_ms < to_ms) {
        int64_t at = to_ms;
        if (game->chapter.chapter && game->now_ms + 1 < game->chapter.start_ms) {
            at = make_history(game, to_ms);
        } else if (game->chapter.chapter) {
            int64_t next = market_next(&game->market);
            at = next < at ? next : at;
            if (game->skip_until_ms != 0 && game->skip_until_ms < at) {
                at = game->skip_until_ms > game->now_ms ? game->skip_until_ms : game->now_ms;
            }
            game->market.quiet = at < game->chapter.start_ms;
            market_step(&game->market, at);
        }
        game->now_ms = at;
        game_settle(game, false);
        game_tell(game);
        end_skip_at_its_time(game);
        end_replay(game);
        if (game->touched) {
            return ADVANCE_BOOKS;
        }
        if (game->record_count * 4 >= RECORDS_ROOM * 3) {
            return ADVANCE_RECORDS;
        }
    }
    return ADVANCE_REACHED;
}

void game_slow_down(struct game *game, enum clock_cause cause) {
    game->touched = true;
    if (game->skip_until_ms == 0 && game->speed <= SPEED_1X) {
        return;
    }
    game->skip_until_ms = 0;
    game->speed = game->speed > SPEED_1X ? SPEED_1X : game->speed;
    struct clock_changed *body = &game_record(game, RECORD_CLOCK_CHANGED, 0)->clock_changed;
    body->speed = game->speed;
    body->cause = (uint8_t)cause;
}

/* ---- records ---- */

struct record *game_record(struct game *game, enum record_kind kind, uint32_t player) {
    if (game->record_count == game->record_capacity) {
        game->record_capacity = game->record_capacity ? 2 * game->record_capacity : 64;
        game->records = mem_resize(game->records, game->record_capacity, sizeof *game->records);
    }
    struct record *record = &game->records[game->record_count++];
    memset(record, 0, sizeof *record);
    record->number = ++game->record_number;
    record->seq = game->seq;
    record->game_ms = game->now_ms;
    record->player = player;
    record->kind = (uint8_t)kind;
    return record;
}

void game_notice(struct game *game, uint32_t player, enum notice_kind kind, const char *symbol,
                 const char *format, ...) {
    struct notice *body = &game_record(game, RECORD_NOTICE, player)->notice;
    body->kind = (uint8_t)kind;
    text_format(body->symbol, sizeof body->symbol, "%s", symbol);
    char text[RECORD_TEXT_MAX];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    text_clean(text, strlen(text), body->text, sizeof body->text);
}

const struct record *game_records(const struct game *game, size_t *count) {
    *count = game->record_count;
    return game->records;
}

void game_records_taken(struct game *game) {
    game->record_count = 0;
}

/* ---- candle blocks ---- */

static void take_block(void *context, struct candle_block *block) {
    struct game *game = context;
    if (game->block_count == game->block_capacity) {
        game->block_capacity = game->block_capacity ? 2 * game->block_capacity : 16;
        game->blocks = mem_resize(game->blocks, game->block_capacity, sizeof *game->blocks);
    }
    int instrument = game->market.block_instrument;
    const struct instrument *row = &game->market.table.rows[instrument];
    struct game_block *out = &game->blocks[game->block_count++];
    *out = (struct game_block){.chapter = game->series_chapter,
                               .instrument = (uint8_t)instrument,
                               .tick = row->tick,
                               .block = *block};
    memcpy(out->symbol, row->symbol, sizeof out->symbol);
    block->candles = NULL;
}

struct block_sink game_block_sink(struct game *game) {
    return (struct block_sink){.complete = take_block, .context = game};
}

const struct game_block *game_blocks(const struct game *game, size_t *count) {
    *count = game->block_count;
    return game->blocks;
}

void game_blocks_taken(struct game *game) {
    for (size_t i = 0; i < game->block_count; i++) {
        block_clear(&game->blocks[i].block);
    }
    game->block_count = 0;
}

/* ---- reading ---- */

int64_t game_now(const struct game *game) {
    return game->now_ms;
}
int64_t game_start(const struct game *game) {
    return game->chapter.start_ms;
}
uint32_t game_chapter(const struct game *game) {
    return game->chapter.chapter;
}
uint32_t game_series_chapter(const struct game *game) {
    return game->series_chapter;
}
enum speed game_speed(const struct game *game) {
    return game->speed;
}
int64_t game_skip_until(const struct game *game) {
    return game->skip_until_ms;
}
uint64_t game_seq(const struct game *game) {
    return game->seq;
}
uint64_t game_record_number(const struct game *game) {
    return game->record_number;
}
bool game_is_ranked(const struct game *game) {
    return game->chapter.ranked;
}
enum market_kind game_market_kind(const struct game *game) {
    return game->chapter.market;
}
const struct market *game_market(const struct game *game) {
    return &game->market;
}
struct broker *game_broker(struct game *game) {
    return &game->broker;
}
const struct profile *game_profile(const struct game *game, uint32_t player) {
    int index = game_player_index(game, player);
    return index < 0 ? NULL : &game->players[index];
}
const struct profile *game_profiles(const struct game *game, uint32_t *count) {
    *count = game->player_count;
    return game->players;
}
const struct alert *game_alerts(const struct game *game, uint32_t *count) {
    *count = game->alert_count;
    return game->alerts;
}
uint64_t game_next_counter(const struct game *game, uint32_t player) {
    int index = player == 0 ? -1 : game_player_index(game, player);
    return game->memories[index + 1].counter + 1;
}
