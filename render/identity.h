/* Whose snapshot a file is that was named on its own. */
#ifndef PRODROME_IDENTITY_H
#define PRODROME_IDENTITY_H

#include "render/shots.h"

/* Reads the run folder that a snapshot lies in, if it is one; else *out is left zeroed. */
void identity_of_folder(const char *path, Record *out);

/* Fills what a record does not know yet from the snapshot itself: the run's name, seed and version,
 * and the doses of its configuration, unless it is a branch, whose parent may have had others. */
void identity_of_shot(const OpenShot *shot, const char *path, Record *record);

#endif
