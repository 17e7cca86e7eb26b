#include "cli/records.h"

#include "base/mem.h"

const struct field_spec record_time_fields[] = {
    FIELD(struct record, game_ms, TIME, NULL, 0, 0),
    FIELD_END,
};

static const struct column order_columns[] = {
    {"id", "order", COLUMN_PLAIN},
    {"symbol", "symbol", COLUMN_PLAIN},
    {"side", "side", COLUMN_PLAIN},
    {"type", "type", COLUMN_PLAIN},
    {"size", "size", COLUMN_SIZE},
    {"price", "price", COLUMN_PRICE},
    {"stop", "stop", COLUMN_PRICE | COLUMN_RARE},
    {"target", "target", COLUMN_PRICE | COLUMN_RARE},
    {"trail", "trail", COLUMN_PRICE | COLUMN_RARE},
    {"trail_percent", "trail %", COLUMN_PLAIN | COLUMN_RARE},
    {"display", "shown", COLUMN_SIZE | COLUMN_RARE},
    {"tif", "tif", COLUMN_PLAIN},
    {"until_ms", "until", COLUMN_TIME | COLUMN_RARE},
    {"oco", "or", COLUMN_PLAIN | COLUMN_RARE},
    {"parent", "of", COLUMN_PLAIN | COLUMN_RARE},
    {"post_only", "post-only", COLUMN_MARK | COLUMN_RARE},
    {"reduce_only", "reduce-only", COLUMN_MARK | COLUMN_RARE},
    {"triggered", "set off", COLUMN_MARK | COLUMN_RARE},
    {"filled", "filled", COLUMN_SIZE},
    {"cut", "cut", COLUMN_SIZE | COLUMN_RARE},
    {"average", "average", COLUMN_PRICE},
    {"fee", "fee", COLUMN_MONEY},
    {"state", "state", COLUMN_PLAIN},
    {"queued", "queued", COLUMN_MARK | COLUMN_RARE},
    {"reason", "reason", COLUMN_PLAIN | COLUMN_RARE},
};
static const struct column fill_columns[] = {
    {"game_ms", "time", COLUMN_TIME},   {"order", "order", COLUMN_PLAIN},
    {"symbol", "symbol", COLUMN_PLAIN}, {"side", "side", COLUMN_PLAIN},
    {"size", "size", COLUMN_SIZE},      {"price", "price", COLUMN_PRICE},
    {"cash", "cash", COLUMN_MONEY},     {"fee", "fee", COLUMN_MONEY},
    {"pnl", "result", COLUMN_CHANGE},
};
static const struct column leg_columns[] = {
    {"game_ms", "time", COLUMN_TIME},    {"transaction", "transaction", COLUMN_PLAIN},
    {"book", "book", COLUMN_PLAIN},      {"kind", "kind", COLUMN_PLAIN},
    {"amount", "amount", COLUMN_CHANGE}, {"balance", "balance", COLUMN_MONEY},
    {"text", "text", COLUMN_PLAIN},
};

struct sheet body_sheet(struct session *session, enum record_kind kind, const char *name) {
    struct sheet sheet = {.name = name,
                          .parts = {{record_fields(kind), 0}},
                          .table = session_table(session),
                          .instrument = -1};
    if (kind == RECORD_ORDER_CHANGED) {
        sheet.columns = order_columns;
        sheet.column_count = ARRAY_LEN(order_columns);
    }
    return sheet;
}

struct sheet record_sheet(struct session *session, enum record_kind kind, const char *name) {
    struct sheet sheet = body_sheet(session, kind, name);
    sheet.stride = sizeof(struct record);
    sheet.parts[1] =
        (struct sheet_part){record_fields(kind), offsetof(struct record, chapter_opened)};
    sheet.parts[0] = (struct sheet_part){record_time_fields, 0};
    if (kind == RECORD_FILLED) {
        sheet.columns = fill_columns;
        sheet.column_count = ARRAY_LEN(fill_columns);
    } else if (kind == RECORD_LEG_POSTED) {
        sheet.columns = leg_columns;
        sheet.column_count = ARRAY_LEN(leg_columns);
    }
    return sheet;
}
