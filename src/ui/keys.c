#include "ui/keys.h"

#include <assert.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

#define HELP_KEYS_COLUMNS 24
#define HINT_GAP          2

struct action_row {
    const char *word;
    enum key_context context;
    const char *key;
    const char *alternates;
    const char *hint;
    const char *help;
};

static const struct action_row rows[ACTION_COUNT] = {
#define X(name, word, context, key, alternates, hint, help)                                        \
    [ACTION_##name] = {word, CONTEXT_##context, key, alternates, hint, help},
    ACTIONS(X)
#undef X
};

static const char *const headings[CONTEXT_COUNT] = {
#define X(name, heading) [name] = heading,
    KEY_CONTEXTS(X)
#undef X
};

static const struct action_row *row_of(enum action action) {
    assert(action >= 0 && action < ACTION_COUNT);
    return &rows[action];
}

enum key_context action_context(enum action action) {
    return row_of(action)->context;
}

const char *action_word(enum action action) {
    return row_of(action)->word;
}

const char *action_hint(enum action action) {
    return row_of(action)->hint;
}

const char *action_help(enum action action) {
    return row_of(action)->help;
}

enum action action_find(const char *word) {
    for (int action = 0; action < ACTION_COUNT; action++) {
        if (strcmp(rows[action].word, word) == 0) {
            return (enum action)action;
        }
    }
    return ACTION_NONE;
}

static void add_key(struct keymap *keymap, int action, size_t slot, const char *name) {
    assert(slot < KEYS_PER_ACTION);
    bool known = key_parse(name, &keymap->keys[action][slot]);
    assert(known);
    (void)known;
}

static void add_alternates(struct keymap *keymap, int action, const char *names) {
    for (size_t slot = 1; *names != '\0'; slot++) {
        char name[KEY_NAME_MAX];
        size_t length = strcspn(names, " ");
        assert(length > 0 && length < sizeof name);
        memcpy(name, names, length);
        name[length] = '\0';
        add_key(keymap, action, slot, name);
        names += length;
        names += strspn(names, " ");
    }
}

void keymap_init(struct keymap *keymap) {
    memset(keymap, 0, sizeof *keymap);
    for (int action = 0; action < ACTION_COUNT; action++) {
        add_key(keymap, action, 0, rows[action].key);
        add_alternates(keymap, action, rows[action].alternates);
    }
}

static bool action_has(const struct keymap *keymap, int action, const struct key *key) {
    for (size_t slot = 0; slot < KEYS_PER_ACTION; slot++) {
        if (key_equal(&keymap->keys[action][slot], key)) {
            return true;
        }
    }
    return false;
}

enum action keymap_action(const struct keymap *keymap, enum key_context context,
                          const struct key *key) {
    if (key->code == KEYCODE_NONE) {
        return ACTION_NONE;
    }
    for (int action = 0; action < ACTION_COUNT; action++) {
        if (rows[action].context == context && action_has(keymap, action, key)) {
            return (enum action)action;
        }
    }
    return ACTION_NONE;
}

int keymap_bind(struct keymap *keymap, enum action action, const char *name, struct error *error) {
    struct key key;
    if (!key_parse(name, &key)) {
        return error_set(error, ERROR_USAGE, "There is no key \"%s\".", name);
    }
    enum action owner = keymap_action(keymap, row_of(action)->context, &key);
    if (owner != ACTION_NONE && owner != action) {
        return error_set(error, ERROR_REFUSED, "The key %s already means \"%s\" there.", name,
                         action_word(owner));
    }
    memset(keymap->keys[action], 0, sizeof keymap->keys[action]);
    keymap->keys[action][0] = key;
    return 0;
}

enum action press_action(const struct press *press, enum key_context context) {
    return keymap_action(press->keymap, context, &press->key);
}

/* ---- Hints ----------------------------------------------------------------------------------- */

/* Walks the hints of some contexts from left to right. */
struct hint_walk {
    const struct keymap *keymap;
    const enum key_context *contexts;
    size_t count;
    int columns; /* room */
    size_t context;
    int action; /* next to look at */
    int column; /* where the next hint would start */
};

struct hint {
    enum action action;
    int column, width;
    char key[KEY_NAME_MAX];
};

static bool next_hint(struct hint_walk *walk, struct hint *hint) {
    for (; walk->context < walk->count; walk->context++, walk->action = 0) {
        while (walk->action < ACTION_COUNT) {
            int action = walk->action++;
            const struct action_row *row = &rows[action];
            if (row->context != walk->contexts[walk->context] || row->hint[0] == '\0') {
                continue;
            }
            hint->action = (enum action)action;
            hint->column = walk->column;
            key_format(&walk->keymap->keys[action][0], hint->key, sizeof hint->key);
            hint->width = (int)(text_width(hint->key) + 1 + text_width(row->hint));
            if (hint->column + hint->width > walk->columns) {
                return false;
            }
            walk->column += hint->width + HINT_GAP;
            return true;
        }
    }
    return false;
}

void keymap_hints_draw(const struct keymap *keymap, const enum key_context *contexts, size_t count,
                       const struct region *region) {
    struct hint_walk walk = {.keymap = keymap,
                             .contexts = contexts,
                             .count = count,
                             .columns = region->area.columns,
                             .column = 1};
    for (struct hint hint; next_hint(&walk, &hint);) {
        int column = draw_text(region, hint.column, 0, style_of(ROLE_ACCENT), hint.key);
        draw_text(region, column + 1, 0, style_of(ROLE_ACCENT), action_hint(hint.action));
    }
}

enum action keymap_hint_at(const struct keymap *keymap, const enum key_context *contexts,
                           size_t count, int columns, int column) {
    struct hint_walk walk = {
        .keymap = keymap, .contexts = contexts, .count = count, .columns = columns, .column = 1};
    for (struct hint hint; next_hint(&walk, &hint);) {
        if (column >= hint.column && column < hint.column + hint.width) {
            return hint.action;
        }
    }
    return ACTION_NONE;
}

/* ---- Help ------------------------------------------------------------------------------------ */

static void help_line(const struct keymap *keymap, int action, struct buffer *out) {
    char keys[KEYS_PER_ACTION * (KEY_NAME_MAX + 2)] = "";
    size_t length = 0;
    for (size_t slot = 0; slot < KEYS_PER_ACTION; slot++) {
        char name[KEY_NAME_MAX];
        if (keymap->keys[action][slot].code == KEYCODE_NONE) {
            break;
        }
        key_format(&keymap->keys[action][slot], name, sizeof name);
        length +=
            text_format(keys + length, sizeof keys - length, "%s%s", slot > 0 ? ", " : "", name);
    }
    int pad = HELP_KEYS_COLUMNS - (int)text_width(keys);
    buffer_text(out, "  %s%*s%s\n", keys, pad > 1 ? pad : 1, "", rows[action].help);
}

void keymap_help(const struct keymap *keymap, struct buffer *out) {
    for (int context = 0; context < CONTEXT_COUNT; context++) {
        bool started = false;
        for (int action = 0; action < ACTION_COUNT; action++) {
            if (rows[action].context != (enum key_context)context) {
                continue;
            }
            if (!started) {
                buffer_text(out, "%s%s\n", out->length > 0 ? "\n" : "", headings[context]);
                started = true;
            }
            help_line(keymap, action, out);
        }
    }
}
