/* Colours of the roles, read from small text files in assets/themes/.
 *
 *   # comment
 *   up = green default bold 78 -
 *
 * is role = foreground background attributes [foreground256 [background256]]. Colours: default,
 * black, red, green, yellow, blue, magenta, cyan, white. Attributes: "-" or bold, dim, reverse,
 * underline joined by "+". The 256-colour index (or "-") replaces the colour where there are so
 * many. Every role is named exactly once. */
#ifndef UI_THEME_H
#define UI_THEME_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/pack.h"
#include "ui/style.h"

#define THEME_DEFAULT (-1) /* the terminal's own colour */

struct theme_style {
    int8_t foreground, background; /* 0 to 7 in ANSI order, or THEME_DEFAULT */
    int16_t foreground256;         /* 0 to 255; -1: the colour of 8 */
    int16_t background256;
    uint8_t attributes; /* STYLE_BOLD, STYLE_DIM, STYLE_REVERSE, STYLE_UNDERLINE */
};

struct theme {
    struct theme_style styles[ROLE_COUNT];
};

/* name, what it is for; files assets/themes/NAME.theme */
#define THEMES(X)                                                                                  \
    X("dark", "light text on a dark terminal")                                                     \
    X("light", "dark text on a light terminal")                                                    \
    X("high-contrast", "strong colours and bold text")                                             \
    X("colour-blind", "blue and orange instead of green and red")                                  \
    X("mono", "no colours at all")

#define THEME_NAME_MAX 24

extern const char *const theme_names[]; /* in table order, NULL-terminated */

/* Returns 0 or ERROR_USAGE with a sentence and "name:line" as the place. */
int theme_parse(struct theme *theme, const char *name, const void *bytes, size_t length,
                struct error *error);
int theme_load(struct theme *theme, const struct pack *pack, const char *name, struct error *error);

/* Exchanges the looks of ROLE_UP and ROLE_DOWN: red rises, as in East Asia. */
void theme_swap_directions(struct theme *theme);

/* Takes every colour away and keeps attributes; roles that lived by colour alone get one. */
void theme_make_mono(struct theme *theme);

#endif
