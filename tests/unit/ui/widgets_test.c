#include <criterion/criterion.h>

#include "ui/art.h"
#include "ui/pane.h"
#include "ui/popup.h"
#include "ui/progress.h"
#include "ui/reader.h"
#include "ui/tabs.h"
#include "ui/toast.h"
#include "ui/wrap.h"
#include "unit/ui/screen.h"

Test(pane, focus_shows_without_colour) {
    struct surface surface;
    surface_init(&surface, 16, 4, GLYPHS_BOX);
    struct region all = surface_region(&surface);
    struct region top = region_sub(&all, (struct rect){0, 0, 16, 2});
    struct region low = region_sub(&all, (struct rect){0, 2, 16, 2});
    struct region inside = pane_draw(&(struct pane){"Watch", "20", true}, &top);
    draw_text(&inside, 0, 0, style_of(ROLE_TEXT), "first");
    pane_draw(&(struct pane){"Book", "much too long", false}, &low);
    expect_screen(&surface, "[Watch] 20\nfirst\n Book\n\n");
    surface_clear(&surface);
}

Test(popup, stands_in_the_middle_over_a_dimmed_screen) {
    struct surface surface;
    struct keymap keymap;
    struct popup popup = {.title = "Ask", .footer = "Esc", .columns = 6, .rows = 1};
    keymap_init(&keymap);
    surface_init(&surface, 16, 5, GLYPHS_BOX);
    struct region all = surface_region(&surface);
    for (int row = 0; row < 5; row++) {
        draw_text(&all, 0, row, style_of(ROLE_UP), "################");
    }
    struct region inside = popup_draw(&popup, &all);
    draw_text(&inside, 0, 0, style_of(ROLE_TEXT), "inside and out");
    expect_screen(&surface,
                  "################\n"
                  "###\xE2\x94\x8C\xE2\x94\x80 Ask \xE2\x94\x80\xE2\x94\x80\xE2\x94\x90###\n"
                  "###\xE2\x94\x82 inside \xE2\x94\x82###\n"
                  "###\xE2\x94\x94\xE2\x94\x80 Esc \xE2\x94\x80\xE2\x94\x80\xE2\x94\x98###\n"
                  "################\n");
    cr_expect(surface_cell(&surface, 0, 0)->style.attributes & STYLE_DIM);
    cr_expect_not(surface_cell(&surface, 5, 2)->style.attributes & STYLE_DIM);
    struct press press = press_of(&keymap, "Esc");
    cr_expect(popup_key(&popup, &press));
    press = click_of(&keymap, MOUSE_PRESS, 6, 2);
    cr_expect_not(popup_key(&popup, &press));
    press = click_of(&keymap, MOUSE_PRESS, 1, 1);
    cr_expect(popup_key(&popup, &press));
    surface_clear(&surface);
}

Test(popup, larger_than_the_screen_is_cut_to_it) {
    struct surface surface;
    for (int columns = 0; columns < 12; columns++) {
        for (int rows = 0; rows < 5; rows++) {
            struct popup popup = {.title = "Ask", .footer = "Esc", .columns = 30, .rows = 9};
            surface_init(&surface, columns, rows, GLYPHS_ASCII);
            struct region all = surface_region(&surface);
            struct region inside = popup_draw(&popup, &all);
            cr_expect(inside.area.columns <= columns && inside.area.rows <= rows);
            surface_clear(&surface);
        }
    }
}

