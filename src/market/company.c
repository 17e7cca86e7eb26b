#include "market/company.h"

#include <assert.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"

#define FILE_NAME "data/companies.json"

#define REPORT_DAY_LEAST 8 /* the last quarter is over and counted */
#define REPORT_DAY_MOST  75
#define EX_DAY_MOST      80
#define MONTHLY          12
#define QUARTERLY        4

const char *const driver_words[] = {
#define X(name, word) word,
    DRIVERS(X)
#undef X
        NULL,
};

#define ROW(member, kind, help, least, most)                                                       \
    FIELD(struct company_row, member, kind, help, least, most)

const struct field_spec company_fields[] = {
    ROW(symbol, TEXT, "symbol", 1, SYMBOL_MAX - 1),
    ROW(about, TEXT, "what it does", 1, COMPANY_ABOUT_MAX - 1),
    FIELD_NAMED(struct company_row, driver, driver_words, "what moves it"),
    ROW(of, TEXT, "what it is a future on", 0, SYMBOL_MAX - 1),
    ROW(factor, FIX8, "currency for each point", 0, 1000000 * FIX8_ONE),
    ROW(weight, FIX8, "share of the fund", 0, FIX8_ONE),
    ROW(beta, FIX8, "moves with the market", 0, 3 * FIX8_ONE),
    ROW(eps, FIX8, "earnings for each share", 0, 1000000 * FIX8_ONE),
    ROW(book_value, FIX8, "book value for each share", 0, 10000000 * FIX8_ONE),
    ROW(growth, FIX8, "growth of earnings a year, fraction", -FIX8_ONE / 2, FIX8_ONE),
    ROW(dividend, FIX8, "dividend for each share a year", 0, 1000000 * FIX8_ONE),
    ROW(duration, FIX8, "per cent lost when rates rise by one", 0, 30 * FIX8_ONE),
    ROW(payments, U32, "payments a year", 0, MONTHLY),
    ROW(ex_day, U32, "days to the ex-date", 0, EX_DAY_MOST),
    ROW(report_day, U32, "days to the report", 0, REPORT_DAY_MOST),
    ROW(after_close, BOOL, "reports after the close", 0, 0),
    FIELD_END,
};

/* ---- checks ---- */

static int refuse(const char *member, const char *why, struct error *error) {
    error_set(error, ERROR_USAGE, "%s %s.", member, why);
    error_at(error, "%s", member);
    return ERROR_USAGE;
}

static int check_stock(const struct company_row *row, struct error *error) {
    if (row->eps == 0 || row->book_value == 0)
        return refuse(row->eps == 0 ? "eps" : "book_value", "of a stock must be above 0", error);
    if (row->report_day < REPORT_DAY_LEAST)
        return refuse("report_day", "of a stock must be 8 to 75", error);
    return 0;
}

static int check_row(const struct company_row *row, struct error *error) {
    int code = fields_check(company_fields, row, error);
    bool future = row->driver == DRIVER_PREMIUM || row->driver == DRIVER_CARRY;
    if (code != 0)
        return code;
    if ((row->of[0] != '\0') != future)
        return refuse("of", future ? "must name what it is a future on" : "is for futures", error);
    if ((row->factor > 0) != (row->driver == DRIVER_CARRY))
        return refuse("factor", "is for futures on an index, which need one", error);
    if (row->payments != 0 && row->payments != QUARTERLY && row->payments != MONTHLY)
        return refuse("payments", "must be 0, 4 or 12", error);
    if (row->payments == MONTHLY && row->ex_day > 20)
        return refuse("ex_day", "of a monthly payer must be at most 20", error);
    if (row->weight > 0 && row->driver != DRIVER_STOCK)
        return refuse("weight", "is for stocks", error);
    return row->driver == DRIVER_STOCK ? check_stock(row, error) : 0;
}

static bool weights_are_whole(const struct company_table *table) {
    fix8_t sum = 0;
    for (uint32_t i = 0; i < table->count; i++)
        sum += table->rows[i].weight;
    return sum == 0 || sum == FIX8_ONE;
}

