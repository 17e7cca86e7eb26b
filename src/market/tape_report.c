#include "market/tape_report.h"

#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/gametime.h"
#include "base/mem.h"
#include "base/text.h"
#include "market/tape_notice.h"

static const struct {
    const char *name;
    const char *text;
} faults[] = {
#define X(id, word, words) [id] = {word, words},
    TAPE_FAULTS(X)
#undef X
};

/* A line that is being written; what does not fit is dropped. */
struct line {
    char *text;
    size_t size;
    size_t length;
};

/* A whole number with commas between thousands. */
struct count_text {
    char text[FIX8_TEXT_MAX];
};

const char *tape_fault_name(enum tape_fault fault) {
    assert((size_t)fault < ARRAY_LEN(faults));
    return faults[fault].name;
}

const char *tape_fault_text(enum tape_fault fault) {
    assert((size_t)fault < ARRAY_LEN(faults));
    return faults[fault].text;
}

__attribute__((format(printf, 2, 3))) static void add(struct line *line, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    int wanted = vsnprintf(line->text + line->length, line->size - line->length, format, arguments);
    va_end(arguments);
    if (wanted > 0)
        line->length += (size_t)wanted;
    if (line->length >= line->size)
        line->length = line->size - 1;
}

static struct count_text grouped(uint64_t count) {
    struct count_text result = {""};
    fix8_t value = 0;
    bool fits = fix8_from_int((int64_t)count, &value);
    assert(fits);
    fix8_format(value, 0, true, result.text, sizeof result.text);
    return result;
}

static const char *plural(uint64_t count) {
    return count == 1 ? "" : "s";
}

size_t tape_bar_word(int64_t bar_ms, char *word, size_t size) {
    static const struct {
        int64_t ms;
        const char *one, *many;
    } units[] = {
        {TAPE_MONTH_MS, "monthly", "month"},
        {WEEK_MS, "weekly", "week"},
        {DAY_MS, "daily", "day"},
        {HOUR_MS, "hourly", "hour"},
        {MINUTE_MS, "1-minute", "minute"},
        {SECOND_MS, "1-second", "second"},
    };
    assert(bar_ms > 0);
    for (size_t i = 0; i < ARRAY_LEN(units); i++) {
        int64_t many = bar_ms / units[i].ms;
        if (bar_ms % units[i].ms != 0)
            continue;
        if (many == 1)
            return text_format(word, size, "%s", units[i].one);
        return text_format(word, size, "%" PRId64 "-%s", many, units[i].many);
    }
    return text_format(word, size, "%" PRId64 "-millisecond", bar_ms);
}

/* A date for daily bars and longer, with the time for shorter ones. */
static void add_time(struct line *line, const struct tape_report *report, int64_t ms) {
    char text[GAMETIME_TEXT_MAX];
    gametime_format(ms, report->bar_ms >= DAY_MS ? GAMETIME_DATE : GAMETIME_MINUTE, text,
                    sizeof text);
    add(line, "%s", text);
}

static void add_bars(struct line *line, const struct tape_report *report, const struct tape *tape) {
    char bar[32];
    tape_bar_word(report->bar_ms, bar, sizeof bar);
    add(line, "%s: %s %s bar%s, ", tape->symbol, grouped(report->rows_used).text, bar,
        plural(report->rows_used));
    add_time(line, report, report->first_ms);
    if (report->rows_used > 1) {
        add(line, " to ");
        add_time(line, report, report->last_ms);
    }
}

static void add_reading(struct line *line, const struct tape_report *report,
                        const struct tape *tape) {
    if (report->order == TAPE_NEWEST_FIRST)
        add(line, "; turned round (newest first)");
    if (report->order == TAPE_UNORDERED)
        add(line, "; sorted by time");
    if (report->dates_ambiguous)
        add(line, "; dates read as %s, could be %s", report->day_first ? "day/month" : "month/day",
            report->day_first ? "month/day" : "day/month");
    if (report->price_divisor > 1)
        add(line, "; prices divided by %s", grouped((uint64_t)report->price_divisor).text);
    if (report->bid_ask) {
        char spread[FIX8_TEXT_MAX];
        fix8_format(tape->spread, -1, false, spread, sizeof spread);
        add(line, "; middle of bid and ask, median spread %s", spread);
    }
}

static void add_skipped(struct line *line, const struct tape_report *report) {
    uint64_t reasons = 0;
    const char *before = ": ";
    if (report->rows_skipped == 0)
        return;
    add(line, "; %s of %s rows skipped", grouped(report->rows_skipped).text,
        grouped(report->rows_read).text);
    for (enum tape_fault i = 0; i < TAPE_FAULT_COUNT; i++) {
        if (report->faults[i] == 0)
            continue;
        add(line, "%s%s %s", before, grouped(report->faults[i]).text, faults[i].text);
        before = ", ";
        reasons += report->faults[i];
    }
    if (reasons > report->rows_skipped)
        add(line, " (%s for two reasons)", grouped(reasons - report->rows_skipped).text);
}

static void add_losses(struct line *line, const struct tape_report *report,
                       const struct tape *tape) {
    if (report->without_volume == report->rows_used)
        add(line, "; no volume");
    else if (report->without_volume > 0)
        add(line, "; %s bar%s without volume", grouped(report->without_volume).text,
            plural(report->without_volume));
    if (report->volume_capped > 0)
        add(line, "; %s volume%s cut to what fits", grouped(report->volume_capped).text,
            plural(report->volume_capped));
    if (report->coarse > 0) {
        char tick[FIX8_TEXT_MAX];
        fix8_format(tape->tick, -1, false, tick, sizeof tick);
        add(line, "; %s bar%s rounded by over 0.1 %% (tick %s)", grouped(report->coarse).text,
            plural(report->coarse), tick);
    }
}

static void add_splits(struct line *line, const struct tape_report *report) {
    if (report->split_count == 0)
        return;
    add(line, "; %s suspected split%s (", grouped(report->split_count).text,
        plural(report->split_count));
    for (uint64_t i = 0; i < report->split_count && i < TAPE_NOTES_MAX; i++) {
        add(line, i ? ", " : "");
        add_time(line, report, report->splits[i].ms);
        add(line, " %d:%d", report->splits[i].shares, report->splits[i].held);
    }
    add(line, report->split_count > TAPE_NOTES_MAX ? ", ...), not adjusted" : "), not adjusted");
}

static void add_gaps(struct line *line, const struct tape_report *report) {
    if (report->gap_count == 0)
        return;
    add(line, "; %s gap%s (%s", grouped(report->gap_count).text, plural(report->gap_count),
        report->gap_count > 1 ? "longest " : "");
    add_time(line, report, report->longest_gap.from_ms);
    add(line, " to ");
    add_time(line, report, report->longest_gap.to_ms);
    add(line, ")");
}

size_t tape_report_line(const struct tape_report *report, const struct tape *tape, char *text,
                        size_t size) {
    struct line line = {text, size, 0};
    assert(size > 0);
    text[0] = '\0';
    add_bars(&line, report, tape);
    add_reading(&line, report, tape);
    add_skipped(&line, report);
    add_losses(&line, report, tape);
    add_splits(&line, report);
    add_gaps(&line, report);
    return line.length;
}