Test(toast, speaks_for_its_time_and_then_is_gone) {
    struct surface surface;
    struct toast toast = {.text = ""};
    surface_init(&surface, 16, 1, GLYPHS_ASCII);
    struct region all = surface_region(&surface);
    cr_expect_eq(toast_deadline_ms(&toast, 0), INT64_MAX);
    toast_say(&toast, ROLE_GOOD, 1000, "Filled: bought\033 0.04");
    toast_draw(&toast, &all, 1000 + TOAST_SHORT_MS - 1);
    expect_screen(&surface, " Filled: bought~\n");
    cr_expect_eq(toast_deadline_ms(&toast, 1000), 1000 + TOAST_SHORT_MS);
    surface_blank(&surface);
    toast_draw(&toast, &all, 1000 + TOAST_SHORT_MS);
    expect_screen(&surface, "\n");
    toast_say(&toast, ROLE_ERROR, 0, "No.");
    cr_expect_eq(toast_deadline_ms(&toast, 0), TOAST_LONG_MS);
    surface_clear(&surface);
}

Test(tabs, the_selected_one_is_in_sight_and_the_mouse_finds_the_others) {
    static const struct tab all_tabs[] = {
        {"Desk", '1', true}, {"Chart", '2', false}, {"Boards", '6', true}, {"More", 0, true}};
    struct tabs tabs = {.tabs = all_tabs, .count = 4};
    struct surface surface;
    size_t index = 9;
    surface_init(&surface, 30, 1, GLYPHS_ASCII);
    struct region all = surface_region(&surface);
    tabs_draw(&tabs, &all, "?help");
    expect_screen(&surface, " 1Desk 2Chart 6Boards    ?help\n");
    struct key click = {.code = KEYCODE_MOUSE, .mouse = MOUSE_PRESS, .column = 15};
    cr_expect(tabs_at(&tabs, &click, &index));
    cr_expect_eq(index, 2);
    click.column = 8;
    cr_expect_not(tabs_at(&tabs, &click, &index), "not enabled");
    click.column = 22;
    cr_expect_not(tabs_at(&tabs, &click, &index), "not drawn");
    tabs.selected = 3;
    surface_resize(&surface, 14, 1);
    all = surface_region(&surface);
    tabs_draw(&tabs, &all, NULL);
    expect_screen(&surface, " 6Boards More\n");
    surface_clear(&surface);
}

Test(progress, fills_by_the_glyphs_of_its_level) {
    static const char *const expected[] = {"XP ##=..  50%\n",
                                           "XP \xE2\x96\x88\xE2\x96\x88\xE2\x96\x92"
                                           "\xE2\x96\x91\xE2\x96\x91  50%\n",
                                           "XP \xE2\x96\x88\xE2\x96\x88\xE2\x96\x8C\xE2\x96\x91"
                                           "\xE2\x96\x91  50%\n"};
    struct surface surface;
    for (int level = 0; level < GLYPH_LEVEL_COUNT; level++) {
        surface_init(&surface, 13, 1, (enum glyph_level)level);
        struct region all = surface_region(&surface);
        progress_draw(&(struct progress){0.5, "XP", true}, &all);
        expect_screen(&surface, expected[level]);
        surface_clear(&surface);
    }
    surface_init(&surface, 4, 3, GLYPHS_ASCII);
    struct region all = surface_region(&surface);
    struct region low = region_row(&all, 1);
    progress_draw(&(struct progress){7, NULL, false}, &all);
    progress_draw(&(struct progress){-1, NULL, false}, &low);
    expect_screen(&surface, "####\n....\n\n");
    surface_clear(&surface);
}

Test(wrap, breaks_at_blanks_and_breaks_long_words) {
    struct surface surface;
    surface_init(&surface, 10, 7, GLYPHS_BOX);
    struct region all = surface_region(&surface);
    const char *text = "one two three\nfour  abcdefghijklmno\n\nend";
    cr_expect_eq(draw_wrapped(&all, 0, style_of(ROLE_TEXT), text), 7);
    expect_screen(&surface, "one two\nthree\nfour\nabcdefghij\nklmno\n\nend\n");
    cr_expect_eq(wrap_rows(text, 10), 7);
    cr_expect_eq(wrap_rows("", 10), 0);
    surface_clear(&surface);
}

