/* The first board: profit over the games of this file. */
#include "base/mem.h"
#include "base/text.h"
#include "ui/amount.h"
#include "ui/frame.h"
#include "ui/pane.h"
#include "ui/screens.h"
#include "ui/table.h"
#include "ui/words.h"

#define BOARD_ROWS 100

struct board {
    struct app *app;
    struct table table;
    struct board_row *rows; /* owned */
    uint32_t asked;         /* tag of the reply that is on its way; 0: none */
};

enum board_column { BOARD_RANK, BOARD_NAME, BOARD_CHARACTER, BOARD_PROFIT, BOARD_NOTE };

static const struct table_column columns[] = {
    [BOARD_RANK] = {.title = "rank", .align = ALIGN_RIGHT, .minimum = 4},
    [BOARD_NAME] = {.title = "name", .minimum = 12, .stretch = 2},
    [BOARD_CHARACTER] = {.title = "character", .minimum = 16, .stretch = 1, .drop = 1},
    [BOARD_PROFIT] = {.title = "profit", .align = ALIGN_RIGHT, .minimum = 13},
    [BOARD_NOTE] = {.title = "", .minimum = 9, .stretch = 1, .drop = 2},
};

static void board_cell(const void *context, size_t row, size_t column, struct table_cell *cell) {
    const struct board *board = context;
    const struct board_row *entry = &board->rows[row];
    const char *const *characters = words_of_command(COMMAND_PLAYER_CREATE, "character");
    cell->style = style_of(entry->own ? ROLE_OWN : ROLE_TEXT);
    switch ((enum board_column)column) {
    case BOARD_RANK:
        text_format(cell->text, sizeof cell->text, "%u", entry->rank);
        break;
    case BOARD_NAME:
        text_format(cell->text, sizeof cell->text, "%s", entry->name);
        break;
    case BOARD_CHARACTER:
        text_format(cell->text, sizeof cell->text, "%s", word_label(characters[entry->character]));
        break;
    case BOARD_PROFIT:
        cell->style = style_of(style_of_change(fix8_double(entry->profit)));
        text_format(cell->text, sizeof cell->text, "%s", amount_money_signed(entry->profit).text);
        break;
    case BOARD_NOTE:
        text_format(cell->text, sizeof cell->text, "%s",
                    entry->own        ? "you"
                    : entry->practice ? "practice"
                                      : "");
        break;
    }
}

static void board_draw(void *self, const struct region *region) {
    struct board *board = self;
    struct region body = frame_draw(board->app, region, TAB_BOARDS);
    struct pane pane = {
        .title = "Profit", .detail = "equity less deposits, when last saved", .focused = true};
    struct region list = pane_draw(&pane, &body);
    board->table.empty =
        board->asked != 0 ? "Fetching the board..." : "Nobody has traded yet. 1 goes to the desk.";
    table_draw(&board->table, &list);
}

static bool board_key(void *self, const struct press *press) {
    struct board *board = self;
    if (press_action(press, CONTEXT_EVERYWHERE) == ACTION_BACK) {
        app_close(board->app, board);
        return true;
    }
    return table_key(&board->table, press) || app_key(board->app, press);
}

static void board_event(void *self, const struct event *event) {
    struct board *board = self;
    if (event->class == EVENT_REPLY && event->reply.kind == ASK_BOARD &&
        event->reply.tag == board->asked) {
        board->asked = 0;
        board->table.row_count = reply_get_board(&event->reply, board->rows, BOARD_ROWS);
    }
}

static void board_contexts(const void *self, struct contexts *contexts) {
    (void)self;
    contexts_add(contexts, CONTEXT_PLAY);
    contexts_add(contexts, CONTEXT_EVERYWHERE);
}

static void board_close(void *self) {
    struct board *board = self;
    mem_free(board->rows);
    mem_free(board);
}

static const struct screen_functions board_functions = {.draw = board_draw,
                                                        .key = board_key,
                                                        .event = board_event,
                                                        .contexts = board_contexts,
                                                        .close = board_close,
                                                        .page = true};

void board_open(struct app *app) {
    struct board *board = mem_alloc(sizeof *board);
    board->app = app;
    board->rows = mem_array(BOARD_ROWS, sizeof *board->rows);
    board->table = (struct table){.columns = columns,
                                  .column_count = ARRAY_LEN(columns),
                                  .source = {.cell = board_cell, .context = board},
                                  .header = true,
                                  .selectable = true,
                                  .focused = true};
    struct ask ask = {.kind = ASK_BOARD, .most = BOARD_ROWS};
    board->asked = seat_ask(app->session->seat, &ask);
    app_open(app, &board_functions, board);
}
