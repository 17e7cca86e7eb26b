#include "realism/collect.h"

#include <assert.h>
#include <math.h>

#include "base/mem.h"
#include "base/pack.h"

#define TOUCH_EVERY_MS  (10 * MINUTE_MS)
#define DAY_CUT_MS      ACCOUNT_DAY_END_MS
#define TOUCH_OF_SPREAD 5
#define CALM_ORDER      (10000 * FIX8_ONE)

/* One instrument while it is written down. */
struct recorder {
    struct history *history;
    bool trading; /* at the last minute's end */
    bool printed; /* since trading began */
    double last;  /* ticks, at the last minute's end */
    double lots;  /* of this minute */
    uint32_t session;
    double day_last; /* ticks at the end of the last day with prints; 0: none yet */
    double day_lots;
    int64_t order_ms; /* of the last order whose sign was kept */
    int8_t order_sign;
};

static void drop(void *context, struct candle_block *block) {
    (void)context;
    (void)block;
}

const struct block_sink collect_nowhere = {.complete = drop};

static const struct pack_file *content_file(const char *name) {
    const struct pack_file *file = pack_find(&pack_embedded, name);
    assert(file != NULL);
    return file;
}

bool collect_table(struct instrument_table *table, const char *symbols, struct error *error) {
    const struct pack_file *file = content_file("data/instruments.json");
    return instruments_load(table, file->bytes, file->length, error) == 0 &&
           instruments_select(table, symbols != NULL ? symbols : "", error) == 0;
}

void collect_init(struct market *market, const struct instrument_table *table, uint64_t seed) {
    struct instrument_table *content = mem_alloc(sizeof *content);
    struct company_table *companies = mem_alloc(sizeof *companies);
    const struct pack_file *file = content_file("data/companies.json");
    bool loaded = collect_table(content, NULL, NULL) &&
                  companies_load(companies, file->bytes, file->length, NULL) == 0;
    assert(loaded);
    const struct market_plan plan = {
        .content = content, .listed = table, .companies = companies, .seed = seed};
    market_init_economy(market, &plan, COLLECT_START_MS, 0, &collect_nowhere);
    market_events_drain(market);
    mem_free(content);
    mem_free(companies);
}

bool collect_trades(const struct market *market, int instrument) {
    return phase_trades((enum phase)market->listings[instrument].phase);
}

double collect_base_touch(const struct market *market, int instrument) {
    const struct instrument *row = &market->table.rows[instrument];
    int32_t last = market->listings[instrument].last;
    double spread = (double)row->spread / (double)FIX8_ONE;
    bool one_lot = instrument_smallest_lots(row, last, CALM_ORDER) == 1;
    return fmax(1, last * spread / (one_lot ? 1 : TOUCH_OF_SPREAD));
}

bool collect_touch(const struct market *market, int instrument, double *spread, double *mid) {
    const struct book *book = market->listings[instrument].book;
    int32_t bid, ask;
    int64_t lots;
    if (!book_best(book, SIDE_BUY, &bid, &lots) || !book_best(book, SIDE_SELL, &ask, &lots))
        return false;
    *spread = (double)ask - bid;
    *mid = ((double)ask + bid) / 2;
    return true;
}

/* ---- a minute ---- */

/* What is held is worth the same before and after; a new contract begins anew. */
static void adjust(const struct instrument *row, const struct market_event *event,
                   struct recorder *recorder) {
    double scale = 1, paid = 0;
    if (event->kind == MARKET_SPLIT)
        scale = (double)event->denominator / event->numerator;
    else if (event->kind == MARKET_DIVIDEND)
        paid = (double)event->amount / (double)row->tick;
    else if (event->kind == MARKET_EXPIRY)
        scale = 0;
    else
        return;
    recorder->last = recorder->last * scale - paid;
    recorder->day_last = recorder->day_last * scale - paid;
    recorder->printed = recorder->printed && scale > 0;
}

/* Prints of one side at one instant are one order that met several others. */
static void add_sign(struct recorder *recorder, const struct market_event *trade) {
    int8_t sign = trade->side == SIDE_BUY ? 1 : -1;
    if (trade->ms == recorder->order_ms && sign == recorder->order_sign)
        return;
    recorder->order_ms = trade->ms;
    recorder->order_sign = sign;
    history_add_sign(recorder->history, sign);
}

static void take_events(struct market *market, bool with_signs, struct recorder *recorders) {
    for (uint32_t i = 0; i < market->event_count; i++) {
        const struct market_event *event = &market->events[i];
        struct recorder *recorder = &recorders[event->instrument];
        if (event->kind != MARKET_TRADE) {
            adjust(&market->table.rows[event->instrument], event, recorder);
            continue;
        }
        recorder->lots += (double)event->lots;
        recorder->day_lots += (double)event->lots;
        if (with_signs && recorder->trading)
            add_sign(recorder, event);
    }
    market_events_drain(market);
}

static void end_minute(const struct market *market, int instrument, int64_t begun_ms,
                       struct recorder *recorder) {
    const struct listing *listing = &market->listings[instrument];
    bool trades = collect_trades(market, instrument);
    if (trades && recorder->trading && recorder->printed)
        history_add(recorder->history,
                    &(struct history_bar){
                        .change = log(listing->last / recorder->last),
                        .volume = recorder->lots,
                        .session = recorder->session,
                        .slot = (uint32_t)(begun_ms / MINUTE_MS % MINUTES_OF_DAY),
                        .day = (uint32_t)((begun_ms - COLLECT_START_MS) / DAY_MS),
                    });
    if (!trades && recorder->trading)
        recorder->session++;
    recorder->printed = trades && (recorder->printed || recorder->lots > 0);
    recorder->trading = trades;
    recorder->last = listing->last;
    recorder->lots = 0;
}

static void look_at_touch(const struct market *market, int instrument, struct recorder *recorder) {
    double spread, mid;
    if (recorder->trading && collect_touch(market, instrument, &spread, &mid))
        history_add_touch(recorder->history, spread / collect_base_touch(market, instrument));
}

static void end_day(const struct market *market, int instrument, struct recorder *recorder) {
    int32_t last = market->listings[instrument].last;
    if (recorder->day_lots <= 0)
        return;
    if (recorder->day_last > 0)
        history_add_day(recorder->history, log(last / recorder->day_last), recorder->day_lots);
    recorder->day_last = last;
    recorder->day_lots = 0;
}

void collect_days(struct market *market, int days, bool with_signs, struct history *histories) {
    struct recorder recorders[INSTRUMENTS_MAX] = {{0}};
    int count = (int)market->table.count;
    int64_t begin = market->now_ms, end = begin + days * DAY_MS;
    assert(begin % MINUTE_MS == 0);
    for (int i = 0; i < count; i++)
        recorders[i] = (struct recorder){.history = &histories[i],
                                         .trading = collect_trades(market, i),
                                         .last = market->listings[i].last};
    for (int64_t ms = begin; ms < end; ms += MINUTE_MS) {
        market_advance(market, ms + MINUTE_MS);
        take_events(market, with_signs, recorders);
        for (int i = 0; i < count; i++) {
            end_minute(market, i, ms, &recorders[i]);
            if ((ms + MINUTE_MS) % TOUCH_EVERY_MS == 0)
                look_at_touch(market, i, &recorders[i]);
            if ((ms + MINUTE_MS) % DAY_MS == DAY_CUT_MS)
                end_day(market, i, &recorders[i]);
        }
    }
}