static const char reading[] = "Title\n"
                              "\n"
                              "- a list item that is long enough\n"
                              "  b, c    aligned text of two lines\n"
                              "The word needle is here.\n"
                              "last line with a Needle too";

Test(reader, wraps_under_list_items_and_columns) {
    struct surface surface;
    struct reader reader;
    surface_init(&surface, 24, 9, GLYPHS_BOX);
    struct region all = surface_region(&surface);
    reader_open(&reader, reading, strlen(reading));
    reader_draw(&reader, &all);
    expect_screen(&surface, "Title\n"
                            "\n"
                            "- a list item that is\n"
                            "  long enough\n"
                            "  b, c    aligned text\n"
                            "          of two lines\n"
                            "The word needle is here.\n"
                            "last line with a Needle\n"
                            "too\n");
    reader_clear(&reader);
    surface_clear(&surface);
}

Test(reader, scrolls_and_searches) {
    struct surface surface;
    struct reader reader;
    struct keymap keymap;
    keymap_init(&keymap);
    surface_init(&surface, 24, 3, GLYPHS_BOX);
    struct region all = surface_region(&surface);
    reader_open(&reader, reading, strlen(reading));
    reader_draw(&reader, &all);
    static const struct {
        const char *key;
        size_t top;
    } steps[] = {{"Down", 1}, {"PgDn", 3},  {"G", 6}, {"Down", 6}, {"k", 5},         {"Home", 0},
                 {"/", 0},    {"N", 0},     {"e", 0}, {"E", 0},    {"Backspace", 0}, {"e", 0},
                 {"d", 0},    {"Enter", 6}, {"n", 6}, {"N", 6},    {"Home", 0},      {"n", 6}};
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        struct press press = press_of(&keymap, steps[i].key);
        cr_expect(reader_key(&reader, &press), "%s", steps[i].key);
        reader_draw(&reader, &all);
        cr_expect_eq(reader.top, steps[i].top, "after %s (%zu): %zu", steps[i].key, i, reader.top);
    }
    static const char *const lost[] = {"/", "q", "z", "Enter"};
    for (size_t i = 0; i < 4; i++) {
        struct press press = press_of(&keymap, lost[i]);
        cr_expect(reader_key(&reader, &press));
    }
    surface_blank(&surface);
    reader_draw(&reader, &all);
    struct buffer out = {0};
    cr_expect(strstr(screen_text(&surface, &out), "\"qz\" is not in the te") != NULL, "%s",
              (const char *)out.bytes);
    buffer_clear(&out);
    reader_clear(&reader);
    surface_clear(&surface);
}

Test(art, every_drawing_is_plain_and_fits_its_place) {
    static const struct {
        const char *name;
        int columns, rows;
    } drawings[] = {{"title", 78, 20},
                    {"portraits/analyst", 24, 10},
                    {"portraits/risk_taker", 24, 10},
                    {"portraits/conservative", 24, 10},
                    {"portraits/day_trader", 24, 10},
                    {"portraits/hodler", 24, 10}};
    struct art art;
    struct error error = {0};
    for (size_t i = 0; i < sizeof drawings / sizeof drawings[0]; i++) {
        cr_assert_eq(art_load(&art, &pack_embedded, drawings[i].name, &error), 0, "%s",
                     error.sentence);
        cr_expect(art.columns <= drawings[i].columns && art.rows <= drawings[i].rows, "%s",
                  drawings[i].name);
        cr_expect(art.columns > 10 && art.rows > 5);
    }
    for (int avatar = 0; avatar < ART_AVATARS; avatar++) {
        char name[] = "avatars/0";
        name[8] = (char)('0' + avatar);
        cr_assert_eq(art_load(&art, &pack_embedded, name, &error), 0, "%s", error.sentence);
        cr_expect(art.columns <= 24 && art.rows <= 10);
    }
    cr_expect_eq(art_load(&art, &pack_embedded, "avatars/nobody", &error), ERROR_STORAGE);
}
