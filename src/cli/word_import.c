/* `outcry import`: candle files into the game file, or only a look at them. */
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "cli/progress.h"
#include "cli/session.h"
#include "cli/import.h"

#include <cjson/cJSON.h>

/* A symbol as tapes have them: capitals, digits, "." and "-". */
static int name_tape(struct session *session, struct tape *tape, struct error *error) {
    const char *symbol = session->arguments->values[OPTION_SYMBOL];
    if (!symbol) {
        return 0;
    }
    size_t length = strlen(symbol);
    if (length == 0 || length >= sizeof tape->symbol ||
        strspn(symbol, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-") != length) {
        return arguments_wrong(session->arguments->word, error,
                               "--symbol takes up to %zu capitals, digits, dots and dashes.",
                               sizeof tape->symbol - 1);
    }
    memcpy(tape->symbol, symbol, length + 1);
    return 0;
}

static cJSON *checked(cJSON *item) {
    if (!item) {
        mem_exhausted();
    }
    return item;
}

static void add_report(cJSON *rows, const char *path, const struct tape *tape,
                       const struct tape_report *report, const char *line, uint64_t id) {
    cJSON *object = checked(cJSON_CreateObject());
    cJSON_AddItemToArray(rows, object);
    checked(cJSON_AddStringToObject(object, "file", path));
    checked(cJSON_AddStringToObject(object, "symbol", tape->symbol));
    if (id != 0) {
        json_put_u64(object, "tape", id);
    }
    json_put_i64(object, "bar_ms", tape->bar_ms);
    json_put_fix8(object, "tick", tape->tick, -1);
    json_put_time(object, "first_ms", report->first_ms);
    json_put_time(object, "last_ms", report->last_ms);
    json_put_u64(object, "rows_read", report->rows_read);
    json_put_u64(object, "rows_used", report->rows_used);
    json_put_u64(object, "rows_skipped", report->rows_skipped);
    cJSON *faults = checked(cJSON_AddObjectToObject(object, "faults"));
    for (int fault = 0; fault < TAPE_FAULT_COUNT; fault++) {
        json_put_u64(faults, tape_fault_name((enum tape_fault)fault), report->faults[fault]);
    }
    json_put_u64(object, "gaps", report->gap_count);
    json_put_u64(object, "splits", report->split_count);
    checked(cJSON_AddStringToObject(object, "summary", line));
}

/* Reads one file and, unless it is only a look, keeps its tape. */
static int import_one(struct session *session, const char *argument, cJSON *rows,
                      struct error *error) {
    char path[SESSION_PATH_MAX], like[SYMBOL_MAX], line[TAPE_REPORT_LINE_MAX];
    struct tape tape = {0};
    struct tape_report report = {0};
    struct progress progress;
    uint64_t id = 0;
    import_split(argument, path, sizeof path, like, sizeof like);
    progress_begin(&progress, "reading", session->output.quiet);
    int code = import_read(path, &tape, &report, progress_step, &progress, error);
    progress_end(&progress);
    if (code == 0 && like[0] && instrument_find(&session->content.instruments, like) < 0) {
        code = error_set(error, ERROR_USAGE, "%s=%s: there is no instrument %s to be like.", path,
                         like, like);
    }
    if (code == 0) {
        code = name_tape(session, &tape, error);
    }
    if (code == 0 && session->store) {
        const struct host_clock *clock = &host_clock_real;
        code = store_tape_put(session->store, &tape, like, path, clock->wall_ms(clock->context),
                              &id, error);
    }
    if (code == 0) {
        tape_report_line(&report, &tape, line, sizeof line);
        output_line(&session->output, "%s", line);
        if (rows) {
            add_report(rows, path, &tape, &report, line, id);
        }
    }
    tape_clear(&tape);
    return code;
}

int word_import(struct session *session, struct error *error) {
    const struct arguments *arguments = session->arguments;
    bool looks = arguments_has(arguments, OPTION_DRY_RUN);
    if (arguments_has(arguments, OPTION_SYMBOL) && arguments->operand_count > 1) {
        return arguments_wrong(arguments->word, error, "--symbol names one file, not several.");
    }
    int code = looks ? 0 : session_open_file(session, STORE_WRITE, error);
    bool keeps = code == 0 && !looks;
    if (keeps) {
        code = store_begin(session->store, error);
        keeps = code == 0;
    }
    cJSON *rows = session->output.json && code == 0
                      ? checked(cJSON_AddArrayToObject(session->output.document, "files"))
                      : NULL;
    progress_guard();
    for (uint32_t i = 0; code == 0 && i < arguments->operand_count; i++) {
        code = import_one(session, arguments->operands[i], rows, error);
    }
    if (keeps) {
        struct error ending = {0};
        int ended = store_end(session->store, code == 0, &ending);
        if (code == 0 && ended != 0) {
            *error = ending;
            code = ended;
        }
    }
    progress_let_go();
    return code;
}
