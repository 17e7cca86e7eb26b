#include <assert.h>
#include <string.h>

#include "market/economy_internal.h"

#define ECONOMY_ENCODING 1
#define RUMOUR_WAIT_MS   (4 * DAY_MS)
#define NOTICE_MS        (40 * DAY_MS)
#define COMPONENT_BITS   0x7F

/* ---- numbers ---- */

static void put_real(const struct sink *sink, double value) {
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    put_u64(sink, bits);
}

/* Not a number, or outside of the limits: the source is bad. */
static double get_real(struct source *source, double least, double most) {
    uint64_t bits = get_u64(source);
    double value;
    memcpy(&value, &bits, sizeof value);
    if (!(value >= least && value <= most)) {
        source->bad = true;
        return least;
    }
    return value;
}

/* ---- members ---- */

/* The reals of an asset's state with their limits. */
#define ASSET_REALS(X)                                                                             \
    X(value, 1e-12, 1e18)                                                                          \
    X(seen, 1e-12, 1e18)                                                                           \
    X(distance, -100, 100)                                                                         \
    X(volatility, 0, 100)                                                                          \
    X(eps, 0, 1e12)                                                                                \
    X(book_value, 0, 1e12)                                                                         \
    X(growth, -10, 10)                                                                             \
    X(dividend, 0, 1e12)                                                                           \
    X(usual_pe, 0, 1e12)                                                                           \
    X(units, 0, 1e12)                                                                              \
    X(collected, 0, 1e12)                                                                          \
    X(factor, 0, 1e12)                                                                             \
    X(premium, -1, 1)                                                                              \
    X(usual_premium, -1, 1)                                                                        \
    X(premium_sum, -1e9, 1e9)                                                                      \
    X(funded_premium, -1, 1)                                                                       \
    X(rumour.shock, -1e6, 1e6)

#define ECONOMY_REALS(X)                                                                           \
    X(policy_rate, 0, 1000)                                                                        \
    X(long_rate, 0, 1000)                                                                          \
    X(euro_rate, 0, 1000)                                                                          \
    X(inflation, 0, 1000)                                                                          \
    X(unemployment, 0, 1000)

static void encode_force(const struct force *force, const struct sink *sink) {
    put_u64(sink, force->random.state);
    put_u64(sink, force->random.step);
    put_u8(sink, force->high);
    put_real(sink, force->fall);
    put_real(sink, force->level);
}

static void decode_force(struct force *force, struct source *source) {
    force->random.state = get_u64(source);
    force->random.step = get_u64(source);
    force->high = get_u8(source);
    force->fall = get_real(source, -1e6, 1e6);
    force->level = get_real(source, 0, 100);
    if (force->random.step % 2 == 0 || force->high > COMPONENT_BITS)
        source->bad = true;
}

static void encode_asset(const struct asset *asset, const struct sink *sink) {
#define X(member, least, most) put_real(sink, asset->member);
    ASSET_REALS(X)
#undef X
    put_u32(sink, asset->premium_steps);
    put_i64(sink, asset->rumour.ms);
    put_u8(sink, asset->rumour.text);
    put_i64(sink, asset->split_ms);
    put_u32(sink, asset->split_numerator);
    put_u32(sink, asset->split_denominator);
    put_i64(sink, asset->expiry_ms);
}

static bool is_due(int64_t ms, int64_t next_ms, int64_t within_ms) {
    return ms >= next_ms && ms < next_ms + within_ms;
}

static bool state_is_sane(const struct asset *asset, int64_t next_ms) {
    bool splits = asset->split_ms != 0;
    bool counts = asset->split_numerator >= 1 && asset->split_numerator <= 100 &&
                  asset->split_denominator >= 1 && asset->split_denominator <= 100;
    bool earns = asset->eps > 1e-9 && asset->usual_pe > 1e-9;
    return (earns || asset->driver != DRIVER_STOCK) &&
           (asset->rumour.ms == 0 || is_due(asset->rumour.ms, next_ms, RUMOUR_WAIT_MS)) &&
           (!splits || (is_due(asset->split_ms, next_ms, NOTICE_MS) && counts &&
                        asset->driver == DRIVER_STOCK)) &&
           (splits || (asset->split_numerator == 0 && asset->split_denominator == 0)) &&
           asset->expiry_ms ==
               (asset->driver == DRIVER_CARRY ? expiry_after(next_ms - ECONOMY_STEP_MS) : 0);
}

