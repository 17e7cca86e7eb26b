/* What an instrument's row asks of its makers: where their quotes stand and how large they are. */
#include <assert.h>

#include "market/agents_internal.h"

__extension__ typedef __int128 int128;

#define CALM_ORDER   (10000 * FIX8_ONE) /* what pays `spread` both ways */
#define TOUCH_PART   5                  /* the touch is a fifth of the spread */
#define DEEP_PARTS   (LADDER_DEEP * (LADDER_DEEP + 1) / 2)
#define REACH        0.8 /* of the collar, where the last level stands */
#define LARGEST_PART 5   /* all deep levels hold 5/4 of the largest order */
#define LARGEST_OF   4
#define SLICE_UNITS  4   /* ordinary orders in the first slice, */
#define DEEP_UNITS   400 /* and in all deep levels, at least */

static const struct agent_manner manners[] = {
    {.least_rho = 1,
     .patience = 0.99,
     .walk = 0.05,
     .shy = true,
     .near_low = 0.1,
     .near_high = 0.5,
     .value_half = 0.4,
     .value_sigma = 0.5,
     .tolerance = 0.25,
     .children = 1.6,
     .maker_ms = 40000,
     .patient_ms = 32000},
    {.least_rho = 0.1,
     .patience = 0.3,
     .walk = 0.1,
     .near_low = 0,
     .near_high = 0.3,
     .value_half = 0.8,
     .value_sigma = 0.35,
     .startle = 0.6,
     .tolerance = 0.4,
     .children = 1.5,
     .maker_ms = 40000,
     .patient_ms = 25000},
    {.least_rho = 0,
     .patience = 0,
     .walk = 0.1,
     .near_low = 0,
     .near_high = 0.3,
     .value_half = 0.8,
     .value_sigma = 0.35,
     .startle = 0.6,
     .tolerance = 0.4,
     .children = 1.5,
     .maker_ms = 40000,
     .patient_ms = 25000},
};

static void add_level(struct agents *agents, double away, int64_t lots) {
    assert(agents->levels < LADDER_LEVELS);
    uint32_t at = agents->levels++;
    if (at > 0 && away < agents->away[at - 1] + 1)
        away = agents->away[at - 1] + 1;
    agents->away[at] = away;
    agents->size[at] = lots < 1 ? 1 : lots;
}

/* Both ways a slice costs twice its distance; the mean over the slices is the spread. Where one lot
 * is worth more than the order there is nothing to slice, and the touch is the whole spread. */
static void add_slices(struct agents *agents, double spread, int64_t calm_lots) {
    double touch = spread / TOUCH_PART > 1 ? spread / TOUCH_PART : 1;
    int64_t slices =
        spread - touch < LADDER_SLICES - 1 ? 1 + (int64_t)(spread - touch + 0.5) : LADDER_SLICES;
    slices = slices < calm_lots ? slices : calm_lots;
    if (slices <= 1) {
        agents->touch = spread > 1 ? spread : 1;
        add_level(agents, agents->touch / 2, calm_lots < SLICE_UNITS ? SLICE_UNITS : calm_lots);
        return;
    }
    agents->touch = touch;
    for (int64_t i = 0; i < slices; i++)
        add_level(agents, touch / 2 + (spread - touch) * (double)i / (double)(slices - 1),
                  calm_lots * (i + 1) / slices - calm_lots * i / slices);
}

/* Sizes grow evenly, distances with the fourth power: most of it stands near. */
static void add_deep(struct agents *agents, double reach, int64_t largest_lots) {
    double from = agents->away[agents->levels - 1], way = reach > from ? reach - from : 0;
    int64_t all = (int64_t)((int128)largest_lots * LARGEST_PART / LARGEST_OF);
    int64_t least = (int64_t)(DEEP_UNITS * agents->unit);
    all = all > least ? all : least;
    for (int64_t i = 1; i <= LADDER_DEEP; i++) {
        double square = (double)(i * i) / (LADDER_DEEP * LADDER_DEEP);
        add_level(agents, from + way * square * square,
                  (int64_t)((int128)all * i / DEEP_PARTS) + 1);
    }
}

void ladder_shape(struct agents *agents, const struct instrument *row, int32_t ticks) {
    assert(ticks >= 1 && ticks <= INSTRUMENT_TICKS_MAX);
    agents->shaped_at = ticks;
    agents->levels = 0;
    add_slices(agents, ticks * fix8_double(row->spread),
               instrument_smallest_lots(row, ticks, CALM_ORDER));
    double unit = (double)agents->size[0] / SLICE_UNITS;
    agents->unit = unit > 1 ? unit : 1;
    add_deep(agents, ticks * fix8_double(row->collar) * REACH, row->largest / row->lot);
    double rho = agents->touch / (ticks * agents->calm);
    agents->manner = manners;
    while (rho < agents->manner->least_rho)
        agents->manner++;
}
