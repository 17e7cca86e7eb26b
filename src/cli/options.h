/* Every option of the command line, one row each. Dispatch, `--help`, the completion and the test
 * that reads the manual go by this table.
 *
 * An option with a field sets that member of a command: what it takes, its values and its limits
 * come from the command's own table (game/command.h), and so does its help when none is here. */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

/* What the shell can complete. */
enum completes {
    COMPLETES_NOTHING,
    COMPLETES_FILE,
    COMPLETES_SYMBOL,
    COMPLETES_FRAME,
    COMPLETES_THEME,
    COMPLETES_GLYPHS,
    COMPLETES_LESSON,
    COMPLETES_CHOICE, /* the words between "|" in the table's own text: open|close */
};

/* id, option, field, argument (NULL: a flag), help, what it completes with */
#define OPTIONS(X)                                                                                 \
    /* taken everywhere */                                                                         \
    X(OPTION_DB, "db", NULL, "FILE", "the game file, instead of your own", COMPLETES_FILE)         \
    X(OPTION_PROFILE, "profile", NULL, "NAME", "whose game, when the file holds several",          \
      COMPLETES_NOTHING)                                                                           \
    X(OPTION_JSON, "json", NULL, NULL, "one JSON document on standard output", COMPLETES_NOTHING)  \
    X(OPTION_QUIET, "quiet", NULL, NULL, "no progress and no remarks", COMPLETES_NOTHING)          \
    X(OPTION_NO_COLOR, "no-color", NULL, NULL, "no colours", COMPLETES_NOTHING)                    \
    X(OPTION_THEME, "theme", NULL, "NAME", "colours of the screens", COMPLETES_THEME)              \
    X(OPTION_GLYPHS, "glyphs", NULL, "LEVEL", "characters to draw with: ascii, box or full",       \
      COMPLETES_GLYPHS)                                                                            \
    X(OPTION_VERSION, "version", NULL, NULL, "say which version this is", COMPLETES_NOTHING)       \
    X(OPTION_HELP, "help", NULL, NULL, "this help, or that of a word", COMPLETES_NOTHING)          \
    /* play */                                                                                     \
    X(OPTION_MONO, "mono", NULL, NULL, "attributes, but no colours", COMPLETES_NOTHING)            \
    X(OPTION_SCRIPT, "script", NULL, "KEYS", "play these keys on a terminal that nobody sees",     \
      COMPLETES_NOTHING)                                                                           \
    X(OPTION_SIZE, "size", NULL, "WxH", "columns and rows of that terminal (80x24)",               \
      COMPLETES_NOTHING)                                                                           \
    X(OPTION_DUMP, "dump", NULL, "FILE", "write its last screen to FILE (-: standard output)",     \
      COMPLETES_FILE)                                                                              \
    /* new */                                                                                      \
    X(OPTION_NAME, "name", "name", "NAME", "display name, 3 to 20 characters", COMPLETES_NOTHING)  \
    X(OPTION_CHARACTER, "character", "character", "WHO", NULL, COMPLETES_NOTHING)                  \
    X(OPTION_AVATAR, "avatar", "avatar", "N", NULL, COMPLETES_NOTHING)                             \
    X(OPTION_ZONE, "zone", "zone", "ZONE", "time zone of your days, like Europe/Brussels",         \
      COMPLETES_NOTHING)                                                                           \
    X(OPTION_AGE_BAND, "age-band", "age_band", "BAND", NULL, COMPLETES_NOTHING)                    \
    X(OPTION_RANKED, "ranked", NULL, NULL, "a market that counts on the boards",                   \
      COMPLETES_NOTHING)                                                                           \
    X(OPTION_SEED, "seed", "seed", "N", "seed of the market; practice", COMPLETES_NOTHING)         \
    X(OPTION_MARKET, "market", "market", "KIND", NULL, COMPLETES_NOTHING)                          \
    X(OPTION_DATA, "data", NULL, "FILE[=SYMBOL]",                                                  \
      "candles to replay, with the class and costs of SYMBOL; may be given again", COMPLETES_FILE) \
    X(OPTION_HISTORY, "history", "history_days", "DAYS", NULL, COMPLETES_NOTHING)                  \
    X(OPTION_INSTRUMENTS, "instruments", "instruments", "A,B", "only these instruments",           \
      COMPLETES_SYMBOL)                                                                            \
    /* reading and trading */                                                                      \
    X(OPTION_TF, "tf", NULL, "FRAME", "time frame of the candles (5m)", COMPLETES_FRAME)           \
    X(OPTION_LAST, "last", NULL, "N", "how many, the newest", COMPLETES_NOTHING)                   \
    X(OPTION_LEVELS, "levels", NULL, "N", "price levels on each side, 1 to 20 (10)",               \
      COMPLETES_NOTHING)                                                                           \
    X(OPTION_TYPE, "type", "type", "TYPE", NULL, COMPLETES_NOTHING)                                \
    X(OPTION_PRICE, "price", "price", "P", NULL, COMPLETES_NOTHING)                                \
    X(OPTION_STOP, "stop", "stop", "P", "price that sets it off; of a bracket: its stop loss",     \
      COMPLETES_NOTHING)                                                                           \
    X(OPTION_TARGET, "target", "target", "P", "price at which a bracket takes its gain",           \
      COMPLETES_NOTHING)                                                                           \
    X(OPTION_TRAIL, "trail", "trail", "A|P%", "how far a trailing stop stays behind: 250, or 2%",  \
      COMPLETES_NOTHING)                                                                           \
    X(OPTION_NEW_SIZE, "size", "size", "N", NULL, COMPLETES_NOTHING)                               \
    X(OPTION_TIF, "tif", "tif", "TIF", "how long it stands; gtd=TIME or gtd=2d until then",        \
      COMPLETES_NOTHING)                                                                           \
    X(OPTION_OCO, "oco", "oco", "ID", NULL, COMPLETES_NOTHING)                                     \
    X(OPTION_DISPLAY, "display", "display", "N", NULL, COMPLETES_NOTHING)                          \
    X(OPTION_POST_ONLY, "post-only", "post_only", NULL, NULL, COMPLETES_NOTHING)                   \
    X(OPTION_REDUCE_ONLY, "reduce-only", "reduce_only", NULL, NULL, COMPLETES_NOTHING)             \
    X(OPTION_SELF_TRADE, "self-trade", "self_trade", "MODE", NULL, COMPLETES_NOTHING)              \
    X(OPTION_DAYS, "days", NULL, "N", "how far ahead, 1 to 365 (7)", COMPLETES_NOTHING)            \
    /* files */                                                                                    \
    X(OPTION_SYMBOL, "symbol", NULL, "S", "the symbol", COMPLETES_SYMBOL)                          \
    X(OPTION_DRY_RUN, "dry-run", NULL, NULL, "say what would be imported, store nothing",          \
      COMPLETES_NOTHING)                                                                           \
    X(OPTION_CSV, "csv", NULL, "FILE", "write CSV to FILE (-: standard output)", COMPLETES_FILE)   \
    X(OPTION_SINCE_SNAPSHOT, "since-snapshot", NULL, NULL,                                         \
      "check only what came after the newest snapshot", COMPLETES_NOTHING)                         \
    X(OPTION_YES, "yes", NULL, NULL, "do not ask", COMPLETES_NOTHING)

enum option_id {
#define X(id, ...) id,
    OPTIONS(X)
#undef X
        OPTION_COUNT
};
_Static_assert(OPTION_COUNT <= 64, "an option_set is 64 bits");

typedef uint64_t option_set;
#define TAKES(id)          (UINT64_C(1) << (id))
#define OPTIONS_EVERYWHERE (TAKES(OPTION_HELP + 1) - 1)

struct option_row {
    const char *name, *field, *argument, *help;
    enum completes completes;
};

extern const struct option_row option_rows[OPTION_COUNT];

/* The option of that name, of two with one name the one in `set`; OPTION_COUNT when there is none.
 * Rows of one name all take an argument, or none does. */
enum option_id option_find(const char *name, option_set set);

#endif
