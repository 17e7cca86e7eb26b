/* What went wrong, for the caller and for the player.
 *
 * A function that can fail returns 0 or one of the negative codes below (or NULL), and writes a
 * sentence into the caller's `struct error`. A bug is an assert and never an error; bad input is
 * always an error and never an assert. */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

/* code, exit status of a command line word, name */
#define ERROR_CODES(X)                                                                             \
    X(ERROR_NONE, 0, "none")                                                                       \
    X(ERROR_REFUSED, 1, "refused") /* the game's rules say no */                                   \
    X(ERROR_USAGE, 2, "usage")     /* the words or the input are malformed */                      \
    X(ERROR_STORAGE, 3, "storage") /* file, disk or database trouble */                            \
    X(ERROR_NETWORK, 4, "network")

enum error_code {
#define X(name, status, text) name = -(status),
    ERROR_CODES(X)
#undef X
};

#define ERROR_SENTENCE_MAX 320
#define ERROR_PLACE_MAX    96

struct error {
    int code;                          /* an enum error_code */
    char sentence[ERROR_SENTENCE_MAX]; /* one sentence that says what to do; UTF-8, no newline */
    char place[ERROR_PLACE_MAX];       /* file:line, symbol or field it is about; may be empty */
};

/* Fills `error` (which may be NULL) and returns `code`, so that callers write
 * `return error_set(error, ERROR_REFUSED, "...", ...)`. Harmful characters are removed, newlines
 * become blanks, a sentence too long is cut at a whole character. The arguments may point into
 * `error`. */
int error_set(struct error *error, enum error_code code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Sets the place of an error already set. `error` may be NULL. */
void error_at(struct error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The exit status (0 to 4) for a code, and its name. */
int error_exit_status(int code);
const char *error_code_name(int code);

#endif
