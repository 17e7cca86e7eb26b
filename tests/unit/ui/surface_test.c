#include <criterion/criterion.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/random.h"
#include "base/text.h"
#include "unit/ui/screen.h"

static const struct style plain = {.role = ROLE_TEXT};

Test(surface, text_is_clipped_at_every_edge) {
    struct surface surface;
    surface_init(&surface, 10, 4, GLYPHS_BOX);
    struct region all = surface_region(&surface);
    struct region inner = region_sub(&all, (struct rect){2, 1, 5, 2});
    cr_expect_eq(draw_text(&inner, 0, 0, plain, "abcdefgh"), 5);
    cr_expect_eq(draw_text(&inner, -2, 1, plain, "abcdefgh"), 5);
    draw_text(&inner, 0, 2, plain, "below");
    draw_text(&inner, 0, -1, plain, "above");
    draw_text(&inner, 9, 0, plain, "right");
    expect_screen(&surface, "\n"
                            "  abcde\n"
                            "  cdefg\n"
                            "\n");
    surface_clear(&surface);
}

Test(surface, wide_characters_are_never_halved) {
    struct surface surface;
    surface_init(&surface, 6, 3, GLYPHS_BOX);
    struct region all = surface_region(&surface);
    draw_text(&all, 0, 0, plain, "a\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E"); /* a and three wide */
    draw_text(&all, 0, 1, plain, "\xE6\x97\xA5\xE6\x9C\xAC");
    draw_text(&all, 1, 1, plain, "x"); /* cuts the first one */
    draw_text(&all, -1, 2, plain, "\xE6\x97\xA5z");
    expect_screen(&surface, "a\xE6\x97\xA5\xE6\x9C\xAC\n"
                            " x\xE6\x9C\xAC\n"
                            " z\n");
    surface_clear(&surface);
}

Test(surface, combining_marks_join_the_character_before_them) {
    struct surface surface;
    surface_init(&surface, 4, 1, GLYPHS_FULL);
    struct region all = surface_region(&surface);
    cr_expect_eq(draw_text(&all, 0, 0, plain,
                           "\xCC\x81"
                           "e\xCC\x81\xCC\xA3\xCC\x82"
                           "f"),
                 2);
    const struct cell *cell = surface_cell(&surface, 0, 0);
    cr_expect_eq(cell->codes[0], 'e');
    cr_expect_eq(cell->codes[1], 0x301);
    cr_expect_eq(cell->codes[2], 0x323);
    cr_expect_eq(surface_cell(&surface, 1, 0)->codes[0], 'f');
    surface_clear(&surface);
}

static void expect_harmless(const struct surface *surface, const char *what) {
    for (int row = 0; row < surface->rows; row++) {
        for (int column = 0; column < surface->columns; column++) {
            const struct cell *cell = surface_cell(surface, column, row);
            cr_assert(cell->width <= 2);
            if (cell->width == 0) {
                cr_assert(column > 0 && surface_cell(surface, column - 1, row)->width == 2);
                cr_assert_eq(cell->codes[0], 0);
                continue;
            }
            cr_assert(cell->width == 1 || column + 1 < surface->columns);
            for (int i = 0; i < CELL_CODES; i++) {
                uint32_t code = cell->codes[i];
                cr_assert(code == 0 || !text_is_harmful(code), "U+%04X from %s", code, what);
                cr_assert(surface->level != GLYPHS_ASCII || code < 0x7F);
            }
        }
    }
}

Test(surface, no_control_character_gets_onto_it) {
    static const char *const hostile[] = {
        "\033[2J\033[31mred",
        "\033]0;title\007",
        "bell\a\b\b\b",
        "\xC2\x9B"
        "2J",
        "\x7F\x1B",
        "\xE2\x80\xAE"
        "evil",
        "a\xE2\x80\x8B"
        "b",
        "\xEF\xBB\xBF"
        "bom",
        "\xE2\x80\xA8line",
        "\x80\xFF\xC0\xAF\xED\xA0\x80",
        "tab\there\nnew\rline",
        "\xF3\xA0\x80\x81tag",
        "\x0E\x0F",
    };
    for (int level = 0; level < GLYPH_LEVEL_COUNT; level++) {
        struct surface surface;
        surface_init(&surface, 20, (int)ARRAY_LEN(hostile), (enum glyph_level)level);
        struct region all = surface_region(&surface);
        for (size_t i = 0; i < ARRAY_LEN(hostile); i++) {
            draw_text(&all, 0, (int)i, plain, hostile[i]);
            expect_harmless(&surface, hostile[i]);
        }
        surface_clear(&surface);
    }
}

