/* Measurements: `build/bench` runs them all, `build/bench NAME [ARGUMENT]...` one.
 *
 *     BENCH(import) {
 *         uint64_t start = bench_now_ns();
 *         ...
 *         bench_report(bench, "import_rows", rows / seconds, "rows/s", BENCH_AT_LEAST, 1e6);
 *     }
 *
 * Every report is one line of JSON: name, value, unit, budget, met. The program's exit code is 1
 * when a budget was missed. */
#ifndef BENCH_BENCH_H
#define BENCH_BENCH_H

#include <stddef.h>
#include <stdint.h>

enum bench_limit {
    BENCH_AT_MOST,  /* the budget is a ceiling: times, bytes */
    BENCH_AT_LEAST, /* the budget is a floor: rates */
};

/* What a measurement is run with. */
struct bench {
    const char *name;
    int argument_count; /* what stood after NAME on the command line */
    char **arguments;
    int missed;  /* budgets missed so far */
    int reports; /* lines printed so far */
};

/* One measurement; main.c runs them in the order of their names. */
struct bench_entry {
    const char *name;
    void (*run)(struct bench *bench);
    struct bench_entry *next;
};

/* Defines and registers the measurement `id`; its body follows and is handed `bench`. */
#define BENCH(id)                                                                                  \
    static void bench_##id(struct bench *bench);                                                   \
    static struct bench_entry bench_entry_##id = {.name = #id, .run = bench_##id};                 \
    __attribute__((constructor)) static void bench_register_##id(void) {                           \
        bench_register(&bench_entry_##id);                                                         \
    }                                                                                              \
    static void bench_##id(struct bench *bench)

/* Before main only; the entry must live as long as the program. */
void bench_register(struct bench_entry *entry);

/* Prints one line. `name` says what was measured, `value` and `budget` are in `unit`. */
void bench_report(struct bench *bench, const char *name, double value, const char *unit,
                  enum bench_limit limit, double budget);

/* The monotonic clock. */
uint64_t bench_now_ns(void);

/* The value at `percent` (0 to 100) of `count` > 0 samples, by nearest rank; sorts them. */
double bench_percentile(double *samples, size_t count, double percent);

/* Private (clean and dirty) memory of process `pid`, 0 for this one; 0 when it cannot be read. */
uint64_t bench_private_bytes(int pid);

/* A new empty directory below $TMPDIR, removed with all it holds when the program ends. */
const char *bench_directory(void);

#endif
