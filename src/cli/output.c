#include "cli/output.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/gametime.h"
#include "base/mem.h"
#include "base/text.h"

#define CELL_BYTES 344

void output_init(struct output *output, bool json, bool colour, bool quiet) {
    *output = (struct output){.json = json, .colour = colour && !json, .quiet = quiet};
    if (json && !(output->document = cJSON_CreateObject())) {
        mem_exhausted();
    }
}

void output_drop(struct output *output) {
    cJSON_Delete(output->document);
    output->document = NULL;
    output->json = false;
}

int output_finish(struct output *output, int code, struct error *error) {
    if (output->document && (code == 0 || output->speaks_of_refusal)) {
        char *text = cJSON_Print(output->document);
        if (text) {
            puts(text);
        } else {
            mem_exhausted();
        }
        cJSON_free(text);
    }
    output_drop(output);
    errno = 0;
    bool failed = fflush(stdout) != 0 && errno != EPIPE;
    return failed && code == 0 ? error_set(error, ERROR_STORAGE,
                                           "Standard output takes no more: %s.", strerror(errno))
                               : code;
}

/* ---- cells ---- */

/* A field of a row, and the struct it is in. */
struct cell {
    const struct field_spec *field; /* NULL: the sheet has none of that name */
    const void *value;
};

static struct cell cell_of(const struct sheet *sheet, uint32_t row, const char *name) {
    const char *start = (const char *)sheet->rows + row * sheet->stride;
    for (size_t i = 0; i < ARRAY_LEN(sheet->parts); i++) {
        const struct field_spec *fields = sheet->parts[i].fields;
        const struct field_spec *field = fields ? field_find(fields, name) : NULL;
        if (field) {
            return (struct cell){field, start + sheet->parts[i].offset};
        }
    }
    return (struct cell){0};
}

static int64_t cell_number(const struct cell *cell) {
    int64_t number;
    memcpy(&number, (const char *)cell->value + cell->field->offset, sizeof number);
    return number;
}

static bool cell_is_left(const struct field_spec *field) {
    return field->type == FIELD_TEXT || field->type == FIELD_ENUM || field->type == FIELD_BOOL ||
           field->type == FIELD_TIME;
}

static const struct instrument *row_instrument(const struct sheet *sheet, uint32_t row) {
    struct cell symbol = cell_of(sheet, row, "symbol");
    int index = sheet->instrument;
    if (sheet->table && symbol.field) {
        index = instrument_find(sheet->table, (const char *)symbol.value + symbol.field->offset);
    }
    return sheet->table && index >= 0 ? &sheet->table->rows[index] : NULL;
}

static enum column_form form_of(const struct column *column) {
    return (enum column_form)(column->form & ~COLUMN_RARE);
}

static int decimals_of(const struct sheet *sheet, uint32_t row, enum column_form form) {
    const struct instrument *instrument = row_instrument(sheet, row);
    if (form == COLUMN_MONEY || form == COLUMN_CHANGE) {
        return 2;
    }
    if (!instrument) {
        return -1;
    }
    return form == COLUMN_PRICE ? instrument_price_decimals(instrument)
                                : instrument_size_decimals(instrument);
}

/* Times that say "none" or "never". */
static bool is_no_time(const struct sheet *sheet, int64_t ms) {
    return (ms == 0 && !sheet->epoch) || ms >= GAMETIME_MAX;
}

/* Empty, false, zero, or the first word of a list, which is what is usual. */
static bool says_nothing(const struct sheet *sheet, uint32_t row, const struct column *column) {
    struct cell cell = cell_of(sheet, row, column->field);
    const char *value = cell.field ? (const char *)cell.value + cell.field->offset : "";
    size_t size = !cell.field || cell.field->type == FIELD_TEXT ? 1 : cell.field->size;
    for (size_t i = 0; i < size; i++) {
        if (value[i] != 0) {
            return false;
        }
    }
    return true;
}

