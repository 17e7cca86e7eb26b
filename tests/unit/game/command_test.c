#include "fields.h"

#include "base/mem.h"
#include "broker/order.h"
#include "game/command.h"
#include "player/profile.h"

#define SEED UINT64_C(31)

static struct command random_command(enum command_kind kind, struct random *random) {
    struct command command;
    memset(&command, 0, sizeof command);
    command.kind = (uint8_t)kind;
    command.player = random_u32(random);
    command.counter = random_u64(random) | 1;
    fields_random(command_fields(kind), command_body(&command), random);
    return command;
}

static struct buffer encoded(const struct command *command) {
    struct buffer buffer = {0};
    struct sink sink = buffer_sink(&buffer);
    command_encode(command, &sink);
    return buffer;
}

Test(command, every_kind_comes_back_from_its_bytes) {
    struct random random = random_named(SEED, "bytes", 0);
    for (int i = 0; i < 4000; i++) {
        struct command command = random_command((enum command_kind)(i % COMMAND_COUNT), &random);
        struct buffer bytes = encoded(&command);
        struct source source = source_of(bytes.bytes, bytes.length);
        struct command back;
        struct error error = {0};
        cr_assert_leq(bytes.length, COMMAND_BYTES_MAX);
        cr_assert_eq(command_decode(&back, &source, &error), 0, "seed %lu, command %d: %s", SEED, i,
                     error.sentence);
        cr_assert(source_done(&source));
        struct buffer again = encoded(&back);
        cr_assert_eq(again.length, bytes.length, "seed %lu, command %d", SEED, i);
        cr_assert_arr_eq(again.bytes, bytes.bytes, bytes.length, "seed %lu, command %d", SEED, i);
        buffer_clear(&bytes);
        buffer_clear(&again);
    }
}

Test(command, every_kind_comes_back_from_its_json) {
    struct random random = random_named(SEED, "json", 0);
    for (int i = 0; i < 1000; i++) {
        enum command_kind kind = (enum command_kind)(i % COMMAND_COUNT);
        struct command command = random_command(kind, &random), back = {.kind = command.kind};
        back.player = command.player;
        back.counter = command.counter;
        cJSON *object = cJSON_CreateObject();
        fields_json(command_fields(kind), command_body(&command), object);
        cr_assert_eq(cJSON_GetArraySize(object), fields_count(command_fields(kind)));
        fields_from_json(command_fields(kind), object, command_body(&back));
        struct buffer one = encoded(&command), other = encoded(&back);
        cr_assert_eq(one.length, other.length, "seed %lu, command %d", SEED, i);
        cr_assert_arr_eq(one.bytes, other.bytes, one.length, "seed %lu, command %d", SEED, i);
        buffer_clear(&one);
        buffer_clear(&other);
        cJSON_Delete(object);
    }
}

/* One member out of its limits is refused by check and decoder alike, and named. */
static void refused(struct command command, const struct field_spec *field, int64_t scalar) {
    struct error error = {0};
    fields_set(field, command_body(&command), scalar);
    cr_assert_eq(command_check(&command, &error), ERROR_USAGE, "%s of %s", field->name,
                 command_word(command.kind));
    cr_assert_str_eq(error.place, field->name);
    struct buffer bytes = encoded(&command);
    struct source source = source_of(bytes.bytes, bytes.length);
    cr_assert_eq(command_decode(&command, &source, &error), ERROR_USAGE, "%s", field->name);
    buffer_clear(&bytes);
}

Test(command, limits_hold_at_both_ends) {
    struct random random = random_named(SEED, "limits", 0);
    int tried = 0;
    for (int kind = 0; kind < COMMAND_COUNT; kind++) {
        struct command command = random_command((enum command_kind)kind, &random);
        cr_assert_eq(command_check(&command, NULL), 0);
        for (const struct field_spec *field = command_fields(command.kind); field->name; field++) {
            if (field->type == FIELD_ENUM) {
                refused(command, field, fields_names(field));
                tried++;
            } else if (field->type == FIELD_TIME) {
                refused(command, field, GAMETIME_MAX + 1);
                tried++;
            } else if (field->type != FIELD_TEXT && (field->least != 0 || field->most != 0)) {
                if (field->least > INT64_MIN && field->type != FIELD_U8) {
                    refused(command, field, field->least - 1);
                }
                if (field->most < INT64_MAX) {
                    refused(command, field, field->most + 1);
                }
                tried++;
            }
        }
    }
    cr_assert_geq(tried, 15);
}

