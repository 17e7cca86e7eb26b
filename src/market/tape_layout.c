#include "market/tape_layout.h"

#include <assert.h>
#include <string.h>

#include "base/mem.h"
#include "market/tape_number.h"

#define HEADER_WITHIN   16 /* lines in which a header may stand */
#define COLUMN_NAME_MAX 24 /* of a column, letters and digits only */

/* Names of columns, in small letters without anything between. A weak name gives way to a strong
 * one of the same role: "Price" is the close unless there is a "Close". */
static const struct {
    const char *name;
    enum tape_role role;
    bool weak;
} names[] = {
    {"unix", ROLE_EPOCH, false},          {"unixtimestamp", ROLE_EPOCH, false},
    {"opentime", ROLE_EPOCH, false},      {"epoch", ROLE_EPOCH, false},
    {"date", ROLE_DATE, false},           {"datetime", ROLE_DATE, false},
    {"timestamp", ROLE_DATE, false},      {"gmttime", ROLE_DATE, false},
    {"localtime", ROLE_DATE, false},      {"time", ROLE_TIME, false},
    {"ticker", ROLE_TICKER, false},       {"symbol", ROLE_TICKER, false},
    {"per", ROLE_PERIOD, false},          {"open", ROLE_OPEN, false},
    {"high", ROLE_HIGH, false},           {"low", ROLE_LOW, false},
    {"close", ROLE_CLOSE, false},         {"last", ROLE_CLOSE, true},
    {"closelast", ROLE_CLOSE, true},      {"price", ROLE_CLOSE, true},
    {"bidopen", ROLE_OPEN, true},         {"bidhigh", ROLE_HIGH, true},
    {"bidlow", ROLE_LOW, true},           {"bidclose", ROLE_CLOSE, true},
    {"volume", ROLE_VOLUME, false},       {"vol", ROLE_VOLUME, false},
    {"tickvol", ROLE_TICK_VOLUME, false}, {"tickvolume", ROLE_TICK_VOLUME, false},
    {"askopen", ROLE_ASK_OPEN, false},    {"askhigh", ROLE_ASK_HIGH, false},
    {"asklow", ROLE_ASK_LOW, false},      {"askclose", ROLE_ASK_CLOSE, false},
};

static struct tape_field trimmed(const char *at, const char *end) {
    while (at < end && (*at == ' ' || *at == '\t'))
        at++;
    while (end > at && (end[-1] == ' ' || end[-1] == '\t'))
        end--;
    return (struct tape_field){at, (size_t)(end - at)};
}

/* The line without its outer quotes when there are no others and the delimiter is between them. */
static struct tape_field whole_line(const char *line, size_t length, char delimiter) {
    if (length > 2 && line[0] == '"' && line[length - 1] == '"' &&
        !memchr(line + 1, '"', length - 2) && memchr(line, delimiter, length))
        return (struct tape_field){line + 1, length - 2};
    return (struct tape_field){line, length};
}

size_t tape_fields(const char *line, size_t length, char delimiter, struct tape_field *fields,
                   size_t most) {
    if (length > 0 && *line == '"') {
        struct tape_field whole = whole_line(line, length, delimiter);
        line = whole.at;
        length = whole.length;
    }
    const char *at = line, *end = line + length;
    size_t count = 0;
    while (count < most) {
        const char *first = at;
        if (at < end && *at == '"') {
            const char *quote = memchr(at + 1, '"', (size_t)(end - at - 1));
            at = quote ? quote + 1 : end;
            fields[count++] = trimmed(first + 1, quote ? quote : end);
            while (at < end && *at != delimiter)
                at++;
        } else {
            while (at < end && *at != delimiter)
                at++;
            fields[count++] = trimmed(first, at);
        }
        if (at == end)
            break;
        at++;
    }
    return count;
}

/* Letters and digits of a column's name, small. */
static void plain_name(struct tape_field field, char name[COLUMN_NAME_MAX]) {
    size_t length = 0;
    for (size_t i = 0; i < field.length && length < COLUMN_NAME_MAX - 1; i++) {
        char c = field.at[i];
        if (c >= 'A' && c <= 'Z')
            c = (char)(c + 32);
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            name[length++] = c;
    }
    name[length] = '\0';
}

static void columns_reset(struct tape_layout *layout) {
    for (size_t i = 0; i < ROLE_COUNT; i++)
        layout->column[i] = COLUMN_NONE;
}

/* Gives column `index` the role its name stands for, if any. */
static void name_column(struct tape_layout *layout, const char *name, int index,
                        bool weak[ROLE_COUNT]) {
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        enum tape_role role = names[i].role;
        if (strcmp(name, names[i].name) != 0)
            continue;
        if (layout->column[role] == COLUMN_NONE || (weak[role] && !names[i].weak)) {
            layout->column[role] = index;
            weak[role] = names[i].weak;
        }
        return;
    }
    if (strncmp(name, "volume", 6) == 0 && layout->column[ROLE_VOLUME] == COLUMN_NONE) {
        layout->column[ROLE_VOLUME] = index; /* "Volume BTC" before "Volume USDT" */
        weak[ROLE_VOLUME] = true;
    }
}

