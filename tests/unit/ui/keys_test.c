#include <criterion/criterion.h>

#include "base/mem.h"
#include "unit/ui/screen.h"

Test(key, names_are_read_back_as_they_are_written) {
    static const char *const names[] = {
        "b", "C", "Space", "Ctrl-L", "Shift-Tab",         "PgUp",     "F1",        "Alt-x",
        "/", "-", "+",     "?",      "Ctrl-Alt-Shift-Up", "\xC3\xA9", "Ctrl-Left", "F12"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        struct key key;
        char name[KEY_NAME_MAX];
        cr_assert(key_parse(names[i], &key), "%s", names[i]);
        key_format(&key, name, sizeof name);
        cr_expect_str_eq(name, names[i]);
    }
    static const char *const wrong[] = {"", "xy", "Ctrl-", "Shift-b", "F13", "\033", "\x80"};
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
        struct key key;
        cr_expect_not(key_parse(wrong[i], &key), "%s", wrong[i]);
    }
}

Test(keys, no_key_means_two_things_in_one_context) {
    struct keymap keymap;
    keymap_init(&keymap);
    for (int action = 0; action < ACTION_COUNT; action++) {
        for (size_t slot = 0; slot < KEYS_PER_ACTION; slot++) {
            const struct key *key = &keymap.keys[action][slot];
            if (key->code == KEYCODE_NONE) {
                continue;
            }
            char name[KEY_NAME_MAX];
            key_format(key, name, sizeof name);
            enum action first = keymap_action(&keymap, action_context((enum action)action), key);
            cr_expect_eq((int)first, action, "%s is \"%s\" and \"%s\"", name, action_word(first),
                         action_word((enum action)action));
        }
    }
}

Test(keys, every_action_has_a_key_a_help_line_and_a_word_of_its_own) {
    struct keymap keymap;
    keymap_init(&keymap);
    for (int action = 0; action < ACTION_COUNT; action++) {
        cr_expect_neq(keymap.keys[action][0].code, KEYCODE_NONE);
        cr_expect(strlen(action_help((enum action)action)) > 0);
        cr_expect_eq((int)action_find(action_word((enum action)action)), action);
    }
    cr_expect_eq(action_find("no such word"), ACTION_NONE);
}

Test(keys, the_help_page_has_a_line_for_every_action) {
    struct keymap keymap;
    struct buffer help = {0};
    keymap_init(&keymap);
    keymap_help(&keymap, &help);
    buffer_append(&help, "", 1);
    for (int action = 0; action < ACTION_COUNT; action++) {
        cr_expect(strstr((const char *)help.bytes, action_help((enum action)action)) != NULL);
    }
    cr_expect(strstr((const char *)help.bytes, "  Up, k                   one row up\n") != NULL);
    buffer_clear(&help);
}

Test(keys, a_key_taken_by_another_action_is_not_given_away) {
    struct keymap keymap;
    struct error error = {0};
    keymap_init(&keymap);
    cr_expect_eq(keymap_bind(&keymap, ACTION_BUY, "s", &error), ERROR_REFUSED);
    cr_expect(strstr(error.sentence, "sell") != NULL);
    cr_expect_eq(keymap_bind(&keymap, ACTION_BUY, "nothing", &error), ERROR_USAGE);
    struct press press = press_of(&keymap, "b");
    cr_expect_eq(press_action(&press, CONTEXT_DESK), ACTION_BUY);
    cr_expect_eq(keymap_bind(&keymap, ACTION_BUY, "F5", &error), 0);
    cr_expect_eq(press_action(&press, CONTEXT_DESK), ACTION_NONE);
    press = press_of(&keymap, "F5");
    cr_expect_eq(press_action(&press, CONTEXT_DESK), ACTION_BUY);
    cr_expect_eq(press_action(&press, CONTEXT_EVERYWHERE), ACTION_NONE);
}

Test(keys, hints_are_whole_and_answer_the_mouse) {
    static const enum key_context contexts[] = {CONTEXT_DESK, CONTEXT_EVERYWHERE};
    struct keymap keymap;
    struct surface surface;
    keymap_init(&keymap);
    surface_init(&surface, 27, 1, GLYPHS_BOX);
    struct region all = surface_region(&surface);
    keymap_hints_draw(&keymap, contexts, 2, &all);
    expect_screen(&surface, " b buy  s sell  x close\n");
    cr_expect_eq(keymap_hint_at(&keymap, contexts, 2, 27, 1), ACTION_BUY);
    cr_expect_eq(keymap_hint_at(&keymap, contexts, 2, 27, 6), ACTION_NONE);
    cr_expect_eq(keymap_hint_at(&keymap, contexts, 2, 27, 8), ACTION_SELL);
    cr_expect_eq(keymap_hint_at(&keymap, contexts, 2, 27, 26), ACTION_NONE);
    surface_clear(&surface);
}
