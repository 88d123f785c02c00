/* What is known of a cell in words. */
#include "io/life.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const double GAIN_LEAST = 1e-6; /* below it lies the rounding of the calcium map at rest */

const char *life_state_word(const Sight *s)
{
    bool living = s->type == SITE_TUMOR || s->type == SITE_VESSEL;
    return living ? SITE_PHASE_WORDS[s->phase] : SITE_TYPE_WORDS[s->type];
}

static void words_add(char *out, size_t size, const char *format, double value)
{
    size_t used = strlen(out);
    if (!isnan(value))
        snprintf(out + used, size - used, format, value);
}

void life_hazards_words(const Sight *sight, char *out, size_t size)
{
    const Hazards *h = &sight->hazards;
    snprintf(out, size, "damage %.3g h of the %.3g h that it withstands", sight->damage,
             h->threshold);
    if (fabs(h->gain) > GAIN_LEAST)
        words_add(out, size,
                  h->gain > 0 ? ", grows by %.3g h an hour" : ", heals by %.3g h an hour",
                  fabs(h->gain));
    words_add(out, size, ", spontaneous loss %.3g /h", h->loss);
    words_add(out, size, ", hypoxic necrosis %.3g /h", h->hypoxic);
}

/* It was not committed when it was last seen so, nor at its birth. A snapshot keeps times as
 * floats: the step is meant. */
void life_commitment_words(const LifeEnd *end, double step_h, char *out, size_t size)
{
    const Sight *safe = &end->safe, *committed = &end->committed, *death = &end->death;
    const bool vessel = safe->id && safe->type == SITE_VESSEL;
    const bool unseen =
        death->id && end->seen && death->cause == CAUSE_DRUG && !vessel && !committed->id;
    *out = '\0';
    if (isnan(end->birth_h) || (!committed->id && !unseen))
        return;
    bool seen = safe->id && safe->time_h >= end->birth_h;
    double until = committed->id ? committed->time_h : death->death_h;
    snprintf(out, size, "between day %.4g%s and day %.4g",
             (seen ? safe->time_h : end->birth_h) / 24, seen ? "" : ", its birth,", until / 24);
    size_t used = strlen(out);
    if (committed->id)
        snprintf(out + used, size - used,
                 ", cause %s: damage %.3g h of the %.3g h that it withstands; %s on day %.4g",
                 DEATH_CAUSE_WORDS[committed->cause], committed->damage,
                 committed->hazards.threshold, death->id ? "was to fragment" : "fragments",
                 floor(committed->due_h / step_h + 0.5) * step_h / 24);
    else
        snprintf(out + used, size - used, ", its death: no snapshot has it so");
}

void life_death_words(const Sight *death, const Grid *grid, char *out, size_t size)
{
    snprintf(out, size, "day %.4g, cause %s", death->death_h / 24, DEATH_CAUSE_WORDS[death->cause]);
    size_t used = strlen(out);
    if (death->site >= 0 && death->site < grid->sites) {
        Site3 at = grid_site3(grid, death->site);
        snprintf(out + used, size - used, ", at site (%d, %d, %d)", at.x, at.y, at.z);
    } else {
        snprintf(out + used, size - used, ", the snapshot does not say where");
    }
}
