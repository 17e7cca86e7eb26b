#include "cli/output.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/mem.h"

/* What `print` writes to a file, as text. */
static const char *written(void (*print)(FILE *out), char *text, size_t size) {
    FILE *out = fmemopen(text, size, "w");
    cr_assert_not_null(out);
    print(out);
    fclose(out);
    return text;
}

struct sample {
    char text[32];
    int64_t money;
};
static const struct field_spec sample_fields[] = {
    FIELD(struct sample, text, TEXT, NULL, 0, 0),
    FIELD(struct sample, money, FIX8, NULL, 0, 0),
    FIELD_END,
};
static const struct sample samples[] = {
    {"=HYPERLINK(1)", -12 * FIX8_ONE - FIX8_ONE / 2},
    {"+1, \"quoted\"", FIX8_MAX},
    {"@x", 0},
    {"-", FIX8_MIN},
    {"plain", 1},
};

static void print_samples(FILE *out) {
    struct sheet sheet = {.parts = {{sample_fields, 0}},
                          .rows = samples,
                          .stride = sizeof samples[0],
                          .count = ARRAY_LEN(samples)};
    output_csv(out, &sheet, true);
}

Test(output, a_spreadsheet_meets_no_formula_and_numbers_stay_numbers) {
    char text[1024] = "";
    cr_expect_str_eq(written(print_samples, text, sizeof text),
                     "text,money\r\n"
                     "'=HYPERLINK(1),-12.5\r\n"
                     "\"'+1, \"\"quoted\"\"\",92233720368.54775807\r\n"
                     "'@x,0\r\n"
                     "'-,-92233720368.54775808\r\n"
                     "plain,0.00000001\r\n");
}
