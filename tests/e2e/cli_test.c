/* The words of the command line, run as a player or a script runs them: the built program, in a
 * folder of its own. */
#include <cjson/cJSON.h>
#include <criterion/criterion.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fix8.h"
#include "base/mem.h"
#include "base/text.h"
#include "cli/words.h"
#include "store/store.h"

#define WORDS_MOST 24
#define TEXT_MOST  262144

/* ---- running ---- */

struct run {
    int status; /* exit status; -1: ended by a signal */
    char out[TEXT_MOST], err[8192];
};

static struct run run;
static char folder[64];

static void remove_folder(void) {
    char command[128];
    text_format(command, sizeof command, "rm -rf '%s'", folder);
    cr_expect_eq(system(command), 0);
}

/* Every test begins in an empty folder that is also home. */
static void go_home(void) {
    cr_assert_not_null(getenv("OUTCRY_BINARY"), "make test says where the program is");
    text_format(folder, sizeof folder, "/tmp/outcry-cli-XXXXXX");
    cr_assert_not_null(mkdtemp(folder));
    cr_assert_eq(chdir(folder), 0);
    setenv("HOME", folder, 1);
    setenv("TZ", "Europe/Brussels", 1);
    unsetenv("XDG_DATA_HOME");
    unsetenv("XDG_STATE_HOME");
    unsetenv("NO_COLOR");
}

static void read_back(const char *path, char *text, size_t size) {
    FILE *in = fopen(path, "r");
    cr_assert_not_null(in);
    size_t length = fread(text, 1, size - 1, in);
    text[length] = '\0';
    fclose(in);
}

static pid_t start(const char *const *arguments, const char *out, const char *err) {
    const char *argv[WORDS_MOST + 2] = {getenv("OUTCRY_BINARY")};
    for (int i = 0; arguments[i]; i++) {
        cr_assert_lt(i, WORDS_MOST);
        argv[i + 1] = arguments[i];
    }
    pid_t child = fork();
    if (child == 0) {
        (void)!freopen("/dev/null", "r", stdin);
        (void)!freopen(out, "w", stdout);
        (void)!freopen(err, "w", stderr);
        execv(argv[0], (char **)(uintptr_t)argv);
        _exit(127);
    }
    return child;
}

static int outcry_line(const char *const *arguments) {
    int status;
    pid_t child = start(arguments, "out.txt", "err.txt");
    cr_assert_eq(waitpid(child, &status, 0), child);
    read_back("out.txt", run.out, sizeof run.out);
    read_back("err.txt", run.err, sizeof run.err);
    run.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return run.status;
}
#define OUTCRY(...) outcry_line((const char *const[]){__VA_ARGS__, NULL})
#define DONE(...)   cr_assert_eq(OUTCRY(__VA_ARGS__), 0, "%s%s", run.out, run.err)

static void expect_says(const char *sentence, int line) {
    cr_expect(strstr(run.err, sentence), "line %d: %s\nshould say: %s", line, run.err, sentence);
    cr_expect_eq(strncmp(run.err, "outcry: ", 8), 0, "%s", run.err);
    cr_expect_eq(strchr(run.err, '\n'), run.err + strlen(run.err) - 1, "one line: %s", run.err);
}
#define FAILS(code, sentence, ...)                                                                 \
    do {                                                                                           \
        cr_expect_eq(OUTCRY(__VA_ARGS__), code, "%s%s", run.out, run.err);                         \
        expect_says(sentence, __LINE__);                                                           \
    } while (0)

static void new_player(const char *name) {
    DONE("new", "--name", name, "--character", "analyst", "--seed", "7", "--history", "1",
         "--instruments", "BTC-USD,KEST");
}

static cJSON *document(void) {
    cJSON *json = cJSON_ParseWithOpts(run.out, NULL, true);
    cr_assert_not_null(json, "one JSON document: %s", run.out);
    return json;
}

static const char *member(const cJSON *object, const char *key) {
    const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, key));
    cr_assert_not_null(text, "a text called %s in %s", key, run.out);
    return text;
}

