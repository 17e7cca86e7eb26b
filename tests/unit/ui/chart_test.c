#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>

#include "base/gametime.h"
#include "base/mem.h"
#include "base/random.h"
#include "ui/chart.h"
#include "unit/ui/screen.h"

#define SERIES 600

static struct chart_candle series[SERIES];

/* A walk of five-minute candles on half-unit ticks from Mon 13 Jan 2025 08:00. */
static struct chart_data series_of(size_t count) {
    struct random random = random_named(11, "chart", 0);
    double price = 500;
    for (size_t i = 0; i < SERIES; i++) {
        struct chart_candle *candle = &series[i];
        candle->ms = INT64_C(1736755200000) + (int64_t)i * 5 * MINUTE_MS;
        candle->open = candle->high = candle->low = price;
        for (int step = 0; step < 6; step++) {
            price += 0.5 * (double)random_between(&random, -8, 8);
            candle->high = fmax(candle->high, price);
            candle->low = fmin(candle->low, price);
        }
        candle->close = price;
        candle->volume = (double)random_below(&random, 100);
    }
    return (struct chart_data){.candles = series,
                               .count = count,
                               .frame_ms = 5 * MINUTE_MS,
                               .tick = 0.5,
                               .last = series[count - 1].close,
                               .empty = "No trades yet. Press Space to start the clock."};
}

/* Six candles with every shape of body and wick, by hand. */
static const struct chart_candle shapes[] = {
    {1736755200000, 100, 104, 99, 103, 10}, {1736755500000, 103, 104, 100, 101, 40},
    {1736755800000, 101, 101, 101, 101, 0}, {1736756100000, 101, 107, 101, 107, 80},
    {1736756400000, 107, 108, 103, 104, 5}, {1736756700000, 104, 105, 102, 105, 20}};

static struct chart_data shapes_data(void) {
    return (struct chart_data){.candles = shapes,
                               .count = ARRAY_LEN(shapes),
                               .frame_ms = 5 * MINUTE_MS,
                               .tick = 1,
                               .last = 105};
}

static void draw_shapes(struct surface *surface, enum glyph_level level) {
    struct chart chart;
    struct chart_data data = shapes_data();
    chart_init(&chart);
    surface_init(surface, 24, 10, level);
    struct region all = surface_region(surface);
    chart_draw(&chart, &data, &all);
}

Test(chart, a_small_picture_in_ascii) {
    struct surface surface;
    draw_shapes(&surface, GLYPHS_ASCII);
    expect_screen(&surface, "   |        |\n"
                            "   |      O #\n"
                            "105|      O # O --------\n"
                            "   |O #   O # O\n"
                            "   |O #   O   |\n"
                            "100+O # O O\n"
                            "   ||\n"
                            "   |      #\n"
                            "   |= :   # . =\n"
                            "    08:00\n");
    surface_clear(&surface);
}

Test(chart, a_small_picture_in_box) {
    struct surface surface;
    draw_shapes(&surface, GLYPHS_BOX);
    expect_screen(&surface, "   │        │\n"
                            "   │      ┃ ┃\n"
                            "105│      ┃ ┃ ┃ ────────\n"
                            "   │╽ ╽   ┃ ╿ ╿\n"
                            "   │┃ ┃   ┃   │\n"
                            "100┤┃ ╿ ╹ ╹\n"
                            "   ││\n"
                            "   │      █\n"
                            "   │▒ ░   █ · ▒\n"
                            "    08:00\n");
    surface_clear(&surface);
}

Test(chart, rising_bodies_are_hollow_where_no_colour_is_shown) {
    struct surface surface;
    struct buffer out = {0};
    struct chart chart;
    struct chart_data data = shapes_data();
    chart_init(&chart);
    surface_init(&surface, 0, 0, GLYPHS_BOX);
    surface.plain = true;
    surface_resize(&surface, 24, 10);
    struct region all = surface_region(&surface);
    chart_draw(&chart, &data, &all);
    cr_expect(strstr(screen_text(&surface, &out), "105│      ║ ┃ ║ ─") != NULL);
    buffer_clear(&out);
    surface_clear(&surface);
}

