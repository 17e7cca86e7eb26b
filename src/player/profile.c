#include "player/profile.h"

#include <assert.h>
#include <stddef.h>

#define PROFILE_ENCODING 1 /* first byte; another form gets another number */

#define X(name, word, label) [name] = (word),
const char *const character_words[] = {CHARACTERS(X) NULL};
const char *const age_band_words[] = {AGE_BANDS(X) NULL};
#undef X
#define X(name, word, label) [name] = (label),
const char *const character_labels[] = {CHARACTERS(X) NULL};
const char *const age_band_labels[] = {AGE_BANDS(X) NULL};
#undef X

void profile_encode(const struct profile *profile, const struct sink *sink) {
    put_u8(sink, PROFILE_ENCODING);
    put_u32(sink, profile->id);
    put_text(sink, profile->name);
    put_u8(sink, profile->character);
    put_u8(sink, profile->avatar);
    put_u8(sink, profile->age_band);
    put_text(sink, profile->zone);
    put_i64(sink, profile->created_wall_ms);
    put_i32(sink, profile->local_day);
    put_u64(sink, profile->xp);
}

int profile_decode(struct profile *profile, struct source *source, struct error *error) {
    *profile = (struct profile){0};
    source->bad |= get_u8(source) != PROFILE_ENCODING;
    profile->id = get_u32(source);
    get_text(source, profile->name, sizeof profile->name);
    profile->character = get_u8(source);
    profile->avatar = get_u8(source);
    profile->age_band = get_u8(source);
    get_text(source, profile->zone, sizeof profile->zone);
    profile->created_wall_ms = get_i64(source);
    profile->local_day = get_i32(source);
    profile->xp = get_u64(source);
    source->bad |= profile->id == 0 || profile_name_check(profile->name, NULL) != 0 ||
                   profile->character >= CHARACTER_COUNT || profile->avatar >= AVATAR_COUNT ||
                   profile->age_band >= AGE_BAND_COUNT;
    if (!source->bad)
        return 0;
    *profile = (struct profile){0};
    return error_set(error, ERROR_STORAGE, "A saved profile is damaged.");
}
