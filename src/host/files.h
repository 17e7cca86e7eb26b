/* Where outcry's files live. */
#ifndef HOST_FILES_H
#define HOST_FILES_H

#include <stddef.h>

#include "base/error.h"
#include "base/log.h"

/* "$XDG_DATA_HOME/outcry/outcry.db" or "~/.local/share/outcry/outcry.db"; makes the folders (mode
 * 0700). */
int files_default_db(char *path, size_t size, struct error *error);

/* "$XDG_STATE_HOME/outcry/outcry.log" likewise. */
int files_default_log(char *path, size_t size, struct error *error);

/* The folder for rotating backups of the file at `db`: beside it, "backups". */
int files_backups(const char *db, char *path, size_t size, struct error *error);

/* A log that appends lines with times to `path`; NULL with a sentence when it cannot. */
struct log *file_log_open(const char *path, enum log_level least, struct error *error);
void file_log_close(struct log *log);

#endif
