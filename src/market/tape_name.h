/* What the name of a candle file tells: XBTUSD_60.csv, 20131007_spy_minute_trade.csv, aapl.us.txt.
 */
#ifndef MARKET_TAPE_NAME_H
#define MARKET_TAPE_NAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "market/instrument.h"

struct tape_name {
    char symbol[SYMBOL_MAX]; /* the first word that is no date, number or source; else "TAPE" */
    bool has_day;
    int64_t day_ms;      /* of the first yyyymmdd in the name */
    int64_t bar_hint_ms; /* from a last word such as _60, in minutes; 0 for none */
};

struct tape_name tape_name_read(const char *file_name);

/* Makes a symbol of foreign text: capitals, digits, '.' and '-', the rest dropped, cut to fit.
 * False (and "" ) when nothing is left. */
bool tape_symbol_make(const char *text, size_t length, char symbol[SYMBOL_MAX]);

/* The bar length that a period column names: "D", "W", "M", or minutes; 0 for anything else. */
int64_t tape_period_ms(const char *text, size_t length);

#endif
