#include "store/lock.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/gametime.h"
#include "base/mem.h"
#include "base/text.h"

enum { HOLDER_BYTES = 96, RETRY_MS = 20 };

char *path_with(const char *path, const char *suffix) {
    size_t size = strlen(path) + strlen(suffix) + 1;
    char *joined = mem_alloc(size);
    snprintf(joined, size, "%s%s", path, suffix);
    return joined;
}

/* An open file description lock: unlike a process's, another descriptor of this process cannot drop
 * it by closing. */
static bool try_lock(int descriptor) {
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    return fcntl(descriptor, F_OFD_SETLK, &whole) == 0;
}

static int64_t clock_ms(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * SECOND_MS + now.tv_nsec / 1000000;
}

static void write_holder(int descriptor) {
    char since[GAMETIME_TEXT_MAX];
    char text[HOLDER_BYTES];
    gametime_format(clock_ms(CLOCK_REALTIME), GAMETIME_ISO, since, sizeof since);
    size_t length = text_format(text, sizeof text, "process %ld, since %s", (long)getpid(), since);
    /* Who cannot be named still holds the lock. */
    if (ftruncate(descriptor, 0) == 0 && pwrite(descriptor, text, length, 0) < 0)
        return;
}

static int held(const char *path, int descriptor, struct error *error) {
    char text[HOLDER_BYTES];
    char holder[HOLDER_BYTES];
    ssize_t length = pread(descriptor, text, sizeof text - 1, 0);
    text_clean(text, length > 0 ? (size_t)length : 0, holder, sizeof holder);
    return error_set(error, ERROR_STORAGE,
                     "%s is being played by another process (%s); leave it there first.", path,
                     holder[0] != '\0' ? holder : "unknown");
}

int lock_take(const char *path, int wait_ms, struct error *error) {
    char *name = path_with(path, ".lock");
    int descriptor = open(name, O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
    mem_free(name);
    if (descriptor < 0)
        return error_set(error, ERROR_STORAGE, "%s.lock cannot be made: %s.", path,
                         strerror(errno));
    int64_t until = clock_ms(CLOCK_MONOTONIC) + wait_ms;
    while (!try_lock(descriptor)) {
        if (clock_ms(CLOCK_MONOTONIC) >= until) {
            int code = held(path, descriptor, error);
            close(descriptor);
            return code;
        }
        nanosleep(&(struct timespec){.tv_nsec = RETRY_MS * 1000000L}, NULL);
    }
    write_holder(descriptor);
    return descriptor;
}

/* Unlocks first: a child that is being started may hold a copy of the descriptor for a moment. */
void lock_release(int descriptor) {
    if (descriptor < 0)
        return;
    struct flock whole = {.l_type = F_UNLCK, .l_whence = SEEK_SET};
    (void)fcntl(descriptor, F_OFD_SETLK, &whole);
    close(descriptor);
}
