/* Candle files from disk into tapes. */
#ifndef CLI_IMPORT_H
#define CLI_IMPORT_H

#include "base/error.h"
#include "market/tape.h"
#include "market/tape_report.h"

/* Reads `path` ("-": standard input) in chunks; caller clears the tape. `progress` may be NULL. */
int import_read(const char *path, struct tape *tape, struct tape_report *report,
                void (*progress)(void *context, int thousandths), void *context,
                struct error *error);

/* Splits "FILE=SYMBOL": the file part is copied, `like` gets the symbol or "". A file whose whole
 * name exists is taken as it is. */
void import_split(const char *argument, char *path, size_t path_size, char *like, size_t like_size);

#endif