Test(command, unknown_kinds_counter_0_and_cut_bytes_are_refused) {
    struct random random = random_named(SEED, "cut", 0);
    for (int kind = 0; kind < COMMAND_COUNT; kind++) {
        struct command command = random_command((enum command_kind)kind, &random), back;
        struct buffer bytes = encoded(&command);
        for (size_t length = 0; length < bytes.length; length++) {
            struct source source = source_of(bytes.bytes, length);
            struct error error = {0};
            cr_assert_eq(command_decode(&back, &source, &error), ERROR_USAGE);
            cr_assert_gt(strlen(error.sentence), 10);
        }
        for (int other = COMMAND_COUNT; other < 256; other++) {
            int named = other & (FORM_GROWN - 1);
            if (other >= FORM_GROWN && named < COMMAND_COUNT &&
                fields_grew(command_fields((enum command_kind)named))) {
                continue; /* a kind of its own */
            }
            bytes.bytes[0] = (uint8_t)other;
            struct source source = source_of(bytes.bytes, bytes.length);
            cr_assert_eq(command_decode(&back, &source, NULL), ERROR_USAGE);
        }
        command.counter = 0;
        cr_assert_eq(command_check(&command, NULL), ERROR_USAGE);
        command.counter = 1;
        command.kind = COMMAND_COUNT;
        cr_assert_eq(command_check(&command, NULL), ERROR_USAGE);
        buffer_clear(&bytes);
    }
}

Test(command, text_that_could_harm_a_terminal_is_refused) {
    static const char *const bad[] = {"a\033[2J", "a\nb", "\x80", "1\xe2\x80\xae", "\xef\xbb\xbf"};
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        struct command command;
        memset(&command, 0, sizeof command);
        command.kind = COMMAND_PLAYER_CREATE;
        command.counter = 1;
        strcpy(command.player_create.name, bad[i]);
        cr_assert_eq(command_check(&command, NULL), ERROR_USAGE, "%zu", i);
    }
}

Test(command, words_helps_and_fields_are_there_for_every_kind) {
    for (int kind = 0; kind < COMMAND_COUNT; kind++) {
        cr_assert_gt(strlen(command_word((enum command_kind)kind)), 2);
        cr_assert_gt(strlen(command_help((enum command_kind)kind)), 5);
        cr_assert_not_null(command_fields((enum command_kind)kind));
        for (int other = 0; other < kind; other++) {
            cr_assert_str_neq(command_word((enum command_kind)kind),
                              command_word((enum command_kind)other));
        }
    }
}

static void words_are_whole(const char *const *words, int count) {
    for (int i = 0; i < count; i++) {
        cr_assert_not_null(words[i]);
        cr_assert_gt(strlen(words[i]), 0);
        for (int other = 0; other < i; other++) {
            cr_assert_str_neq(words[i], words[other]);
        }
    }
    cr_assert_null(words[count]);
}

Test(command, every_enum_has_its_words_and_ends_with_null) {
    words_are_whole(speed_words, SPEED_COUNT);
    words_are_whole(skip_words, SKIP_COUNT);
    words_are_whole(skip_phrases, SKIP_COUNT);
    words_are_whole(market_kind_words, MARKET_REPLAY + 1);
    words_are_whole(side_words, SIDE_SELL + 1);
    words_are_whole(order_type_words, ORDER_BRACKET + 1);
    words_are_whole(order_tif_words, TIF_GTD + 1);
    words_are_whole(order_state_words, ORDER_EXPIRED + 1);
    words_are_whole(character_words, CHARACTER_COUNT);
    words_are_whole(age_band_words, AGE_BAND_COUNT);
    for (int speed = SPEED_1X; speed < SPEED_COUNT; speed++) {
        cr_assert_gt(speed_factor((enum speed)speed), speed_factor((enum speed)(speed - 1)));
    }
    cr_assert_eq(speed_factor(SPEED_PAUSED), 0);
}

Test(command, bytes_of_the_first_form_are_read_with_nothing_in_what_came_later) {
    struct random random = random_named(SEED, "first", 0);
    struct command command = random_command(COMMAND_ORDER_AMEND, &random), back;
    struct buffer bytes = encoded(&command);
    const size_t header = 1 + 4 + 8, first = 3 * 8; /* order, price, size */
    bytes.bytes[0] &= FORM_GROWN - 1;
    struct source source = source_of(bytes.bytes, header + first);
    cr_assert_eq(command_decode(&back, &source, NULL), 0);
    cr_assert(source_done(&source));
    cr_assert_eq(back.order_amend.order, command.order_amend.order);
    cr_assert_eq(back.order_amend.price, command.order_amend.price);
    cr_assert_eq(back.order_amend.size, command.order_amend.size);
    cr_assert_eq(back.order_amend.stop, 0);
    source = source_of(bytes.bytes, header + first - 1);
    cr_assert_eq(command_decode(&back, &source, NULL), ERROR_USAGE);
    bytes.bytes[0] = COMMAND_ORDER_CANCEL | FORM_GROWN;
    source = source_of(bytes.bytes, bytes.length);
    cr_assert_eq(command_decode(&back, &source, NULL), ERROR_USAGE, "it has not grown");
    buffer_clear(&bytes);
}
