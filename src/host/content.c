#include "host/content.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/text.h"
#include "store/hash.h"

#define PACK_FILES_MAX 4096
#define PACK_DEPTH_MAX 8
#define PACK_FILE_MAX  (16 << 20)
#define PACK_PATH_MAX  1024

/* ---- a directory as a pack ---- */

struct loaded_pack {
    struct pack pack;        /* first: the pack is this */
    struct pack_file *files; /* owned, and the names and bytes of those that are */
    size_t capacity;
};

static int by_name(const void *a, const void *b) {
    return strcmp(((const struct pack_file *)a)->name, ((const struct pack_file *)b)->name);
}

static struct pack_file *add_file(struct loaded_pack *loaded, const char *name) {
    for (size_t i = 0; i < loaded->pack.count; i++) {
        if (strcmp(loaded->files[i].name, name) == 0) {
            return &loaded->files[i];
        }
    }
    if (loaded->pack.count == loaded->capacity) {
        loaded->capacity = 2 * loaded->capacity + 16;
        loaded->files = mem_resize(loaded->files, loaded->capacity, sizeof *loaded->files);
    }
    struct pack_file *file = &loaded->files[loaded->pack.count++];
    *file = (struct pack_file){.name = mem_text(name)};
    return file;
}

static int read_file(const char *path, struct pack_file *file, struct error *error) {
    FILE *in = fopen(path, "rbe");
    struct stat status;
    if (!in || fstat(fileno(in), &status) != 0 || status.st_size > PACK_FILE_MAX) {
        int code = error_set(error, ERROR_STORAGE, "Cannot read the content file %s: %s.", path,
                             in ? "it is too large" : strerror(errno));
        if (in) {
            fclose(in);
        }
        return code;
    }
    size_t length = (size_t)status.st_size;
    uint8_t *bytes = mem_alloc(length + 1);
    size_t got = fread(bytes, 1, length, in);
    fclose(in);
    file->bytes = bytes;
    file->length = got;
    return 0;
}

static int read_folder(struct loaded_pack *loaded, const char *root, const char *below, int depth,
                       struct error *error) {
    char path[PACK_PATH_MAX];
    text_format(path, sizeof path, "%s/%s", root, below);
    DIR *folder = opendir(path);
    if (!folder) {
        return errno == ENOENT ? 0
                               : error_set(error, ERROR_STORAGE, "Cannot read the folder %s: %s.",
                                           path, strerror(errno));
    }
    int code = 0;
    for (struct dirent *entry; code == 0 && (entry = readdir(folder)) != NULL;) {
        if (entry->d_name[0] == '.') {
            continue;
        }
        char name[PACK_PATH_MAX], full[2 * PACK_PATH_MAX];
        text_format(name, sizeof name, "%s/%s", below, entry->d_name);
        text_format(full, sizeof full, "%s/%s", root, name);
        struct stat status;
        if (stat(full, &status) != 0) {
            continue;
        }
        if (S_ISDIR(status.st_mode) && depth < PACK_DEPTH_MAX) {
            code = read_folder(loaded, root, name, depth + 1, error);
        } else if (S_ISREG(status.st_mode) && loaded->pack.count < PACK_FILES_MAX) {
            struct pack_file file = {0};
            code = read_file(full, &file, error);
            if (code == 0) {
                struct pack_file *slot = add_file(loaded, name);
                slot->bytes = file.bytes;
                slot->length = file.length;
            }
        }
    }
    closedir(folder);
    return code;
}

static bool is_embedded(const uint8_t *bytes) {
    for (size_t i = 0; i < pack_embedded.count; i++) {
        if (pack_embedded.files[i].bytes == bytes) {
            return true;
        }
    }
    return false;
}

int pack_load(const char *directory, struct pack **pack, struct error *error) {
    struct loaded_pack *loaded = mem_alloc(sizeof *loaded);
    for (size_t i = 0; i < pack_embedded.count; i++) {
        struct pack_file *file = add_file(loaded, pack_embedded.files[i].name);
        file->bytes = pack_embedded.files[i].bytes;
        file->length = pack_embedded.files[i].length;
    }
    struct stat status;
    int code = stat(directory, &status) == 0 && S_ISDIR(status.st_mode)
                   ? 0
                   : error_set(error, ERROR_STORAGE,
                               "The content folder %s (OUTCRY_DATA) is not there.", directory);
    if (code == 0) {
        code = read_folder(loaded, directory, "data", 0, error);
    }
    if (code == 0) {
        code = read_folder(loaded, directory, "assets", 0, error);
    }
    if (code == 0) {
        qsort(loaded->files, loaded->pack.count, sizeof *loaded->files, by_name);
    }
    loaded->pack.files = loaded->files;
    if (code != 0) {
        pack_free(&loaded->pack);
        return code;
    }
    *pack = &loaded->pack;
    return 0;
}

void pack_free(struct pack *pack) {
    if (!pack) {
        return;
    }
    struct loaded_pack *loaded = (struct loaded_pack *)pack;
    for (size_t i = 0; i < loaded->pack.count; i++) {
        struct pack_file *file = &loaded->files[i];
        union {
            const void *read_only;
            void *owned;
        } name = {.read_only = file->name}, bytes = {.read_only = file->bytes};
        mem_free(name.owned);
        if (!is_embedded(file->bytes)) {
            mem_free(bytes.owned);
        }
    }
    mem_free(loaded->files);
    mem_free(loaded);
}

/* ---- content ---- */

/* The files a market and its accounts depend on: another of these is another game. */
static const char *const core_files[] = {"data/brokers.json", "data/companies.json",
                                         "data/instruments.json"};

static int load_one(const struct pack *pack, size_t which, struct content *content,
                    struct error *error) {
    const struct pack_file *file = pack_find(pack, core_files[which]);
    if (!file) {
        return error_set(error, ERROR_STORAGE, "The content file %s is missing.",
                         core_files[which]);
    }
    return which == 0   ? brokers_load(&content->brokers, file->bytes, file->length, error)
           : which == 1 ? companies_load(&content->companies, file->bytes, file->length, error)
                        : instruments_load(&content->instruments, file->bytes, file->length, error);
}

int content_load(const struct pack *pack, struct content *content, char hash[HASH_TEXT_MAX],
                 struct error *error) {
    memset(content, 0, sizeof *content);
    struct state_hash state;
    state_hash_init(&state);
    struct sink sink = state_hash_sink(&state);
    for (size_t i = 0; i < ARRAY_LEN(core_files); i++) {
        int code = load_one(pack, i, content, error);
        if (code != 0) {
            return code;
        }
        const struct pack_file *file = pack_find(pack, core_files[i]);
        put_text(&sink, file->name);
        put_bytes(&sink, file->bytes, file->length);
    }
    uint8_t bytes[HASH_BYTES];
    state_hash_final(&state, bytes);
    hash_text(bytes, hash);
    return 0;
}
