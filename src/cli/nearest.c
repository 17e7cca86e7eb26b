#include "cli/nearest.h"

#include <stddef.h>
#include <string.h>

#define EDITS_MOST 2

static int lower(char c) {
    return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

static int least(int a, int b) {
    return a < b ? a : b;
}

int nearest_distance(const char *a, const char *b) {
    size_t rows = strlen(a), columns = strlen(b);
    if (rows > NEAREST_MOST || columns > NEAREST_MOST) {
        return NEAREST_MOST;
    }
    int table[NEAREST_MOST + 1][NEAREST_MOST + 1];
    for (size_t i = 0; i <= rows; i++) {
        table[i][0] = (int)i;
    }
    for (size_t j = 0; j <= columns; j++) {
        table[0][j] = (int)j;
    }
    for (size_t i = 1; i <= rows; i++) {
        for (size_t j = 1; j <= columns; j++) {
            int replaced = table[i - 1][j - 1] + (lower(a[i - 1]) != lower(b[j - 1]));
            table[i][j] = least(replaced, least(table[i - 1][j], table[i][j - 1]) + 1);
            if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
                lower(a[i - 2]) == lower(b[j - 1])) {
                table[i][j] = least(table[i][j], table[i - 2][j - 2] + 1);
            }
        }
    }
    return table[rows][columns];
}

void nearest_try(const char *mistyped, const char *candidate, const char **best) {
    int limit = least(EDITS_MOST, (int)(strlen(candidate) + 1) / 3);
    int distance = nearest_distance(mistyped, candidate);
    if (distance <= limit && (!*best || distance < nearest_distance(mistyped, *best))) {
        *best = candidate;
    }
}
