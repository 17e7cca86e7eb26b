#include "game/rebuild.h"

#include "base/mem.h"
#include "play.h"

static struct record *add(struct game_facts *facts, enum record_kind kind, uint32_t player) {
    struct record *record = game_facts_add(facts, kind);
    record->player = player;
    return record;
}

static void leg(struct game_facts *facts, enum ledger_book book, fix8_t amount) {
    struct leg_posted *body = &add(facts, RECORD_LEG_POSTED, 1)->leg_posted;
    body->account = 7;
    body->book = (uint8_t)book;
    body->amount = amount;
}

/* One player with 9,000.00 and half a bitcoin that cost 1,000.00. */
static struct game_facts facts_of_one(void) {
    struct game_facts facts = {.now_ms = GAME_START_MS + 3 * HOUR_MS + 1234,
                               .seq = 40,
                               .record_number = 90,
                               .next = {8, 20, 30, 50},
                               .next_alert = 6};
    facts.series = (struct chapter_opened){.chapter = 2,
                                           .seed = 5,
                                           .history_days = 1,
                                           .start_ms = GAME_START_MS,
                                           .instruments = "BTC-USD"};
    facts.chapter = facts.series;
    facts.chapter.chapter = 3;
    struct player_created *player = &add(&facts, RECORD_PLAYER_CREATED, 1)->player_created;
    player->id = 1;
    strcpy(player->name, "Ada");
    strcpy(player->zone, "UTC");
    struct account_changed *account = &add(&facts, RECORD_ACCOUNT_CHANGED, 1)->account_changed;
    account->id = 7;
    account->opened_ms = GAME_START_MS;
    leg(&facts, LEDGER_CASH, 9000 * FIX8_ONE);
    leg(&facts, LEDGER_POSITIONS, 1000 * FIX8_ONE);
    leg(&facts, LEDGER_HOUSE, -10000 * FIX8_ONE);
    struct record *position = add(&facts, RECORD_POSITION_CHANGED, 1);
    position->game_ms = GAME_START_MS + MINUTE_MS;
    position->position_changed.account = 7;
    strcpy(position->position_changed.symbol, "BTC-USD");
    position->position_changed.size = FIX8_ONE / 2;
    position->position_changed.cost = 1000 * FIX8_ONE;
    position->position_changed.opened_ms = GAME_START_MS + MINUTE_MS;
    facts.pasts = mem_array(1, sizeof *facts.pasts);
    facts.past_count = 1;
    strcpy(facts.pasts[0].symbol, "BTC-USD");
    facts.pasts[0].last = 20000 * FIX8_ONE;
    return facts;
}

static int32_t open_chapter(struct play *play, enum carry carry) {
    struct command command = play_command(play, COMMAND_CHAPTER_OPEN, 0);
    command.chapter_open.carry = (uint8_t)carry;
    command.chapter_open.history_days = 1;
    return play_apply(play, &command);
}

Test(game_rebuild, begins_at_the_last_price_and_what_it_is_can_be_saved) {
    struct play play;
    struct game *again;
    struct error error;
    memset(&play, 0, sizeof play);
    test_content(&play.content);
    struct game_facts facts = facts_of_one();
    cr_assert_eq(game_rebuild(&play.game, &play.content, NULL, &facts, &error), 0, "%s",
                 error.sentence);
    cr_assert_eq(open_chapter(&play, CARRY_DAMAGE), 0, "%s", play.answer.sentence);
    game_facts_clear(&facts);
    cr_assert_eq(game_chapter(play.game), 4);
    cr_assert_eq(game_seq(play.game), 41);
    const struct record *opened = play_last(&play, RECORD_CHAPTER_OPENED);
    cr_assert_eq(opened->number, 91);
    cr_assert_neq(opened->chapter_opened.seed, 5);
    cr_assert_eq(play_count(&play, RECORD_NOTICE), 1);
    const struct listing *listing = &game_market(play.game)->listings[0];
    fix8_t last = instrument_price(&game_market(play.game)->table.rows[0], listing->last);
    cr_assert(last > 19500 * FIX8_ONE && last < 20500 * FIX8_ONE);
    struct buffer bytes = play_bytes(play.game);
    struct source source = source_of(bytes.bytes, bytes.length);
    cr_assert_eq(game_decode(&again, &play.content, NULL, &source, &error), 0, "%s",
                 error.sentence);
    play_run_to(&play, GAME_START_MS + 2 * DAY_MS);
    while (game_now(again) < game_now(play.game)) {
        (void)game_advance(again, game_now(play.game));
    }
    cr_assert(play_same(play.game, again));
    buffer_clear(&bytes);
    game_free(again);
    play_end(&play);
}

Test(game_rebuild, refuses_facts_that_do_not_fit_together) {
    struct play play;
    struct error error;
    memset(&play, 0, sizeof play);
    test_content(&play.content);
    for (int i = 0; i < 6; i++) {
        struct game_facts facts = facts_of_one();
        switch (i) {
        case 0:
            facts.rows[RECORD_LEG_POSTED].rows[0].leg_posted.amount += FIX8_CENT;
            break;
        case 1:
            facts.rows[RECORD_POSITION_CHANGED].rows[0].position_changed.cost += FIX8_CENT;
            break;
        case 2:
            strcpy(facts.rows[RECORD_POSITION_CHANGED].rows[0].position_changed.symbol, "GONE");
            break;
        case 3:
            facts.rows[RECORD_ACCOUNT_CHANGED].count = 0;
            break;
        case 4:
            facts.rows[RECORD_PLAYER_CREATED].rows[0].player_created.id = 2;
            break;
        default:
            facts.series.start_ms = 0;
        }
        cr_assert_eq(game_rebuild(&play.game, &play.content, NULL, &facts, &error), ERROR_STORAGE,
                     "case %d", i);
        cr_assert_gt(strlen(error.sentence), 0);
        game_facts_clear(&facts);
    }
}

Test(game_rebuild, a_market_that_is_there_is_not_made_anew) {
    struct play play;
    play_start(&play, "BTC-USD", 1);
    cr_assert_eq(open_chapter(&play, CARRY_DAMAGE), ERROR_REFUSED);
    cr_assert_eq(game_chapter(play.game), 1);
    cr_assert_eq(open_chapter(&play, CARRY_ALL), 0);
    cr_assert_eq(game_chapter(play.game), 2);
    play_end(&play);
}
