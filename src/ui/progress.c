#include "ui/progress.h"

#include <math.h>

#define EIGHTHS         8
#define PERCENT_COLUMNS 5

void progress_draw(const struct progress *progress, const struct region *region) {
    double share = progress->share > 0 ? fmin(progress->share, 1) : 0; /* NaN gives 0 */
    int start = 0;
    if (progress->label != NULL) {
        start = draw_format(region, 0, 0, style_of(ROLE_TEXT), "%s ", progress->label);
    }
    int columns = region->area.columns - start - (progress->percent ? PERCENT_COLUMNS : 0);
    int filled = (int)(share * columns * EIGHTHS + 1e-9);
    for (int i = 0; i < columns; i++) {
        int part = filled - i * EIGHTHS;
        enum glyph glyph = part >= EIGHTHS ? GLYPH_BLOCK
                           : part > 0      ? (enum glyph)(GLYPH_EIGHTH_1 + part - 1)
                                           : GLYPH_SHADE_LIGHT;
        draw_glyph(region, start + i, 0, style_of(part > 0 ? ROLE_ACCENT : ROLE_DIM), glyph);
    }
    if (progress->percent) {
        draw_format(region, start + (columns > 0 ? columns : 0), 0, style_of(ROLE_TEXT), " %3.0f%%",
                    floor(share * 100));
    }
}
