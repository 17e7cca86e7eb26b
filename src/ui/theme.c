#include "ui/theme.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

#define THEME_LINE_MAX  160
#define THEME_WORDS_MAX 8

const char *const theme_names[] = {
#define X(name, purpose) name,
    THEMES(X)
#undef X
        NULL};

static const char *const colour_names[] = {"black", "red",     "green", "yellow",
                                           "blue",  "magenta", "cyan",  "white"};

static const struct {
    const char *name;
    uint8_t attribute;
} attribute_names[] = {{"bold", STYLE_BOLD},
                       {"dim", STYLE_DIM},
                       {"reverse", STYLE_REVERSE},
                       {"underline", STYLE_UNDERLINE}};

static bool parse_colour(const char *word, int8_t *colour) {
    if (strcmp(word, "default") == 0) {
        *colour = THEME_DEFAULT;
        return true;
    }
    for (size_t i = 0; i < ARRAY_LEN(colour_names); i++) {
        if (strcmp(word, colour_names[i]) == 0) {
            *colour = (int8_t)i;
            return true;
        }
    }
    return false;
}

static bool parse_index(const char *word, int16_t *index) {
    *index = -1;
    if (strcmp(word, "-") == 0) {
        return true;
    }
    char *end;
    long value = strtol(word, &end, 10);
    if (*end != '\0' || word[0] < '0' || word[0] > '9' || value > 255) {
        return false;
    }
    *index = (int16_t)value;
    return true;
}

/* "-" or names joined by "+"; splits `word` in place. */
static bool parse_attributes(char *word, uint8_t *attributes) {
    *attributes = 0;
    if (strcmp(word, "-") == 0) {
        return true;
    }
    char *rest = word;
    for (char *name; (name = strsep(&rest, "+")) != NULL;) {
        size_t i = 0;
        while (i < ARRAY_LEN(attribute_names) && strcmp(name, attribute_names[i].name) != 0) {
            i++;
        }
        if (i == ARRAY_LEN(attribute_names)) {
            return false;
        }
        *attributes |= attribute_names[i].attribute;
    }
    return true;
}

static enum style_role role_of(const char *word) {
    for (int role = 0; role < ROLE_COUNT; role++) {
        if (strcmp(word, style_role_name((enum style_role)role)) == 0) {
            return (enum style_role)role;
        }
    }
    return ROLE_COUNT;
}

/* role = foreground background attributes [foreground256 [background256]] */
static int parse_words(struct theme *theme, bool *seen, char **words, size_t count,
                       struct error *error) {
    if (count < 5 || count > 7 || strcmp(words[1], "=") != 0) {
        return error_set(error, ERROR_USAGE,
                         "A theme's line reads: role = foreground background attributes");
    }
    enum style_role role = role_of(words[0]);
    if (role == ROLE_COUNT) {
        return error_set(error, ERROR_USAGE, "There is no role \"%s\".", words[0]);
    }
    if (seen[role]) {
        return error_set(error, ERROR_USAGE, "The role \"%s\" is there twice.", words[0]);
    }
    struct theme_style style = {.foreground256 = -1, .background256 = -1};
    for (size_t i = 2; i < 4; i++) {
        if (!parse_colour(words[i], i == 2 ? &style.foreground : &style.background)) {
            return error_set(error, ERROR_USAGE, "There is no colour \"%s\".", words[i]);
        }
    }
    if (!parse_attributes(words[4], &style.attributes)) {
        return error_set(error, ERROR_USAGE, "Attributes are - or bold, dim, reverse, underline.");
    }
    for (size_t i = 5; i < count; i++) {
        if (!parse_index(words[i], i == 5 ? &style.foreground256 : &style.background256)) {
            return error_set(error, ERROR_USAGE, "\"%s\" is no colour from 0 to 255.", words[i]);
        }
    }
    theme->styles[role] = style;
    seen[role] = true;
    return 0;
}

static int parse_line(struct theme *theme, bool *seen, char *line, struct error *error) {
    line[strcspn(line, "#")] = '\0';
    char *words[THEME_WORDS_MAX];
    size_t count = 0;
    char *rest = line;
    for (char *word; (word = strsep(&rest, " \t\r")) != NULL;) {
        if (*word != '\0' && count < THEME_WORDS_MAX) {
            words[count++] = word;
        }
    }
    return count == 0 ? 0 : parse_words(theme, seen, words, count, error);
}

static int check_complete(const bool *seen, struct error *error) {
    for (int role = 0; role < ROLE_COUNT; role++) {
        if (!seen[role]) {
            return error_set(error, ERROR_USAGE, "The role \"%s\" is missing.",
                             style_role_name((enum style_role)role));
        }
    }
    return 0;
}

int theme_parse(struct theme *theme, const char *name, const void *bytes, size_t length,
                struct error *error) {
    struct theme result;
    bool seen[ROLE_COUNT] = {false};
    const char *at = bytes;
    const char *end = at + length;
    for (int number = 1; at < end; number++) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        stop = stop == NULL ? end : stop;
        char line[THEME_LINE_MAX];
        text_clean(at, (size_t)(stop - at), line, sizeof line);
        int status = parse_line(&result, seen, line, error);
        if (status != 0) {
            error_at(error, "%s:%d", name, number);
            return status;
        }
        at = stop + (stop < end);
    }
    int status = check_complete(seen, error);
    if (status != 0) {
        error_at(error, "%s", name);
        return status;
    }
    *theme = result;
    return 0;
}

int theme_load(struct theme *theme, const struct pack *pack, const char *name,
               struct error *error) {
    char file[THEME_NAME_MAX + 32];
    snprintf(file, sizeof file, "assets/themes/%s.theme", name);
    const struct pack_file *found = pack_find(pack, file);
    if (found == NULL) {
        return error_set(error, ERROR_USAGE, "There is no theme \"%s\".", name);
    }
    return theme_parse(theme, file, found->bytes, found->length, error);
}

void theme_swap_directions(struct theme *theme) {
    struct theme_style up = theme->styles[ROLE_UP];
    theme->styles[ROLE_UP] = theme->styles[ROLE_DOWN];
    theme->styles[ROLE_DOWN] = up;
}

void theme_make_mono(struct theme *theme) {
    for (int role = 0; role < ROLE_COUNT; role++) {
        struct theme_style *style = &theme->styles[role];
        bool filled = style->background != THEME_DEFAULT;
        style->foreground = style->background = THEME_DEFAULT;
        style->foreground256 = style->background256 = -1;
        if (filled) {
            style->attributes |= STYLE_REVERSE;
        }
    }
}
