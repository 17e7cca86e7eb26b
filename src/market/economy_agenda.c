#include <assert.h>

#include "base/mem.h"
#include "base/text.h"
#include "market/economy_internal.h"

#define DECISION_ANCHOR 20117 /* Wednesday 29 January 2025, days since the epoch */
#define DECISION_DAYS   42
#define REPORT_SPREAD   5 /* days over which a report's date varies from quarter to quarter */
#define DATE_SLACK      9 /* no date moves further from where it was meant to be */
#define MONTHS          12
#define QUARTER_MONTHS  3
#define LOOK_AHEAD_DAYS 120
#define SEARCH_DAYS     190

/* ---- dates ---- */

static int64_t day_from(int year, int month, int day) {
    struct civil date = {.year = year, .month = month, .day = day};
    return day_of(civil_ms(&date));
}

static int64_t trading_day_from(int64_t day) {
    while (!calendar_trades_on(CALENDAR_EXCHANGE, day))
        day++;
    return day;
}

/* The third Friday of a month, or the last trading day before it when that is a holiday. */
static int64_t expiry_day(int year, int month) {
    int64_t first = day_from(year, month, 1);
    int64_t day = first + (4 - weekday_of(first * DAY_MS) + 7) % 7 + 14;
    while (!calendar_trades_on(CALENDAR_EXCHANGE, day))
        day--;
    return day;
}

int64_t expiry_after(int64_t ms) {
    struct civil date = civil_of(ms);
    int month = (date.month + QUARTER_MONTHS - 1) / QUARTER_MONTHS * QUARTER_MONTHS;
    int64_t expiry = expiry_day(date.year, month) * DAY_MS + EXPIRY_MS;
    if (expiry > ms)
        return expiry;
    bool next_year = month == MONTHS;
    return expiry_day(date.year + next_year, next_year ? QUARTER_MONTHS : month + QUARTER_MONTHS) *
               DAY_MS +
           EXPIRY_MS;
}

/* ---- one day ---- */

struct agenda {
    const struct economy *economy;
    int64_t day;
    struct civil date;
    int64_t quarter; /* its first day */
    struct agenda_item *items;
    uint32_t count;
};

static void add(struct agenda *agenda, int64_t time_ms, enum news_kind kind, int asset) {
    struct agenda_item item = {.ms = agenda->day * DAY_MS + time_ms,
                               .kind = (uint8_t)kind,
                               .asset = asset < 0 ? INSTRUMENTS_MAX : (uint8_t)asset};
    assert(agenda->count < ECONOMY_AGENDA);
    uint32_t at = agenda->count++;
    for (; at > 0 && agenda->items[at - 1].ms > item.ms; at--)
        agenda->items[at] = agenda->items[at - 1];
    agenda->items[at] = item;
}

static void add_economy(struct agenda *agenda) {
    int weekday = agenda->date.weekday, day = agenda->date.day;
    int64_t since = (agenda->day - DECISION_ANCHOR) % DECISION_DAYS;
    if (since == 0)
        add(agenda, DECISION_MS, NEWS_RATES, -1);
    if (weekday == 4 && day <= 7)
        add(agenda, PRINT_MS, NEWS_JOBS, -1);
    if (weekday == 2 && day >= 8 && day <= 14)
        add(agenda, PRINT_MS, NEWS_INFLATION, -1);
    if (weekday < 5 && calendar_is_holiday(agenda->day))
        add(agenda, EXCHANGE_MS, NEWS_HOLIDAY, -1);
}

static bool near(int64_t day, int64_t wanted) {
    return day >= wanted - DATE_SLACK && day <= wanted + DATE_SLACK;
}

/* The same day of each quarter, give or take two; which, is the chapter's own. */
static void add_report(struct agenda *agenda, int asset, const struct company_row *row) {
    int64_t about = agenda->quarter + row->report_day;
    if (!near(agenda->day, about))
        return;
    uint64_t number = (uint64_t)asset << 32 | (uint64_t)(agenda->quarter & UINT32_MAX);
    struct random random = random_named(agenda->economy->seed, "reports", number);
    int64_t shift = (int64_t)random_below(&random, REPORT_SPREAD) - REPORT_SPREAD / 2;
    if (trading_day_from(about + shift) == agenda->day)
        add(agenda, row->after_close ? REPORT_LATE_MS : REPORT_EARLY_MS, NEWS_EARNINGS, asset);
}

static void add_payment(struct agenda *agenda, int asset, const struct company_row *row) {
    int64_t month = agenda->day - (agenda->date.day - 1);
    int64_t about = (row->payments == MONTHS ? month : agenda->quarter) + row->ex_day;
    if (near(agenda->day, about) && trading_day_from(about) == agenda->day)
        add(agenda, MORNING_MS, NEWS_DIVIDEND, asset);
}

