/* Numbers as players read them. Results are small structs so that they can stand right among the
 * arguments of a printf: amount_price(listing, price).text */
#ifndef UI_AMOUNT_H
#define UI_AMOUNT_H

#include <stdbool.h>

#include "base/fix8.h"
#include "game/event.h"
#include "ui/glyph.h"
#include "ui/surface.h"

#define AMOUNT_MAX (FIX8_TEXT_MAX + 8)

struct amount {
    char text[AMOUNT_MAX];
};

/* With the listing's decimals; `grouped` puts commas between thousands. */
struct amount amount_price(const struct listing_info *listing, fix8_t price, bool grouped);
struct amount amount_size(const struct listing_info *listing, fix8_t size);

struct amount amount_money(fix8_t money);        /* "10,412.77" */
struct amount amount_money_plain(fix8_t money);  /* "10412.77" */
struct amount amount_money_signed(fix8_t money); /* "+12.50" */

/* Percent that `now` is over `before`; 0 when there is no before. */
double change_of(fix8_t now, fix8_t before);

/* "▲1.24%" at two decimals, or one. */
struct amount amount_change(enum glyph_level level, double percent, int decimals);

#endif