static fix8_t money(const cJSON *object, const char *key) {
    fix8_t value;
    const char *text = member(object, key);
    cr_assert(fix8_parse(text, strlen(text), &value), "%s: %s", key, text);
    return value;
}

static const cJSON *row(const cJSON *object, const char *list, int index) {
    const cJSON *rows = cJSON_GetObjectItemCaseSensitive(object, list);
    cr_assert(cJSON_IsArray(rows) && index < cJSON_GetArraySize(rows), "%s of %s", list, run.out);
    return cJSON_GetArrayItem(rows, index);
}

TestSuite(cli, .init = go_home, .fini = remove_folder, .timeout = 60);

/* ---- the words ---- */

Test(cli, a_first_trade_by_words_adds_up) {
    new_player("Ada");
    DONE("buy", "btc-usd", "0.01", "--json");
    cJSON *bought = document();
    cr_expect_str_eq(member(row(bought, "orders", 0), "state"), "filled");
    cr_expect_str_eq(member(row(bought, "fills", 0), "symbol"), "BTC-USD");
    fix8_t paid = 0, fee = 0;
    const cJSON *fill;
    cJSON_ArrayForEach(fill, cJSON_GetObjectItemCaseSensitive(bought, "fills")) {
        paid += money(fill, "cash");
        fee += money(fill, "fee");
    }
    cr_expect_lt(paid, 0);
    fix8_t quarter, up;
    cr_assert(fix8_muldiv(-paid, 25, 10000, FIX8_UP, &quarter) &&
              fix8_round_to(quarter, FIX8_CENT, FIX8_UP, &up));
    cr_expect_eq(fee, up, "0.25 %% of what was paid, rounded up");
    cJSON_Delete(bought);

    DONE("status", "--json");
    cJSON *status = document();
    cr_expect_eq(money(status, "cash"), 10000 * FIX8_ONE + paid - fee);
    cr_expect_eq(money(status, "equity"), money(status, "cash") + money(status, "positions_value"));
    cr_expect_str_eq(member(status, "game_ms"), "2025-01-13T14:30:00.000Z");
    cJSON_Delete(status);

    DONE("advance", "6h");
    DONE("close", "BTC-USD");
    DONE("positions");
    cr_expect(strstr(run.out, "No open position."), "%s", run.out);
    DONE("ledger", "--json");
    cJSON *ledger = document();
    fix8_t sum = 0;
    const cJSON *leg;
    cJSON_ArrayForEach(leg, cJSON_GetObjectItemCaseSensitive(ledger, "ledger")) {
        sum += money(leg, "amount");
    }
    cr_expect_eq(sum, 0);
    cJSON_Delete(ledger);
    DONE("verify");
    DONE("doctor");
}

Test(cli, a_limit_order_waits_is_changed_and_taken_back) {
    new_player("Ada");
    DONE("buy", "KEST", "3", "--price", "30", "--tif", "gtc");
    cr_expect(strstr(run.out, "Order 1, buy limit 3.00 KEST at 30.00: waits until you cancel it."),
              "%s", run.out);
    DONE("amend", "1", "--price", "31", "--size", "5");
    DONE("orders", "--json");
    cJSON *orders = document();
    cr_expect_eq(money(row(orders, "orders", 0), "price"), 31 * FIX8_ONE);
    cr_expect_eq(money(row(orders, "orders", 0), "size"), 5 * FIX8_ONE);
    cJSON_Delete(orders);
    DONE("cancel", "all");
    DONE("orders");
    cr_expect(strstr(run.out, "No open order."), "%s", run.out);
    DONE("export", "orders", "--csv", "orders.csv");
    char csv[4096];
    read_back("orders.csv", csv, sizeof csv);
    cr_expect(strstr(csv, "\n1,1,KEST,buy,limit,gtc,canceled,false,31,5,0,"), "%s", csv);
}

