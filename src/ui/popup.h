/* A framed box in the middle, over a dimmed screen. */
#ifndef UI_POPUP_H
#define UI_POPUP_H

#include <stdbool.h>

#include "ui/keys.h"
#include "ui/surface.h"

struct popup {
    const char *title;
    const char *footer; /* on the lower edge; may be NULL */
    int columns, rows;  /* of the inside; cut to the room there is */
    struct rect drawn;  /* with its frame, on the surface: for the mouse */
};

/* Dims what is drawn, clears the box, frames it; returns the inside. */
struct region popup_draw(struct popup *popup, const struct region *region);

/* True when the key closes the popup: its closing key, or a click outside. */
bool popup_key(const struct popup *popup, const struct press *press);

#endif
