#include "ui/wrap.h"

#include <assert.h>
#include <string.h>

#include "base/text.h"

#define WRAP_LINE_MAX 1024 /* bytes drawn of one line */

size_t wrap_next(const char *text, size_t length, int columns, size_t *next) {
    assert(columns > 0);
    size_t at = 0;
    size_t blank = 0; /* the last blank seen; 0: none, since a line does not start with one */
    int width = 0;
    while (at < length && text[at] != '\n') {
        uint32_t code;
        size_t used = text_decode(text + at, length - at, &code);
        int more = text_code_width(code);
        if (width + more > columns && code != ' ') {
            size_t end = blank > 0 ? blank : at > 0 ? at : used;
            *next = end;
            while (*next < length && text[*next] == ' ') {
                (*next)++;
            }
            return end;
        }
        if (code == ' ' && at > 0 && text[at - 1] != ' ') {
            blank = at;
        }
        width += more;
        at += used;
    }
    *next = at < length ? at + 1 : at;
    while (at > 0 && text[at - 1] == ' ') {
        at--;
    }
    return at;
}

int wrap_rows(const char *text, int columns) {
    size_t length = strlen(text);
    int rows = 0;
    while (length > 0 && columns > 0) {
        size_t next;
        wrap_next(text, length, columns, &next);
        text += next;
        length -= next;
        rows++;
    }
    return rows;
}

int draw_wrapped(const struct region *region, int row, struct style style, const char *text) {
    size_t length = strlen(text);
    while (length > 0 && region->area.columns > 0) {
        size_t next;
        size_t bytes = wrap_next(text, length, region->area.columns, &next);
        char line[WRAP_LINE_MAX];
        text_clean(text, bytes, line, sizeof line);
        draw_text(region, 0, row++, style, line);
        text += next;
        length -= next;
    }
    return row;
}
