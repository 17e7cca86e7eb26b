#include "market/tape_parse.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "base/gametime.h"
#include "base/mem.h"
#include "base/text.h"
#include "market/tape_layout.h"
#include "market/tape_name.h"
#include "market/tape_number.h"
#include "market/tape_settle.h"
#include "market/tape_spread.h"

#define FILE_NAME_MAX 64
#define TICKER_MAX    32
#define SHOWN_MAX     100 /* bytes of a bad line that an error shows */
#define ROWS_FIRST    1024
#define LEAN_DIVISOR  10000
#define COARSE_BELOW  500 /* units of 10^-8: half of one is over 0.1 % of a price below this */

/* The first line that could not be used. */
struct bad_line {
    uint64_t number; /* from 1; 0 for none */
    enum tape_fault fault;
    char text[SHOWN_MAX];
};

struct tape_parser {
    char file[FILE_NAME_MAX];
    struct tape_name name;
    struct error error; /* set once the file is known to be no use */

    bool started; /* the layout is known and `head` was read */
    char *head;   /* owned; the beginning of the file until then */
    size_t head_length;
    struct tape_layout layout;
    size_t wanted; /* fields of a line that are looked at */

    char carry[TAPE_LINE_MAX]; /* the beginning of a line whose end has not come yet */
    size_t carry_length;
    bool overlong; /* the rest of the current line is dropped */
    uint64_t line; /* number of the last line seen */

    char ticker[TICKER_MAX]; /* of the first row, where the file has tickers */
    size_t ticker_length;
    int64_t period_ms; /* of the first row, where the file has periods */
    bool whole;        /* a Lean file whose every number so far was without a point */
    struct tape_spread spread;
    struct bad_line bad;
    struct tape_report report;
    struct tape_row *rows; /* owned */
    uint32_t count;
    uint32_t room;
};

/* The prices of a row as read: of both sides where the file has bid and ask. */
struct quote {
    struct decimal open, high, low, close;
};

struct tape_parser *tape_parser_new(const char *file_name) {
    struct tape_parser *parser = mem_alloc(sizeof *parser);
    const char *slash = strrchr(file_name, '/');
    const char *base = slash ? slash + 1 : file_name;
    text_clean(base, strlen(base), parser->file, sizeof parser->file);
    parser->name = tape_name_read(file_name);
    parser->head = mem_alloc(TAPE_HEAD_MAX);
    return parser;
}

void tape_parser_free(struct tape_parser *parser) {
    if (!parser)
        return;
    mem_free(parser->head);
    mem_free(parser->rows);
    tape_spread_clear(&parser->spread);
    mem_free(parser);
}

/* ---- Rows ------------------------------------------------------------------------------------ */

/* Counts the current row as skipped, and keeps its line if it is the first. */
static void skip(struct tape_parser *parser, enum tape_fault fault, const char *line,
                 size_t length) {
    parser->report.faults[fault]++;
    parser->report.rows_skipped++;
    if (parser->bad.number != 0)
        return;
    parser->bad.number = parser->line;
    parser->bad.fault = fault;
    text_clean(line, length, parser->bad.text, sizeof parser->bad.text);
}

/* Compares the row's ticker with the first one's, and takes both hints from the first row. */
static bool ticker_matches(struct tape_parser *parser, struct tape_field ticker,
                           struct tape_field period) {
    if (ticker.length >= TICKER_MAX)
        ticker.length = TICKER_MAX - 1;
    if (parser->ticker_length == 0) {
        memcpy(parser->ticker, ticker.at, ticker.length);
        parser->ticker_length = ticker.length;
        parser->period_ms = tape_period_ms(period.at, period.length);
    }
    return ticker.length == parser->ticker_length &&
           memcmp(parser->ticker, ticker.at, ticker.length) == 0;
}

/* Dates that are packed, and times since midnight, do not mix with others. */
static bool same_family(enum date_form a, enum date_form b) {
    bool special =
        a == DATE_YEAR_LAST || a == DATE_MIDNIGHT || b == DATE_YEAR_LAST || b == DATE_MIDNIGHT;
    return a == b || !special;
}

