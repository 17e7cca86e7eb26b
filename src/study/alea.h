/* The Alea generator (Johannes Baagøe, 2010), as far as the spread of review intervals needs it:
 * the first number that a seed string gives. The reference implementations of FSRS use it, so a
 * schedule made here is the one they make. */
#ifndef STUDY_ALEA_H
#define STUDY_ALEA_H

/* 0 inclusive to 1 exclusive; `seed` is ASCII. */
double alea_first(const char *seed);

#endif
