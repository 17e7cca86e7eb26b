/* `--help` and `--version`, from the tables. */
#ifndef CLI_HELP_H
#define CLI_HELP_H

#include <stddef.h>

#include "cli/words.h"

#define OUTCRY_VERSION "0.1"

void help_print(const struct word *word); /* NULL: the whole */
void help_version(void);

/* What an option takes and what it is for, in a word that takes it (NULL: in any). The argument is
 * empty for a flag; an option of a field with words of its own gives them: "market|limit". */
void help_argument(const struct word *word, enum option_id id, char *text, size_t size);
const char *help_of(const struct word *word, enum option_id id);

#endif
