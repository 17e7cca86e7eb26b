#include "ui/chart_place.h"

#include <assert.h>
#include <math.h>

#define SCALE_MARGIN 0.06 /* of the span, above and below */
#define SCALE_USED   0.4  /* less of the scale in use: fit anew */
#define SPAN_TICKS   8    /* least span: a still market is not blown up */

uint64_t chart_newest(const struct chart_data *data) {
    assert(data->count > 0);
    return data->first + data->count - 1;
}

const struct chart_candle *chart_candle_in(const struct chart *chart, const struct chart_data *data,
                                           int slot) {
    uint64_t number = chart->anchor + (uint64_t)slot;
    if (slot < 0 || slot >= chart->slots || number < data->first ||
        number - data->first >= data->count) {
        return NULL;
    }
    return &data->candles[number - data->first];
}

/* The newest candle three quarters across, but no empty slots on the left. */
static void place_fresh(struct chart *chart, const struct chart_data *data) {
    uint64_t across = (uint64_t)(chart->slots - chart->slots / 4);
    uint64_t newest = chart_newest(data);
    chart->anchor = data->count > across ? newest + 1 - across : data->first;
    chart->placed = true;
    chart->detached = false;
}

static bool in_sight(const struct chart *chart, uint64_t number) {
    return number >= chart->anchor && number - chart->anchor < (uint64_t)chart->slots;
}

void chart_place(struct chart *chart, const struct chart_data *data, int columns) {
    assert(chart->zoom >= CHART_ZOOM_MIN && chart->zoom <= CHART_ZOOM_MAX);
    int slots = columns / chart->zoom;
    if (slots != chart->slots && !chart->detached) {
        chart->placed = false;
    }
    chart->slots = slots;
    uint64_t newest = chart_newest(data);
    bool lost = chart->anchor > newest || chart->anchor + (uint64_t)slots <= data->first;
    if (!chart->placed || lost) {
        place_fresh(chart, data);
    }
    uint64_t quarter = slots >= 4 ? (uint64_t)slots / 4 : 1;
    while (!chart->detached && slots > 0 && !in_sight(chart, newest)) {
        chart->anchor += quarter;
    }
    if (chart->crosshair && (chart->cross < data->first || chart->cross > newest)) {
        chart->crosshair = false;
    }
}

void chart_page(struct chart *chart, const struct chart_data *data, int64_t slots) {
    uint64_t newest = chart_newest(data);
    int64_t least = (int64_t)data->first;
    int64_t most = (int64_t)newest - chart->slots / 2;
    int64_t anchor = (int64_t)chart->anchor + slots;
    anchor = anchor > most ? most : anchor;
    anchor = anchor < least ? least : anchor;
    chart->anchor = (uint64_t)anchor;
    chart->detached = !in_sight(chart, newest);
}

void chart_fit(struct chart *chart, const struct chart_data *data) {
    double low = HUGE_VAL;
    double high = -HUGE_VAL;
    for (int slot = 0; slot < chart->slots; slot++) {
        const struct chart_candle *candle = chart_candle_in(chart, data, slot);
        if (candle != NULL) {
            low = fmin(low, candle->low);
            high = fmax(high, candle->high);
        }
    }
    if (!(low <= high)) {
        return;
    }
    double span = fmax(high - low, SPAN_TICKS * data->tick);
    bool outside = low < chart->low || high > chart->high;
    bool empty = span < SCALE_USED * (chart->high - chart->low);
    if (outside || empty || !(chart->high > chart->low)) {
        double middle = (low + high) / 2;
        chart->low = middle - span * (0.5 + SCALE_MARGIN);
        chart->high = middle + span * (0.5 + SCALE_MARGIN);
    }
}
