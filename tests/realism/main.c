/* realism [--days N] [--seeds N] [--seed N] [--instruments LIST] [--jobs N] [--sweeps N]
 * [--copies N] [--data FOLDER] [--minutes-only]: does the market behave like one. Simulates, prints
 * the facts beside those of real series, exits 0 when all are in range and 1 when not. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "realism/collect.h"
#include "realism/real.h"
#include "realism/simulate.h"

#define SUBJECTS_MAX (2 * INSTRUMENTS_MAX + REAL_MAX)

static const struct option options[] = {
    {"days", required_argument, NULL, 'd'},   {"seeds", required_argument, NULL, 's'},
    {"seed", required_argument, NULL, 'b'},   {"instruments", required_argument, NULL, 'i'},
    {"jobs", required_argument, NULL, 'j'},   {"sweeps", required_argument, NULL, 'w'},
    {"copies", required_argument, NULL, 'c'}, {"data", required_argument, NULL, 'f'},
    {"minutes-only", no_argument, NULL, 'm'}, {NULL, 0, NULL, 0},
};

struct wishes {
    struct simulation simulation;
    const char *instruments, *folder;
};

static void show_progress(size_t done, size_t tasks) {
    fprintf(stderr, "\r%zu of %zu%s", done, tasks, done == tasks ? "\n" : "");
}

static bool read_options(int count, char **words, struct wishes *wishes) {
    struct simulation *simulation = &wishes->simulation;
    for (int option; (option = getopt_long(count, words, "", options, NULL)) != -1;) {
        int number = optarg != NULL ? atoi(optarg) : 0;
        switch (option) {
        case 'd':
            simulation->days = number;
            break;
        case 's':
            simulation->seeds = (unsigned)number;
            break;
        case 'b':
            simulation->seed = (uint64_t)number;
            break;
        case 'i':
            wishes->instruments = optarg;
            break;
        case 'j':
            simulation->jobs = (unsigned)number;
            break;
        case 'w':
            simulation->sweeps = number;
            break;
        case 'c':
            simulation->copies = number;
            break;
        case 'f':
            wishes->folder = optarg;
            break;
        case 'm':
            simulation->pooled = false;
            break;
        default:
            return false;
        }
    }
    return optind == count && simulation->days > 0 && simulation->seeds > 0 &&
           simulation->seeds <= SEEDS_MAX && simulation->days <= DAYS_MAX && simulation->jobs > 0;
}

int main(int count, char **words) {
    struct wishes wishes = {.simulation = {.seed = 1,
                                           .seeds = 5,
                                           .pooled = true,
                                           .days = 365,
                                           .sweeps = 200,
                                           .copies = 300,
                                           .jobs = (unsigned)sysconf(_SC_NPROCESSORS_ONLN),
                                           .progress = isatty(2) ? show_progress : NULL},
                            .folder = "../shared/data/market"};
    struct error error = {0};
    if (!read_options(count, words, &wishes)) {
        fprintf(stderr, "realism: see the top of tests/realism/main.c for its options.\n");
        return 2;
    }
    if (!collect_table(&wishes.simulation.table, wishes.instruments, &error)) {
        fprintf(stderr, "realism: %s\n", error.sentence);
        return 2;
    }
    struct subject *subjects = mem_array(SUBJECTS_MAX, sizeof *subjects);
    size_t ours = simulate(&wishes.simulation, subjects);
    size_t real = ours > 0 ? real_subjects(wishes.folder, subjects + ours) : 0;
    unsigned failures = 1;
    if (ours > 0) {
        report_table(stdout, subjects, ours + real);
        printf("\n");
        failures = report_failures(stdout, subjects, ours);
        printf("realism: %u figures out of range\n", failures);
    }
    mem_free(subjects);
    return failures > 0;
}