/* The open order of that number, in what `orders --json` said. */
static const cJSON *open_order(const cJSON *orders, const char *id) {
    const cJSON *order;
    cJSON_ArrayForEach(order, cJSON_GetObjectItemCaseSensitive(orders, "orders")) {
        if (strcmp(member(order, "id"), id) == 0) {
            return order;
        }
    }
    cr_assert_fail("no order %s in %s", id, run.out);
    return NULL;
}

Test(cli, a_bracket_brings_its_exits_and_each_ends_the_other) {
    new_player("Ada");
    DONE("buy", "BTC-USD", "0.01", "--stop", "45000", "--target", "60000");
    cr_expect(
        strstr(run.out, "buy bracket 0.0100 BTC-USD, stop 45,000.0, target 60,000.0: filled."),
        "%s", run.out);
    cr_expect(strstr(run.out, "sell stop 0.0100 BTC-USD once 45,000.0 trades (exit of order 1): "
                              "waits"),
              "%s", run.out);
    DONE("orders", "--json");
    cJSON *orders = document();
    cr_expect_str_eq(member(open_order(orders, "2"), "oco"), "3");
    cr_expect_str_eq(member(open_order(orders, "3"), "oco"), "2");
    cr_expect_str_eq(member(open_order(orders, "3"), "parent"), "1");
    cr_expect_eq(money(open_order(orders, "2"), "stop"), 45000 * FIX8_ONE);
    cJSON_Delete(orders);
    DONE("amend", "2", "--stop", "46000");
    DONE("book", "BTC-USD", "--json");
    cJSON *book = document();
    cr_expect_str_eq(member(book, "phase"), "open");
    cr_expect_eq(money(row(book, "own", 0), "stop_now"), 46000 * FIX8_ONE);
    cr_expect_geq(money(row(book, "own", 1), "ahead"), 0);
    cJSON_Delete(book);
    DONE("close", "BTC-USD");
    DONE("orders");
    cr_expect(strstr(run.out, "No open order."), "the exits go with the position: %s", run.out);
    DONE("verify");
}

Test(cli, every_type_of_order_waits_as_it_was_typed) {
    new_player("Ada");
    DONE("buy", "BTC-USD", "0.02");
    DONE("buy", "BTC-USD", "0.001", "--type", "limit", "--price", "40000", "--post-only");
    DONE("buy", "BTC-USD", "0.001", "--stop", "60000");
    DONE("buy", "BTC-USD", "0.001", "--stop", "60000", "--price", "60500", "--display", "0.0005");
    DONE("buy", "BTC-USD", "0.001", "--type", "take-profit", "--target", "40000", "--tif", "gtc");
    DONE("buy", "BTC-USD", "0.001", "--price", "40000", "--tif", "gtd=2d");
    DONE("sell", "BTC-USD", "0.01", "--trail", "2%", "--tif", "gtc");
    DONE("sell", "BTC-USD", "0.01", "--price", "60000", "--tif", "gtc", "--reduce-only", "--oco",
         "7");
    DONE("orders", "--json");
    cJSON *orders = document();
    static const struct {
        const char *id, *type, *field;
        fix8_t value;
    } expected[] = {
        {"2", "limit", "price", 40000 * FIX8_ONE},
        {"3", "stop", "stop", 60000 * FIX8_ONE},
        {"4", "stop-limit", "display", 50000},
        {"5", "take-profit", "stop", 40000 * FIX8_ONE},
        {"7", "trailing", "trail_percent", 2 * FIX8_ONE},
        {"8", "limit", "price", 60000 * FIX8_ONE},
    };
    for (size_t i = 0; i < ARRAY_LEN(expected); i++) {
        const cJSON *order = open_order(orders, expected[i].id);
        cr_expect_str_eq(member(order, "type"), expected[i].type);
        cr_expect_eq(money(order, expected[i].field), expected[i].value, "%s", expected[i].type);
    }
    cr_expect_str_eq(member(open_order(orders, "6"), "until_ms"), "2025-01-15T14:30:00.000Z");
    cr_expect_str_eq(member(open_order(orders, "7"), "oco"), "8");
    cr_expect(cJSON_IsTrue(cJSON_GetObjectItem(open_order(orders, "8"), "reduce_only")));
    cJSON_Delete(orders);
    FAILS(1, "", "buy", "BTC-USD", "0.001", "--type", "limit", "--price", "70000", "--post-only");
    FAILS(1, "", "buy", "BTC-USD", "0.001", "--stop", "1000");
    DONE("advance", "3d");
    DONE("cancel", "all");
    DONE("verify");
    DONE("doctor");
}

