#include "ui/key.h"

#include <assert.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

static const char *const code_names[] = {
#define X(name, text) [name - KEYCODE_BEFORE_FIRST - 1] = text,
    KEYCODES(X)
#undef X
};

static const struct {
    const char *prefix;
    uint8_t modifier;
} modifier_names[] = {{"Ctrl-", KEY_CTRL}, {"Alt-", KEY_ALT}, {"Shift-", KEY_SHIFT}};

static bool is_special(uint32_t code) {
    return code > KEYCODE_BEFORE_FIRST && code < KEYCODE_END_OF_CODES;
}

static uint32_t ascii_case(uint32_t code, bool upper) {
    if (upper) {
        return code >= 'a' && code <= 'z' ? code - 'a' + 'A' : code;
    }
    return code >= 'A' && code <= 'Z' ? code - 'A' + 'a' : code;
}

size_t key_format(const struct key *key, char *name, size_t size) {
    char plain[8] = "";
    const char *last = plain;
    if (is_special(key->code)) {
        last = code_names[key->code - KEYCODE_BEFORE_FIRST - 1];
    } else if (key->code == ' ') {
        last = "Space";
    } else if (key->code != KEYCODE_NONE) {
        bool ctrl = (key->modifiers & KEY_CTRL) != 0;
        size_t length = text_encode(ctrl ? ascii_case(key->code, true) : key->code, plain);
        plain[length] = '\0';
    }
    return text_format(name, size, "%s%s%s%s", key->modifiers & KEY_CTRL ? "Ctrl-" : "",
                       key->modifiers & KEY_ALT ? "Alt-" : "",
                       key->modifiers & KEY_SHIFT ? "Shift-" : "", last);
}

static const char *skip_modifiers(const char *name, struct key *key) {
    for (size_t i = 0; i < ARRAY_LEN(modifier_names);) {
        const char *prefix = modifier_names[i].prefix;
        if (text_starts_fold(name, prefix) && name[strlen(prefix)] != '\0') {
            key->modifiers |= modifier_names[i].modifier;
            name += strlen(prefix);
            i = 0;
        } else {
            i++;
        }
    }
    return name;
}

static uint32_t code_of_name(const char *name) {
    for (size_t i = 0; i < ARRAY_LEN(code_names); i++) {
        if (text_compare_fold(name, code_names[i]) == 0) {
            return KEYCODE_BEFORE_FIRST + 1 + (uint32_t)i;
        }
    }
    if (text_compare_fold(name, "Space") == 0) {
        return ' ';
    }
    uint32_t code = KEYCODE_NONE;
    size_t length = strlen(name);
    if (length == 0 || text_decode(name, length, &code) != length || text_is_harmful(code) ||
        code == TEXT_REPLACEMENT) {
        return KEYCODE_NONE;
    }
    return text_code_width(code) > 0 ? code : KEYCODE_NONE;
}

bool key_parse(const char *name, struct key *key) {
    struct key result = {.code = KEYCODE_NONE};
    result.code = code_of_name(skip_modifiers(name, &result));
    if (result.code == KEYCODE_NONE) {
        return false;
    }
    if (!is_special(result.code)) {
        if (result.modifiers & KEY_SHIFT) {
            return false; /* the character says it */
        }
        if (result.modifiers & KEY_CTRL) {
            result.code = ascii_case(result.code, false);
        }
    }
    *key = result;
    return true;
}

bool key_equal(const struct key *a, const struct key *b) {
    return a->code == b->code && a->modifiers == b->modifiers;
}

bool key_is_text(const struct key *key) {
    return key->modifiers == 0 && key->code != KEYCODE_NONE && key->code < KEYCODE_BEFORE_FIRST;
}
