/* What must follow from what in the tables: legs to balances, fills to positions. By SQL alone, so
 * that it does not share a mistake with the code that wrote the rows. Private to the store. */
#ifndef STORE_FOLDS_H
#define STORE_FOLDS_H

#include "store/sql.h"

/* All games of the file; ERROR_STORAGE with the first that does not hold. */
int folds_check(struct sql *sql, struct error *error);

/* Every row of one game is what its records say, column by column; counts the rows. */
int folds_compare(struct sql *sql, uint64_t game, uint64_t *rows, struct error *error);

#endif
