/* Where a chart's parts stand: shared by the drawing and the keys of chart.h, and by nobody else.
 */
#ifndef UI_CHART_PLACE_H
#define UI_CHART_PLACE_H

#include "ui/chart.h"

/* Number of the newest candle; the series is not empty. */
uint64_t chart_newest(const struct chart_data *data);

/* The candle in a slot; NULL when there is none. */
const struct chart_candle *chart_candle_in(const struct chart *chart, const struct chart_data *data,
                                           int slot);

/* Sets slots and anchor for a plot this wide: follows the newest candle by quarters of the width
 * unless the player paged away. */
void chart_place(struct chart *chart, const struct chart_data *data, int columns);

/* Moves the anchor; finds out whether the newest candle is in sight again. */
void chart_page(struct chart *chart, const struct chart_data *data, int64_t slots);

/* Fits the price scale to the candles in sight, leaving it alone while it still serves. */
void chart_fit(struct chart *chart, const struct chart_data *data);

#endif
