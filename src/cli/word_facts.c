/* Words about what stands behind prices: news, what is known to come, what an instrument is. */
#include <string.h>

#include "base/gametime.h"
#include "base/mem.h"
#include "base/text.h"
#include "cli/records.h"

#define NEWS_MOST     10000
#define NEWS_PAGE     256
#define DAYS_MOST     365
#define CALENDAR_MOST 1024
#define CARD_COMING   5

/* ---- news ---- */

/* The newest items about a symbol (empty: about anything); returns how many. */
static uint32_t read_news(struct session *session, const char *symbol, struct record *rows,
                          uint32_t most) {
    struct record *page = mem_array(NEWS_PAGE, sizeof *page);
    uint32_t count = 0, got = NEWS_PAGE;
    uint64_t before = 0;
    while (got == NEWS_PAGE && count < most) {
        got = store_records(session->store, session->profile.game, 0, RECORD_NEWS, before, page,
                            NEWS_PAGE);
        for (uint32_t i = 0; i < got && count < most; i++) {
            if (symbol[0] == '\0' || news_touches(&page[i].news, symbol)) {
                rows[count++] = page[i];
            }
        }
        before = got > 0 ? page[got - 1].number : 0;
    }
    mem_free(page);
    return count;
}

int word_news(struct session *session, struct error *error) {
    static const struct column columns[] = {
        {"game_ms", "time", COLUMN_TIME},        {"kind", "kind", COLUMN_PLAIN},
        {"good", "good", COLUMN_MARK},           {"symbols", "touches", COLUMN_PLAIN},
        {"text", "what was said", COLUMN_PLAIN},
    };
    const struct arguments *arguments = session->arguments;
    const char *symbol = "";
    uint32_t last;
    int instrument;
    if (arguments_count(arguments, OPTION_LAST, 1, NEWS_MOST, 20, &last, error) != 0) {
        return error->code;
    }
    if (arguments->operand_count == 1) {
        if (session_instrument(session, arguments->operands[0], &instrument, error) != 0) {
            return error->code;
        }
        symbol = session_table(session)->rows[instrument].symbol;
    }
    struct record *rows = mem_array(last, sizeof *rows);
    struct sheet sheet = record_sheet(session, RECORD_NEWS, "news");
    sheet.columns = columns;
    sheet.column_count = ARRAY_LEN(columns);
    sheet.rows = rows;
    sheet.count = read_news(session, symbol, rows, last);
    sheet.none = "No news yet.";
    session_say_when(session);
    output_sheet(&session->output, &sheet);
    mem_free(rows);
    return 0;
}

/* ---- calendar ---- */

/* What is known to come before `until_ms`, of one symbol or (empty) of all, at most `most`. */
static uint32_t read_coming(struct session *session, const char *symbol, int64_t until_ms,
                            struct calendar_row *rows, uint32_t most) {
    struct calendar_row *all = mem_array(CALENDAR_MOST, sizeof *all);
    uint32_t known = game_calendar(host_game(session->host), all, CALENDAR_MOST);
    uint32_t count = 0;
    for (uint32_t i = 0; i < known && count < most; i++) {
        bool wanted = symbol[0] == '\0' || strcmp(all[i].symbol, symbol) == 0;
        if (wanted && all[i].ms <= until_ms) {
            rows[count++] = all[i];
        }
    }
    mem_free(all);
    return count;
}

static void say_coming(struct session *session, const struct calendar_row *rows, uint32_t count) {
    static const struct column columns[] = {
        {"ms", "time", COLUMN_TIME},
        {"symbol", "symbol", COLUMN_PLAIN | COLUMN_RARE},
        {"kind", "kind", COLUMN_PLAIN},
        {"text", "what comes", COLUMN_PLAIN},
    };
    struct sheet sheet = {.name = "calendar",
                          .parts = {{calendar_row_fields, 0}},
                          .columns = columns,
                          .column_count = ARRAY_LEN(columns),
                          .rows = rows,
                          .stride = sizeof *rows,
                          .count = count,
                          .none = "Nothing is known to come."};
    output_sheet(&session->output, &sheet);
}

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

