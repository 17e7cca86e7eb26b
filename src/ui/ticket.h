/* The order ticket: a popup over the desk. The clock stands still while it is open. */
#ifndef UI_TICKET_H
#define UI_TICKET_H

#include "ui/app.h"

/* For what is watched; `side` is "buy" or "sell". A `limit` above zero makes it a limit order. */
void order_ticket_open(struct app *app, const char *side, fix8_t limit);

#endif
