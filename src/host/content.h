/* The content a game is made with, from the pack: embedded, or a directory that stands in for it.
 */
#ifndef HOST_CONTENT_H
#define HOST_CONTENT_H

#include "base/error.h"
#include "base/pack.h"
#include "game/game.h"
#include "store/hash.h"

/* A pack read from `directory` (OUTCRY_DATA): files under data/ and assets/ in it replace the
 * embedded ones of the same name. Free with pack_free. */
int pack_load(const char *directory, struct pack **pack, struct error *error);
void pack_free(struct pack *pack);

/* Reads instruments and brokers; `hash` gets the hex BLAKE2b of the files a market depends on. */
int content_load(const struct pack *pack, struct content *content, char hash[HASH_TEXT_MAX],
                 struct error *error);

#endif
