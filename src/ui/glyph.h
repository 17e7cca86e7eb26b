/* Every drawing character that is not ASCII, at three levels. ASCII is for terminals that are not
 * UTF-8, box holds only what the Linux console's font has, full adds half blocks and eighths. */
#ifndef UI_GLYPH_H
#define UI_GLYPH_H

#include <stdbool.h>

#define GLYPH_LEVELS(X)                                                                            \
    X(GLYPHS_ASCII, "ascii")                                                                       \
    X(GLYPHS_BOX, "box")                                                                           \
    X(GLYPHS_FULL, "full")

enum glyph_level {
#define X(name, text) name,
    GLYPH_LEVELS(X)
#undef X
        GLYPH_LEVEL_COUNT
};

/* name, ascii, box, full: each exactly one column wide. Candle pieces name what the upper and the
 * lower half of the row hold: nothing, a wick or a body. Where no colour tells a rising candle from
 * a falling one, BODY_RISING stands for each piece of its body. */
#define GLYPHS(X)                                                                                  \
    X(GLYPH_HORIZONTAL, "-", "─", "─")                                                             \
    X(GLYPH_VERTICAL, "|", "│", "│")                                                               \
    X(GLYPH_CORNER_TOP_LEFT, "+", "┌", "┌")                                                        \
    X(GLYPH_CORNER_TOP_RIGHT, "+", "┐", "┐")                                                       \
    X(GLYPH_CORNER_BOTTOM_LEFT, "+", "└", "└")                                                     \
    X(GLYPH_CORNER_BOTTOM_RIGHT, "+", "┘", "┘")                                                    \
    X(GLYPH_AXIS_TICK, "+", "┤", "┤")                                                              \
    X(GLYPH_UP, "^", "▲", "▲")                                                                     \
    X(GLYPH_DOWN, "v", "▼", "▼")                                                                   \
    X(GLYPH_SELECTED, ">", ">", ">")                                                               \
    X(GLYPH_OWN, "*", "*", "*")                                                                    \
    X(GLYPH_MORE, "~", "~", "…")                                                                   \
    X(GLYPH_BULLET, "*", "·", "•")                                                                 \
    X(GLYPH_CROSS_LINE, ":", "│", "┊")                                                             \
    X(GLYPH_LAST_LINE, "-", "─", "╌")                                                              \
    X(GLYPH_BUY_MARK, "B", "▲", "▲")                                                               \
    X(GLYPH_SELL_MARK, "S", "▼", "▼")                                                              \
    X(GLYPH_BLOCK, "#", "█", "█")                                                                  \
    X(GLYPH_SHADE_LIGHT, ".", "░", "░")                                                            \
    X(GLYPH_VOLUME_UP, "#", "█", "█")                                                              \
    X(GLYPH_VOLUME_UP_LOW, "=", "▒", "▄")                                                          \
    X(GLYPH_VOLUME_DOWN, ":", "░", "▒")                                                            \
    X(GLYPH_VOLUME_DOWN_LOW, ".", "·", "░")                                                        \
    X(GLYPH_WICK_WICK, "|", "│", "│")                                                              \
    X(GLYPH_WICK_NONE, "'", "╵", "╵")                                                              \
    X(GLYPH_NONE_WICK, ",", "╷", "╷")                                                              \
    X(GLYPH_BODY_BODY, "#", "┃", "┃")                                                              \
    X(GLYPH_BODY_NONE, "#", "╹", "╹")                                                              \
    X(GLYPH_NONE_BODY, "#", "╻", "╻")                                                              \
    X(GLYPH_BODY_WICK, "#", "╿", "╿")                                                              \
    X(GLYPH_WICK_BODY, "#", "╽", "╽")                                                              \
    X(GLYPH_BODY_RISING, "O", "║", "║")                                                            \
    X(GLYPH_EIGHTH_1, ".", "░", "▏")                                                               \
    X(GLYPH_EIGHTH_2, ".", "░", "▎")                                                               \
    X(GLYPH_EIGHTH_3, ".", "░", "▍")                                                               \
    X(GLYPH_EIGHTH_4, "=", "▒", "▌")                                                               \
    X(GLYPH_EIGHTH_5, "=", "▒", "▋")                                                               \
    X(GLYPH_EIGHTH_6, "=", "▒", "▊")                                                               \
    X(GLYPH_EIGHTH_7, "=", "▒", "▉")

enum glyph {
#define X(name, ascii, box, full) name,
    GLYPHS(X)
#undef X
        GLYPH_COUNT
};

/* UTF-8 of one glyph: for text put together with printf. Static storage. */
const char *glyph_text(enum glyph_level level, enum glyph glyph);

const char *glyph_level_name(enum glyph_level level);
bool glyph_level_parse(const char *name, enum glyph_level *level);

/* The level a terminal can show, from $TERM and the locale's character set ("UTF-8"). */
enum glyph_level glyph_level_detect(const char *term, const char *charset);

#endif