static void decode_asset(struct asset *asset, int64_t next_ms, struct source *source) {
#define X(member, least, most) asset->member = get_real(source, least, most);
    ASSET_REALS(X)
#undef X
    asset->premium_steps = get_u32(source);
    asset->rumour.ms = get_i64(source);
    asset->rumour.text = get_u8(source);
    asset->split_ms = get_i64(source);
    asset->split_numerator = get_u32(source);
    asset->split_denominator = get_u32(source);
    asset->expiry_ms = get_i64(source);
    if (asset->rumour.text >= RUMOUR_TEXTS || !state_is_sane(asset, next_ms))
        source->bad = true;
}

/* ---- the whole ---- */

static int force_count(const struct economy *economy) {
    return FORCE_OWN + (int)economy->table.count;
}

void economy_encode(const struct economy *economy, const struct sink *sink) {
    assert(economy->event_count == 0);
    put_u8(sink, ECONOMY_ENCODING);
    instruments_encode(&economy->table, sink);
    companies_encode(&economy->companies, sink);
    put_bytes(sink, economy->listed, economy->listed_count);
    put_u64(sink, economy->seed);
    put_i64(sink, economy->start_ms);
    put_i64(sink, economy->next_ms);
    put_u64(sink, economy->block_seed);
    put_bool(sink, economy->has_next_block);
    put_u64(sink, economy->next_block_seed);
#define X(member, least, most) put_real(sink, economy->member);
    ECONOMY_REALS(X)
#undef X
    for (int i = 0; i < force_count(economy); i++)
        encode_force(&economy->forces[i], sink);
    for (uint32_t i = 0; i < economy->table.count; i++)
        encode_asset(&economy->assets[i], sink);
    news_encode(&economy->news, sink);
}

static bool tables_are_sane(const struct economy *economy) {
    uint32_t seen = 0;
    if (economy->table.count == 0 || economy->listed_count == 0)
        return false;
    for (uint32_t i = 0; i < economy->table.count; i++) {
        if (economy->table.rows[i].calendar >= CALENDAR_TAPE)
            return false;
    }
    for (uint32_t i = 0; i < economy->listed_count; i++) {
        if (economy->listed[i] >= economy->table.count || (seen >> economy->listed[i] & 1) != 0)
            return false;
        seen |= UINT32_C(1) << economy->listed[i];
    }
    return true;
}

static int decode_tables(struct economy *economy, struct source *source, struct error *error) {
    if (get_u8(source) != ECONOMY_ENCODING)
        return error_set(error, ERROR_STORAGE, "This snapshot of an economy is of another form.");
    int code = instruments_decode(&economy->table, source, error);
    if (code == 0)
        code = companies_decode(&economy->companies, source, error);
    if (code != 0)
        return code;
    const uint8_t *listed = get_bytes(source, &economy->listed_count);
    if (listed == NULL || economy->listed_count > INSTRUMENTS_MAX)
        return error_set(error, ERROR_STORAGE, "The economy of a snapshot is damaged.");
    memcpy(economy->listed, listed, economy->listed_count);
    return tables_are_sane(economy)
               ? 0
               : error_set(error, ERROR_STORAGE, "The economy of a snapshot is damaged.");
}

static bool decode_clock(struct economy *economy, struct source *source) {
    economy->seed = get_u64(source);
    economy->start_ms = get_i64(source);
    economy->next_ms = get_i64(source);
    economy->block_seed = get_u64(source);
    economy->has_next_block = get_bool(source);
    economy->next_block_seed = get_u64(source);
    return !source->bad && economy->next_ms % ECONOMY_STEP_MS == 0 &&
           economy->next_ms > GAMETIME_MIN + 800 * DAY_MS &&
           economy->next_ms < GAMETIME_MAX - 800 * DAY_MS &&
           (economy->has_next_block || economy->next_block_seed == 0);
}

int economy_decode(struct economy *economy, struct source *source, struct error *error) {
    memset(economy, 0, sizeof *economy);
    int code = decode_tables(economy, source, error);
    if (code != 0)
        return code;
    economy_link(economy);
    bool sane = decode_clock(economy, source);
#define X(member, least, most) economy->member = get_real(source, least, most);
    ECONOMY_REALS(X)
#undef X
    for (int i = 0; sane && i < force_count(economy); i++)
        decode_force(&economy->forces[i], source);
    for (uint32_t i = 0; sane && i < economy->table.count; i++)
        decode_asset(&economy->assets[i], economy->next_ms, source);
    if (!sane || source->bad)
        return error_set(error, ERROR_STORAGE, "The economy of a snapshot is damaged.");
    code = news_decode(&economy->news, source, error);
    if (code != 0)
        return code;
    companies_link(economy);
    clock_derive(economy);
    return 0;
}
