/* The parsers of what players type as numbers, times and durations: nothing crashes them, and what
 * they accept comes back from its own text. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/fix8.h"
#include "base/gametime.h"
#include "base/mem.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool true_here) {
    if (!true_here) {
        abort();
    }
}

static void try_fix8(const char *text, size_t length) {
    fix8_t value;
    fix8_t back;
    if (!fix8_parse(text, length, &value)) {
        return;
    }
    char written[FIX8_TEXT_MAX];
    size_t shortest = fix8_format(value, -1, false, written, sizeof written);
    must(fix8_parse(written, shortest, &back) && back == value);
    size_t full = fix8_format(value, 8, false, written, sizeof written);
    must(fix8_parse(written, full, &back) && back == value);
}

static void try_time(const char *text) {
    int64_t ms;
    int64_t back;
    if (!gametime_parse(text, &ms)) {
        return;
    }
    must(ms >= GAMETIME_MIN && ms <= GAMETIME_MAX);
    char written[GAMETIME_TEXT_MAX];
    gametime_format(ms, GAMETIME_ISO, written, sizeof written);
    must(gametime_parse(written, &back) && back == ms);
}

static void try_duration(const char *text) {
    int64_t ms;
    int64_t back;
    if (!duration_parse(text, &ms)) {
        return;
    }
    must(ms > 0 && ms <= DURATION_MAX);
    char written[GAMETIME_TEXT_MAX];
    duration_format(ms, written, sizeof written);
    must(duration_parse(written, &back) && back == ms);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    try_fix8((const char *)data, size); /* the block as it is: a read past it is seen */
    char *text = mem_alloc(size + 1);
    if (size > 0) {
        memcpy(text, data, size);
    }
    try_time(text);
    try_duration(text);
    mem_free(text);
    return 0;
}
