/* The content pack: everything under data/ and assets/, embedded at build. A directory can stand in
 * for it (OUTCRY_DATA); who loads that is outside the core. */
#ifndef BASE_PACK_H
#define BASE_PACK_H

#include <stddef.h>
#include <stdint.h>

struct pack_file {
    const char *name; /* "data/instruments.json"; sorted by strcmp within the pack */
    const uint8_t *bytes;
    size_t length;
};

struct pack {
    const struct pack_file *files;
    size_t count;
};

/* The embedded pack, made by the build from the files in data/ and assets/. */
extern const struct pack pack_embedded;

/* NULL when there is no such file. */
const struct pack_file *pack_find(const struct pack *pack, const char *name);

#endif
