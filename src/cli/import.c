#include "cli/import.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/text.h"
#include "market/tape_parse.h"

#define READ_BYTES (256 * 1024)

static const char *last_part(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* Feeds the file; the parser itself says when it is hopeless. */
static int feed(FILE *in, const char *path, struct tape_parser *parser,
                void (*progress)(void *context, int thousandths), void *context,
                struct error *error) {
    struct stat status = {0};
    if (fstat(fileno(in), &status) == 0 && S_ISDIR(status.st_mode)) {
        return error_set(error, ERROR_STORAGE, "%s is a folder, not a candle file.", path);
    }
    char *bytes = mem_alloc(READ_BYTES);
    int64_t done = 0;
    bool hopeless = false;
    for (size_t length; !hopeless && (length = fread(bytes, 1, READ_BYTES, in)) > 0;) {
        hopeless = tape_parser_feed(parser, bytes, length) != 0;
        done += (int64_t)length;
        if (progress && status.st_size > 0) {
            progress(context, (int)(done * 1000 / status.st_size));
        }
    }
    mem_free(bytes);
    return ferror(in)
               ? error_set(error, ERROR_STORAGE, "Cannot read %s: %s.", path, strerror(errno))
               : 0;
}

int import_read(const char *path, struct tape *tape, struct tape_report *report,
                void (*progress)(void *context, int thousandths), void *context,
                struct error *error) {
    bool standard = strcmp(path, "-") == 0;
    FILE *in = standard ? stdin : fopen(path, "rbe");
    if (!in) {
        return error_set(error, ERROR_STORAGE, "Cannot open %s: %s.", path, strerror(errno));
    }
    struct tape_parser *parser = tape_parser_new(standard ? "standard input" : last_part(path));
    int code = feed(in, path, parser, progress, context, error);
    if (code == 0) {
        code = tape_parser_finish(parser, tape, report, error);
    }
    tape_parser_free(parser);
    if (!standard) {
        fclose(in);
    }
    return code;
}

void import_split(const char *argument, char *path, size_t path_size, char *like,
                  size_t like_size) {
    const char *equals = strrchr(argument, '=');
    if (!equals || access(argument, F_OK) == 0) {
        text_format(path, path_size, "%s", argument);
        like[0] = '\0';
        return;
    }
    text_format(path, path_size, "%.*s", (int)(equals - argument), argument);
    text_format(like, like_size, "%s", equals + 1);
}
