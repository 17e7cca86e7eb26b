#include "host/clock.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/gametime.h"
#include "base/mem.h"
#include "base/text.h"

#define DAY_ROLLS_MS (3 * HOUR_MS)

static int64_t real_mono_us(void *context) {
    (void)context;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static int64_t real_wall_ms(void *context) {
    (void)context;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

const struct host_clock host_clock_real = {.mono_us = real_mono_us, .wall_ms = real_wall_ms};

/* Seconds that `zone` is ahead of UTC at `wall_ms`: the C library knows zones only through TZ. */
static int64_t zone_offset(int64_t wall_ms, const char *zone) {
    char *before = mem_text(getenv("TZ"));
    setenv("TZ", zone[0] ? zone : "UTC", 1);
    tzset();
    time_t seconds = (time_t)(wall_ms / 1000);
    struct tm local;
    int64_t offset = localtime_r(&seconds, &local) ? local.tm_gmtoff : 0;
    if (before) {
        setenv("TZ", before, 1);
    } else {
        unsetenv("TZ");
    }
    tzset();
    mem_free(before);
    return offset;
}

int32_t host_local_day(int64_t wall_ms, const char *zone) {
    return (int32_t)day_of(wall_ms + zone_offset(wall_ms, zone) * 1000 - DAY_ROLLS_MS);
}

#define ZONE_FOLDER "/usr/share/zoneinfo"

bool host_zone_known(const char *zone) {
    static const char letters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/_+-";
    char path[PATH_MAX];
    struct stat status;
    if (zone[0] == '\0' || zone[0] == '/' || zone[strspn(zone, letters)] != '\0') {
        return false;
    }
    if (strcmp(zone, "UTC") == 0 || stat(ZONE_FOLDER, &status) != 0) {
        return true;
    }
    text_format(path, sizeof path, ZONE_FOLDER "/%s", zone);
    return stat(path, &status) == 0 && S_ISREG(status.st_mode);
}

void host_own_zone(char *zone, int size) {
    const char *from_environment = getenv("TZ");
    char target[256] = "";
    const char *name = NULL;
    if (from_environment && from_environment[0] && from_environment[0] != ':') {
        name = from_environment;
    } else {
        ssize_t length = readlink("/etc/localtime", target, sizeof target - 1);
        if (length > 0) {
            target[length] = '\0';
            const char *folder = strstr(target, "zoneinfo/");
            name = folder ? folder + strlen("zoneinfo/") : NULL;
        }
    }
    text_format(zone, (size_t)size, "%s", name && name[0] ? name : "UTC");
}
