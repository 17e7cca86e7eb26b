/* The ways into the screens; what a screen is inside is its own file's business. */
#ifndef UI_SCREENS_H
#define UI_SCREENS_H

#include "ui/app.h"

/* Without a game. */
void title_open(struct app *app);
void character_open(struct app *app);                          /* a new player */
void replay_open(struct app *app);                             /* a path, then who plays it */
void character_open_replay(struct app *app, const char *data); /* a new player on real data */

/* In a game. */
void desk_open(struct app *app);
void board_open(struct app *app);
void news_open(struct app *app);

/* Over any of them. */
void help_open(struct app *app);
void leave_open(struct app *app);
void skip_open(struct app *app);
void find_open(struct app *app);
void alert_open(struct app *app);
void amend_open(struct app *app, uint64_t order);
void card_open(struct app *app); /* what is watched, and what is known of it */
void message_open(struct app *app, const char *title, const char *text);

#endif
