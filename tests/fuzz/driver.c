/* Runs a fuzz target over the files of a directory, without libFuzzer: `make test` does so with
 * every corpus, under the same sanitizers and compiler as the other tests. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { PATH_MAX_BYTES = 4096 };

/* The bytes of a file in a block of exactly its size, so that a read past the end is seen. */
static uint8_t *read_file(const char *path, size_t *size) {
    struct stat status;
    FILE *file = fopen(path, "rb");
    if (file == NULL || fstat(fileno(file), &status) != 0) {
        perror(path);
        exit(1);
    }
    *size = (size_t)status.st_size;
    uint8_t *bytes = malloc(*size);
    if ((bytes == NULL && *size > 0) || fread(bytes, 1, *size, file) != *size) {
        fprintf(stderr, "%s: cannot be read\n", path);
        exit(1);
    }
    fclose(file);
    return bytes;
}

static void run_file(const char *path) {
    size_t size;
    uint8_t *bytes = read_file(path, &size);
    LLVMFuzzerTestOneInput(bytes, size);
    free(bytes);
}

static size_t run_directory(const char *directory) {
    struct dirent **entries;
    int count = scandir(directory, &entries, NULL, alphasort);
    if (count < 0) {
        perror(directory);
        exit(1);
    }
    size_t files = 0;
    for (int i = 0; i < count; i++) {
        char path[PATH_MAX_BYTES];
        snprintf(path, sizeof path, "%s/%s", directory, entries[i]->d_name);
        if (entries[i]->d_name[0] != '.') {
            run_file(path);
            files++;
        }
        free(entries[i]);
    }
    free(entries);
    return files;
}

int main(int argc, char **argv) {
    if (argc != 2) {
        fprintf(stderr, "usage: %s CORPUS\n", argv[0]);
        return 2;
    }
    LLVMFuzzerTestOneInput(NULL, 0);
    printf("fuzz: %s: %zu files\n", argv[1], run_directory(argv[1]));
    return 0;
}
