#include "base/log.h"

#include <assert.h>
#include <stddef.h>

#include "base/mem.h"
#include "base/text.h"

#define LOG_LINE_MAX 512

const struct log log_none = {.write = NULL, .least = LOG_ERROR};

void log_line(const struct log *log, enum log_level level, const char *format, ...) {
    assert(format != NULL);
    if (log == NULL || log->write == NULL || level < log->least) {
        return;
    }
    char draft[LOG_LINE_MAX + 1];
    va_list arguments;
    va_start(arguments, format);
    size_t length = text_format_list(draft, sizeof draft, format, arguments);
    va_end(arguments);
    text_clean(draft, length, draft, sizeof draft);
    log->write(log->context, level, draft);
}

const char *log_level_name(enum log_level level) {
    static const char *const names[] = {
        [LOG_DEBUG] = "debug",
        [LOG_INFO] = "info",
        [LOG_WARNING] = "warning",
        [LOG_ERROR] = "error",
    };
    assert((size_t)level < ARRAY_LEN(names));
    return names[level];
}
