/* Words that look after the file. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "cli/progress.h"
#include "cli/session.h"
#include "store/care.h"

static bool on_terminal(void) {
    return isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
}

/* What cannot be taken back is asked for on a terminal. */
static bool confirmed(struct session *session, const char *what) {
    if (arguments_has(session->arguments, OPTION_YES) || !on_terminal()) {
        return true;
    }
    char answer[16] = "";
    fprintf(stderr, "outcry: %s [y/N] ", what);
    return fgets(answer, sizeof answer, stdin) && (answer[0] == 'y' || answer[0] == 'Y');
}

static int not_confirmed(struct error *error) {
    return error_set(error, ERROR_REFUSED, "Nothing was changed.");
}

static void add_text(struct session *session, const char *key, const char *text) {
    if (!cJSON_AddStringToObject(session->output.document, key, text)) {
        mem_exhausted();
    }
}

/* ---- verify, doctor ---- */

static const struct field_spec report_fields[] = {
    FIELD(struct verify_report, chapters, U32, NULL, 0, 0),
    FIELD(struct verify_report, chapters_replayed, U32, NULL, 0, 0),
    FIELD(struct verify_report, chapters_checked_only, U32, NULL, 0, 0),
    FIELD(struct verify_report, commands, U64, NULL, 0, 0),
    FIELD(struct verify_report, records, U64, NULL, 0, 0),
    FIELD(struct verify_report, rows, U64, NULL, 0, 0),
    FIELD(struct verify_report, chain_entries, U64, NULL, 0, 0),
    FIELD_END,
};

int word_verify(struct session *session, struct error *error) {
    static const struct column columns[] = {
        {"chapters", "chapters", COLUMN_PLAIN},
        {"chapters_replayed", "replayed", COLUMN_PLAIN},
        {"chapters_checked_only", "checked only", COLUMN_PLAIN},
        {"commands", "commands", COLUMN_PLAIN},
        {"records", "records", COLUMN_PLAIN},
        {"rows", "rows", COLUMN_PLAIN},
        {"chain_entries", "chain entries", COLUMN_PLAIN},
    };
    struct verify_report report = {0};
    bool since = arguments_has(session->arguments, OPTION_SINCE_SNAPSHOT);
    progress_guard();
    int code =
        store_verify(session->store, &session->content, session->pack_hash, since, &report, error);
    progress_let_go();
    if (code != 0) {
        return code;
    }
    struct sheet sheet = {.parts = {{report_fields, 0}},
                          .columns = columns,
                          .column_count = ARRAY_LEN(columns),
                          .rows = &report,
                          .stride = sizeof report,
                          .count = 1};
    output_card(&session->output, &sheet);
    if (session->output.json) {
        json_put_i64(session->output.document, "simulated_ms", report.game_ms);
    }
    output_line(&session->output, "Everything is as it was played.");
    return 0;
}

static const struct field_spec finding_fields[] = {
    FIELD(struct doctor_finding, good, BOOL, NULL, 0, 0),
    FIELD(struct doctor_finding, hint, BOOL, NULL, 0, 0),
    FIELD(struct doctor_finding, text, TEXT, NULL, 0, 0),
    FIELD_END,
};

int word_doctor(struct session *session, struct error *error) {
    struct doctor_finding findings[DOCTOR_FINDINGS_MAX];
    uint32_t count = 0, bad = 0;
    if (session_open_file(session, STORE_READ, error) == 0) {
        count = store_doctor(session->store, findings);
    } else if ((count = store_doctor_damaged(session->path, findings)) == 0) {
        return error->code;
    }
    for (uint32_t i = 0; i < count; i++) {
        const struct doctor_finding *finding = &findings[i];
        output_line(&session->output, "%s  %s",
                    !finding->good  ? "BAD "
                    : finding->hint ? "note"
                                    : "good",
                    finding->text);
        bad += !findings[i].good;
    }
    if (session->output.json) {
        struct sheet sheet = {.name = "findings",
                              .parts = {{finding_fields, 0}},
                              .rows = findings,
                              .stride = sizeof findings[0],
                              .count = count};
        output_sheet(&session->output, &sheet);
    }
    return bad == 0 ? 0
                    : error_set(error, ERROR_STORAGE,
                                "%u of %u checks of %s failed; a backup is put back with: outcry "
                                "restore FILE",
                                bad, count, session->path);
}

/* ---- copies ---- */

int word_backup(struct session *session, struct error *error) {
    const char *path = session->arguments->operands[0];
    progress_guard();
    int code = store_backup(session->store, path, true, error);
    progress_let_go();
    if (code == 0 && session->output.json) {
        add_text(session, "backup", path);
    }
    if (code == 0) {
        output_line(&session->output, "%s is in %s.", session->path, path);
    }
    return code;
}

int word_restore(struct session *session, struct error *error) {
    const char *from = session->arguments->operands[0];
    if (!confirmed(session, "This takes the place of the game file as it is. Go on?")) {
        return not_confirmed(error);
    }
    int code = store_restore(from, session->path, session->log, error);
    if (code == 0 && session->output.json) {
        add_text(session, "restored", from);
    }
    if (code == 0) {
        output_line(&session->output, "%s is now as in %s; each game goes on in a new chapter.",
                    session->path, from);
    }
    return code;
}

/* ---- the form of the file ---- */

static void say_version(struct session *session, int current, int newest) {
    if (session->output.json) {
        json_put_i64(session->output.document, "version", current);
        json_put_i64(session->output.document, "newest", newest);
    }
    output_line(&session->output, "%s has form %d; the newest is %d.", session->path, current,
                newest);
}

int word_migrate(struct session *session, struct error *error) {
    const struct arguments *arguments = session->arguments;
    const char *how = arguments->operand_count > 0 ? arguments->operands[0] : "status";
    bool down = strcmp(how, "down") == 0, reads = strcmp(how, "status") == 0;
    if (!down && !reads && strcmp(how, "up") != 0) {
        return arguments_wrong(arguments->word, error, "outcry migrate takes up, down or status.");
    }
    int version, newest;
    int code = session_open_file(session, reads ? STORE_READ : STORE_WRITE, error); /* goes up */
    if (code == 0 && down) {
        code = migrate_down(session->store, session->pack, &version, error);
    }
    if (code == 0) {
        code = migrate_status(session->store, session->pack, &version, &newest, error);
    }
    if (code == 0) {
        say_version(session, version, newest);
    }
    return code;
}

/* ---- the player's own ---- */

int word_delete_profile(struct session *session, struct error *error) {
    const char *name = session->arguments->operands[0];
    struct lobby_profile profile;
    if (session_find_profile(session, name, &profile, error) != 0) {
        return error->code;
    }
    if (!arguments_has(session->arguments, OPTION_YES) && !on_terminal()) {
        return error_set(error, ERROR_USAGE,
                         "Nobody can be asked here; to erase %s for good: outcry delete-profile "
                         "\"%s\" --yes",
                         profile.name, profile.name);
    }
    char question[160];
    text_format(question, sizeof question, "This erases %s and everything it did. Go on?",
                profile.name);
    if (!confirmed(session, question)) {
        return not_confirmed(error);
    }
    int code = store_delete_profile(session->store, profile.game, profile.player, error);
    if (code == 0 && session->output.json) {
        add_text(session, "deleted", profile.name);
    }
    if (code == 0) {
        output_line(&session->output, "%s is erased; backups still hold it until they end.",
                    profile.name);
    }
    return code;
}
