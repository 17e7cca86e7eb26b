#include "store/store.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "base/mem.h"
#include "store/file.h"

static int load_game(struct sql *sql, struct stored_game *loaded, struct error *error) {
    sqlite3_stmt *row =
        sql_query(sql,
                  "SELECT g.pack_hash, g.chapter, c.sim_version, g.durable_ms, g.clean, g.restored,"
                  " g.last_record, g.last_seq, g.reached_ms FROM game g"
                  " LEFT JOIN chapter c ON c.game_id = g.id AND c.chapter = g.chapter"
                  " WHERE g.id = ?1",
                  WITH(U64(loaded->game)), error);
    if (row == NULL)
        return ERROR_STORAGE;
    int code = sql_step(sql, row, error);
    if (code < 0)
        return code;
    if (code == 0)
        return error_set(error, ERROR_STORAGE, "There is no game %" PRIu64 " in this file.",
                         loaded->game);
    column_text(row, 0, loaded->pack_hash, sizeof loaded->pack_hash);
    loaded->chapter = column_u32(row, 1);
    loaded->sim_version = column_u32(row, 2);
    loaded->durable_ms = sqlite3_column_int64(row, 3);
    loaded->clean = sqlite3_column_int(row, 4) != 0;
    loaded->restored = sqlite3_column_int(row, 5) != 0;
    loaded->last_record = column_u64(row, 6);
    loaded->last_seq = column_u64(row, 7);
    loaded->reached_ms = sqlite3_column_int64(row, 8);
    sql_reset(row);
    return 0;
}

static bool is_whole(sqlite3_stmt *row, int hash_column, const struct source *state) {
    struct state_hash hash;
    uint8_t bytes[HASH_BYTES];
    state_hash_init(&hash);
    hash_sink(&hash, state->at, (size_t)(state->end - state->at));
    state_hash_final(&hash, bytes);
    return column_equals(row, hash_column, bytes, HASH_BYTES);
}

/* The newest whole snapshot of the chapter with a number below `before`; none is no error. */
static int load_snapshot(struct sql *sql, struct stored_game *loaded, int64_t before,
                         struct error *error) {
    loaded->snapshot_id = 0;
    buffer_reset(&loaded->snapshot);
    sqlite3_stmt *row =
        sql_query(sql,
                  "SELECT id, seq, record, hash, state FROM snapshot"
                  " WHERE game_id = ?1 AND chapter = ?2 AND id < ?3 ORDER BY id DESC",
                  WITH(U64(loaded->game), I64(loaded->chapter), I64(before)), error);
    int code = row == NULL ? ERROR_STORAGE : 0;
    while (code == 0 && loaded->snapshot_id == 0 && (code = sql_step(sql, row, error)) > 0) {
        struct source state = column_source(row, 4);
        code = 0;
        if (!is_whole(row, 3, &state))
            continue;
        loaded->snapshot_id = sqlite3_column_int64(row, 0);
        loaded->snapshot_seq = column_u64(row, 1);
        loaded->snapshot_record = column_u64(row, 2);
        buffer_append(&loaded->snapshot, state.at, (size_t)(state.end - state.at));
    }
    sql_reset(row);
    return code;
}

int store_older_snapshot(struct store *store, struct stored_game *loaded, struct error *error) {
    assert(loaded->snapshot_id > 0);
    return load_snapshot(&store->sql, loaded, loaded->snapshot_id, error);
}

int store_drop_unread(struct store *store, const struct stored_game *loaded, struct error *error) {
    return sql_run(&store->sql,
                   "DELETE FROM snapshot WHERE game_id = ?1 AND chapter = ?2 AND id > ?3",
                   WITH(U64(loaded->game), I64(loaded->chapter), I64(loaded->snapshot_id)), error);
}

int store_load(struct store *store, uint64_t game, struct stored_game *loaded,
               struct error *error) {
    *loaded = (struct stored_game){.game = game};
    struct sql_scope scope = {.inner = false};
    bool alone = sqlite3_get_autocommit(store->sql.db) != 0;
    /* Another process may commit between the two reads: both are of one moment. */
    int code = alone ? sql_run(&store->sql, "BEGIN", WITH_NOTHING, error) : 0;
    if (code != 0)
        return code;
    code = load_game(&store->sql, loaded, error);
    if (code == 0)
        code = load_snapshot(&store->sql, loaded, INT64_MAX, error);
    if (alone)
        code = sql_leave(&store->sql, &scope, code, error);
    if (code != 0)
        buffer_clear(&loaded->snapshot);
    return code;
}

