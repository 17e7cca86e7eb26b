#include "cli/candles.h"

#include "base/mem.h"

static const struct field_spec candle_info_fields[] = {
    FIELD(struct candle_info, ms, TIME, NULL, 0, 0),
    FIELD(struct candle_info, open, FIX8, NULL, 0, 0),
    FIELD(struct candle_info, high, FIX8, NULL, 0, 0),
    FIELD(struct candle_info, low, FIX8, NULL, 0, 0),
    FIELD(struct candle_info, close, FIX8, NULL, 0, 0),
    FIELD(struct candle_info, volume, FIX8, NULL, 0, 0),
    FIELD_END,
};

int candles_frame(struct session *session, int instrument, enum time_frame *frame,
                  struct error *error) {
    const struct arguments *arguments = session->arguments;
    const char *word = arguments->values[OPTION_TF];
    enum time_frame least = market_least_frame(game_market(host_game(session->host)), instrument);
    *frame = least > FRAME_5M ? least : FRAME_5M;
    if (word && !time_frame_parse(word, frame)) {
        return arguments_wrong(arguments->word, error,
                               "--tf must be one of 1m, 5m, 15m, 1h, 4h, 1d, 1w.");
    }
    if (*frame < least) {
        return error_set(error, ERROR_REFUSED, "%s is known by bars of %s; use --tf %s or longer.",
                         session_table(session)->rows[instrument].symbol, time_frame_words[least],
                         time_frame_words[least]);
    }
    return 0;
}

uint32_t candles_read(struct session *session, int instrument, enum time_frame frame,
                      int64_t before_ms, struct candle_info *rows, uint32_t most) {
    const struct instrument *row = &session_table(session)->rows[instrument];
    struct candle *candles = mem_array(most, sizeof *candles);
    uint32_t count = host_candles(session->host, instrument, frame, before_ms, candles, most);
    for (uint32_t i = 0; i < count; i++) {
        rows[i] = (struct candle_info){.ms = candles[i].ms,
                                       .open = instrument_price(row, candles[i].open),
                                       .high = instrument_price(row, candles[i].high),
                                       .low = instrument_price(row, candles[i].low),
                                       .close = instrument_price(row, candles[i].close),
                                       .volume = instrument_size(row, (int64_t)candles[i].lots)};
    }
    mem_free(candles);
    return count;
}

struct sheet candles_sheet(struct session *session, int instrument) {
    static const struct column columns[] = {
        {"ms", "time", COLUMN_TIME},      {"open", "open", COLUMN_PRICE},
        {"high", "high", COLUMN_PRICE},   {"low", "low", COLUMN_PRICE},
        {"close", "close", COLUMN_PRICE}, {"volume", "volume", COLUMN_SIZE},
    };
    return (struct sheet){.name = "candles",
                          .parts = {{candle_info_fields, 0}},
                          .columns = columns,
                          .column_count = ARRAY_LEN(columns),
                          .stride = sizeof(struct candle_info),
                          .table = session_table(session),
                          .instrument = instrument,
                          .none = "No candle yet.",
                          .epoch = true};
}