static bool read_when(const struct tape_parser *parser, struct tape_field date,
                      struct tape_field time, int64_t *ms) {
    int64_t of_day = 0;
    enum date_form form = date_read(date.at, date.length, ms);
    if (form == DATE_NONE || !same_family(form, parser->layout.date_form))
        return false;
    if (time.length > 0 && !date_read_time(time.at, time.length, &of_day))
        return false;
    *ms += of_day + (form == DATE_MIDNIGHT ? parser->name.day_ms : 0);
    return true;
}

/* Reads four prices from `first` on. Returns TAPE_FAULT_COUNT when all can be read. */
static enum tape_fault read_quote(const struct tape_parser *parser, const struct tape_field *fields,
                                  size_t count, enum tape_role first, struct quote *quote) {
    struct decimal *const prices[] = {&quote->open, &quote->high, &quote->low, &quote->close};
    enum tape_fault fault = TAPE_FAULT_COUNT;
    for (size_t i = 0; i < ARRAY_LEN(prices); i++) {
        struct tape_field field =
            tape_field_of(&parser->layout, fields, count, (enum tape_role)((size_t)first + i));
        enum numeral numeral =
            decimal_read(field.at, field.length, parser->layout.point, prices[i]);
        if (numeral == NUMERAL_EMPTY)
            return TAPE_FAULT_EMPTY;
        if (numeral != NUMERAL_READ)
            fault = TAPE_FAULT_NUMBER;
    }
    return fault;
}

static bool is_positive(const struct quote *quote) {
    return quote->open.value >= 0 && quote->high.value >= 0 && quote->low.value >= 0 &&
           quote->close.value >= 0 && decimal_round(quote->open) > 0 &&
           decimal_round(quote->high) > 0 && decimal_round(quote->low) > 0 &&
           decimal_round(quote->close) > 0;
}

static bool in_order(const struct quote *quote) {
    return decimal_compare(quote->low, quote->open) <= 0 &&
           decimal_compare(quote->low, quote->close) <= 0 &&
           decimal_compare(quote->open, quote->high) <= 0 &&
           decimal_compare(quote->close, quote->high) <= 0;
}

/* Checks the prices of one side. A row with both faults counts under both. */
static enum tape_fault judge_quote(struct tape_parser *parser, const struct quote *quote) {
    bool positive = is_positive(quote), ordered = in_order(quote);
    if (!positive && !ordered)
        parser->report.faults[TAPE_FAULT_ORDER]++;
    if (!positive)
        return TAPE_FAULT_NOT_POSITIVE;
    return ordered ? TAPE_FAULT_COUNT : TAPE_FAULT_ORDER;
}

/* Half-even; ask >= bid, so that nothing overflows. */
static fix8_t middle(fix8_t bid, fix8_t ask) {
    fix8_t between = ask - bid, result = bid + between / 2;
    assert(between >= 0);
    return between % 2 == 1 && result % 2 == 1 ? result + 1 : result;
}

static void set_prices(struct tape_row *row, const struct quote *quote) {
    row->open = decimal_round(quote->open);
    row->high = decimal_round(quote->high);
    row->low = decimal_round(quote->low);
    row->close = decimal_round(quote->close);
}

static bool too_fine(struct decimal price) {
    return price.rest != 0 && price.value < COARSE_BELOW;
}

