/* What the parts of the reading of a sweep file share. */
#ifndef PRODROME_SWEEP_PRIVATE_H
#define PRODROME_SWEEP_PRIVATE_H

#include "io/sweep.h"
#include "io/yaml_reader.h"

/* Keeps a copy of a text with the place of the current event, in place of what was there. */
void sweep_keep_text(YamlReader *reader, const char *text, SweepText *out);

/* What the design needs; the outputs over the base; the output that decides about more seeds.
 * Errors go to the messages. */
void sweep_resolve_design(const Sweep *sweep, Messages *messages);
void sweep_resolve_outputs(Sweep *sweep, Messages *messages);
void sweep_resolve_adaptive(Sweep *sweep, Messages *messages);

/* The keys of `parameters` (sweep_parameters.c), and an unknown key of a section. */
YamlReaderKey sweep_parameters_key;
void sweep_unknown(YamlReader *reader, const char *section, const char *word,
                   const char *const *more, SourcePlace place);
bool sweep_room(YamlReader *reader, const char *name, int count, int most);
bool sweep_whole(const char *text, int64_t low, int64_t high, int64_t *out);

#endif