Test(cli, what_is_said_of_the_world_is_read_by_words) {
    new_player("Ada");
    DONE("advance", "5d");
    DONE("news", "--last", "50", "--json");
    cJSON *news = document();
    const cJSON *rows = cJSON_GetObjectItemCaseSensitive(news, "news");
    cr_assert(cJSON_IsArray(rows));
    const cJSON *item;
    cJSON_ArrayForEach(item, rows) {
        cr_expect_str_not_empty(member(item, "text"));
    }
    cJSON_Delete(news);
    DONE("news", "KEST");
    DONE("calendar", "--days", "90", "--json");
    cJSON *calendar = document();
    cr_expect(cJSON_IsArray(cJSON_GetObjectItemCaseSensitive(calendar, "calendar")));
    cr_expect_str_eq(member(row(calendar, "hours", 1), "symbol"), "KEST");
    cJSON_Delete(calendar);
    DONE("instrument", "KEST", "--json");
    cJSON *card = document();
    cr_expect_str_eq(member(cJSON_GetObjectItem(card, "card"), "class_label"), "stock");
    cr_expect_str_eq(member(cJSON_GetObjectItem(card, "instrument"), "symbol"), "KEST");
    cJSON_Delete(card);
    DONE("export", "candles", "KEST", "--tf", "1h", "--csv", "kest.csv");
    cr_expect(strstr(run.out, "rows are in kest.csv."), "%s", run.out);
}

Test(cli, alerts_are_set_listed_heard_and_dropped) {
    new_player("Ada");
    DONE("alert", "BTC-USD", "1");
    DONE("alert", "BTC-USD", "50000.5");
    DONE("advance", "1d", "--json");
    cJSON *heard = document();
    cr_expect(strstr(member(row(heard, "notices", 0), "text"), "BTC-USD"), "%s", run.out);
    cJSON_Delete(heard);
    DONE("alert", "clear", "1");
    DONE("alert");
    cr_expect(strstr(run.out, "No alert is waiting."), "%s", run.out);
}

