#include "realism/report.h"

#include "base/text.h"

#define CELL_MAX   24
#define CELL_WIDTH 15
#define NAME_WIDTH 20

static const char *const titles[GROUPS] = {
    [GROUP_RETURNS] = "Returns of one minute, each instrument on its own",
    [GROUP_WILDNESS] = "Volatility, volume and signs by the minute",
    [GROUP_SESSION] = "The day (edges over noon) and its quiet months (share of 30-day windows)",
    [GROUP_BOOK] = "The book (touch over its base; sweeps; impact of 1 % of a day's volume)",
    [GROUP_DAYS] = "Returns of one day, pooled over a class",
};

static const char *const units[GROUPS] = {
    [GROUP_RETURNS] = "instrument", [GROUP_WILDNESS] = "instrument", [GROUP_SESSION] = "instrument",
    [GROUP_BOOK] = "instrument",    [GROUP_DAYS] = "class",
};

void subject_begin(struct subject *subject, const char *name, unsigned runs) {
    *subject = (struct subject){.runs = runs};
    text_format(subject->name, sizeof subject->name, "%s", name);
    figures_clear(&subject->value);
    figures_clear(&subject->error);
}

static bool fails(const struct subject *subject, enum figure figure) {
    return subject->binds[figure] && !figure_in_range(figure, subject->value.value[figure]);
}

static void range_text(enum figure figure, char *text, size_t size) {
    const struct figure_row *row = &figure_rows[figure];
    bool low = isfinite(row->low), high = isfinite(row->high);
    text[0] = '\0';
    if (low && high)
        text_format(text, size, "%g to %g", row->low, row->high);
    else if (low)
        text_format(text, size, "over %g", row->low);
    else if (high)
        text_format(text, size, "under %g", row->high);
}

static void cell_text(const struct subject *subject, enum figure figure, char *text, size_t size) {
    double value = subject->value.value[figure], error = subject->error.value[figure];
    const char *mark = fails(subject, figure) ? "!" : "";
    int digits = fabs(value) < 10 ? 3 : 1;
    if (isnan(value))
        text_format(text, size, "%s", mark);
    else if (isnan(error))
        text_format(text, size, "%s%.*f", mark, digits, value);
    else
        text_format(text, size, "%s%.*f \u00b1%.*f", mark, digits, value, digits, error);
}

/* printf counts bytes, a table columns. */
static void put_cell(FILE *out, const char *text) {
    size_t width = text_width(text);
    fprintf(out, "%*s%s", (int)(width < CELL_WIDTH ? CELL_WIDTH - width : 0) + 1, "", text);
}

static bool answers(const struct subject *subject, enum figure_group group) {
    for (int i = 0; i < FIGURE_COUNT; i++)
        if (figure_rows[i].group == group && (!isnan(subject->value.value[i]) || subject->binds[i]))
            return true;
    return false;
}

static void put_head(FILE *out, enum figure_group group) {
    char text[CELL_MAX];
    fprintf(out, "\n%s\n%-*s", titles[group], NAME_WIDTH, units[group]);
    for (int i = 0; i < FIGURE_COUNT; i++)
        if (figure_rows[i].group == group)
            put_cell(out, figure_rows[i].heading);
    fprintf(out, "\n%-*s", NAME_WIDTH, "in range");
    for (int i = 0; i < FIGURE_COUNT; i++) {
        if (figure_rows[i].group != group)
            continue;
        range_text((enum figure)i, text, sizeof text);
        put_cell(out, text);
    }
    fputc('\n', out);
}

static void put_line(FILE *out, const struct subject *subject, enum figure_group group) {
    char text[CELL_MAX];
    fprintf(out, "%-*s", NAME_WIDTH, subject->name);
    for (int i = 0; i < FIGURE_COUNT; i++) {
        if (figure_rows[i].group != group)
            continue;
        cell_text(subject, (enum figure)i, text, sizeof text);
        put_cell(out, text);
    }
    fputc('\n', out);
}

void report_table(FILE *out, const struct subject *subjects, size_t count) {
    for (int group = 0; group < GROUPS; group++) {
        put_head(out, (enum figure_group)group);
        for (size_t i = 0; i < count; i++)
            if (answers(&subjects[i], (enum figure_group)group))
                put_line(out, &subjects[i], (enum figure_group)group);
    }
}

/* "kurtosis 4.312 ±0.201 is not 5 to 60 (3 of 5 seeds are)" */
static void put_failure(FILE *out, const struct subject *subject, enum figure figure) {
    char cell[CELL_MAX], range[CELL_MAX];
    cell_text(subject, figure, cell, sizeof cell);
    range_text(figure, range, sizeof range);
    fprintf(out, "%s %s is not %s", figure_rows[figure].heading,
            cell[1] != '\0' ? cell + 1 : "unknown", range);
    if (subject->runs > 1 && subject->fine[figure] > 0)
        fprintf(out, " (%u of %u seeds are)", subject->fine[figure], subject->runs);
}

unsigned report_failures(FILE *out, const struct subject *subjects, size_t count) {
    unsigned failures = 0;
    for (size_t i = 0; i < count; i++) {
        unsigned before = failures;
        for (int k = 0; k < FIGURE_COUNT; k++) {
            if (!fails(&subjects[i], (enum figure)k))
                continue;
            fputs(failures == before ? subjects[i].name : ";", out);
            fputs(failures == before ? ": " : " ", out);
            put_failure(out, &subjects[i], (enum figure)k);
            failures++;
        }
        if (failures > before)
            fputs(".\n", out);
    }
    return failures;
}
