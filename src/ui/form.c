#include "ui/form.h"

#include <assert.h>
#include <string.h>

#include "base/text.h"
#include "ui/wrap.h"

#define FORM_NUMBER_COLUMNS 16
#define FORM_VALUE_COLUMNS  8 /* least room for a text */
#define FORM_MARKER_COLUMNS 1 /* `>` before the focused field */
#define FORM_TOGGLE_COLUMNS 3
#define FORM_CHOICE_COLUMNS 4 /* "< " and " >" */
#define FORM_BESIDE_GAP     2
#define FORM_ERROR_INDENT   2

static bool is_typed(const struct form_field *field) {
    return field->kind == FORM_TEXT || field->kind == FORM_NUMBER;
}

static size_t choice_count(const struct form_field *field) {
    if (field->kind == FORM_TOGGLE) {
        return 2;
    }
    size_t count = 0;
    while (field->choices != NULL && field->choices[count] != NULL) {
        count++;
    }
    return count;
}

static int label_columns(const struct form *form) {
    int columns = 0;
    for (size_t i = 0; i < form->count; i++) {
        int width = (int)text_width(form->fields[i].label);
        if (!form->fields[i].unused && form->fields[i].kind != FORM_SUBMIT && width > columns) {
            columns = width;
        }
    }
    return FORM_MARKER_COLUMNS + columns + 1;
}

/* ---- Lines ----------------------------------------------------------------------------------- */

static size_t next_used(const struct form *form, size_t at) {
    while (at < form->count && form->fields[at].unused) {
        at++;
    }
    return at;
}

/* Columns of a value that may share a line: toggles, and numbers when they do. */
static int value_columns(const struct form_field *field) {
    int unit = field->unit != NULL ? (int)text_width(field->unit) + 1 : 0;
    int inside = field->kind == FORM_TOGGLE ? FORM_TOGGLE_COLUMNS : FORM_VALUE_COLUMNS + 2;
    return inside + unit;
}

/* Index after the last field on the line that begins with the used field `start`. */
static size_t line_end(const struct form *form, size_t start, int columns) {
    int column = label_columns(form) + value_columns(&form->fields[start]);
    size_t end = start + 1;
    for (size_t i = next_used(form, end); i < form->count; i = next_used(form, end)) {
        column += FORM_BESIDE_GAP + value_columns(&form->fields[i]);
        if (strcmp(form->fields[i].label, form->fields[start].label) != 0 || column > columns) {
            break;
        }
        end = i + 1;
    }
    return end;
}

/* The sentence below a line: the first one of its fields; NULL: none. */
static const char *line_error(const struct form *form, size_t start, size_t end) {
    for (size_t i = start; i < end; i++) {
        if (!form->fields[i].unused && form->fields[i].error[0] != '\0') {
            return form->fields[i].error;
        }
    }
    return NULL;
}

static int line_rows(const struct form *form, size_t start, size_t end, int columns) {
    const char *error = line_error(form, start, end);
    return 1 + (error != NULL ? wrap_rows(error, columns - FORM_ERROR_INDENT) : 0);
}

int form_rows(const struct form *form, int columns) {
    int rows = 0;
    for (size_t i = next_used(form, 0); i < form->count;) {
        size_t end = line_end(form, i, columns);
        rows += line_rows(form, i, end, columns);
        i = next_used(form, end);
    }
    return rows;
}

/* ---- Drawing --------------------------------------------------------------------------------- */

/* Byte from which a text is shown, so that its cursor is within `columns`. */
static size_t first_shown(const struct form_field *field, int columns) {
    size_t first = 0;
    char before[FORM_TEXT_MAX];
    memcpy(before, field->text, field->cursor);
    before[field->cursor] = '\0';
    while (before[first] != '\0' && (int)text_width(before + first) >= columns) {
        uint32_t code;
        first += text_decode(before + first, field->cursor - first, &code);
    }
    return first;
}

