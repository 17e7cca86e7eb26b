/* A row of numbered tabs: " 1Desk 2Chart". */
#ifndef UI_TABS_H
#define UI_TABS_H

#include <stdbool.h>
#include <stddef.h>

#include "ui/key.h"
#include "ui/surface.h"

struct tab {
    const char *name;
    char digit;   /* the key shown before it; 0 none */
    bool enabled; /* others are dimmed and not chosen by the mouse */
};

struct tabs {
    const struct tab *tabs; /* borrowed */
    size_t count;
    size_t selected;
    struct rect drawn; /* on the surface: for the mouse */
};

/* Draws as many as fit; the selected one is among them. `right` (may be NULL) stands at the end. */
void tabs_draw(struct tabs *tabs, const struct region *region, const char *right);

/* The tab under a mouse press; false when there is none or it is not enabled. */
bool tabs_at(const struct tabs *tabs, const struct key *key, size_t *index);

#endif
