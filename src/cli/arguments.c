#include "cli/arguments.h"

#include <assert.h>
#include <stdarg.h>
#include <string.h>

#include "base/text.h"
#include "cli/nearest.h"
#include "ui/glyph.h"
#include "ui/theme.h"

#define OPTION_NAME_BYTES 48

int arguments_wrong(const struct word *word, struct error *error, const char *what, ...) {
    char sentence[ERROR_SENTENCE_MAX];
    va_list list;
    va_start(list, what);
    text_format_list(sentence, sizeof sentence, what, list);
    va_end(list);
    return word ? error_set(error, ERROR_USAGE, "%s For example: %s", sentence, word->example)
                : error_set(error, ERROR_USAGE, "%s", sentence);
}

/* ---- taking it apart ---- */

/* One argument of the line: an operand, or an option's name and, after "=", its value. */
struct piece {
    bool is_option;
    char name[OPTION_NAME_BYTES];
    const char *value; /* NULL: no "=" */
};

static struct piece piece_of(const char *argument, bool options_ended) {
    struct piece piece = {0};
    piece.is_option = !options_ended && argument[0] == '-' && argument[1] != '\0';
    if (piece.is_option) {
        const char *name = strcmp(argument, "-h") == 0 ? "--help" : argument;
        size_t dashes = strspn(name, "-");
        const char *equals = strchr(name, '=');
        size_t length = equals ? (size_t)(equals - name) : strlen(name);
        length = dashes == 2 ? length - 2 : 0; /* one dash, or three: no option of ours */
        length = length < sizeof piece.name ? length : 0;
        memcpy(piece.name, name + dashes, length);
        piece.value = equals ? equals + 1 : NULL;
    }
    return piece;
}

static int unknown_option(const char *argument, const struct piece *piece, struct error *error) {
    const char *best = NULL;
    for (int id = 0; id < OPTION_COUNT; id++) {
        nearest_try(piece->name, option_rows[id].name, &best);
    }
    return best ? error_set(error, ERROR_USAGE, "There is no option %.80s; did you mean --%s?",
                            argument, best)
                : error_set(error, ERROR_USAGE, "There is no option %.80s; see: outcry --help",
                            argument);
}

/* "-5" where a word takes operands: an amount meant, no option. */
static bool is_below_zero(const struct word *word, const char *argument) {
    return word->most > 0 && argument[1 + (argument[1] == '.')] >= '0' &&
           argument[1 + (argument[1] == '.')] <= '9';
}

static int unknown_word(const char *name, struct error *error) {
    const char *best = word_suggestion(name);
    return best ? error_set(error, ERROR_USAGE, "There is no word %.80s; did you mean %s?", name,
                            best)
                : error_set(error, ERROR_USAGE, "There is no word %.80s; see: outcry --help", name);
}

/* A line being read from left to right. */
struct line {
    int argc, at;
    const char *const *argv;
    bool options_ended;
};

static int take_option(struct arguments *arguments, struct line *line, const struct piece *piece,
                       struct error *error) {
    const char *argument = line->argv[line->at];
    enum option_id id = option_find(piece->name, OPTIONS_EVERYWHERE | arguments->word->options);
    if (id == OPTION_COUNT) {
        return is_below_zero(arguments->word, argument)
                   ? arguments_wrong(arguments->word, error,
                                     "%.80s is below zero. A size is above zero, as prices and "
                                     "numbers are.",
                                     argument)
                   : unknown_option(argument, piece, error);
    }
    if (!((OPTIONS_EVERYWHERE | arguments->word->options) & TAKES(id))) {
        return arguments_wrong(arguments->word, error, "outcry %s takes no --%s.",
                               arguments->word->name, piece->name);
    }
    const char *value = piece->value;
    if (!option_rows[id].argument) {
        if (value) {
            return arguments_wrong(arguments->word, error, "--%s takes no value.", piece->name);
        }
        value = "";
    } else if (!value) {
        if (++line->at >= line->argc) {
            return arguments_wrong(arguments->word, error, "--%s needs a value: --%s %s.",
                                   piece->name, piece->name, option_rows[id].argument);
        }
        value = line->argv[line->at];
    }
    if (id == OPTION_DATA) {
        if (arguments->data_count == INSTRUMENTS_MAX) {
            return error_set(error, ERROR_USAGE, "A replay plays %d files at most.",
                             INSTRUMENTS_MAX);
        }
        arguments->data[arguments->data_count++] = value;
    } else if (arguments->values[id]) {
        return arguments_wrong(arguments->word, error, "--%s is given twice.", piece->name);
    }
    arguments->values[id] = value;
    return 0;
}

static int take_operand(struct arguments *arguments, const char *operand, struct error *error) {
    if (arguments->operand_count == arguments->word->most) {
        return arguments->word->most == 0
                   ? arguments_wrong(arguments->word, error, "outcry %s takes nothing like %.80s.",
                                     arguments->word->name, operand)
                   : arguments_wrong(arguments->word, error, "%.80s is one too many.", operand);
    }
    arguments->operands[arguments->operand_count++] = operand;
    return 0;
}

/* Whether an option takes the argument after it, before the word is known: rows of one name agree.
 */
static bool eats_next(const struct piece *piece) {
    enum option_id id = option_find(piece->name, 0);
    return piece->is_option && !piece->value && id != OPTION_COUNT && option_rows[id].argument;
}

