/* What the fake seat knows of its market: news, what is coming, an instrument's card. */
#ifndef SUPPORT_FAKE_FACTS_H
#define SUPPORT_FAKE_FACTS_H

#include "game/seat.h"

void fake_put_news(const struct sink *sink);
void fake_put_calendar(const struct sink *sink);
void fake_put_card(const char *symbol, const struct sink *sink);

#endif
