/* Every write, sync and allocation fails once, and processes are killed: what was acknowledged is
 * there afterwards, what was not is there whole or not at all. */
#include <criterion/criterion.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "store/care.h"
#include "unit/store/made.h"

/* ---- a file system that fails ---- */

enum fault { FAULT_NONE, FAULT_IO, FAULT_FULL, FAULT_SHORT };

static struct {
    sqlite3_vfs vfs, *real;
    enum fault fault;
    long left;   /* operations until it fails; below 0: it has failed */
    bool stays;  /* after the first failure everything fails: the disk is gone */
    long failed; /* how many did */
} disk;

/* The real file follows in memory. */
struct faulty_file {
    sqlite3_file base;
    sqlite3_file *real;
};

static sqlite3_file *real_of(sqlite3_file *file) {
    return ((struct faulty_file *)file)->real;
}

static bool fails(void) {
    if (disk.fault == FAULT_NONE)
        return false;
    bool now = disk.left == 0 || (disk.left < 0 && disk.stays);
    disk.left--;
    disk.failed += now;
    return now;
}

static int fault_code(void) {
    return disk.fault == FAULT_FULL ? SQLITE_FULL : SQLITE_IOERR_WRITE;
}

static int faulty_write(sqlite3_file *file, const void *bytes, int length, sqlite3_int64 at) {
    if (!fails())
        return real_of(file)->pMethods->xWrite(real_of(file), bytes, length, at);
    if (disk.fault == FAULT_SHORT)
        real_of(file)->pMethods->xWrite(real_of(file), bytes, length / 2, at);
    return fault_code();
}

static int faulty_truncate(sqlite3_file *file, sqlite3_int64 size) {
    return fails() ? SQLITE_IOERR_TRUNCATE
                   : real_of(file)->pMethods->xTruncate(real_of(file), size);
}

/* Nothing here outlives the process, so the real disk need not be waited for. */
static int faulty_sync(sqlite3_file *file, int flags) {
    (void)file, (void)flags;
    return fails() ? SQLITE_IOERR_FSYNC : SQLITE_OK;
}

/* The rest goes through. */
static int through_close(sqlite3_file *file) {
    int code = real_of(file)->pMethods->xClose(real_of(file));
    sqlite3_free(real_of(file));
    return code;
}
static int through_read(sqlite3_file *file, void *bytes, int length, sqlite3_int64 at) {
    return real_of(file)->pMethods->xRead(real_of(file), bytes, length, at);
}
static int through_size(sqlite3_file *file, sqlite3_int64 *size) {
    return real_of(file)->pMethods->xFileSize(real_of(file), size);
}
static int through_lock(sqlite3_file *file, int level) {
    return real_of(file)->pMethods->xLock(real_of(file), level);
}
static int through_unlock(sqlite3_file *file, int level) {
    return real_of(file)->pMethods->xUnlock(real_of(file), level);
}
static int through_reserved(sqlite3_file *file, int *held) {
    return real_of(file)->pMethods->xCheckReservedLock(real_of(file), held);
}
static int through_control(sqlite3_file *file, int what, void *value) {
    return real_of(file)->pMethods->xFileControl(real_of(file), what, value);
}
static int through_sector(sqlite3_file *file) {
    return real_of(file)->pMethods->xSectorSize(real_of(file));
}
static int through_device(sqlite3_file *file) {
    return real_of(file)->pMethods->xDeviceCharacteristics(real_of(file));
}
static int through_map(sqlite3_file *file, int page, int size, int extend, void volatile **at) {
    return real_of(file)->pMethods->xShmMap(real_of(file), page, size, extend, at);
}
static int through_shm_lock(sqlite3_file *file, int at, int count, int flags) {
    return real_of(file)->pMethods->xShmLock(real_of(file), at, count, flags);
}
static void through_barrier(sqlite3_file *file) {
    real_of(file)->pMethods->xShmBarrier(real_of(file));
}
static int through_unmap(sqlite3_file *file, int drop) {
    return real_of(file)->pMethods->xShmUnmap(real_of(file), drop);
}

static const sqlite3_io_methods faulty_methods = {
    .iVersion = 2,
    .xClose = through_close,
    .xRead = through_read,
    .xWrite = faulty_write,
    .xTruncate = faulty_truncate,
    .xSync = faulty_sync,
    .xFileSize = through_size,
    .xLock = through_lock,
    .xUnlock = through_unlock,
    .xCheckReservedLock = through_reserved,
    .xFileControl = through_control,
    .xSectorSize = through_sector,
    .xDeviceCharacteristics = through_device,
    .xShmMap = through_map,
    .xShmLock = through_shm_lock,
    .xShmBarrier = through_barrier,
    .xShmUnmap = through_unmap,
};

