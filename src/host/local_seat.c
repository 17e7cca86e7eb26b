/* A seat at a game in this process: records wait in a queue, the market is looked at when polled
 * and told only where it changed. */
#include <assert.h>
#include <string.h>

#include "base/mem.h"
#include "host/host_state.h"

#define ASKS_MAX     32
#define CANDLES_MOST 1300 /* 48 bytes each in a reply of 64 KiB */
#define ROWS_MOST    100

struct asked {
    uint32_t tag;
    struct ask ask;
};

struct local_seat {
    struct seat seat; /* first: the seat is this */
    struct host *host;

    /* records on their way */
    struct record *records; /* owned: queue [taken, count) */
    size_t taken, count, capacity;

    /* what was told last; the market is told again where it differs */
    uint32_t chapter;
    int listings_told;
    uint64_t quote_versions[INSTRUMENTS_MAX];
    uint64_t book_version, prints_version, candle_version;
    uint64_t own_version; /* sum of the listings' */
    struct own_info own;
    struct time_info time;
    bool trouble_told;

    int watched;
    enum time_frame frame;

    struct asked asks[ASKS_MAX];
    uint32_t ask_count, last_tag;
    struct buffer reply; /* valid until the next poll */
};

static struct local_seat *self_of(struct seat *seat) {
    return (struct local_seat *)seat;
}

/* ---- records ---- */

static void keep_record(void *context, const struct record *record) {
    struct local_seat *self = context;
    if (record->player != 0 && record->player != self->seat.player) {
        return;
    }
    if (self->count == self->capacity && self->taken > 0) {
        self->count -= self->taken;
        memmove(self->records, self->records + self->taken, self->count * sizeof *self->records);
        self->taken = 0;
    }
    if (self->count == self->capacity) {
        self->capacity = self->capacity ? 2 * self->capacity : 16;
        self->records = mem_resize(self->records, self->capacity, sizeof *self->records);
    }
    self->records[self->count++] = *record;
}

static bool next_record(struct local_seat *self, struct event *event) {
    if (self->taken == self->count) {
        return false;
    }
    event->class = EVENT_RECORD;
    event->record = self->records[self->taken++];
    return true;
}

/* ---- the market ---- */

/* A new chapter: everything is told afresh. */
static void notice_chapter(struct local_seat *self) {
    uint32_t chapter = game_chapter(self->host->game);
    if (self->chapter == chapter) {
        return;
    }
    self->chapter = chapter;
    self->listings_told = 0;
    memset(self->quote_versions, 0xff, sizeof self->quote_versions);
    self->book_version = self->prints_version = self->candle_version = UINT64_MAX;
    self->own_version = UINT64_MAX;
    self->own.count = 0;
    self->watched = -1;
    memset(&self->time, 0, sizeof self->time);
}

static bool next_listing(struct local_seat *self, struct event *event) {
    if (self->listings_told >= (int)game_market(self->host->game)->table.count) {
        return false;
    }
    event->class = EVENT_LISTING;
    game_listing_info(self->host->game, self->listings_told++, &event->listing);
    return true;
}

/* The clock is told by the minute; in between nobody could see it move. */
static bool next_time(struct local_seat *self, struct event *event) {
    struct time_info now;
    game_time_info(self->host->game, &now);
    if (now.now_ms / MINUTE_MS == self->time.now_ms / MINUTE_MS && now.speed == self->time.speed &&
        now.skip_until_ms == self->time.skip_until_ms && now.start_ms == self->time.start_ms) {
        return false;
    }
    self->time = now;
    event->class = EVENT_TIME;
    event->time = now;
    return true;
}

static uint64_t version_of(const struct local_seat *self, int instrument) {
    return game_market(self->host->game)->listings[instrument].version;
}

static bool next_quote(struct local_seat *self, struct event *event) {
    int count = (int)game_market(self->host->game)->table.count;
    for (int i = 0; i < count; i++) {
        if (self->quote_versions[i] != version_of(self, i)) {
            self->quote_versions[i] = version_of(self, i);
            event->class = EVENT_QUOTE;
            game_quote_info(self->host->game, i, &event->quote);
            return true;
        }
    }
    return false;
}

static bool next_watched(struct local_seat *self, struct event *event) {
    if (self->watched < 0) {
        return false;
    }
    const struct game *game = self->host->game;
    uint64_t version = version_of(self, self->watched);
    if (self->book_version != version) {
        self->book_version = version;
        event->class = EVENT_BOOK;
        game_book_info(game, self->watched, self->seat.player, &event->book);
        return true;
    }
    if (self->prints_version != version) {
        self->prints_version = version;
        event->class = EVENT_PRINTS_NEW;
        game_prints_info(game, self->watched, &event->prints);
        return true;
    }
    if (self->candle_version != version) {
        self->candle_version = version;
        event->class = EVENT_CANDLE;
        event->candle.instrument = (uint8_t)self->watched;
        event->candle.frame = (uint8_t)self->frame;
        return game_candle_info(game, self->watched, self->frame, &event->candle.candle);
    }
    return false;
}

