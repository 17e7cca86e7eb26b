#include "ui/toast.h"

#include <string.h>

#include "base/text.h"

void toast_say(struct toast *toast, enum style_role role, int64_t now_ms, const char *text) {
    size_t length = text_clean(text, strlen(text), toast->text, sizeof toast->text);
    bool stays = role == ROLE_ERROR || role == ROLE_WARNING || length > 60;
    toast->role = (uint8_t)role;
    toast->until_ms = now_ms + (stays ? TOAST_LONG_MS : TOAST_SHORT_MS);
}

bool toast_visible(const struct toast *toast, int64_t now_ms) {
    return toast->text[0] != '\0' && now_ms < toast->until_ms;
}

void toast_draw(const struct toast *toast, const struct region *region, int64_t now_ms) {
    if (toast_visible(toast, now_ms) && region->area.columns > 1) {
        struct rect line = {.column = 1, .columns = region->area.columns - 1, .rows = 1};
        draw_field(region, line, ALIGN_LEFT, style_of((enum style_role)toast->role), toast->text);
    }
}

int64_t toast_deadline_ms(const struct toast *toast, int64_t now_ms) {
    return toast_visible(toast, now_ms) ? toast->until_ms : INT64_MAX;
}
