/* The help page, made from the key table. */
#include "base/mem.h"
#include "ui/popup.h"
#include "ui/reader.h"
#include "ui/screens.h"

static const char opening[] =
    "outcry is a trading floor in your terminal. The money is not real, what you learn is.\n"
    "\n"
    "How to begin\n"
    "  1. Space starts the clock: one real second is one minute of the game.\n"
    "  2. b opens the ticket. Type a size and press Enter until it is sent.\n"
    "  3. What you hold stands under Positions. P/L is what you would gain or lose now.\n"
    "  4. x sells it again. q saves and leaves, whenever you like.\n"
    "\n"
    "What you see\n"
    "  A candle is one stretch of time: where the price began, how high and how low it went, "
    "where it ended. The bars below it are how much was traded.\n"
    "  The book is what others offer: to sell above, to buy below. The gap in the middle is the "
    "spread. A * marks your own order.\n"
    "  The tape is the last trades, newest first.\n"
    "  Stocks begin and end their day with an auction: orders gather, then all trade at one price. "
    "A = in the book marks the price and the size that would trade now. A market that moves 10 % "
    "within five minutes is halted for five, and reopens the same way.\n"
    "\n"
    "Orders on the ticket\n"
    "  market: now, at the best prices there are.\n"
    "  limit: at your price or better; what does not trade waits in the book.\n"
    "  stop: sent at market once the price has gone against you that far. It limits a loss.\n"
    "  stop-limit: the same, but never at a worse price than you say.\n"
    "  trailing: a stop that follows the best price at a distance, one way only.\n"
    "  take-profit: sent once the price is as good as you hoped.\n"
    "  bracket: an entry with a stop and a target behind it; when one of these fills, the other "
    "goes.\n"
    "  post-only waits or is not sent. reduce-only never trades more than you hold. shown is how "
    "much of it others see at a time. Enter passes these by; Tab and the arrows get there.\n"
    "\n";

struct help {
    struct app *app;
    struct buffer text;
    struct reader reader;
    struct popup popup;
};

static void help_draw(void *self, const struct region *region) {
    struct help *help = self;
    help->popup.title = "Help";
    help->popup.footer = "Esc back   / search";
    help->popup.columns = region->area.columns < 96 ? region->area.columns - 4 : 92;
    help->popup.rows = region->area.rows - 2;
    struct region inside = popup_draw(&help->popup, region);
    reader_draw(&help->reader, &inside);
}

static bool help_key(void *self, const struct press *press) {
    struct help *help = self;
    if (reader_key(&help->reader, press)) {
        return true;
    }
    if (popup_key(&help->popup, press) || press_action(press, CONTEXT_EVERYWHERE) == ACTION_HELP) {
        app_close(help->app, help);
    }
    return true;
}

static void help_contexts(const void *self, struct contexts *contexts) {
    (void)self;
    contexts_add(contexts, CONTEXT_POPUP);
    contexts_add(contexts, CONTEXT_READER);
}

static void help_close(void *self) {
    struct help *help = self;
    if (help->app->session != NULL) {
        session_freeze(help->app->session, false);
    }
    reader_clear(&help->reader);
    buffer_clear(&help->text);
    mem_free(help);
}

static const struct screen_functions help_functions = {
    .draw = help_draw, .key = help_key, .contexts = help_contexts, .close = help_close};

void help_open(struct app *app) {
    struct help *help = mem_alloc(sizeof *help);
    help->app = app;
    struct buffer keys = {0};
    keymap_help(&app->keymap, &keys);
    buffer_append(&help->text, opening, sizeof opening - 1);
    buffer_append(&help->text, keys.bytes, keys.length);
    buffer_clear(&keys);
    reader_open(&help->reader, (const char *)help->text.bytes, help->text.length);
    if (app->session != NULL) {
        session_freeze(app->session, true);
    }
    app_open(app, &help_functions, help);
}
