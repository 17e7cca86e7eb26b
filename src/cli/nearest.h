/* "Did you mean": the nearest of some words to one that was mistyped. */
#ifndef CLI_NEAREST_H
#define CLI_NEAREST_H

#define NEAREST_MOST 48 /* longer ones are near to nothing */

/* Edits (insert, remove, replace, swap two neighbours; ASCII case ignored) that turn one into the
 * other; NEAREST_MOST when either is longer than that. Damerau 1964, Levenshtein 1966. */
int nearest_distance(const char *a, const char *b);

/* Keeps `candidate` when it is nearer to `mistyped` than `*best` (NULL: nothing yet) and near at
 * all: at most a third of its letters, and two, away. */
void nearest_try(const char *mistyped, const char *candidate, const char **best);

#endif
