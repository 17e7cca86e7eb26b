/* The lobby (game/seat.h) over a local file: lists profiles, makes games, opens local seats. */
#ifndef CLI_LOBBY_H
#define CLI_LOBBY_H

#include "game/seat.h"
#include "host/host.h"

struct local_lobby {
    struct host_parts parts;
    int cadence_ms; /* between two looks at the market; 0: as the host has it */
};

/* Fills `lobby`; `local` is borrowed and must outlive it. Only one seat is open at a time. */
void local_lobby_init(struct lobby *lobby, struct local_lobby *local);

/* Reads and stores the files of a replay ("FILE" or "FILE=SYMBOL", NULL-terminated). */
int lobby_import(struct local_lobby *local, const char *const *data, uint64_t *tape_ids,
                 uint32_t *count, struct error *error);

#endif
