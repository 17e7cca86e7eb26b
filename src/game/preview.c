/* What an order would come to: the same order placed in a copy of the game's books and forgotten.
 */
#include <string.h>

#include "base/text.h"
#include "broker/estimate.h"
#include "game/game_state.h"
#include "game/seat.h"

void game_preview(const struct game *game, uint32_t player, const struct order_place *order,
                  struct preview *preview) {
    memset(preview, 0, sizeof *preview);
    struct error error = {0};
    int instrument = instrument_find(&game->market.table, order->symbol);
    uint32_t account = game_account_of(game, player);
    if (instrument < 0 || account == 0) {
        preview->code =
            error_set(&error, ERROR_REFUSED, "There is no %s in this market.", order->symbol);
    } else {
        struct order_request request = game_request(order, account, instrument);
        struct order_estimate estimate;
        preview->code = broker_estimate(&game->broker, &game->market, &request, game->now_ms,
                                        &estimate, &error);
        preview->average = estimate.average;
        preview->worst = estimate.worst;
        preview->value = estimate.value;
        preview->fee = estimate.fee;
        preview->cash = estimate.cash;
        preview->reserves = estimate.reserves;
        preview->largest = estimate.largest;
        preview->smallest = estimate.smallest;
        preview->risk = estimate.risk;
        preview->gain = estimate.gain;
        if (estimate.risk > 0) {
            (void)fix8_div(estimate.gain, estimate.risk, FIX8_HALF_EVEN, &preview->ratio);
        }
        preview->queues = estimate.queues;
    }
    text_format(preview->sentence, sizeof preview->sentence, "%s", error.sentence);
}
