/* `outcry export`: everything of one kind, oldest first, exactly as it is kept. */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "cli/candles.h"
#include "cli/records.h"
#include "store/care.h"

#define PAGE_ROWS        4096
#define EXPORT_BARS_MOST 5000000

/* ---- where it goes ---- */

static bool is_same_file(FILE *file, const char *path) {
    struct stat a, b;
    return fstat(fileno(file), &a) == 0 && stat(path, &b) == 0 && a.st_dev == b.st_dev &&
           a.st_ino == b.st_ino;
}

static int write_csv(struct session *session, const struct sheet *sheet, struct error *error) {
    const char *path = session->arguments->values[OPTION_CSV];
    if (strcmp(path, "-") == 0) {
        output_csv(stdout, sheet, true);
        return 0;
    }
    FILE *out = fopen(path, "ae"); /* not emptied before we know what it is */
    if (!out) {
        return error_set(error, ERROR_STORAGE, "%s cannot be written: %s.", path, strerror(errno));
    }
    if (is_same_file(out, session->path)) {
        fclose(out);
        return error_set(error, ERROR_USAGE, "%s is the game file; choose another for the export.",
                         path);
    }
    out = freopen(path, "we", out);
    if (out) {
        output_csv(out, sheet, true);
    }
    if (!out || fclose(out) != 0) {
        return error_set(error, ERROR_STORAGE, "%s cannot be written: %s.", path, strerror(errno));
    }
    output_line(&session->output, "%u rows are in %s.", sheet->count, path);
    return 0;
}

static int write_out(struct session *session, const struct sheet *sheet, struct error *error) {
    if (arguments_has(session->arguments, OPTION_CSV)) {
        return write_csv(session, sheet, error);
    }
    session_say_when(session);
    output_sheet(&session->output, sheet);
    return 0;
}

/* ---- records ---- */

/* Reads rows with numbers below `before` (0: all), newest first. */
typedef uint32_t read_page(struct session *session, uint64_t before, struct record *rows,
                           uint32_t most);

static uint32_t read_orders(struct session *session, uint64_t before, struct record *rows,
                            uint32_t most) {
    return store_finished_orders(session->store, session->profile.game, session->profile.player,
                                 before, rows, most);
}
static uint32_t read_fills(struct session *session, uint64_t before, struct record *rows,
                           uint32_t most) {
    return store_records(session->store, session->profile.game, session->profile.player,
                         RECORD_FILLED, before, rows, most);
}
static uint32_t read_legs(struct session *session, uint64_t before, struct record *rows,
                          uint32_t most) {
    return store_records(session->store, session->profile.game, session->profile.player,
                         RECORD_LEG_POSTED, before, rows, most);
}

static void reverse(struct record *rows, uint32_t count) {
    for (uint32_t i = 0; i < count / 2; i++) {
        struct record held = rows[i];
        rows[i] = rows[count - 1 - i];
        rows[count - 1 - i] = held;
    }
}

/* All rows, oldest first; the caller frees them. */
static uint32_t read_all(struct session *session, read_page *read, struct record **rows) {
    uint32_t count = 0, got = PAGE_ROWS;
    uint64_t before = 0;
    *rows = NULL;
    while (got == PAGE_ROWS) {
        *rows = mem_resize(*rows, (size_t)count + PAGE_ROWS, sizeof **rows);
        got = read(session, before, *rows + count, PAGE_ROWS);
        count += got;
        before = got > 0 ? (*rows)[count - 1].number : 0;
    }
    reverse(*rows, count);
    return count;
}

static int export_records(struct session *session, read_page *read, enum record_kind kind,
                          const char *name, struct error *error) {
    struct record *rows;
    struct sheet sheet = record_sheet(session, kind, name);
    sheet.count = read_all(session, read, &rows);
    sheet.rows = rows;
    int code = write_out(session, &sheet, error);
    mem_free(rows);
    return code;
}

