/* What the parts of the reading of a sweep file share. */
#ifndef PRODROME_SWEEP_PRIVATE_H
#define PRODROME_SWEEP_PRIVATE_H

#include "io/sweep_dialect.h"

/* What the design needs; the outputs over the base; the output that decides about more seeds.
 * Errors go to the messages. */
void sweep_resolve_design(const Sweep *sweep, Messages *messages);
void sweep_resolve_outputs(Sweep *sweep, Messages *messages);
void sweep_resolve_adaptive(Sweep *sweep, Messages *messages);

/* A name that may become that of a folder and of a job. */
bool sweep_is_name(const char *text);

/* The keys of `parameters` (sweep_parameters.c). */
YamlReaderKey sweep_parameters_key;
bool sweep_whole(const char *text, int64_t low, int64_t high, int64_t *out);

#endif
