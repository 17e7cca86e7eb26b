#include "player/character.h"

#include <string.h>

#include "base/json.h"
#include "base/text.h"

#define FILE_NAME "data/characters.json"

#define X(name, word, label) [name] = (word),
const char *const attribute_words[] = {ATTRIBUTES(X) NULL};
#undef X
#define X(name, word, label) [name] = (label),
const char *const attribute_labels[] = {ATTRIBUTES(X) NULL};
#undef X

/* Copies a text that is there and fits; else sets the error. */
static void load_text(const cJSON *card, const char *key, char *text, size_t size,
                      struct error *error) {
    const char *value = json_text(card, key, error);
    if (error->code == ERROR_NONE && (*value == '\0' || strlen(value) >= size))
        error_set(error, ERROR_USAGE, "\"%s\" must have 1 to %zu bytes.", key, size - 1);
    if (error->code == ERROR_NONE)
        text_format(text, size, "%s", value);
}

static void load_strengths(struct character_card *card, const cJSON *item, struct error *error) {
    const cJSON *line;
    cJSON_ArrayForEach(line, json_array(item, "strengths", error)) {
        const char *text = cJSON_GetStringValue(line);
        if (text == NULL || *text == '\0' || strlen(text) >= sizeof card->strengths[0] ||
            card->strength_count == CHARACTER_STRENGTHS_MAX) {
            error_set(error, ERROR_USAGE, "\"strengths\" must be 1 to %d short lines.",
                      CHARACTER_STRENGTHS_MAX);
            return;
        }
        text_format(card->strengths[card->strength_count++], sizeof card->strengths[0], "%s", text);
    }
    if (error->code == ERROR_NONE && card->strength_count == 0)
        error_set(error, ERROR_USAGE, "\"strengths\" must not be empty.");
}

static void load_attributes(struct character_card *card, const cJSON *item, struct error *error) {
    const cJSON *attributes = cJSON_GetObjectItemCaseSensitive(item, "attributes");
    for (int i = 0; i < ATTRIBUTE_COUNT; i++) {
        int64_t value = json_int(attributes, attribute_words[i], error);
        if (error->code == ERROR_NONE && (value < 0 || value > ATTRIBUTE_MOST))
            error_set(error, ERROR_USAGE, "\"%s\" must be 0 to %d.", attribute_words[i],
                      ATTRIBUTE_MOST);
        card->attributes[i] = (uint8_t)value;
    }
}

static void load_card(struct character_card *card, enum character character, const cJSON *item,
                      struct error *error) {
    load_text(item, "word", card->word, sizeof card->word, error);
    load_text(item, "label", card->label, sizeof card->label, error);
    load_text(item, "suits", card->suits, sizeof card->suits, error);
    load_text(item, "money", card->money, sizeof card->money, error);
    load_text(item, "portrait", card->portrait, sizeof card->portrait, error);
    load_strengths(card, item, error);
    load_attributes(card, item, error);
    if (error->code == ERROR_NONE && (strcmp(card->word, character_words[character]) != 0 ||
                                      strcmp(card->label, character_labels[character]) != 0))
        error_set(error, ERROR_USAGE, "word and label must be \"%s\" and \"%s\".",
                  character_words[character], character_labels[character]);
}

static int load_table(struct character_table *table, const cJSON *document, struct error *error) {
    const cJSON *item;
    int count = 0;
    cJSON_ArrayForEach(item, json_array(document, "characters", error)) {
        if (count == CHARACTER_COUNT)
            return error_set(error, ERROR_USAGE, FILE_NAME ": there are more than %d characters.",
                             CHARACTER_COUNT);
        struct error inner = {0};
        load_card(&table->cards[count], (enum character)count, item, &inner);
        if (inner.code != ERROR_NONE) {
            error_set(error, ERROR_USAGE, FILE_NAME ", %s: %s", character_words[count],
                      inner.sentence);
            error_at(error, FILE_NAME ": %s", character_words[count]);
            return ERROR_USAGE;
        }
        count++;
    }
    if (error->code == ERROR_NONE && count < CHARACTER_COUNT)
        error_set(error, ERROR_USAGE, FILE_NAME ": %s is missing.", character_words[count]);
    return error->code;
}

int characters_load(struct character_table *table, const void *bytes, size_t length,
                    struct error *error) {
    struct error own = {0};
    *table = (struct character_table){0};
    cJSON *document = json_parse(FILE_NAME, bytes, length, &own);
    if (document != NULL)
        load_table(table, document, &own);
    cJSON_Delete(document);
    if (own.code == ERROR_NONE)
        return 0;
    *table = (struct character_table){0};
    if (error != NULL)
        *error = own;
    return own.code;
}
