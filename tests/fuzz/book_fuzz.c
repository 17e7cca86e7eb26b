/* Bytes become operations on an order book, its decoded twin and the slow model: the three never
 * differ, whatever is asked of them. */
#include "support/book_play.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    book_play_bytes(data, size);
    return 0;
}