static void add_asset(struct agenda *agenda, int index) {
    const struct asset *asset = &agenda->economy->assets[index];
    const struct company_row *row = company_of(agenda->economy, index);
    if (asset->split_ms != 0 && day_of(asset->split_ms) == agenda->day)
        add(agenda, MORNING_MS, NEWS_SPLIT, index);
    if (asset->driver == DRIVER_CARRY && agenda->date.month % QUARTER_MONTHS == 0 &&
        expiry_day(agenda->date.year, agenda->date.month) == agenda->day)
        add(agenda, EXPIRY_MS, NEWS_EXPIRY, index);
    if (row == NULL)
        return;
    if (asset->driver == DRIVER_STOCK)
        add_report(agenda, index, row);
    if (row->payments > 0)
        add_payment(agenda, index, row);
}

uint32_t agenda_of_day(const struct economy *economy, int64_t day,
                       struct agenda_item items[ECONOMY_AGENDA]) {
    struct agenda agenda = {
        .economy = economy, .day = day, .date = civil_of(day * DAY_MS), .items = items};
    int first_month = (agenda.date.month - 1) / QUARTER_MONTHS * QUARTER_MONTHS + 1;
    agenda.quarter = day_from(agenda.date.year, first_month, 1);
    add_economy(&agenda);
    for (uint32_t i = 0; i < economy->table.count; i++)
        add_asset(&agenda, (int)i);
    return agenda.count;
}

int64_t agenda_next(const struct economy *economy, enum news_kind kind, int asset, int64_t ms) {
    struct agenda_item items[ECONOMY_AGENDA];
    for (int64_t day = day_of(ms); day < day_of(ms) + SEARCH_DAYS; day++) {
        uint32_t count = agenda_of_day(economy, day, items);
        for (uint32_t i = 0; i < count; i++) {
            if (items[i].ms > ms && items[i].kind == kind && items[i].asset == asset)
                return items[i].ms;
        }
    }
    return 0;
}

/* ---- for readers ---- */

static const char *const plain_texts[NEWS_KIND_COUNT] = {
    [NEWS_RATES] = "The central bank decides on its interest rate",
    [NEWS_INFLATION] = "How much prices rose in a year is published",
    [NEWS_JOBS] = "How many people look for work is published",
    [NEWS_HOLIDAY] = "Holiday: the exchange stays closed",
};

static void describe(const struct economy *economy, const struct agenda_item *item,
                     struct calendar_item *out) {
    const struct asset *asset = &economy->assets[item->asset % INSTRUMENTS_MAX];
    const char *symbol = economy->table.rows[item->asset % INSTRUMENTS_MAX].symbol;
    char *text = out->text, amount[FIX8_TEXT_MAX];
    switch ((enum news_kind)item->kind) {
    case NEWS_EARNINGS:
        text_format(text, CALENDAR_TEXT_MAX, "%s reports its quarter, %s", symbol,
                    floor_to(item->ms, DAY_MS) + EXCHANGE_MS > item->ms ? "before the open"
                                                                        : "after the close");
        break;
    case NEWS_DIVIDEND:
        if (asset->driver == DRIVER_BASKET)
            text_format(text, CALENDAR_TEXT_MAX, "%s pays out what its companies have paid",
                        symbol);
        else
            text_format(text, CALENDAR_TEXT_MAX, "%s trades without its %s of %s from here on",
                        symbol, asset->driver == DRIVER_BOND ? "coupon" : "dividend",
                        amount_text(payment_of(economy, item->asset), amount));
        break;
    case NEWS_SPLIT:
        text_format(text, CALENDAR_TEXT_MAX, "%s: %u new shares for %u old", symbol,
                    asset->split_numerator, asset->split_denominator);
        break;
    case NEWS_EXPIRY:
        text_format(text, CALENDAR_TEXT_MAX, "%s is settled in cash; the next quarter is listed",
                    symbol);
        break;
    default:
        text_format(text, CALENDAR_TEXT_MAX, "%s", plain_texts[item->kind]);
    }
}

/* Events of what is not listed are left out; those of everyone stay. */
static bool is_shown(const struct economy *economy, const struct agenda_item *item) {
    if (item->asset == INSTRUMENTS_MAX)
        return true;
    bool empty_fund = item->kind == NEWS_DIVIDEND && payment_of(economy, item->asset) == 0;
    return economy->assets[item->asset].row >= 0 && !empty_fund;
}

size_t economy_calendar(const struct economy *economy, int64_t from_ms, struct calendar_item *out,
                        size_t most) {
    struct agenda_item items[ECONOMY_AGENDA];
    size_t written = 0;
    int64_t first = day_of(from_ms);
    for (int64_t day = first; day < first + LOOK_AHEAD_DAYS && written < most; day++) {
        uint32_t count = agenda_of_day(economy, day, items);
        for (uint32_t i = 0; i < count && written < most; i++) {
            const struct agenda_item *item = &items[i];
            if (item->ms < from_ms || !is_shown(economy, item))
                continue;
            struct calendar_item *row = &out[written++];
            *row = (struct calendar_item){.ms = item->ms, .kind = item->kind, .instrument = -1};
            if (item->asset != INSTRUMENTS_MAX)
                row->instrument = economy->assets[item->asset].row;
            describe(economy, item, row);
        }
    }
    return written;
}
