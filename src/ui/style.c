#include "ui/style.h"

#include <assert.h>

static const char *const role_names[ROLE_COUNT] = {
#define X(name, text) [name] = text,
    STYLE_ROLES(X)
#undef X
};

_Static_assert(ROLE_COUNT < 63, "an 8-colour terminal has 64 pairs");

const char *style_role_name(enum style_role role) {
    assert(role < ROLE_COUNT);
    return role_names[role];
}

enum style_role style_of_change(double change) {
    return change > 0 ? ROLE_UP : change < 0 ? ROLE_DOWN : ROLE_TEXT;
}