Test(cli, what_goes_wrong_has_a_status_and_a_sentence_that_says_what_to_do) {
    FAILS(3, "There is no game file", "status");
    new_player("Ada");
    FAILS(1, "did you mean BTC-USD?", "buy", "BTCUSD", "1");
    FAILS(1, "", "buy", "BTC-USD", "19");
    FAILS(1, "", "cancel", "99");
    FAILS(1, "", "new", "--name", "ADA", "--character", "hodler");
    FAILS(2, "did you mean buy?", "buuy", "BTC-USD", "1");
    FAILS(2, "--type must be one of market, limit, stop,", "buy", "KEST", "1", "--type", "stopp");
    FAILS(2, "A limit order needs --price.", "buy", "KEST", "1", "--type", "limit");
    FAILS(2, "A market order takes no --price.", "buy", "KEST", "1", "--type", "market", "--price",
          "3");
    FAILS(2, "A bracket order needs --stop.", "buy", "KEST", "1", "--target", "50");
    FAILS(2, "A stop order takes no --display.", "buy", "KEST", "1", "--stop", "50", "--display",
          "1");
    FAILS(2, "--trail must be a number", "sell", "KEST", "1", "--trail", "two%");
    FAILS(2, "or how long, like 2d", "buy", "KEST", "1", "--price", "30", "--tif", "gtd=soon");
    FAILS(2, "or how long, like 2d", "buy", "KEST", "1", "--price", "30", "--tif", "gtd");
    FAILS(2, "--oco must be", "sell", "KEST", "1", "--price", "50", "--oco", "that");
    FAILS(2, "Say what changes", "amend", "1");
    FAILS(2, "--trail is above zero.", "amend", "1", "--trail", "0%");
    FAILS(2, "--days must be a number from 1 to 365.", "calendar", "--days", "366");
    FAILS(1, "There is no KESTT here; did you mean KEST?", "news", "KESTT");
    FAILS(2, "Only candles are exported by symbol.", "export", "fills", "KEST", "--csv", "x.csv");
    FAILS(2, "SIZE must be", "buy", "KEST", "much");
    FAILS(2, "--tf must be one of", "candles", "KEST", "--tf", "3m");
    FAILS(2, "-1 is below zero. A size is above zero", "buy", "KEST", "-1");
    FAILS(2, "A size is above zero; to take the order back: outcry cancel 23.", "amend", "23",
          "--size", "0");
    FAILS(2, "x is no number.", "cancel", "x");
    FAILS(2, "with a symbol and a price", "alert", "KEST");
    FAILS(2, "A duration is like", "advance", "soon");
    FAILS(2, "at most ten years", "advance", "99999999d");
    FAILS(2, "--theme must be", "watch", "--theme", "nosuch");
    FAILS(2, "--glyphs must be", "watch", "--glyphs", "huge");
    FAILS(2, "There is no profile Adda; did you mean Ada?", "status", "--profile", "Adda");
    FAILS(2, "A new player needs --name and --character.", "new", "--name", "Bob");
    FAILS(2, "never --ranked", "new", "--name", "Bob", "--character", "hodler", "--ranked",
          "--seed", "1");
    FAILS(2, "", "new", "--name", "Bob", "--character", "hodler", "--instruments", "KEST,NOPE");
    FAILS(3, "", "import", "not-there.csv");
    FAILS(3, "", "status", "--db", folder);
    new_player("Bob");
    FAILS(2, "Whose game? Use --profile with one of: Bob, Ada.", "status");
    DONE("status", "--profile", "ada");
}

Test(cli, a_running_game_can_be_read_and_says_who_holds_it) {
    new_player("Ada");
    struct store *store;
    struct error error;
    char pid[32];
    cr_assert_eq(store_open(&store, ".local/share/outcry/outcry.db", STORE_WRITE, 0, NULL, &error),
                 0);
    text_format(pid, sizeof pid, "%ld", (long)getpid());
    DONE("status");
    DONE("alert");
    FAILS(3, pid, "buy", "KEST", "1");
    store_close(store);
    DONE("buy", "KEST", "1", "--price", "30");
}

Test(cli, imports_are_whole_or_nothing_and_a_dry_run_changes_nothing) {
    static const char good[] = "date,open,high,low,close,volume\n"
                               "2024-01-02,10,11,9,10.5,100\n2024-01-03,10.5,12,10,11,120\n"
                               "2024-01-04,11,11.5,10.5,11.2,90\n2024-01-05,11.2,12,11,11.9,80\n";
    FILE *out = fopen("good.csv", "w");
    cr_assert_not_null(out);
    fputs(good, out);
    fclose(out);
    out = fopen("bad.csv", "w");
    cr_assert_not_null(out);
    fputs("nothing,here\nat,all\n", out);
    fclose(out);
    DONE("import", "--dry-run", "good.csv");
    cr_expect(strstr(run.out, "4 daily bars"), "%s", run.out);
    cr_expect_neq(access(".local/share/outcry/outcry.db", F_OK), 0, "nothing was made");
    cr_expect_eq(OUTCRY("import", "good.csv", "bad.csv"), 2, "%s%s", run.out, run.err);
    DONE("import", "good.csv", "--symbol", "GOOD", "--json");
    cJSON *report = document();
    cr_expect_str_eq(member(row(report, "files", 0), "tape"), "1", "the failed one left none");
    cr_expect_str_eq(member(row(report, "files", 0), "symbol"), "GOOD");
    cJSON_Delete(report);
    DONE("new", "--name", "Rey", "--character", "hodler", "--market", "replay", "--data",
         "good.csv=KEST");
    DONE("watch");
    cr_expect(strstr(run.out, "GOOD"), "%s", run.out);
}

