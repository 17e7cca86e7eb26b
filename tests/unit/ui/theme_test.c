#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "ui/theme.h"

static int parse(struct theme *theme, const char *text, struct error *error) {
    memset(error, 0, sizeof *error);
    return theme_parse(theme, "test", text, strlen(text), error);
}

/* Every role once, `up` as given. */
static void whole_theme(char *text, size_t size, const char *up) {
    size_t length = 0;
    for (int role = 0; role < ROLE_COUNT; role++) {
        const char *looks = role == ROLE_UP ? up : "default default -";
        length += (size_t)snprintf(text + length, size - length, "%s = %s\n",
                                   style_role_name((enum style_role)role), looks);
    }
}

Test(theme, all_that_come_with_the_game_load) {
    for (size_t i = 0; theme_names[i] != NULL; i++) {
        struct theme theme;
        struct error error = {0};
        cr_expect_eq(theme_load(&theme, &pack_embedded, theme_names[i], &error), 0, "%s: %s",
                     error.place, error.sentence);
    }
    struct theme theme;
    struct error error = {0};
    cr_expect_eq(theme_load(&theme, &pack_embedded, "../dark", &error), ERROR_USAGE);
}

Test(theme, lines_say_colours_attributes_and_indexes) {
    struct theme theme;
    struct error error;
    char text[2048];
    whole_theme(text, sizeof text, "green default bold+underline 78 - # risen");
    cr_assert_eq(parse(&theme, text, &error), 0, "%s", error.sentence);
    const struct theme_style *up = &theme.styles[ROLE_UP];
    cr_expect_eq(up->foreground, 2);
    cr_expect_eq(up->background, THEME_DEFAULT);
    cr_expect_eq(up->foreground256, 78);
    cr_expect_eq(up->background256, -1);
    cr_expect_eq(up->attributes, STYLE_BOLD | STYLE_UNDERLINE);
    struct theme_style down = theme.styles[ROLE_DOWN];
    theme_swap_directions(&theme);
    cr_expect_eq(theme.styles[ROLE_DOWN].foreground, 2);
    cr_expect_eq(theme.styles[ROLE_UP].foreground, down.foreground);
}

Test(theme, errors_name_the_line_and_change_nothing) {
    static const struct {
        const char *up, *says;
    } wrong[] = {
        {"purple default -", "purple"}, {"green default loud", "bold"},
        {"green default - 256", "256"}, {"green default - -1", "-1"},
        {"green", "role = foreground"}, {"green default - 1 2 3", "role = foreground"},
    };
    struct theme theme = {.styles[0].foreground = 5};
    struct error error;
    char text[2048];
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        whole_theme(text, sizeof text, wrong[i].up);
        cr_expect_eq(parse(&theme, text, &error), ERROR_USAGE);
        cr_expect(strstr(error.sentence, wrong[i].says) != NULL, "%s", error.sentence);
        char place[16];
        snprintf(place, sizeof place, "test:%d", ROLE_UP + 1);
        cr_expect_str_eq(error.place, place);
    }
    cr_expect_eq(parse(&theme, "up = red default -\nup = red default -\n", &error), ERROR_USAGE);
    cr_expect(strstr(error.sentence, "twice") != NULL);
    cr_expect_eq(parse(&theme, "sideways = red default -\n", &error), ERROR_USAGE);
    cr_expect(strstr(error.sentence, "sideways") != NULL);
    cr_expect_eq(parse(&theme, "up = red default -\n", &error), ERROR_USAGE);
    cr_expect(strstr(error.sentence, "missing") != NULL);
    cr_expect_eq(theme.styles[0].foreground, 5);
}

Test(theme, mono_has_no_colour_and_still_marks_what_was_filled) {
    struct theme theme;
    struct error error = {0};
    cr_assert_eq(theme_load(&theme, &pack_embedded, "dark", &error), 0);
    theme_make_mono(&theme);
    for (int role = 0; role < ROLE_COUNT; role++) {
        cr_expect_eq(theme.styles[role].foreground, THEME_DEFAULT);
        cr_expect_eq(theme.styles[role].background, THEME_DEFAULT);
    }
    cr_expect(theme.styles[ROLE_FOCUS].attributes & STYLE_REVERSE);
}
