/* Words about the market: prices, candles, the book, what an instrument is and when it opens. */
#include <string.h>

#include "base/mem.h"
#include "cli/candles.h"

#define CANDLES_MOST 10000

/* ---- watch ---- */

struct watch {
    char symbol[COMMAND_SYMBOL_MAX], name[40];
    uint8_t class;
    bool open, closed;
    fix8_t last, bid, ask, mark, change_percent;
    int64_t next_turn_ms;
};

static const struct field_spec watch_fields[] = {
    FIELD(struct watch, symbol, TEXT, NULL, 0, 0),
    FIELD(struct watch, name, TEXT, NULL, 0, 0),
    FIELD_NAMED(struct watch, class, asset_class_words, NULL),
    FIELD(struct watch, open, BOOL, NULL, 0, 0),
    FIELD(struct watch, closed, BOOL, NULL, 0, 0),
    FIELD(struct watch, last, FIX8, NULL, 0, 0),
    FIELD(struct watch, bid, FIX8, NULL, 0, 0),
    FIELD(struct watch, ask, FIX8, NULL, 0, 0),
    FIELD(struct watch, mark, FIX8, NULL, 0, 0),
    FIELD(struct watch, change_percent, FIX8, NULL, 0, 0),
    FIELD(struct watch, next_turn_ms, TIME, NULL, 0, 0),
    FIELD_END,
};

static struct watch watch_of(const struct listing_info *listing, const struct quote_info *quote) {
    struct watch watch = {.class = listing->class,
                          .open = quote->open,
                          .closed = !quote->open,
                          .last = quote->last,
                          .bid = quote->bid,
                          .ask = quote->ask,
                          .mark = quote->mark,
                          .next_turn_ms = quote->next_turn_ms};
    memcpy(watch.symbol, listing->symbol, sizeof watch.symbol);
    memcpy(watch.name, listing->name, sizeof watch.name);
    fix8_t change;
    if (!fix8_sub(quote->last, quote->day_reference, &change) ||
        !fix8_muldiv(change, 100 * FIX8_ONE, quote->day_reference, FIX8_HALF_EVEN,
                     &watch.change_percent)) {
        watch.change_percent = 0;
    }
    return watch;
}

int word_watch(struct session *session, struct error *error) {
    (void)error;
    static const struct column columns[] = {
        {"symbol", "symbol", COLUMN_PLAIN},     {"last", "last", COLUMN_PRICE},
        {"change_percent", "%", COLUMN_CHANGE}, {"bid", "bid", COLUMN_PRICE},
        {"ask", "ask", COLUMN_PRICE},           {"closed", "closed", COLUMN_MARK},
        {"name", "name", COLUMN_PLAIN},
    };
    const struct view *view = session->view;
    struct watch *rows = mem_array(view->listing_count, sizeof *rows);
    for (uint32_t i = 0; i < view->listing_count; i++) {
        rows[i] = watch_of(&view->listings[i], &view->quotes[i]);
    }
    struct sheet sheet = {.name = "instruments",
                          .parts = {{watch_fields, 0}},
                          .columns = columns,
                          .column_count = ARRAY_LEN(columns),
                          .rows = rows,
                          .stride = sizeof *rows,
                          .count = view->listing_count,
                          .table = session_table(session),
                          .instrument = -1,
                          .none = "This market lists nothing."};
    session_say_when(session);
    output_sheet(&session->output, &sheet);
    mem_free(rows);
    return 0;
}

/* ---- candles ---- */

int word_candles(struct session *session, struct error *error) {
    int instrument;
    enum time_frame frame;
    uint32_t last;
    if (session_instrument(session, session->arguments->operands[0], &instrument, error) != 0 ||
        candles_frame(session, instrument, &frame, error) != 0 ||
        arguments_count(session->arguments, OPTION_LAST, 1, CANDLES_MOST, 50, &last, error) != 0) {
        return error->code;
    }
    struct candle_info *rows = mem_array(last, sizeof *rows);
    struct sheet sheet = candles_sheet(session, instrument);
    sheet.rows = rows;
    sheet.count = candles_read(session, instrument, frame, 0, rows, last);
    session_say_when(session);
    output_sheet(&session->output, &sheet);
    mem_free(rows);
    return 0;
}

/* ---- book ---- */

static const char *const book_side_words[] = {"bid", "ask", NULL};

struct level_row {
    uint8_t side;
    struct book_row row;
};

static const struct field_spec side_fields[] = {
    FIELD_NAMED(struct level_row, side, book_side_words, NULL),
    FIELD_END,
};
static const struct field_spec level_fields[] = {
    FIELD(struct book_row, price, FIX8, NULL, 0, 0),
    FIELD(struct book_row, size, FIX8, NULL, 0, 0),
    FIELD(struct book_row, own, FIX8, NULL, 0, 0),
    FIELD_END,
};

