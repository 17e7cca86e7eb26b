#include "base/error.h"

#include <assert.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include "base/text.h"

struct code_row {
    int status;
    const char *name;
};

static const struct code_row codes[] = {
#define X(name_, status_, text_) {.status = (status_), .name = (text_)},
    ERROR_CODES(X)
#undef X
};

/* The arguments may be parts of the error itself, hence the draft. */
static void __attribute__((format(printf, 3, 0)))
write_clean(char *out, size_t size, const char *format, va_list arguments) {
    char draft[ERROR_SENTENCE_MAX];
    size_t length = text_format_list(draft, sizeof draft, format, arguments);
    text_clean(draft, length, out, size);
}

int error_set(struct error *error, enum error_code code, const char *format, ...) {
    assert(code != ERROR_NONE);
    assert(format != NULL);
    if (error != NULL) {
        va_list arguments;
        va_start(arguments, format);
        write_clean(error->sentence, sizeof error->sentence, format, arguments);
        va_end(arguments);
        error->code = code;
        error->place[0] = '\0';
    }
    return code;
}

void error_at(struct error *error, const char *format, ...) {
    assert(format != NULL);
    if (error == NULL) {
        return;
    }
    assert(error->code != ERROR_NONE);
    va_list arguments;
    va_start(arguments, format);
    write_clean(error->place, sizeof error->place, format, arguments);
    va_end(arguments);
}

/* The codes count down from zero in the order of their table. */
static const struct code_row *row_of(int code) {
    assert(code <= 0 && code > -(int)(sizeof codes / sizeof codes[0]));
    const struct code_row *row = &codes[-code];
    assert(row->status == -code);
    return row;
}

int error_exit_status(int code) {
    return row_of(code)->status;
}

const char *error_code_name(int code) {
    return row_of(code)->name;
}