static void draw_typed(const struct form_field *field, const struct region *line, bool focused) {
    int unit = field->unit != NULL ? (int)text_width(field->unit) + 1 : 0;
    int columns = line->area.columns - unit - 2;
    if (field->kind == FORM_NUMBER && columns > FORM_NUMBER_COLUMNS) {
        columns = FORM_NUMBER_COLUMNS;
    }
    columns = columns < FORM_VALUE_COLUMNS ? FORM_VALUE_COLUMNS : columns;
    struct region inside = region_sub(line, (struct rect){1, 0, columns, 1});
    draw_text(line, 0, 0, style_of(ROLE_DIM), "[");
    draw_text(line, columns + 1, 0, style_of(ROLE_DIM), "]");
    size_t first = first_shown(field, columns);
    if (field->text[0] == '\0' && field->hint != NULL) {
        draw_text(&inside, 0, 0, style_of(ROLE_DIM), field->hint);
    } else {
        draw_text(&inside, 0, 0, style_of(ROLE_INPUT), field->text + first);
    }
    if (field->unit != NULL) {
        draw_text(line, columns + 3, 0, style_of(ROLE_DIM), field->unit);
    }
    if (focused) {
        char before[FORM_TEXT_MAX];
        size_t length = field->cursor - first;
        memcpy(before, field->text + first, length);
        before[length] = '\0';
        draw_cursor(&inside, (int)text_width(before), 0);
    }
}

static void draw_chosen(const struct form_field *field, const struct region *line, bool focused) {
    struct style style = style_with(ROLE_INPUT, focused ? STYLE_FOCUS : 0);
    if (field->kind == FORM_TOGGLE) {
        draw_text(line, 0, 0, style, field->choice ? "[x]" : "[ ]");
        draw_text(line, FORM_TOGGLE_COLUMNS + 1, 0, style_of(ROLE_TEXT),
                  field->unit != NULL ? field->unit : "");
    } else if (choice_count(field) > 0) {
        const char *choice = field->choices[field->choice];
        bool fits = (int)text_width(choice) + FORM_CHOICE_COLUMNS <= line->area.columns;
        int length = (int)(fits ? strlen(choice) : strcspn(choice, ":")); /* "limit: at my..." */
        draw_format(line, 0, 0, style, "< %.*s >", length, choice);
    }
    if (focused) {
        draw_cursor(line, field->kind == FORM_TOGGLE ? 1 : 2, 0);
    }
}

static void draw_button(const struct form_field *field, const struct region *line, bool focused) {
    struct style style = style_with(ROLE_ACCENT, focused ? STYLE_FOCUS : 0);
    draw_format(line, 0, 0, style, "[ %s ]", field->label);
    if (focused) {
        draw_cursor(line, 2, 0);
    }
}

static void draw_value(const struct form_field *field, const struct region *value, bool focused) {
    if (is_typed(field)) {
        draw_typed(field, value, focused);
    } else if (field->kind == FORM_SUBMIT) {
        draw_button(field, value, focused);
    } else {
        draw_chosen(field, value, focused);
    }
}

/* The fields of one line, the first with its label. The marker stands before the focused one. */
static void draw_line(struct form *form, const struct region *line, size_t start, size_t end) {
    int labels = label_columns(form);
    int column = labels;
    for (size_t i = start; i < end; i++) {
        struct form_field *field = &form->fields[i];
        if (field->unused) {
            continue;
        }
        bool alone = i == start && next_used(form, i + 1) >= end;
        int columns = alone ? line->area.columns - column : value_columns(field);
        struct region value = region_sub(line, (struct rect){column, 0, columns, 1});
        field->drawn = i == start && alone ? line->area : value.area;
        if (i == start && field->kind != FORM_SUBMIT) {
            draw_text(line, FORM_MARKER_COLUMNS, 0, style_of(ROLE_TEXT), field->label);
        }
        if (i == form->focus) {
            bool first = i == start && field->kind != FORM_SUBMIT;
            draw_glyph(line, first ? 0 : column - 1, 0, style_of(ROLE_ACCENT), GLYPH_SELECTED);
        }
        draw_value(field, &value, i == form->focus);
        column += columns + FORM_BESIDE_GAP;
    }
}

/* One line with its error below; returns the row after it. */
static int draw_line_and_error(struct form *form, const struct region *region, int row,
                               size_t start, size_t end) {
    struct region line = region_row(region, row);
    draw_line(form, &line, start, end);
    const char *error = line_error(form, start, end);
    if (error == NULL) {
        return row + 1;
    }
    struct rect below = {FORM_ERROR_INDENT, row + 1, region->area.columns - FORM_ERROR_INDENT,
                         region->area.rows - row - 1};
    struct region errors = region_sub(region, below);
    return row + 1 + draw_wrapped(&errors, 0, style_of(ROLE_ERROR), error);
}

