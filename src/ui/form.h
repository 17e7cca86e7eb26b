/* A form: labelled fields, one under the other, with an optional sentence of error below each.
 * Small ones may share a line. */
#ifndef UI_FORM_H
#define UI_FORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fix8.h"
#include "ui/keys.h"
#include "ui/surface.h"

#define FORM_TEXT_MAX  288 /* the longest command text (280 bytes) fits */
#define FORM_ERROR_MAX 160

enum form_kind {
    FORM_TEXT,
    FORM_NUMBER, /* text that takes digits, one point and a sign in front only */
    FORM_CHOICE, /* one of `choices` */
    FORM_TOGGLE, /* `choice` 0 no, 1 yes */
    FORM_SUBMIT, /* a button: Enter sends */
};

struct form_field {
    const char *label;
    uint8_t kind;               /* enum form_kind */
    bool unused;                /* hidden and skipped: the order type has no use for it */
    bool aside;                 /* Enter passes it by: few need it; Tab and the arrows get there */
    bool percent;               /* FORM_NUMBER: may end with % */
    const char *unit;           /* after a number ("USD") or a toggle; may be NULL */
    const char *hint;           /* shown dim while a text is empty; may be NULL */
    const char *const *choices; /* NULL-terminated */
    size_t choice;
    char text[FORM_TEXT_MAX];   /* clean UTF-8 */
    size_t cursor;              /* byte within text, at a whole character */
    uint16_t limit;             /* bytes of text allowed; 0: what fits */
    char error[FORM_ERROR_MAX]; /* cleared when the field changes */
    struct rect drawn;          /* on the surface: for the mouse */
};

struct form {
    struct form_field *fields; /* borrowed */
    size_t count;
    size_t focus; /* index of a used field */
    size_t top;   /* first field in sight, when not all fit */
};

enum form_result {
    FORM_IGNORED = 0, /* not for the form */
    FORM_USED,
    FORM_CHANGED, /* a value is another now */
    FORM_SENT,    /* Enter on Submit */
    FORM_LEFT,    /* Esc */
};

void form_draw(struct form *form, const struct region *region);
enum form_result form_key(struct form *form, const struct press *press);

void form_set_text(struct form_field *field,
                   const char *text); /* cleaned, cut, cursor at the end */
void form_set_error(struct form *form, size_t field, const char *sentence); /* and focuses it */
void form_clear_errors(struct form *form);
int form_rows(const struct form *form, int columns); /* of all used fields with their errors */

/* A number as typed; 0 when it is none yet. A % at its end is left to the caller. */
fix8_t form_number(const struct form_field *field);
bool form_is_percent(const struct form_field *field);

#endif