/* As a ladder: the highest ask first, the lowest bid last. */
static uint32_t ladder(const struct book_info *book, uint32_t levels, struct level_row *rows) {
    uint32_t count = 0;
    uint32_t asks = book->asks < levels ? book->asks : levels;
    uint32_t bids = book->bids < levels ? book->bids : levels;
    for (uint32_t i = asks; i > 0; i--) {
        rows[count++] = (struct level_row){1, book->ask[i - 1]};
    }
    for (uint32_t i = 0; i < bids; i++) {
        rows[count++] = (struct level_row){0, book->bid[i]};
    }
    return count;
}

int word_book(struct session *session, struct error *error) {
    static const struct column columns[] = {
        {"side", "", COLUMN_PLAIN},
        {"price", "price", COLUMN_PRICE},
        {"size", "size", COLUMN_SIZE},
        {"own", "yours", COLUMN_SIZE},
    };
    int instrument;
    uint32_t levels;
    if (session_instrument(session, session->arguments->operands[0], &instrument, error) != 0 ||
        arguments_count(session->arguments, OPTION_LEVELS, 1, EVENT_BOOK_LEVELS, 10, &levels,
                        error) != 0) {
        return error->code;
    }
    struct book_info book;
    game_book_info(host_game(session->host), instrument, session->profile.player, &book);
    struct level_row rows[2 * EVENT_BOOK_LEVELS];
    struct sheet sheet = {
        .name = "book",
        .parts = {{side_fields, 0}, {level_fields, offsetof(struct level_row, row)}},
        .columns = columns,
        .column_count = ARRAY_LEN(columns),
        .rows = rows,
        .stride = sizeof *rows,
        .count = ladder(&book, levels, rows),
        .table = session_table(session),
        .instrument = instrument,
        .none = "The book is empty."};
    session_say_when(session);
    output_sheet(&session->output, &sheet);
    return 0;
}

/* ---- instrument ---- */

int word_instrument(struct session *session, struct error *error) {
    struct column columns[32];
    size_t count = 0;
    for (; count < ARRAY_LEN(columns) && instrument_fields[count].name; count++) {
        columns[count] = (struct column){instrument_fields[count].name,
                                         instrument_fields[count].name, COLUMN_PLAIN};
    }
    int instrument;
    if (session_instrument(session, session->arguments->operands[0], &instrument, error) != 0) {
        return error->code;
    }
    struct sheet sheet = {.name = "instrument",
                          .parts = {{instrument_fields, 0}},
                          .columns = columns,
                          .column_count = count,
                          .rows = &session_table(session)->rows[instrument],
                          .stride = sizeof(struct instrument),
                          .count = 1};
    session_say_when(session);
    output_card(&session->output, &sheet);
    return 0;
}

/* ---- calendar ---- */

struct hours {
    char symbol[COMMAND_SYMBOL_MAX];
    uint8_t calendar;
    bool open;
    int64_t next_open_ms, next_close_ms;
};

static const struct field_spec hours_fields[] = {
    FIELD(struct hours, symbol, TEXT, NULL, 0, 0),
    FIELD_NAMED(struct hours, calendar, calendar_words, NULL),
    FIELD(struct hours, open, BOOL, NULL, 0, 0),
    FIELD(struct hours, next_open_ms, TIME, NULL, 0, 0),
    FIELD(struct hours, next_close_ms, TIME, NULL, 0, 0),
    FIELD_END,
};

int word_calendar(struct session *session, struct error *error) {
    (void)error;
    static const struct column columns[] = {
        {"symbol", "symbol", COLUMN_PLAIN},
        {"calendar", "hours", COLUMN_PLAIN},
        {"open", "open", COLUMN_MARK},
        {"next_open_ms", "opens", COLUMN_TIME},
        {"next_close_ms", "closes", COLUMN_TIME},
    };
    const struct market *market = game_market(host_game(session->host));
    struct hours rows[INSTRUMENTS_MAX];
    for (uint32_t i = 0; i < market->table.count; i++) {
        const struct path *path = &market->listings[i].path;
        rows[i] = (struct hours){.calendar = market->table.rows[i].calendar,
                                 .open = phase_takes_orders(market->listings[i].phase),
                                 .next_open_ms = path_next_open(path, market->now_ms),
                                 .next_close_ms = path_next_close(path, market->now_ms)};
        memcpy(rows[i].symbol, market->table.rows[i].symbol, sizeof rows[i].symbol);
    }
    struct sheet sheet = {.name = "calendar",
                          .parts = {{hours_fields, 0}},
                          .columns = columns,
                          .column_count = ARRAY_LEN(columns),
                          .rows = rows,
                          .stride = sizeof *rows,
                          .count = market->table.count,
                          .none = "This market lists nothing."};
    session_say_when(session);
    output_sheet(&session->output, &sheet);
    return 0;
}
