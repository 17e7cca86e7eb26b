#include "ui/words.h"

#include <assert.h>
#include <string.h>

#include "base/mem.h"

/* word, what a player reads */
static const struct {
    const char *word;
    const char *label;
} labels_of_words[] = {
    {"buy", "Buy"},
    {"sell", "Sell"},
    {"market", "market: at the best price now"},
    {"limit", "limit: at my price or better"},
    {"stop", "stop: once the price goes against me"},
    {"stop-limit", "stop-limit: the same, with a worst price"},
    {"trailing", "trailing: a stop that follows the best price"},
    {"take-profit", "take-profit: once the price is that good"},
    {"bracket", "bracket: an entry with stop and target"},
    {"day", "until the trading day ends"},
    {"gtc", "until I cancel it"},
    {"gtd", "until a time I give"},
    {"ioc", "at once, cancel the rest"},
    {"fok", "all at once or not at all"},
    {"unsaid", "rather not say"},
    {"under16", "under 16"},
    {"16-17", "16 or 17"},
    {"adult", "18 or over"},
    {"analyst", "The Analyst"},
    {"risk_taker", "The Risk Taker"},
    {"conservative", "The Conservative"},
    {"day_trader", "The Day Trader"},
    {"hodler", "The HODLer"},
};

static const char *const *words_of(const struct field_spec *fields, const char *name) {
    const struct field_spec *field = field_find(fields, name);
    assert(field != NULL && field->names != NULL);
    return field->names;
}

const char *const *words_of_command(enum command_kind kind, const char *field) {
    return words_of(command_fields(kind), field);
}

const char *const *words_of_record(enum record_kind kind, const char *field) {
    return words_of(record_fields(kind), field);
}

int word_index(const char *const *words, const char *word) {
    for (int i = 0; words[i] != NULL; i++) {
        if (strcmp(words[i], word) == 0) {
            return i;
        }
    }
    return -1;
}

bool word_is(const char *const *words, int index, const char *word) {
    return word_index(words, word) == index;
}

const char *word_label(const char *word) {
    for (size_t i = 0; i < ARRAY_LEN(labels_of_words); i++) {
        if (strcmp(labels_of_words[i].word, word) == 0) {
            return labels_of_words[i].label;
        }
    }
    return word;
}

void word_labels(const char *const *words, const char **labels) {
    int count = 0;
    for (; words[count] != NULL; count++) {
        assert(count + 1 < WORDS_MAX);
        labels[count] = word_label(words[count]);
    }
    labels[count] = NULL;
}