int entry_decode(sqlite3_stmt *row, struct journal_entry *entry, struct error *error) {
    struct source source = column_source(row, COMMAND_COLUMN);
    entry->stamp = (struct stamp){.seq = column_u64(row, 0),
                                  .game_ms = sqlite3_column_int64(row, 1),
                                  .wall_ms = sqlite3_column_int64(row, 2),
                                  .local_day = sqlite3_column_int(row, 3)};
    int code = command_decode(&entry->command, &source, error);
    if (code == 0 && !source_done(&source))
        code = error_set(error, ERROR_STORAGE, "it has bytes too many");
    if (code == 0)
        return 0;
    code = error_set(error, ERROR_STORAGE, "Command %" PRIu64 " of the journal is damaged: %s",
                     entry->stamp.seq, error != NULL ? error->sentence : "");
    error_at(error, "command %" PRIu64, entry->stamp.seq);
    return code;
}

int store_journal(struct store *store, uint64_t game, uint64_t seq,
                  int (*take)(void *context, const struct journal_entry *entry), void *context,
                  struct error *error) {
    struct journal_entry entry;
    struct error local;
    error = error != NULL ? error : &local;
    sqlite3_stmt *row = sql_query(&store->sql,
                                  "SELECT " ENTRY_COLUMNS " FROM journal"
                                  " WHERE game_id = ?1 AND seq > ?2 ORDER BY seq",
                                  WITH(U64(game), U64(seq)), error);
    int code = row == NULL ? ERROR_STORAGE : 1;
    bool more = true;
    while (code >= 0 && more && (code = sql_step(&store->sql, row, error)) > 0) {
        code = entry_decode(row, &entry, error);
        if (code == 0)
            more = take(context, &entry) == 0;
    }
    sql_reset(row);
    return code < 0 ? code : 0;
}

/* ---- orders in the snapshot and orders in the tables ---- */

struct open_order {
    uint64_t id;
    fix8_t open; /* size neither filled nor cut */
};

/* Open orders of the accounts that the game still has, by id: what was open when a chapter closed
 * its accounts stays as it was. */
static int stored_orders(struct sql *sql, uint64_t id, struct game *game,
                         struct open_order **orders, uint32_t *count, struct error *error) {
    uint32_t capacity = 0;
    sqlite3_stmt *row =
        sql_query(sql,
                  "SELECT id, size - filled - cut, account FROM orders WHERE game_id = ?1"
                  " AND state IN ('pending', 'partial') ORDER BY id",
                  WITH(U64(id)), error);
    int code = row == NULL ? ERROR_STORAGE : 0;
    while (code == 0 && (code = sql_step(sql, row, error)) > 0) {
        code = 0;
        if (broker_account(game_broker(game), column_u32(row, 2)) == NULL)
            continue;
        if (*count == capacity) {
            capacity = capacity > 0 ? 2 * capacity : 64;
            *orders = mem_resize(*orders, capacity, sizeof **orders);
        }
        (*orders)[(*count)++] =
            (struct open_order){column_u64(row, 0), sqlite3_column_int64(row, 1)};
    }
    return code;
}

static int differ(uint64_t id, const char *how, struct error *error) {
    int code = error_set(error, ERROR_STORAGE, "Order %" PRIu64 " %s.", id, how);
    error_at(error, "order %" PRIu64, id);
    return code;
}

static int compare_orders(struct game *game, const struct open_order *stored, uint32_t count,
                          struct error *error) {
    const struct broker *broker = game_broker(game);
    const struct instrument_table *table = &game_market(game)->table;
    for (uint32_t i = 0; i < broker->order_count || i < count; i++) {
        if (i >= count || (i < broker->order_count && broker->orders[i].id < stored[i].id))
            return differ(broker->orders[i].id, "is open in the snapshot and not in the tables",
                          error);
        if (i >= broker->order_count || stored[i].id < broker->orders[i].id)
            return differ(stored[i].id, "is open in the tables and not in the snapshot", error);
        const struct order *order = &broker->orders[i];
        fix8_t open = instrument_size(&table->rows[order->instrument], order_open_lots(order));
        if (open != stored[i].open)
            return differ(order->id, "has another size in the snapshot than in the tables", error);
    }
    return 0;
}

int store_orders_agree(struct store *store, uint64_t id, struct game *game, struct error *error) {
    struct open_order *orders = NULL;
    uint32_t count = 0;
    int code = stored_orders(&store->sql, id, game, &orders, &count, error);
    if (code == 0)
        code = compare_orders(game, orders, count, error);
    mem_free(orders);
    return code;
}
