#include "game/command.h"

#include <assert.h>
#include <string.h>

#include "broker/order.h"
#include "player/profile.h"

const char *const speed_words[] = {
#define X(name, word, factor) [name] = word,
    SPEEDS(X)
#undef X
        NULL};
const char *const skip_words[] = {
#define X(name, word, phrase) [name] = word,
    SKIPS(X)
#undef X
        NULL};
const char *const skip_phrases[] = {
#define X(name, word, phrase) [name] = phrase,
    SKIPS(X)
#undef X
        NULL};
const char *const market_kind_words[] = {"sim", "replay", NULL};

const char *const carry_words[] = {
#define X(name, word, reason) [name] = word,
    CARRIES(X)
#undef X
        NULL};
const char *const carry_reasons[] = {
#define X(name, word, reason) [name] = reason,
    CARRIES(X)
#undef X
};

int speed_factor(enum speed speed) {
    static const int factors[] = {
#define X(name, word, factor) [name] = factor,
        SPEEDS(X)
#undef X
    };
    assert(speed < SPEED_COUNT);
    return factors[speed];
}

static const struct field_spec chapter_open_fields[] = {
    FIELD_NAMED(struct chapter_open, market, market_kind_words, "simulated or a replay of tapes"),
    FIELD(struct chapter_open, ranked, BOOL, "counts on the boards", 0, 0),
    FIELD_NAMED(struct chapter_open, carry, carry_words, "what goes on from the last chapter"),
    FIELD(struct chapter_open, seed, U64, "seed of the market", 0, 0),
    FIELD(struct chapter_open, history_days, U32, "days of minutes before the start", 1, 365),
    FIELD(struct chapter_open, instruments, TEXT, "symbols, all when empty", 0, 0),
    FIELD_END,
};
static const struct field_spec player_create_fields[] = {
    FIELD(struct player_create, name, TEXT, "display name", 0, 0),
    FIELD_NAMED(struct player_create, character, character_words, "one of the five"),
    FIELD(struct player_create, avatar, U8, "picture, 0 to 9", 0, AVATAR_COUNT - 1),
    FIELD_NAMED(struct player_create, age_band, age_band_words, "age"),
    FIELD(struct player_create, zone, TEXT, "time zone, like Europe/Brussels", 0, 0),
    FIELD_END,
};
static const struct field_spec day_open_fields[] = {FIELD_END};
static const struct field_spec clock_set_fields[] = {
    FIELD_NAMED(struct clock_set, speed, speed_words, "how fast game time runs"),
    FIELD_NAMED(struct clock_set, skip, skip_words, "run until something happens"),
    FIELD(struct clock_set, until_ms, TIME, "end of the skip", 0, 0),
    FIELD(struct clock_set, symbol, TEXT, "whose open or close", 0, 0),
    FIELD_END,
};
static const struct field_spec order_place_fields[] = {
    FIELD(struct order_place, symbol, TEXT, "what to trade", 0, 0),
    FIELD_NAMED(struct order_place, side, side_words, "buy or sell"),
    FIELD_NAMED(struct order_place, type, order_type_words, "what sets it off and at which price"),
    FIELD_NAMED(struct order_place, tif, order_tif_words, "how long it stands"),
    FIELD(struct order_place, size, FIX8, "how much", 1, FIX8_MAX),
    FIELD(struct order_place, price, FIX8, "limit price", 0, FIX8_MAX),
    FIELD_ADDED(struct order_place, stop, FIX8, "price that sets it off", 0, FIX8_MAX),
    FIELD(struct order_place, target, FIX8, "take-profit of a bracket", 0, FIX8_MAX),
    FIELD(struct order_place, trail, FIX8, "how far the stop trails", 0, FIX8_MAX),
    FIELD(struct order_place, trail_percent, FIX8, "how far it trails, in percent", 0, FIX8_MAX),
    FIELD(struct order_place, display, FIX8, "size shown at a time", 0, FIX8_MAX),
    FIELD(struct order_place, until_ms, TIME, "end of a gtd order", 0, 0),
    FIELD(struct order_place, oco, U64, "order that it cancels and is cancelled by", 0, 0),
    FIELD(struct order_place, post_only, BOOL, "refused rather than take", 0, 0),
    FIELD(struct order_place, reduce_only, BOOL, "only makes a position smaller", 0, 0),
    FIELD_NAMED(struct order_place, self_trade, order_self_trade_words,
                "which goes when it would trade with your own"),
    FIELD_END,
};
static const struct field_spec order_cancel_fields[] = {
    FIELD(struct order_cancel, order, U64, "the order's number, 0 for all", 0, 0),
    FIELD_END,
};
static const struct field_spec order_amend_fields[] = {
    FIELD(struct order_amend, order, U64, "the order's number", 0, 0),
    FIELD(struct order_amend, price, FIX8, "new limit price", 0, FIX8_MAX),
    FIELD(struct order_amend, size, FIX8, "new total size", 0, FIX8_MAX),
    FIELD_ADDED(struct order_amend, stop, FIX8, "new stop price", 0, FIX8_MAX),
    FIELD(struct order_amend, target, FIX8, "new target of a bracket", 0, FIX8_MAX),
    FIELD(struct order_amend, trail, FIX8, "new distance of the trailing stop", 0, FIX8_MAX),
    FIELD(struct order_amend, trail_percent, FIX8, "new distance in percent", 0, FIX8_MAX),
    FIELD_END,
};
static const struct field_spec position_close_fields[] = {
    FIELD(struct position_close, symbol, TEXT, "what to close", 0, 0),
    FIELD_END,
};
static const struct field_spec alert_set_fields[] = {
    FIELD(struct alert_set, symbol, TEXT, "what to watch", 0, 0),
    FIELD(struct alert_set, price, FIX8, "price to be told of", 1, FIX8_MAX),
    FIELD_END,
};
static const struct field_spec alert_clear_fields[] = {
    FIELD(struct alert_clear, alert, U64, "the alert's number", 0, 0),
    FIELD_END,
};

