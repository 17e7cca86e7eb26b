#include <criterion/criterion.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"

Test(error, setting_returns_the_code_and_forgets_the_old_place) {
    struct error error = {.code = ERROR_NONE};
    cr_assert_eq(error_set(&error, ERROR_USAGE, "No instrument %s.", "XYZ"), ERROR_USAGE);
    cr_assert_eq(error.code, ERROR_USAGE);
    cr_assert_str_eq(error.sentence, "No instrument XYZ.");
    error_at(&error, "%s:%d", "orders.json", 12);
    cr_assert_str_eq(error.place, "orders.json:12");
    error_set(&error, ERROR_REFUSED, "Not enough cash.");
    cr_assert_str_eq(error.place, "");
}

Test(error, nobody_has_to_listen) {
    cr_assert_eq(error_set(NULL, ERROR_STORAGE, "Lost."), ERROR_STORAGE);
    error_at(NULL, "nowhere");
}

Test(error, a_sentence_may_quote_the_error_it_replaces) {
    struct error error = {.code = ERROR_NONE};
    error_set(&error, ERROR_STORAGE, "the disk is full");
    error_set(&error, ERROR_STORAGE, "Not saved: %s.", error.sentence);
    cr_assert_str_eq(error.sentence, "Not saved: the disk is full.");
}

Test(error, a_long_sentence_is_cut_at_a_whole_character) {
    struct error error = {.code = ERROR_NONE};
    char name[ERROR_SENTENCE_MAX * 2] = "";
    for (size_t i = 0; i + 4 < sizeof name; i += 3) {
        memcpy(name + i, "\xE2\x82\xAC", 4); /* the euro sign */
    }
    error_set(&error, ERROR_USAGE, "x%s", name);
    size_t length = strlen(error.sentence);
    cr_assert(length < ERROR_SENTENCE_MAX && length >= ERROR_SENTENCE_MAX - 4);
    cr_assert(text_is_valid(error.sentence, length));
    error_at(&error, "x%s", name);
    cr_assert(text_is_valid(error.place, strlen(error.place)));
}

Test(error, what_it_quotes_cannot_harm_a_terminal) {
    struct error error = {.code = ERROR_NONE};
    error_set(&error, ERROR_USAGE, "No file \"%s\".",
              "a\x1B[2Jb\nc\xE2\x80\xAE"
              "d\xFF");
    cr_assert_str_eq(error.sentence, "No file \"a[2Jb cd\xEF\xBF\xBD\".");
}

Test(error, codes_are_negative_exit_statuses_with_names) {
    cr_assert_eq(ERROR_NONE, 0);
    cr_assert_eq(error_exit_status(ERROR_NONE), 0);
    cr_assert_eq(error_exit_status(ERROR_REFUSED), 1);
    cr_assert_eq(error_exit_status(ERROR_USAGE), 2);
    cr_assert_eq(error_exit_status(ERROR_STORAGE), 3);
    cr_assert_eq(error_exit_status(ERROR_NETWORK), 4);
    cr_assert_str_eq(error_code_name(ERROR_REFUSED), "refused");
    cr_assert_str_eq(error_code_name(ERROR_NETWORK), "network");
}
