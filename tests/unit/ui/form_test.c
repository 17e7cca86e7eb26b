#include <criterion/criterion.h>

#include "base/mem.h"
#include "base/random.h"
#include "base/text.h"
#include "ui/form.h"
#include "unit/ui/screen.h"

enum { SIDE, TYPE, SIZE, PRICE, NOTE, SURE, SUBMIT, FIELDS };

static const char *const sides[] = {"buy", "sell", NULL};
static const char *const types[] = {"market", "limit", "stop", NULL};

static void ticket_init(struct form_field *fields, struct form *form) {
    memset(fields, 0, FIELDS * sizeof *fields);
    fields[SIDE] = (struct form_field){.label = "Side", .kind = FORM_CHOICE, .choices = sides};
    fields[TYPE] = (struct form_field){.label = "Type", .kind = FORM_CHOICE, .choices = types};
    fields[SIZE] = (struct form_field){.label = "Size", .kind = FORM_NUMBER, .unit = "BTC"};
    fields[PRICE] = (struct form_field){.label = "Price", .kind = FORM_NUMBER, .unused = true};
    fields[NOTE] = (struct form_field){.label = "Note", .kind = FORM_TEXT, .limit = 8};
    fields[SURE] = (struct form_field){.label = "Sure", .kind = FORM_TOGGLE};
    fields[SUBMIT] = (struct form_field){.label = "Submit", .kind = FORM_SUBMIT};
    *form = (struct form){.fields = fields, .count = FIELDS};
}

static enum form_result press(struct form *form, const char *names) {
    struct keymap keymap;
    enum form_result result = FORM_IGNORED;
    keymap_init(&keymap);
    while (*names != '\0') {
        char name[KEY_NAME_MAX];
        size_t length = strcspn(names, " ");
        text_clean(names, length, name, sizeof name);
        struct press key = press_of(&keymap, name);
        result = form_key(form, &key);
        names += length;
        names += strspn(names, " ");
    }
    return result;
}

Test(form, is_drawn_as_a_player_reads_it) {
    struct form_field fields[FIELDS];
    struct form form;
    struct surface surface;
    ticket_init(fields, &form);
    surface_init(&surface, 34, 8, GLYPHS_BOX);
    struct region all = surface_region(&surface);
    press(&form, "Right Tab Tab 1 . 5");
    form_set_error(&form, SIZE, "That is more than your account can carry.");
    form_draw(&form, &all);
    expect_screen(&surface, " Side < sell >\n"
                            " Type < market >\n"
                            ">Size [1.5             ] BTC\n"
                            "  That is more than your account\n"
                            "  can carry.\n"
                            " Note [                          ]\n"
                            " Sure [ ]\n"
                            "      [ Submit ]\n");
    cr_expect_eq(surface.cursor_row, 2);
    cr_expect_eq(surface.cursor_column, 10);
    cr_expect_eq(form_rows(&form, 34), 8);
    surface_clear(&surface);
}

Test(form, tab_skips_what_is_unused_and_goes_round) {
    struct form_field fields[FIELDS];
    struct form form;
    ticket_init(fields, &form);
    static const size_t order[] = {TYPE, SIZE, NOTE, SURE, SUBMIT, SIDE};
    for (size_t i = 0; i < ARRAY_LEN(order); i++) {
        cr_expect_eq(press(&form, "Tab"), FORM_USED);
        cr_expect_eq(form.focus, order[i]);
    }
    press(&form, "Shift-Tab");
    cr_expect_eq(form.focus, SUBMIT);
    press(&form, "Shift-Tab Shift-Tab Shift-Tab");
    cr_expect_eq(form.focus, SIZE);
}

Test(form, choices_cycle_both_ways) {
    struct form_field fields[FIELDS];
    struct form form;
    ticket_init(fields, &form);
    cr_expect_eq(press(&form, "Tab Right Right"), FORM_CHANGED);
    cr_expect_eq(fields[TYPE].choice, 2);
    press(&form, "Right");
    cr_expect_eq(fields[TYPE].choice, 0);
    press(&form, "Left");
    cr_expect_eq(fields[TYPE].choice, 2);
    press(&form, "Tab Tab Tab Space");
    cr_expect_eq(fields[SURE].choice, 1);
    press(&form, "Space");
    cr_expect_eq(fields[SURE].choice, 0);
}

