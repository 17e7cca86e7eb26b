#include "cli/help.h"

#include <stdio.h>

#include "base/field.h"
#include "base/text.h"
#include "game/game.h"

#define USAGE_BYTES 160
#define HELP_COLUMN 26

void help_argument(const struct word *word, enum option_id id, char *text, size_t size) {
    const struct field_spec *field = word ? word_field(word, id) : NULL;
    const char *argument = option_rows[id].argument;
    text[0] = '\0';
    if (!field || !field->names) {
        text_format(text, size, "%s", argument ? argument : "");
        return;
    }
    size_t length = 0;
    for (int i = 0; field->names[i]; i++) {
        length +=
            text_format(text + length, size - length, "%s%s", i > 0 ? "|" : "", field->names[i]);
    }
}

const char *help_of(const struct word *word, enum option_id id) {
    const struct field_spec *field = word ? word_field(word, id) : NULL;
    return option_rows[id].help ? option_rows[id].help : field ? field->help : "";
}

/* "  left        help", the help on its own line when the left side is too long. */
static void line(const char *left, const char *help) {
    size_t width = text_width(left);
    if (width > HELP_COLUMN - 4) {
        printf("  %s\n  %*s%s\n", left, HELP_COLUMN - 2, "", help);
    } else {
        printf("  %s%*s%s\n", left, (int)(HELP_COLUMN - 2 - width), "", help);
    }
}

static void print_options(const struct word *word, option_set set) {
    for (int id = 0; id < OPTION_COUNT; id++) {
        if (set & TAKES(id)) {
            char argument[USAGE_BYTES], left[USAGE_BYTES + 64];
            help_argument(word, (enum option_id)id, argument, sizeof argument);
            text_format(left, sizeof left, "--%s%s%s", option_rows[id].name, argument[0] ? " " : "",
                        argument);
            line(left, help_of(word, (enum option_id)id));
        }
    }
}

static void print_word(const struct word *word) {
    printf("outcry %s%s%s%s: %s\n", word->name, word->operands[0] ? " " : "", word->operands,
           word->options ? " [option]..." : "", word->help);
    if (word->options) {
        puts("\nOptions:");
        print_options(word, word->options);
    }
    puts("\nOptions everywhere:");
    print_options(NULL, OPTIONS_EVERYWHERE);
    printf("\nFor example: %s\n", word->example);
}

static void print_whole(void) {
    puts("outcry: a trading floor in a terminal\n\n"
         "Usage: outcry [WORD [operand]...] [option]...\n\nWords:");
    for (int i = 0; i < word_count; i++) {
        char left[USAGE_BYTES];
        text_format(left, sizeof left, "%s%s%s", words[i].name, words[i].operands[0] ? " " : "",
                    words[i].operands);
        line(left, words[i].help);
    }
    puts("\nOptions everywhere:");
    print_options(NULL, OPTIONS_EVERYWHERE);
    puts("\nOptions of one word: outcry WORD --help. The whole manual: man outcry");
}

void help_print(const struct word *word) {
    if (word) {
        print_word(word);
    } else {
        print_whole();
    }
}

void help_version(void) {
    printf("outcry %s (simulation %d)\n", OUTCRY_VERSION, SIM_VERSION);
}
