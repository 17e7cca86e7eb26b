#include "host/files.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/gametime.h"
#include "base/mem.h"
#include "base/text.h"

/* Makes every missing folder above `path`. */
static int make_parents(char *path, struct error *error) {
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        bool made = mkdir(path, 0700) == 0 || errno == EEXIST;
        if (!made) {
            error_set(error, ERROR_STORAGE, "Cannot make the folder %s: %s.", path,
                      strerror(errno));
        }
        *slash = '/';
        if (!made) {
            return ERROR_STORAGE;
        }
    }
    return 0;
}

static int place(const char *variable, const char *below_home, const char *name, char *path,
                 size_t size, struct error *error) {
    const char *base = getenv(variable);
    const char *home = getenv("HOME");
    int length;
    if (base && base[0] == '/') {
        length = snprintf(path, size, "%s/outcry/%s", base, name);
    } else if (home && home[0] == '/') {
        length = snprintf(path, size, "%s/%s/outcry/%s", home, below_home, name);
    } else {
        return error_set(error, ERROR_STORAGE,
                         "There is no home folder to keep the game in; set HOME or use --db FILE.");
    }
    if (length < 0 || (size_t)length >= size) {
        return error_set(error, ERROR_STORAGE, "The path of the home folder is too long.");
    }
    return make_parents(path, error);
}

int files_default_db(char *path, size_t size, struct error *error) {
    return place("XDG_DATA_HOME", ".local/share", "outcry.db", path, size, error);
}

int files_default_log(char *path, size_t size, struct error *error) {
    return place("XDG_STATE_HOME", ".local/state", "outcry.log", path, size, error);
}

int files_backups(const char *db, char *path, size_t size, struct error *error) {
    const char *slash = strrchr(db, '/');
    int length = slash ? snprintf(path, size, "%.*s/backups", (int)(slash - db), db)
                       : snprintf(path, size, "backups");
    if (length < 0 || (size_t)length >= size) {
        return error_set(error, ERROR_STORAGE, "The path of the backups is too long.");
    }
    if (mkdir(path, 0700) != 0 && errno != EEXIST) {
        return error_set(error, ERROR_STORAGE, "Cannot make the folder %s: %s.", path,
                         strerror(errno));
    }
    return 0;
}

/* ---- the log ---- */

struct file_log {
    struct log log; /* first: the log is this */
    FILE *file;
};

static void write_line(void *context, enum log_level level, const char *line) {
    struct file_log *self = context;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    char when[GAMETIME_TEXT_MAX];
    gametime_format((int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000, GAMETIME_ISO, when,
                    sizeof when);
    fprintf(self->file, "%s %s %s\n", when, log_level_name(level), line);
    fflush(self->file);
}

struct log *file_log_open(const char *path, enum log_level least, struct error *error) {
    FILE *file = fopen(path, "ae");
    if (!file) {
        error_set(error, ERROR_STORAGE, "Cannot write the log %s: %s.", path, strerror(errno));
        return NULL;
    }
    struct file_log *self = mem_alloc(sizeof *self);
    self->file = file;
    self->log = (struct log){.write = write_line, .context = self, .least = least};
    return &self->log;
}

void file_log_close(struct log *log) {
    if (log) {
        struct file_log *self = log->context;
        fclose(self->file);
        mem_free(self);
    }
}
