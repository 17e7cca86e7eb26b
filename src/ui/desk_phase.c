/* What a market that does not simply trade shows instead: an auction that gathers, a halt. */
#include <string.h>

#include "base/gametime.h"
#include "base/text.h"
#include "ui/amount.h"
#include "ui/desk.h"
#include "ui/words.h"
#include "ui/wrap.h"

#define BANNER_MAX       320
#define BANNER_ROWS      3 /* at most, whatever it says */
#define BANNER_ROWS_LEFT 5 /* of chart below it */

bool desk_gathers(const struct quote_info *quote) {
    const char *phase = view_phase_word(quote->phase);
    return !quote->open && strcmp(phase, "closed") != 0;
}

/* "41.20 x 1,250" */
static void indication_text(const struct listing_info *listing, const struct quote_info *quote,
                            char *text, size_t size) {
    if (quote->indicative_size == 0) {
        text_format(text, size, "nothing would trade yet");
        return;
    }
    char amount[FIX8_TEXT_MAX];
    fix8_format(quote->indicative_size, -1, true, amount, sizeof amount);
    text_format(text, size, "%s x %s", amount_price(listing, quote->indicative_price, true).text,
                amount);
}

/* Why it stands: the newest halt that was told of it. */
static const char *halt_reason(const struct view *view, const char *symbol) {
    const char *const *kinds = words_of_record(RECORD_NEWS, "kind");
    for (uint32_t i = 0; i < view->news_count; i++) {
        if (word_is(kinds, view->news[i].kind, "halt") && news_touches(&view->news[i], symbol)) {
            return view->news[i].text;
        }
    }
    return "The price moved too far too fast.";
}

/* "Auction 14:30: 41.20 x 1,250", "HALTED, auction 14:41: ..."; false: the market trades or sleeps.
 */
static bool banner_text(const struct view *view, const struct listing_info *listing,
                        const struct quote_info *quote, char *text) {
    if (!desk_gathers(quote)) {
        return false;
    }
    bool halted = quote->halt_until_ms != 0;
    int64_t ends = halted ? quote->halt_until_ms : quote->next_turn_ms;
    char when[GAMETIME_TEXT_MAX];
    char indication[2 * FIX8_TEXT_MAX];
    gametime_format(ends, GAMETIME_TIME, when, sizeof when);
    indication_text(listing, quote, indication, sizeof indication);
    if (halted) {
        text_format(text, BANNER_MAX, "HALTED, auction %s: %s. %s", when, indication,
                    halt_reason(view, listing->symbol));
    } else {
        bool opening = text_starts_fold(view_phase_word(quote->phase), "opening");
        text_format(text, BANNER_MAX, "%s %s: %s", opening ? "Auction" : "Closing auction", when,
                    indication);
    }
    return true;
}

struct region desk_banner_draw(const struct view *view, const struct listing_info *listing,
                               const struct quote_info *quote, const struct region *region) {
    char text[BANNER_MAX];
    struct rect rest = {0, 0, region->area.columns, region->area.rows};
    int most = region->area.rows - BANNER_ROWS_LEFT;
    most = most < BANNER_ROWS ? most : BANNER_ROWS;
    if (most < 1 || region->area.columns < 2 || !banner_text(view, listing, quote, text)) {
        return *region;
    }
    int rows = wrap_rows(text, region->area.columns - 2);
    rows = rows < most ? rows : most;
    struct rect place = {1, 0, region->area.columns - 2, rows};
    struct region banner = region_sub(region, place);
    struct style style = style_with(ROLE_WARNING, quote->halt_until_ms != 0 ? STYLE_REVERSE : 0);
    draw_blank(&banner, (struct rect){0, 0, place.columns, rows}, style);
    draw_wrapped(&banner, 0, style, text);
    rest.row = rows;
    rest.rows -= rows;
    return region_sub(region, rest);
}
