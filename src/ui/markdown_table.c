/* Tables: columns as wide as their cells where there is room, else narrower with the cells wrapped.
 */
#include "ui/markdown_inside.h"

#include <assert.h>
#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "ui/wrap.h"

#define COLUMN_LEAST    4  /* below that a table is no table */
#define WORD_MOST       14 /* a longer word is broken rather than kept whole */
#define SEPARATOR_WIDTH 3  /* blank, line, blank */
#define ROWS_MAX        200

struct table {
    struct layout *layout;
    int columns, rows;                     /* rows[0] is the header */
    uint8_t align[MARKDOWN_TABLE_COLUMNS]; /* 'l', 'c', 'r' or 0 */
    int widths[MARKDOWN_TABLE_COLUMNS];
    struct rich *cells; /* owned; row by row */
    bool wraps;         /* some cell takes more than one line */
};

static struct rich *cell_of(const struct table *table, int row, int column) {
    return &table->cells[row * table->columns + column];
}

/* ---- Reading --------------------------------------------------------------------------------- */

static void read_row(struct table *table, struct cmark_node *row) {
    int column = 0;
    for (struct cmark_node *cell = cmark_node_first_child(row);
         cell != NULL && column < table->columns; cell = cmark_node_next(cell))
        rich_inlines(table->layout, cell_of(table, table->rows, column++), cell,
                     table->rows == 0 ? MARK_STRONG : MARK_TEXT);
    table->rows++;
}

static void read_table(struct table *table, struct cmark_node *node) {
    int columns = cmark_gfm_extensions_get_table_columns(node);
    const uint8_t *align = cmark_gfm_extensions_get_table_alignments(node);
    table->columns = columns < MARKDOWN_TABLE_COLUMNS ? columns : MARKDOWN_TABLE_COLUMNS;
    for (int i = 0; i < table->columns; i++)
        table->align[i] = align[i];
    int rows = 0;
    for (struct cmark_node *row = cmark_node_first_child(node); row != NULL && rows < ROWS_MAX;
         row = cmark_node_next(row))
        rows++;
    table->cells = mem_array((size_t)(rows * table->columns), sizeof *table->cells);
    for (struct cmark_node *row = cmark_node_first_child(node); row != NULL && table->rows < rows;
         row = cmark_node_next(row))
        read_row(table, row);
}

static void clear_table(struct table *table) {
    for (int i = 0; i < table->rows * table->columns; i++)
        rich_clear(&table->cells[i]);
    mem_free(table->cells);
}

/* ---- Widths ---------------------------------------------------------------------------------- */

/* Columns of the whole text and of its longest word. */
static void measure(const struct rich *rich, int *whole, int *word) {
    const char *text = (const char *)rich->text.bytes;
    *whole = *word = 0;
    int current = 0;
    for (size_t at = 0; at < rich->text.length;) {
        uint32_t code;
        at += text_decode(text + at, rich->text.length - at, &code);
        int width = text_code_width(code);
        *whole += width;
        current = code == ' ' || code == '\n' ? 0 : current + width;
        *word = current > *word ? current : *word;
    }
}

/* Shares `room` columns out: every column its longest word, then what is left by what each still
 * wants. False: not even that fits. */
static bool share_room(struct table *table, int room, const int *wanted, const int *least) {
    int sum_wanted = 0, sum_least = 0;
    for (int i = 0; i < table->columns; i++) {
        sum_wanted += wanted[i];
        sum_least += least[i];
    }
    if (sum_least > room)
        return false;
    int spare = sum_wanted <= room ? sum_wanted - sum_least : room - sum_least;
    int missing = sum_wanted - sum_least;
    int given = 0, asked = 0;
    for (int i = 0; i < table->columns; i++) {
        asked += wanted[i] - least[i]; /* summed up so that rounding leaves no column over */
        int share = missing > 0 ? asked * spare / missing : 0;
        table->widths[i] = least[i] + share - given;
        given = share;
    }
    return true;
}

static bool choose_widths(struct table *table) {
    int wanted[MARKDOWN_TABLE_COLUMNS], least[MARKDOWN_TABLE_COLUMNS], tiny[MARKDOWN_TABLE_COLUMNS];
    for (int column = 0; column < table->columns; column++) {
        wanted[column] = least[column] = 1;
        for (int row = 0; row < table->rows; row++) {
            int whole, word;
            measure(cell_of(table, row, column), &whole, &word);
            word = word < WORD_MOST ? word : WORD_MOST;
            wanted[column] = whole > wanted[column] ? whole : wanted[column];
            least[column] = word > least[column] ? word : least[column];
        }
        tiny[column] = least[column] < COLUMN_LEAST ? least[column] : COLUMN_LEAST;
    }
    int room = layout_room(table->layout) - SEPARATOR_WIDTH * (table->columns - 1);
    return share_room(table, room, wanted, least) || share_room(table, room, wanted, tiny);
}

/* ---- Rows ------------------------------------------------------------------------------------ */

