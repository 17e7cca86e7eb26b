#include "broker/ledger.h"

#include <stddef.h>

#define X(name, word, meaning) [name] = (word),
const char *const ledger_book_words[] = {LEDGER_BOOKS(X) NULL};
#undef X

#define X(name, word) [name] = (word),
const char *const ledger_kind_words[] = {LEDGER_KINDS(X) NULL};
#undef X
