#include <criterion/criterion.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "unit/ui/screen.h"

static struct backend open_script(const char *script) {
    struct backend backend;
    struct error error = {0};
    struct backend_text_options options = {
        .columns = 10, .rows = 2, .level = GLYPHS_BOX, .script = script, .now_ms = 1000};
    cr_assert_eq(backend_text_open(&backend, &options, &error), 0, "%s", error.sentence);
    return backend;
}

/* The next key by name, waiting for it when the script waits. */
static const char *next_name(const struct backend *backend, struct key *key) {
    static char name[KEY_NAME_MAX];
    for (int tries = 0; tries < 3; tries++) {
        if (backend->functions->read_key(backend->context, key)) {
            key_format(key, name, sizeof name);
            return name;
        }
        backend->functions->wait(backend->context, NULL, 0, -1);
    }
    return "nothing";
}

Test(backend_text, a_script_is_played_key_by_key) {
    struct backend backend = open_script(
        "b Ctrl-L # a comment\n \"a \\\"\xC3\xA9\" wait=250ms click=3,1 resize=40x12 \"");
    static const char *const names[] = {"b",        "Ctrl-L", "a",      "Space", "\"",
                                        "\xC3\xA9", "Mouse",  "Resize", "\"",    "Hangup"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        struct key key;
        cr_expect_str_eq(next_name(&backend, &key), names[i]);
        if (key.code == KEYCODE_MOUSE) {
            cr_expect(key.column == 3 && key.row == 1 && key.mouse == MOUSE_PRESS);
            cr_expect_eq(backend.functions->now_ms(backend.context), 1250);
        }
    }
    int columns;
    int rows;
    backend.functions->size(backend.context, &columns, &rows);
    cr_expect(columns == 40 && rows == 12);
    struct key key;
    cr_expect_str_eq(next_name(&backend, &key), "nothing");
    backend.functions->close(backend.context);
}

Test(backend_text, a_frame_comes_between_two_keys) {
    struct backend backend = open_script("a b");
    struct surface surface;
    struct key key;
    surface_init(&surface, 10, 2, GLYPHS_BOX);
    cr_expect(backend.functions->read_key(backend.context, &key));
    cr_expect_not(backend.functions->read_key(backend.context, &key));
    backend.functions->show(backend.context, &surface);
    cr_expect(backend.functions->read_key(backend.context, &key));
    cr_expect_eq(key.code, 'b');
    surface_clear(&surface);
    backend.functions->close(backend.context);
}

Test(backend_text, the_clock_moves_to_the_nearest_of_deadline_and_script) {
    struct backend backend = open_script("wait=1m a");
    struct key key;
    cr_expect_not(backend.functions->read_key(backend.context, &key));
    backend.functions->wait(backend.context, NULL, 0, 700);
    cr_expect_eq(backend.functions->now_ms(backend.context), 1700);
    cr_expect_not(backend.functions->read_key(backend.context, &key));
    backend.functions->wait(backend.context, NULL, 0, 3600000);
    cr_expect_eq(backend.functions->now_ms(backend.context), 61000);
    cr_expect(backend.functions->read_key(backend.context, &key));
    backend.functions->close(backend.context);
}

Test(backend_text, a_wait_sees_what_others_have_to_say) {
    struct backend backend = open_script("wait=1m a");
    struct key key;
    int ends[2];
    cr_assert_eq(pipe(ends), 0);
    cr_assert_eq(write(ends[1], "x", 1), 1);
    struct pollfd other = {.fd = ends[0], .events = POLLIN};
    cr_expect_not(backend.functions->read_key(backend.context, &key));
    backend.functions->wait(backend.context, &other, 1, -1);
    cr_expect(other.revents & POLLIN);
    cr_expect_eq(backend.functions->now_ms(backend.context), 1000);
    close(ends[0]);
    close(ends[1]);
    backend.functions->close(backend.context);
}

Test(backend_text, the_dump_is_the_last_frame_shown) {
    struct backend backend = open_script("");
    struct surface surface;
    struct buffer out = {0};
    surface_init(&surface, 10, 2, GLYPHS_BOX);
    struct region all = surface_region(&surface);
    draw_text(&all, 0, 0, style_of(ROLE_TEXT), "shown");
    backend.functions->show(backend.context, &surface);
    draw_text(&all, 0, 1, style_of(ROLE_TEXT), "not yet");
    backend_text_dump(&backend, &out);
    buffer_append(&out, "", 1);
    cr_expect_str_eq((const char *)out.bytes, "shown\n\n");
    buffer_clear(&out);
    surface_clear(&surface);
    backend.functions->close(backend.context);
}

Test(backend_text, a_bad_script_names_its_word) {
    static const struct {
        const char *script, *says;
    } wrong[] = {{"b Contrl-L", "Contrl-L"},
                 {"wait=soon", "wait=soon"},
                 {"\"open", "quote"},
                 {"resize=80", "resize=80"},
                 {"click=1x2", "click=1x2"}};
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
        struct backend backend;
        struct error error = {0};
        struct backend_text_options options = {.columns = 8, .rows = 2, .script = wrong[i].script};
        cr_expect_eq(backend_text_open(&backend, &options, &error), ERROR_USAGE);
        cr_expect(strstr(error.sentence, wrong[i].says) != NULL, "%s", error.sentence);
    }
}
