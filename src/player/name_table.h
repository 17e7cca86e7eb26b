/* Which characters count as the same in a name; used by name.c alone.
 *
 * One step for a character: its accents go (as far as Unicode gives it a canonical decomposition),
 * it becomes lower case, and then what looks alike becomes one:
 * - Greek like its capitals: alpha a, beta b, epsilon e, zeta z, eta h, iota i, kappa k, mu m, nu
 * n, omicron o, rho p, tau t, upsilon y, chi x; by its small letters: gamma y, omega w;
 * - Cyrillic: a b(ve) e i j k m h(en) o p(er) c(es) t y(u) x(kha) s(dze) q w d h(shha) l(palochka);
 * - Latin letters with a stroke or without a dot: o, d, l, h, t, b, i, j; the long s;
 * - digits and signs: 0 o, 1 and | l, 5 s; and i is l, since a capital i is.
 * Covered: U+0021-007E, 00A0-02AF, 0370-052F, 1E00-1FFF and the three letter-like signs Ohm, Kelvin
 * and Angstrom. Fullwidth forms and mathematical letters are brought into that range by name.c. */
#ifndef PLAYER_NAME_TABLE_H
#define PLAYER_NAME_TABLE_H

#include <stddef.h>
#include <stdint.h>

struct name_fold {
    uint16_t code, folded;
};

extern const struct name_fold name_folds[]; /* by code */
extern const size_t name_fold_count;

#endif
