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
    struct order_request request = {.side = order->side,
                                    .type = order->type,
                                    .tif = order->tif,
                                    .size = order->size,
                                    .price = order->price};
    int instrument = instrument_find(&game->market.table, order->symbol);
    for (uint32_t i = 0; i < game->broker.account_count; i++) {
        if (game->broker.accounts[i].player == player) {
            request.account = game->broker.accounts[i].id;
        }
    }
    if (instrument < 0 || request.account == 0) {
        preview->code =
            error_set(&error, ERROR_REFUSED, "There is no %s in this market.", order->symbol);
    } else {
        request.instrument = (uint8_t)instrument;
        struct order_estimate estimate;
        preview->code = broker_estimate(&game->broker, &game->market, &request, game->now_ms,
                                        &estimate, &error);
        preview->average = estimate.average;
        preview->value = estimate.value;
        preview->fee = estimate.fee;
        preview->cash = estimate.cash;
        preview->largest = estimate.largest;
        preview->smallest = estimate.smallest;
    }
    text_format(preview->sentence, sizeof preview->sentence, "%s", error.sentence);
}
