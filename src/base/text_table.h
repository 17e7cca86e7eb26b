/* Ranges of code points behind text_code_width and text_is_harmful; used by text.c alone. */
#ifndef BASE_TEXT_TABLE_H
#define BASE_TEXT_TABLE_H

#include <stddef.h>
#include <stdint.h>

/* Inclusive. Every table is sorted and its ranges do not touch. */
struct text_range {
    uint32_t first, last;
};

extern const struct text_range text_harmful[];
extern const size_t text_harmful_count;
extern const struct text_range text_zero[];
extern const size_t text_zero_count;
extern const struct text_range text_wide[];
extern const size_t text_wide_count;

#endif
