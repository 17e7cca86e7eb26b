#include "base/pack.h"

#include <assert.h>
#include <string.h>

const struct pack_file *pack_find(const struct pack *pack, const char *name) {
    assert(pack->count == 0 || pack->files != NULL);
    size_t low = 0;
    size_t high = pack->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(name, pack->files[middle].name);
        if (order == 0) {
            return &pack->files[middle];
        }
        if (order > 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return NULL;
}
