/* Candles as words show and export them. */
#ifndef CLI_CANDLES_H
#define CLI_CANDLES_H

#include "cli/session.h"

/* The frame of --tf, or five minutes, or the finest there is; ERROR_REFUSED below that. */
int candles_frame(struct session *session, int instrument, enum time_frame *frame,
                  struct error *error);

/* The newest `most` that start before `before_ms` (0: up to now), oldest first. */
uint32_t candles_read(struct session *session, int instrument, enum time_frame frame,
                      int64_t before_ms, struct candle_info *rows, uint32_t most);

/* A sheet of struct candle_info, without rows. */
struct sheet candles_sheet(struct session *session, int instrument);

#endif
