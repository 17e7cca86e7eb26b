/* What a player can read about an instrument: its card, and the calendar of what is known to come.
 */
#include <assert.h>
#include <string.h>

#include "base/text.h"
#include "game/game_state.h"
#include "game/seat.h"

uint32_t game_calendar(const struct game *game, struct calendar_row *rows, uint32_t most) {
    (void)game, (void)rows, (void)most;
    return 0;
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
    card->fee_percent = fees->rate * 100;
    card->fee_least = fees->minimum;
}
