#include "market/instrument.h"

#include <assert.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"

__extension__ typedef __int128 int128;

#define FILE_NAME "data/instruments.json"

const char *const asset_class_words[] = {
#define X(name, word, label) word,
    ASSET_CLASSES(X)
#undef X
        NULL,
};

const char *const asset_class_labels[] = {
#define X(name, word, label) label,
    ASSET_CLASSES(X)
#undef X
        NULL,
};

#define ROW(member, kind, help, least, most)                                                       \
    FIELD(struct instrument, member, kind, help, least, most)

const struct field_spec instrument_fields[] = {
    ROW(symbol, TEXT, "symbol", 1, SYMBOL_MAX - 1),
    ROW(name, TEXT, "name", 1, INSTRUMENT_NAME_MAX - 1),
    ROW(base, TEXT, "what is bought", 1, 7),
    ROW(quote, TEXT, "what is paid", 1, 7),
    ROW(sector, TEXT, "sector of a stock", 0, 23),
    FIELD_NAMED(struct instrument, class, asset_class_words, "class"),
    FIELD_NAMED(struct instrument, calendar, calendar_words, "trading hours"),
    ROW(start, FIX8, "price at the start", 1, 90000000000 * FIX8_ONE),
    ROW(spread, FIX8, "cost of 10,000 both ways, fraction", 1, FIX8_ONE / 5),
    ROW(tick, FIX8, "price step", 1, FIX8_MAX / INSTRUMENT_TICKS_MAX),
    ROW(lot, FIX8, "size step and smallest size", 1, 1000000 * FIX8_ONE),
    ROW(contract, FIX8, "units in a size of 1", 1, 1000000 * FIX8_ONE),
    ROW(largest, FIX8, "largest order size", 1, 1000000000 * FIX8_ONE),
    ROW(day_volatility, FIX8, "standard deviation of a day's return, fraction", 0, FIX8_ONE / 2),
    ROW(slippage, FIX8, "factor of the ticket's estimate", 1, 100 * FIX8_ONE),
    ROW(initial_margin, FIX8, "initial margin, fraction", 1, FIX8_ONE),
    ROW(maintenance_margin, FIX8, "maintenance margin, fraction", 1, FIX8_ONE),
    ROW(collar, FIX8, "reach of a market order, fraction", FIX8_ONE / 1000, FIX8_ONE / 2),
    ROW(active, BOOL, "listed", 0, 0),
    ROW(tradeable, BOOL, "can be traded", 0, 0),
    FIELD_END,
};

/* ---- checks ---- */

static int refuse(const char *member, const char *why, struct error *error) {
    error_set(error, ERROR_USAGE, "%s %s.", member, why);
    error_at(error, "%s", member);
    return ERROR_USAGE;
}

/* Sizes in units of `base`; exact because lot x contract is. */
static bool units_of(const struct instrument *row, int64_t lots, fix8_t *units) {
    fix8_t unit;
    return fix8_mul(row->lot, row->contract, FIX8_DOWN, &unit) &&
           !__builtin_mul_overflow(unit, lots, units);
}

int instrument_check(const struct instrument *row, struct error *error) {
    int code = fields_check(instrument_fields, row, error);
    int32_t ticks;
    int64_t lots;
    fix8_t down, up, value;
    if (code != 0)
        return code;
    if (!instrument_ticks(row, row->start, &ticks) || ticks > INSTRUMENT_TICKS_MAX)
        return refuse("start", "must be a whole number of ticks, at most a billion", error);
    if (!instrument_lots(row, row->largest, &lots))
        return refuse("largest", "must be a whole number of lots", error);
    if (!fix8_mul(row->lot, row->contract, FIX8_DOWN, &down) ||
        !fix8_mul(row->lot, row->contract, FIX8_UP, &up) || down != up || down == 0)
        return refuse("contract", "times lot must be exact in 8 decimals", error);
    if (!instrument_value(row, ticks, lots, &value))
        return refuse("largest", "must be worth less than 92 billion", error);
    return 0;
}

/* ---- the data file ---- */

static int load_member(const struct field_spec *field, const cJSON *object, struct instrument *row,
                       struct error *error) {
    if (field->type == FIELD_BOOL) {
        bool flag = json_bool(object, field->name, error);
        memcpy((char *)row + field->offset, &flag, sizeof flag);
        return error->code;
    }
    const char *text = json_text(object, field->name, error);
    return error->code != 0 ? error->code : field_parse(field, row, text, error);
}

static int load_row(struct instrument *row, const cJSON *object, struct error *error) {
    memset(row, 0, sizeof *row);
    for (const struct field_spec *field = instrument_fields; field->name != NULL; field++) {
        int code = load_member(field, object, row, error);
        if (code != 0)
            return code;
    }
    if (row->calendar == CALENDAR_TAPE)
        return refuse("calendar", "of a row in the data file cannot be a tape's", error);
    return instrument_check(row, error);
}

/* Puts the row before the sentence: `row 3 (KEST): tick must be ...`. */
static int fail_row(struct error *error, const struct error *inner, uint32_t number,
                    const char *symbol) {
    error_set(error, ERROR_USAGE, FILE_NAME ", row %u (%s): %s", number + 1, symbol,
              inner->sentence);
    error_at(error, "%s: %s", symbol, inner->place);
    return ERROR_USAGE;
}

