/* The end of the help of `prodrome sweep`: the kinds of design and the outputs that there are, from
 * the tables that name them. */
#ifndef PRODROME_SWEEP_HELP_H
#define PRODROME_SWEEP_HELP_H

/* A help_filter of argp: adds the lists behind the text that stands behind the options. Without
 * memory the text alone. */
char *sweep_help(int key, const char *text, void *input);

#endif
