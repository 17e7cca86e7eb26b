/* How careful to be with each table (GAME.md section 17). */
#include <string.h>

#include "base/mem.h"
#include "store/care.h"

static const struct {
    const char *table, *class;
} classes[] = {
    {"account", "confidential"},
    {"alert", "confidential"},
    {"answer", "confidential"},
    {"candle_block", "public"},
    {"chain", "internal"},
    {"chapter", "internal"},
    {"chapter_tape", "internal"},
    {"clock_change", "internal"},
    {"erasing", "internal"},
    {"erasure", "internal"},
    {"fill", "confidential"},
    {"game", "internal"},
    {"journal", "confidential"},
    {"ledger_leg", "confidential"},
    {"news", "public"},
    {"notice", "confidential"},
    {"orders", "confidential"},
    {"player", "confidential"},
    {"player_day", "confidential"},
    {"position", "confidential"},
    {"position_split", "confidential"},
    {"record", "confidential"},
    {"setting", "internal"},
    {"snapshot", "confidential"},
    {"tape", "internal"},
    {"tape_block", "internal"},
};

const char *store_data_class(const char *table) {
    for (size_t i = 0; i < ARRAY_LEN(classes); i++) {
        if (strcmp(classes[i].table, table) == 0)
            return classes[i].class;
    }
    return NULL;
}