/* Turns the row's bid into the middle of bid and ask. */
static enum tape_fault join_ask(struct tape_parser *parser, const struct tape_field *fields,
                                size_t count, struct tape_row *row) {
    struct quote quote;
    struct tape_row ask = {0};
    enum tape_fault fault = read_quote(parser, fields, count, ROLE_ASK_OPEN, &quote);
    if (fault == TAPE_FAULT_COUNT)
        fault = judge_quote(parser, &quote);
    if (fault != TAPE_FAULT_COUNT)
        return fault;
    set_prices(&ask, &quote);
    if (ask.open < row->open || ask.high < row->high || ask.low < row->low ||
        ask.close < row->close)
        return TAPE_FAULT_CROSSED;
    tape_spread_add(&parser->spread, ask.close - row->close);
    row->open = middle(row->open, ask.open);
    row->high = middle(row->high, ask.high);
    row->low = middle(row->low, ask.low);
    row->close = middle(row->close, ask.close);
    return TAPE_FAULT_COUNT;
}

/* Everything of a row but its volume. */
static enum tape_fault read_prices(struct tape_parser *parser, const struct tape_field *fields,
                                   size_t count, struct tape_row *row) {
    struct quote quote;
    enum tape_fault fault = read_quote(parser, fields, count, ROLE_OPEN, &quote);
    if (fault == TAPE_FAULT_COUNT)
        fault = judge_quote(parser, &quote);
    if (fault != TAPE_FAULT_COUNT)
        return fault;
    set_prices(row, &quote);
    if (parser->layout.bid_ask)
        return join_ask(parser, fields, count, row);
    parser->report.coarse += too_fine(quote.open) || too_fine(quote.high) || too_fine(quote.low) ||
                             too_fine(quote.close);
    return TAPE_FAULT_COUNT;
}

/* A volume that is missing or unreadable is 0; the prices of the row are good without it. */
static fix8_t read_volume(struct tape_parser *parser, struct tape_field field) {
    struct decimal volume;
    enum numeral numeral = decimal_read(field.at, field.length, parser->layout.point, &volume);
    if (numeral == NUMERAL_OVER && *field.at != '-') {
        parser->report.volume_capped++;
        return FIX8_MAX;
    }
    return numeral == NUMERAL_READ && volume.value >= 0 ? decimal_round(volume) : 0;
}

static void keep(struct tape_parser *parser, const struct tape_row *row) {
    if (parser->count == TAPE_ROWS_MAX) {
        error_set(&parser->error, ERROR_USAGE, "The file has more than %d rows; split it.",
                  TAPE_ROWS_MAX);
        return;
    }
    if (parser->count == parser->room) {
        parser->room = parser->room ? 2 * parser->room : ROWS_FIRST;
        parser->rows = mem_resize(parser->rows, parser->room, sizeof *parser->rows);
    }
    parser->rows[parser->count++] = *row;
}

static enum tape_fault read_row(struct tape_parser *parser, const struct tape_field *fields,
                                size_t count, struct tape_row *row) {
    const struct tape_layout *layout = &parser->layout;
    struct tape_field date = tape_field_of(layout, fields, count, ROLE_DATE);
    struct tape_field time = tape_field_of(layout, fields, count, ROLE_TIME);
    if (count < layout->needed)
        return TAPE_FAULT_SHORT;
    if (layout->column[ROLE_TICKER] != COLUMN_NONE &&
        !ticker_matches(parser, fields[layout->column[ROLE_TICKER]],
                        tape_field_of(layout, fields, count, ROLE_PERIOD)))
        return TAPE_FAULT_TICKER;
    if (date.length == 0)
        return TAPE_FAULT_EMPTY;
    if (!read_when(parser, date, time, &row->ms))
        return TAPE_FAULT_DATE;
    return read_prices(parser, fields, count, row);
}

static bool has_point(const struct tape_field *fields, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (memchr(fields[i].at, '.', fields[i].length))
            return true;
    return false;
}

