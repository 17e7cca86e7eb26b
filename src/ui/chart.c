#include "ui/chart.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/gametime.h"
#include "base/mem.h"
#include "base/text.h"
#include "ui/chart_place.h"
#include "ui/scale.h"
#include "ui/wrap.h"

#define HALVES           2 /* half-cells of a row */
#define LABEL_MAX        32
#define LABEL_ROWS       3 /* at least this many rows between two prices on the axis */
#define TIME_COLUMNS     9 /* room of a time label with its distance */
#define ROWS_WITH_VOLUME 7
#define ROWS_WITH_TIME   9
#define VOLUME_SHARE     5 /* one row in five */
#define VOLUME_ROWS_MAX  4

enum half { HALF_NONE, HALF_WICK, HALF_BODY };

static const enum glyph halves[3][3] = {
    [HALF_NONE] = {GLYPH_COUNT, GLYPH_NONE_WICK, GLYPH_NONE_BODY},
    [HALF_WICK] = {GLYPH_WICK_NONE, GLYPH_WICK_WICK, GLYPH_WICK_BODY},
    [HALF_BODY] = {GLYPH_BODY_NONE, GLYPH_BODY_WICK, GLYPH_BODY_BODY},
};

/* One drawing: the chart's data and the regions its parts go to. */
struct canvas {
    const struct chart *chart;
    const struct chart_data *data;
    struct region gutter; /* prices, left of the plot and of the volume */
    struct region plot;
    struct region volume; /* no rows: none */
    struct region times;  /* no rows: none */
};

void chart_init(struct chart *chart) {
    *chart = (struct chart){.zoom = 2};
}

void chart_forget(struct chart *chart) {
    struct chart fresh = {.zoom = chart->zoom, .volume_off = chart->volume_off};
    *chart = fresh;
}

void chart_reset(struct chart *chart) {
    bool volume_off = chart->volume_off;
    chart_init(chart);
    chart->volume_off = volume_off;
}

/* ---- Geometry -------------------------------------------------------------------------------- */

static int slot_column(const struct chart *chart, int slot) {
    return slot * chart->zoom + (chart->zoom - 1) / 2;
}

/* Half-cell from the top that holds a price; beyond the plot when the price is. */
static int half_of(const struct canvas *canvas, double price) {
    const struct chart *chart = canvas->chart;
    double share = (chart->high - price) / (chart->high - chart->low);
    double half = floor(share * canvas->plot.area.rows * HALVES);
    return (int)fmax(-HALVES, fmin(half, (canvas->plot.area.rows + 1) * HALVES));
}

/* Row of a price, or -1 when it is not on the scale. */
static int row_of(const struct canvas *canvas, double price) {
    int half = half_of(canvas, price);
    return half < 0 || half >= canvas->plot.area.rows * HALVES ? -1 : half / HALVES;
}

static void price_label(const struct canvas *canvas, double price, int decimals, char *text) {
    double shown = fabs(price) < canvas->data->tick / 2 ? 0 : price;
    text_format(text, LABEL_MAX, "%.*f", decimals, shown);
}

static double axis_step(const struct chart *chart, const struct chart_data *data, int rows) {
    int parts = rows / LABEL_ROWS;
    return scale_step(chart->high - chart->low, parts > 0 ? parts : 1, data->tick);
}

/* Columns of the widest price this chart may have to write, ticks included. */
static int gutter_columns(const struct chart *chart, const struct chart_data *data) {
    int decimals = scale_decimals(data->tick);
    char low[LABEL_MAX];
    char high[LABEL_MAX];
    text_format(low, sizeof low, "%.*f", decimals, chart->low);
    text_format(high, sizeof high, "%.*f", decimals, chart->high);
    return (int)fmax((double)text_width(low), (double)text_width(high)) + 1;
}

static struct canvas lay_out(struct chart *chart, const struct chart_data *data,
                             const struct region *region, int gutter) {
    int rows = region->area.rows;
    int columns = region->area.columns - gutter;
    int times = rows >= ROWS_WITH_TIME ? 1 : 0;
    int volume = 0;
    if (!chart->volume_off && rows >= ROWS_WITH_VOLUME) {
        volume = rows / VOLUME_SHARE;
        volume = volume > VOLUME_ROWS_MAX ? VOLUME_ROWS_MAX : volume;
    }
    int plot = rows - times - volume;
    struct canvas canvas = {.chart = chart, .data = data};
    canvas.gutter = region_sub(region, (struct rect){0, 0, gutter, rows - times});
    canvas.plot = region_sub(region, (struct rect){gutter, 0, columns, plot});
    canvas.volume = region_sub(region, (struct rect){gutter, plot, columns, volume});
    canvas.times = region_sub(region, (struct rect){gutter, rows - times, columns, times});
    return canvas;
}