static void add_blanks(struct rich *line, int count) {
    for (int i = 0; i < count; i++)
        rich_add(line, " ", 1, MARK_TEXT, MARKDOWN_NO_LINK);
}

static int part_width(const struct rich *cell, size_t start, size_t length) {
    int width = 0;
    for (size_t at = start; at < start + length;) {
        uint32_t code;
        at += text_decode((const char *)cell->text.bytes + at, start + length - at, &code);
        width += text_code_width(code);
    }
    return width;
}

/* The next line of a cell into its column; true while there is more. */
static bool add_part(const struct table *table, struct rich *line, int row, int column,
                     size_t *at) {
    const struct rich *cell = cell_of(table, row, column);
    int width = table->widths[column];
    size_t next = 0, bytes = 0;
    if (*at < cell->text.length)
        bytes =
            wrap_next((const char *)cell->text.bytes + *at, cell->text.length - *at, width, &next);
    int blanks = width - part_width(cell, *at, bytes);
    blanks = blanks > 0 ? blanks : 0;
    int before = table->align[column] == 'r'   ? blanks
                 : table->align[column] == 'c' ? blanks / 2
                                               : 0;
    add_blanks(line, before);
    rich_copy(line, cell, *at, bytes);
    add_blanks(line, blanks - before);
    *at += next;
    return *at < cell->text.length;
}

static bool put_row(struct table *table, int row) {
    size_t at[MARKDOWN_TABLE_COLUMNS] = {0};
    const char *bar = layout_glyph(table->layout, GLYPH_VERTICAL);
    bool more = true;
    int lines = 0;
    for (; more; lines++) {
        struct rich line = {0};
        more = false;
        for (int column = 0; column < table->columns; column++) {
            if (column > 0) {
                add_blanks(&line, 1);
                rich_add(&line, bar, strlen(bar), MARK_RULE, MARKDOWN_NO_LINK);
                add_blanks(&line, 1);
            }
            more |= add_part(table, &line, row, column, &at[column]);
        }
        layout_line(table->layout, &line, 0, line.text.length);
        rich_clear(&line);
    }
    return lines > 1;
}

static void put_rule(struct table *table) {
    struct rich line = {0};
    const char *dash = layout_glyph(table->layout, GLYPH_HORIZONTAL);
    const char *cross = table->layout->form.level == GLYPHS_ASCII ? "+" : "┼";
    for (int column = 0; column < table->columns; column++) {
        for (int i = column > 0 ? -1 : 0; i < table->widths[column] + 1; i++)
            if (column + 1 < table->columns || i < table->widths[column])
                rich_add(&line, dash, strlen(dash), MARK_RULE, MARKDOWN_NO_LINK);
        if (column + 1 < table->columns)
            rich_add(&line, cross, strlen(cross), MARK_RULE, MARKDOWN_NO_LINK);
    }
    layout_line(table->layout, &line, 0, line.text.length);
    rich_clear(&line);
}

static bool any_wraps(const struct table *table) {
    for (int row = 0; row < table->rows; row++) {
        for (int column = 0; column < table->columns; column++) {
            int whole, word;
            measure(cell_of(table, row, column), &whole, &word);
            if (whole > table->widths[column])
                return true;
        }
    }
    return false;
}

/* ---- As sentences ---------------------------------------------------------------------------- */

/* A row as "heading: cell; heading: cell": for screen readers, and where no table fits. */
static void put_spoken(struct table *table, int row) {
    struct rich line = {0};
    for (int column = 0; column < table->columns; column++) {
        const struct rich *heading = cell_of(table, 0, column);
        const struct rich *cell = cell_of(table, row, column);
        if (cell->text.length == 0)
            continue;
        if (line.text.length > 0)
            rich_add(&line, "; ", 2, MARK_TEXT, MARKDOWN_NO_LINK);
        if (heading->text.length > 0) {
            rich_copy(&line, heading, 0, heading->text.length);
            rich_add(&line, ": ", 2, MARK_TEXT, MARKDOWN_NO_LINK);
        }
        rich_copy(&line, cell, 0, cell->text.length);
    }
    if (line.text.length > 0)
        rich_add(&line, ".", 1, MARK_TEXT, MARKDOWN_NO_LINK);
    layout_wrapped(table->layout, &line);
    rich_clear(&line);
}

void layout_table(struct layout *layout, struct cmark_node *node) {
    struct table table = {.layout = layout};
    read_table(&table, node);
    if (layout->form.spoken || !choose_widths(&table)) {
        for (int row = table.rows > 1 ? 1 : 0; row < table.rows; row++)
            put_spoken(&table, row);
        clear_table(&table);
        return;
    }
    bool lined = any_wraps(&table); /* rows of several lines are told apart */
    for (int row = 0; row < table.rows; row++) {
        put_row(&table, row);
        if (row + 1 < table.rows && (row == 0 || lined))
            put_rule(&table);
    }
    clear_table(&table);
}