/* Rows from the line that begins at `top` to the end of the focused one. */
static int rows_to_focus(const struct form *form, size_t top, int columns) {
    int rows = 0;
    for (size_t i = top; i <= form->focus;) {
        size_t end = line_end(form, i, columns);
        rows += line_rows(form, i, end, columns);
        i = next_used(form, end);
    }
    return rows;
}

/* The last line that may be the first in sight so that the focused one is, or what was. */
static void keep_in_sight(struct form *form, const struct region *region) {
    int columns = region->area.columns;
    size_t top = next_used(form, 0);
    size_t kept = form->top;
    for (size_t end = line_end(form, top, columns); end <= form->focus;
         end = line_end(form, top, columns)) {
        if (top >= kept && rows_to_focus(form, top, columns) <= region->area.rows) {
            break;
        }
        top = next_used(form, end);
    }
    form->top = top;
}

void form_draw(struct form *form, const struct region *region) {
    int columns = region->area.columns;
    if (form_rows(form, columns) <= region->area.rows) {
        form->top = 0;
    }
    keep_in_sight(form, region);
    for (size_t i = 0; i < form->count; i++) {
        form->fields[i].drawn = (struct rect){.columns = 0};
    }
    int row = 0;
    for (size_t i = form->top; i < form->count && row < region->area.rows;) {
        size_t end = line_end(form, i, columns);
        row = draw_line_and_error(form, region, row, i, end);
        i = next_used(form, end);
    }
}

/* ---- Editing --------------------------------------------------------------------------------- */

static size_t text_limit(const struct form_field *field) {
    return field->limit > 0 && field->limit < FORM_TEXT_MAX ? field->limit : FORM_TEXT_MAX - 1;
}

static void changed(struct form_field *field) {
    field->error[0] = '\0';
}

/* May this character be typed here? Text takes what is drawn; numbers their own few. */
static bool takes(const struct form_field *field, uint32_t code) {
    if (field->kind == FORM_TEXT) {
        return !text_is_harmful(code);
    }
    if (form_is_percent(field) && field->text[field->cursor] == '\0') {
        return false; /* nothing after the % */
    }
    if (code == '%') {
        return field->percent && !form_is_percent(field) && field->cursor > 0 &&
               field->text[field->cursor] == '\0';
    }
    if (code == '.') {
        return strchr(field->text, '.') == NULL;
    }
    if (code == '-' || code == '+') {
        return field->cursor == 0 && field->text[0] != '-' && field->text[0] != '+';
    }
    return code >= '0' && code <= '9';
}

static enum form_result type_code(struct form_field *field, uint32_t code) {
    if (!takes(field, code)) {
        return field->kind == FORM_TEXT ? FORM_USED : FORM_IGNORED;
    }
    char bytes[4];
    size_t used = text_encode(code, bytes);
    size_t length = strlen(field->text);
    if (length + used > text_limit(field)) {
        return FORM_USED;
    }
    assert(field->cursor <= length);
    char *at = field->text + field->cursor;
    memmove(at + used, at, length - field->cursor + 1);
    memcpy(at, bytes, used);
    field->cursor += used;
    changed(field);
    return FORM_CHANGED;
}

static size_t character_before(const struct form_field *field) {
    size_t at = field->cursor;
    while (at > 0 && ((unsigned char)field->text[--at] & 0xC0) == 0x80) {
    }
    return at;
}

static size_t character_after(const struct form_field *field) {
    uint32_t code;
    size_t left = strlen(field->text + field->cursor);
    return left == 0 ? field->cursor
                     : field->cursor + text_decode(field->text + field->cursor, left, &code);
}

static enum form_result erase(struct form_field *field, size_t from, size_t to) {
    assert(from <= to && to <= strlen(field->text));
    if (from == to) {
        return FORM_USED;
    }
    memmove(field->text + from, field->text + to, strlen(field->text + to) + 1);
    field->cursor = from;
    changed(field);
    return FORM_CHANGED;
}

static enum form_result edit_text(struct form_field *field, enum action action) {
    size_t length = strlen(field->text);
    switch (action) {
    case ACTION_ERASE:
        return erase(field, character_before(field), field->cursor);
    case ACTION_ERASE_AT:
        return erase(field, field->cursor, character_after(field));
    case ACTION_ERASE_ALL:
        return erase(field, 0, length);
    case ACTION_CHOICE_BEFORE:
        field->cursor = character_before(field);
        return FORM_USED;
    case ACTION_CHOICE_NEXT:
        field->cursor = character_after(field);
        return FORM_USED;
    case ACTION_FIELD_FIRST:
        field->cursor = 0;
        return FORM_USED;
    case ACTION_FIELD_LAST:
        field->cursor = length;
        return FORM_USED;
    default:
        return FORM_IGNORED;
    }
}

