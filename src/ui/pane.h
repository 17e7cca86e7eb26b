/* A pane: a title line and room below it. The focused one's title stands in brackets and reverse,
 * so that focus shows without colour and in a text dump. */
#ifndef UI_PANE_H
#define UI_PANE_H

#include <stdbool.h>

#include "ui/surface.h"

struct pane {
    const char *title;
    const char *detail; /* right of the title, dim, when there is room; may be NULL */
    bool focused;
};

/* Draws the title line; returns the room below. */
struct region pane_draw(const struct pane *pane, const struct region *region);

#endif
