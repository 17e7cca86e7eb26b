#include "support/fake_facts.h"

#include <string.h>

#include "base/gametime.h"
#include "base/mem.h"
#include "base/text.h"
#include "market/news.h"

#define NOW_MS INT64_C(1736778720000) /* Monday 13 January 2025, 14:32 */

/* Minutes before now, whether it is good, what it touches, what was said. */
static const struct {
    int minutes;
    uint8_t kind;
    bool good;
    const char *symbols, *text;
} said[] = {
    {1, NEWS_HALT, false, "KEST",
     "KEST is halted for 5 minutes: it fell 10.4 % within 5 minutes. It reopens by an auction."},
    {2, NEWS_COMPANY, false, "KEST,BELL",
     "Kestrel Works loses its largest customer, three papers say."},
    {95, NEWS_MARKET, true, "BTC-USD,BTC-FUT",
     "A large pension fund says it has begun to buy Bitcoin."},
    {260, NEWS_EARNINGS, true, "KEST",
     "Kestrel Works earned 0.74 a share last quarter, 0.08 more than expected."},
    {1600, NEWS_INFLATION, false, "SPX-FUT,BELL,BOND",
     "Consumer prices rose 3.4 % in a year, more than expected."},
    {2900, NEWS_HOLIDAY, true, "",
     "The exchange is closed on Monday 20 January: Martin Luther King Day."},
};

void fake_put_news(const struct sink *sink) {
    struct record rows[ARRAY_LEN(said)];
    memset(rows, 0, sizeof rows);
    for (size_t i = 0; i < ARRAY_LEN(said); i++) {
        rows[i].kind = RECORD_NEWS;
        rows[i].number = ARRAY_LEN(said) - i;
        rows[i].game_ms = NOW_MS - said[i].minutes * MINUTE_MS;
        rows[i].news.kind = said[i].kind;
        rows[i].news.good = said[i].good;
        text_format(rows[i].news.symbols, sizeof rows[i].news.symbols, "%s", said[i].symbols);
        text_format(rows[i].news.text, sizeof rows[i].news.text, "%s", said[i].text);
    }
    reply_put_records(rows, ARRAY_LEN(said), sink);
}

void fake_put_calendar(const struct sink *sink) {
    static const struct calendar_row rows[] = {
        {.ms = NOW_MS + 2 * DAY_MS - 62 * MINUTE_MS,
         .kind = "inflation",
         .text = "Consumer prices are published."},
        {.ms = NOW_MS + 3 * DAY_MS + 388 * MINUTE_MS,
         .kind = "earnings",
         .symbol = "KEST",
         .text = "Kestrel Works tells what it earned in the quarter."},
        {.ms = NOW_MS + 7 * DAY_MS - 872 * MINUTE_MS,
         .kind = "holiday",
         .text = "Martin Luther King Day: stocks and funds do not trade."},
        {.ms = NOW_MS + 9 * DAY_MS - 2 * MINUTE_MS,
         .kind = "ex-date",
         .symbol = "KEST",
         .text = "Ex-dividend: 0.20 a share to whoever holds it before."},
        {.ms = NOW_MS + 16 * DAY_MS + 268 * MINUTE_MS,
         .kind = "rates",
         .text = "The central bank decides on its rate."},
    };
    reply_put_calendar(rows, ARRAY_LEN(rows), sink);
}

void fake_put_card(const char *symbol, const struct sink *sink) {
    struct instrument_card card = {.class_label = "crypto",
                                   .hours = "always",
                                   .tick = FIX8_ONE / 2,
                                   .lot = 10000,
                                   .contract = FIX8_ONE,
                                   .largest = 20 * FIX8_ONE,
                                   .spread_percent = 10 * FIX8_CENT,
                                   .day_volatility_percent = 150 * FIX8_CENT,
                                   .collar_percent = 3 * FIX8_ONE,
                                   .fee_percent = 25 * FIX8_CENT};
    if (strcmp(symbol, "KEST") == 0) {
        card = (struct instrument_card){
            .class_label = "stock",
            .sector = "industry",
            .hours = "14:30 to 21:00 on weekdays; auctions from 14:25 and from 20:55",
            .tick = FIX8_CENT,
            .lot = FIX8_CENT,
            .contract = FIX8_ONE,
            .largest = 10000 * FIX8_ONE,
            .spread_percent = 6 * FIX8_CENT,
            .day_volatility_percent = 180 * FIX8_CENT,
            .collar_percent = 3 * FIX8_ONE,
            .fee_percent = 5 * FIX8_CENT,
            .fee_least = FIX8_ONE,
            .company = true,
            .eps = 290 * FIX8_CENT,
            .book_value = 2410 * FIX8_CENT,
            .dividend = 80 * FIX8_CENT,
            .price_earnings = 1421 * FIX8_CENT,
            .yield_percent = 194 * FIX8_CENT,
            .growth_percent = 6 * FIX8_ONE,
            .beta = 112 * FIX8_CENT,
            .next_earnings_ms = NOW_MS + 3 * DAY_MS + 388 * MINUTE_MS,
            .next_ex_ms = NOW_MS + 9 * DAY_MS - 2 * MINUTE_MS};
    }
    text_format(card.symbol, sizeof card.symbol, "%s", symbol);
    reply_put_card(&card, sink);
}
