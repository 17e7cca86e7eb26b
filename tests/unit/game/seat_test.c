#include "fields.h"

#include "base/mem.h"
#include "game/seat.h"
#include "player/profile.h"

#define SEED UINT64_C(33)
#define ROWS 40

static struct reply reply_of(const struct buffer *bytes, enum ask_kind kind) {
    return (struct reply){
        .tag = 1, .kind = (uint8_t)kind, .bytes = bytes->bytes, .length = (uint32_t)bytes->length};
}

static void random_candles(struct candle_info *rows, struct random *random) {
    for (int i = 0; i < ROWS; i++) {
        rows[i] = (struct candle_info){.ms = random_between(random, GAMETIME_MIN, GAMETIME_MAX),
                                       .open = (fix8_t)random_u64(random),
                                       .high = (fix8_t)random_u64(random),
                                       .low = (fix8_t)random_u64(random),
                                       .close = (fix8_t)random_u64(random),
                                       .volume = (fix8_t)random_u64(random)};
    }
}

Test(seat, candles_come_back_from_a_reply_as_many_as_there_is_room_for) {
    struct random random = random_named(SEED, "candles", 0);
    struct candle_info rows[ROWS], back[ROWS];
    struct buffer bytes = {0};
    struct sink sink = buffer_sink(&bytes);
    random_candles(rows, &random);
    reply_put_candles(rows, ROWS, &sink);
    struct reply reply = reply_of(&bytes, ASK_CANDLES);
    cr_assert_eq(reply_get_candles(&reply, back, ROWS), ROWS);
    cr_assert_eq(memcmp(rows, back, sizeof rows), 0);
    memset(back, 0, sizeof back);
    cr_assert_eq(reply_get_candles(&reply, back, 7), 7);
    cr_assert_eq(memcmp(rows, back, 7 * sizeof *rows), 0);
    cr_assert_eq(back[7].ms, 0, "nothing is written past the room");
    buffer_clear(&bytes);
}

Test(seat, records_boards_and_previews_come_back_from_a_reply) {
    struct random random = random_named(SEED, "rows", 0);
    struct record records[3], records_back[3];
    struct board_row board[2], board_back[2];
    struct preview preview, preview_back;
    memset(records, 0, sizeof records);
    memset(board, 0, sizeof board);
    memset(&preview, 0, sizeof preview);
    for (int i = 0; i < 3; i++) {
        records[i].kind = i == 0 ? RECORD_FILLED : i == 1 ? RECORD_LEG_POSTED : RECORD_NOTICE;
        records[i].number = random_u64(&random);
        fields_random(record_fields(records[i].kind), &records[i].chapter_opened, &random);
    }
    board[0] = (struct board_row){.rank = 1, .own = true, .name = "Ada", .profit = -5};
    board[1] = (struct board_row){
        .rank = 2, .name = "Gr\xc3\xa9", .character = CHARACTER_HODLER, .practice = true};
    preview = (struct preview){.code = -1, .average = 5, .cash = -7, .sentence = "Not today."};

    struct buffer bytes = {0};
    struct sink sink = buffer_sink(&bytes);
    reply_put_records(records, 3, &sink);
    struct reply reply = reply_of(&bytes, ASK_LEDGER);
    cr_assert_eq(reply_get_records(&reply, records_back, 3), 3);
    cr_assert_eq(memcmp(records, records_back, sizeof records), 0);

    buffer_reset(&bytes);
    reply_put_board(board, 2, &sink);
    reply = reply_of(&bytes, ASK_BOARD);
    cr_assert_eq(reply_get_board(&reply, board_back, 2), 2);
    cr_assert_eq(memcmp(board, board_back, sizeof board), 0);

    buffer_reset(&bytes);
    reply_put_preview(&preview, &sink);
    reply = reply_of(&bytes, ASK_PREVIEW);
    cr_assert(reply_get_preview(&reply, &preview_back));
    cr_assert_eq(memcmp(&preview, &preview_back, sizeof preview), 0);
    buffer_clear(&bytes);
}

Test(seat, a_refused_cut_or_lying_reply_has_no_rows) {
    struct random random = random_named(SEED, "cut", 0);
    struct candle_info rows[ROWS], back[ROWS];
    struct record record, records_back[2];
    struct preview preview;
    struct buffer bytes = {0};
    struct sink sink = buffer_sink(&bytes);
    random_candles(rows, &random);
    reply_put_candles(rows, ROWS, &sink);
    struct reply reply = reply_of(&bytes, ASK_CANDLES);
    for (uint32_t length = 0; length < bytes.length; length += 11) {
        reply.length = length;
        cr_assert_eq(reply_get_candles(&reply, back, ROWS), 0);
        cr_assert_eq(reply_get_records(&reply, records_back, 2), 0);
    }
    reply.length = (uint32_t)bytes.length;
    memset(bytes.bytes, 0xff, 4); /* four billion rows */
    cr_assert_eq(reply_get_candles(&reply, back, ROWS), ROWS, "those that are there and asked for");
    struct candle_info *more = mem_array(ROWS + 1, sizeof *more);
    cr_assert_eq(reply_get_candles(&reply, more, ROWS + 1), 0);
    mem_free(more);
    reply.code = ERROR_REFUSED;
    cr_assert_eq(reply_get_candles(&reply, back, ROWS), 0);
    cr_assert_not(reply_get_preview(&reply, &preview));

    buffer_reset(&bytes);
    memset(&record, 0, sizeof record);
    record.kind = RECORD_FILLED;
    reply_put_records(&record, 1, &sink);
    bytes.bytes[4 + 28] = RECORD_COUNT;
    reply = reply_of(&bytes, ASK_FILLS);
    cr_assert_eq(reply_get_records(&reply, records_back, 2), 0);
    buffer_clear(&bytes);
}

Test(seat, the_most_candles_and_records_of_a_reply_fit_its_limit) {
    struct candle_info *rows = mem_array(1300, sizeof *rows);
    struct record *records = mem_array(100, sizeof *records);
    for (int i = 0; i < 100; i++) {
        records[i].kind = RECORD_ORDER_CHANGED;
        memset(records[i].order_changed.reason, 'x', RECORD_TEXT_MAX - 1);
        memset(records[i].order_changed.symbol, 'S', RECORD_SYMBOL_MAX - 1);
    }
    struct buffer bytes = {0};
    struct sink sink = buffer_sink(&bytes);
    reply_put_candles(rows, 1300, &sink);
    cr_assert_leq(bytes.length, REPLY_BYTES_MAX);
    buffer_reset(&bytes);
    reply_put_records(records, 100, &sink);
    cr_assert_leq(bytes.length, REPLY_BYTES_MAX);
    buffer_clear(&bytes);
    mem_free(rows);
    mem_free(records);
}
