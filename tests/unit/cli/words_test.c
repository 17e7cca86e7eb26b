/* The tables against themselves and against the manual. */
#include "cli/words.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/text.h"
#include "cli/arguments.h"
#include "cli/help.h"

static option_set all_options(void) {
    option_set set = OPTIONS_EVERYWHERE;
    for (int i = 0; i < word_count; i++) {
        set |= words[i].options;
    }
    return set;
}

Test(words, every_row_is_whole_and_has_one_name) {
    for (int i = 0; i < word_count; i++) {
        const struct word *word = &words[i];
        cr_expect(word->name && word->operands && word->help && word->example && word->run);
        cr_expect(word->least <= word->most, "%s", word->name);
        cr_expect_eq(word->operands[0] == '\0', word->most == 0, "%s", word->name);
        cr_expect_eq(word_find(word->name), word);
        cr_expect_eq(word->options & OPTIONS_EVERYWHERE, 0, "%s", word->name);
        cr_expect_leq(text_width(word->help), 90, "%s", word->name);
    }
}

Test(words, every_option_belongs_somewhere_and_says_what_it_is_for) {
    cr_expect_eq(all_options(), TAKES(OPTION_COUNT) - 1);
    for (int i = 0; i < word_count; i++) {
        for (int id = 0; id < OPTION_COUNT; id++) {
            if (words[i].options & TAKES(id)) {
                cr_expect(help_of(&words[i], (enum option_id)id)[0], "--%s of %s",
                          option_rows[id].name, words[i].name);
                cr_expect_eq(option_rows[id].field != NULL,
                             word_field(&words[i], (enum option_id)id) != NULL, "--%s of %s",
                             option_rows[id].name, words[i].name);
            }
        }
    }
    for (int id = 0; id < OPTION_COUNT; id++) {
        enum option_id first = option_find(option_rows[id].name, 0);
        cr_expect_eq(option_rows[first].argument != NULL, option_rows[id].argument != NULL,
                     "options of one name all take an argument: --%s", option_rows[id].name);
    }
}

Test(words, every_example_runs_as_it_stands) {
    for (int i = 0; i < word_count; i++) {
        char line[160];
        const char *argv[16];
        int argc = 0;
        text_format(line, sizeof line, "%s", words[i].example);
        for (char *at = strtok(line, " "); at; at = strtok(NULL, " ")) {
            argv[argc++] = at;
        }
        struct arguments arguments;
        struct error error = {0};
        cr_expect_eq(arguments_parse(&arguments, argc, argv, &error), 0, "%s: %s", words[i].example,
                     error.sentence);
        cr_expect_eq(arguments.word, &words[i], "%s", words[i].example);
    }
}

/* ---- the manual ---- */

static struct buffer read_manual(void) {
    struct buffer text = {0};
    char block[4096];
    FILE *in = fopen("man/outcry.6", "r");
    cr_assert_not_null(in, "tests run from the top of the tree");
    for (size_t length; (length = fread(block, 1, sizeof block, in)) > 0;) {
        buffer_append(&text, block, length);
    }
    fclose(in);
    buffer_append(&text, "", 1);
    return text;
}

/* Whether a line begins with `start` and ends or goes on with a blank there. */
static bool has_line(const char *text, const char *start) {
    size_t length = strlen(start);
    for (const char *at = text; (at = strstr(at, start)); at++) {
        if ((at == text || at[-1] == '\n') && (at[length] == ' ' || at[length] == '\n')) {
            return true;
        }
    }
    return false;
}

Test(words, the_manual_has_every_word_and_option) {
    struct buffer manual = read_manual();
    const char *text = (const char *)manual.bytes;
    char start[80];
    for (int i = 0; i < word_count; i++) {
        text_format(start, sizeof start, ".It Cm %s", words[i].name);
        cr_expect(has_line(text, start), "man/outcry.6 lacks: %s", start);
    }
    for (int id = 0; id < OPTION_COUNT; id++) {
        text_format(start, sizeof start, ".It Fl -%s%s%.*s", option_rows[id].name,
                    option_rows[id].argument ? " Ar " : "",
                    option_rows[id].argument ? (int)strcspn(option_rows[id].argument, "[") : 0,
                    option_rows[id].argument ? option_rows[id].argument : "");
        cr_expect(has_line(text, start), "man/outcry.6 lacks: %s", start);
    }
    buffer_clear(&manual);
}

Test(words, the_manual_has_no_word_or_option_that_is_not_there) {
    struct buffer manual = read_manual();
    int found = 0;
    for (char *line = strtok((char *)manual.bytes, "\n"); line; line = strtok(NULL, "\n")) {
        char name[80];
        if (sscanf(line, ".It Cm %79s", name) == 1) {
            cr_expect_not_null(word_find(name), "%s", line);
            found++;
        } else if (sscanf(line, ".It Fl -%79s", name) == 1) {
            cr_expect_neq(option_find(name, 0), OPTION_COUNT, "%s", line);
            found++;
        }
    }
    cr_expect_geq(found, word_count + OPTION_COUNT);
    buffer_clear(&manual);
}
