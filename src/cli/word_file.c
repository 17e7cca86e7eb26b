/* Words of the file as a whole: who plays in it, and how they rank. */
#include <string.h>

#include "base/mem.h"
#include "cli/session.h"
#include "player/profile.h"

#define BOARD_ROWS 100

static const struct field_spec profile_fields[] = {
    FIELD(struct lobby_profile, game, U64, NULL, 0, 0),
    FIELD(struct lobby_profile, player, U32, NULL, 0, 0),
    FIELD(struct lobby_profile, name, TEXT, NULL, 0, 0),
    FIELD_NAMED(struct lobby_profile, character, character_words, NULL),
    FIELD(struct lobby_profile, avatar, U8, NULL, 0, 0),
    FIELD(struct lobby_profile, chapter, U32, NULL, 0, 0),
    FIELD_NAMED(struct lobby_profile, market, market_kind_words, NULL),
    FIELD(struct lobby_profile, game_ms, TIME, NULL, 0, 0),
    FIELD(struct lobby_profile, equity, FIX8, NULL, 0, 0),
    FIELD_END,
};

static const struct field_spec board_fields[] = {
    FIELD(struct board_row, rank, U32, NULL, 0, 0),
    FIELD(struct board_row, own, BOOL, NULL, 0, 0),
    FIELD(struct board_row, name, TEXT, NULL, 0, 0),
    FIELD_NAMED(struct board_row, character, character_words, NULL),
    FIELD(struct board_row, profit, FIX8, NULL, 0, 0),
    FIELD(struct board_row, practice, BOOL, NULL, 0, 0),
    FIELD_END,
};

int word_profiles(struct session *session, struct error *error) {
    (void)error;
    static const struct column columns[] = {
        {"name", "name", COLUMN_PLAIN},       {"character", "character", COLUMN_PLAIN},
        {"chapter", "chapter", COLUMN_PLAIN}, {"market", "market", COLUMN_PLAIN},
        {"game_ms", "clock", COLUMN_TIME},    {"equity", "equity", COLUMN_MONEY},
    };
    struct lobby_profile *rows = mem_array(SESSION_PROFILES_MAX, sizeof *rows);
    struct sheet sheet = {.name = "profiles",
                          .parts = {{profile_fields, 0}},
                          .columns = columns,
                          .column_count = ARRAY_LEN(columns),
                          .rows = rows,
                          .stride = sizeof *rows,
                          .count = store_profiles(session->store, rows, SESSION_PROFILES_MAX),
                          .none = "Nobody plays in this file yet."};
    output_sheet(&session->output, &sheet);
    mem_free(rows);
    return 0;
}

int word_boards(struct session *session, struct error *error) {
    static const struct column columns[] = {
        {"rank", "rank", COLUMN_PLAIN},           {"name", "name", COLUMN_PLAIN},
        {"character", "character", COLUMN_PLAIN}, {"profit", "profit", COLUMN_CHANGE},
        {"practice", "practice", COLUMN_MARK},
    };
    const struct arguments *arguments = session->arguments;
    if (arguments->operand_count == 1 && strcmp(arguments->operands[0], "profit") != 0) {
        return arguments_wrong(arguments->word, error, "The board of this file is: profit.");
    }
    struct lobby_profile profile = {0};
    if (arguments_has(arguments, OPTION_PROFILE) &&
        session_find_profile(session, arguments->values[OPTION_PROFILE], &profile, error) != 0) {
        return error->code;
    }
    struct board_row *rows = mem_array(BOARD_ROWS, sizeof *rows);
    struct sheet sheet = {.name = "profit",
                          .parts = {{board_fields, 0}},
                          .columns = columns,
                          .column_count = ARRAY_LEN(columns),
                          .rows = rows,
                          .stride = sizeof *rows,
                          .count = store_board(session->store, profile.game, rows, BOARD_ROWS),
                          .none = "Nobody plays in this file yet."};
    output_line(&session->output, "Profit at the last save, all games of this file");
    output_sheet(&session->output, &sheet);
    mem_free(rows);
    return 0;
}