Test(chart, an_empty_one_says_why) {
    struct surface surface;
    struct chart chart;
    struct keymap keymap;
    struct chart_data data = {.empty = "No trades yet. Press Space to start the clock."};
    keymap_init(&keymap);
    chart_init(&chart);
    surface_init(&surface, 24, 3, GLYPHS_BOX);
    struct region all = surface_region(&surface);
    chart_draw(&chart, &data, &all);
    expect_screen(&surface, " No trades yet. Press\n Space to start the\n clock.\n");
    struct press press = press_of(&keymap, "Left");
    cr_expect_not(chart_key(&chart, &data, &press));
    surface_clear(&surface);
}

/* Cells of the plot's columns up to `columns` that differ. */
static int changed_columns(const struct surface *a, const struct surface *b) {
    int changed = 0;
    for (int column = 0; column < a->columns; column++) {
        bool same = true;
        for (int row = 0; row < a->rows; row++) {
            same = same && cell_equal(surface_cell(a, column, row), surface_cell(b, column, row));
        }
        changed += !same;
    }
    return changed;
}

Test(chart, between_bars_only_the_last_candle_changes) {
    struct surface before;
    struct surface after;
    struct chart chart;
    struct chart_data data = series_of(300);
    chart_init(&chart);
    surface_init(&before, 70, 20, GLYPHS_BOX);
    surface_init(&after, 70, 20, GLYPHS_BOX);
    struct region first = surface_region(&before);
    struct region second = surface_region(&after);
    data.last = nan("");
    chart_draw(&chart, &data, &first);
    series[299].close = series[299].low = series[299].low + 0.5;
    chart_draw(&chart, &data, &second);
    cr_expect_leq(changed_columns(&before, &after), 1);
    surface_clear(&before);
    surface_clear(&after);
}

Test(chart, new_candles_keep_columns_and_page_by_a_quarter) {
    struct surface surface;
    struct chart chart;
    struct chart_data data = series_of(1);
    chart_init(&chart);
    surface_init(&surface, 50, 12, GLYPHS_BOX);
    struct region all = surface_region(&surface);
    uint64_t anchor = 0;
    int moves = 0;
    for (size_t count = 1; count <= SERIES; count++) {
        data.count = count;
        chart_draw(&chart, &data, &all);
        cr_assert(count - 1 >= chart.anchor && count - 1 - chart.anchor < (uint64_t)chart.slots);
        moves += chart.anchor != anchor;
        anchor = chart.anchor;
    }
    cr_expect(moves > 0 && moves <= SERIES / (chart.slots / 4) + 8, "%d moves, %d slots", moves,
              chart.slots);
    surface_clear(&surface);
}

Test(chart, a_series_that_forgets_its_oldest_candles_stays_where_it_is) {
    struct surface before;
    struct surface after;
    struct chart chart;
    struct chart_data data = series_of(300);
    chart_init(&chart);
    surface_init(&before, 60, 16, GLYPHS_BOX);
    surface_init(&after, 60, 16, GLYPHS_BOX);
    struct region first = surface_region(&before);
    struct region second = surface_region(&after);
    chart_draw(&chart, &data, &first);
    data.candles += 100;
    data.count -= 100;
    data.first = 100;
    chart_draw(&chart, &data, &second);
    cr_expect_eq(changed_columns(&before, &after), 0);
    surface_clear(&before);
    surface_clear(&after);
}

