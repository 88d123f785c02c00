/* The cell is looked up by its lineage key in the tables /cells and /deaths of every snapshot; its
 * ancestors by theirs. Between two snapshots nothing is known but births and deaths. */
#include "cli/story.h"
#include "cli/cli.h"
#include "io/config.h"
#include "io/runlist.h"
#include "io/snapshot.h"
#include "tissue/rules.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STORY_FIELDS = PARAMS_SUBSTANCES, STORY_GENERATIONS = 4096 };

/* Who descends from whom, of all cells that any snapshot knows. */
typedef struct Kin {
    uint64_t id, parent;
    double birth_h;
} Kin;

typedef struct Story {
    uint64_t id;
    Params params;
    Kin *kin;
    size_t kin_count;
    int seen; /* snapshots that have it */
    /* At the last snapshot that has it alive and not committed to die; never: seen_h is NAN. */
    bool vessel;
    double seen_h, damage, oxygen;
    /* At the first that has it committed. */
    bool committed;
    double committed_h, committed_damage, due_h;
    int committed_cause;
    bool died;
    double death_h;
    int cause;
    bool placed;
    Site3 at;
} Story;

static size_t story_find(const uint64_t *ids, size_t rows, uint64_t id)
{
    for (size_t i = 0; ids && i < rows; i++)
        if (ids[i] == id)
            return i;
    return SIZE_MAX;
}

static double story_float(const Snapshot *s, const char *name, size_t row)
{
    size_t rows = 0;
    float *column = snapshot_column(s, "cells", name, HDF_F32, &rows);
    double value = column && row < rows ? (double)column[row] : (double)NAN;
    free(column);
    return value;
}

static int story_byte(const Snapshot *s, const char *table, const char *name, size_t row)
{
    size_t rows = 0;
    uint8_t *column = snapshot_column(s, table, name, HDF_U8, &rows);
    int value = column && row < rows ? column[row] : 0;
    free(column);
    return value;
}

/* --- kin ------------------------------------------------------------------------------------- */

static bool story_add_kin(Story *story, const Snapshot *s, const char *table)
{
    size_t rows = 0, same = 0, births = 0;
    bool wide = strcmp(table, "deaths") == 0; /* there times are doubles */
    uint64_t *id = snapshot_column(s, table, "id", HDF_U64, &rows);
    uint64_t *parent = snapshot_column(s, table, "parent", HDF_U64, &same);
    void *birth = snapshot_column(s, table, "birth_h", wide ? HDF_F64 : HDF_F32, &births);
    Kin *more = realloc(story->kin, (story->kin_count + rows + 1) * sizeof *more);
    if (more && id && parent && birth && same == rows && births == rows)
        for (size_t i = 0; i < rows; i++)
            more[story->kin_count++] =
                (Kin){id[i], parent[i], wide ? ((double *)birth)[i] : (double)((float *)birth)[i]};
    story->kin = more ? more : story->kin;
    free(id);
    free(parent);
    free(birth);
    return more != NULL;
}

static int story_order(const void *a, const void *b)
{
    const Kin *x = a, *y = b;
    return (x->id > y->id) - (x->id < y->id);
}

static const Kin *story_kin(const Story *story, uint64_t id)
{
    const Kin key = {.id = id};
    return bsearch(&key, story->kin, story->kin_count, sizeof key, story_order);
}

static void story_ancestors(const Story *story)
{
    const Kin *kin = story_kin(story, story->id);
    printf("cell            %" PRIu64 "\nborn            day %.4g\n", story->id, kin->birth_h / 24);
    for (int g = 1; kin && kin->parent && g < STORY_GENERATIONS; g++) {
        uint64_t parent = kin->parent;
        kin = story_kin(story, parent);
        if (kin)
            printf("ancestor %-6d %" PRIu64 ", born on day %.4g%s\n", g, parent, kin->birth_h / 24,
                   kin->parent ? "" : ", a founder");
        else
            printf("ancestor %-6d %" PRIu64 ", gone before the first snapshot\n", g, parent);
    }
}

/* --- what it was and saw --------------------------------------------------------------------- */

/* Prints the concentrations at the cell's site, if it has one, in the order of the parameters; the
 * oxygen. */
