/* What a cell means, not how it looks: roles and attributes. Themes and backends turn them into
 * colours; nothing else in the front end knows a colour. */
#ifndef UI_STYLE_H
#define UI_STYLE_H

#include <stdint.h>

/* name, key in theme files. Fewer than 63, so that an 8-colour terminal has a pair for each. */
#define STYLE_ROLES(X)                                                                             \
    X(ROLE_TEXT, "text")           /* ordinary text */                                             \
    X(ROLE_DIM, "dim")             /* headers, units, what is not available */                     \
    X(ROLE_RULE, "rule")           /* lines between panes, axes */                                 \
    X(ROLE_TITLE, "title")         /* pane titles, the name of the place */                        \
    X(ROLE_FOCUS, "focus")         /* whatever carries STYLE_FOCUS */                              \
    X(ROLE_SELECTION, "selection") /* the selected row of a list */                                \
    X(ROLE_UP, "up")               /* rose, gained */                                              \
    X(ROLE_DOWN, "down")           /* fell, lost */                                                \
    X(ROLE_ACCENT, "accent")       /* keys in hints, the current choice */                         \
    X(ROLE_GOOD, "good")           /* done, passed, allowed */                                     \
    X(ROLE_WARNING, "warning")     /* close to a limit */                                          \
    X(ROLE_ERROR, "error")         /* refused, wrong input */                                      \
    X(ROLE_BID, "bid")             /* buyers in the book */                                        \
    X(ROLE_ASK, "ask")             /* sellers in the book */                                       \
    X(ROLE_OWN, "own")             /* the player's own orders, fills, row */                       \
    X(ROLE_VOLUME, "volume")       /* volume bars, depth bars */                                   \
    X(ROLE_CROSSHAIR, "crosshair") /* the chart's reading column */                                \
    X(ROLE_INPUT, "input")         /* the inside of a form field */                                \
    X(ROLE_ART, "art")             /* drawings */

enum style_role {
#define X(name, text) name,
    STYLE_ROLES(X)
#undef X
        ROLE_COUNT
};

enum style_attribute {
    STYLE_FOCUS = 1 << 0, /* the focused item: drawn in ROLE_FOCUS whatever the role */
    STYLE_REVERSE = 1 << 1,
    STYLE_BOLD = 1 << 2,
    STYLE_DIM = 1 << 3,
    STYLE_UNDERLINE = 1 << 4,
};

struct style {
    uint8_t role;       /* enum style_role */
    uint8_t attributes; /* enum style_attribute, or-ed */
};

static inline struct style style_of(enum style_role role) {
    return (struct style){.role = (uint8_t)role};
}

static inline struct style style_with(enum style_role role, unsigned attributes) {
    return (struct style){.role = (uint8_t)role, .attributes = (uint8_t)attributes};
}

/* The key of a role in theme files. */
const char *style_role_name(enum style_role role);

/* ROLE_UP, ROLE_DOWN or ROLE_TEXT by the sign of a change. */
enum style_role style_of_change(double change);

#endif