/* ---- Axes ------------------------------------------------------------------------------------ */

static void draw_price_axis(const struct canvas *canvas) {
    const struct chart *chart = canvas->chart;
    const struct region *gutter = &canvas->gutter;
    int edge = gutter->area.columns - 1;
    draw_vertical(gutter, edge, 0, gutter->area.rows);
    double step = axis_step(chart, canvas->data, canvas->plot.area.rows);
    int decimals = scale_decimals(step);
    double first = ceil(chart->low / step);
    double last = floor(chart->high / step);
    for (double n = first; n <= last; n++) {
        int row = row_of(canvas, n * step);
        if (row >= 0) {
            char label[LABEL_MAX];
            price_label(canvas, n * step, decimals, label);
            draw_number(gutter, (struct rect){0, row, edge, 1}, style_of(ROLE_TEXT), label);
            draw_glyph(gutter, edge, row, style_of(ROLE_RULE), GLYPH_AXIS_TICK);
        }
    }
}

/* The last price on the axis, and a line from the newest candle to the right edge. */
static void draw_last(const struct canvas *canvas) {
    double last = canvas->data->last;
    int row = isnan(last) ? -1 : row_of(canvas, last);
    if (row < 0) {
        return;
    }
    char label[LABEL_MAX];
    price_label(canvas, last, scale_decimals(canvas->data->tick), label);
    int edge = canvas->gutter.area.columns - 1;
    struct style tag = style_with(ROLE_ACCENT, STYLE_REVERSE);
    draw_number(&canvas->gutter, (struct rect){0, row, edge, 1}, tag, label);
    uint64_t newest = chart_newest(canvas->data);
    if (newest >= canvas->chart->anchor &&
        newest - canvas->chart->anchor < (uint64_t)canvas->chart->slots) {
        int slot = (int)(newest - canvas->chart->anchor);
        int start = (slot + 1) * canvas->chart->zoom;
        struct rect line = {start, row, canvas->plot.area.columns - start, 1};
        draw_fill(&canvas->plot, line, style_of(ROLE_ACCENT), GLYPH_LAST_LINE);
    }
}

static int64_t period_of(int64_t ms, int64_t step) {
    int64_t shift = step >= WEEK_MS ? 3 * DAY_MS : 0; /* weeks begin on Monday */
    return floor_to(ms + shift, step);
}

static void time_label(int64_t ms, int64_t step, bool new_day, char *text) {
    char clock[GAMETIME_TEXT_MAX];
    if (step >= 364 * DAY_MS) {
        text_format(text, LABEL_MAX, "%d", civil_of(ms).year);
    } else if (step >= DAY_MS || new_day) {
        gametime_format(ms, GAMETIME_CLOCK, clock, sizeof clock); /* Mon 13 Jan 14:30 */
        text_format(text, LABEL_MAX, "%.6s", clock + 4);
    } else {
        gametime_format(ms, GAMETIME_TIME, clock, sizeof clock);
        text_format(text, LABEL_MAX, "%s", clock);
    }
}

static void draw_time_axis(const struct canvas *canvas) {
    const struct chart *chart = canvas->chart;
    int apart = (TIME_COLUMNS + chart->zoom - 1) / chart->zoom;
    int64_t step = scale_time_step(canvas->data->frame_ms * apart);
    int64_t before = INT64_MIN;
    int free_from = 0;
    for (int slot = 0; slot < chart->slots; slot++) {
        const struct chart_candle *candle = chart_candle_in(chart, canvas->data, slot);
        if (candle == NULL) {
            continue;
        }
        bool new_period = before == INT64_MIN
                              ? period_of(candle->ms, step) == candle->ms
                              : period_of(before, step) != period_of(candle->ms, step);
        bool new_day = before != INT64_MIN && day_of(before) != day_of(candle->ms);
        before = candle->ms;
        if (!new_period) {
            continue;
        }
        char label[LABEL_MAX];
        time_label(candle->ms, step, new_day, label);
        int column = slot_column(chart, slot);
        if (column >= free_from && column + (int)text_width(label) <= canvas->times.area.columns) {
            free_from = draw_text(&canvas->times, column, 0, style_of(ROLE_TEXT), label) + 2;
        }
    }
}

/* ---- Candles --------------------------------------------------------------------------------- */

static enum style_role candle_role(const struct chart_candle *candle) {
    return candle->close < candle->open ? ROLE_DOWN : ROLE_UP;
}

