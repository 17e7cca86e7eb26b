/* One playing process a file: a lock on `PATH.lock`, whose text says who holds it. The lock ends
 * with the process, however that ends; the side file stays. Private to the store. */
#ifndef STORE_LOCK_H
#define STORE_LOCK_H

#include "base/error.h"

/* Returns a descriptor to close, or an error that names the holder after `wait_ms`. */
int lock_take(const char *path, int wait_ms, struct error *error);
void lock_release(int descriptor); /* -1 is fine */

/* `path` + `suffix`; caller: mem_free. */
char *path_with(const char *path, const char *suffix);

#endif
