/* Care of the file: migrations, checks, backups, and what belongs to the player: export and
 * deletion (GAME.md section 17). */
#ifndef STORE_CARE_H
#define STORE_CARE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/error.h"
#include "store/store.h"

/* ---- migrations: data/migrations/NNN_name.up.sql and .down.sql from the pack ---- */
struct pack;
int migrate_up(struct store *store, const struct pack *pack, int *version, struct error *error);
int migrate_down(struct store *store, const struct pack *pack, int *version, struct error *error);
int migrate_status(struct store *store, const struct pack *pack, int *current, int *newest,
                   struct error *error);

/* ---- verify: replays the chapters that are ours and compares every record and row ---- */
struct verify_report {
    uint32_t chapters, chapters_replayed, chapters_checked_only;
    uint64_t commands, records, rows, chain_entries;
    int64_t game_ms; /* simulated */
};
/* `content` supplies the pack; 0, or ERROR_STORAGE with the first difference and its place. */
int store_verify(struct store *store, struct content *content, const char *pack_hash,
                 bool since_snapshot, struct verify_report *report, struct error *error);

/* ---- doctor ---- */
struct doctor_finding {
    bool good, hint; /* a hint is nothing bad, and more than nothing */
    char text[200];
};
#define DOCTOR_FINDINGS_MAX 24
/* integrity_check, foreign_key_check, ledger sums, sizes, free space, journal mode, stray files. */
uint32_t store_doctor(struct store *store, struct doctor_finding *findings);
/* Of a file so damaged that store_open refuses it, what can be seen from outside. 0: there is no
 * file of ours at `path`, or it is in order. */
uint32_t store_doctor_damaged(const char *path, struct doctor_finding *findings);
int store_quick_check(const char *path, struct error *error); /* own read-only connection */

/* ---- backups ---- */
int store_backup(struct store *store, const char *path, bool with_minutes, struct error *error);
/* Daily for 7 days, weekly for a year, under `directory`; does nothing when today's is there. */
int store_backup_rotate(struct store *store, const char *directory, int64_t wall_ms,
                        struct error *error);
/* Checks `from` whole before it replaces `path` (which must not be open anywhere); marks its games
 * as restored, so that each opens a new, practice chapter. */
int store_restore(const char *from, const char *path, const struct log *log, struct error *error);

/* ---- the player's own ---- */
int store_export_everything(struct store *store, uint64_t game, uint32_t player, FILE *out,
                            struct error *error); /* one JSON document */
int store_delete_profile(struct store *store, uint64_t game, uint32_t player, struct error *error);

/* Data class of a table: public, internal, confidential, restricted; NULL: unknown table. */
const char *store_data_class(const char *table);

#endif
