/* Words, numbers and commands of a page of HTML. Words come from strangers: what has a meaning in
 * HTML is written as a reference, what is no valid UTF-8 or a control character, as U+FFFD. */
#ifndef PRODROME_HTML_H
#define PRODROME_HTML_H

#include "io/text.h"
#include "study/statistics.h"

void html_words(Text *out, const char *words);

/* `<tag>words</tag>`, `tag` with its attributes. */
void html_element(Text *out, const char *tag, const char *words);

/* A cell with a number of four digits, or that there is no value. */
void html_number_cell(Text *out, double value);

/* A cell with an estimate and, small, its interval. */
void html_estimate_cell(Text *out, Estimate estimate);

#endif
