/* Where the core reports what is worth knowing: it is handed a `struct log` and prints nothing. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdarg.h>

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR };

struct log {
    void (*write)(void *context, enum log_level level, const char *line);
    void *context;
    enum log_level least; /* anything below is not even formatted */
};

/* A log that drops everything. */
extern const struct log log_none;

/* One line, cleaned of control characters, cut to 512 bytes. `log` may be NULL. */
void log_line(const struct log *log, enum log_level level, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

const char *log_level_name(enum log_level level);

#endif
