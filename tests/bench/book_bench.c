/* The book on the oracle flow, events read and drained after every call.
 *
 *     bench book                          the four flows, made in memory, with budgets
 *     bench book FILE                     one flow from a file of lines "A id side price qty",
 *                                         "C id", "M id side qty"
 *     bench book flow LINES SEED MKTMAX   writes such lines */
#include "bench/bench.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench/flow.h"

enum {
    FLOW_SEED = 42,
    PASSES = 6,           /* of which the fastest counts */
    SLOWEST_NS = 1 << 16, /* of the histogram; slower calls count as this */
    AHEAD = 24,           /* lines whose handles are fetched from memory early */
    LINES_AHEAD = 128,    /* and the lines themselves */
    LINE_BYTES = 128
};

struct lines {
    struct flow_line *lines;
    uint32_t count, capacity;
    uint32_t last_id;
};

struct measured {
    struct flow_sums sums;
    double rate; /* operations a second of processor time */
    uint64_t p50_ns, p99_ns, p999_ns;
    uint64_t rss_kb; /* private memory that the book took */
};

static double cpu_seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static inline void hear(struct book *book, struct flow_sums *sums) {
    size_t count;
    const struct book_event *events = book_events(book, &count);
    flow_add(events, count, sums);
    book_events_drain(book);
}

/* ---- flows ---- */

static void lines_add(struct lines *lines, const struct flow_line *line) {
    if (lines->count == lines->capacity) {
        lines->capacity = lines->capacity > 0 ? lines->capacity * 2 : 1024;
        lines->lines = mem_pool(lines->lines, lines->count, lines->capacity, sizeof *lines->lines);
    }
    lines->lines[lines->count++] = *line;
    lines->last_id = line->id > lines->last_id ? line->id : lines->last_id;
}

static struct lines make_lines(uint32_t count, uint64_t seed, uint32_t market_most) {
    struct lines lines = {.count = 0};
    struct flow flow;
    flow_init(&flow, seed, market_most, count);
    book_handle *handles = mem_array((size_t)count + 1, sizeof *handles);
    struct book *book = book_new(flow.mid);
    for (uint32_t i = 0; i < count; i++) {
        struct flow_line line = flow_next(&flow);
        flow_play(book, &line, handles);
        size_t heard;
        const struct book_event *events = book_events(book, &heard);
        flow_hear(&flow, &line, events, heard);
        book_events_drain(book);
        lines_add(&lines, &line);
    }
    book_free(book);
    mem_free(handles);
    flow_clear(&flow);
    return lines;
}

static void write_line(const struct flow_line *line) {
    char side = line->side == SIDE_BUY ? 'B' : 'S';
    if (line->kind == 'A')
        printf("A %" PRIu32 " %c %" PRId32 " %u\n", line->id, side, line->ticks, line->lots);
    else if (line->kind == 'M')
        printf("M %" PRIu32 " %c %u\n", line->id, side, line->lots);
    else
        printf("C %" PRIu32 "\n", line->id);
}

static bool parse_line(const char *text, struct flow_line *line) {
    char side = 'B';
    unsigned lots = 0;
    *line = (struct flow_line){.kind = text[0]};
    bool whole;
    switch (text[0]) {
    case 'A':
        whole = sscanf(text, "A %" SCNu32 " %c %" SCNd32 " %u", &line->id, &side, &line->ticks,
                       &lots) == 4;
        break;
    case 'M':
        whole = sscanf(text, "M %" SCNu32 " %c %u", &line->id, &side, &lots) == 3;
        line->ticks = side == 'B' ? BOOK_TICKS_MAX : 1;
        break;
    default:
        return sscanf(text, "C %" SCNu32, &line->id) == 1;
    }
    line->side = side == 'B' ? SIDE_BUY : SIDE_SELL;
    line->lots = (uint16_t)lots;
    return whole && (side == 'B' || side == 'S') && lots <= UINT16_MAX;
}

static struct lines read_lines(const char *path) {
    struct lines lines = {.count = 0};
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        perror(path);
        exit(2);
    }
    char text[LINE_BYTES];
    struct flow_line line;
    while (fgets(text, sizeof text, file) != NULL) {
        if (!parse_line(text, &line)) {
            fprintf(stderr, "%s:%" PRIu32 ": no line of a flow\n", path, lines.count + 1);
            exit(2);
        }
        lines_add(&lines, &line);
    }
    fclose(file);
    return lines;
}

/* ---- measuring ---- */

/* Plays all lines without looking at the clock; also tells the memory that the book holds. */
static double run_rate(const struct lines *lines, book_handle *handles, struct measured *measured) {
    struct book *book = book_new(lines->count > 0 ? lines->lines[0].ticks : 1);
    uint64_t before = bench_private_bytes(0);
    measured->sums = (struct flow_sums){0};
    double start = cpu_seconds();
    for (uint32_t i = 0; i < lines->count; i++) {
        if (i + LINES_AHEAD < lines->count) { /* both are the driver's, no misses of the book's */
            __builtin_prefetch(&lines->lines[i + LINES_AHEAD]);
            __builtin_prefetch(&handles[lines->lines[i + AHEAD].id]);
        }
        flow_play(book, &lines->lines[i], handles);
        hear(book, &measured->sums);
    }
    double seconds = cpu_seconds() - start;
    measured->rss_kb = (bench_private_bytes(0) - before) / 1024;
    book_free(book);
    return seconds > 0 ? lines->count / seconds : 0;
}

