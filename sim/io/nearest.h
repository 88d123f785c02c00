/* The known word nearest to a misspelt one, for hints. Distance counts insertions, deletions,
 * replacements and swaps of neighbours. Words are borrowed until the search ends. */
#ifndef PRODROME_NEAREST_H
#define PRODROME_NEAREST_H

typedef struct Nearest {
    const char *word; /* what was written */
    const char *best; /* nearest so far; NULL before the first offer */
    int distance;
} Nearest;

/* A search for what `word` may have meant. */
Nearest nearest_start(const char *word);

/* Offers one known word; the first of equally near ones is kept. */
void nearest_offer(Nearest *nearest, const char *known);

/* The nearest known word when it is near enough to be meant, else NULL. */
const char *nearest_meant(const Nearest *nearest);

#endif
