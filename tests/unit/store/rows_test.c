#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "store/rows.h"
#include "unit/store/made.h"

/* Columns of a table that a field or key may name, asked by name. */
static bool has_column(const char *path, const char *table, const char *column) {
    char sql[160];
    snprintf(sql, sizeof sql, "SELECT count(*) FROM pragma_table_info('%s') WHERE name = '%s'",
             table, column);
    return made_count(path, sql) == 1;
}

Test(store_rows, every_kind_of_record_has_a_table_with_a_column_for_each_field) {
    char path[512];
    snprintf(path, sizeof path, "%s", made_path("a.db"));
    store_close(made_store(path));
    for (int kind = 0; kind < RECORD_COUNT; kind++) {
        const struct row_spec *spec = &row_specs[kind];
        const struct field_spec *fields = record_fields((enum record_kind)kind);
        cr_assert_not_null(spec->table, "%s", record_word((enum record_kind)kind));
        for (const struct field_spec *field = fields; field->name != NULL; field++)
            cr_expect(has_column(path, spec->table, field->name), "%s.%s", spec->table,
                      field->name);
        for (int key = 0; spec->keys[key] != NULL; key++)
            cr_expect_not_null(field_find(fields, spec->keys[key]));
        if (spec->extra != NULL)
            cr_expect(has_column(path, spec->table, spec->extra));
    }
}

Test(store_rows, a_row_holds_the_last_record_of_its_key_and_the_first_ones_number) {
    char path[512];
    snprintf(path, sizeof path, "%s", made_path("a.db"));
    struct store *store = made_store(path);
    struct made made = {.game = made_game(store), .player = 1};
    struct commit commit = {.game = made.game};
    for (uint8_t state = 0; state < 3; state++) {
        struct order_changed *order =
            &made_record(&made, &commit, RECORD_ORDER_CHANGED)->order_changed;
        order->id = 1;
        order->state = state;
        order->filled = FIX8_MAX - state;
        strcpy(order->reason, "it's \"quoted\"; --");
    }
    made_keep(store, &commit);
    cr_expect_eq(made_count(path, "SELECT count(*) FROM orders"), 1);
    cr_expect_eq(made_count(path, "SELECT first_record * 10 + record FROM orders"), 13);
    cr_expect_eq(made_count(path, "SELECT filled FROM orders WHERE state = 'filled'"),
                 FIX8_MAX - 2);
    cr_expect_eq(made_count(path, "SELECT count(*) FROM orders WHERE reason ="
                                  " 'it''s \"quoted\"; --'"),
                 1);
    store_close(store);
}
