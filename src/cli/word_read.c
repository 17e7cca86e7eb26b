/* Words that say how the player stands: they write nothing, and begin with the time they are for.
 */
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "cli/records.h"
#include "player/profile.h"

#define ROWS_MOST 10000

/* ---- status ---- */

struct status {
    char character[16], market[16];
    uint32_t chapter;
    bool ranked;
    uint8_t speed;
    int64_t skip_until_ms;
    fix8_t equity, cash, reserved, positions_value, profit;
    uint32_t positions, open_orders, alerts;
};

static const struct field_spec status_fields[] = {
    FIELD(struct status, character, TEXT, NULL, 0, 0),
    FIELD(struct status, market, TEXT, NULL, 0, 0),
    FIELD(struct status, chapter, U32, NULL, 0, 0),
    FIELD(struct status, ranked, BOOL, NULL, 0, 0),
    FIELD_NAMED(struct status, speed, speed_words, NULL),
    FIELD(struct status, skip_until_ms, TIME, NULL, 0, 0),
    FIELD(struct status, equity, FIX8, NULL, 0, 0),
    FIELD(struct status, cash, FIX8, NULL, 0, 0),
    FIELD(struct status, reserved, FIX8, NULL, 0, 0),
    FIELD(struct status, positions_value, FIX8, NULL, 0, 0),
    FIELD(struct status, profit, FIX8, NULL, 0, 0),
    FIELD(struct status, positions, U32, NULL, 0, 0),
    FIELD(struct status, open_orders, U32, NULL, 0, 0),
    FIELD(struct status, alerts, U32, NULL, 0, 0),
    FIELD_END,
};

static struct status status_of(const struct view *view) {
    struct status status = {.chapter = view->chapter.chapter,
                            .ranked = view->chapter.ranked,
                            .speed = view->time.speed,
                            .skip_until_ms = view->time.skip_until_ms,
                            .equity = view_equity(view),
                            .cash = view->account.cash,
                            .reserved = view->account.reserved,
                            .positions = view->position_count,
                            .open_orders = view->order_count,
                            .alerts = view->alert_count};
    text_format(status.character, sizeof status.character, "%s",
                character_words[view->profile.character]);
    text_format(status.market, sizeof status.market, "%s", market_kind_words[view->chapter.market]);
    status.positions_value = status.equity - status.cash; /* equity is their sum */
    if (!fix8_sub(status.equity, view->account.deposited, &status.profit)) {
        status.profit = 0;
    }
    return status;
}

int word_status(struct session *session, struct error *error) {
    (void)error;
    static const struct column columns[] = {
        {"character", "character", COLUMN_PLAIN},
        {"chapter", "chapter", COLUMN_PLAIN},
        {"market", "market", COLUMN_PLAIN},
        {"speed", "speed", COLUMN_PLAIN},
        {"equity", "equity", COLUMN_MONEY},
        {"profit", "profit", COLUMN_CHANGE},
        {"cash", "cash", COLUMN_MONEY},
        {"reserved", "reserved", COLUMN_MONEY},
        {"positions_value", "in positions", COLUMN_MONEY},
        {"positions", "positions", COLUMN_PLAIN},
        {"open_orders", "open orders", COLUMN_PLAIN},
        {"alerts", "alerts", COLUMN_PLAIN},
    };
    struct status status = status_of(session->view);
    struct sheet sheet = {.parts = {{status_fields, 0}},
                          .columns = columns,
                          .column_count = ARRAY_LEN(columns),
                          .rows = &status,
                          .stride = sizeof status,
                          .count = 1};
    session_say_when(session);
    output_card(&session->output, &sheet);
    return 0;
}

/* ---- player ---- */

struct level {
    uint32_t level;
    uint64_t xp, xp_into_level, xp_of_level;
};
struct person {
    struct player_created created;
    struct level level;
};

static const struct field_spec level_fields[] = {
    FIELD(struct level, level, U32, NULL, 0, 0),
    FIELD(struct level, xp, U64, NULL, 0, 0),
    FIELD(struct level, xp_into_level, U64, NULL, 0, 0),
    FIELD(struct level, xp_of_level, U64, NULL, 0, 0),
    FIELD_END,
};

int word_player(struct session *session, struct error *error) {
    (void)error;
    static const struct column columns[] = {
        {"name", "name", COLUMN_PLAIN},     {"character", "character", COLUMN_PLAIN},
        {"avatar", "avatar", COLUMN_PLAIN}, {"level", "level", COLUMN_PLAIN},
        {"xp", "XP", COLUMN_PLAIN},         {"age_band", "age", COLUMN_PLAIN},
        {"zone", "zone", COLUMN_PLAIN},     {"created_wall_ms", "since", COLUMN_TIME},
    };
    const struct profile *profile = game_profile(host_game(session->host), session->profile.player);
    struct person person = {.created = session->view->profile};
    person.level.xp = profile->xp;
    person.level.level =
        (uint32_t)level_of(profile->xp, &person.level.xp_into_level, &person.level.xp_of_level);
    struct sheet sheet = {
        .name = "player",
        .parts = {{record_fields(RECORD_PLAYER_CREATED), offsetof(struct person, created)},
                  {level_fields, offsetof(struct person, level)}},
        .columns = columns,
        .column_count = ARRAY_LEN(columns),
        .rows = &person,
        .stride = sizeof person,
        .count = 1};
    session_say_when(session);
    output_card(&session->output, &sheet);
    return 0;
}

/* ---- account ---- */

