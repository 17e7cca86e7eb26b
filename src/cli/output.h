/* What words say: sheets (rows of plain structs that field tables describe) as aligned text, JSON
 * or CSV; remarks and errors; progress.
 *
 * One sheet serves all three forms. Text shows the chosen columns, right-aligned where they are
 * numbers; JSON and CSV hold every field of the tables, exactly. */
#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/error.h"
#include "base/field.h"
#include "market/instrument.h"

struct cJSON;

enum column_form {
    COLUMN_PLAIN,  /* as field_format has it; text and words to the left, the rest to the right */
    COLUMN_MONEY,  /* two decimals */
    COLUMN_CHANGE, /* two decimals and always a sign; coloured */
    COLUMN_PRICE,  /* the decimals of the row's instrument; 0: "-" */
    COLUMN_SIZE,
    COLUMN_TIME, /* 2025-01-13 14:30; no time: "-" */
    COLUMN_MARK, /* a flag: the heading's word, or nothing */
};
/* Or-ed to a form: no number there is "-", and the column is left out when all rows say so. */
#define COLUMN_RARE 0x80u

struct column {
    const char *field, *heading;
    unsigned form; /* enum column_form */
};

struct sheet_part {
    const struct field_spec *fields; /* NULL: no such part */
    size_t offset;                   /* of its struct in a row */
};

struct sheet {
    const char *name; /* the key of the rows in JSON */
    struct sheet_part parts[2];
    const struct column *columns;
    size_t column_count;
    const void *rows;
    size_t stride;
    uint32_t count;
    const struct instrument_table *table; /* for decimals, by the field "symbol"; may be NULL */
    int instrument;                       /* whose decimals, in a sheet without symbols */
    const char *none;                     /* what is said instead of an empty sheet */
    bool epoch;                           /* time 0 is the year 1970; else it is no time */
};

struct output {
    bool json, colour, quiet;
    bool speaks_of_refusal; /* the document is written though the game refused */
    struct cJSON *document; /* owned; with json, else NULL */
};

void output_init(struct output *output, bool json, bool colour, bool quiet);

/* Writes the JSON document (when `code` is 0, or it speaks of a refusal), flushes, frees. Gives
 * `code`, or ERROR_STORAGE when standard output takes no more; a reader that left (EPIPE) is no
 * error. */
int output_finish(struct output *output, int code, struct error *error);

/* Lets the JSON document go: what follows is text, or something else writes the document. */
void output_drop(struct output *output);

/* A table. Its rows are one member of the JSON document. */
void output_sheet(struct output *output, const struct sheet *sheet);

/* One row, a field to a line; its fields go into the JSON object `sheet->name`, or, without a name,
 * straight into the document. */
void output_card(struct output *output, const struct sheet *sheet);

/* A line of text; nothing with --json. */
void output_line(const struct output *output, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* A remark on standard error; nothing with --quiet. */
void output_remark(const struct output *output, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* CSV for spreadsheets: every field, a heading first when `heading`. A text that a spreadsheet
 * would take for a formula gets a leading apostrophe. */
void output_csv(FILE *out, const struct sheet *sheet, bool heading);

/* One cell of CSV, quoted when it must be. */
void output_csv_cell(FILE *out, const char *text, bool is_text);

/* "outcry: SENTENCE" on standard error. */
void output_error(const struct error *error);

#endif
