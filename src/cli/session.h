/* What a word works with: the command line, the output, and what its row in the table of words
 * wants open: the content, the file, a profile, its game. */
#ifndef CLI_SESSION_H
#define CLI_SESSION_H

#include "base/error.h"
#include "base/pack.h"
#include "cli/arguments.h"
#include "cli/output.h"
#include "game/view.h"
#include "host/content.h"
#include "host/host.h"
#include "store/store.h"

#define SESSION_PATH_MAX     4096
#define SESSION_PROFILES_MAX 256
#define SESSION_LOCK_WAIT_MS 2000

struct session {
    const struct arguments *arguments;
    struct output output;
    const struct pack *pack;  /* embedded, or what OUTCRY_DATA put in its place */
    struct pack *loaded_pack; /* owned; NULL: the embedded one */
    struct content content;
    char pack_hash[HASH_TEXT_MAX];
    struct log *log;             /* owned; NULL: nowhere to write one */
    char path[SESSION_PATH_MAX]; /* of the game file */

    struct store *store;          /* owned; NULL: not open */
    struct lobby_profile profile; /* of the game that is open */
    struct host *host;            /* owned; NULL: not open */
    struct view *view;            /* owned; the game as a front end sees it */

    struct record *heard; /* owned; records since the last command */
    uint32_t heard_count, heard_capacity;
};

/* Reads content and log and opens what `needs` says. Whatever happened, session_end follows. */
int session_begin(struct session *session, const struct arguments *arguments, enum word_needs needs,
                  struct error *error);

/* Saves and closes; the code of the first thing that went wrong, `code` before all. */
int session_end(struct session *session, int code, struct error *error);

/* For words that decide themselves. */
int session_open_file(struct session *session, enum store_mode mode, struct error *error);
void session_close_file(struct session *session);
int session_find_profile(struct session *session, const char *name, struct lobby_profile *profile,
                         struct error *error);

/* What making games takes (host.h). */
struct host_parts session_parts(struct session *session);

/* Brings the view up to the game as it is. */
void session_look(struct session *session);

/* The clock line that begins what reading words say: whose game, at which time. */
void session_say_when(struct session *session);

/* With --json: that the rules refused it, and whom, goes into the document, which is written. */
void session_say_refused(struct session *session, const struct error *error);

/* Index of an instrument; ERROR_REFUSED with what it might have been. */
int session_instrument(struct session *session, const char *symbol, int *instrument,
                       struct error *error);
const struct instrument_table *session_table(struct session *session);

/* Sends a command of the profile's player. The records it made are in `heard`, also when it was
 * refused; 0 when the game took it, and then the view is up to date. */
int session_command(struct session *session, struct command *command, struct error *error);

#endif