/* How one cell reads. Numbers of the record tables are 64 bits wide where a form applies. */
static void format_cell(const struct sheet *sheet, uint32_t row, const struct column *column,
                        char *text, size_t size) {
    struct cell cell = cell_of(sheet, row, column->field);
    char number[FIX8_TEXT_MAX];
    text[0] = '\0';
    if (!cell.field) {
        return;
    }
    bool rare = (column->form & COLUMN_RARE) != 0 && form_of(column) != COLUMN_MARK;
    if (rare && says_nothing(sheet, row, column)) {
        text_format(text, size, "%s", cell.field->type == FIELD_TEXT ? "" : "-");
        return;
    }
    switch (form_of(column)) {
    case COLUMN_PLAIN:
        field_format(cell.field, cell.value, text, size);
        text_clean(text, strlen(text), text, size);
        break;
    case COLUMN_MARK:
        field_format(cell.field, cell.value, text, size);
        text_format(text, size, "%s", strcmp(text, "true") == 0 ? column->heading : "");
        break;
    case COLUMN_TIME:
        if (is_no_time(sheet, cell_number(&cell))) {
            text_format(text, size, "-");
        } else {
            gametime_format(cell_number(&cell), GAMETIME_MINUTE, text, size);
        }
        break;
    case COLUMN_PRICE:
    case COLUMN_SIZE:
    case COLUMN_MONEY:
    case COLUMN_CHANGE:
        fix8_format(cell_number(&cell), decimals_of(sheet, row, form_of(column)), true, number,
                    sizeof number);
        bool plus = form_of(column) == COLUMN_CHANGE && cell_number(&cell) > 0;
        bool none = form_of(column) == COLUMN_PRICE && cell_number(&cell) == 0;
        text_format(text, size, "%s%s", plus ? "+" : "", none ? "-" : number);
        break;
    }
}

static bool column_is_left(const struct sheet *sheet, const struct column *column) {
    struct cell cell = cell_of(sheet, 0, column->field);
    return cell.field && cell_is_left(cell.field);
}

static const char *colour_of(const struct output *output, const struct column *column,
                             const char *text) {
    if (!output->colour || form_of(column) != COLUMN_CHANGE ||
        strspn(text, "+-0.,") == strlen(text)) {
        return "";
    }
    return text[0] == '-' ? "\033[31m" : text[0] == '+' ? "\033[32m" : "";
}

/* ---- text ---- */

/* A text in its column; trailing blanks are taken off the line later. */
static void pad(struct buffer *line, const char *text, size_t width, bool left,
                const char *colour) {
    size_t has = text_width(text);
    int blanks = has < width ? (int)(width - has) : 0;
    buffer_text(line, "%*s%s%s%s%*s", left ? 0 : blanks, "", colour, text,
                colour[0] ? "\033[0m" : "", left ? blanks : 0, "");
}

static void end_line(struct buffer *line) {
    while (line->length > 0 && line->bytes[line->length - 1] == ' ') {
        line->length--;
    }
    buffer_text(line, "\n");
    fwrite(line->bytes, 1, line->length, stdout);
    buffer_reset(line);
}

/* One row of cells; NULL: the headings. A column without a width is left out. */
static void print_row(const struct output *output, const struct sheet *sheet, const size_t *widths,
                      char (*cells)[CELL_BYTES], struct buffer *line) {
    for (size_t i = 0; i < sheet->column_count; i++) {
        const struct column *column = &sheet->columns[i];
        const char *bold = output->colour ? "\033[1m" : "";
        if (widths[i] == 0 && (column->form & COLUMN_RARE) != 0) {
            continue;
        }
        pad(line, cells ? cells[i] : column->heading, widths[i], column_is_left(sheet, column),
            cells ? colour_of(output, column, cells[i]) : bold);
        buffer_text(line, "  ");
    }
    end_line(line);
}

static void print_table(const struct output *output, const struct sheet *sheet) {
    size_t columns = sheet->column_count;
    char(*cells)[CELL_BYTES] = mem_array(sheet->count * columns, CELL_BYTES);
    size_t *widths = mem_array(columns, sizeof *widths);
    for (size_t i = 0; i < columns; i++) {
        bool shown = (sheet->columns[i].form & COLUMN_RARE) == 0;
        widths[i] = text_width(sheet->columns[i].heading);
        for (uint32_t row = 0; row < sheet->count; row++) {
            char *cell = cells[row * columns + i];
            format_cell(sheet, row, &sheet->columns[i], cell, CELL_BYTES);
            size_t width = text_width(cell);
            widths[i] = width > widths[i] ? width : widths[i];
            shown = shown || !says_nothing(sheet, row, &sheet->columns[i]);
        }
        widths[i] = shown ? widths[i] : 0;
    }
    struct buffer line = {0};
    print_row(output, sheet, widths, NULL, &line);
    for (uint32_t row = 0; row < sheet->count; row++) {
        print_row(output, sheet, widths, cells + row * columns, &line);
    }
    buffer_clear(&line);
    mem_free(widths);
    mem_free(cells);
}