static bool has(const struct tape_layout *layout, enum tape_role role) {
    return layout->column[role] != COLUMN_NONE;
}

/* Reads a header line; returns how many of open, high, low, close and the date it names. */
static int read_header(struct tape_field line, struct tape_layout *layout) {
    struct tape_field fields[TAPE_FIELDS_MAX];
    bool weak[ROLE_COUNT] = {false};
    char name[COLUMN_NAME_MAX];
    columns_reset(layout);
    size_t count = tape_fields(line.at, line.length, layout->delimiter, fields, TAPE_FIELDS_MAX);
    for (size_t i = 0; i < count; i++) {
        plain_name(fields[i], name);
        name_column(layout, name, (int)i, weak);
    }
    if (!has(layout, ROLE_DATE) && !has(layout, ROLE_EPOCH) && has(layout, ROLE_TIME)) {
        layout->column[ROLE_DATE] = layout->column[ROLE_TIME];
        layout->column[ROLE_TIME] = COLUMN_NONE;
    }
    layout->bid_ask = has(layout, ROLE_ASK_OPEN) && has(layout, ROLE_ASK_HIGH) &&
                      has(layout, ROLE_ASK_LOW) && has(layout, ROLE_ASK_CLOSE);
    int found = has(layout, ROLE_DATE) || has(layout, ROLE_EPOCH);
    for (enum tape_role role = ROLE_OPEN; role <= ROLE_CLOSE; role++)
        found += has(layout, role);
    return found;
}

static const char *missing_column(const struct tape_layout *layout) {
    if (!has(layout, ROLE_DATE) && !has(layout, ROLE_EPOCH))
        return "the header has no column for the date";
    if (!has(layout, ROLE_OPEN))
        return "the header has no column for the open";
    if (!has(layout, ROLE_HIGH))
        return "the header has no column for the high";
    if (!has(layout, ROLE_LOW))
        return "the header has no column for the low";
    assert(!has(layout, ROLE_CLOSE));
    return "the header has no column for the close";
}

static bool is_number(struct tape_field field) {
    struct decimal value;
    return decimal_read(field.at, field.length, '.', &value) == NUMERAL_READ ||
           decimal_read(field.at, field.length, ',', &value) == NUMERAL_READ;
}

static enum date_form date_form_of(struct tape_field field) {
    int64_t ms = 0;
    return date_read(field.at, field.length, &ms);
}

static bool is_text(struct tape_field field) {
    return field.length > 0 && !is_number(field) && date_form_of(field) == DATE_NONE;
}

/* A time of day in its own field: with a colon, or six digits when enough numbers follow. */
static bool is_time(struct tape_field field, size_t behind) {
    int64_t ms = 0;
    if (!date_read_time(field.at, field.length, &ms))
        return false;
    return memchr(field.at, ':', field.length) || (field.length == 6 && behind >= 5);
}

/* Takes the roles of a file without a header from one of its rows; false when it is no such row. */
static bool read_shape(struct tape_field line, struct tape_layout *layout) {
    struct tape_field fields[TAPE_FIELDS_MAX];
    size_t count = tape_fields(line.at, line.length, layout->delimiter, fields, TAPE_FIELDS_MAX);
    size_t at = 0;
    columns_reset(layout);
    if (count > 6 && is_text(fields[0])) {
        layout->column[ROLE_TICKER] = (int)at++;
        if (date_form_of(fields[1]) == DATE_NONE || fields[1].length < 6)
            layout->column[ROLE_PERIOD] = (int)at++;
    }
    enum date_form form = at < count ? date_form_of(fields[at]) : DATE_NONE;
    if (form == DATE_NONE)
        return false;
    layout->column[ROLE_DATE] = (int)at++;
    if (at < count && is_time(fields[at], count - at - 1))
        layout->column[ROLE_TIME] = (int)at++;
    size_t numbers = count - at;
    if (numbers < 4)
        return false;
    for (size_t i = 0; i < 4; i++)
        if (!is_number(fields[at + i]))
            return false;
    bool epoch = form >= DATE_EPOCH_S && form <= DATE_EPOCH_NS;
    layout->bid_ask = numbers == 10 && !epoch && is_number(fields[at + 5]);
    for (size_t i = 0; i < 4; i++) {
        layout->column[(size_t)ROLE_OPEN + i] = (int)(at + i);
        if (layout->bid_ask)
            layout->column[(size_t)ROLE_ASK_OPEN + i] = (int)(at + 5 + i);
    }
    if (numbers > 4 && !layout->bid_ask)
        layout->column[ROLE_VOLUME] = (int)at + 4;
    return true;
}

/* The first candidate that cuts at least half of the lines into enough fields for a row; the comma
 * comes last because it may be part of a number or a date. */
