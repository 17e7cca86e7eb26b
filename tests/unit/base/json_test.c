#include <criterion/criterion.h>
#include <string.h>

#include "base/gametime.h"
#include "base/json.h"
#include "base/mem.h"

static cJSON *parse(const char *text, struct error *error) {
    return json_parse("data/test.json", text, strlen(text), error);
}

Test(json, typed_members_are_read) {
    struct error error = {.code = ERROR_NONE};
    cJSON *document = parse("{\"name\": \"S\\u00e3o\\n\", \"count\": -12, \"big\": "
                            "\"9223372036854775807\", \"price\": \"12.50\", \"open\": true, "
                            "\"shut\": false, \"list\": [1, 2]} \n",
                            &error);
    cr_assert_not_null(document);
    cr_assert_str_eq(json_text(document, "name", &error), "S\xC3\xA3o\n");
    cr_assert_eq(json_int(document, "count", &error), -12);
    cr_assert_eq(json_int(document, "big", &error), INT64_MAX);
    cr_assert_eq(json_fix8(document, "price", &error), FIX8_ONE * 25 / 2);
    cr_assert(json_bool(document, "open", &error) && !json_bool(document, "shut", &error));
    cr_assert_eq(cJSON_GetArraySize(json_array(document, "list", &error)), 2);
    cr_assert_eq(error.code, ERROR_NONE);
    cJSON_Delete(document);
}

Test(json, a_member_of_the_wrong_form_is_an_error_and_gives_zero) {
    static const char *const documents[] = {
        "{}",
        "[]",
        "{\"X\": 1}",
        "{\"x\": null}",
        "{\"x\": {}}",
        "{\"x\": 1.5}",
        "{\"x\": 9007199254740993}",
        "{\"x\": 1e400}",
        "{\"x\": \"1 \"}",
        "{\"x\": \"esc \\u001b[2J\"}",
    };
    for (size_t i = 0; i < ARRAY_LEN(documents); i++) {
        struct error none = {.code = ERROR_NONE};
        struct error error[5] = {{.code = ERROR_NONE}};
        cJSON *document = parse(documents[i], &none);
        cr_assert_not_null(document, "%s: %s", documents[i], none.sentence);
        cr_assert_eq(json_int(document, "x", &error[0]), 0);
        cr_assert_eq(json_fix8(document, "x", &error[1]), 0);
        cr_assert(!json_bool(document, "x", &error[2]));
        cr_assert_null(json_array(document, "x", &error[3]));
        for (size_t j = 0; j < 4; j++) {
            cr_assert_eq(error[j].code, ERROR_USAGE, "%s as %zu", documents[i], j);
            cr_assert_str_eq(error[j].place, "x");
        }
        const char *text = json_text(document, "x", &error[4]);
        cr_assert(error[4].code == (text[0] == '\0' ? ERROR_USAGE : 0), "%s", documents[i]);
        cr_assert(strchr(text, '\x1B') == NULL);
        cJSON_Delete(document);
    }
}

Test(json, money_is_text_and_a_number_is_not_money) {
    struct error error = {.code = ERROR_NONE};
    cJSON *document = parse("{\"price\": 12.5}", &error);
    cr_assert_eq(json_fix8(document, "price", &error), 0);
    cr_assert_eq(error.code, ERROR_USAGE);
    cJSON_Delete(document);
}

Test(json, the_first_error_stays) {
    struct error error = {.code = ERROR_NONE};
    cJSON *document = parse("{\"b\": true}", &error);
    json_int(document, "a", &error);
    json_int(document, "b", &error);
    json_int(document, "c", NULL);
    cr_assert_str_eq(error.sentence, "\"a\" is missing: it must be a whole number.");
    cr_assert_str_eq(error.place, "a");
    cJSON_Delete(document);
}

Test(json, a_malformed_document_names_its_file_and_line) {
    static const struct {
        const char *text;
        const char *place;
    } rows[] = {
        {"", "data/test.json:1"},
        {"\n\n{\"a\": }", "data/test.json:3"},
        {"{\n\"a\": 1,\n\"b\" 2}", "data/test.json:3"},
        {"{}\n{}", "data/test.json:2"},
        {"{} x", "data/test.json:1"},
        {"{\n\"a\": \"\xFF\"}", "data/test.json:2"},
        {"{\"a\": \"open", "data/test.json:1"},
        {"[", "data/test.json:1"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct error error = {.code = ERROR_NONE};
        cr_assert_null(parse(rows[i].text, &error), "%s", rows[i].text);
        cr_assert_eq(error.code, ERROR_USAGE);
        cr_assert_str_eq(error.place, rows[i].place, "%s", rows[i].text);
        cr_assert_not_null(strstr(error.sentence, "data/test.json, line "));
    }
    cr_assert_null(json_parse("x", "{}\0", 3, NULL), "a NUL after the document was read");
}

Test(json, values_are_written_in_the_forms_of_the_project) {
    cJSON *object = cJSON_CreateObject();
    json_put_fix8(object, "cash", FIX8_ONE * 5 / 2, 2);
    json_put_fix8(object, "price", FIX8_ONE * 5 / 2, -1);
    json_put_i64(object, "low", INT64_MIN);
    json_put_u64(object, "high", UINT64_MAX);
    json_put_time(object, "at", DAY_MS);
    char *text = cJSON_PrintUnformatted(object);
    cr_assert_str_eq(text,
                     "{\"cash\":\"2.50\",\"price\":\"2.5\",\"low\":\"-9223372036854775808\","
                     "\"high\":\"18446744073709551615\",\"at\":\"1970-01-02T00:00:00.000Z\"}");
    cJSON_free(text);
    cJSON_Delete(object);
}
