/* The front end: title, characters, desk, ticket, boards, in a terminal or headless.
 *
 * One thread waits for the terminal, the seat and the next deadline; nothing due, no wake-up. The
 * lobby is the way to a seat, the seat the way to a game; every screen is drawn from a view. */
#ifndef UI_UI_H
#define UI_UI_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/pack.h"
#include "game/seat.h"

#define UI_GLYPHS_DETECT (-1)

struct ui_options {
    int glyphs;          /* enum glyph_level (ui/glyph.h), or UI_GLYPHS_DETECT */
    const char *theme;   /* a name of theme_names (ui/theme.h); NULL: the usual one */
    bool mono;           /* --mono, NO_COLOR: no colour; glyph and sign carry everything */
    bool red_up;         /* red rises, green falls */
    bool reduced_motion; /* the clock in the status row moves by the quarter of an hour; no art */
    bool mouse;
    const char *zone; /* the player's own IANA zone, for a new profile; NULL: "UTC" */

    /* Headless: no terminal is touched, keys come from a script (ui/backend_text.h), time moves
     * only in its waits, and the picture after its last word is kept. */
    const char *script;  /* NULL: a real terminal */
    int columns, rows;   /* headless size */
    struct buffer *dump; /* headless: the last picture is appended, a line a row; may be NULL */
    /* Headless: called whenever the script's clock moved, with its milliseconds since the start, so
     * that the game's clock can be moved along before the seat is looked at; may be NULL. */
    void (*clock_moved)(void *context, int64_t now_ms);
    void *clock_context;
};

/* Plays until the player leaves, the terminal hangs up or a script ends; every seat taken is closed
 * (saved) then and the terminal is as it was. `straight_into` NULL starts at the title. Returns 0,
 * or an error code with a sentence when it could not start: no terminal, an unknown theme, a bad
 * script, a seat that cannot be had, or trouble that ended the game. */
int ui_play(const struct ui_options *options, struct lobby *lobby,
            const struct lobby_profile *straight_into, const struct pack *pack,
            struct error *error);

#endif