int word_account(struct session *session, struct error *error) {
    static const struct column columns[] = {
        {"id", "account", COLUMN_PLAIN},         {"name", "name", COLUMN_PLAIN},
        {"broker", "broker", COLUMN_PLAIN},      {"cash", "cash", COLUMN_MONEY},
        {"reserved", "reserved", COLUMN_MONEY},  {"deposited", "deposited", COLUMN_MONEY},
        {"realised", "realised", COLUMN_CHANGE}, {"commission", "commission", COLUMN_MONEY},
    };
    const struct arguments *arguments = session->arguments;
    if (arguments->operand_count == 1 && strcmp(arguments->operands[0], "list") != 0) {
        return arguments_wrong(arguments->word, error, "outcry account takes: list.");
    }
    struct sheet sheet = body_sheet(session, RECORD_ACCOUNT_CHANGED, "accounts");
    sheet.columns = columns;
    sheet.column_count = ARRAY_LEN(columns);
    sheet.rows = &session->view->account;
    sheet.stride = sizeof session->view->account;
    sheet.count = session->view->account.id != 0;
    sheet.none = "No account yet.";
    session_say_when(session);
    output_sheet(&session->output, &sheet);
    return 0;
}

/* ---- positions ---- */

struct worth {
    fix8_t mark, value, profit;
};
struct holding {
    struct position_changed position;
    struct worth worth;
};

static const struct field_spec worth_fields[] = {
    FIELD(struct worth, mark, FIX8, NULL, 0, 0),
    FIELD(struct worth, value, FIX8, NULL, 0, 0),
    FIELD(struct worth, profit, FIX8, NULL, 0, 0),
    FIELD_END,
};

static struct holding holding_of(const struct view *view, const struct position_changed *position) {
    struct holding holding = {.position = *position};
    int at = view_find(view, position->symbol);
    holding.worth.mark = at >= 0 ? view->quotes[at].mark : 0;
    holding.worth.value = view_position_value(view, position);
    if (!fix8_sub(holding.worth.value, position->cost, &holding.worth.profit)) {
        holding.worth.profit = 0;
    }
    return holding;
}

int word_positions(struct session *session, struct error *error) {
    (void)error;
    static const struct column columns[] = {
        {"symbol", "symbol", COLUMN_PLAIN}, {"size", "size", COLUMN_SIZE},
        {"average", "entry", COLUMN_PRICE}, {"mark", "mark", COLUMN_PRICE},
        {"cost", "cost", COLUMN_MONEY},     {"value", "value", COLUMN_MONEY},
        {"profit", "P/L", COLUMN_CHANGE},   {"opened_ms", "opened", COLUMN_TIME},
    };
    const struct view *view = session->view;
    struct holding *rows = mem_array(VIEW_POSITIONS_MAX, sizeof *rows);
    for (uint32_t i = 0; i < view->position_count; i++) {
        rows[i] = holding_of(view, &view->positions[i]);
    }
    struct sheet sheet = {
        .name = "positions",
        .parts = {{record_fields(RECORD_POSITION_CHANGED), offsetof(struct holding, position)},
                  {worth_fields, offsetof(struct holding, worth)}},
        .columns = columns,
        .column_count = ARRAY_LEN(columns),
        .rows = rows,
        .stride = sizeof *rows,
        .count = view->position_count,
        .table = session_table(session),
        .instrument = -1,
        .none = "No open position."};
    session_say_when(session);
    output_sheet(&session->output, &sheet);
    mem_free(rows);
    return 0;
}

/* ---- orders, fills, ledger ---- */

int word_orders(struct session *session, struct error *error) {
    uint32_t last;
    if (arguments_count(session->arguments, OPTION_LAST, 0, ROWS_MOST, 10, &last, error) != 0) {
        return error->code;
    }
    struct sheet open = body_sheet(session, RECORD_ORDER_CHANGED, "orders");
    open.rows = session->view->orders;
    open.stride = sizeof session->view->orders[0];
    open.count = session->view->order_count;
    open.none = "No open order.";
    struct record *rows = mem_array(last, sizeof *rows);
    struct sheet finished = record_sheet(session, RECORD_ORDER_CHANGED, "finished");
    finished.rows = rows;
    finished.count = store_finished_orders(session->store, session->profile.game,
                                           session->profile.player, 0, rows, last);
    finished.none = "No finished order.";
    session_say_when(session);
    output_sheet(&session->output, &open);
    output_line(&session->output, "\nFinished, newest first");
    output_sheet(&session->output, &finished);
    mem_free(rows);
    return 0;
}

/* The newest records of a kind. */
static int say_records(struct session *session, enum record_kind kind, const char *name,
                       const char *none, struct error *error) {
    uint32_t last;
    if (arguments_count(session->arguments, OPTION_LAST, 1, ROWS_MOST, 50, &last, error) != 0) {
        return error->code;
    }
    struct record *rows = mem_array(last, sizeof *rows);
    struct sheet sheet = record_sheet(session, kind, name);
    sheet.rows = rows;
    sheet.count = store_records(session->store, session->profile.game, session->profile.player,
                                kind, 0, rows, last);
    sheet.none = none;
    session_say_when(session);
    output_sheet(&session->output, &sheet);
    mem_free(rows);
    return 0;
}

int word_fills(struct session *session, struct error *error) {
    return say_records(session, RECORD_FILLED, "fills", "No fill yet.", error);
}

int word_ledger(struct session *session, struct error *error) {
    return say_records(session, RECORD_LEG_POSTED, "ledger", "The ledger is empty.", error);
}