/* Where the player's orders stand follows from their books. */
static bool next_own(struct local_seat *self, struct event *event) {
    struct own_info own;
    uint64_t version = 0;
    for (uint32_t i = 0; i < game_market(self->host->game)->table.count; i++) {
        version += version_of(self, (int)i);
    }
    if (self->own_version == version) {
        return false;
    }
    self->own_version = version;
    game_own_info(self->host->game, self->seat.player, &own);
    size_t used = own.count * sizeof own.rows[0];
    if (self->own.count == own.count && memcmp(self->own.rows, own.rows, used) == 0) {
        return false;
    }
    self->own = own;
    event->class = EVENT_OWN;
    event->own = own;
    return true;
}

/* ---- asks ---- */

static void convert_candles(const struct instrument *row, const struct candle *in, uint32_t count,
                            struct candle_info *out) {
    for (uint32_t i = 0; i < count; i++) {
        out[i] = (struct candle_info){.ms = in[i].ms,
                                      .open = instrument_price(row, in[i].open),
                                      .high = instrument_price(row, in[i].high),
                                      .low = instrument_price(row, in[i].low),
                                      .close = instrument_price(row, in[i].close),
                                      .volume = instrument_size(row, (int64_t)in[i].lots)};
    }
}

static int answer_candles(struct local_seat *self, const struct ask *ask) {
    if (ask->instrument >= game_market(self->host->game)->table.count ||
        ask->frame >= FRAME_COUNT) {
        return ERROR_USAGE;
    }
    uint32_t most = ask->most < CANDLES_MOST ? ask->most : CANDLES_MOST;
    struct candle *candles = mem_array(most + 1, sizeof *candles);
    struct candle_info *rows = mem_array(most + 1, sizeof *rows);
    uint32_t count =
        host_candles(self->host, ask->instrument, ask->frame, ask->before_ms, candles, most);
    convert_candles(&game_market(self->host->game)->table.rows[ask->instrument], candles, count,
                    rows);
    struct sink sink = buffer_sink(&self->reply);
    reply_put_candles(rows, count, &sink);
    mem_free(candles);
    mem_free(rows);
    return 0;
}

static int answer_records(struct local_seat *self, const struct ask *ask) {
    struct host *host = self->host;
    uint32_t most = ask->most < ROWS_MOST ? ask->most : ROWS_MOST;
    struct record *rows = mem_array(ROWS_MOST, sizeof *rows);
    uint32_t count = ask->kind == ASK_ORDERS
                         ? store_finished_orders(host_store(host), host->id, self->seat.player,
                                                 ask->before, rows, most)
                         : store_records(host_store(host), host->id, self->seat.player,
                                         ask->kind == ASK_FILLS ? RECORD_FILLED : RECORD_LEG_POSTED,
                                         ask->before, rows, most);
    struct sink sink = buffer_sink(&self->reply);
    reply_put_records(rows, count, &sink);
    mem_free(rows);
    return 0;
}

static int answer_board(struct local_seat *self, const struct ask *ask) {
    uint32_t most = ask->most < ROWS_MOST ? ask->most : ROWS_MOST;
    struct board_row *rows = mem_array(ROWS_MOST, sizeof *rows);
    uint32_t count = store_board(host_store(self->host), self->host->id, rows, most);
    struct sink sink = buffer_sink(&self->reply);
    reply_put_board(rows, count, &sink);
    mem_free(rows);
    return 0;
}

static int answer_preview(struct local_seat *self, const struct ask *ask) {
    struct preview preview;
    game_preview(self->host->game, self->seat.player, &ask->order, &preview);
    struct sink sink = buffer_sink(&self->reply);
    reply_put_preview(&preview, &sink);
    return 0;
}

static int answer_news(struct local_seat *self, const struct ask *ask) {
    struct host *host = self->host;
    uint32_t most = ask->most < ROWS_MOST ? ask->most : ROWS_MOST;
    struct record *rows = mem_array(ROWS_MOST, sizeof *rows);
    uint32_t count =
        store_records(host_store(host), host->id, 0, RECORD_NEWS, ask->before, rows, most);
    struct sink sink = buffer_sink(&self->reply);
    reply_put_records(rows, count, &sink);
    mem_free(rows);
    return 0;
}

static int answer_calendar(struct local_seat *self, const struct ask *ask) {
    uint32_t most = ask->most < ROWS_MOST ? ask->most : ROWS_MOST;
    struct calendar_row *rows = mem_array(ROWS_MOST, sizeof *rows);
    uint32_t count = game_calendar(self->host->game, rows, most);
    struct sink sink = buffer_sink(&self->reply);
    reply_put_calendar(rows, count, &sink);
    mem_free(rows);
    return 0;
}

static int answer_card(struct local_seat *self, const struct ask *ask) {
    struct instrument_card card;
    if (ask->instrument >= game_market(self->host->game)->table.count) {
        return ERROR_USAGE;
    }
    game_card(self->host->game, self->seat.player, ask->instrument, &card);
    struct sink sink = buffer_sink(&self->reply);
    reply_put_card(&card, &sink);
    return 0;
}

