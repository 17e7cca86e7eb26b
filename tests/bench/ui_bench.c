/* What the screens cost a player and a host: the program in a pseudo-terminal, measured as
 * ttybench does. A frame is over when nothing more came for GAP_MS. */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "bench/bench.h"
#include "support/pty.h"

enum {
    GAP_MS = 60,
    FRAME_BYTES_LEAST = 150, /* less is the terminal's own set-up */
    STARTS = 7,
    KEYS = 24,
    ENDS = 5,
    LIVE_MS = 4000,
    PAUSED_MS = 2000,
    HUSH_MS = 700, /* after the last key, before what is idle is measured */
    DESK_MS = 50,  /* a game is opened first, the file's own budget */
    READ_BYTES = 65536
};

#define LOCAL_UPDATES 10.0 /* a second */
#define SSH_UPDATES   4.0
#define SSH_CPU       0.3 /* per cent */

/* What a size of terminal may cost. */
struct size {
    const char *name;
    int rows, columns;
    double frame_ms, frame_bytes, update_bytes, key_bytes, private_bytes;
};

static const struct size sizes[] = {
    {"80x24", 24, 80, 10, 2500, 250, 120, 16e6},
    {"200x60", 60, 200, 12, 9000, 400, 200, 18e6},
};

/* What came since a moment. */
struct burst {
    double first_ms, last_ms; /* after that moment; -1: nothing came */
    size_t bytes;
};

static const char *program(void) {
    const char *path = getenv("OUTCRY_BINARY");
    if (path == NULL || access(path, X_OK) != 0) {
        fprintf(stderr, "bench: OUTCRY_BINARY names no program\n");
        exit(1);
    }
    return path;
}

/* ---- reading ---- */

/* Reads until the program was silent for GAP_MS after at least `least` bytes, or for `patience_ms`
 * at all. */
static struct burst read_burst(struct pty *pty, double from, size_t least, double patience_ms) {
    static char bytes[READ_BYTES];
    struct burst burst = {.first_ms = -1, .last_ms = -1};
    for (;;) {
        double now = pty_now_ms() - from;
        double silent = burst.bytes > 0 ? now - burst.last_ms : 0;
        if ((burst.bytes >= least && silent >= GAP_MS) || now > patience_ms)
            return burst;
        ssize_t length = pty_read(pty, bytes, sizeof bytes, 1);
        if (length < 0)
            return burst;
        if (length > 0) {
            burst.last_ms = pty_now_ms() - from;
            burst.first_ms = burst.bytes == 0 ? burst.last_ms : burst.first_ms;
            burst.bytes += (size_t)length;
        }
    }
}

/* ---- starting ---- */

static void new_game(void) {
    const char *arguments[] = {program(), "new",    "--name", "Ada",     "--character",
                               "analyst", "--seed", "1",      "--quiet", NULL};
    struct pty pty;
    pty_start(&pty, arguments, bench_directory(), 24, 80);
    while (!pty_has_ended(&pty))
        (void)read_burst(&pty, pty_now_ms(), 1, 20);
    if (!WIFEXITED(pty.status) || WEXITSTATUS(pty.status) != 0) {
        fprintf(stderr, "bench: outcry new failed\n");
        exit(1);
    }
    pty_close(&pty);
}

enum place { TITLE, DESK, DESK_OVER_SSH };

static struct burst start(struct pty *pty, const struct size *size, enum place place) {
    static const char slow_line[] = "SSH_CONNECTION=10.0.0.2 50000 10.0.0.1 22";
    const char *arguments[] = {"/usr/bin/env", slow_line, program(), "--profile", "Ada", NULL};
    if (place == TITLE)
        arguments[3] = NULL;
    double from = pty_now_ms();
    pty_start(pty, arguments + (place == DESK_OVER_SSH ? 0 : 2), bench_directory(), size->rows,
              size->columns);
    return read_burst(pty, from, FRAME_BYTES_LEAST, 10000);
}

static double end_ms(struct pty *pty, int signal) {
    double from = pty_now_ms();
    if (signal != 0)
        kill(pty->pid, signal);
    else
        pty_hang_up(pty);
    while (!pty_has_ended(pty) && pty_now_ms() - from < 5000) {
        char bytes[4096];
        if (pty->fd < 0 || pty_read(pty, bytes, sizeof bytes, 1) < 0)
            poll(NULL, 0, 1);
    }
    double took = pty_now_ms() - from;
    pty_close(pty);
    return took;
}

static void report(struct bench *bench, const char *what, const struct size *size, double value,
                   const char *unit, double budget) {
    char name[64];
    snprintf(name, sizeof name, "ui_%s_%s", what, size->name);
    bench_report(bench, name, value, unit, BENCH_AT_MOST, budget);
}

/* ---- measurements ---- */

static void measure_starts(struct bench *bench, const struct size *size, enum place place) {
    double times[STARTS], bytes[STARTS];
    for (int i = 0; i < STARTS; i++) {
        struct pty pty;
        struct burst frame = start(&pty, size, place);
        times[i] = frame.last_ms;
        bytes[i] = (double)frame.bytes;
        (void)end_ms(&pty, SIGTERM);
    }
    report(bench, place == TITLE ? "title_frame" : "desk_frame", size,
           bench_percentile(times, STARTS, 50), "ms", place == TITLE ? size->frame_ms : DESK_MS);
    report(bench, place == TITLE ? "title_frame_bytes" : "desk_frame_bytes", size,
           bench_percentile(bytes, STARTS, 50), "bytes", size->frame_bytes);
}

