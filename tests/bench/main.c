#include "bench/bench.h"

#include <assert.h>
#include <ftw.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { OPEN_DIRECTORIES = 16, PATH_BYTES = 4096 };

static struct bench_entry *entries; /* by name */
static char directory[PATH_BYTES];  /* empty until somebody asked for it */

void bench_register(struct bench_entry *entry) {
    struct bench_entry **place = &entries;
    while (*place != NULL && strcmp((*place)->name, entry->name) < 0)
        place = &(*place)->next;
    assert(*place == NULL || strcmp((*place)->name, entry->name) != 0);
    entry->next = *place;
    *place = entry;
}

void bench_report(struct bench *bench, const char *name, double value, const char *unit,
                  enum bench_limit limit, double budget) {
    assert(isfinite(value) && isfinite(budget));
    int met = limit == BENCH_AT_MOST ? value <= budget : value >= budget;
    printf("{\"name\":\"%s\",\"value\":%.6g,\"unit\":\"%s\",\"budget\":%.6g,\"met\":%s}\n", name,
           value, unit, budget, met ? "true" : "false");
    fflush(stdout);
    bench->reports++;
    bench->missed += !met;
}

uint64_t bench_now_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static int compare_doubles(const void *left, const void *right) {
    double a = *(const double *)left;
    double b = *(const double *)right;
    return (a > b) - (a < b);
}

double bench_percentile(double *samples, size_t count, double percent) {
    assert(count > 0 && percent >= 0 && percent <= 100);
    qsort(samples, count, sizeof *samples, compare_doubles);
    size_t rank = (size_t)ceil(percent / 100 * (double)count);
    return samples[rank > 0 ? rank - 1 : 0];
}

uint64_t bench_private_bytes(int pid) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/smaps_rollup", pid > 0 ? pid : (int)getpid());
    FILE *file = fopen(path, "r");
    if (file == NULL)
        return 0;
    char line[256];
    uint64_t kilobytes = 0;
    while (fgets(line, sizeof line, file) != NULL) {
        if (strncmp(line, "Private_Clean:", 14) == 0 || strncmp(line, "Private_Dirty:", 14) == 0)
            kilobytes += strtoull(line + 14, NULL, 10);
    }
    fclose(file);
    return kilobytes * 1024;
}

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *walk) {
    (void)status, (void)kind, (void)walk;
    return remove(path);
}

static void remove_directory(void) {
    nftw(directory, remove_entry, OPEN_DIRECTORIES, FTW_DEPTH | FTW_PHYS);
}

const char *bench_directory(void) {
    if (directory[0] != '\0')
        return directory;
    const char *parent = getenv("TMPDIR");
    snprintf(directory, sizeof directory, "%s/outcry-bench-XXXXXX", parent ? parent : "/tmp");
    if (mkdtemp(directory) == NULL) {
        perror(directory);
        exit(1);
    }
    atexit(remove_directory);
    return directory;
}

int main(int argc, char **argv) {
    struct bench bench = {0};
    int runs = 0;
    for (const struct bench_entry *entry = entries; entry != NULL; entry = entry->next) {
        if (argc > 1 && strcmp(argv[1], entry->name) != 0)
            continue;
        bench.name = entry->name;
        bench.argument_count = argc > 2 ? argc - 2 : 0;
        bench.arguments = argv + argc - bench.argument_count;
        entry->run(&bench);
        runs++;
    }
    if (runs == 0 && argc > 1) {
        fprintf(stderr, "bench: no measurement is called %s; there are:", argv[1]);
        for (const struct bench_entry *entry = entries; entry != NULL; entry = entry->next)
            fprintf(stderr, " %s", entry->name);
        fprintf(stderr, "\n");
        return 2;
    }
    return bench.missed > 0;
}