Test(cli, a_player_goes_on_in_the_next_chapter) {
    new_player("Ada");
    DONE("buy", "KEST", "1");
    DONE("new", "--profile", "Ada", "--history", "1", "--instruments", "EURUSD", "--json");
    cJSON *made = document();
    cr_expect_eq(cJSON_GetObjectItem(made, "chapter")->valueint, 2);
    cr_expect_eq(money(made, "equity"), 10000 * FIX8_ONE);
    cJSON_Delete(made);
    FAILS(1, "There is no KEST here", "candles", "KEST");
    FAILS(2, "--name belongs to a new player", "new", "--profile", "Ada", "--name", "Bob");
    DONE("fills");
    cr_expect(strstr(run.out, "KEST"), "the old chapter's rows stay: %s", run.out);
    DONE("verify");
}

Test(cli, backups_come_back_and_profiles_go_for_good) {
    new_player("Ada");
    DONE("backup", "copy.db");
    FAILS(2, "outcry delete-profile \"Ada\" --yes", "delete-profile", "ada");
    DONE("delete-profile", "Ada", "--yes");
    FAILS(2, "Nobody plays in this file yet", "status");
    DONE("restore", "copy.db");
    DONE("profiles");
    cr_expect(strstr(run.out, "Ada"), "%s", run.out);
    DONE("buy", "KEST", "1");
    DONE("verify");
    DONE("migrate", "--json");
    cJSON *form = document();
    cr_expect_str_eq(member(form, "version"), member(form, "newest"));
    cJSON_Delete(form);
}

Test(cli, a_broken_file_is_told_to_who_checks_it) {
    new_player("Ada");
    const char *path = ".local/share/outcry/outcry.db";
    DONE("--check-file", path);
    cr_expect_str_empty(run.out);
    int file = open(path, O_RDWR);
    cr_assert_geq(file, 0);
    char noise[8192];
    memset(noise, 0xA5, sizeof noise);
    cr_assert_eq(pwrite(file, noise, sizeof noise, 4096), (ssize_t)sizeof noise);
    close(file);
    cr_expect_eq(OUTCRY("--check-file", path), 3);
    cr_expect_str_not_empty(run.out);
    cr_expect_null(strchr(run.out, '\n'));
}

Test(cli, a_refusal_is_a_document_too) {
    new_player("Ada");
    FAILS(1, "Largest size now", "buy", "BTC-USD", "9", "--json");
    cJSON *refused = document();
    cr_expect_str_eq(member(refused, "profile"), "Ada");
    cr_expect(strstr(run.err, member(refused, "refused")), "%s", run.err);
    const cJSON *order = cJSON_GetObjectItemCaseSensitive(refused, "order");
    cr_assert_not_null(order);
    cr_expect_str_eq(member(order, "state"), "rejected");
    cr_expect_eq(money(order, "size"), 9 * FIX8_ONE);
    cJSON_Delete(refused);
    FAILS(1, "", "cancel", "99", "--json");
    refused = document();
    cr_expect(strstr(run.err, member(refused, "refused")), "%s", run.err);
    cr_expect_null(cJSON_GetObjectItemCaseSensitive(refused, "order"));
    cJSON_Delete(refused);
    FAILS(1, "", "buy", "BTC-USD", "9");
    cr_expect_str_empty(run.out);
}

Test(cli, a_damaged_file_is_said_with_what_to_do_and_comes_back) {
    new_player("Ada");
    DONE("backup", "copy.db");
    DONE("backup", "cut.db");
    cr_assert_eq(truncate("cut.db", 40960), 0);
    static const char *const words_of[] = {"status", "verify", "orders"};
    for (size_t i = 0; i < ARRAY_LEN(words_of); i++) {
        FAILS(3, "restore a backup with: outcry restore BACKUP", words_of[i], "--db", "cut.db");
        cr_expect(strstr(run.err, "cut.db is damaged ("), "%s", run.err);
    }
    FAILS(3, "checks of cut.db failed", "doctor", "--db", "cut.db");
    cr_expect(strstr(run.out, "BAD   cut.db is damaged ("), "%s", run.out);
    cr_expect(strstr(run.out, "are free on its disk"), "%s", run.out);
    DONE("restore", "copy.db", "--db", "cut.db");
    DONE("doctor", "--db", "cut.db");
    FAILS(3, "There is no game file", "doctor", "--db", "none.db");
}