static int load_rows(struct instrument_table *table, const cJSON *rows, struct error *error) {
    const cJSON *object;
    table->count = 0;
    cJSON_ArrayForEach(object, rows) {
        struct instrument row;
        struct error inner = {0};
        if (table->count == INSTRUMENTS_MAX)
            return error_set(error, ERROR_USAGE, FILE_NAME ": more than %d instruments.",
                             INSTRUMENTS_MAX);
        if (load_row(&row, object, &inner) == 0 && instrument_find(table, row.symbol) >= 0)
            refuse("symbol", "stands in two rows", &inner);
        if (inner.code != 0)
            return fail_row(error, &inner, table->count, row.symbol);
        table->rows[table->count++] = row;
    }
    return table->count > 0 ? 0 : error_set(error, ERROR_USAGE, FILE_NAME " has no rows.");
}

int instruments_load(struct instrument_table *table, const void *bytes, size_t length,
                     struct error *error) {
    struct error first = {0};
    memset(table, 0, sizeof *table);
    cJSON *document = json_parse(FILE_NAME, bytes, length, error);
    if (document == NULL)
        return ERROR_USAGE;
    const cJSON *rows = json_array(document, "instruments", &first);
    int code = first.code != 0 ? error_set(error, ERROR_USAGE, FILE_NAME ": %s", first.sentence)
                               : load_rows(table, rows, error);
    cJSON_Delete(document);
    return code;
}

/* ---- finding ---- */

int instrument_find(const struct instrument_table *table, const char *symbol) {
    for (uint32_t i = 0; i < table->count; i++) {
        if (text_compare_fold(table->rows[i].symbol, symbol) == 0)
            return (int)i;
    }
    return -1;
}

int instruments_select(struct instrument_table *table, const char *list, struct error *error) {
    bool keep[INSTRUMENTS_MAX] = {false};
    bool any = false;
    while (*list != '\0') {
        char symbol[SYMBOL_MAX];
        size_t length = strcspn(list, ", ");
        text_clean(list, length, symbol, sizeof symbol);
        int found = length < sizeof symbol ? instrument_find(table, symbol) : -1;
        if (length > 0 && found < 0)
            return error_set(error, ERROR_USAGE,
                             "There is no instrument \"%s\"; `outcry watch` lists them.", symbol);
        if (length > 0)
            any = keep[found] = true;
        list += length + (list[length] != '\0');
    }
    uint32_t kept = 0;
    for (uint32_t i = 0; i < table->count; i++) {
        if (keep[i] || !any)
            table->rows[kept++] = table->rows[i];
    }
    table->count = kept;
    return 0;
}

/* ---- edge conversions ---- */

bool instrument_ticks(const struct instrument *row, fix8_t price, int32_t *ticks) {
    assert(row->tick > 0);
    if (price <= 0 || price % row->tick != 0 || price / row->tick > INT32_MAX)
        return false;
    *ticks = (int32_t)(price / row->tick);
    return true;
}

bool instrument_lots(const struct instrument *row, fix8_t size, int64_t *lots) {
    assert(row->lot > 0);
    if (size <= 0 || size % row->lot != 0)
        return false;
    *lots = size / row->lot;
    return true;
}

fix8_t instrument_price(const struct instrument *row, int64_t ticks) {
    fix8_t price;
    bool fits = !__builtin_mul_overflow(row->tick, ticks, &price);
    assert(fits);
    return price;
}

fix8_t instrument_size(const struct instrument *row, int64_t lots) {
    fix8_t size;
    bool fits = !__builtin_mul_overflow(row->lot, lots, &size);
    assert(fits);
    return size;
}

bool instrument_value(const struct instrument *row, int64_t ticks, int64_t lots, fix8_t *value) {
    fix8_t price, units;
    return !__builtin_mul_overflow(row->tick, ticks, &price) && units_of(row, lots, &units) &&
           fix8_mul(price, units, FIX8_HALF_EVEN, value);
}

int instrument_price_decimals(const struct instrument *row) {
    return fix8_decimals(row->tick);
}

int instrument_size_decimals(const struct instrument *row) {
    return fix8_decimals(row->lot);
}

int64_t instrument_smallest_lots(const struct instrument *row, int32_t ticks,
                                 fix8_t smallest_value) {
    fix8_t units;
    bool fits = units_of(row, 1, &units);
    assert(fits && ticks > 0 && smallest_value >= 0);
    int128 lot_value = (int128)instrument_price(row, ticks) * units; /* scaled by 10^16 */
    int128 lots = ((int128)smallest_value * FIX8_ONE + lot_value - 1) / lot_value;
    return lots < 1 ? 1 : lots > INT64_MAX ? INT64_MAX : (int64_t)lots;
}

/* ---- encoding ---- */

void instruments_encode(const struct instrument_table *table, const struct sink *sink) {
    put_u32(sink, table->count);
    for (uint32_t i = 0; i < table->count; i++)
        fields_encode(instrument_fields, &table->rows[i], sink);
}

int instruments_decode(struct instrument_table *table, struct source *source, struct error *error) {
    memset(table, 0, sizeof *table);
    uint32_t count = get_count(source, INSTRUMENTS_MAX);
    for (uint32_t i = 0; i < count; i++) {
        struct instrument *row = &table->rows[i];
        fields_decode(instrument_fields, row, source);
        if (source->bad || instrument_check(row, NULL) != 0 ||
            instrument_find(table, row->symbol) >= 0)
            return error_set(error, ERROR_STORAGE, "The instruments of a snapshot are damaged.");
        table->count++;
    }
    return source->bad ? error_set(error, ERROR_STORAGE, "The instruments of a snapshot are cut.")
                       : 0;
}
