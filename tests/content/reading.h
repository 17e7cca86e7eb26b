/* How hard a text is to read: the Flesch-Kincaid grade (J. P. Kincaid, R. P. Fishburne, R. L.
 * Rogers and B. S. Chissom, 1975), about the school year it takes. */
#ifndef TESTS_CONTENT_READING_H
#define TESTS_CONTENT_READING_H

#include <stddef.h>

struct reading_counts {
    unsigned words, sentences, syllables;
};

/* Adds a paragraph. What holds no letter is no word; a sentence ends at . ! or ? before a blank,
 * and at the end. */
void reading_add(struct reading_counts *counts, const char *text, size_t length);

/* Syllables of an English word, by its groups of vowels. */
unsigned reading_syllables(const char *word, size_t length);

/* 0.39 words / sentences + 11.8 syllables / words - 15.59; 0 for no words. */
double reading_grade(const struct reading_counts *counts);

#endif
