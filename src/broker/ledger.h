/* Double entry. A transaction has two or more legs that sum to zero; a leg moves a whole number of
 * cents on one book of one account; legs are never changed or deleted. Balances are kept here, legs
 * go out as events and live in the store. */
#ifndef BROKER_LEDGER_H
#define BROKER_LEDGER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/fix8.h"
#include "market/instrument.h"

/* The chart of accounts: name, word, what a positive balance means */
#define LEDGER_BOOKS(X)                                                                            \
    X(LEDGER_CASH, "cash", "money free or reserved")                                               \
    X(LEDGER_POSITIONS, "positions", "what open positions cost")                                   \
    X(LEDGER_REALISED, "realised", "losses realised; gains are negative")                          \
    X(LEDGER_COMMISSION, "commission", "commissions paid")                                         \
    X(LEDGER_HOUSE, "house", "what the house received; deposits are negative")                     \
    X(LEDGER_INCOME, "income", "dividends received are negative")                                  \
    X(LEDGER_TAX, "tax", "taxes withheld")

/* name, word */
#define LEDGER_KINDS(X)                                                                            \
    X(LEG_DEPOSIT, "deposit")                                                                      \
    X(LEG_TRADE, "trade")         /* cost of a position in or out, and its cash */                 \
    X(LEG_TRADE_PNL, "trade_pnl") /* realised profit or loss */                                    \
    X(LEG_COMMISSION, "commission")                                                                \
    X(LEG_DIVIDEND, "dividend")                                                                    \
    X(LEG_WITHHOLDING, "withholding")

#define X(name, ...) name,
enum ledger_book { LEDGER_BOOKS(X) LEDGER_BOOK_COUNT };
enum ledger_kind { LEDGER_KINDS(X) };
#undef X

extern const char *const ledger_book_words[];
extern const char *const ledger_kind_words[];

#define LEDGER_TEXT_MAX 96
#define LEDGER_LEGS_MAX 8 /* in one transaction */

struct ledger_leg {
    uint64_t transaction; /* unique in the game, rising */
    uint32_t account;     /* id */
    uint8_t book, kind;
    fix8_t amount;              /* whole cents, not 0 */
    fix8_t balance;             /* of this book of this account, afterwards */
    uint64_t order;             /* 0: none */
    char symbol[SYMBOL_MAX];    /* empty: none */
    char text[LEDGER_TEXT_MAX]; /* "bought 0.0400 BTC-USD at 50,100.00" */
};

#endif
