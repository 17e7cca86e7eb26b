/* Bars for a chart: closed blocks from the store, the blocks in progress from the game, folded to
 * the frame that was asked for. */
#include "base/mem.h"
#include "host/host_state.h"

/* Bars of the kept frame `from` before `before_ms`; the newest `most`, oldest first. */
static uint32_t kept_bars(struct host *host, int instrument, enum time_frame from,
                          int64_t before_ms, struct candle *rows, uint32_t most) {
    const struct market *market = game_market(host->game);
    const struct candle_series *series = &market->listings[instrument].series;
    struct candle *held = mem_array(BLOCK_SLOTS + 1, sizeof *held);
    size_t count = series_last(series, from, held, BLOCK_SLOTS + 1);
    int64_t oldest_held = count > 0 ? held[0].ms : before_ms;
    while (count > 0 && held[count - 1].ms >= before_ms) {
        count--;
    }
    uint32_t first = count > most ? (uint32_t)count - most : 0;
    uint32_t kept = (uint32_t)count - first;
    uint32_t older = 0;
    if (kept < most) {
        int64_t limit = oldest_held < before_ms ? oldest_held : before_ms;
        older =
            store_candles(host_store(host), host->id, game_series_chapter(host->game),
                          market->table.rows[instrument].symbol, from, limit, rows, most - kept);
        series_in_todays_terms(series, rows, older);
    }
    for (uint32_t i = 0; i < kept; i++) {
        rows[older + i] = held[first + i];
    }
    mem_free(held);
    return older + kept;
}

uint32_t host_candles(struct host *host, int instrument, enum time_frame frame, int64_t before_ms,
                      struct candle *rows, uint32_t most) {
    if (most == 0) {
        return 0;
    }
    enum time_frame from = time_frame_source(frame);
    int64_t limit = before_ms != 0 ? time_frame_start(frame, before_ms) : game_now(host->game) + 1;
    uint32_t ratio = (uint32_t)(time_frame_ms(frame) / time_frame_ms(from));
    uint32_t need = (most + 1) * ratio; /* one more: the oldest may be cut */
    struct candle *bars = mem_array(need, sizeof *bars);
    uint32_t count = kept_bars(host, instrument, from, limit, bars, need);
    bool cut = count == need;
    count = (uint32_t)candle_fold(bars, count, frame, bars);
    uint32_t first = count > most ? count - most : cut && ratio > 1 ? 1 : 0;
    for (uint32_t i = first; i < count; i++) {
        rows[i - first] = bars[i];
    }
    mem_free(bars);
    return count - first;
}