Test(cli, a_reader_that_leaves_is_no_trouble) {
    new_player("Ada");
    char line[512];
    text_format(line, sizeof line,
                "bash -c \"'%s' export everything 2>err.txt | true; exit \\${PIPESTATUS[0]}\"",
                getenv("OUTCRY_BINARY"));
    int status = system(line);
    cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == 0, "%d", status);
    read_back("err.txt", run.err, sizeof run.err);
    cr_expect_str_empty(run.err);
}

Test(cli, an_interrupt_leaves_nothing_half_made) {
    const char *const line[] = {"new", "--name", "Ada", "--character", "hodler", NULL};
    pid_t child = start(line, "made.txt", "said.txt");
    while (OUTCRY("profiles") != 0) { /* until the file is there */
        usleep(2000);
    }
    usleep(100000); /* well inside thirty days of twenty instruments */
    int status;
    kill(child, SIGINT);
    cr_assert_eq(waitpid(child, &status, 0), child);
    cr_expect(WIFSIGNALED(status) && WTERMSIG(status) == SIGINT, "%d", status);
    read_back("said.txt", run.err, sizeof run.err);
    expect_says("stopped; nothing was changed", __LINE__);
    DONE("profiles");
    cr_expect(strstr(run.out, "Nobody plays in this file yet."), "%s", run.out);
    DONE("doctor");
}

/* A file of the content pack below the folder "pack". */
static void write_content(const char *name, const char *text) {
    char path[128];
    text_format(path, sizeof path, "pack/data/%s", name);
    FILE *out = fopen(path, "w");
    cr_assert_not_null(out);
    fputs(text, out);
    fclose(out);
}

Test(cli, lessons_are_listed_and_printed_without_a_game_and_a_broken_one_is_told_of) {
    cr_assert_eq(system("mkdir -p pack/data/lessons pack/data/quizzes"), 0);
#define FRONT(id, module, needs, concept)                                                          \
    "---\nid: " id "\nmodule: " module "\ntitle: Lesson " id "\nobjective: do it\nneeds: " needs   \
    "\nconcept: " concept "\nconcepts:\nxp: 100\nminutes: 6\ntask: Buy one.\n---\n"
    write_content("lessons/E98.md",
                  FRONT("E98", "E", "", "one") "# Lesson E98\n\n| a | b |\n|---|--:|\n| x | 1 "
                                               "|\n\nSee *the* [next](lesson:E99).\n");
    write_content("lessons/E99.md", FRONT("E99", "E", "E98", "two") "# Lesson E99\n\nText.\n");
    write_content("lessons/E97.md", "---\nid: E97\nmodule: X\n---\nText.\n");
    setenv("OUTCRY_DATA", "pack", 1);
    DONE("lessons");
    cr_expect(strstr(run.out, "E99    6  Lesson E99"), "%s", run.out);
    cr_expect(strstr(run.err, "data/lessons/E97.md, line 3: the module"), "%s", run.err);
    DONE("lesson", "e98");
    cr_expect(strstr(run.out, "E98  Discipline  6 minutes  100 XP\n"), "%s", run.out);
    cr_expect(strstr(run.out, "\na │ b\n──┼──\nx │ 1\n\nSee the next (E99).\n\nTo do: Buy one.\n"),
              "%s", run.out);
    DONE("lesson", "E98", "--glyphs", "ascii");
    cr_expect(strstr(run.out, "a | b\n--+--\nx | 1\n"), "%s", run.out);
    DONE("lesson", "E99", "--json");
    cJSON *document = cJSON_Parse(run.out);
    cr_expect_str_eq(cJSON_GetStringValue(cJSON_GetObjectItem(document, "text")),
                     "# Lesson E99\n\nText.\n");
    cr_expect_str_eq(cJSON_GetStringValue(cJSON_GetObjectItem(document, "needs")), "E98");
    cJSON_Delete(document);
    cr_expect_eq(OUTCRY("lesson", "E97"), 2);
    expect_says("data/lessons/E97.md, line 3: the module", __LINE__);
    cr_expect_eq(OUTCRY("lesson", "E96"), 2);
    expect_says("There is no lesson E96; see: outcry lessons", __LINE__);
    unsetenv("OUTCRY_DATA");
    cr_expect_neq(access("outcry.db", F_OK), 0, "no game file is made");
}