static bool next_reply(struct local_seat *self, struct event *event) {
    if (self->ask_count == 0) {
        return false;
    }
    struct asked asked = self->asks[0];
    memmove(self->asks, self->asks + 1, --self->ask_count * sizeof *self->asks);
    buffer_reset(&self->reply);
    int code = ERROR_USAGE;
    switch ((enum ask_kind)asked.ask.kind) {
    case ASK_CANDLES:
        code = answer_candles(self, &asked.ask);
        break;
    case ASK_FILLS:
    case ASK_ORDERS:
    case ASK_LEDGER:
        code = answer_records(self, &asked.ask);
        break;
    case ASK_BOARD:
        code = answer_board(self, &asked.ask);
        break;
    case ASK_PREVIEW:
        code = answer_preview(self, &asked.ask);
        break;
    case ASK_NEWS:
        code = answer_news(self, &asked.ask);
        break;
    case ASK_CALENDAR:
        code = answer_calendar(self, &asked.ask);
        break;
    case ASK_CARD:
        code = answer_card(self, &asked.ask);
        break;
    }
    assert(self->reply.length <= REPLY_BYTES_MAX);
    event->class = EVENT_REPLY;
    event->reply = (struct reply){.tag = asked.tag,
                                  .kind = asked.ask.kind,
                                  .code = code,
                                  .bytes = self->reply.bytes,
                                  .length = (uint32_t)self->reply.length};
    return true;
}

/* ---- the seat ---- */

static bool next_trouble(struct local_seat *self, struct event *event) {
    const struct error *trouble = host_trouble(self->host);
    if (trouble->code == 0 || self->trouble_told) {
        return false;
    }
    self->trouble_told = true;
    event->class = EVENT_TROUBLE;
    event->trouble = *trouble;
    return true;
}

static bool next_event(struct local_seat *self, struct event *event) {
    notice_chapter(self);
    return next_record(self, event) || next_listing(self, event) || next_time(self, event) ||
           next_quote(self, event) || next_watched(self, event) || next_own(self, event) ||
           next_reply(self, event) || next_trouble(self, event);
}

static bool seat_local_poll(struct seat *seat, struct event *event) {
    struct local_seat *self = self_of(seat);
    if (next_event(self, event)) {
        return true;
    }
    if (host_wait_ms(self->host) != 0 && host_descriptor(self->host) < 0) {
        return false;
    }
    host_tick(self->host);
    return next_event(self, event);
}

static uint64_t seat_local_send(struct seat *seat, const struct command *command) {
    struct local_seat *self = self_of(seat);
    struct command mine = *command;
    struct command_answer answer;
    mine.player = seat->player;
    mine.counter = game_next_counter(self->host->game, seat->player);
    host_command(self->host, &mine, &answer);
    return mine.counter;
}

static uint32_t seat_local_ask(struct seat *seat, const struct ask *ask) {
    struct local_seat *self = self_of(seat);
    if (self->ask_count == ASKS_MAX) { /* nobody waits for the oldest any more */
        memmove(self->asks, self->asks + 1, --self->ask_count * sizeof *self->asks);
    }
    self->asks[self->ask_count++] = (struct asked){.tag = ++self->last_tag, .ask = *ask};
    return self->last_tag;
}

static void seat_local_watch(struct seat *seat, int instrument, int frame) {
    struct local_seat *self = self_of(seat);
    assert(instrument < (int)game_market(self->host->game)->table.count);
    self->watched = instrument;
    self->frame = (enum time_frame)frame;
    self->book_version = self->prints_version = self->candle_version = UINT64_MAX;
}

static void seat_local_freeze(struct seat *seat, bool frozen) {
    host_freeze(self_of(seat)->host, frozen);
}

static int64_t seat_local_wait(struct seat *seat) {
    struct local_seat *self = self_of(seat);
    if (self->taken < self->count || self->ask_count > 0) {
        return 0;
    }
    return host_wait_ms(self->host);
}

static int seat_local_descriptor(struct seat *seat) {
    return host_descriptor(self_of(seat)->host);
}

static void seat_local_close(struct seat *seat) {
    struct local_seat *self = self_of(seat);
    struct error error;
    if (host_close(self->host, &error) != 0) {
        log_line(NULL, LOG_ERROR, "%s", error.sentence);
    }
    buffer_clear(&self->reply);
    mem_free(self->records);
    mem_free(self);
}

static const struct seat_ops local_ops = {
    .send = seat_local_send,
    .poll = seat_local_poll,
    .ask = seat_local_ask,
    .watch = seat_local_watch,
    .freeze = seat_local_freeze,
    .wait_ms = seat_local_wait,
    .descriptor = seat_local_descriptor,
    .close = seat_local_close,
};

struct seat *local_seat_new(struct host *host, uint32_t player) {
    struct local_seat *self = mem_alloc(sizeof *self);
    self->seat = (struct seat){.ops = &local_ops, .player = player, .owner = player == 1};
    self->host = host;
    self->watched = -1;
    struct host_listener listener = {.record = keep_record, .context = self};
    host_listen(host, &listener);
    game_welcome(host->game, player, keep_record, self);
    return &self->seat;
}
