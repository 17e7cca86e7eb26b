#include "market/news.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

#include "base/gametime.h"
#include "market/instrument.h"

const char *const news_kind_words[] = {
#define X(name, word) word,
    NEWS_KINDS(X)
#undef X
        NULL,
};

void news_add(struct news_ring *news, const struct news_item *item) {
    assert(item->kind < NEWS_KIND_COUNT && item->text[0] != '\0');
    assert(news->count == 0 || item->ms >= news->items[(news->count - 1) % NEWS_KEPT].ms);
    news->items[news->count % NEWS_KEPT] = *item;
    news->count++;
}

const struct news_item *news_at(const struct news_ring *news, uint64_t number) {
    if (number >= news->count || news->count - number > NEWS_KEPT)
        return NULL;
    return &news->items[number % NEWS_KEPT];
}

/* ---- encoding ---- */

static uint64_t first_kept(uint64_t count) {
    return count > NEWS_KEPT ? count - NEWS_KEPT : 0;
}

void news_encode(const struct news_ring *news, const struct sink *sink) {
    put_u64(sink, news->count);
    for (uint64_t number = first_kept(news->count); number < news->count; number++) {
        const struct news_item *item = &news->items[number % NEWS_KEPT];
        put_i64(sink, item->ms);
        put_u8(sink, item->kind);
        put_u32(sink, item->instruments);
        put_bool(sink, item->good);
        put_text(sink, item->text);
    }
}

static bool is_sane(const struct news_item *item, int64_t after_ms) {
    return item->ms >= after_ms && item->ms < GAMETIME_MAX && item->kind < NEWS_KIND_COUNT &&
           item->text[0] != '\0';
}

int news_decode(struct news_ring *news, struct source *source, struct error *error) {
    int64_t last_ms = GAMETIME_MIN;
    memset(news, 0, sizeof *news);
    uint64_t count = get_u64(source);
    for (uint64_t number = first_kept(count); number < count && !source->bad; number++) {
        struct news_item *item = &news->items[number % NEWS_KEPT];
        item->ms = get_i64(source);
        item->kind = get_u8(source);
        item->instruments = get_u32(source);
        item->good = get_bool(source);
        get_text(source, item->text, sizeof item->text);
        if (source->bad || !is_sane(item, last_ms))
            return error_set(error, ERROR_STORAGE, "The news of a snapshot are damaged.");
        last_ms = item->ms;
    }
    news->count = count;
    return source->bad ? error_set(error, ERROR_STORAGE, "The news of a snapshot are cut.") : 0;
}
