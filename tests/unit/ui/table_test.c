#include <criterion/criterion.h>
#include <stdio.h>

#include "ui/table.h"
#include "unit/ui/screen.h"

static void cell_of(const void *context, size_t row, size_t column, struct table_cell *cell) {
    const double *prices = context;
    if (column == 0) {
        snprintf(cell->text, sizeof cell->text, "SYM%zu", row);
    } else if (column == 1) {
        snprintf(cell->text, sizeof cell->text, "%.2f", prices[row % 4]);
    } else {
        snprintf(cell->text, sizeof cell->text, "note %zu", row);
    }
}

static const double prices[4] = {1.5, 22.25, 333.125, 123456.75};
static const struct table_column columns[] = {{"symbol", ALIGN_LEFT, 6, 1, 0},
                                              {"price", ALIGN_RIGHT, 7, 0, 0},
                                              {"note", ALIGN_LEFT, 8, 0, 1}};

static struct table table_of(size_t rows) {
    return (struct table){.columns = columns,
                          .column_count = 3,
                          .source = {.cell = cell_of, .context = prices},
                          .row_count = rows,
                          .empty = "Nothing here. Press b to buy.",
                          .header = true,
                          .selectable = true,
                          .focused = true};
}

Test(table, columns_stretch_drop_and_never_cut_a_number) {
    struct surface surface;
    struct table table = table_of(4);
    surface_init(&surface, 28, 5, GLYPHS_ASCII);
    struct region all = surface_region(&surface);
    table_draw(&table, &all);
    expect_screen(&surface, " symbol       price note\n"
                            ">SYM0          1.50 note 0\n"
                            " SYM1         22.25 note 1\n"
                            " SYM2        333.12 note 2\n"
                            " SYM3       ####### note 3\n");
    surface_resize(&surface, 18, 3);
    all = surface_region(&surface);
    table_draw(&table, &all);
    expect_screen(&surface, " symbol      price\n"
                            ">SYM0         1.50\n"
                            " SYM1        22.25\n");
    cr_expect_eq(surface.cursor_row, 1);
    cr_expect_eq(surface.cursor_column, 0);
    surface_clear(&surface);
}

Test(table, an_empty_one_says_what_to_do) {
    struct surface surface;
    struct table table = table_of(0);
    surface_init(&surface, 20, 4, GLYPHS_BOX);
    struct region all = surface_region(&surface);
    table_draw(&table, &all);
    expect_screen(&surface, " symbol        price\n"
                            " Nothing here. Press\n"
                            " b to buy.\n\n");
    struct keymap keymap;
    keymap_init(&keymap);
    struct press press = press_of(&keymap, "Down");
    cr_expect(table_key(&table, &press));
    cr_expect_eq(table.selected, 0);
    surface_clear(&surface);
}

Test(table, keys_move_the_selection_and_keep_it_in_sight) {
    struct surface surface;
    struct keymap keymap;
    struct table table = table_of(100);
    keymap_init(&keymap);
    surface_init(&surface, 30, 11, GLYPHS_BOX);
    struct region all = surface_region(&surface);
    table_draw(&table, &all);
    static const struct {
        const char *key;
        size_t selected, top;
    } steps[] = {{"Down", 1, 0},   {"j", 2, 0},   {"PgDn", 11, 2},  {"Up", 10, 2}, {"End", 99, 90},
                 {"Down", 99, 90}, {"k", 98, 90}, {"PgUp", 89, 89}, {"g", 0, 0},   {"Up", 0, 0}};
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        struct press press = press_of(&keymap, steps[i].key);
        cr_expect(table_key(&table, &press));
        table_draw(&table, &all);
        cr_expect_eq(table.selected, steps[i].selected, "after %s", steps[i].key);
        cr_expect_eq(table.top, steps[i].top, "after %s", steps[i].key);
    }
    struct press press = press_of(&keymap, "Enter");
    cr_expect_not(table_key(&table, &press));
    surface_clear(&surface);
}

Test(table, the_mouse_selects_and_scrolls) {
    struct surface surface;
    struct keymap keymap;
    struct table table = table_of(6);
    keymap_init(&keymap);
    surface_init(&surface, 40, 12, GLYPHS_BOX);
    struct region all = surface_region(&surface);
    struct region part = region_sub(&all, (struct rect){10, 2, 30, 5});
    table_draw(&table, &part);
    struct press press = click_of(&keymap, MOUSE_PRESS, 12, 5);
    cr_expect(table_key(&table, &press));
    cr_expect_eq(table.selected, 2);
    press = click_of(&keymap, MOUSE_PRESS, 12, 2);
    cr_expect_not(table_key(&table, &press), "the header is no row");
    press = click_of(&keymap, MOUSE_PRESS, 2, 5);
    cr_expect_not(table_key(&table, &press));
    press = click_of(&keymap, MOUSE_WHEEL_DOWN, 12, 5);
    cr_expect(table_key(&table, &press));
    cr_expect_eq(table.selected, 5);
    surface_clear(&surface);
}

Test(table, a_selection_beyond_the_last_row_comes_back) {
    struct surface surface;
    struct table table = table_of(9);
    surface_init(&surface, 30, 4, GLYPHS_BOX);
    struct region all = surface_region(&surface);
    table.selected = 8;
    table_draw(&table, &all);
    table.row_count = 2;
    table_draw(&table, &all);
    cr_expect_eq(table.selected, 1);
    cr_expect_eq(table.top, 0);
    surface_clear(&surface);
}
