/* The game's vocabularies as screens need them: the words of a field, and what a player reads for
 * each. Enums of rooms that the front end does not know are met by their words only. */
#ifndef UI_WORDS_H
#define UI_WORDS_H

#include "game/command.h"
#include "game/event.h"

#define WORDS_MAX 12 /* choices of a form, and the NULL after them */

/* NULL-terminated words of an enum field; the field must exist. */
const char *const *words_of_command(enum command_kind kind, const char *field);
const char *const *words_of_record(enum record_kind kind, const char *field);

/* Index of a word, -1 when it is none of them. */
int word_index(const char *const *words, const char *word);

/* Whether value number `index` is `word`. */
bool word_is(const char *const *words, int index, const char *word);

/* What a player reads: "gtc" is "until cancelled". A word without a label is its own. */
const char *word_label(const char *word);

/* Fills `labels` (WORDS_MAX) for a form's choices, NULL-terminated. */
void word_labels(const char *const *words, const char **labels);

#endif
