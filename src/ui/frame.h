/* What surrounds every screen of an open game: status row, tabs, toast line, hint row. */
#ifndef UI_FRAME_H
#define UI_FRAME_H

#include "ui/app.h"

/* name, digit, action that opens it */
#define FRAME_TABS(X)                                                                              \
    X(TAB_DESK, "Desk", '1', ACTION_SCREEN_DESK)                                                   \
    X(TAB_BOARDS, "Boards", '6', ACTION_SCREEN_BOARDS)

enum frame_tab {
#define X(name, text, digit, action) name,
    FRAME_TABS(X)
#undef X
        FRAME_TAB_COUNT
};

/* Draws it all but the body; returns the body's region. */
struct region frame_draw(struct app *app, const struct region *region, enum frame_tab tab);

/* What a mouse press on tabs or hints stands for; ACTION_NONE: nothing. */
enum action frame_action(const struct app *app, const struct key *key);

#endif
