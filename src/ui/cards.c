#include "ui/cards.h"

#include <ctype.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "ui/progress.h"
#include "ui/words.h"
#include "ui/wrap.h"

#define FILE_NAME        "data/characters.json"
#define ATTRIBUTE_MOST   100
#define BESIDE_FROM      60 /* columns from which the text stands beside the portrait */
#define PORTRAIT_COLUMNS 26
#define PORTRAIT_ROWS    11

/* ---- reading --------------------------------------------------------------------------------- */

static void read_strengths(struct card *card, const cJSON *object, struct error *error) {
    const cJSON *item;
    cJSON_ArrayForEach(item, json_array(object, "strengths", error)) {
        const char *text = cJSON_GetStringValue(item);
        if (text != NULL && card->strength_count < CARD_STRENGTHS_MAX) {
            char *to = card->strengths[card->strength_count++];
            text_format(to, sizeof card->strengths[0], "%s", text);
        }
    }
}

static void read_attributes(struct card *card, const cJSON *object) {
    const cJSON *item;
    cJSON_ArrayForEach(item, cJSON_GetObjectItemCaseSensitive(object, "attributes")) {
        if (item->string != NULL && cJSON_IsNumber(item) &&
            card->attribute_count < CARD_ATTRIBUTES_MAX) {
            struct card_attribute *attribute = &card->attributes[card->attribute_count++];
            text_format(attribute->label, sizeof attribute->label, "%s", item->string);
            attribute->label[0] = (char)toupper((unsigned char)attribute->label[0]);
            attribute->value = item->valueint;
        }
    }
}

/* "assets/portraits/analyst.txt" -> "portraits/analyst" */
static void art_name(const char *path, char *name, size_t size) {
    static const char folder[] = "assets/";
    bool inside = strncmp(path, folder, sizeof folder - 1) == 0;
    text_format(name, size, "%s", inside ? path + sizeof folder - 1 : path);
    char *dot = strrchr(name, '.');
    if (dot != NULL) {
        *dot = '\0';
    }
}

static int read_card(struct card *card, const cJSON *object, const struct pack *pack,
                     struct error *error) {
    char name[96];
    const char *word = json_text(object, "word", error);
    card->character = word_index(words_of_command(COMMAND_PLAYER_CREATE, "character"), word);
    text_format(card->label, sizeof card->label, "%s", json_text(object, "label", error));
    text_format(card->suits, sizeof card->suits, "%s", json_text(object, "suits", error));
    text_format(card->money, sizeof card->money, "%s", json_text(object, "money", error));
    read_strengths(card, object, error);
    read_attributes(card, object);
    art_name(json_text(object, "portrait", error), name, sizeof name);
    if (error->code == 0 && card->character < 0) {
        return error_set(error, ERROR_USAGE, "%s: \"%s\" is no character.", FILE_NAME, word);
    }
    return error->code != 0 ? error->code : art_load(&card->portrait, pack, name, error);
}

int cards_load(struct cards *cards, const struct pack *pack, struct error *error) {
    memset(cards, 0, sizeof *cards);
    const struct pack_file *file = pack_find(pack, FILE_NAME);
    if (file == NULL) {
        return error_set(error, ERROR_STORAGE, "The content has no %s.", FILE_NAME);
    }
    cJSON *document = json_parse(FILE_NAME, file->bytes, file->length, error);
    if (document == NULL) {
        return error->code;
    }
    struct error first = {0};
    const cJSON *item;
    cJSON_ArrayForEach(item, json_array(document, "characters", &first)) {
        if (first.code == 0 && cards->count < CARDS_MAX) {
            read_card(&cards->list[cards->count++], item, pack, &first);
        }
    }
    cJSON_Delete(document);
    if (first.code == 0 && cards->count == 0) {
        error_set(&first, ERROR_USAGE, "%s has no characters.", FILE_NAME);
    }
    if (first.code != 0) {
        *error = first;
    }
    return first.code;
}

/* ---- drawing --------------------------------------------------------------------------------- */

static void draw_attributes_of(const struct card *card, const struct region *region, int row) {
    for (int i = 0; i < card->attribute_count && row + i < region->area.rows; i++) {
        const struct card_attribute *attribute = &card->attributes[i];
        draw_text(region, 0, row + i, style_of(ROLE_DIM), attribute->label);
        draw_format(region, 11, row + i, style_of(ROLE_TEXT), "%3d", attribute->value);
        int room = region->area.columns - 15;
        int length = attribute->value * (room < 20 ? room : 20) / ATTRIBUTE_MOST;
        draw_fill(region, (struct rect){15, row + i, length, 1}, style_of(ROLE_VOLUME),
                  GLYPH_BLOCK);
    }
}

static void draw_words(const struct card *card, const struct region *region, int row) {
    row = draw_wrapped(region, row, style_of(ROLE_TEXT), card->suits);
    row++;
    for (int i = 0; i < card->strength_count; i++) {
        row = draw_wrapped(region, row, style_of(ROLE_GOOD), card->strengths[i]);
    }
    row = draw_wrapped(region, row, style_of(ROLE_ACCENT), card->money);
    draw_attributes_of(card, region, row + 1);
}

static struct region rest_of(const struct region *region, int column, int row) {
    return region_sub(
        region, (struct rect){column, row, region->area.columns - column, region->area.rows - row});
}

void card_draw(const struct card *card, bool chosen, bool suggested, const struct region *region) {
    bool beside = region->area.columns >= BESIDE_FROM;
    struct region picture = rest_of(region, beside ? 1 : 0, 0);
    bool room = beside || region->area.rows >= PORTRAIT_ROWS + 14;
    if (room) {
        art_draw(&card->portrait, &picture, style_of(ROLE_ART));
    }
    struct region words = beside ? rest_of(region, PORTRAIT_COLUMNS, 0)
                                 : rest_of(region, 1, room ? PORTRAIT_ROWS : 0);
    struct style style = style_with(ROLE_TITLE, chosen ? STYLE_FOCUS : STYLE_BOLD);
    int end = draw_format(&words, 0, 0, style, chosen ? "[%s]" : " %s ", card->label);
    if (suggested) {
        draw_text(&words, end + 1, 0, style_of(ROLE_GOOD), beside ? "suits your answer" : "*");
    }
    if (chosen) {
        draw_cursor(&words, 0, 0);
    }
    struct region below = rest_of(&words, 0, 2);
    below.area.columns -= below.area.columns > 1 ? 1 : 0;
    draw_words(card, &below, 0);
}
