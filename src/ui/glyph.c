#include "ui/glyph.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

#include "base/text.h"

static const char *const glyphs[GLYPH_COUNT][GLYPH_LEVEL_COUNT] = {
#define X(name, ascii, box, full) [name] = {ascii, box, full},
    GLYPHS(X)
#undef X
};

static const char *const level_names[GLYPH_LEVEL_COUNT] = {
#define X(name, text) [name] = text,
    GLYPH_LEVELS(X)
#undef X
};

const char *glyph_text(enum glyph_level level, enum glyph glyph) {
    assert(level < GLYPH_LEVEL_COUNT && glyph < GLYPH_COUNT);
    return glyphs[glyph][level];
}

const char *glyph_level_name(enum glyph_level level) {
    assert(level < GLYPH_LEVEL_COUNT);
    return level_names[level];
}

bool glyph_level_parse(const char *name, enum glyph_level *level) {
    for (int i = 0; i < GLYPH_LEVEL_COUNT; i++) {
        if (strcmp(name, level_names[i]) == 0) {
            *level = (enum glyph_level)i;
            return true;
        }
    }
    return false;
}

enum glyph_level glyph_level_detect(const char *term, const char *charset) {
    bool utf8 = charset != NULL && (text_compare_fold(charset, "UTF-8") == 0 ||
                                    text_compare_fold(charset, "utf8") == 0);
    if (!utf8) {
        return GLYPHS_ASCII;
    }
    return term != NULL && strncmp(term, "linux", 5) == 0 ? GLYPHS_BOX : GLYPHS_FULL;
}