static char find_delimiter(const struct tape_sample *sample) {
    static const char candidates[] = {'\t', ';', ','};
    struct tape_field fields[TAPE_FIELDS_MAX];
    for (size_t i = 0; i < ARRAY_LEN(candidates); i++) {
        size_t fit = 0, lines = 0;
        for (size_t k = 0; k < sample->count; k++) {
            const struct tape_field *line = &sample->lines[k];
            fit += tape_fields(line->at, line->length, candidates[i], fields, TAPE_FIELDS_MAX) >= 5;
            lines += line->length > 0;
        }
        if (fit > 0 && fit * 2 >= lines)
            return candidates[i];
    }
    return ',';
}

/* Cuts line `index` of the sample. */
static size_t cut(const struct tape_sample *sample, const struct tape_layout *layout, size_t index,
                  struct tape_field fields[TAPE_FIELDS_MAX]) {
    const struct tape_field *line = &sample->lines[index];
    return tape_fields(line->at, line->length, layout->delimiter, fields, TAPE_FIELDS_MAX);
}

static char find_point(const struct tape_sample *sample, const struct tape_layout *layout) {
    struct tape_field fields[TAPE_FIELDS_MAX];
    size_t commas = 0, dots = 0;
    for (size_t i = layout->preamble; i < sample->count; i++) {
        size_t count = cut(sample, layout, i, fields);
        for (enum tape_role role = ROLE_OPEN; role <= ROLE_CLOSE; role++) {
            struct tape_field field = tape_field_of(layout, fields, count, role);
            char hint = decimal_point_hint(field.at, field.length);
            commas += hint == ',';
            dots += hint == '.';
        }
    }
    return commas > dots ? ',' : '.';
}

/* Whether the volume column of the sample holds nothing but zeros. */
static bool volume_is_idle(const struct tape_sample *sample, const struct tape_layout *layout) {
    struct tape_field fields[TAPE_FIELDS_MAX];
    for (size_t i = layout->preamble; i < sample->count; i++) {
        size_t count = cut(sample, layout, i, fields);
        struct tape_field field = tape_field_of(layout, fields, count, ROLE_VOLUME);
        struct decimal value;
        if (decimal_read(field.at, field.length, '.', &value) == NUMERAL_READ && value.value != 0)
            return false;
    }
    return true;
}

/* The first written date decides the form; blank ones say nothing. */
static void find_date_form(const struct tape_sample *sample, struct tape_layout *layout) {
    struct tape_field fields[TAPE_FIELDS_MAX];
    for (size_t i = layout->preamble; i < sample->count; i++) {
        size_t count = cut(sample, layout, i, fields);
        struct tape_field field = tape_field_of(layout, fields, count, ROLE_DATE);
        layout->date_form = date_form_of(field);
        layout->day_first = memchr(field.at, '.', field.length) != NULL;
        if (layout->date_form != DATE_NONE)
            return;
    }
}

/* A file may have both a date and an epoch column, of which the second knows no zones. */
static void choose_columns(const struct tape_sample *sample, struct tape_layout *layout) {
    if (has(layout, ROLE_EPOCH)) {
        layout->column[ROLE_DATE] = layout->column[ROLE_EPOCH];
        layout->column[ROLE_TIME] = COLUMN_NONE;
    }
    if (has(layout, ROLE_TICK_VOLUME) &&
        (!has(layout, ROLE_VOLUME) || volume_is_idle(sample, layout)))
        layout->column[ROLE_VOLUME] = layout->column[ROLE_TICK_VOLUME];
    layout->point = find_point(sample, layout);
    find_date_form(sample, layout);
    for (enum tape_role role = ROLE_DATE; role < ROLE_COUNT; role++)
        if (role != ROLE_VOLUME && role != ROLE_TICK_VOLUME && has(layout, role) &&
            (size_t)layout->column[role] >= layout->needed)
            layout->needed = (size_t)layout->column[role] + 1;
}

static bool find_header(const struct tape_sample *sample, struct tape_layout *layout,
                        const char **missing) {
    for (size_t i = 0; i < sample->count && i < HEADER_WITHIN; i++) {
        int found = read_header(sample->lines[i], layout);
        layout->preamble = (uint32_t)i + 1;
        if (found == 5)
            return true;
        if (found >= 2)
            *missing = missing_column(layout);
    }
    return false;
}

static bool find_shape(const struct tape_sample *sample, struct tape_layout *layout) {
    for (size_t i = 0; i < sample->count; i++)
        if (read_shape(sample->lines[i], layout)) {
            layout->preamble = 0;
            return true;
        }
    return false;
}

bool tape_layout_find(const struct tape_sample *sample, struct tape_layout *layout,
                      const char **missing) {
    *layout = (struct tape_layout){.delimiter = find_delimiter(sample)};
    *missing = "";
    layout->header = find_header(sample, layout, missing);
    if (!layout->header && (**missing || !find_shape(sample, layout)))
        return false;
    choose_columns(sample, layout);
    assert(layout->needed > 4 && layout->needed <= TAPE_FIELDS_MAX);
    return true;
}