/* One line of the file, without its end. */
static void read_line(struct tape_parser *parser, const char *line, size_t length) {
    struct tape_field fields[TAPE_FIELDS_MAX];
    struct tape_row row = {0};
    parser->line++;
    while (length > 0 &&
           (line[length - 1] == '\r' || line[length - 1] == ' ' || line[length - 1] == '\x1a'))
        length--;
    if (parser->line <= parser->layout.preamble || length == 0)
        return;
    size_t count = tape_fields(line, length, parser->layout.delimiter, fields, parser->wanted);
    if (!parser->layout.header && parser->count == 0 && memmem(line, length, "://", 3))
        return; /* an address where a header may stand */
    parser->report.rows_read++;
    enum tape_fault fault = read_row(parser, fields, count, &row);
    if (fault != TAPE_FAULT_COUNT) {
        skip(parser, fault, line, length);
        return;
    }
    if (parser->whole)
        parser->whole = !has_point(fields, count);
    row.volume = read_volume(parser, tape_field_of(&parser->layout, fields, count, ROLE_VOLUME));
    keep(parser, &row);
}

/* ---- Lines ----------------------------------------------------------------------------------- */

static void overlong_line(struct tape_parser *parser, const char *line, size_t length) {
    parser->line++;
    if (parser->line <= parser->layout.preamble)
        return;
    parser->report.rows_read++;
    skip(parser, TAPE_FAULT_LONG, line, length);
}

/* Keeps the beginning of a line until its end comes. An overlong one keeps what an error shows. */
static void carry(struct tape_parser *parser, const char *part, size_t length) {
    size_t room = TAPE_LINE_MAX - parser->carry_length;
    if (length > room) {
        parser->overlong = true;
        length = room;
    }
    memcpy(parser->carry + parser->carry_length, part, length);
    parser->carry_length += length;
}

/* Ends the line in `carry`, whose last part is `part`. */
static void end_carried(struct tape_parser *parser, const char *part, size_t length) {
    bool fits = !parser->overlong && length <= TAPE_LINE_MAX - parser->carry_length;
    if (fits) {
        memcpy(parser->carry + parser->carry_length, part, length);
        read_line(parser, parser->carry, parser->carry_length + length);
    } else {
        carry(parser, part, length);
        overlong_line(parser, parser->carry, parser->carry_length);
    }
    parser->carry_length = 0;
    parser->overlong = false;
}

static void read_bytes(struct tape_parser *parser, const char *at, size_t length) {
    const char *end = at + length;
    while (at < end && parser->error.code == 0) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        size_t part = (size_t)((newline ? newline : end) - at);
        if (!newline)
            carry(parser, at, part);
        else if (parser->carry_length > 0 || part > TAPE_LINE_MAX)
            end_carried(parser, at, part);
        else
            read_line(parser, at, part);
        at += part + 1;
    }
}

/* ---- The beginning --------------------------------------------------------------------------- */

static bool starts_with(const char *text, size_t length, const char *word) {
    size_t wanted = strlen(word);
    for (size_t i = 0; i < wanted; i++)
        if (i >= length || (text[i] | 32) != word[i])
            return false;
    return true;
}

/* What a file is that cannot hold candles, judged by its first bytes; NULL when it may. */
static const char *foreign_kind(const char *text, size_t length) {
    static const char *const markup[] = {"<!doctype", "<html", "<head", "<body", "<?xml"};
    if (length >= 2 && (memcmp(text, "\x1f\x8b", 2) == 0 || memcmp(text, "PK", 2) == 0))
        return "This file is compressed; unpack it first";
    if (length >= 2 && (memcmp(text, "\xff\xfe", 2) == 0 || memcmp(text, "\xfe\xff", 2) == 0))
        return "This file is UTF-16 text; save it as UTF-8 first";
    if (memchr(text, '\0', length))
        return "This is a binary file, not a candle file";
    while (length > 0 && (*text == ' ' || *text == '\n' || *text == '\r' || *text == '\t'))
        text++, length--;
    if (length == 0)
        return "The file is empty";
    if (*text == '{' || *text == '[')
        return "This is a JSON answer, not a candle file; it begins";
    for (size_t i = 0; i < ARRAY_LEN(markup); i++)
        if (starts_with(text, length, markup[i]))
            return "This is a web page, not a candle file; it begins";
    return NULL;
}

