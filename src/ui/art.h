/* ASCII drawings of the content pack: the title's skyline, portraits, avatars. */
#ifndef UI_ART_H
#define UI_ART_H

#include <stddef.h>

#include "base/error.h"
#include "base/pack.h"
#include "ui/surface.h"

#define ART_ROWS_MAX 40
#define ART_AVATARS  10

struct art {
    const char *lines[ART_ROWS_MAX]; /* borrowed from the pack; not NUL-terminated */
    int lengths[ART_ROWS_MAX];       /* bytes = columns, trailing blanks not counted */
    int rows;
    int columns; /* of the longest line */
};

/* "title", "portraits/analyst", "avatars/3": the file assets/NAME.txt. Printable ASCII only.
 * Returns 0 or ERROR_STORAGE with a sentence. */
int art_load(struct art *art, const struct pack *pack, const char *name, struct error *error);

/* From the top left of the region. Blanks do not cover what is drawn already. */
void art_draw(const struct art *art, const struct region *region, struct style style);

#endif
