/* What io/life.h reads, printed: ancestors, a row for every snapshot, the end. */
#include "cli/story.h"
#include "cli/cli.h"
#include "io/config.h"
#include "io/life.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STORY_GENERATIONS = 4096, STORY_WORDS = 512 };

static void story_ancestors(Life *life)
{
    const LifeKin *kin = life_kin(life, life->id);
    printf("cell            %" PRIu64 "\nborn            day %.4g\n", life->id, kin->birth_h / 24);
    for (int g = 1; kin && kin->parent && g < STORY_GENERATIONS; g++) {
        uint64_t parent = kin->parent;
        kin = life_kin(life, parent);
        if (kin)
            printf("ancestor %-6d %" PRIu64 ", born on day %.4g%s\n", g, parent, kin->birth_h / 24,
                   kin->parent ? "" : ", a founder");
        else
            printf("ancestor %-6d %" PRIu64 ", gone before the first snapshot\n", g, parent);
    }
}

static void story_head(const Params *params)
{
    static const char names[] = "%8s %-10s %6s %6s %6s %9s %8s %9s %8s";
    char unit[PARAMS_TEXT];
    printf(names, "day", "state", "x", "y", "z", "PSMA", "blocked", "calcium", "damage");
    for (int k = 0; k < params->substances_count; k++)
        printf(" %11.11s", params->substances[k].name);
    putchar('\n');
    printf(names, "d", "", "um", "um", "um", "molecules", "share", "nM", "h");
    for (int k = 0; k < params->substances_count; k++) {
        params_word_text("nM|mmHg", params->substances[k].unit, unit);
        printf(" %11s", unit);
    }
    putchar('\n');
}

static void story_row(const Life *life, const Sight *s)
{
    const double edge = life->grid.edge_um;
    double at[3] = {NAN, NAN, NAN};
    if (s->site >= 0) {
        Site3 site = grid_site3(&life->grid, s->site);
        at[0] = (site.x + 0.5) * edge, at[1] = (site.y + 0.5) * edge, at[2] = (site.z + 0.5) * edge;
    }
    printf("%8.4g %-10s %6.0f %6.0f %6.0f %9.4g %8.3f %9.4g %8.3g", s->time_h / 24,
           life_state_word(s), at[0], at[1], at[2], s->psma, s->blocked, s->calcium, s->damage);
    for (int k = 0; k < life->params->substances_count; k++)
        printf(" %11.4g", s->field[k]);
    putchar('\n');
}

/* Nothing but its due time threatens a committed cell, and nothing a body. */
static void story_end(Life *life)
{
    const LifeEnd *end = life_end(life);
    char words[STORY_WORDS];
    if (end->safe.id) {
        life_hazards_words(&end->safe, words, sizeof words);
        printf("hazards         on day %.4g%s: %s\n", end->safe.time_h / 24,
               end->committed.id ? ", when last seen not committed" : "", words);
    }
    life_commitment_words(end, life->params->time_cell_step, words, sizeof words);
    if (*words)
        printf("committed       %s\n", words);
    if (end->death.id)
        life_death_words(&end->death, &life->grid, words, sizeof words);
    printf("died            %s\n", end->death.id ? words : "not by the last snapshot");
}

static Status story_read(Life *life, char *message, size_t message_size)
{
    Status status = life_look(life, message, message_size);
    while (status == STATUS_OK && life_more(life))
        status = life_next(life, message, message_size);
    if (status == STATUS_OK && !life_kin(life, life->id)) {
        snprintf(message, message_size, "no snapshot knows a cell %" PRIu64, life->id);
        status = STATUS_NO_INPUT;
    }
    return status;
}

Status story_tell(const char *folder, uint64_t id, char *message, size_t message_size)
{
    static Params params;
    static Life life;
    char path[FILE_PATH];
    Status status = file_path(path, folder, "config.yaml", message, message_size);
    if (status != STATUS_OK)
        return status;
    CliConfig config = {.files = {path}, .files_count = 1, .only_read = true};
    status = cli_configure(&config, &params);
    if (status != STATUS_OK) {
        snprintf(message, message_size, "%s: see above", path);
        return status;
    }
    life_start(&life, folder, &params, id);
    status = story_read(&life, message, message_size);
    if (status == STATUS_OK) {
        story_ancestors(&life);
        if (life.sights_count > 0)
            story_head(&params);
        for (size_t i = 0; i < life.sights_count; i++)
            story_row(&life, &life.sights[i]);
        story_end(&life);
    }
    life_destroy(&life);
    return status;
}