static bool refuse_foreign(struct tape_parser *parser, const char *text, size_t length) {
    char shown[SHOWN_MAX];
    const char *kind = foreign_kind(text, length);
    if (!kind)
        return false;
    text_clean(text, length < 4 * SHOWN_MAX ? length : 4 * SHOWN_MAX, shown, sizeof shown);
    bool begins = strstr(kind, "begins") != NULL;
    error_set(&parser->error, ERROR_USAGE, "%s%s%s", kind, begins ? ": " : ".",
              begins ? shown : "");
    error_at(&parser->error, "%s", parser->file);
    return true;
}

/* The whole lines among the head; the last one counts as whole when the file ends there. */
static void take_sample(const char *text, size_t length, bool ended, struct tape_sample *sample) {
    const char *at = text, *end = text + length;
    sample->count = 0;
    while (at < end && sample->count < TAPE_SAMPLE_MAX) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        if (!newline && !ended)
            return;
        const char *stop = newline ? newline : end;
        size_t size = (size_t)(stop - at);
        while (size > 0 && (at[size - 1] == '\r' || at[size - 1] == ' '))
            size--;
        sample->lines[sample->count++] = (struct tape_field){at, size};
        at = stop + 1;
    }
}

/* Says that no line can be a candle, and shows the first that is not blank. */
static void refuse_layout(struct tape_parser *parser, const struct tape_sample *sample,
                          const char *missing) {
    char shown[SHOWN_MAX] = "";
    size_t i = 0;
    while (i + 1 < sample->count && sample->lines[i].length == 0)
        i++;
    if (i < sample->count)
        text_clean(sample->lines[i].at, sample->lines[i].length, shown, sizeof shown);
    if (*missing)
        error_set(&parser->error, ERROR_USAGE, "This is not a candle file: %s. Line %zu is: %s",
                  missing, i + 1, shown);
    else
        error_set(&parser->error, ERROR_USAGE,
                  "This is not a candle file: no line has a date, open, high, low and close. "
                  "Line %zu is: %s",
                  i + 1, shown);
    error_at(&parser->error, "%s:%zu", parser->file, i + 1);
}

/* Lean writes equities as whole numbers, 10,000 to the dollar, behind a date with a time of day. */
static bool may_be_lean(const struct tape_layout *layout, const struct tape_sample *sample) {
    struct tape_field fields[TAPE_FIELDS_MAX];
    const struct tape_field *line = &sample->lines[0];
    size_t count = tape_fields(line->at, line->length, layout->delimiter, fields, TAPE_FIELDS_MAX);
    return !layout->header && layout->delimiter == ',' && layout->column[ROLE_OPEN] == 1 &&
           count == 6 &&
           (layout->date_form == DATE_MIDNIGHT ||
            (layout->date_form == DATE_COMPACT && fields[0].length > 8));
}

static void find_layout(struct tape_parser *parser, const char *text, size_t length, bool ended) {
    struct tape_sample sample;
    const char *missing = "";
    take_sample(text, length, ended, &sample);
    if (!tape_layout_find(&sample, &parser->layout, &missing)) {
        refuse_layout(parser, &sample, missing);
        return;
    }
    const struct tape_layout *layout = &parser->layout;
    if (layout->date_form == DATE_MIDNIGHT && !parser->name.has_day) {
        error_set(&parser->error, ERROR_USAGE,
                  "The times of this file are milliseconds since midnight; put the day into its "
                  "name, as in 20131007_%s.csv.",
                  parser->name.symbol);
        error_at(&parser->error, "%s", parser->file);
        return;
    }
    parser->whole = may_be_lean(layout, &sample);
    parser->wanted = layout->needed;
    if (layout->column[ROLE_VOLUME] >= (int)parser->wanted)
        parser->wanted = (size_t)layout->column[ROLE_VOLUME] + 1;
}

