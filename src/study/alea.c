#include "study/alea.h"

#include <math.h>
#include <stdint.h>

#define TWO_32 0x1p32

/* Baagøe's "Mash": text into a fraction, each call going on from where the last one stopped. */
static double mash(double *state, const char *text) {
    for (; *text != '\0'; text++) {
        *state += (unsigned char)*text;
        double mixed = 0.02519603282416938 * *state;
        double whole = (double)(uint32_t)mixed;
        mixed = (mixed - whole) * whole;
        whole = (double)(uint32_t)mixed;
        *state = whole + (mixed - whole) * TWO_32;
    }
    return (double)(uint32_t)(uint64_t)*state / TWO_32;
}

/* `part` less what the text gives, kept within 0 and 1. */
static double seeded(double *state, double part, const char *text) {
    double value = part - mash(state, text);
    return value < 0 ? value + 1 : value;
}

double alea_first(const char *seed) {
    double state = 0xefc8249dU;
    double part[3];
    for (int i = 0; i < 3; i++)
        part[i] = mash(&state, " ");
    for (int i = 0; i < 3; i++)
        part[i] = seeded(&state, part[i], seed);
    double product = 2091639 * part[0] + 1 / TWO_32;
    return product - floor(product);
}