static double story_fields(const Story *story, const Snapshot *s, int64_t site)
{
    char ignored[256];
    double oxygen = (double)NAN;
    float *field = malloc((size_t)s->grid.sites * sizeof *field);
    for (int k = 0; k < story->params.substances_count && field; k++) {
        const char *name = story->params.substances[k].name;
        bool there = site >= 0 &&
                     snapshot_sites(s, name, HDF_F32, field, ignored, sizeof ignored) == STATUS_OK;
        double value = there ? (double)field[site] : (double)NAN;
        printf(" %11.4g", value);
        if (strcmp(name, story->params.hypoxia_substance) == 0)
            oxygen = value;
    }
    free(field);
    return oxygen;
}

static void story_head(const Story *story)
{
    static const char names[] = "%8s %-10s %6s %6s %6s %9s %8s %9s %8s";
    char unit[PARAMS_TEXT];
    printf(names, "day", "state", "x", "y", "z", "PSMA", "blocked", "calcium", "damage");
    for (int k = 0; k < story->params.substances_count; k++)
        printf(" %11.11s", story->params.substances[k].name);
    putchar('\n');
    printf(names, "d", "", "um", "um", "um", "molecules", "share", "nM", "h");
    for (int k = 0; k < story->params.substances_count; k++) {
        params_word_text("nM|mmHg", story->params.substances[k].unit, unit);
        printf(" %11s", unit);
    }
    putchar('\n');
}

/* What the row tells of the cell's end: what threatens it, or that it has committed to die. */
static void story_note(Story *story, const Snapshot *s, size_t row, int type, double oxygen)
{
    int phase = story_byte(s, "cells", "phase", row);
    double damage = story_float(s, "damage", row);
    bool endothelium = type == SITE_VESSEL && (phase == PHASE_OPEN || phase == PHASE_TIP);
    story->vessel = type == SITE_VESSEL;
    if (endothelium || (type == SITE_TUMOR && phase != PHASE_COMMITTED)) {
        story->seen_h = 24 * s->time_d;
        story->damage = damage;
        story->oxygen = oxygen;
    } else if (type == SITE_TUMOR && !story->committed) {
        story->committed = true;
        story->committed_h = 24 * s->time_d;
        story->committed_damage = damage;
        story->committed_cause = story_byte(s, "cells", "cause", row);
        story->due_h = story_float(s, "due_h", row);
    }
}

static void story_row(Story *story, const Snapshot *s, size_t row)
{
    int type = story_byte(s, "cells", "type", row), phase = story_byte(s, "cells", "phase", row);
    double at[3];
    const char *const axes[3] = {"x", "y", "z"};
    for (int a = 0; a < 3; a++)
        at[a] = story_float(s, axes[a], row);
    if (story->seen++ == 0)
        story_head(story);
    bool living = (type == SITE_TUMOR || type == SITE_VESSEL) && phase < SITE_PHASE_COUNT;
    const char *state = living                   ? SITE_PHASE_WORDS[phase]
                        : type < SITE_TYPE_COUNT ? SITE_TYPE_WORDS[type]
                                                 : "?";
    printf("%8.4g %-10s %6.0f %6.0f %6.0f %9.4g %8.3f %9.4g %8.3g", s->time_d, state, at[0], at[1],
           at[2], story_float(s, "psma", row), story_float(s, "serca_blocked", row),
           story_float(s, "calcium", row), story_float(s, "damage", row));
    double oxygen = story_fields(story, s, snapshot_site(s, at));
    putchar('\n');
    story_note(story, s, row, type, oxygen);
}

static void story_snapshot(Story *story, const Snapshot *s)
{
    size_t rows = 0, dead = 0, times = 0, sites = 0;
    uint64_t *ids = snapshot_column(s, "cells", "id", HDF_U64, &rows);
    size_t row = story_find(ids, rows, story->id);
    if (row < rows)
        story_row(story, s, row);
    free(ids);
    ids = snapshot_column(s, "deaths", "id", HDF_U64, &dead);
    row = story_find(ids, dead, story->id);
    free(ids);
    if (row >= dead)
        return;
    double *time = snapshot_column(s, "deaths", "time", HDF_F64, &times);
    uint32_t *site = snapshot_column(s, "deaths", "site", HDF_U32, &sites);
    story->died = true;
    story->death_h = time && row < times ? time[row] : (double)NAN;
    story->placed = site && row < sites && site[row] < s->grid.sites;
    if (story->placed)
        story->at = grid_site3(&s->grid, site[row]);
    story->cause = story_byte(s, "deaths", "cause", row);
    free(time);
    free(site);
}

/* --- the end --------------------------------------------------------------------------------- */

static const char *story_cause(int cause)
{
    return cause < DEATH_CAUSE_COUNT ? DEATH_CAUSE_WORDS[cause] : "unknown";
}