static uint64_t rank_of(const uint32_t *histogram, uint64_t rank) {
    uint64_t seen = 0;
    uint64_t ns = 0;
    while (ns < SLOWEST_NS && (seen += histogram[ns]) < rank)
        ns++;
    return ns;
}

static uint64_t least(uint64_t a, uint64_t b) {
    return a < b ? a : b;
}

/* Plays all lines and looks at the clock after each; the look is part of the time. What else the
 * machine did in between is too: the best of several passes counts. */
static void run_latency(const struct lines *lines, book_handle *handles,
                        struct measured *measured) {
    uint32_t *histogram = mem_array(SLOWEST_NS + 1, sizeof *histogram);
    struct book *book = book_new(lines->count > 0 ? lines->lines[0].ticks : 1);
    struct flow_sums sums = {0};
    uint64_t last = bench_now_ns();
    for (uint32_t i = 0; i < lines->count; i++) {
        flow_play(book, &lines->lines[i], handles);
        hear(book, &sums);
        uint64_t now = bench_now_ns();
        histogram[now - last < SLOWEST_NS ? now - last : SLOWEST_NS]++;
        last = now;
    }
    measured->p50_ns = least(measured->p50_ns, rank_of(histogram, lines->count / 2));
    measured->p99_ns =
        least(measured->p99_ns, rank_of(histogram, lines->count - lines->count / 100));
    measured->p999_ns =
        least(measured->p999_ns, rank_of(histogram, lines->count - lines->count / 1000));
    book_free(book);
    mem_free(histogram);
}

static struct measured measure(const struct lines *lines) {
    struct measured measured = {.p50_ns = SLOWEST_NS, .p99_ns = SLOWEST_NS, .p999_ns = SLOWEST_NS};
    book_handle *handles = mem_pool(NULL, 0, (size_t)lines->last_id + 1, sizeof *handles);
    memset(handles, 0, ((size_t)lines->last_id + 1) * sizeof *handles); /* the pages are there */
    for (int pass = 0; pass < PASSES; pass++) {
        run_latency(lines, handles, &measured);
        struct measured one = measured;
        double rate = run_rate(lines, handles, &one);
        measured.rate = rate > measured.rate ? rate : measured.rate;
        measured.sums = one.sums;
        measured.rss_kb = pass == 0 ? one.rss_kb : measured.rss_kb;
    }
    mem_free(handles);
    return measured;
}

/* ---- reporting ---- */

static const struct expected {
    const char *name;
    uint32_t lines, market_most;
    struct flow_sums sums;
    double rate; /* 0: only the sums count */
} flows[] = {
    {"deep", 5000000, 200, {1507183, 50822736, UINT64_C(407592133348)}, 12e6},
    {"shallow", 5000000, 300, {1987091, 75585997, UINT64_C(607094494559)}, 24e6},
    {"first_million", 1000000, 200, {301322, 10167515, UINT64_C(81322590021)}, 0},
    {"first_200000", 200000, 200, {59414, 2007688, UINT64_C(16038401681)}, 0},
};

static void report(struct bench *bench, const struct expected *flow,
                   const struct measured *measured) {
    char name[64];
    bool agrees = memcmp(&flow->sums, &measured->sums, sizeof flow->sums) == 0;
    snprintf(name, sizeof name, "book_%s_sums_agree", flow->name);
    bench_report(bench, name, agrees, "yes", BENCH_AT_LEAST, 1);
    if (flow->rate == 0)
        return;
    snprintf(name, sizeof name, "book_%s_ops_per_cpu_s", flow->name);
    bench_report(bench, name, measured->rate, "ops/s", BENCH_AT_LEAST, flow->rate);
    snprintf(name, sizeof name, "book_%s_p999", flow->name);
    bench_report(bench, name, (double)measured->p999_ns, "ns", BENCH_AT_MOST, 2000);
}

static void measure_file(const char *path) {
    struct lines lines = read_lines(path);
    struct measured measured = measure(&lines);
    printf("trades %" PRIu64 " qty %" PRIu64 " notional %" PRIu64
           " ops_per_cpu_s %.0f p50_ns %" PRIu64 " p99_ns %" PRIu64 " p999_ns %" PRIu64
           " rss_kb %" PRIu64 "\n",
           measured.sums.trades, measured.sums.lots, measured.sums.notional, measured.rate,
           measured.p50_ns, measured.p99_ns, measured.p999_ns, measured.rss_kb);
    mem_free(lines.lines);
}

static void write_flow(char *const *arguments) {
    struct lines lines =
        make_lines((uint32_t)strtoul(arguments[0], NULL, 10), strtoull(arguments[1], NULL, 10),
                   (uint32_t)strtoul(arguments[2], NULL, 10));
    for (uint32_t i = 0; i < lines.count; i++)
        write_line(&lines.lines[i]);
    mem_free(lines.lines);
}

BENCH(book) {
    if (bench->argument_count == 4 && strcmp(bench->arguments[0], "flow") == 0) {
        write_flow(bench->arguments + 1);
        return;
    }
    if (bench->argument_count > 0) {
        measure_file(bench->arguments[0]);
        return;
    }
    for (size_t i = 0; i < ARRAY_LEN(flows); i++) {
        struct lines lines = make_lines(flows[i].lines, FLOW_SEED, flows[i].market_most);
        struct measured measured = measure(&lines);
        report(bench, &flows[i], &measured);
        mem_free(lines.lines);
    }
}
