/* A popup with a form of few fields, for alerts, amendments, files. The one who opens it checks
 * what is sent and says what is wrong. */
#ifndef UI_SMALL_FORM_H
#define UI_SMALL_FORM_H

#include "ui/app.h"
#include "ui/form.h"

#define SMALL_FORM_FIELDS_MAX 6
#define SMALL_FORM_NOTE_MAX   200

struct small_form {
    struct app *app;
    char title[48];
    char note[SMALL_FORM_NOTE_MAX]; /* above the fields */
    struct form form;
    struct form_field fields[SMALL_FORM_FIELDS_MAX];
    /* Enter on Submit: true closes it; else an error stands beside a field. */
    bool (*sent)(struct small_form *small);
    uint64_t number; /* the opener's: an order */
    int instrument;  /* the opener's */
    struct rect drawn;
};

/* Allocated and empty but for a Submit; fields are added with small_form_add. */
struct small_form *small_form_new(struct app *app, const char *title,
                                  bool (*sent)(struct small_form *small));
struct form_field *small_form_add(struct small_form *small, const char *label, enum form_kind kind);
void small_form_open(struct small_form *small); /* with its Submit after the fields */

#endif
