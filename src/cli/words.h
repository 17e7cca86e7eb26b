/* The words of the command line, one row each: what dispatch, usage, `--help`, the completion and
 * the manual's test go by. Adding a word is one row and its function. */
#ifndef CLI_WORDS_H
#define CLI_WORDS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "cli/options.h"
#include "game/command.h"

struct session;

/* What is open when a word runs, and closed after it. */
enum word_needs {
    NEEDS_NOTHING,
    NEEDS_FILE_READ,
    NEEDS_FILE_WRITE,
    NEEDS_GAME_READ,  /* a profile's game as it was at the last commit */
    NEEDS_GAME_WRITE, /* a profile's game, held by this process */
};

#define WORD_COMMANDS_MAX 2

struct word {
    const char *name;
    const char *operands; /* as usage shows them; empty: none */
    const char *help;
    const char *example; /* what a usage error shows; runs as it stands */
    enum word_needs needs;
    bool reads_bare;          /* without operands it only reads: NEEDS_GAME_READ */
    option_set options;       /* besides OPTIONS_EVERYWHERE */
    uint16_t least, most;     /* operands */
    enum completes completes; /* the first operand */
    uint8_t command_count;
    enum command_kind commands[WORD_COMMANDS_MAX]; /* whose fields its options set */
    int (*run)(struct session *session, struct error *error);
};

extern const struct word words[]; /* the first is what runs when no word is given */
extern const int word_count;

const struct word *word_find(const char *name);    /* NULL: none */
const char *word_suggestion(const char *mistyped); /* the nearest name; NULL: nothing is near */

/* The field that `id` sets in this word's commands; NULL: it sets none. */
const struct field_spec *word_field(const struct word *word, enum option_id id);

/* Runs of the words, by file. Each returns 0 or an error's code. */
#define WORD_RUN(name) int word_##name(struct session *session, struct error *error)
WORD_RUN(play);     /* word_play.c */
WORD_RUN(new);      /* word_new.c */
WORD_RUN(profiles); /* word_file.c: of the file, no game open */
WORD_RUN(boards);
WORD_RUN(status); /* word_read.c: of the game */
WORD_RUN(player);
WORD_RUN(orders);
WORD_RUN(fills);
WORD_RUN(positions);
WORD_RUN(ledger);
WORD_RUN(account);
WORD_RUN(watch); /* word_market.c */
WORD_RUN(candles);
WORD_RUN(book);
WORD_RUN(news); /* word_facts.c: of the instruments and the world */
WORD_RUN(instrument);
WORD_RUN(calendar);
WORD_RUN(buy); /* word_trade.c */
WORD_RUN(sell);
WORD_RUN(cancel);
WORD_RUN(amend);
WORD_RUN(close);
WORD_RUN(alert);
WORD_RUN(advance); /* word_advance.c */
WORD_RUN(lessons); /* word_study.c */
WORD_RUN(lesson);
WORD_RUN(import); /* word_import.c */
WORD_RUN(export); /* word_export.c */
WORD_RUN(verify); /* word_care.c */
WORD_RUN(doctor);
WORD_RUN(backup);
WORD_RUN(restore);
WORD_RUN(migrate);
WORD_RUN(delete_profile);
WORD_RUN(completion); /* complete.c */
#undef WORD_RUN

#endif
