/* Three places for one writer and one reader, who never wait for each other: the writer fills the
 * back one and swaps it with the middle, the reader swaps the front one with the middle when that
 * is newer. Only the numbers of the places are kept here. */
#ifndef PRODROME_EXCHANGE_H
#define PRODROME_EXCHANGE_H

#include <stdatomic.h>
#include <stdbool.h>

enum { EXCHANGE_PLACES = 3 };

typedef struct Exchange {
    atomic_int middle; /* its place, and a bit that is set while  the reader has not had it */
    int back, front;   /* of the writer and of the reader */
} Exchange;

void exchange_start(Exchange *exchange);

/* Writer: whether what was given last was taken; gives the back place, and has another one. */
bool exchange_taken(const Exchange *exchange);
void exchange_give(Exchange *exchange);

/* Reader: takes the newest place as its front one; false when there is none newer. */
bool exchange_take(Exchange *exchange);

#endif