const struct company_row *company_find(const struct company_table *table, const char *symbol) {
    for (uint32_t i = 0; i < table->count; i++) {
        if (text_compare_fold(table->rows[i].symbol, symbol) == 0)
            return &table->rows[i];
    }
    return NULL;
}

/* ---- the data file ---- */

/* Every key must be a member's: a misspelt one would be silently 0. */
static int check_keys(const cJSON *object, struct error *error) {
    const cJSON *member;
    cJSON_ArrayForEach(member, object) {
        if (field_find(company_fields, member->string) == NULL)
            return refuse(member->string, "is no member of a row", error);
    }
    return 0;
}

static bool is_needed(const struct field_spec *field) {
    return field->offset == offsetof(struct company_row, symbol) ||
           field->offset == offsetof(struct company_row, about) ||
           field->offset == offsetof(struct company_row, driver);
}

static int load_member(const struct field_spec *field, const cJSON *object, struct company_row *row,
                       struct error *error) {
    if (!is_needed(field) && cJSON_GetObjectItemCaseSensitive(object, field->name) == NULL)
        return 0;
    if (field->type == FIELD_BOOL) {
        bool flag = json_bool(object, field->name, error);
        memcpy((char *)row + field->offset, &flag, sizeof flag);
        return error->code;
    }
    const char *text = json_text(object, field->name, error);
    return error->code != 0 ? error->code : field_parse(field, row, text, error);
}

static int load_row(struct company_row *row, const cJSON *object, struct error *error) {
    memset(row, 0, sizeof *row);
    int code = check_keys(object, error);
    for (const struct field_spec *field = company_fields; code == 0 && field->name != NULL; field++)
        code = load_member(field, object, row, error);
    return code != 0 ? code : check_row(row, error);
}

static int load_rows(struct company_table *table, const cJSON *rows, struct error *error) {
    const cJSON *object;
    cJSON_ArrayForEach(object, rows) {
        struct company_row row;
        struct error inner = {0};
        if (table->count == INSTRUMENTS_MAX)
            return error_set(error, ERROR_USAGE, FILE_NAME ": more than %d rows.", INSTRUMENTS_MAX);
        if (load_row(&row, object, &inner) == 0 && company_find(table, row.symbol) != NULL)
            refuse("symbol", "stands in two rows", &inner);
        if (inner.code != 0) {
            error_set(error, ERROR_USAGE, FILE_NAME ", row %u (%s): %s", table->count + 1,
                      row.symbol, inner.sentence);
            error_at(error, "%s: %s", row.symbol, inner.place);
            return ERROR_USAGE;
        }
        table->rows[table->count++] = row;
    }
    return weights_are_whole(table)
               ? 0
               : error_set(error, ERROR_USAGE, FILE_NAME ": the weights must sum to 1.");
}

int companies_load(struct company_table *table, const void *bytes, size_t length,
                   struct error *error) {
    struct error first = {0};
    memset(table, 0, sizeof *table);
    cJSON *document = json_parse(FILE_NAME, bytes, length, error);
    if (document == NULL)
        return ERROR_USAGE;
    const cJSON *rows = json_array(document, "companies", &first);
    int code = first.code != 0 ? error_set(error, ERROR_USAGE, FILE_NAME ": %s", first.sentence)
                               : load_rows(table, rows, error);
    cJSON_Delete(document);
    return code;
}

/* ---- encoding ---- */

void companies_encode(const struct company_table *table, const struct sink *sink) {
    put_u32(sink, table->count);
    for (uint32_t i = 0; i < table->count; i++)
        fields_encode(company_fields, &table->rows[i], sink);
}

int companies_decode(struct company_table *table, struct source *source, struct error *error) {
    memset(table, 0, sizeof *table);
    uint32_t count = get_count(source, INSTRUMENTS_MAX);
    for (uint32_t i = 0; i < count; i++) {
        struct company_row *row = &table->rows[i];
        fields_decode(company_fields, row, source);
        if (source->bad || check_row(row, NULL) != 0 || company_find(table, row->symbol) != NULL)
            return error_set(error, ERROR_STORAGE, "The companies of a snapshot are damaged.");
        table->count++;
    }
    return !source->bad && weights_are_whole(table)
               ? 0
               : error_set(error, ERROR_STORAGE, "The companies of a snapshot are cut.");
}