static const struct field_spec block_seed_fields[] = {
    FIELD(struct block_seed, seed, U64, "seed of the next game day", 0, 0),
    FIELD_END,
};

static const struct {
    const char *word, *help;
    const struct field_spec *fields;
} kinds[COMMAND_COUNT] = {
#define X(name, word, help) [name] = {#word, help, word##_fields},
    COMMANDS(X)
#undef X
};

const char *command_word(enum command_kind kind) {
    assert(kind < COMMAND_COUNT);
    return kinds[kind].word;
}

const char *command_help(enum command_kind kind) {
    assert(kind < COMMAND_COUNT);
    return kinds[kind].help;
}

const struct field_spec *command_fields(enum command_kind kind) {
    assert(kind < COMMAND_COUNT);
    return kinds[kind].fields;
}

void *command_body(struct command *command) {
    return &command->chapter_open; /* members of a union share their address */
}

int command_check(const struct command *command, struct error *error) {
    if (command->kind >= COMMAND_COUNT) {
        return error_set(error, ERROR_USAGE, "There is no command number %u.", command->kind);
    }
    if (command->counter == 0) {
        return error_set(error, ERROR_USAGE, "A command needs a counter above 0.");
    }
    return fields_check(command_fields(command->kind), &command->chapter_open, error);
}

void command_encode(const struct command *command, const struct sink *sink) {
    assert(command->kind < COMMAND_COUNT);
    const struct field_spec *fields = command_fields(command->kind);
    put_u8(sink, (uint8_t)(command->kind | (fields_grew(fields) ? FORM_GROWN : 0)));
    put_u32(sink, command->player);
    put_u64(sink, command->counter);
    fields_encode(fields, &command->chapter_open, sink);
}

int command_decode(struct command *command, struct source *source, struct error *error) {
    memset(command, 0, sizeof *command);
    uint8_t form = get_u8(source);
    command->kind = form & (FORM_GROWN - 1);
    command->player = get_u32(source);
    command->counter = get_u64(source);
    const struct field_spec *fields =
        source->bad || command->kind >= COMMAND_COUNT ? NULL : command_fields(command->kind);
    if (fields == NULL || (form >= FORM_GROWN && !fields_grew(fields))) {
        return error_set(error, ERROR_USAGE, "These bytes are no command.");
    }
    if (form < FORM_GROWN && fields_grew(fields)) {
        fields_decode_first_form(fields, command_body(command), source);
    } else {
        fields_decode(fields, command_body(command), source);
    }
    if (source->bad) {
        return error_set(error, ERROR_USAGE, "A command (%s) is cut short or out of range.",
                         command_word(command->kind));
    }
    return command_check(command, error);
}
