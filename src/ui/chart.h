/* The chart canvas: candles with volume, price and time axis, last price, crosshair, own marks,
 * over plain arrays.
 *
 * Candles keep their columns: the candle of number n always stands in slot n - anchor, and the
 * anchor moves by a quarter of the width at a time, so that between bars only the last one is
 * drawn anew. A row holds two half-cells for bodies and wicks. */
#ifndef UI_CHART_H
#define UI_CHART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ui/keys.h"
#include "ui/surface.h"

struct chart_candle {
    int64_t ms; /* start of the bar, game time */
    double open, high, low, close;
    double volume;
};

enum chart_mark_kind { CHART_MARK_BUY, CHART_MARK_SELL }; /* the player's own fills */

struct chart_mark {
    int64_t ms;
    double price;
    uint8_t kind; /* enum chart_mark_kind */
};

struct chart_level {
    double price;      /* a working order, an entry */
    const char *label; /* short: "buy 0.04"; may be NULL */
    uint8_t role;      /* enum style_role */
};

/* What is drawn; all borrowed, candles and marks in order of time. */
struct chart_data {
    const struct chart_candle *candles;
    size_t count;
    uint64_t first;   /* number of candles[0] since the series began: keeps columns fixed */
    int64_t frame_ms; /* bar length, > 0 */
    double tick;      /* price step, > 0: decimals of the axis */
    const struct chart_mark *marks;
    size_t mark_count;
    const struct chart_level *levels;
    size_t level_count;
    double last;       /* last price; NaN: none */
    const char *empty; /* what to say when there are no candles */
};

#define CHART_ZOOM_MIN 1 /* columns of a slot */
#define CHART_ZOOM_MAX 4

/* What the player has chosen, and where things stand. Zero with zoom set is a fresh chart. */
struct chart {
    int zoom; /* columns of a slot: 2 is a candle and a gap */
    bool volume_off;
    bool placed;     /* anchor is meaningful */
    bool detached;   /* paged back: the newest candle is not followed */
    bool crosshair;  /* shown, on candle number `cross` */
    uint64_t anchor; /* number of the candle in the first slot */
    uint64_t cross;
    int slots;        /* in the plot when last drawn */
    double low, high; /* the price scale, kept until something leaves it or half of it is empty */
    struct rect plot; /* on the surface when last drawn: for the mouse */
};

void chart_init(struct chart *chart);
void chart_reset(struct chart *chart);  /* newest candles, usual width, no crosshair */
void chart_forget(struct chart *chart); /* other symbol or time frame: places anew, keeps zoom */
void chart_draw(struct chart *chart, const struct chart_data *data, const struct region *region);

/* Crosshair, paging, zoom, wheel, click. True when the key was used. Esc takes the crosshair away.
 */
bool chart_key(struct chart *chart, const struct chart_data *data, const struct press *press);

#endif