/* Finished orders, then the open ones. */
static int export_orders(struct session *session, struct error *error) {
    const struct view *view = session->view;
    struct record *rows;
    struct sheet sheet = record_sheet(session, RECORD_ORDER_CHANGED, "orders");
    sheet.parts[0].fields = NULL; /* an open order has no last word yet */
    sheet.count = read_all(session, read_orders, &rows);
    rows = mem_resize(rows, (size_t)sheet.count + view->order_count + 1, sizeof *rows);
    for (uint32_t i = 0; i < view->order_count; i++) {
        rows[sheet.count++].order_changed = view->orders[i];
    }
    sheet.rows = rows;
    int code = write_out(session, &sheet, error);
    mem_free(rows);
    return code;
}

/* ---- candles, everything ---- */

/* All bars, oldest first; the caller frees them. Pages come newest first and go before the rest. */
static uint32_t read_bars(struct session *session, int instrument, enum time_frame frame,
                          struct candle_info **bars) {
    struct candle_info *page = mem_array(PAGE_ROWS, sizeof *page);
    uint32_t count = 0, got;
    int64_t before_ms = 0;
    *bars = NULL;
    do {
        got = candles_read(session, instrument, frame, before_ms, page, PAGE_ROWS);
        *bars = mem_resize(*bars, (size_t)count + got + 1, sizeof **bars);
        memmove(*bars + got, *bars, count * sizeof **bars);
        memcpy(*bars, page, got * sizeof *page);
        before_ms = got > 0 ? page[0].ms : 0;
        count += got;
    } while (got > 0 && count < EXPORT_BARS_MOST);
    mem_free(page);
    return count;
}

static int export_candles(struct session *session, struct error *error) {
    const struct arguments *arguments = session->arguments;
    int instrument;
    enum time_frame frame;
    const char *symbol =
        arguments->operand_count == 2 ? arguments->operands[1] : arguments->values[OPTION_SYMBOL];
    if (!symbol) {
        return error_set(error, ERROR_USAGE,
                         "Whose candles? For example: outcry export candles BTC-USD --tf 1h "
                         "--csv btc.csv");
    }
    if (session_instrument(session, symbol, &instrument, error) != 0 ||
        candles_frame(session, instrument, &frame, error) != 0) {
        return error->code;
    }
    struct candle_info *bars;
    struct sheet sheet = candles_sheet(session, instrument);
    sheet.count = read_bars(session, instrument, frame, &bars);
    sheet.rows = bars;
    int code = write_out(session, &sheet, error);
    mem_free(bars);
    return code;
}

static int export_everything(struct session *session, struct error *error) {
    if (arguments_has(session->arguments, OPTION_CSV)) {
        return error_set(error, ERROR_USAGE,
                         "Everything is one JSON document, for example: outcry "
                         "export everything >mine.json");
    }
    output_drop(&session->output); /* the store writes the document */
    int code = store_export_everything(session->store, session->profile.game,
                                       session->profile.player, stdout, error);
    struct pollfd reader = {.fd = STDOUT_FILENO};
    bool left = poll(&reader, 1, 0) > 0 && (reader.revents & POLLERR) != 0;
    return left ? 0 : code; /* a reader that has seen enough is no error */
}

int word_export(struct session *session, struct error *error) {
    const struct arguments *arguments = session->arguments;
    const char *what = arguments->operands[0];
    if (!arguments_has(arguments, OPTION_CSV)) {
        output_drop(&session->output);
        output_init(&session->output, true, false, session->output.quiet);
    } else if (session->output.json) {
        return error_set(error, ERROR_USAGE, "An export is CSV or JSON: --csv FILE or --json.");
    }
    if (arguments->operand_count == 2 && strcmp(what, "candles") != 0) {
        return arguments_wrong(arguments->word, error, "Only candles are exported by symbol.");
    }
    if (strcmp(what, "orders") == 0) {
        return export_orders(session, error);
    }
    if (strcmp(what, "trades") == 0 || strcmp(what, "fills") == 0) {
        return export_records(session, read_fills, RECORD_FILLED, "fills", error);
    }
    if (strcmp(what, "ledger") == 0) {
        return export_records(session, read_legs, RECORD_LEG_POSTED, "ledger", error);
    }
    if (strcmp(what, "candles") == 0) {
        return export_candles(session, error);
    }
    if (strcmp(what, "everything") == 0) {
        return export_everything(session, error);
    }
    return arguments_wrong(arguments->word, error, "outcry export takes %s.",
                           arguments->word->operands);
}
