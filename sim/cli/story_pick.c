/* A cell to tell of, for those who know none by its key. */
#include "cli/story.h"
#include "io/runlist.h"
#include "io/snapshot.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char ANY[] = "any";

/* The one that was longest seen alive since day 0, of each cause and of all. */
typedef struct Pick {
    uint64_t id;
    double seen_h;
} Pick;

typedef struct Picks {
    Pick of[DEATH_CAUSE_COUNT], alive;
} Picks;

int story_cause_of(const char *word)
{
    for (int cause = CAUSE_NONE + 1; cause < DEATH_CAUSE_COUNT; cause++)
        if (strcmp(word, DEATH_CAUSE_WORDS[cause]) == 0)
            return cause;
    return strcmp(word, ANY) == 0 ? CAUSE_NONE : -1;
}

static void pick_offer(Pick *pick, uint64_t id, double born_h, double end_h)
{
    double seen_h = end_h - fmax(born_h, 0);
    if (pick->id == 0 || seen_h > pick->seen_h)
        *pick = (Pick){id, seen_h};
}

typedef struct PickColumn {
    const char *path;
    HdfType type;
    void **data; /* to be freed, also after a failure */
} PickColumn;

/* One column of a table into memory, as long as those before; *rows is SIZE_MAX before the first.
 */
static Status pick_column(const Snapshot *s, PickColumn column, size_t *rows, char *message,
                          size_t message_size)
{
    HdfShape shape;
    Status status = snapshot_array(s, column.path, &shape, column.data, message, message_size);
    bool fits = status != STATUS_OK ||
                (shape.type == column.type && (*rows == SIZE_MAX || shape.items == *rows));
    if (!fits) {
        snprintf(message, message_size, "%s: not the column that it should be", column.path);
        status = STATUS_BAD_DATA;
    }
    *rows = status == STATUS_OK ? shape.items : *rows;
    return status;
}

static Status pick_deaths(const Snapshot *s, Picks *picks, char *message, size_t message_size)
{
    void *id = NULL, *time = NULL, *birth = NULL, *cause = NULL;
    const PickColumn columns[] = {{"/deaths/id", HDF_U64, &id},
                                  {"/deaths/time", HDF_F64, &time},
                                  {"/deaths/birth_h", HDF_F64, &birth},
                                  {"/deaths/cause", HDF_U8, &cause}};
    size_t rows = SIZE_MAX;
    Status status = STATUS_OK;
    for (size_t i = 0; i < sizeof columns / sizeof columns[0] && status == STATUS_OK; i++)
        status = pick_column(s, columns[i], &rows, message, message_size);
    for (size_t i = 0; i < rows && status == STATUS_OK; i++) {
        int of = ((uint8_t *)cause)[i];
        if (of < DEATH_CAUSE_COUNT)
            pick_offer(&picks->of[of], ((uint64_t *)id)[i], ((double *)birth)[i],
                       ((double *)time)[i]);
    }
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        free(*columns[i].data);
    return status;
}

static Status pick_alive(const Snapshot *s, Picks *picks, char *message, size_t message_size)
{
    void *id = NULL, *type = NULL;
    const PickColumn ids = {"/cells/id", HDF_U64, &id}, types = {"/cells/type", HDF_U8, &type};
    size_t rows = SIZE_MAX;
    Status status = pick_column(s, ids, &rows, message, message_size);
    if (status == STATUS_OK)
        status = pick_column(s, types, &rows, message, message_size);
    for (size_t i = 0; i < rows && status == STATUS_OK; i++)
        if (((uint8_t *)type)[i] == SITE_TUMOR)
            pick_offer(&picks->alive, ((uint64_t *)id)[i], 0, 0);
    free(id);
    free(type);
    return status;
}

Status story_pick(const char *folder, int cause, uint64_t *id, char *message, size_t message_size)
{
    RunList list;
    Picks picks = {.alive = {0, 0}};
    Status status = runlist_read(folder, &list, message, message_size);
    for (size_t i = 0; status == STATUS_OK && i < list.count; i++) {
        Snapshot s;
        status = snapshot_open(list.paths[i], &s, message, message_size);
        if (status != STATUS_OK)
            break;
        status = pick_deaths(&s, &picks, message, message_size);
        if (status == STATUS_OK)
            status = pick_alive(&s, &picks, message, message_size);
        snapshot_close(&s);
    }
    runlist_destroy(&list);
    *id = cause == CAUSE_NONE ? picks.of[CAUSE_DRUG].id : picks.of[cause].id;
    for (int of = 0; of < DEATH_CAUSE_COUNT && cause == CAUSE_NONE && *id == 0; of++)
        *id = picks.of[of].id;
    if (cause == CAUSE_NONE && *id == 0)
        *id = picks.alive.id;
    if (status == STATUS_OK && *id == 0) {
        snprintf(message, message_size, "%s: no snapshot has a death of %s", folder,
                 cause == CAUSE_NONE ? "any cause, or a tumor cell" : DEATH_CAUSE_WORDS[cause]);
        status = STATUS_NO_INPUT;
    }
    return status;
}
