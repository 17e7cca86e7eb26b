/* A bar that fills: XP, a long skip, an import. Eighths of a column at the full glyph level. */
#ifndef UI_PROGRESS_H
#define UI_PROGRESS_H

#include "ui/surface.h"

struct progress {
    double share;      /* 0 to 1; anything else is brought into it */
    const char *label; /* before the bar; may be NULL */
    bool percent;      /* " 42%" after it */
};

/* In the first row of the region. */
void progress_draw(const struct progress *progress, const struct region *region);

#endif