static enum form_result cycle(struct form_field *field, enum action action) {
    size_t count = choice_count(field);
    bool next = action == ACTION_CHOICE_NEXT || action == ACTION_CHOICE_FLIP;
    if (count == 0 || (!next && action != ACTION_CHOICE_BEFORE)) {
        return FORM_IGNORED;
    }
    field->choice = (field->choice + (next ? 1 : count - 1)) % count;
    changed(field);
    return FORM_CHANGED;
}

/* ---- Moving ---------------------------------------------------------------------------------- */

static void focus_on(struct form *form, size_t field) {
    form->focus = field;
    form->fields[field].cursor = strlen(form->fields[field].text);
}

/* The next used field in a direction, round the end; the same one when it is alone. */
static void move_focus(struct form *form, bool forward) {
    size_t at = form->focus;
    do {
        at = (at + (forward ? 1 : form->count - 1)) % form->count;
    } while (form->fields[at].unused && at != form->focus);
    focus_on(form, at);
}

static bool is_last(const struct form *form) {
    for (size_t i = form->focus + 1; i < form->count; i++) {
        if (!form->fields[i].unused) {
            return false;
        }
    }
    return true;
}

static enum form_result move_on(struct form *form) {
    if (form->fields[form->focus].kind == FORM_SUBMIT || is_last(form)) {
        return FORM_SENT;
    }
    do {
        move_focus(form, true);
    } while (form->fields[form->focus].aside && !is_last(form));
    return FORM_USED;
}

static enum form_result form_mouse(struct form *form, const struct key *key) {
    for (size_t i = 0; i < form->count; i++) {
        struct form_field *field = &form->fields[i];
        if (field->unused || key->mouse != MOUSE_PRESS ||
            !rect_holds(&field->drawn, key->column, key->row)) {
            continue;
        }
        bool again = form->focus == i;
        focus_on(form, i);
        if (field->kind == FORM_SUBMIT) {
            return FORM_SENT;
        }
        return again && !is_typed(field) ? cycle(field, ACTION_CHOICE_NEXT) : FORM_USED;
    }
    return FORM_IGNORED;
}

enum form_result form_key(struct form *form, const struct press *press) {
    assert(form->focus < form->count);
    struct form_field *field = &form->fields[form->focus];
    if (press->key.code == KEYCODE_MOUSE) {
        return form_mouse(form, &press->key);
    }
    if (is_typed(field) && key_is_text(&press->key)) {
        return type_code(field, press->key.code);
    }
    enum action action = press_action(press, CONTEXT_FORM);
    switch (action) {
    case ACTION_NEXT_FIELD:
    case ACTION_PREVIOUS_FIELD:
        move_focus(form, action == ACTION_NEXT_FIELD);
        return FORM_USED;
    case ACTION_MOVE_ON:
        return move_on(form);
    case ACTION_LEAVE:
        return FORM_LEFT;
    default:
        return is_typed(field) ? edit_text(field, action) : cycle(field, action);
    }
}

void form_set_text(struct form_field *field, const char *text) {
    assert(is_typed(field));
    text_clean(text, strlen(text), field->text, text_limit(field) + 1);
    field->cursor = strlen(field->text);
    changed(field);
}

void form_set_error(struct form *form, size_t field, const char *sentence) {
    assert(field < form->count);
    struct form_field *wrong = &form->fields[field];
    text_clean(sentence, strlen(sentence), wrong->error, sizeof wrong->error);
    if (!wrong->unused) {
        focus_on(form, field);
    }
}

void form_clear_errors(struct form *form) {
    for (size_t i = 0; i < form->count; i++) {
        changed(&form->fields[i]);
    }
}

bool form_is_percent(const struct form_field *field) {
    return field->percent && strchr(field->text, '%') != NULL;
}

fix8_t form_number(const struct form_field *field) {
    fix8_t value;
    size_t length = form_is_percent(field) ? strcspn(field->text, "%") : strlen(field->text);
    return fix8_parse(field->text, length, &value) ? value : 0;
}
