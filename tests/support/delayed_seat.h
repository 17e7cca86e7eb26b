/* A seat far away: whatever the seat behind it has to say is heard 300 ms later. */
#ifndef SUPPORT_DELAYED_SEAT_H
#define SUPPORT_DELAYED_SEAT_H

#include "game/seat.h"

#define DELAYED_SEAT_MS 300

/* Takes over `inner`. */
struct seat *delayed_seat_new(struct seat *inner);

/* Its clock, for ui_options.clock_moved: `context` points to the pointer to the seat. */
void delayed_seat_moved(void *context, int64_t now_ms);

#endif
