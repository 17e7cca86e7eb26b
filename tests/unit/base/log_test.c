#include <criterion/criterion.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"

struct kept {
    int count;
    enum log_level level;
    char line[1024];
};

static void keep(void *context, enum log_level level, const char *line) {
    struct kept *kept = context;
    kept->count++;
    kept->level = level;
    text_format(kept->line, sizeof kept->line, "%s", line);
}

Test(log, lines_at_or_above_the_least_level_arrive) {
    struct kept kept = {.count = 0};
    struct log log = {.write = keep, .context = &kept, .least = LOG_INFO};
    log_line(&log, LOG_DEBUG, "unseen");
    cr_assert_eq(kept.count, 0);
    log_line(&log, LOG_INFO, "seed %d", 7);
    cr_assert_eq(kept.count, 1);
    cr_assert_eq(kept.level, LOG_INFO);
    cr_assert_str_eq(kept.line, "seed 7");
    log_line(&log, LOG_ERROR, "worse");
    cr_assert_eq(kept.level, LOG_ERROR);
}

Test(log, a_missing_log_and_log_none_drop_everything) {
    log_line(NULL, LOG_ERROR, "%s", "nobody");
    log_line(&log_none, LOG_ERROR, "%s", "nobody");
}

Test(log, a_line_is_clean_and_of_bounded_length) {
    struct kept kept = {.count = 0};
    struct log log = {.write = keep, .context = &kept, .least = LOG_DEBUG};
    log_line(&log, LOG_WARNING,
             "a\x1B]0;title\x07"
             "b\r\nc");
    cr_assert_str_eq(kept.line, "a]0;titleb c");
    char broken[2000];
    memset(broken, 0xFF, sizeof broken - 1); /* each byte becomes three */
    broken[sizeof broken - 1] = '\0';
    log_line(&log, LOG_WARNING, "%s", broken);
    cr_assert_eq(strlen(kept.line), 510u);
    cr_assert(text_is_valid(kept.line, strlen(kept.line)));
}

Test(log, levels_have_names) {
    cr_assert_str_eq(log_level_name(LOG_DEBUG), "debug");
    cr_assert_str_eq(log_level_name(LOG_ERROR), "error");
}