Test(form, numbers_take_numbers_only) {
    struct form_field fields[FIELDS];
    struct form form;
    ticket_init(fields, &form);
    press(&form, "Tab Tab");
    cr_expect_eq(press(&form, "x"), FORM_IGNORED);
    cr_expect_eq(press(&form, "%"), FORM_IGNORED, "left for the ticket");
    cr_expect_eq(press(&form, "- 1 . 2 . 3 -"), FORM_IGNORED);
    cr_expect_str_eq(fields[SIZE].text, "-1.23");
    press(&form, "Backspace Left Left Delete 7 Home Delete End 9");
    cr_expect_str_eq(fields[SIZE].text, "1729", "%s", fields[SIZE].text);
    press(&form, "Ctrl-U");
    cr_expect_str_eq(fields[SIZE].text, "");
}

Test(form, enter_moves_on_and_sends_at_the_end_and_esc_leaves) {
    struct form_field fields[FIELDS];
    struct form form;
    ticket_init(fields, &form);
    cr_expect_eq(press(&form, "Enter"), FORM_USED);
    cr_expect_eq(form.focus, TYPE);
    cr_expect_eq(press(&form, "Enter Enter Enter Enter"), FORM_USED);
    cr_expect_eq(form.focus, SUBMIT);
    cr_expect_eq(press(&form, "Enter"), FORM_SENT);
    cr_expect_eq(press(&form, "Esc"), FORM_LEFT);
    fields[SUBMIT].unused = true;
    form.focus = SURE;
    cr_expect_eq(press(&form, "Enter"), FORM_SENT, "the last field sends");
}

Test(form, an_error_goes_when_its_field_changes) {
    struct form_field fields[FIELDS];
    struct form form;
    ticket_init(fields, &form);
    form_set_error(&form, SIZE, "Too much.");
    cr_expect_eq(form.focus, SIZE);
    press(&form, "Tab Shift-Tab");
    cr_expect_str_eq(fields[SIZE].error, "Too much.");
    press(&form, "2");
    cr_expect_str_eq(fields[SIZE].error, "");
}

Test(form, text_stays_within_its_limit_and_valid_whatever_is_typed) {
    static const char *const keys[] = {"a",    "\xC3\xA9", "\xE6\x97\xA5", "Left",   "Right",
                                       "Home", "End",      "Backspace",    "Delete", "Space"};
    struct form_field fields[FIELDS];
    struct form form;
    ticket_init(fields, &form);
    form.focus = NOTE;
    struct random random = random_named(3, "form", 0);
    struct keymap keymap;
    keymap_init(&keymap);
    for (int i = 0; i < 4000; i++) {
        struct press key = press_of(&keymap, keys[random_below(&random, ARRAY_LEN(keys))]);
        form_key(&form, &key);
        size_t length = strlen(fields[NOTE].text);
        cr_assert(length <= 8 && fields[NOTE].cursor <= length);
        cr_assert(text_is_valid(fields[NOTE].text, length), "seed 3");
        cr_assert(text_is_valid(fields[NOTE].text, fields[NOTE].cursor), "seed 3");
    }
    form_set_text(&fields[NOTE], "much too long\033[2J");
    cr_expect_str_eq(fields[NOTE].text, "much too");
}

Test(form, a_long_text_scrolls_to_its_cursor) {
    struct form_field field = {.label = "Note", .kind = FORM_TEXT};
    struct form form = {.fields = &field, .count = 1};
    struct surface surface;
    surface_init(&surface, 18, 1, GLYPHS_BOX);
    struct region all = surface_region(&surface);
    form_set_text(&field, "abcdefghijklmnopqrstuvwxyz");
    form_draw(&form, &all);
    expect_screen(&surface, ">Note [rstuvwxyz ]\n");
    cr_expect_eq(surface.cursor_column, 16);
    press(&form, "Home");
    surface_blank(&surface);
    form_draw(&form, &all);
    expect_screen(&surface, ">Note [abcdefghij]\n");
    surface_clear(&surface);
}

