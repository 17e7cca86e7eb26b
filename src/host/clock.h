/* The platform's clocks behind a struct of functions, so that tests own time. */
#ifndef HOST_CLOCK_H
#define HOST_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

struct host_clock {
    int64_t (*mono_us)(void *context); /* never goes back */
    int64_t (*wall_ms)(void *context); /* UTC, may jump */
    void *context;
};

extern const struct host_clock host_clock_real;

/* The zone's day that holds `wall_ms`: days since the epoch, rolling at 03:00 local. An unknown
 * zone counts as UTC. Reads the system's zone files; not for threads. */
int32_t host_local_day(int64_t wall_ms, const char *zone);

/* Is this a zone's name (letters, digits, "/_+-") that the system's zone files know? Where it has
 * no zone files, every such name is taken. */
bool host_zone_known(const char *zone);

/* The machine's own zone as an IANA name ("Europe/Brussels"), "UTC" when it cannot be told. */
void host_own_zone(char *zone, int size);

#endif
