/* Words about the market: prices, candles, the book and the player's own orders in it. */
#include <string.h>

#include "base/gametime.h"
#include "base/mem.h"
#include "base/text.h"
#include "cli/candles.h"

#define CANDLES_MOST   10000
#define PHASE_TEXT_MAX 24

/* ---- watch ---- */

struct watch {
    char symbol[COMMAND_SYMBOL_MAX], name[40];
    uint8_t class;
    bool open;
    char phase[PHASE_TEXT_MAX], note[PHASE_TEXT_MAX]; /* note: the phase, when it is not open */
    fix8_t last, bid, ask, mark, change_percent;
    int64_t next_turn_ms;
};

static const struct field_spec watch_fields[] = {
    FIELD(struct watch, symbol, TEXT, NULL, 0, 0),
    FIELD(struct watch, name, TEXT, NULL, 0, 0),
    FIELD_NAMED(struct watch, class, asset_class_words, NULL),
    FIELD(struct watch, open, BOOL, NULL, 0, 0),
    FIELD(struct watch, phase, TEXT, NULL, 0, 0),
    FIELD(struct watch, note, TEXT, NULL, 0, 0),
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
                          .last = quote->last,
                          .bid = quote->bid,
                          .ask = quote->ask,
                          .mark = quote->mark,
                          .next_turn_ms = quote->next_turn_ms};
    memcpy(watch.symbol, listing->symbol, sizeof watch.symbol);
    memcpy(watch.name, listing->name, sizeof watch.name);
    text_format(watch.phase, sizeof watch.phase, "%s", view_phase_word(quote->phase));
    text_format(watch.note, sizeof watch.note, "%s", quote->open ? "" : watch.phase);
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
        {"ask", "ask", COLUMN_PRICE},           {"note", "", COLUMN_PLAIN | COLUMN_RARE},
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

/* What gathers, or why nothing trades, and until when: "halted until 2025-01-13 14:41, would trade
 * 1,250.00 at 41.20". */
static void say_phase(struct session *session, int instrument, const struct quote_info *quote) {
    const struct instrument *row = &session_table(session)->rows[instrument];
    int64_t until = quote->halt_until_ms != 0 ? quote->halt_until_ms : quote->next_turn_ms;
    char when[GAMETIME_TEXT_MAX], price[FIX8_TEXT_MAX], size[FIX8_TEXT_MAX];
    gametime_format(until, GAMETIME_MINUTE, when, sizeof when);
    fix8_format(quote->indicative_price, instrument_price_decimals(row), true, price, sizeof price);
    fix8_format(quote->indicative_size, instrument_size_decimals(row), true, size, sizeof size);
    if (quote->open) {
        return;
    }
    if (quote->indicative_size > 0) {
        output_line(&session->output, "%s until %s UTC, would trade %s at %s",
                    view_phase_word(quote->phase), when, size, price);
    } else {
        output_line(&session->output, "%s until %s UTC", view_phase_word(quote->phase), when);
    }
}

struct phase_row {
    char phase[PHASE_TEXT_MAX];
    fix8_t indicative_price, indicative_size;
    int64_t halt_until_ms, next_turn_ms;
};

static const struct field_spec phase_fields[] = {
    FIELD(struct phase_row, phase, TEXT, NULL, 0, 0),
    FIELD(struct phase_row, indicative_price, FIX8, NULL, 0, 0),
    FIELD(struct phase_row, indicative_size, FIX8, NULL, 0, 0),
    FIELD(struct phase_row, halt_until_ms, TIME, NULL, 0, 0),
    FIELD(struct phase_row, next_turn_ms, TIME, NULL, 0, 0),
    FIELD_END,
};

/* With --json: the phase and what an auction would do, straight in the document. */
static void put_phase(struct session *session, const struct quote_info *quote) {
    struct phase_row row = {.indicative_price = quote->indicative_price,
                            .indicative_size = quote->indicative_size,
                            .halt_until_ms = quote->halt_until_ms,
                            .next_turn_ms = quote->next_turn_ms};
    text_format(row.phase, sizeof row.phase, "%s", view_phase_word(quote->phase));
    struct sheet sheet = {
        .parts = {{phase_fields, 0}}, .rows = &row, .stride = sizeof row, .count = 1};
    if (session->output.json) {
        output_card(&session->output, &sheet);
    }
}

/* An open order of the player, and where it stands. */
struct own_line {
    struct own_row place;
    struct order_changed order;
};

static const struct field_spec own_fields[] = {
    FIELD(struct own_row, ahead, FIX8, NULL, 0, 0),
    FIELD(struct own_row, visible, FIX8, NULL, 0, 0),
    FIELD(struct own_row, stop_now, FIX8, NULL, 0, 0),
    FIELD_END,
};

static uint32_t own_lines(struct session *session, const char *symbol, struct own_line *lines) {
    static struct own_info own;
    const struct view *view = session->view;
    uint32_t count = 0;
    game_own_info(host_game(session->host), session->profile.player, &own);
    for (uint32_t i = 0; i < view->order_count; i++) {
        for (int k = 0; k < own.count; k++) {
            bool is_it = own.rows[k].order == view->orders[i].id;
            if (is_it && strcmp(view->orders[i].symbol, symbol) == 0) {
                lines[count++] = (struct own_line){own.rows[k], view->orders[i]};
            }
        }
    }
    return count;
}

static void say_own(struct session *session, int instrument) {
    static const struct column columns[] = {
        {"id", "order", COLUMN_PLAIN},
        {"side", "side", COLUMN_PLAIN},
        {"type", "type", COLUMN_PLAIN},
        {"price", "price", COLUMN_PRICE},
        {"size", "size", COLUMN_SIZE},
        {"filled", "filled", COLUMN_SIZE | COLUMN_RARE},
        {"ahead", "ahead", COLUMN_SIZE},
        {"visible", "shown", COLUMN_SIZE},
        {"stop_now", "stop now", COLUMN_PRICE | COLUMN_RARE},
    };
    struct own_line *lines = mem_array(VIEW_ORDERS_MAX, sizeof *lines);
    struct sheet sheet = {
        .name = "own",
        .parts = {{record_fields(RECORD_ORDER_CHANGED), offsetof(struct own_line, order)},
                  {own_fields, offsetof(struct own_line, place)}},
        .columns = columns,
        .column_count = ARRAY_LEN(columns),
        .rows = lines,
        .stride = sizeof *lines,
        .table = session_table(session),
        .instrument = instrument,
        .none = "None of yours is in it."};
    sheet.count = own_lines(session, session_table(session)->rows[instrument].symbol, lines);
    output_line(&session->output, "\nYour orders");
    output_sheet(&session->output, &sheet);
    mem_free(lines);
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
    const struct quote_info *quote = &session->view->quotes[instrument];
    session_say_when(session);
    put_phase(session, quote);
    say_phase(session, instrument, quote);
    output_sheet(&session->output, &sheet);
    say_own(session, instrument);
    return 0;
}
