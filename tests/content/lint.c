#include "content/lint.h"

#include <stdarg.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

#define LINE_MAX 512

void lint_problem(struct lint *lint, const char *file, int line, const char *format, ...) {
    char sentence[LINE_MAX], whole[LINE_MAX + ERROR_PLACE_MAX];
    va_list arguments;
    va_start(arguments, format);
    text_format_list(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    text_format(whole, sizeof whole, "%s:%d: %s.", file, line, sentence);
    lint->tell(lint->context, whole);
    lint->problems++;
}

void lint_figure(struct lint *lint, const char *format, ...) {
    if (!lint->verbose)
        return;
    char line[LINE_MAX];
    va_list arguments;
    va_start(arguments, format);
    text_format_list(line, sizeof line, format, arguments);
    va_end(arguments);
    lint->tell(lint->context, line);
}

/* Symbols that terminals draw as pictures, and quotes that are not on every keyboard. */
static bool is_unwelcome(uint32_t code) {
    return (code >= 0x2018 && code <= 0x201F) || (code >= 0x2600 && code <= 0x27BF) ||
           code >= 0x1F000;
}

static const char *const real_names[] = {"Apple Inc", "Tesla",    "Amazon",   "Google",
                                         "Microsoft", "Nvidia",   "Facebook", "Netflix",
                                         "Robinhood", "GameStop", "Binance",  "Coinbase"};

void lint_text(struct lint *lint, const char *file, int line, const char *text, size_t length) {
    int row = line;
    for (size_t at = 0; at < length;) {
        uint32_t code;
        at += text_decode(text + at, length - at, &code);
        row += code == '\n';
        if (is_unwelcome(code))
            lint_problem(lint, file, row, "U+%04X has no place here: plain quotes, no emoji", code);
    }
    for (size_t i = 0; i < ARRAY_LEN(real_names); i++)
        if (memmem(text, length, real_names[i], strlen(real_names[i])) != NULL)
            lint_problem(lint, file, line, "%s is a real company", real_names[i]);
}