static void say_hours(struct session *session) {
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
                                 .open = session->view->quotes[i].open,
                                 .next_open_ms = path_next_open(path, market->now_ms),
                                 .next_close_ms = path_next_close(path, market->now_ms)};
        memcpy(rows[i].symbol, market->table.rows[i].symbol, sizeof rows[i].symbol);
    }
    struct sheet sheet = {.name = "hours",
                          .parts = {{hours_fields, 0}},
                          .columns = columns,
                          .column_count = ARRAY_LEN(columns),
                          .rows = rows,
                          .stride = sizeof *rows,
                          .count = market->table.count,
                          .none = "This market lists nothing."};
    output_sheet(&session->output, &sheet);
}

int word_calendar(struct session *session, struct error *error) {
    uint32_t days;
    if (arguments_count(session->arguments, OPTION_DAYS, 1, DAYS_MOST, 7, &days, error) != 0) {
        return error->code;
    }
    struct calendar_row *rows = mem_array(CALENDAR_MOST, sizeof *rows);
    int64_t until_ms = session->view->time.now_ms + (int64_t)days * DAY_MS;
    uint32_t count = read_coming(session, "", until_ms, rows, CALENDAR_MOST);
    session_say_when(session);
    say_coming(session, rows, count);
    output_line(&session->output, "\nOpenings and closes");
    say_hours(session);
    mem_free(rows);
    return 0;
}

/* ---- instrument ---- */

static const struct column card_columns[] = {
    {"name", "name", COLUMN_PLAIN},
    {"class_label", "kind", COLUMN_PLAIN},
    {"sector", "sector", COLUMN_PLAIN | COLUMN_RARE},
    {"hours", "trades", COLUMN_PLAIN | COLUMN_RARE},
    {"tick", "price step", COLUMN_PLAIN},
    {"lot", "smallest size", COLUMN_PLAIN},
    {"contract", "contract", COLUMN_PLAIN},
    {"largest", "largest order", COLUMN_PLAIN},
    {"spread_percent", "spread %", COLUMN_PLAIN},
    {"fee_percent", "commission %", COLUMN_PLAIN},
    {"fee_least", "at least", COLUMN_MONEY | COLUMN_RARE},
    {"day_volatility_percent", "daily move %", COLUMN_PLAIN},
    {"collar_percent", "price limit %", COLUMN_PLAIN},
    {"price_earnings", "price/earnings", COLUMN_MONEY | COLUMN_RARE},
    {"eps", "earnings a share", COLUMN_MONEY | COLUMN_RARE},
    {"book_value", "book value", COLUMN_MONEY | COLUMN_RARE},
    {"dividend", "dividend a year", COLUMN_MONEY | COLUMN_RARE},
    {"yield_percent", "dividend yield %", COLUMN_MONEY | COLUMN_RARE},
    {"growth_percent", "growth a year %", COLUMN_MONEY | COLUMN_RARE},
    {"beta", "beta", COLUMN_MONEY | COLUMN_RARE},
    {"next_earnings_ms", "next earnings", COLUMN_TIME | COLUMN_RARE},
    {"next_ex_ms", "ex-dividend", COLUMN_TIME | COLUMN_RARE},
    {"expires_ms", "expires", COLUMN_TIME | COLUMN_RARE},
};

/* With --json also what the table of instruments holds: margins, currencies, flags. */
static void put_row(struct session *session, int instrument) {
    struct sheet sheet = {.name = "instrument",
                          .parts = {{instrument_fields, 0}},
                          .rows = &session_table(session)->rows[instrument],
                          .stride = sizeof(struct instrument),
                          .count = 1};
    if (session->output.json) {
        output_card(&session->output, &sheet);
    }
}

int word_instrument(struct session *session, struct error *error) {
    int instrument;
    struct instrument_card card;
    struct calendar_row coming[CARD_COMING];
    if (session_instrument(session, session->arguments->operands[0], &instrument, error) != 0) {
        return error->code;
    }
    game_card(host_game(session->host), session->profile.player, instrument, &card);
    struct sheet sheet = {.name = "card",
                          .parts = {{instrument_card_fields, 0}},
                          .columns = card_columns,
                          .column_count = ARRAY_LEN(card_columns),
                          .rows = &card,
                          .stride = sizeof card,
                          .count = 1};
    session_say_when(session);
    put_row(session, instrument);
    output_card(&session->output, &sheet);
    uint32_t count = read_coming(session, card.symbol, GAMETIME_MAX, coming, CARD_COMING);
    output_line(&session->output, "\nComing");
    say_coming(session, coming, count);
    return 0;
}
