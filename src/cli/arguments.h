/* A command line, taken apart by the tables of words and options. Everything is borrowed from argv.
 */
#ifndef CLI_ARGUMENTS_H
#define CLI_ARGUMENTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "cli/options.h"
#include "cli/words.h"
#include "market/instrument.h"

#define OPERANDS_MAX 256

struct arguments {
    const struct word *word;
    bool word_given;
    const char *values[OPTION_COUNT];      /* NULL: not given; a flag that is given: "" */
    const char *data[INSTRUMENTS_MAX + 1]; /* every --data, NULL-terminated */
    uint32_t data_count;
    const char *operands[OPERANDS_MAX]; /* after the word */
    uint32_t operand_count;
};

/* Options may stand anywhere; "--" ends them; "--option=value" is as good as "--option value".
 * ERROR_USAGE says what is wrong and, once the word is known, shows how it goes. What --theme and
 * --glyphs name is there, whatever the word. */
int arguments_parse(struct arguments *arguments, int argc, const char *const *argv,
                    struct error *error);

static inline bool arguments_has(const struct arguments *arguments, enum option_id id) {
    return arguments->values[id] != NULL;
}

/* Sets the members of a command's body that options of the word name. */
int arguments_fill(const struct arguments *arguments, enum command_kind kind, void *body,
                   struct error *error);

/* One member from an operand, called `shown` in errors. */
int arguments_field(const struct arguments *arguments, enum command_kind kind, const char *field,
                    const char *shown, const char *text, void *body, struct error *error);

/* A whole number from an option, `otherwise` when it is not given. */
int arguments_count(const struct arguments *arguments, enum option_id id, uint32_t least,
                    uint32_t most, uint32_t otherwise, uint32_t *count, struct error *error);

/* ERROR_USAGE with `what` and the word's example. */
int arguments_wrong(const struct word *word, struct error *error, const char *what, ...)
    __attribute__((format(printf, 3, 4)));

#endif
