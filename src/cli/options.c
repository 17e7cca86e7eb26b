#include "cli/options.h"

#include <string.h>

const struct option_row option_rows[OPTION_COUNT] = {
#define X(id, name_, field_, argument_, help_, completes_)                                         \
    [id] = {.name = (name_),                                                                       \
            .field = (field_),                                                                     \
            .argument = (argument_),                                                               \
            .help = (help_),                                                                       \
            .completes = (completes_)},
    OPTIONS(X)
#undef X
};

enum option_id option_find(const char *name, option_set set) {
    enum option_id found = OPTION_COUNT;
    for (int id = 0; id < OPTION_COUNT; id++) {
        bool named = strcmp(option_rows[id].name, name) == 0;
        if (named && (found == OPTION_COUNT || (set & TAKES(id)))) {
            found = (enum option_id)id;
        }
    }
    return found;
}
