/* Sheets over the records of a game: who says them chooses the columns, the rest is the same. */
#ifndef CLI_RECORDS_H
#define CLI_RECORDS_H

#include "cli/session.h"

/* "game_ms": when a record was made. */
extern const struct field_spec record_time_fields[];

/* A sheet of bodies of `kind` alone (struct order_changed ...), without rows and columns. */
struct sheet body_sheet(struct session *session, enum record_kind kind, const char *name);

/* A sheet of whole records of `kind`, their time before their fields, with what text shows of them.
 */
struct sheet record_sheet(struct session *session, enum record_kind kind, const char *name);

#endif
