#include "ui/art.h"

#include <stdio.h>
#include <string.h>

#define ART_NAME_MAX 64

static int add_line(struct art *art, const char *line, size_t length) {
    while (length > 0 && line[length - 1] == ' ') {
        length--;
    }
    for (size_t i = 0; i < length; i++) {
        if (line[i] < ' ' || line[i] > '~') {
            return -1;
        }
    }
    if (art->rows == ART_ROWS_MAX || length > SURFACE_COLUMNS_MAX) {
        return -1;
    }
    art->lines[art->rows] = line;
    art->lengths[art->rows] = (int)length;
    art->columns = (int)length > art->columns ? (int)length : art->columns;
    art->rows++;
    return 0;
}

int art_load(struct art *art, const struct pack *pack, const char *name, struct error *error) {
    char file[ART_NAME_MAX];
    snprintf(file, sizeof file, "assets/%s.txt", name);
    const struct pack_file *found = pack_find(pack, file);
    if (found == NULL) {
        return error_set(error, ERROR_STORAGE, "The drawing %s is missing.", file);
    }
    *art = (struct art){.rows = 0};
    const char *at = (const char *)found->bytes;
    const char *end = at + found->length;
    while (at < end) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        stop = stop == NULL ? end : stop;
        if (add_line(art, at, (size_t)(stop - at)) != 0) {
            return error_set(error, ERROR_STORAGE, "The drawing %s is not plain text.", file);
        }
        at = stop + (stop < end);
    }
    return 0;
}

void art_draw(const struct art *art, const struct region *region, struct style style) {
    for (int row = 0; row < art->rows; row++) {
        for (int column = 0; column < art->lengths[row]; column++) {
            char code[2] = {art->lines[row][column], '\0'};
            if (code[0] != ' ' && column < region->area.columns) {
                draw_text(region, column, row, style, code);
            }
        }
    }
}
