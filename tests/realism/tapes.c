#include "realism/tapes.h"

#include <math.h>
#include <stdio.h>

#include "base/mem.h"
#include "base/text.h"
#include "market/tape_parse.h"

#define READ_BYTES 65536
#define PATH_BYTES 512

static bool read_tape(const char *folder, const char *name, struct tape *tape,
                      struct tape_report *report) {
    char path[PATH_BYTES];
    char bytes[READ_BYTES];
    text_format(path, sizeof path, "%s/%s", folder, name);
    FILE *in = fopen(path, "rbe");
    if (in == NULL)
        return false;
    struct tape_parser *parser = tape_parser_new(name);
    for (size_t length; (length = fread(bytes, 1, sizeof bytes, in)) > 0;)
        if (tape_parser_feed(parser, bytes, length) != 0)
            break;
    bool fine = tape_parser_finish(parser, tape, report, NULL) == 0;
    tape_parser_free(parser);
    fclose(in);
    return fine;
}

static bool splits_at(const struct tape_report *report, int64_t ms) {
    for (uint64_t i = 0; i < report->split_count && i < TAPE_NOTES_MAX; i++)
        if (report->splits[i].ms == ms)
            return true;
    return false;
}

static void take_days(const struct tape *tape, const struct tape_report *report,
                      struct history *history) {
    for (uint32_t i = 1; i < tape->count; i++) {
        const struct tape_row *row = &tape->rows[i];
        if (!splits_at(report, row->ms))
            history_add_day(history, log((double)row->close / (double)row[-1].close),
                            (double)row->volume);
    }
}

static void take_bars(const struct tape *tape, struct history *history) {
    uint32_t session = 0;
    int64_t first_day = day_of(tape->rows[0].ms);
    for (uint32_t i = 1; i < tape->count; i++) {
        const struct tape_row *row = &tape->rows[i];
        if (row->ms - row[-1].ms != tape->bar_ms) {
            session++;
            continue;
        }
        history_add(history, &(struct history_bar){
                                 .change = log((double)row->close / (double)row[-1].close),
                                 .volume = (double)row->volume,
                                 .session = session,
                                 .slot = (uint32_t)(row->ms / MINUTE_MS % MINUTES_OF_DAY),
                                 .day = (uint32_t)(day_of(row->ms) - first_day),
                             });
    }
}

bool tapes_read(const char *folder, const char *name, struct history *history) {
    struct tape tape = {.count = 0};
    struct tape_report report = {.rows_read = 0};
    if (!read_tape(folder, name, &tape, &report))
        return false;
    if (tape.bar_ms >= DAY_MS)
        take_days(&tape, &report, history);
    else
        take_bars(&tape, history);
    tape_clear(&tape);
    return true;
}
