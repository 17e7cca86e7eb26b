#include <criterion/criterion.h>

#include "support/book_play.h"

TestSuite(book_model, .timeout = 120);

enum { STEPS = 10000, SEEDS = 5 };

Test(book_model, every_event_result_and_reading_is_the_models_and_a_decoded_book_goes_on_alike) {
    for (uint64_t seed = 1; seed <= SEEDS; seed++)
        book_play_random(seed, STEPS);
}
