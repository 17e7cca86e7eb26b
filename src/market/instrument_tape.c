#include "market/instrument.h"

#include <assert.h>
#include <string.h>

#include "base/text.h"
#include "market/path.h"
#include "market/tape.h"

#define LARGEST_VALUE (1000000 * FIX8_ONE) /* of the largest order, about */
#define LARGEST_LOTS  INT64_C(1000000000)  /* the same for what costs next to nothing */

/* The stock in the middle when all stocks stand in the order of their spreads, or NULL. */
static const struct instrument *median_stock(const struct instrument_table *table) {
    const struct instrument *sorted[INSTRUMENTS_MAX];
    uint32_t count = 0;
    for (uint32_t i = 0; i < table->count; i++) {
        const struct instrument *row = &table->rows[i];
        uint32_t at = count;
        if (row->class != CLASS_STOCK)
            continue;
        for (; at > 0 && sorted[at - 1]->spread > row->spread; at--)
            sorted[at] = sorted[at - 1];
        sorted[at] = row;
        count++;
    }
    return count > 0 ? sorted[count / 2] : NULL;
}

static const struct instrument *template_of(const struct instrument_table *like, const char *symbol,
                                            struct error *error) {
    if (symbol == NULL || *symbol == '\0') {
        const struct instrument *stock = median_stock(like);
        if (stock == NULL)
            error_set(error, ERROR_USAGE, "There is no stock whose costs a replay could take.");
        return stock;
    }
    int found = instrument_find(like, symbol);
    if (found < 0)
        error_set(error, ERROR_USAGE,
                  "There is no instrument \"%s\" whose class and costs a replay could take.",
                  symbol);
    return found < 0 ? NULL : &like->rows[found];
}

/* Lots worth about LARGEST_VALUE at the start: one digit and zeros. */
static int64_t largest_lots(const struct instrument *row) {
    int64_t lots = instrument_smallest_lots(row, (int32_t)(row->start / row->tick), LARGEST_VALUE);
    int64_t unit = 1;
    if (lots > LARGEST_LOTS)
        lots = LARGEST_LOTS;
    while (lots / unit >= 10)
        unit *= 10;
    return lots / unit * unit;
}

/* The tape's median spread as a fraction of the start price, within the field's limits. */
static fix8_t spread_of(const struct tape *tape, fix8_t start, fix8_t other) {
    fix8_t spread;
    if (tape->spread <= 0 || !fix8_div(tape->spread, start, FIX8_HALF_EVEN, &spread))
        return other;
    return spread < 1 ? 1 : spread > FIX8_ONE / 5 ? FIX8_ONE / 5 : spread;
}

int instrument_from_tape(struct instrument *row, const struct tape *tape,
                         const struct instrument_table *like, const char *like_symbol,
                         struct error *error) {
    assert(tape->count > 0 && tape->tick > 0);
    const struct instrument *template = template_of(like, like_symbol, error);
    if (template == NULL)
        return ERROR_USAGE;
    uint32_t history = tape_history_rows(tape);
    *row = *template;
    text_format(row->symbol, sizeof row->symbol, "%s", tape->symbol);
    text_format(row->name, sizeof row->name, "%s, replayed", tape->symbol);
    text_format(row->base, sizeof row->base, "%s", tape->symbol);
    row->calendar = CALENDAR_TAPE;
    row->start = history > 0 ? tape->rows[history - 1].close : tape->rows[0].open;
    row->tick = tape->tick;
    row->lot = FIX8_CENT;
    row->spread = spread_of(tape, row->start, template->spread);
    row->largest = instrument_size(row, largest_lots(row));
    row->active = row->tradeable = true;
    return instrument_check(row, error);
}