static enum half half_kind(int half, const int *wick, const int *body) {
    if (half >= body[0] && half <= body[1]) {
        return HALF_BODY;
    }
    return half >= wick[0] && half <= wick[1] ? HALF_WICK : HALF_NONE;
}

/* A rising candle is hollow where its colour is not seen. */
static void draw_candle(const struct canvas *canvas, const struct chart_candle *candle,
                        int column) {
    int wick[2] = {half_of(canvas, candle->high), half_of(canvas, candle->low)};
    int body[2] = {half_of(canvas, fmax(candle->open, candle->close)),
                   half_of(canvas, fmin(candle->open, candle->close))};
    struct style style = style_of(candle_role(candle));
    const struct surface *surface = canvas->plot.surface;
    bool hollow = style.role == ROLE_UP && (surface->plain || surface->level == GLYPHS_ASCII);
    for (int row = 0; row < canvas->plot.area.rows; row++) {
        enum half upper = half_kind(row * HALVES, wick, body);
        enum half lower = half_kind(row * HALVES + 1, wick, body);
        bool has_body = upper == HALF_BODY || lower == HALF_BODY;
        enum glyph glyph = hollow && has_body ? GLYPH_BODY_RISING : halves[upper][lower];
        if (glyph != GLYPH_COUNT) {
            draw_glyph(&canvas->plot, column, row, style, glyph);
        }
    }
}

static double volume_top(const struct canvas *canvas) {
    double most = 0;
    for (int slot = 0; slot < canvas->chart->slots; slot++) {
        const struct chart_candle *candle = chart_candle_in(canvas->chart, canvas->data, slot);
        most = candle != NULL ? fmax(most, candle->volume) : most;
    }
    return most > 0 ? scale_step(most, 1, 0) : 0;
}

/* Full bars for rising candles, hollow ones for falling: told apart without colour. */
static void draw_volume_bar(const struct canvas *canvas, const struct chart_candle *candle,
                            int column, double top) {
    bool down = candle_role(candle) == ROLE_DOWN;
    int rows = canvas->volume.area.rows;
    int filled = (int)ceil(candle->volume / top * rows * HALVES);
    for (int row = rows - 1; row >= 0 && filled > 0; row--, filled -= HALVES) {
        enum glyph glyph = filled >= HALVES ? (down ? GLYPH_VOLUME_DOWN : GLYPH_VOLUME_UP)
                                            : (down ? GLYPH_VOLUME_DOWN_LOW : GLYPH_VOLUME_UP_LOW);
        draw_glyph(&canvas->volume, column, row, style_of(ROLE_VOLUME), glyph);
    }
}

static void draw_candles(const struct canvas *canvas) {
    double top = volume_top(canvas);
    for (int slot = 0; slot < canvas->chart->slots; slot++) {
        const struct chart_candle *candle = chart_candle_in(canvas->chart, canvas->data, slot);
        if (candle == NULL) {
            continue;
        }
        int column = slot_column(canvas->chart, slot);
        draw_candle(canvas, candle, column);
        if (top > 0) {
            draw_volume_bar(canvas, candle, column, top);
        }
    }
}

/* ---- What belongs to the player -------------------------------------------------------------- */

static void draw_level_lines(const struct canvas *canvas) {
    for (size_t i = 0; i < canvas->data->level_count; i++) {
        const struct chart_level *level = &canvas->data->levels[i];
        int row = row_of(canvas, level->price);
        if (row >= 0) {
            struct rect line = {0, row, canvas->plot.area.columns, 1};
            draw_fill(&canvas->plot, line, style_of((enum style_role)level->role), GLYPH_LAST_LINE);
        }
    }
}

/* At the left, away from the newest candles and the marks on them. */
static void draw_level_labels(const struct canvas *canvas) {
    for (size_t i = 0; i < canvas->data->level_count; i++) {
        const struct chart_level *level = &canvas->data->levels[i];
        int row = row_of(canvas, level->price);
        if (row >= 0 && level->label != NULL) {
            draw_text(&canvas->plot, 0, row, style_of((enum style_role)level->role), level->label);
        }
    }
}

/* Number of the candle in whose time `ms` falls; false when it is before the first. */
static bool candle_at(const struct chart_data *data, int64_t ms, uint64_t *number) {
    size_t low = 0;
    size_t high = data->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (data->candles[middle].ms <= ms) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == 0) {
        return false;
    }
    *number = data->first + low - 1;
    return true;
}