static int faulty_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags,
                       int *given) {
    (void)vfs;
    struct faulty_file *faulty = (struct faulty_file *)file;
    faulty->base.pMethods = NULL;
    faulty->real = sqlite3_malloc(disk.real->szOsFile);
    memset(faulty->real, 0, (size_t)disk.real->szOsFile);
    int code = disk.real->xOpen(disk.real, name, faulty->real, flags, given);
    if (code == SQLITE_OK)
        faulty->base.pMethods = &faulty_methods;
    else
        sqlite3_free(faulty->real);
    return code;
}

static int faulty_delete(sqlite3_vfs *vfs, const char *name, int sync) {
    (void)vfs;
    return fails() ? SQLITE_IOERR_DELETE : disk.real->xDelete(disk.real, name, sync);
}

static void install_disk(void) {
    disk.real = sqlite3_vfs_find(NULL);
    disk.vfs = *disk.real;
    disk.vfs.zName = "faulty";
    disk.vfs.szOsFile = sizeof(struct faulty_file);
    disk.vfs.xOpen = faulty_open;
    disk.vfs.xDelete = faulty_delete;
    cr_assert_eq(sqlite3_vfs_register(&disk.vfs, 1), SQLITE_OK);
}

/* ---- what must hold ---- */

/* How many records the file has; its ledger sums to zero. */
static uint64_t records_in(const char *path) {
    int64_t count = made_count(path, "SELECT CASE (SELECT coalesce(sum(amount), 0) FROM ledger_leg)"
                                     " WHEN 0 THEN count(*) ELSE -1 END FROM record");
    cr_assert_geq(count, 0, "the ledger does not sum to zero");
    return (uint64_t)count;
}

/* Chain, rows and ledger of all that was ever kept in this file: damage done at any step stays. */
static void must_verify(struct store *store, const char *when, long step) {
    struct verify_report report;
    struct error error = {0};
    struct content *content = mem_alloc(sizeof *content);
    cr_assert_eq(store_verify(store, content, "none of ours", false, &report, &error), 0,
                 "%s %ld: %s", when, step, error.sentence);
    mem_free(content);
    cr_assert_eq(store_quick_check(store_path(store), &error), 0, "%s %ld: %s", when, step,
                 error.sentence);
}

/* The file has `least` or `most` records, which it returns; now and then, and at the end of a
 * sweep, all of it is looked at. */
static uint64_t must_hold(const char *path, uint64_t least, uint64_t most, const char *when,
                          long step) {
    disk.fault = FAULT_NONE;
    uint64_t count = records_in(path);
    cr_assert(count == least || count == most, "%s %ld: %lu records, not %lu or %lu", when, step,
              (unsigned long)count, (unsigned long)least, (unsigned long)most);
    if (step % 32 == 0) {
        struct store *store = made_store(path);
        must_verify(store, when, step);
        store_close(store);
    }
    return count;
}

static struct made opened(const char *path) {
    struct store *store = made_store(path);
    struct made made = {.game = made_game(store), .player = 1, .game_ms = 1000};
    struct commit commit = {0};
    made_opening(&made, &commit, "Ada");
    made_keep(store, &commit);
    store_close(store);
    return made;
}

/* One trade with a snapshot, while the disk or the memory fails at step `step`. Returns whether it
 * was acknowledged. */
static bool try_trade(const char *path, struct made *made, uint64_t serial) {
    struct store *store = NULL;
    struct made going = *made;
    struct commit commit = {0};
    if (store_open(&store, path, STORE_WRITE, 0, NULL, NULL) != 0)
        return false;
    made_round_trip(&going, &commit, serial);
    for (int i = 0; i < 200; i++)
        buffer_text(&commit.snapshot, "a state of some length %d", i);
    bool acknowledged = store_commit(store, &commit, NULL) == 0;
    if (acknowledged)
        *made = going;
    commit_clear(&commit);
    store_close(store);
    return acknowledged;
}

/* ---- sweeps ---- */

