/* Words that trade: each sends one command, says what became of it, and is refused in the game's
 * own sentence. */
#include <string.h>

#include "base/text.h"
#include "cli/records.h"

/* ---- what came of it ---- */

static const char *const state_phrases[] = {
#define X(name, word, phrase) [name] = phrase,
    ORDER_STATES(X)
#undef X
};
static const char *const tif_phrases[] = {
#define X(name, word, phrase) [name] = phrase,
    ORDER_TIFS(X)
#undef X
};

/* A number of an order with the decimals of its instrument. */
static void format_number(const struct instrument *row, bool is_price, fix8_t number,
                          char text[FIX8_TEXT_MAX]) {
    int decimals = !row       ? -1
                   : is_price ? instrument_price_decimals(row)
                              : instrument_size_decimals(row);
    fix8_format(number, decimals, true, text, FIX8_TEXT_MAX);
}

/* "Order 2, buy limit 0.0200 BTC-USD at 49,000.0: waits until the trading day ends." */
static void say_order(struct session *session, const struct order_changed *order) {
    const struct instrument_table *table = session_table(session);
    int index = instrument_find(table, order->symbol);
    const struct instrument *row = index >= 0 ? &table->rows[index] : NULL;
    char size[FIX8_TEXT_MAX], price[FIX8_TEXT_MAX + 4] = "", what[ORDER_REASON_MAX * 2];
    char at[FIX8_TEXT_MAX], fee[FIX8_TEXT_MAX];
    const char *phrase = state_phrases[order->state];
    bool waits = order->state == ORDER_PENDING || order->state == ORDER_PARTIAL;
    bool repeats = text_starts_fold(order->reason, phrase);
    format_number(row, false, order->size, size);
    format_number(row, true, order->price, at);
    if (order->type == ORDER_LIMIT) {
        text_format(price, sizeof price, " at %s", at);
    }
    text_format(what, sizeof what, "%s%s%s%s%s%s", repeats ? "" : phrase, waits ? " " : "",
                waits ? tif_phrases[order->tif] : "",
                order->queued ? ", queued for the opening" : "",
                order->reason[0] && !repeats ? "; " : "", order->reason);
    output_line(&session->output, "Order %llu, %s %s %s %s%s: %s.", (unsigned long long)order->id,
                side_words[order->side], order_type_words[order->type], size, order->symbol, price,
                what);
    if (order->filled > 0) {
        format_number(row, false, order->filled, size);
        format_number(row, true, order->average, at);
        fix8_format(order->fee, 2, true, fee, sizeof fee);
        output_line(&session->output, "Filled %s at %s on average, fee %s.", size, at, fee);
    }
}

/* Whether a later record says more of the same order. */
static bool is_superseded(const struct session *session, uint32_t at) {
    for (uint32_t i = at + 1; i < session->heard_count; i++) {
        const struct record *later = &session->heard[i];
        if (later->kind == RECORD_ORDER_CHANGED &&
            later->order_changed.id == session->heard[at].order_changed.id) {
            return true;
        }
    }
    return false;
}

/* The orders and the fills that a command made or changed. */
static void say_outcome(struct session *session) {
    struct record orders[ACCOUNT_OPEN_ORDERS_MAX + 1], fills[64];
    struct sheet order_sheet = record_sheet(session, RECORD_ORDER_CHANGED, "orders");
    struct sheet fill_sheet = record_sheet(session, RECORD_FILLED, "fills");
    order_sheet.rows = orders;
    fill_sheet.rows = fills;
    for (uint32_t i = 0; i < session->heard_count; i++) {
        const struct record *record = &session->heard[i];
        if (record->player != session->profile.player) {
            continue;
        }
        if (record->kind == RECORD_ORDER_CHANGED && !is_superseded(session, i) &&
            order_sheet.count < ACCOUNT_OPEN_ORDERS_MAX + 1) {
            orders[order_sheet.count++] = *record;
            say_order(session, &record->order_changed);
        } else if (record->kind == RECORD_FILLED && fill_sheet.count < 64) {
            fills[fill_sheet.count++] = *record;
        }
    }
    if (session->output.json) {
        session_say_when(session);
        output_sheet(&session->output, &order_sheet);
        output_sheet(&session->output, &fill_sheet);
    }
}

/* The order that the rules refused, when there is a record of one. */
static void say_rejected(struct session *session) {
    for (uint32_t i = 0; i < session->heard_count; i++) {
        const struct record *record = &session->heard[i];
        if (record->player == session->profile.player && record->kind == RECORD_ORDER_CHANGED &&
            record->order_changed.state == ORDER_REJECTED) {
            struct sheet sheet = record_sheet(session, RECORD_ORDER_CHANGED, "order");
            sheet.rows = record;
            sheet.count = 1;
            output_card(&session->output, &sheet);
            return;
        }
    }
}

static int send(struct session *session, struct command *command, struct error *error) {
    int code = session_command(session, command, error);
    if (code == 0) {
        say_outcome(session);
    } else if (code == ERROR_REFUSED && session->output.json) {
        say_rejected(session);
    }
    return code;
}

/* ---- the words ---- */

