/* Words that trade: each sends one command, says what became of it, and is refused in the game's
 * own sentence. */
#include <assert.h>
#include <string.h>

#include "base/gametime.h"
#include "base/mem.h"
#include "base/text.h"
#include "cli/records.h"

/* ---- what came of it ---- */

static const char *const state_phrases[] = {
#define X(name, word, phrase) [name] = phrase,
    ORDER_STATES(X)
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

/* " at 49,000.0", " once 49,500.0 trades", " by 2%", ", stop 49,000.0, target 53,000.0" */
static void format_prices(const struct instrument *row, const struct order_changed *order,
                          char *text, size_t size) {
    char at[FIX8_TEXT_MAX], by[FIX8_TEXT_MAX];
    size_t length = 0;
    text[0] = '\0';
    if (order->price > 0) {
        format_number(row, true, order->price, at);
        length += text_format(text + length, size - length, " at %s", at);
    }
    if (order->trail > 0 || order->trail_percent > 0) {
        bool percent = order->trail == 0;
        fix8_format(percent ? order->trail_percent : order->trail, -1, true, by, sizeof by);
        length += text_format(text + length, size - length, " by %s%s", by, percent ? "%" : "");
    }
    if (order->type == ORDER_BRACKET) {
        format_number(row, true, order->stop, at);
        format_number(row, true, order->target, by);
        text_format(text + length, size - length, ", stop %s, target %s", at, by);
    } else if (order->stop > 0 && order->type != ORDER_TRAILING) {
        format_number(row, true, order->stop, at);
        text_format(text + length, size - length, " once %s trades", at);
    }
}

/* "until you cancel it", "until 2025-01-20 14:00" */
static void format_tif(const struct order_changed *order, char *text, size_t size) {
    char until[GAMETIME_TEXT_MAX];
    if (order->tif == TIF_GTD) {
        gametime_format(order->until_ms, GAMETIME_MINUTE, until, sizeof until);
        text_format(text, size, "until %s", until);
    } else {
        text_format(text, size, "%s", order_tif_phrases[order->tif]);
    }
}

/* "Order 2, buy limit 0.0200 BTC-USD at 49,000.0: waits until the trading day ends." */
static void say_order(struct session *session, const struct order_changed *order) {
    const struct instrument_table *table = session_table(session);
    int index = instrument_find(table, order->symbol);
    const struct instrument *row = index >= 0 ? &table->rows[index] : NULL;
    char size[FIX8_TEXT_MAX], at[FIX8_TEXT_MAX], fee[FIX8_TEXT_MAX];
    char prices[4 * FIX8_TEXT_MAX], tif[64] = "", what[ORDER_REASON_MAX * 2], of[32] = "";
    const char *phrase = state_phrases[order->state];
    bool waits = order->state == ORDER_PENDING || order->state == ORDER_PARTIAL;
    bool repeats = text_starts_fold(order->reason, phrase);
    format_number(row, false, order->size, size);
    format_prices(row, order, prices, sizeof prices);
    if (waits) {
        format_tif(order, tif, sizeof tif);
    }
    if (order->parent != 0) {
        text_format(of, sizeof of, " (exit of order %llu)", (unsigned long long)order->parent);
    }
    text_format(what, sizeof what, "%s%s%s%s%s%s", repeats ? "" : phrase, waits ? " " : "", tif,
                order->queued ? ", queued for the opening" : "",
                order->reason[0] && !repeats ? "; " : "", order->reason);
    output_line(&session->output, "Order %llu, %s %s %s %s%s%s: %s.", (unsigned long long)order->id,
                side_words[order->side], order_type_words[order->type], size, order->symbol, prices,
                of, what);
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

/* type, options it needs, options only some types take that it takes too */
#define GIVES(id) TAKES(OPTION_##id)
static const struct {
    enum order_type type;
    option_set needs, takes;
} type_rules[] = {
    {ORDER_MARKET, 0, 0},
    {ORDER_LIMIT, GIVES(PRICE), GIVES(POST_ONLY) | GIVES(DISPLAY)},
    {ORDER_STOP, GIVES(STOP), 0},
    {ORDER_STOP_LIMIT, GIVES(STOP) | GIVES(PRICE), GIVES(DISPLAY)},
    {ORDER_TRAILING, GIVES(TRAIL), 0},
    {ORDER_TAKE_PROFIT, GIVES(STOP), GIVES(PRICE)},
    {ORDER_BRACKET, GIVES(STOP) | GIVES(TARGET), GIVES(PRICE)},
};
#define SOME_TYPES_TAKE                                                                            \
    (GIVES(PRICE) | GIVES(STOP) | GIVES(TARGET) | GIVES(TRAIL) | GIVES(POST_ONLY) | GIVES(DISPLAY))

/* Without --type the prices that are given say it. */
static enum order_type implied_type(const struct arguments *arguments) {
    return arguments_has(arguments, OPTION_TARGET)  ? ORDER_BRACKET
           : arguments_has(arguments, OPTION_TRAIL) ? ORDER_TRAILING
           : !arguments_has(arguments, OPTION_STOP)
               ? (arguments_has(arguments, OPTION_PRICE) ? ORDER_LIMIT : ORDER_MARKET)
           : arguments_has(arguments, OPTION_PRICE) ? ORDER_STOP_LIMIT
                                                    : ORDER_STOP;
}

/* Every price the type needs is there, and none that it has no use for. */
static int check_options(const struct arguments *arguments, enum order_type type,
                         struct error *error) {
    const char *article = strchr("aeiou", order_type_words[type][0]) ? "An" : "A";
    assert(type_rules[type].type == type);
    for (int id = 0; id < OPTION_COUNT; id++) {
        bool given = arguments_has(arguments, (enum option_id)id);
        if (!given && (type_rules[type].needs & TAKES(id)) != 0) {
            return arguments_wrong(arguments->word, error, "%s %s order needs --%s.", article,
                                   order_type_words[type], option_rows[id].name);
        }
        option_set takes = type_rules[type].needs | type_rules[type].takes;
        if (given && (SOME_TYPES_TAKE & ~takes & TAKES(id)) != 0) {
            return arguments_wrong(arguments->word, error, "%s %s order takes no --%s.", article,
                                   order_type_words[type], option_rows[id].name);
        }
    }
    return 0;
}

/* --trail 250 or --trail 2% */
static int read_trail(const struct arguments *arguments, enum command_kind kind, void *body,
                      struct error *error) {
    char number[FIX8_TEXT_MAX];
    const char *text = arguments->values[OPTION_TRAIL];
    size_t length = text ? strlen(text) : 0;
    bool percent = length > 0 && text[length - 1] == '%';
    if (!text) {
        return 0;
    }
    text_format(number, sizeof number, "%.*s", (int)(length - percent), text);
    return arguments_field(arguments, kind, percent ? "trail_percent" : "trail", "--trail", number,
                           body, error);
}

/* --tif gtd=2025-01-20T14:00 or gtd=2d: the word goes to `tif`, what follows is read here. */
static int read_until(struct session *session, const char *text, struct order_place *order,
                      struct error *error) {
    int64_t duration;
    if (duration_parse(text, &duration)) {
        order->until_ms = session->view->time.now_ms + duration;
        return 0;
    }
    return gametime_parse(text, &order->until_ms)
               ? 0
               : arguments_wrong(session->arguments->word, error,
                                 "--tif gtd=TIME takes a time like 2025-01-20T14:00 (UTC), or how "
                                 "long, like 2d.");
}

/* The command line with what the tables of fields cannot read taken out of it. */
static struct arguments plain_line(const struct arguments *arguments) {
    struct arguments line = *arguments;
    const char *tif = arguments->values[OPTION_TIF];
    if (tif && strncmp(tif, "gtd=", 4) == 0) {
        line.values[OPTION_TIF] = "gtd";
    }
    line.values[OPTION_TRAIL] = NULL;
    return line;
}

/* What a take-profit waits for is its target to a player, its stop to the table. */
static struct arguments order_line(const struct arguments *arguments) {
    struct arguments line = *arguments;
    const char *type = arguments->values[OPTION_TYPE];
    if (type && strcmp(type, order_type_words[ORDER_TAKE_PROFIT]) == 0 &&
        !line.values[OPTION_STOP]) {
        line.values[OPTION_STOP] = line.values[OPTION_TARGET];
        line.values[OPTION_TARGET] = NULL;
    }
    return line;
}

static int read_order(struct session *session, const struct arguments *arguments,
                      struct order_place *order, struct error *error) {
    struct arguments line = plain_line(arguments);
    const char *tif = arguments->values[OPTION_TIF];
    if (symbol_operand(session, order->symbol, error) != 0 ||
        arguments_field(arguments, COMMAND_ORDER_PLACE, "size", "SIZE", arguments->operands[1],
                        order, error) != 0 ||
        arguments_fill(&line, COMMAND_ORDER_PLACE, order, error) != 0 ||
        read_trail(arguments, COMMAND_ORDER_PLACE, order, error) != 0) {
        return error->code;
    }
    if (order->tif == TIF_GTD) {
        return read_until(session, tif[3] == '=' ? tif + 4 : "", order, error);
    }
    return 0;
}

static int place(struct session *session, enum side side, struct error *error) {
    struct command command = {.kind = COMMAND_ORDER_PLACE};
    struct order_place *order = &command.order_place;
    struct arguments line = order_line(session->arguments);
    order->side = (uint8_t)side;
    order->type = (uint8_t)implied_type(&line);
    if (read_order(session, &line, order, error) != 0 ||
        check_options(&line, order->type, error) != 0) {
        return error->code;
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

/* An amendment of 0 would mean "as it is". */
static int check_amend(const struct arguments *arguments, const struct order_amend *amend,
                       struct error *error) {
    static const enum option_id prices[] = {OPTION_PRICE, OPTION_STOP, OPTION_TARGET, OPTION_TRAIL};
    const fix8_t given[] = {amend->price, amend->stop, amend->target,
                            amend->trail + amend->trail_percent};
    bool any = arguments_has(arguments, OPTION_NEW_SIZE);
    if (any && amend->size == 0) {
        return error_set(error, ERROR_USAGE,
                         "A size is above zero; to take the order back: outcry cancel %llu.",
                         (unsigned long long)amend->order);
    }
    for (size_t i = 0; i < ARRAY_LEN(prices); i++) {
        any = any || arguments_has(arguments, prices[i]);
        if (arguments_has(arguments, prices[i]) && given[i] <= 0) {
            return arguments_wrong(arguments->word, error, "--%s is above zero.",
                                   option_rows[prices[i]].name);
        }
    }
    return any ? 0
               : arguments_wrong(arguments->word, error,
                                 "Say what changes: --price, --size, --stop, --target or --trail.");
}

int word_amend(struct session *session, struct error *error) {
    const struct arguments *arguments = session->arguments;
    struct arguments line = plain_line(arguments);
    struct command command = {.kind = COMMAND_ORDER_AMEND};
    struct order_amend *amend = &command.order_amend;
    if (number_of(session, arguments->operands[0], &amend->order, error) != 0 ||
        arguments_fill(&line, command.kind, amend, error) != 0 ||
        read_trail(arguments, command.kind, amend, error) != 0 ||
        check_amend(arguments, amend, error) != 0) {
        return error->code;
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