/* Down and up the watchlist while the clock stands. */
static void measure_keys(struct bench *bench, const struct size *size, struct pty *pty) {
    double times[KEYS], bytes[KEYS];
    for (int i = 0; i < KEYS; i++) {
        double from = pty_now_ms();
        pty_send(pty, i % 8 < 4 ? "\033OB" : "\033OA");
        struct burst answer = read_burst(pty, from, 1, 1000);
        times[i] = answer.first_ms;
        bytes[i] = (double)answer.bytes;
    }
    report(bench, "cursor_key", size, bench_percentile(times, KEYS, 50), "ms", 2);
    report(bench, "cursor_key_bytes", size, bench_percentile(bytes, KEYS, 50), "bytes",
           size->key_bytes);
}

static double voluntary_switches(int pid) {
    char path[64], line[128];
    long count = 0;
    snprintf(path, sizeof path, "/proc/%d/status", pid);
    FILE *file = fopen(path, "r");
    while (file != NULL && fgets(line, sizeof line, file) != NULL)
        (void)sscanf(line, "voluntary_ctxt_switches: %ld", &count);
    if (file != NULL)
        fclose(file);
    return (double)count;
}

/* Seconds on the processor; schedstat counts nanoseconds. */
static double cpu_seconds(int pid) {
    char path[64];
    unsigned long long ns = 0;
    snprintf(path, sizeof path, "/proc/%d/schedstat", pid);
    FILE *file = fopen(path, "r");
    if (file == NULL || fscanf(file, "%llu", &ns) != 1)
        fprintf(stderr, "bench: %s cannot be read\n", path);
    if (file != NULL)
        fclose(file);
    return (double)ns / 1e9;
}

static void measure_silence(struct bench *bench, const struct size *size, struct pty *pty) {
    (void)read_burst(pty, pty_now_ms(), READ_BYTES, HUSH_MS);
    double before = voluntary_switches(pty->pid);
    struct burst nothing = read_burst(pty, pty_now_ms(), READ_BYTES, PAUSED_MS);
    double woken = voluntary_switches(pty->pid) - before;
    report(bench, "paused_bytes", size, (double)nothing.bytes * 1e3 / PAUSED_MS, "bytes/s", 0);
    report(bench, "paused_wakeups", size, woken * 1e3 / PAUSED_MS, "wake-ups/s", 0);
}

/* Bursts apart by over 20 ms are updates. */
static void measure_live(struct bench *bench, const struct size *size, struct pty *pty,
                         const char *line, double updates_most, double cpu_most) {
    static char bytes[READ_BYTES];
    char name[32];
    pty_send(pty, " ");
    (void)read_burst(pty, pty_now_ms(), READ_BYTES, HUSH_MS);
    double begin = pty_now_ms(), last = 0, cpu = cpu_seconds(pty->pid);
    size_t total = 0, updates = 0;
    while (pty_now_ms() - begin < LIVE_MS) {
        ssize_t length = pty_read(pty, bytes, sizeof bytes, 5);
        double now = pty_now_ms();
        if (length > 0) {
            updates += now - last > 20;
            total += (size_t)length;
            last = now;
        }
    }
    cpu = (cpu_seconds(pty->pid) - cpu) / ((pty_now_ms() - begin) / 1e3);
    snprintf(name, sizeof name, "%s_update_bytes", line);
    report(bench, name, size, updates > 0 ? (double)total / (double)updates : 0, "bytes",
           size->update_bytes);
    snprintf(name, sizeof name, "%s_updates", line);
    report(bench, name, size, (double)updates * 1e3 / LIVE_MS, "updates/s", updates_most);
    snprintf(name, sizeof name, "%s_cpu", line);
    report(bench, name, size, cpu * 100, "%", cpu_most);
    pty_send(pty, " ");
    (void)read_burst(pty, pty_now_ms(), 1, 1000);
}

/* The budget is for 4 updates a second; at 10 it is as much for each. */
static void measure_desk(struct bench *bench, const struct size *size) {
    struct pty pty;
    (void)start(&pty, size, DESK);
    measure_keys(bench, size, &pty);
    measure_silence(bench, size, &pty);
    measure_live(bench, size, &pty, "live", LOCAL_UPDATES, SSH_CPU * LOCAL_UPDATES / SSH_UPDATES);
    report(bench, "desk_private", size, (double)bench_private_bytes(pty.pid), "bytes",
           size->private_bytes);
    (void)end_ms(&pty, SIGTERM);
    (void)start(&pty, size, DESK_OVER_SSH);
    measure_live(bench, size, &pty, "ssh", SSH_UPDATES, SSH_CPU);
    (void)end_ms(&pty, SIGTERM);
}

/* While the clock runs: there is something to save. */
static void measure_ends(struct bench *bench, const struct size *size) {
    static const struct {
        const char *what;
        int signal;
    } ends[] = {{"sighup", SIGHUP}, {"sigterm", SIGTERM}, {"closed", 0}};
    for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
        double times[ENDS];
        for (int k = 0; k < ENDS; k++) {
            struct pty pty;
            (void)start(&pty, size, DESK);
            pty_send(&pty, " ");
            (void)read_burst(&pty, pty_now_ms(), READ_BYTES, 300);
            times[k] = end_ms(&pty, ends[i].signal);
        }
        report(bench, ends[i].what, size, bench_percentile(times, ENDS, 50), "ms", 50);
    }
}

BENCH(ui) {
    new_game();
    for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
        measure_starts(bench, &sizes[i], TITLE);
        measure_starts(bench, &sizes[i], DESK);
        measure_desk(bench, &sizes[i]);
    }
    measure_ends(bench, &sizes[0]);
}