/* Own fills, beside their candle where there is a gap between candles. */
static void draw_marks(const struct canvas *canvas) {
    for (size_t i = 0; i < canvas->data->mark_count; i++) {
        const struct chart_mark *mark = &canvas->data->marks[i];
        uint64_t number;
        int row = row_of(canvas, mark->price);
        if (row < 0 || !candle_at(canvas->data, mark->ms, &number) ||
            number < canvas->chart->anchor ||
            number - canvas->chart->anchor >= (uint64_t)canvas->chart->slots) {
            continue;
        }
        int slot = (int)(number - canvas->chart->anchor);
        int column = slot_column(canvas->chart, slot) + (canvas->chart->zoom > 1 ? 1 : 0);
        draw_glyph(&canvas->plot, column, row, style_with(ROLE_OWN, STYLE_BOLD),
                   mark->kind == CHART_MARK_BUY ? GLYPH_BUY_MARK : GLYPH_SELL_MARK);
    }
}

/* ---- Crosshair ------------------------------------------------------------------------------- */

/* "13 Jan 14:30 O50400.0 H50437.5 L50395.0 C50412.5 +0.02% V12.3"; breaks between the numbers. */
static void readout(const struct chart_data *data, const struct chart_candle *candle, char *text,
                    size_t size) {
    char when[GAMETIME_TEXT_MAX];
    char volume[LABEL_MAX];
    bool daily = data->frame_ms >= DAY_MS;
    gametime_format(candle->ms, daily ? GAMETIME_DATE : GAMETIME_CLOCK, when, sizeof when);
    scale_short(candle->volume, volume, sizeof volume);
    int decimals = scale_decimals(data->tick);
    double change = candle->open > 0 ? (candle->close / candle->open - 1) * 100 : 0;
    text_format(text, size, "%s O%.*f H%.*f L%.*f C%.*f %+.2f%% V%s", when + (daily ? 0 : 4),
                decimals, candle->open, decimals, candle->high, decimals, candle->low, decimals,
                candle->close, change, volume);
}

static void draw_crosshair(const struct canvas *canvas) {
    const struct chart *chart = canvas->chart;
    if (!chart->crosshair || chart->cross < chart->anchor) {
        return;
    }
    uint64_t slot = chart->cross - chart->anchor;
    const struct chart_candle *candle =
        slot < (uint64_t)chart->slots ? chart_candle_in(chart, canvas->data, (int)slot) : NULL;
    if (candle == NULL) {
        return;
    }
    int column = slot_column(chart, (int)slot);
    const struct rect *area = &canvas->plot.area;
    for (int row = 0; row < area->rows; row++) {
        const struct cell *cell =
            surface_cell(canvas->plot.surface, area->column + column, area->row + row);
        if (cell_is_blank(cell)) {
            draw_glyph(&canvas->plot, column, row, style_of(ROLE_CROSSHAIR), GLYPH_CROSS_LINE);
        }
    }
    char text[LABEL_MAX * 5];
    readout(canvas->data, candle, text, sizeof text);
    struct rect top = {0, 0, area->columns, wrap_rows(text, area->columns)};
    draw_blank(&canvas->plot, top, style_of(ROLE_TEXT));
    draw_wrapped(&canvas->plot, 0, style_of(ROLE_TEXT), text);
    draw_cursor(&canvas->plot, column, half_of(canvas, candle->close) / HALVES);
}

/* Places candles and fits prices; twice, since the width of the prices decides how many candles are
 * in sight and those decide the prices. Returns the columns of the price axis. */
static int fit_both(struct chart *chart, const struct chart_data *data, int columns) {
    int gutter = 0;
    for (int round = 0; round < 2; round++) {
        gutter = chart->high > chart->low ? gutter_columns(chart, data) : 0;
        chart_place(chart, data, columns > gutter ? columns - gutter : 0);
        chart_fit(chart, data);
    }
    return gutter;
}

void chart_draw(struct chart *chart, const struct chart_data *data, const struct region *region) {
    assert(data->count == 0 || (data->frame_ms > 0 && data->tick > 0));
    draw_cursor(region, 0, 0);
    if (data->count == 0) {
        chart->plot = (struct rect){.columns = 0};
        if (data->empty != NULL) {
            struct rect inside = {1, 0, region->area.columns - 1, region->area.rows};
            struct region text = region_sub(region, inside);
            draw_wrapped(&text, 0, style_of(ROLE_DIM), data->empty);
        }
        return;
    }
    int gutter = fit_both(chart, data, region->area.columns);
    struct canvas canvas = lay_out(chart, data, region, gutter);
    chart->plot = canvas.plot.area;
    if (canvas.plot.area.rows <= 0 || chart->slots <= 0) {
        return;
    }
    draw_price_axis(&canvas);
    draw_level_lines(&canvas);
    draw_last(&canvas);
    draw_candles(&canvas);
    draw_level_labels(&canvas);
    draw_marks(&canvas);
    draw_time_axis(&canvas);
    draw_crosshair(&canvas);
}