/* Index of the word in argv; argc when none is given. */
static int find_word(int argc, const char *const *argv) {
    int at = 1;
    while (at < argc && strcmp(argv[at], "--") != 0) {
        struct piece piece = piece_of(argv[at], false);
        if (!piece.is_option) {
            return at;
        }
        at += eats_next(&piece) ? 2 : 1;
    }
    return argc;
}

static int take_all(struct arguments *arguments, struct line *line, int word_at,
                    struct error *error) {
    for (line->at = 1; line->at < line->argc; line->at++) {
        const char *argument = line->argv[line->at];
        struct piece piece = piece_of(argument, line->options_ended);
        int code = 0;
        if (line->at == word_at) {
            continue;
        }
        if (!line->options_ended && strcmp(argument, "--") == 0) {
            line->options_ended = true;
        } else {
            code = piece.is_option ? take_option(arguments, line, &piece, error)
                                   : take_operand(arguments, argument, error);
        }
        if (code != 0) {
            return code;
        }
    }
    return 0;
}

/* How the screens look is no matter for most words, but what is misspelt is said by all. */
static int check_looks(const struct arguments *arguments, struct error *error) {
    const char *theme = arguments->values[OPTION_THEME];
    const char *glyphs = arguments->values[OPTION_GLYPHS];
    enum glyph_level level;
    bool known = theme == NULL;
    char names[ERROR_SENTENCE_MAX] = "";
    size_t length = 0;
    for (size_t i = 0; !known && theme_names[i]; i++) {
        const char *between = i == 0 ? "" : theme_names[i + 1] ? ", " : " or ";
        known = strcmp(theme, theme_names[i]) == 0;
        length +=
            text_format(names + length, sizeof names - length, "%s%s", between, theme_names[i]);
    }
    if (!known) {
        return error_set(error, ERROR_USAGE, "--theme must be %s.", names);
    }
    return glyphs && !glyph_level_parse(glyphs, &level)
               ? error_set(error, ERROR_USAGE, "--glyphs must be ascii, box or full.")
               : 0;
}

int arguments_parse(struct arguments *arguments, int argc, const char *const *argv,
                    struct error *error) {
    memset(arguments, 0, sizeof *arguments);
    int word_at = find_word(argc, argv);
    arguments->word_given = word_at < argc;
    arguments->word = arguments->word_given ? word_find(argv[word_at]) : &words[0];
    if (!arguments->word) {
        return unknown_word(argv[word_at], error);
    }
    struct line line = {.argc = argc, .argv = argv};
    int code = take_all(arguments, &line, word_at, error);
    bool asks = arguments->values[OPTION_HELP] || arguments->values[OPTION_VERSION];
    if (code == 0 && !asks && arguments->operand_count < arguments->word->least) {
        const char *operands = arguments->word->operands;
        bool stopped = operands[strlen(operands) - 1] == '.'; /* "FILE..." */
        code = arguments_wrong(arguments->word, error, "outcry %s needs %s%s",
                               arguments->word->name, operands, stopped ? "" : ".");
    }
    return code == 0 ? check_looks(arguments, error) : code;
}

/* ---- values ---- */

/* A field's sentence begins with its own name; the player typed another. */
static int rename_field(const struct arguments *arguments, const struct field_spec *field,
                        const char *shown, struct error *error) {
    size_t length = strlen(field->name);
    bool named = strncmp(error->sentence, field->name, length) == 0;
    char rest[ERROR_SENTENCE_MAX];
    text_format(rest, sizeof rest, "%s", error->sentence + (named ? length : 0));
    return arguments_wrong(arguments->word, error, "%s%s%s", shown, named ? "" : ": ", rest);
}

int arguments_field(const struct arguments *arguments, enum command_kind kind, const char *field,
                    const char *shown, const char *text, void *body, struct error *error) {
    const struct field_spec *spec = field_find(command_fields(kind), field);
    assert(spec != NULL);
    return field_parse(spec, body, text, error) == 0 ? 0
                                                     : rename_field(arguments, spec, shown, error);
}

int arguments_fill(const struct arguments *arguments, enum command_kind kind, void *body,
                   struct error *error) {
    for (int id = 0; id < OPTION_COUNT; id++) {
        const struct option_row *row = &option_rows[id];
        if (!arguments->values[id] || !row->field ||
            !field_find(command_fields(kind), row->field)) {
            continue;
        }
        char shown[OPTION_NAME_BYTES + 2];
        text_format(shown, sizeof shown, "--%s", row->name);
        const char *text = row->argument ? arguments->values[id] : "yes"; /* a flag that is given */
        int code = arguments_field(arguments, kind, row->field, shown, text, body, error);
        if (code != 0) {
            return code;
        }
    }
    return 0;
}

int arguments_count(const struct arguments *arguments, enum option_id id, uint32_t least,
                    uint32_t most, uint32_t otherwise, uint32_t *count, struct error *error) {
    uint64_t number = otherwise;
    const char *text = arguments->values[id];
    if (text && (!text_to_u64(text, &number) || number < least || number > most)) {
        return arguments_wrong(arguments->word, error, "--%s must be a number from %u to %u.",
                               option_rows[id].name, least, most);
    }
    *count = (uint32_t)number;
    return 0;
}
