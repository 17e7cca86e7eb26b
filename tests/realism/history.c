#include "realism/history.h"

#include "base/mem.h"

#define FIRST 1024

/* Room for one more; returns the new capacity when it grew, else 0. */
static size_t grown(size_t count, size_t capacity) {
    if (count < capacity)
        return 0;
    return capacity > 0 ? 2 * capacity : FIRST;
}

void history_add(struct history *history, const struct history_bar *bar) {
    size_t more = grown(history->count, history->capacity);
    if (more > 0) {
        history->returns = mem_resize(history->returns, more, sizeof *history->returns);
        history->volumes = mem_resize(history->volumes, more, sizeof *history->volumes);
        history->sessions = mem_resize(history->sessions, more, sizeof *history->sessions);
        history->slots = mem_resize(history->slots, more, sizeof *history->slots);
        history->days = mem_resize(history->days, more, sizeof *history->days);
        history->capacity = more;
    }
    history->returns[history->count] = bar->change;
    history->volumes[history->count] = bar->volume;
    history->sessions[history->count] = bar->session;
    history->slots[history->count] = bar->slot;
    history->days[history->count++] = bar->day;
}

void history_add_day(struct history *history, double change, double volume) {
    size_t more = grown(history->day_count, history->day_capacity);
    if (more > 0) {
        history->day_returns = mem_resize(history->day_returns, more, sizeof(double));
        history->day_volumes = mem_resize(history->day_volumes, more, sizeof(double));
        history->day_capacity = more;
    }
    history->day_returns[history->day_count] = change;
    history->day_volumes[history->day_count++] = volume;
}

void history_add_sign(struct history *history, int8_t sign) {
    size_t more = grown(history->sign_count, history->sign_capacity);
    if (more > 0) {
        history->signs = mem_resize(history->signs, more, sizeof *history->signs);
        history->sign_capacity = more;
    }
    history->signs[history->sign_count++] = sign;
}

void history_add_touch(struct history *history, double ratio) {
    size_t more = grown(history->touch_count, history->touch_capacity);
    if (more > 0) {
        history->touches = mem_resize(history->touches, more, sizeof *history->touches);
        history->touch_capacity = more;
    }
    history->touches[history->touch_count++] = ratio;
}

void history_clear(struct history *history) {
    mem_free(history->returns);
    mem_free(history->volumes);
    mem_free(history->sessions);
    mem_free(history->slots);
    mem_free(history->days);
    mem_free(history->day_returns);
    mem_free(history->day_volumes);
    mem_free(history->signs);
    mem_free(history->touches);
    *history = (struct history){.count = 0};
}