Test(surface, random_bytes_at_random_places_keep_its_invariants) {
    struct random random = random_named(20, "surface", 0);
    for (int round = 0; round < 400; round++) {
        struct surface surface;
        surface_init(&surface, (int)random_below(&random, 30), (int)random_below(&random, 6),
                     (enum glyph_level)random_below(&random, GLYPH_LEVEL_COUNT));
        struct region all = surface_region(&surface);
        for (int i = 0; i < 20; i++) {
            char text[40];
            size_t length = random_below(&random, sizeof text);
            for (size_t k = 0; k < length; k++) {
                static const char wide[] = "\xE6\x97\xA5";
                text[k] = random_below(&random, 2) ? wide[k % 3] : (char)random_u32(&random);
            }
            text[length] = '\0';
            struct rect part = {(int)random_between(&random, -5, 30),
                                (int)random_between(&random, -3, 6), (int)random_below(&random, 30),
                                (int)random_below(&random, 6)};
            struct region region = region_sub(&all, part);
            draw_text(&region, (int)random_between(&random, -20, 30),
                      (int)random_between(&random, -2, 6), plain, text);
            draw_field(&region, part, ALIGN_CENTRE, plain, text);
            draw_fill(&region, part, plain, (enum glyph)random_below(&random, GLYPH_COUNT));
            draw_cursor(&region, part.column, part.row);
            expect_harmless(&surface, "random bytes, seed 20");
        }
        cr_assert(surface.cursor_column < surface.columns && surface.cursor_row < surface.rows);
        surface_clear(&surface);
    }
}

Test(surface, a_number_that_does_not_fit_is_no_wrong_number) {
    struct surface surface;
    surface_init(&surface, 8, 3, GLYPHS_ASCII);
    struct region all = surface_region(&surface);
    draw_number(&all, (struct rect){0, 0, 8, 1}, plain, "50412.50");
    draw_number(&all, (struct rect){0, 1, 7, 1}, plain, "50412.50");
    draw_field(&all, (struct rect){0, 2, 5, 1}, ALIGN_LEFT, plain, "a sentence");
    expect_screen(&surface, "50412.50\n#######\na se~\n");
    surface_clear(&surface);
}

Test(surface, ascii_level_shows_ascii_only) {
    struct surface surface;
    surface_init(&surface, 12, 2, GLYPHS_ASCII);
    struct region all = surface_region(&surface);
    draw_text(&all, 0, 0, plain, "Jos\xC3\xA9 \xE6\x97\xA5!");
    draw_horizontal(&all, 0, 1, 4);
    draw_glyph(&all, 5, 1, plain, GLYPH_UP);
    expect_screen(&surface, "Jos? ?"
                            "?!\n---- ^\n");
    surface_clear(&surface);
}

Test(glyph, every_one_is_one_column_at_every_level) {
    for (int glyph = 0; glyph < GLYPH_COUNT; glyph++) {
        for (int level = 0; level < GLYPH_LEVEL_COUNT; level++) {
            const char *text = glyph_text((enum glyph_level)level, (enum glyph)glyph);
            cr_expect_eq(text_width(text), 1);
            cr_expect(level != GLYPHS_ASCII || strlen(text) == 1);
        }
    }
    cr_expect_eq(glyph_level_detect("xterm", "UTF-8"), GLYPHS_FULL);
    cr_expect_eq(glyph_level_detect("linux", "UTF-8"), GLYPHS_BOX);
    cr_expect_eq(glyph_level_detect("xterm", "ANSI_X3.4-1968"), GLYPHS_ASCII);
    cr_expect_eq(glyph_level_detect(NULL, NULL), GLYPHS_ASCII);
}
