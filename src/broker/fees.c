#include "broker/fees.h"

#include <assert.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"

#define FILE_NAME "data/brokers.json"
#define MONEY_MAX (1000000 * FIX8_ONE) /* of a minimum, a contract's rate, the opening cash */

/* ---- reading the table ---- */

/* ERROR_USAGE naming the broker and what is wrong with it, after whatever `error` says already. */
static int refuse(struct error *error, const char *broker, const char *what) {
    char sentence[ERROR_SENTENCE_MAX];
    text_format(sentence, sizeof sentence, "%s",
                error != NULL && error->code != ERROR_NONE ? error->sentence : what);
    error_set(error, ERROR_USAGE, "%s, %s: %s", FILE_NAME, broker, sentence);
    error_at(error, "%s: %s", FILE_NAME, broker);
    return ERROR_USAGE;
}

static const cJSON *json_object(const cJSON *parent, const char *key) {
    const cJSON *object = cJSON_GetObjectItemCaseSensitive(parent, key);
    return cJSON_IsObject(object) ? object : NULL;
}

static int class_of(const char *word) {
    for (int class = 0; class < CLASS_COUNT; class ++)
        if (strcmp(asset_class_words[class], word) == 0)
            return class;
    return -1;
}

static bool within(fix8_t value, fix8_t most) {
    return value >= 0 && value <= most;
}

static int load_classes(struct broker_profile *profile, const cJSON *classes, struct error *error) {
    const cJSON *item;
    cJSON_ArrayForEach(item, classes) {
        int class = class_of(item->string);
        if (class < 0 || profile->rules[class].trades || !cJSON_IsObject(item))
            return refuse(error, profile->word, "a class is unknown, given twice or no object.");
        struct fee_rule *rule = &profile->rules[class];
        *rule = (struct fee_rule){.trades = true,
                                  .rate = json_fix8(item, "rate", error),
                                  .minimum = json_fix8(item, "minimum", error)};
        if (error->code != ERROR_NONE || !within(rule->rate, FIX8_ONE) ||
            !within(rule->minimum, MONEY_MAX) || rule->minimum % FIX8_CENT != 0)
            return refuse(error, profile->word,
                          "a rate is 0 to 1 and a minimum whole cents up to 1,000,000.");
    }
    return 0;
}

static int load_contracts(struct broker_profile *profile, const cJSON *contracts,
                          struct error *error) {
    const cJSON *item;
    cJSON_ArrayForEach(item, contracts) {
        fix8_t rate = json_fix8(contracts, item->string, error);
        if (error->code != ERROR_NONE || !within(rate, MONEY_MAX) ||
            profile->contract_count == CONTRACT_RATES_MAX || strlen(item->string) >= SYMBOL_MAX)
            return refuse(error, profile->word, "a contract's symbol or rate is out of range.");
        struct contract_rate *row = &profile->contracts[profile->contract_count++];
        text_format(row->symbol, sizeof row->symbol, "%s", item->string);
        row->rate = rate;
    }
    return 0;
}

static int load_profile(struct broker_profile *profile, const cJSON *item, struct error *error) {
    const char *word = json_text(item, "word", error);
    const char *label = json_text(item, "label", error);
    if (error->code != ERROR_NONE || *word == '\0' || strlen(word) >= sizeof profile->word ||
        *label == '\0' || strlen(label) >= sizeof profile->label)
        return refuse(error, *word != '\0' ? word : "a broker", "word or label is too long.");
    text_format(profile->word, sizeof profile->word, "%s", word);
    text_format(profile->label, sizeof profile->label, "%s", label);
    const cJSON *classes = json_object(item, "classes");
    const cJSON *contracts = json_object(item, "contracts");
    if (classes == NULL || contracts == NULL)
        return refuse(error, word, "\"classes\" and \"contracts\" must be objects.");
    int code = load_classes(profile, classes, error);
    return code != 0 ? code : load_contracts(profile, contracts, error);
}

static int load_table(struct broker_table *table, const cJSON *document, struct error *error) {
    table->opening_cash = json_fix8(document, "opening_cash", error);
    table->smallest_value = json_fix8(document, "smallest_value", error);
    const cJSON *brokers = json_array(document, "brokers", error);
    if (error->code != ERROR_NONE || !within(table->opening_cash, MONEY_MAX) ||
        !within(table->smallest_value, MONEY_MAX) || table->opening_cash % FIX8_CENT != 0)
        return refuse(error, "all", "opening cash and smallest value are 0 to 1,000,000.");
    const cJSON *item;
    cJSON_ArrayForEach(item, brokers) {
        if (table->count == BROKERS_MAX)
            return refuse(error, "all", "there are too many brokers.");
        int code = load_profile(&table->rows[table->count], item, error);
        if (code != 0)
            return code;
        for (uint32_t i = 0; i < table->count; i++)
            if (strcmp(table->rows[i].word, table->rows[table->count].word) == 0)
                return refuse(error, table->rows[i].word, "this word is used twice.");
        table->count++;
    }
    return table->count > 0 ? 0 : refuse(error, "all", "there is no broker.");
}

int brokers_load(struct broker_table *table, const void *bytes, size_t length,
                 struct error *error) {
    struct error own = {0};
    *table = (struct broker_table){0};
    cJSON *document = json_parse(FILE_NAME, bytes, length, &own);
    int code = document != NULL ? load_table(table, document, &own) : own.code;
    cJSON_Delete(document);
    if (code != 0) {
        *table = (struct broker_table){0};
        if (error != NULL)
            *error = own;
    }
    return code;
}

/* ---- what is due ---- */

static fix8_t contract_rate(const struct broker_profile *profile, const char *symbol) {
    for (uint32_t i = 0; i < profile->contract_count; i++)
        if (strcmp(profile->contracts[i].symbol, symbol) == 0)
            return profile->contracts[i].rate;
    return 0;
}

fix8_t fees_due(const struct broker_profile *profile, const struct instrument *row, fix8_t value,
                fix8_t size) {
    assert(value >= 0 && size >= 0 && row->class < CLASS_COUNT);
    if (size == 0)
        return 0;
    const struct fee_rule *rule = &profile->rules[row->class];
    fix8_t share, contracts, due;
    if (!fix8_mul(value, rule->rate, FIX8_UP, &share) ||
        !fix8_mul(size, contract_rate(profile, row->symbol), FIX8_UP, &contracts) ||
        !fix8_add(share, contracts, &due) || !fix8_round_to(due, FIX8_CENT, FIX8_UP, &due))
        return FIX8_MAX;
    return due > rule->minimum ? due : rule->minimum;
}