/* ---- whatever is typed ---- */

Test(cli, hostile_arguments_are_refused_in_one_clean_line) {
    static const char *const nasty[] = {
        "\033[2J\007\n\r\t", "99999999999999999999999999", "-", "%s%n%n",
        "\xff\xfe\xc0\x80",  "'; DROP TABLE game; --"};
    new_player("Ada");
    for (int i = 1; i < word_count; i++) { /* play would take a terminal */
        const struct word *word = &words[i];
        if (word->most == 0) {
            continue;
        }
        for (size_t at = 0; at < ARRAY_LEN(nasty); at += 2) {
            const char *line[] = {word->name, nasty[(at + (size_t)i) % ARRAY_LEN(nasty)],
                                  word->most > 1 ? nasty[at] : NULL, NULL};
            int code = outcry_line(line);
            cr_expect(code >= 0 && code <= 4, "%s: %d %s", word->name, code, run.err);
            for (const char *c = run.err; *c; c++) {
                cr_expect((unsigned char)*c >= ' ' || *c == '\n', "%s: %s", word->name, run.err);
            }
            if (code != 0) {
                expect_says("", __LINE__);
            }
        }
    }
    DONE("verify");
}

/* ---- the shell, the headless terminal ---- */

static void expect_completion(const char *line, const char *expected) {
    char command[1024];
    text_format(command, sizeof command,
                "bash -c 'source ./script; COMP_WORDS=(%s); COMP_CWORD=$((${#COMP_WORDS[@]}-1));"
                " _outcry; echo \"${COMPREPLY[@]}\"' >out.txt",
                line);
    cr_assert_eq(system(command), 0, "%s", command);
    read_back("out.txt", run.out, sizeof run.out);
    cr_expect(strstr(run.out, expected), "%s\ngives: %sshould give: %s", line, run.out, expected);
}

Test(cli, the_shell_completes_words_options_symbols_and_values) {
    DONE("completion", "bash");
    cr_assert_eq(rename("out.txt", "script"), 0);
    expect_completion("outcry can", "candles cancel");
    expect_completion("outcry buy BTC", "BTC-USD BTC-FUT");
    expect_completion("outcry --json buy BTC-USD 1 --ti", "--tif");
    expect_completion("outcry buy BTC-USD 1 --tif f", "fok");
    expect_completion("outcry candles BTC-USD --tf = 1", "1m 15m 1h 1d 1w");
    expect_completion("outcry --profile buy mi", "migrate");
    expect_completion("outcry migrate \"\"", "up down status");
    expect_completion("outcry --glyphs a", "ascii");
}

Test(cli, the_screens_play_with_nobody_there) {
    new_player("Ada");
    DONE("--profile", "Ada", "--script", "wait=1s", "--size", "80x24", "--dump", "-", "--glyphs",
         "ascii");
    cr_expect(strstr(run.out, "outcry  Mon 13 Jan 14:30"), "%s", run.out);
    DONE("--script", "wait=1s", "--dump", "title.txt");
    cr_expect_eq(access("title.txt", F_OK), 0);
    FAILS(2, "--size must be", "--script", "q", "--size", "80");
    FAILS(2, "--size must be", "--script", "q", "--size", "99999999999999999999x24");
    FAILS(2, "--glyphs must be", "--script", "q", "--glyphs", "emoji");
    FAILS(2, "go with --script", "--size", "80x24");
}