Test(store_fault, a_disk_that_fails_at_any_step_loses_nothing_acknowledged) {
    static const struct {
        enum fault fault;
        bool stays;
    } faults[] = {{FAULT_IO, false}, {FAULT_FULL, false}, {FAULT_SHORT, true}};
    install_disk();
    char path[512];
    snprintf(path, sizeof path, "%s", made_path("disk.db"));
    struct made made = opened(path);
    uint64_t serial = 1;
    bool failed = true;
    long step = 0;
    for (; failed; step++) { /* steps that follow each other fail in different ways */
        struct made wanted = made;
        struct commit probe = {0};
        made_round_trip(&wanted, &probe, serial);
        commit_clear(&probe);
        uint64_t before = made.number;
        disk.fault = faults[step % 3].fault;
        disk.stays = faults[step % 3].stays;
        disk.left = step;
        disk.failed = 0;
        bool acknowledged = try_trade(path, &made, serial);
        failed = disk.failed > 0;
        cr_assert(failed || acknowledged);
        uint64_t kept =
            must_hold(path, acknowledged ? wanted.number : before, wanted.number, "disk", step);
        if (kept == wanted.number) { /* it was kept, acknowledged or not */
            made = wanted;
            serial++;
        }
        cr_assert_lt(step, 400);
    }
    cr_expect_gt(step, 60, "%ld steps", step);
    struct store *store = made_store(path);
    must_verify(store, "disk", step);
    store_close(store);
}

/* Trades until it is killed, and says after each how many records are promised. */
static void trade_forever(const char *path, struct made made, uint64_t serial, int out) {
    struct store *store = NULL;
    if (store_open(&store, path, STORE_WRITE, 0, NULL, NULL) != 0)
        _exit(1);
    for (;; serial++) {
        struct commit commit = {0};
        made_round_trip(&made, &commit, serial);
        if (store_commit(store, &commit, NULL) != 0 ||
            write(out, &made.number, sizeof made.number) != sizeof made.number)
            _exit(1);
        commit_clear(&commit);
    }
}

Test(store_fault, a_killed_process_has_lost_nothing_acknowledged) {
    char path[512];
    snprintf(path, sizeof path, "%s", made_path("killed.db"));
    struct made made = opened(path);
    uint64_t per_trade = 0;
    for (int round = 0; round < 8; round++) {
        int ends[2];
        uint64_t promised = made.number, told;
        cr_assert_eq(pipe(ends), 0);
        pid_t child = fork();
        if (child == 0)
            trade_forever(path, made, 1000 * (uint64_t)(round + 1), ends[1]);
        close(ends[1]);
        for (int trade = 0; read(ends[0], &told, sizeof told) == sizeof told; trade++) {
            per_trade = told - promised;
            promised = told;
            if (trade == round) /* somewhere in what it does next */
                kill(child, SIGKILL);
        }
        cr_assert_eq(waitpid(child, NULL, 0), child);
        close(ends[0]);
        cr_assert_gt(per_trade, 0);
        uint64_t kept = records_in(path);
        cr_assert(kept == promised || kept == promised + per_trade,
                  "round %d: %lu kept, %lu promised", round, (unsigned long)kept,
                  (unsigned long)promised);
        must_hold(path, kept, kept, "killed", round);
        made.number = kept;
        made.seq = (uint64_t)made_count(path, "SELECT max(seq) FROM journal");
    }
}

static struct {
    sqlite3_mem_methods real;
    long left; /* allocations until one fails; below 0: never */
    long failed;
} memory = {.left = -1};

static void *scarce_malloc(int size) {
    bool fail = memory.left == 0;
    memory.left -= memory.left >= 0;
    memory.failed += fail;
    return fail ? NULL : memory.real.xMalloc(size);
}

static void *scarce_realloc(void *block, int size) {
    bool fail = memory.left == 0;
    memory.left -= memory.left >= 0;
    memory.failed += fail;
    return fail ? NULL : memory.real.xRealloc(block, size);
}

Test(store_fault, memory_that_runs_out_at_any_step_loses_nothing_acknowledged) {
    cr_assert_eq(sqlite3_config(SQLITE_CONFIG_GETMALLOC, &memory.real), SQLITE_OK);
    sqlite3_mem_methods scarce = memory.real;
    scarce.xMalloc = scarce_malloc;
    scarce.xRealloc = scarce_realloc;
    cr_assert_eq(sqlite3_config(SQLITE_CONFIG_MALLOC, &scarce), SQLITE_OK);
    install_disk();
    char path[512];
    snprintf(path, sizeof path, "%s", made_path("memory.db"));
    struct made made = opened(path);
    uint64_t serial = 1, before = made.number;
    bool acknowledged = false;
    for (long step = 0; !acknowledged; step += 1 + step / 6) {
        before = made.number;
        memory.left = step;
        memory.failed = 0;
        acknowledged = try_trade(path, &made, serial);
        memory.left = -1;
        must_hold(path, made.number, acknowledged ? made.number : before, "allocation", step);
        cr_assert(acknowledged || memory.failed > 0);
        cr_assert_lt(step, 100000);
    }
    cr_expect_gt(made.number, before);
    struct store *store = made_store(path);
    must_verify(store, "allocation", -1);
    store_close(store);
}
