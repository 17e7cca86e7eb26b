#include "ui/chart.h"

#include "ui/chart_place.h"

static int quarter(const struct chart *chart) {
    return chart->slots >= 4 ? chart->slots / 4 : 1;
}

/* The newest candle in sight: where a crosshair begins. */
static uint64_t newest_in_sight(const struct chart *chart, const struct chart_data *data) {
    uint64_t newest = chart_newest(data);
    uint64_t right = chart->anchor + (uint64_t)(chart->slots > 0 ? chart->slots - 1 : 0);
    return newest < right ? newest : right;
}

static void move_crosshair(struct chart *chart, const struct chart_data *data, int by) {
    if (!chart->crosshair) {
        chart->crosshair = true;
        chart->cross = newest_in_sight(chart, data);
        return;
    }
    if (by < 0 ? chart->cross > data->first : chart->cross < chart_newest(data)) {
        chart->cross = by < 0 ? chart->cross - 1 : chart->cross + 1;
    }
    if (chart->cross < chart->anchor) {
        chart_page(chart, data, -quarter(chart));
    } else if (chart->cross - chart->anchor >= (uint64_t)chart->slots) {
        chart_page(chart, data, quarter(chart));
    }
}

/* A page of half the width; the crosshair stays on the screen. */
static void page(struct chart *chart, const struct chart_data *data, int direction) {
    chart_page(chart, data, (int64_t)direction * quarter(chart) * 2);
    if (chart->crosshair) {
        uint64_t last = newest_in_sight(chart, data);
        chart->cross = chart->cross > last            ? last
                       : chart->cross < chart->anchor ? chart->anchor
                                                      : chart->cross;
    }
}

/* Another width of slots; what was at the right edge stays there. */
static void zoom(struct chart *chart, int by) {
    int to = chart->zoom + by;
    if (to < CHART_ZOOM_MIN || to > CHART_ZOOM_MAX) {
        return;
    }
    int slots = chart->plot.columns / to;
    if (chart->detached && slots < chart->slots) {
        chart->anchor += (uint64_t)(chart->slots - slots);
    } else if (chart->detached) {
        uint64_t more = (uint64_t)(slots - chart->slots);
        chart->anchor = chart->anchor > more ? chart->anchor - more : 0;
    }
    chart->zoom = to;
}

static bool chart_mouse(struct chart *chart, const struct chart_data *data, const struct key *key) {
    if (!rect_holds(&chart->plot, key->column, key->row)) {
        return false;
    }
    if (key->mouse == MOUSE_WHEEL_UP || key->mouse == MOUSE_WHEEL_DOWN) {
        page(chart, data, key->mouse == MOUSE_WHEEL_UP ? -1 : 1);
        return true;
    }
    int slot = (key->column - chart->plot.column) / chart->zoom;
    if (chart_candle_in(chart, data, slot) != NULL) {
        chart->crosshair = true;
        chart->cross = chart->anchor + (uint64_t)slot;
    }
    return true;
}

bool chart_key(struct chart *chart, const struct chart_data *data, const struct press *press) {
    if (data->count == 0 || chart->slots <= 0) {
        return false;
    }
    if (press->key.code == KEYCODE_MOUSE) {
        return chart_mouse(chart, data, &press->key);
    }
    if (chart->crosshair && press_action(press, CONTEXT_EVERYWHERE) == ACTION_BACK) {
        chart->crosshair = false;
        return true;
    }
    switch (press_action(press, CONTEXT_CHART)) {
    case ACTION_CROSSHAIR_LEFT:
        move_crosshair(chart, data, -1);
        return true;
    case ACTION_CROSSHAIR_RIGHT:
        move_crosshair(chart, data, 1);
        return true;
    case ACTION_CHART_BACK:
        page(chart, data, -1);
        return true;
    case ACTION_CHART_ON:
        page(chart, data, 1);
        return true;
    case ACTION_ZOOM_IN:
        zoom(chart, 1);
        return true;
    case ACTION_ZOOM_OUT:
        zoom(chart, -1);
        return true;
    case ACTION_CHART_RESET:
        chart_reset(chart);
        return true;
    default:
        return false;
    }
}