/* The damage beyond which the cell commits to die, h. */
static double story_threshold(const Story *story)
{
    return rules_threshold(&story->params, story->id) *
           (story->vessel ? story->params.vessel_threshold_ratio : 1.0);
}

/* It was not committed when it was last seen so, nor at its birth. A snapshot keeps times as
 * floats: the step is meant. */
static void story_commitment(const Story *story)
{
    double birth_h = story_kin(story, story->id)->birth_h, step_h = story->params.time_cell_step;
    bool seen = story->seen_h >= birth_h;
    bool unseen = story->died && story->seen && story->cause == CAUSE_DRUG && !story->vessel;
    if (!story->committed && !unseen)
        return;
    printf("committed       between day %.4g%s and day %.4g", (seen ? story->seen_h : birth_h) / 24,
           seen ? "" : ", its birth,",
           (story->committed ? story->committed_h : story->death_h) / 24);
    if (story->committed)
        printf(", cause %s: damage %.3g h of the %.3g h that it withstands; %s on day %.4g\n",
               story_cause(story->committed_cause), story->committed_damage, story_threshold(story),
               story->died ? "was to fragment" : "fragments",
               floor(story->due_h / step_h + 0.5) * step_h / 24);
    else
        puts(", its death: no snapshot has it so");
}

/* Nothing but its due time threatens a committed cell, and nothing a body. */
static void story_hazards(const Story *story)
{
    const Params *p = &story->params;
    if (isnan(story->seen_h))
        return;
    printf("hazards         on day %.4g%s: damage %.3g h of the %.3g h that it withstands",
           story->seen_h / 24, story->committed ? ", when last seen not committed" : "",
           story->damage, story_threshold(story));
    if (!story->vessel)
        printf(", spontaneous loss %.3g /h", p->growth_loss_rate * world_animal(p).growth);
    if (!story->vessel && !isnan(story->oxygen))
        printf(", hypoxic necrosis %.3g /h", rules_hypoxic_rate(p, story->oxygen));
    putchar('\n');
}

static void story_end(const Story *story)
{
    story_hazards(story);
    story_commitment(story);
    if (story->died) {
        printf("died            day %.4g of %s", story->death_h / 24, story_cause(story->cause));
        if (story->placed)
            printf(", at site (%d, %d, %d)\n", story->at.x, story->at.y, story->at.z);
        else
            puts(", the snapshot does not say where");
    } else {
        puts("died            not by the last snapshot");
    }
}

static Status story_read(Story *story, const RunList *list, char *message, size_t message_size)
{
    for (int pass = 0; pass < 2; pass++) { /* kin of all, then the rows of the one */
        for (size_t i = 0; i < list->count; i++) {
            Snapshot s;
            Status status = snapshot_open(list->paths[i], &s, message, message_size);
            bool room = status == STATUS_OK;
            if (room && pass == 0)
                room = story_add_kin(story, &s, "cells") && story_add_kin(story, &s, "deaths");
            else if (room)
                story_snapshot(story, &s);
            if (status == STATUS_OK)
                snapshot_close(&s);
            if (!room)
                return status != STATUS_OK ? status : STATUS_NO_MEMORY;
        }
        qsort(story->kin, story->kin_count, sizeof *story->kin, story_order);
        if (!story_kin(story, story->id)) {
            snprintf(message, message_size, "no snapshot knows a cell %" PRIu64, story->id);
            return STATUS_NO_INPUT;
        }
        if (pass == 0)
            story_ancestors(story);
    }
    return STATUS_OK;
}

Status story_tell(const char *folder, uint64_t id, char *message, size_t message_size)
{
    static Story story;
    char path[FILE_PATH];
    RunList list;
    Status status = file_path(path, folder, "config.yaml", message, message_size);
    if (status != STATUS_OK)
        return status;
    memset(&story, 0, sizeof story);
    story.id = id;
    story.seen_h = (double)NAN;
    CliConfig config = {.files = {path}, .files_count = 1, .only_read = true};
    status = cli_configure(&config, &story.params);
    if (status != STATUS_OK)
        snprintf(message, message_size, "%s: see above", path);
    if (status == STATUS_OK)
        status = runlist_read(folder, &list, message, message_size);
    if (status != STATUS_OK)
        return status;
    status = story_read(&story, &list, message, message_size);
    if (status == STATUS_OK)
        story_end(&story);
    runlist_destroy(&list);
    free(story.kin);
    return status;
}