/* Decides what the file is from its head, then reads the head. */
static void start(struct tape_parser *parser, bool ended) {
    const char *text = parser->head;
    size_t length = parser->head_length;
    assert(!parser->started);
    parser->started = true;
    if (length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
        text += 3;
        length -= 3;
    }
    if (!refuse_foreign(parser, text, length))
        find_layout(parser, text, length, ended);
    if (parser->error.code == 0)
        read_bytes(parser, text, length);
    mem_free(parser->head);
    parser->head = NULL;
}

int tape_parser_feed(struct tape_parser *parser, const void *bytes, size_t length) {
    const char *at = bytes;
    if (!parser->started) {
        size_t room = TAPE_HEAD_MAX - parser->head_length;
        size_t part = length < room ? length : room;
        memcpy(parser->head + parser->head_length, at, part);
        parser->head_length += part;
        at += part;
        length -= part;
        if (parser->head_length == TAPE_HEAD_MAX)
            start(parser, false);
    }
    if (parser->started && parser->error.code == 0)
        read_bytes(parser, at, length);
    return parser->error.code;
}

/* ---- The end --------------------------------------------------------------------------------- */

static void refuse_rows(struct tape_parser *parser) {
    const struct bad_line *bad = &parser->bad;
    if (bad->number == 0) {
        error_set(&parser->error, ERROR_USAGE, "%s",
                  parser->report.rows_read ? "No row of this file has a date that exists."
                                           : "The file has a header but no rows.");
        error_at(&parser->error, "%s", parser->file);
        return;
    }
    error_set(&parser->error, ERROR_USAGE,
              "None of the %" PRIu64 " rows can be used. Line %" PRIu64 " is the first %s: %s",
              parser->report.rows_read, bad->number, tape_fault_text(bad->fault), bad->text);
    error_at(&parser->error, "%s:%" PRIu64, parser->file, bad->number);
}

/* 10,000 for whole-number prices of a Lean file from one dollar on, else 1. */
static int price_divisor(const struct tape_parser *parser) {
    fix8_t highest = 0;
    for (uint32_t i = 0; parser->whole && i < parser->count; i++)
        if (parser->rows[i].high > highest)
            highest = parser->rows[i].high;
    return highest / FIX8_ONE >= LEAN_DIVISOR ? LEAN_DIVISOR : 1;
}

/* Moves the rows into the tape and settles it. */
static void make_tape(struct tape_parser *parser, struct tape *tape) {
    const struct tape_layout *layout = &parser->layout;
    struct tape_settle how = {
        .dates_packed = layout->date_form == DATE_YEAR_LAST,
        .day_first = layout->day_first,
        .middles = layout->bid_ask,
        .price_divisor = price_divisor(parser),
        .bar_hint_ms = parser->period_ms ? parser->period_ms : parser->name.bar_hint_ms,
    };
    if (!tape_symbol_make(parser->ticker, parser->ticker_length, tape->symbol))
        memcpy(tape->symbol, parser->name.symbol, sizeof tape->symbol);
    tape->rows = mem_resize(parser->rows, parser->count, sizeof *parser->rows);
    tape->count = parser->count;
    tape->spread = tape_spread_median(&parser->spread);
    parser->rows = NULL;
    parser->report.date_form = layout->date_form;
    parser->report.delimiter = layout->delimiter;
    parser->report.header = layout->header;
    parser->report.bid_ask = layout->bid_ask;
    tape_settle(tape, &how, &parser->report);
}

int tape_parser_finish(struct tape_parser *parser, struct tape *tape, struct tape_report *report,
                       struct error *error) {
    *tape = (struct tape){.rows = NULL};
    if (!parser->started)
        start(parser, true);
    if (parser->error.code == 0 && (parser->carry_length > 0 || parser->overlong))
        end_carried(parser, "", 0);
    if (parser->error.code == 0 && parser->count > 0)
        make_tape(parser, tape);
    if (parser->error.code == 0 && tape->count == 0)
        refuse_rows(parser);
    *report = parser->report;
    if (parser->error.code == 0) {
        assert(tape_is_sane(tape));
        return 0;
    }
    tape_clear(tape);
    if (error)
        *error = parser->error;
    return parser->error.code;
}
