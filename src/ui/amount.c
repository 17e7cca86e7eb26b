#include "ui/amount.h"

#include <math.h>

#include "base/text.h"

#define CHANGE_MOST 9999.0

struct amount amount_price(const struct listing_info *listing, fix8_t price, bool grouped) {
    struct amount amount;
    fix8_format(price, listing->price_decimals, grouped, amount.text, sizeof amount.text);
    return amount;
}

struct amount amount_size(const struct listing_info *listing, fix8_t size) {
    struct amount amount;
    fix8_format(size, listing->size_decimals, true, amount.text, sizeof amount.text);
    return amount;
}

struct amount amount_money(fix8_t money) {
    struct amount amount;
    fix8_format(money, 2, true, amount.text, sizeof amount.text);
    return amount;
}

struct amount amount_money_plain(fix8_t money) {
    struct amount amount;
    fix8_format(money, 2, false, amount.text, sizeof amount.text);
    return amount;
}

struct amount amount_money_signed(fix8_t money) {
    struct amount amount;
    size_t sign = money > 0 ? 1 : 0;
    amount.text[0] = '+';
    fix8_format(money, 2, true, amount.text + sign, sizeof amount.text - sign);
    return amount;
}

double change_of(fix8_t now, fix8_t before) {
    return before > 0 ? (fix8_double(now) / fix8_double(before) - 1) * 100 : 0;
}

struct amount amount_change(enum glyph_level level, double percent, int decimals) {
    struct amount amount;
    double size = fmin(fabs(percent), CHANGE_MOST);
    bool none = size < (decimals == 1 ? 0.05 : 0.005);
    const char *sign = none          ? " "
                       : percent > 0 ? glyph_text(level, GLYPH_UP)
                                     : glyph_text(level, GLYPH_DOWN);
    text_format(amount.text, sizeof amount.text, "%s%.*f%%", sign, decimals, none ? 0 : size);
    return amount;
}
