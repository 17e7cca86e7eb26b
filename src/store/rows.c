#include "store/rows.h"

#include <assert.h>
#include <string.h>

#include "base/mem.h"
#include "game/game.h"

enum { COLUMNS_MAX = 40, FIXED_COLUMNS = 5 };

const struct row_spec row_specs[RECORD_COUNT] = {
    [RECORD_CHAPTER_OPENED] = {.table = "chapter", .extra = "pack_hash"},
    [RECORD_PLAYER_CREATED] = {.table = "player", .keys = {"id"}, .extra = "name_key"},
    [RECORD_DAY_OPENED] = {.table = "player_day"},
    [RECORD_CLOCK_CHANGED] = {.table = "clock_change"},
    [RECORD_ACCOUNT_CHANGED] = {.table = "account", .keys = {"id"}},
    [RECORD_ORDER_CHANGED] = {.table = "orders", .keys = {"id"}},
    [RECORD_FILLED] = {.table = "fill"},
    [RECORD_LEG_POSTED] = {.table = "ledger_leg"},
    [RECORD_POSITION_CHANGED] = {.table = "position",
                                 .keys = {"account", "symbol"},
                                 .open = "size <> 0"},
    [RECORD_ALERT_CHANGED] = {.table = "alert", .keys = {"id"}},
    [RECORD_NOTICE] = {.table = "notice"},
    [RECORD_ANSWERED] = {.table = "answer"},
    [RECORD_NEWS] = {.table = "news"},
    [RECORD_POSITION_SPLIT] = {.table = "position_split"},
};

static bool changes(const struct row_spec *spec) {
    return spec->keys[0] != NULL;
}

/* The numbers of the arguments: ?1 game, ?2 record, ?3 player, ?4 game_ms, ?5 extra, ?6.. fields.
 */
static void write_insert(const struct row_spec *spec, const struct field_spec *fields,
                         struct buffer *text) {
    buffer_text(text, "INSERT INTO %s (game_id, record, player, game_ms%s", spec->table,
                changes(spec) ? ", first_record" : "");
    if (spec->extra != NULL)
        buffer_text(text, ", %s", spec->extra);
    for (int i = 0; fields[i].name != NULL; i++)
        buffer_text(text, ", \"%s\"", fields[i].name);
    buffer_text(text, ") SELECT ?1, ?2, ?3, ?4%s", changes(spec) ? ", ?2" : "");
    if (spec->extra != NULL)
        buffer_text(text, ", ?5");
    int count = 0;
    for (; fields[count].name != NULL; count++)
        buffer_text(text, ", ?%d", FIXED_COLUMNS + 1 + count);
    /* ?5 is always bound, also where there is no extra column. */
    buffer_text(text, " WHERE ?5 IS NOT NULL");
}

static void write_update(const struct row_spec *spec, const struct field_spec *fields,
                         struct buffer *text) {
    buffer_text(text, "UPDATE %s SET record = ?2, player = ?3, game_ms = ?4", spec->table);
    if (spec->extra != NULL)
        buffer_text(text, ", %s = ?5", spec->extra);
    for (int i = 0; fields[i].name != NULL; i++)
        buffer_text(text, ", \"%s\" = ?%d", fields[i].name, FIXED_COLUMNS + 1 + i);
    buffer_text(text, " WHERE ?5 IS NOT NULL AND game_id = ?1");
    for (int key = 0; spec->keys[key] != NULL; key++) {
        const struct field_spec *field = field_find(fields, spec->keys[key]);
        assert(field != NULL);
        buffer_text(text, " AND %s = ?%d", field->name, FIXED_COLUMNS + 1 + (int)(field - fields));
    }
    if (spec->open != NULL)
        buffer_text(text, " AND %s", spec->open);
}

/* A number without a word, from damaged bytes, stays a number. */
static struct argument word_of(const struct field_spec *field, uint8_t number) {
    for (uint8_t i = 0; field->names[i] != NULL; i++) {
        if (i == number)
            return TEXT(field->names[i]);
    }
    return I64(number);
}

static struct argument value_of(const struct field_spec *field, const void *body) {
    const char *place = (const char *)body + field->offset;
    uint32_t middle;
    int64_t whole;
    switch (field->type) {
    case FIELD_ENUM:
        return word_of(field, *(const uint8_t *)place);
    case FIELD_U8:
    case FIELD_BOOL:
        return I64(*(const uint8_t *)place);
    case FIELD_U32:
        memcpy(&middle, place, sizeof middle);
        return I64(middle);
    case FIELD_U64:
    case FIELD_I64:
    case FIELD_FIX8:
    case FIELD_TIME:
        memcpy(&whole, place, sizeof whole);
        return I64(whole);
    case FIELD_TEXT:
        break;
    }
    return TEXT(place);
}

static const char *extra_text(const struct record *record, const char *pack_hash, char *key) {
    if (record->kind == RECORD_PLAYER_CREATED) {
        profile_name_key(record->player_created.name, key);
        return key;
    }
    return record->kind == RECORD_CHAPTER_OPENED ? pack_hash : "";
}

/* The statement's text, made once for each connection. */
static const char *text_of(struct sql *sql, enum record_kind kind, bool update) {
    _Static_assert(2 * RECORD_COUNT <= SQL_MADE_MAX, "two texts a kind");
    char **made = &sql->made[2 * (size_t)kind + update];
    if (*made != NULL)
        return *made;
    struct buffer text = {0};
    (update ? write_update : write_insert)(&row_specs[kind], record_fields(kind), &text);
    buffer_append(&text, "", 1);
    *made = (char *)text.bytes; /* the buffer's block changes hands */
    return *made;
}

int row_write(struct sql *sql, uint64_t game, const struct record *record, const char *pack_hash,
              struct error *error) {
    assert(record->kind < RECORD_COUNT);
    const struct row_spec *spec = &row_specs[record->kind];
    const struct field_spec *fields = record_fields(record->kind);
    char key[PROFILE_NAME_MAX];
    struct argument values[COLUMNS_MAX] = {U64(game), U64(record->number), I64(record->player),
                                           I64(record->game_ms),
                                           TEXT(extra_text(record, pack_hash, key))};
    size_t count = FIXED_COLUMNS;
    for (; fields->name != NULL; fields++) {
        assert(count + 1 < COLUMNS_MAX);
        values[count++] = value_of(fields, record_body(record));
    }
    if (changes(spec)) {
        int code = sql_run(sql, text_of(sql, record->kind, true), values, error);
        if (code != 0 || sqlite3_changes(sql->db) > 0)
            return code;
    }
    return sql_run(sql, text_of(sql, record->kind, false), values, error);
}

int row_decode(sqlite3_stmt *statement, int column, struct record *record, struct error *error) {
    struct source source = column_source(statement, column);
    int code = record_decode(record, &source, error);
    if (code == 0 && !source_done(&source))
        code = error_set(error, ERROR_STORAGE, "A stored record has bytes too many.");
    return code;
}
