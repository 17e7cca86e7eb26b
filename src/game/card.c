/* What a player can read about an instrument: its card, and the calendar of what is known to come.
 */
#include <assert.h>
#include <string.h>

#include "base/text.h"
#include "game/game_state.h"
#include "game/seat.h"

#define CALENDAR_MOST 100

uint32_t game_calendar(const struct game *game, struct calendar_row *rows, uint32_t most) {
    struct calendar_item items[CALENDAR_MOST];
    if (game->chapter.chapter == 0 || game->chapter.market != MARKET_SIM) {
        return 0; /* what comes on a tape nobody announces */
    }
    most = most < CALENDAR_MOST ? most : CALENDAR_MOST;
    size_t count = economy_calendar(&game->market.economy, game->now_ms, items, most);
    for (size_t i = 0; i < count; i++) {
        memset(&rows[i], 0, sizeof rows[i]);
        rows[i].ms = items[i].ms;
        text_format(rows[i].kind, sizeof rows[i].kind, "%s", news_kind_words[items[i].kind]);
        text_format(rows[i].text, sizeof rows[i].text, "%s", items[i].text);
        if (items[i].instrument >= 0) {
            text_format(rows[i].symbol, sizeof rows[i].symbol, "%s",
                        game->market.table.rows[items[i].instrument].symbol);
        }
    }
    return (uint32_t)count;
}

static const struct broker_profile *profile_of(const struct game *game, uint32_t player) {
    const struct broker *broker = &game->broker;
    for (uint32_t i = 0; i < broker->account_count; i++) {
        if (broker->accounts[i].player == player) {
            return &broker->table.rows[broker->accounts[i].broker];
        }
    }
    return &broker->table.rows[0];
}

static const char *const hours[CALENDAR_COUNT] = {
    [CALENDAR_ALWAYS] = "always",
    [CALENDAR_FOREX] = "Sunday 22:00 to Friday 22:00",
    [CALENDAR_FUTURES] = "Sunday 22:00 to Friday 21:00, but for 21:00 to 22:00",
    [CALENDAR_EXCHANGE] = "14:30 to 21:00 on weekdays; auctions from 14:25 and from 20:55",
    [CALENDAR_TAPE] = "where the tape has bars",
};

/* For eyes only; what is too large for a card is not there. */
static fix8_t figure(double value) {
    bool fits = value > -1e9 && value < 1e9;
    return fits ? (fix8_t)(value * (double)FIX8_ONE + (value < 0 ? -0.5 : 0.5)) : 0;
}

static void fill_company(const struct game *game, int instrument, struct instrument_card *card) {
    const struct economy *economy = &game->market.economy;
    struct company company;
    if (game->chapter.market != MARKET_SIM) {
        return;
    }
    int64_t expiry = economy_expiry(economy, instrument);
    card->expires_ms = expiry < GAMETIME_MAX ? expiry : 0;
    if (!economy_company(economy, instrument, &company)) {
        return;
    }
    card->company = true;
    card->eps = company.eps;
    card->book_value = company.book_value;
    card->dividend = company.dividend;
    card->price_earnings = figure(company.pe);
    card->yield_percent = figure(company.yield * 100);
    card->growth_percent = figure(company.growth * 100);
    card->beta = figure(company.beta);
    card->next_earnings_ms = company.next_earnings_ms;
    card->next_ex_ms = company.next_ex_ms;
    text_format(card->about, sizeof card->about, "%s", company.about);
}

void game_card(const struct game *game, uint32_t player, int instrument,
               struct instrument_card *card) {
    assert(instrument >= 0 && (uint32_t)instrument < game->market.table.count);
    const struct instrument *row = &game->market.table.rows[instrument];
    const struct fee_rule *fees = &profile_of(game, player)->rules[row->class];
    memset(card, 0, sizeof *card);
    text_format(card->symbol, sizeof card->symbol, "%s", row->symbol);
    text_format(card->name, sizeof card->name, "%s", row->name);
    text_format(card->class_label, sizeof card->class_label, "%s", asset_class_labels[row->class]);
    card->tick = row->tick;
    card->lot = row->lot;
    card->contract = row->contract;
    card->largest = row->largest;
    text_format(card->sector, sizeof card->sector, "%s", row->sector);
    card->spread_percent = row->spread * 100;
    card->day_volatility_percent = row->day_volatility * 100;
    card->collar_percent = row->collar * 100;
    text_format(card->hours, sizeof card->hours, "%s", hours[row->calendar]);
    fill_company(game, instrument, card);
    card->fee_percent = fees->rate * 100;
    card->fee_least = fees->minimum;
}