Test(form, the_mouse_focuses_cycles_and_sends) {
    struct form_field fields[FIELDS];
    struct form form;
    struct surface surface;
    struct keymap keymap;
    keymap_init(&keymap);
    ticket_init(fields, &form);
    surface_init(&surface, 34, 7, GLYPHS_BOX);
    struct region all = surface_region(&surface);
    form_draw(&form, &all);
    struct press click = click_of(&keymap, MOUSE_PRESS, 8, 1);
    cr_expect_eq(form_key(&form, &click), FORM_USED);
    cr_expect_eq(form.focus, TYPE);
    cr_expect_eq(form_key(&form, &click), FORM_CHANGED);
    cr_expect_eq(fields[TYPE].choice, 1);
    click = click_of(&keymap, MOUSE_PRESS, 8, 5);
    cr_expect_eq(form_key(&form, &click), FORM_SENT);
    surface_clear(&surface);
}

Test(form, small_fields_share_a_line_where_there_is_room) {
    struct form_field fields[] = {{.label = "Size", .kind = FORM_NUMBER},
                                  {.label = "Options", .kind = FORM_TOGGLE, .unit = "post-only"},
                                  {.label = "Options", .kind = FORM_TOGGLE, .unit = "reduce-only"},
                                  {.label = "Options", .kind = FORM_NUMBER, .unit = "shown"},
                                  {.label = "Submit", .kind = FORM_SUBMIT}};
    struct form form = {.fields = fields, .count = ARRAY_LEN(fields)};
    struct surface surface;
    surface_init(&surface, 58, 4, GLYPHS_BOX);
    struct region all = surface_region(&surface);
    press(&form, "Tab Tab Space");
    form_set_error(&form, 2, "You hold nothing.");
    form_draw(&form, &all);
    expect_screen(&surface, " Size    [                ]\n"
                            " Options [ ] post-only >[x] reduce-only  [        ] shown\n"
                            "  You hold nothing.\n"
                            "         [ Submit ]\n");
    cr_expect_eq(form_rows(&form, 58), 4);
    cr_expect_eq(form_rows(&form, 40), 5, "what does not fit goes below");
    fields[1].unused = true;
    form_clear_errors(&form);
    surface_blank(&surface);
    form_draw(&form, &all);
    expect_screen(&surface, " Size    [                ]\n"
                            ">Options [x] reduce-only  [        ] shown\n"
                            "         [ Submit ]\n"
                            "\n");
    surface_clear(&surface);
    surface_init(&surface, 30, 2, GLYPHS_BOX);
    all = surface_region(&surface);
    press(&form, "Tab");
    form_draw(&form, &all);
    expect_screen(&surface, " Options [x] reduce-only\n"
                            ">Options [             ] shown\n");
    surface_clear(&surface);
}

Test(form, enter_passes_by_what_few_need) {
    struct form_field fields[] = {{.label = "Size", .kind = FORM_NUMBER},
                                  {.label = "Options", .kind = FORM_TOGGLE, .aside = true},
                                  {.label = "Submit", .kind = FORM_SUBMIT}};
    struct form form = {.fields = fields, .count = ARRAY_LEN(fields)};
    press(&form, "Enter");
    cr_expect_eq(form.focus, 2);
    press(&form, "Up");
    cr_expect_eq(form.focus, 1);
    cr_expect_eq(press(&form, "Space Enter Enter"), FORM_SENT);
    cr_expect_eq(fields[1].choice, 1);
}

Test(form, a_percent_ends_a_number_where_it_may) {
    struct form_field field = {.label = "Trail", .kind = FORM_NUMBER};
    struct form form = {.fields = &field, .count = 1};
    press(&form, "1 %");
    cr_expect_str_eq(field.text, "1");
    field.percent = true;
    press(&form, "Ctrl-U % 1 . 5 % % 7 .");
    cr_expect_str_eq(field.text, "1.5%");
    cr_expect(form_is_percent(&field));
    cr_expect_eq(form_number(&field), FIX8_ONE + FIX8_ONE / 2);
    press(&form, "Home 2");
    cr_expect_str_eq(field.text, "21.5%");
    press(&form, "End Backspace 0");
    cr_expect_not(form_is_percent(&field));
    cr_expect_eq(form_number(&field), 21 * FIX8_ONE + FIX8_ONE / 2);
}