static void print_card(const struct output *output, const struct sheet *sheet) {
    struct buffer line = {0};
    size_t width = 0;
    for (size_t i = 0; i < sheet->column_count; i++) {
        size_t has = text_width(sheet->columns[i].heading);
        width = has > width ? has : width;
    }
    for (size_t i = 0; i < sheet->column_count; i++) {
        char text[CELL_BYTES];
        const struct column *column = &sheet->columns[i];
        if ((column->form & COLUMN_RARE) != 0 && says_nothing(sheet, 0, column)) {
            continue;
        }
        format_cell(sheet, 0, column, text, sizeof text);
        pad(&line, column->heading, width, true, output->colour ? "\033[1m" : "");
        buffer_text(&line, "  ");
        pad(&line, text, 0, true, colour_of(output, column, text));
        end_line(&line);
    }
    buffer_clear(&line);
}

/* ---- JSON ---- */

/* No time at all is null, not the year 1970 or 9999. */
static void null_times(const struct sheet *sheet, const struct field_spec *fields,
                       const void *value, cJSON *object) {
    for (const struct field_spec *field = fields; field->name; field++) {
        struct cell cell = {field, value};
        if (field->type == FIELD_TIME && is_no_time(sheet, cell_number(&cell)) &&
            !cJSON_ReplaceItemInObjectCaseSensitive(object, field->name, cJSON_CreateNull())) {
            mem_exhausted();
        }
    }
}

static void add_row(const struct sheet *sheet, uint32_t row, cJSON *object) {
    const char *start = (const char *)sheet->rows + row * sheet->stride;
    for (size_t i = 0; i < ARRAY_LEN(sheet->parts); i++) {
        if (sheet->parts[i].fields) {
            fields_json(sheet->parts[i].fields, start + sheet->parts[i].offset, object);
            null_times(sheet, sheet->parts[i].fields, start + sheet->parts[i].offset, object);
        }
    }
}

static cJSON *checked(cJSON *item) {
    if (!item) {
        mem_exhausted();
    }
    return item;
}

void output_sheet(struct output *output, const struct sheet *sheet) {
    if (!output->json) {
        if (sheet->count > 0) {
            print_table(output, sheet);
        } else {
            puts(sheet->none);
        }
        return;
    }
    cJSON *rows = checked(cJSON_AddArrayToObject(output->document, sheet->name));
    for (uint32_t row = 0; row < sheet->count; row++) {
        cJSON *object = checked(cJSON_CreateObject());
        add_row(sheet, row, object);
        cJSON_AddItemToArray(rows, object);
    }
}

void output_card(struct output *output, const struct sheet *sheet) {
    if (output->json) {
        add_row(sheet, 0,
                sheet->name ? checked(cJSON_AddObjectToObject(output->document, sheet->name))
                            : output->document);
        return;
    }
    print_card(output, sheet);
}

/* ---- CSV ---- */

void output_csv_cell(FILE *out, const char *text, bool is_text) {
    bool formula = is_text && text[0] != '\0' && strchr("=+-@\t\r", text[0]);
    bool quoted = text[strcspn(text, ",\"\r\n")] != '\0';
    if (quoted) {
        fputc('"', out);
    }
    if (formula) {
        fputc('\'', out);
    }
    for (const char *at = text; *at; at++) {
        if (*at == '"') {
            fputc('"', out);
        }
        fputc(*at, out);
    }
    if (quoted) {
        fputc('"', out);
    }
}

static void csv_row(FILE *out, const struct sheet *sheet, const char *start) {
    const char *comma = "";
    for (size_t i = 0; i < ARRAY_LEN(sheet->parts); i++) {
        const struct field_spec *field = sheet->parts[i].fields;
        for (; field && field->name; field++) {
            char text[FIELD_TEXT_MAX];
            if (start) {
                field_format(field, start + sheet->parts[i].offset, text, sizeof text);
            }
            fputs(comma, out);
            output_csv_cell(out, start ? text : field->name, start && field->type == FIELD_TEXT);
            comma = ",";
        }
    }
    fputs("\r\n", out); /* RFC 4180 */
}

void output_csv(FILE *out, const struct sheet *sheet, bool heading) {
    if (heading) {
        csv_row(out, sheet, NULL);
    }
    for (uint32_t row = 0; row < sheet->count; row++) {
        csv_row(out, sheet, (const char *)sheet->rows + row * sheet->stride);
    }
}

/* ---- sentences ---- */

void output_line(const struct output *output, const char *format, ...) {
    if (!output->json) {
        va_list list;
        va_start(list, format);
        vprintf(format, list);
        va_end(list);
        putchar('\n');
    }
}

void output_remark(const struct output *output, const char *format, ...) {
    if (!output->quiet) {
        va_list list;
        va_start(list, format);
        fputs("outcry: ", stderr);
        vfprintf(stderr, format, list);
        va_end(list);
        fputc('\n', stderr);
    }
}

void output_error(const struct error *error) {
    fprintf(stderr, "outcry: %s\n", error->sentence);
}