Test(chart, the_crosshair_reads_a_candle_and_leaves_with_esc) {
    struct surface surface;
    struct chart chart;
    struct keymap keymap;
    struct buffer out = {0};
    struct chart_data data = series_of(300);
    keymap_init(&keymap);
    chart_init(&chart);
    surface_init(&surface, 90, 16, GLYPHS_BOX);
    struct region all = surface_region(&surface);
    chart_draw(&chart, &data, &all);
    struct press left = press_of(&keymap, "Left");
    cr_expect(chart_key(&chart, &data, &left));
    cr_expect_eq(chart.cross, 299);
    cr_expect(chart_key(&chart, &data, &left));
    cr_expect_eq(chart.cross, 298);
    surface_blank(&surface);
    chart_draw(&chart, &data, &all);
    char expected[64];
    snprintf(expected, sizeof expected, "14 Jan 08:50 O%.1f H%.1f L%.1f C%.1f", series[298].open,
             series[298].high, series[298].low, series[298].close);
    cr_expect(strstr(screen_text(&surface, &out), expected) != NULL, "%s in\n%s", expected,
              (const char *)out.bytes);
    for (int i = 0; i < 400; i++) {
        chart_key(&chart, &data, &left);
        chart_draw(&chart, &data, &all);
        cr_assert(chart.cross >= chart.anchor &&
                  chart.cross - chart.anchor < (uint64_t)chart.slots);
    }
    cr_expect_eq(chart.cross, 0);
    struct press escape = press_of(&keymap, "Esc");
    cr_expect(chart_key(&chart, &data, &escape));
    cr_expect_not(chart.crosshair);
    cr_expect_not(chart_key(&chart, &data, &escape));
    struct press reset = press_of(&keymap, "r");
    cr_expect(chart_key(&chart, &data, &reset));
    chart_draw(&chart, &data, &all);
    cr_expect(299 - chart.anchor < (uint64_t)chart.slots);
    buffer_clear(&out);
    surface_clear(&surface);
}

Test(chart, a_click_puts_the_crosshair_on_a_candle) {
    struct surface surface;
    struct chart chart;
    struct keymap keymap;
    struct chart_data data = series_of(300);
    keymap_init(&keymap);
    chart_init(&chart);
    surface_init(&surface, 60, 16, GLYPHS_BOX);
    struct region all = surface_region(&surface);
    chart_draw(&chart, &data, &all);
    struct press click = click_of(&keymap, MOUSE_PRESS, chart.plot.column + 4, 3);
    cr_expect(chart_key(&chart, &data, &click));
    cr_expect(chart.crosshair);
    cr_expect_eq(chart.cross, chart.anchor + 2);
    surface_clear(&surface);
}

Test(chart, own_fills_and_orders_stand_at_their_price) {
    struct surface surface;
    struct chart chart;
    struct buffer out = {0};
    struct chart_data data = shapes_data();
    struct chart_mark mark = {shapes[1].ms + MINUTE_MS, 104, CHART_MARK_BUY};
    struct chart_level levels[] = {{100, "sell 2", ROLE_OWN}, {500, "far away", ROLE_OWN}};
    data.marks = &mark;
    data.mark_count = 1;
    data.levels = levels;
    data.level_count = 2;
    chart_init(&chart);
    surface_init(&surface, 24, 10, GLYPHS_ASCII);
    struct region all = surface_region(&surface);
    chart_draw(&chart, &data, &all);
    const char *text = screen_text(&surface, &out);
    cr_expect(strstr(text, "+sell 2") != NULL, "at the left, away from the newest: %s", text);
    cr_expect(strstr(text, "B") != NULL, "%s", text);
    cr_expect(strstr(text, "far") == NULL, "%s", text);
    buffer_clear(&out);
    surface_clear(&surface);
}

Test(chart, holds_at_every_size_zoom_and_random_keys) {
    static const char *const keys[] = {"Left", "Right", "Ctrl-Left", "Ctrl-Right", "z",
                                       "Z",    "r",     "Esc",       "PgUp"};
    struct random random = random_named(12, "chart keys", 0);
    struct chart chart;
    struct keymap keymap;
    struct chart_data data = series_of(400);
    keymap_init(&keymap);
    chart_init(&chart);
    for (int round = 0; round < 1500; round++) {
        struct surface surface;
        surface_init(&surface, (int)random_below(&random, 90), (int)random_below(&random, 30),
                     (enum glyph_level)random_below(&random, GLYPH_LEVEL_COUNT));
        struct region all = surface_region(&surface);
        data.first = random_below(&random, 3) == 0 ? random_below(&random, 500) : data.first;
        data.count = 1 + random_below(&random, 400);
        data.last = series[data.count - 1].close;
        chart_draw(&chart, &data, &all);
        struct press press = press_of(&keymap, keys[random_below(&random, ARRAY_LEN(keys))]);
        chart_key(&chart, &data, &press);
        struct press click = click_of(&keymap, (enum mouse_event)random_below(&random, 5),
                                      (int)random_below(&random, 90), 3);
        chart_key(&chart, &data, &click);
        surface_clear(&surface);
    }
}