/* The symbol as the market writes it. */
static int symbol_operand(struct session *session, char *symbol, struct error *error) {
    int instrument;
    if (session_instrument(session, session->arguments->operands[0], &instrument, error) != 0) {
        return error->code;
    }
    text_format(symbol, COMMAND_SYMBOL_MAX, "%s", session_table(session)->rows[instrument].symbol);
    return 0;
}

static int place(struct session *session, enum side side, struct error *error) {
    const struct arguments *arguments = session->arguments;
    struct command command = {.kind = COMMAND_ORDER_PLACE};
    struct order_place *order = &command.order_place;
    order->side = (uint8_t)side;
    order->type = arguments_has(arguments, OPTION_PRICE) ? ORDER_LIMIT : ORDER_MARKET;
    if (symbol_operand(session, order->symbol, error) != 0 ||
        arguments_field(arguments, command.kind, "size", "SIZE", arguments->operands[1], order,
                        error) != 0 ||
        arguments_fill(arguments, command.kind, order, error) != 0) {
        return error->code;
    }
    if (order->type == ORDER_LIMIT && !arguments_has(arguments, OPTION_PRICE)) {
        return arguments_wrong(arguments->word, error, "A limit order needs --price.");
    }
    if (order->type == ORDER_MARKET && arguments_has(arguments, OPTION_PRICE)) {
        return arguments_wrong(arguments->word, error, "A market order takes no --price.");
    }
    return send(session, &command, error);
}

int word_buy(struct session *session, struct error *error) {
    return place(session, SIDE_BUY, error);
}

int word_sell(struct session *session, struct error *error) {
    return place(session, SIDE_SELL, error);
}

/* An order's or alert's number: 1 and up. */
static int number_of(struct session *session, const char *text, uint64_t *number,
                     struct error *error) {
    if (!text_to_u64(text, number) || *number == 0) {
        return arguments_wrong(session->arguments->word, error, "%.40s is no number.", text);
    }
    return 0;
}

int word_cancel(struct session *session, struct error *error) {
    struct command command = {.kind = COMMAND_ORDER_CANCEL};
    const char *which = session->arguments->operands[0];
    if (strcmp(which, "all") != 0 &&
        number_of(session, which, &command.order_cancel.order, error) != 0) {
        return error->code;
    }
    return send(session, &command, error);
}

int word_amend(struct session *session, struct error *error) {
    const struct arguments *arguments = session->arguments;
    struct command command = {.kind = COMMAND_ORDER_AMEND};
    struct order_amend *amend = &command.order_amend;
    if (number_of(session, arguments->operands[0], &amend->order, error) != 0 ||
        arguments_fill(arguments, command.kind, amend, error) != 0) {
        return error->code;
    }
    if (arguments_has(arguments, OPTION_NEW_SIZE) && amend->size == 0) {
        return error_set(error, ERROR_USAGE,
                         "A size is above zero; to take the order back: outcry cancel %llu.",
                         (unsigned long long)amend->order);
    }
    if (arguments_has(arguments, OPTION_PRICE) && amend->price == 0) {
        return arguments_wrong(arguments->word, error, "A price is above zero.");
    }
    if (amend->price == 0 && amend->size == 0) {
        return arguments_wrong(arguments->word, error,
                               "Say what changes: --price, --size or both.");
    }
    return send(session, &command, error);
}

int word_close(struct session *session, struct error *error) {
    struct command command = {.kind = COMMAND_POSITION_CLOSE};
    if (symbol_operand(session, command.position_close.symbol, error) != 0) {
        return error->code;
    }
    return send(session, &command, error);
}

/* ---- alerts ---- */

static void list_alerts(struct session *session) {
    static const struct column columns[] = {
        {"id", "alert", COLUMN_PLAIN},
        {"symbol", "symbol", COLUMN_PLAIN},
        {"price", "price", COLUMN_PRICE},
    };
    struct sheet sheet = body_sheet(session, RECORD_ALERT_CHANGED, "alerts");
    sheet.columns = columns;
    sheet.column_count = sizeof columns / sizeof columns[0];
    sheet.rows = session->view->alerts;
    sheet.stride = sizeof session->view->alerts[0];
    sheet.count = session->view->alert_count;
    sheet.none = "No alert is waiting.";
    session_say_when(session);
    output_sheet(&session->output, &sheet);
}

int word_alert(struct session *session, struct error *error) {
    const struct arguments *arguments = session->arguments;
    struct command command = {.kind = COMMAND_ALERT_SET};
    int code = 0;
    if (arguments->operand_count == 2 && strcmp(arguments->operands[0], "clear") == 0) {
        command.kind = COMMAND_ALERT_CLEAR;
        code = number_of(session, arguments->operands[1], &command.alert_clear.alert, error);
    } else if (arguments->operand_count == 2) {
        code = symbol_operand(session, command.alert_set.symbol, error);
        if (code == 0) {
            code = arguments_field(arguments, command.kind, "price", "PRICE",
                                   arguments->operands[1], &command.alert_set, error);
        }
    } else if (arguments->operand_count == 1) {
        code = arguments_wrong(arguments->word, error,
                               "An alert is set with a symbol and a price, and dropped with clear "
                               "and its number.");
    }
    if (code == 0 && arguments->operand_count == 2) {
        code = session_command(session, &command, error);
    }
    if (code == 0) {
        list_alerts(session);
    }
    return code;
}
