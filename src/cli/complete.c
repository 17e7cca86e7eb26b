/* `outcry completion`: a script for bash, written from the tables of words, options and fields. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "cli/help.h"
#include "cli/session.h"
#include "ui/glyph.h"
#include "ui/theme.h"

#define CHOICES_BYTES 1024

/* The words of "[up|down|status]" or "DURATION|open|close [SYMBOL]" that are typed as they stand.
 */
static void list_choices(const char *operands, char *text, size_t size) {
    size_t length = 0;
    text[0] = '\0';
    while (*operands && *operands != ' ') {
        size_t span = strcspn(operands, "[]| ");
        if (span > 0 && operands[0] >= 'a' && operands[0] <= 'z') {
            length += text_format(text + length, size - length, "%s%.*s", length > 0 ? " " : "",
                                  (int)span, operands);
        }
        operands += span;
        operands += strspn(operands, "[]|");
    }
}

static void list_words(const char *const *list, char *text, size_t size) {
    size_t length = 0;
    text[0] = '\0';
    for (; *list; list++) {
        length += text_format(text + length, size - length, "%s%s", length > 0 ? " " : "", *list);
    }
}

static void list_symbols(const struct session *session, char *text, size_t size) {
    size_t length = 0;
    text[0] = '\0';
    for (uint32_t i = 0; i < session->content.instruments.count; i++) {
        length += text_format(text + length, size - length, "%s%s", length > 0 ? " " : "",
                              session->content.instruments.rows[i].symbol);
    }
}

static void list_lessons(const struct session *session, char *text, size_t size) {
    static const char folder[] = "data/lessons/";
    size_t length = 0;
    text[0] = '\0';
    for (size_t i = 0; i < session->pack->count; i++) {
        const char *name = session->pack->files[i].name;
        if (strncmp(name, folder, sizeof folder - 1) == 0) {
            name += sizeof folder - 1;
            length += text_format(text + length, size - length, "%s%.*s", length > 0 ? " " : "",
                                  (int)strcspn(name, "."), name);
        }
    }
}

/* What may stand at a place, as words; false: file names do, or nothing that is known. */
static bool list_for(const struct session *session, enum completes completes, const char *operands,
                     char *text, size_t size) {
    static const char *const glyphs[] = {
#define X(name, word) word,
        GLYPH_LEVELS(X)
#undef X
            NULL};
    switch (completes) {
    case COMPLETES_SYMBOL:
        list_symbols(session, text, size);
        return true;
    case COMPLETES_FRAME:
        list_words(time_frame_words, text, size);
        return true;
    case COMPLETES_THEME:
        list_words(theme_names, text, size);
        return true;
    case COMPLETES_GLYPHS:
        list_words(glyphs, text, size);
        return true;
    case COMPLETES_LESSON:
        list_lessons(session, text, size);
        return true;
    case COMPLETES_CHOICE:
        list_choices(operands, text, size);
        return true;
    case COMPLETES_FILE:
    case COMPLETES_NOTHING:
        break;
    }
    return false;
}

/* Values of an option: those of its field in the first word that has it, or of its own kind. */
static bool list_values(const struct session *session, enum option_id id, char *text, size_t size) {
    for (int i = 0; i < word_count; i++) {
        const struct field_spec *field =
            words[i].options & TAKES(id) ? word_field(&words[i], id) : NULL;
        if (field && field->names) {
            list_words(field->names, text, size);
            return true;
        }
    }
    return list_for(session, option_rows[id].completes, "", text, size);
}

static void print_values(const struct session *session) {
    char list[CHOICES_BYTES];
    for (int id = 0; id < OPTION_COUNT; id++) {
        if (!option_rows[id].argument || (int)option_find(option_rows[id].name, 0) != id) {
            continue; /* a flag, or a second option of one name */
        }
        printf("    --%s)", option_rows[id].name);
        if (list_values(session, (enum option_id)id, list, sizeof list)) {
            printf(" COMPREPLY=($(compgen -W '%s' -- \"$cur\"));", list);
        } else if (option_rows[id].completes == COMPLETES_FILE) {
            printf(" compopt -o filenames; COMPREPLY=($(compgen -f -- \"$cur\"));");
        }
        puts(" return ;;");
    }
}

static void print_options(option_set set) {
    for (int id = 0; id < OPTION_COUNT; id++) {
        if (set & TAKES(id)) {
            printf(" --%s", option_rows[id].name);
        }
    }
}

static void print_words(const struct session *session) {
    char list[CHOICES_BYTES];
    for (int i = 0; i < word_count; i++) {
        printf("    %s) options='", words[i].name);
        print_options(words[i].options | OPTIONS_EVERYWHERE);
        fputs("'", stdout);
        if (list_for(session, words[i].completes, words[i].operands, list, sizeof list)) {
            printf(" operands='%s'", list);
        } else if (words[i].completes == COMPLETES_FILE) {
            fputs(" files=yes", stdout);
        }
        puts(" ;;");
    }
}

static void print_valued_options(void) {
    const char *bar = "";
    for (int id = 0; id < OPTION_COUNT; id++) {
        if (option_rows[id].argument && (int)option_find(option_rows[id].name, 0) == id) {
            printf("%s--%s", bar, option_rows[id].name);
            bar = "|";
        }
    }
}

static void print_script(const struct session *session) {
    puts("# Completion for outcry in bash; written by: outcry completion bash\n"
         "_outcry() {\n"
         "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
         "    local word='' options='' operands='' files='' i\n"
         "    COMPREPLY=()\n"
         "    if [[ $cur == = ]]; then cur=''; elif [[ $prev == = ]]; then "
         "prev=${COMP_WORDS[COMP_CWORD-2]}; fi\n"
         "    case $prev in");
    print_values(session);
    fputs("    esac\n"
          "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
          "        case ${COMP_WORDS[i]} in\n"
          "        ",
          stdout);
    print_valued_options();
    puts(") [[ ${COMP_WORDS[i+1]} == = ]] && ((i++)); ((i++)) ;;\n"
         "        -*) ;;\n"
         "        *) word=${COMP_WORDS[i]}; break ;;\n"
         "        esac\n"
         "    done\n"
         "    case $word in");
    fputs("    '') options='", stdout);
    print_options(words[0].options | OPTIONS_EVERYWHERE);
    fputs("' operands='", stdout);
    for (int i = 0; i < word_count; i++) {
        printf("%s%s", i > 0 ? " " : "", words[i].name);
    }
    puts("' ;;");
    print_words(session);
    puts("    esac\n"
         "    if [[ $cur == -* ]]; then operands=$options files=''; fi\n"
         "    if [[ $files ]]; then compopt -o filenames; COMPREPLY=($(compgen -f -- \"$cur\"))\n"
         "    else COMPREPLY=($(compgen -W \"$operands\" -- \"$cur\")); fi\n"
         "}\n"
         "complete -F _outcry outcry");
}

int word_completion(struct session *session, struct error *error) {
    const struct arguments *arguments = session->arguments;
    if (arguments->operand_count == 1 && strcmp(arguments->operands[0], "bash") != 0) {
        return arguments_wrong(arguments->word, error, "There is a completion for bash.");
    }
    output_drop(&session->output);
    print_script(session);
    return 0;
}
