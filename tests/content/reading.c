#include "content/reading.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

static bool is_vowel(char letter) {
    return strchr("aeiouy", tolower((unsigned char)letter)) != NULL && letter != '\0';
}

static bool ends_in(const char *word, size_t length, const char *ending) {
    size_t size = strlen(ending);
    return length > size && strncasecmp(word + length - size, ending, size) == 0;
}

/* A last e is silent ("price"), but not after consonant and l ("table"); so is that of -ed and -es
 * but where it has to be said ("traded", "prices"). */
static bool ends_silent(const char *word, size_t length) {
    if (ends_in(word, length, "e"))
        return !(ends_in(word, length, "le") && length > 2 && !is_vowel(word[length - 3]));
    if (ends_in(word, length, "ed"))
        return strchr("tdTD", word[length - 3]) == NULL;
    if (ends_in(word, length, "es"))
        return strchr("sxzcgSXZCG", word[length - 3]) == NULL && !ends_in(word, length, "hes") &&
               !ends_in(word, length, "les");
    return false;
}

unsigned reading_syllables(const char *word, size_t length) {
    unsigned groups = 0;
    bool inside = false;
    for (size_t i = 0; i < length; i++) {
        bool vowel = is_vowel(word[i]);
        groups += vowel && !inside;
        inside = vowel;
    }
    bool last_counts = length > 2 && is_vowel(word[length - 2]) && ends_in(word, length, "e");
    if (groups > 1 && ends_silent(word, length) && !last_counts)
        groups--;
    return groups > 0 ? groups : 1;
}

static bool is_letter(char letter) {
    return isalpha((unsigned char)letter) != 0;
}

void reading_add(struct reading_counts *counts, const char *text, size_t length) {
    bool open = false; /* a sentence has words */
    for (size_t at = 0; at < length;) {
        size_t start = at;
        while (at < length && (is_letter(text[at]) || (text[at] == '\'' && at > start)))
            at++;
        if (at > start) {
            counts->words++;
            counts->syllables += reading_syllables(text + start, at - start);
            open = true;
            continue;
        }
        bool stop = strchr(".!?", text[at]) != NULL && text[at] != '\0';
        bool ended = stop && (at + 1 == length || strchr(" \n\"')", text[at + 1]) != NULL);
        counts->sentences += ended && open;
        open = open && !ended;
        at++;
    }
    counts->sentences += open;
}

double reading_grade(const struct reading_counts *counts) {
    if (counts->words == 0 || counts->sentences == 0)
        return 0;
    return 0.39 * counts->words / counts->sentences + 11.8 * counts->syllables / counts->words -
           15.59;
}
