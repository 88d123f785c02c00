#include "engine/sight.h"
#include "tissue/rules.h"

#include <math.h>

bool sight_threatened(const Sight *s)
{
    bool endothelium = s->type == SITE_VESSEL && (s->phase == PHASE_OPEN || s->phase == PHASE_TIP);
    return endothelium || (s->type == SITE_TUMOR && s->phase != PHASE_COMMITTED);
}

/* -- of a world ------------------------------------------------------------------------------- */

static int64_t sight_find(const World *w, uint64_t id, int64_t hint)
{
    if (hint >= 0 && hint < w->grid.sites && w->id[hint] == id)
        return hint;
    for (int64_t i = 0; i < w->grid.sites; i++)
        if (w->id[i] == id)
            return i;
    return -1;
}

static void sight_neighbour(const World *w, int64_t i, Sight *out)
{
    out->around++;
    out->around_type[w->type[i]]++;
    out->around_phase[w->phase[i]]++;
    if (w->id[i] == 0)
        return;
    out->daughters += w->parent[i] == out->id;
    out->sisters += out->parent != 0 && w->parent[i] == out->parent;
    out->mother |= w->id[i] == out->parent;
}

static void sight_around(const World *w, Sight *out)
{
    const Site3 at = grid_site3(&w->grid, out->site);
    for (int dz = -1; dz <= 1; dz++)
        for (int dy = -1; dy <= 1; dy++)
            for (int dx = -1; dx <= 1; dx++) {
                Site3 s = {at.x + dx, at.y + dy, at.z + dz};
                if ((dx || dy || dz) && grid_inside(&w->grid, s))
                    sight_neighbour(w, grid_index(&w->grid, s.x, s.y, s.z), out);
            }
}

static void sight_fields(const World *w, Sight *out)
{
    for (int k = 0; k < PARAMS_SUBSTANCES; k++)
        out->field[k] = k < w->params.substances_count && w->params.substances[k].enabled
                            ? (double)w->field[k][out->site]
                            : NAN;
}

static void sight_cell(const World *w, Sight *out)
{
    const int64_t i = out->site;
    const bool living = w->type[i] == SITE_TUMOR || world_endothelium(w, i);
    out->parent = w->parent[i];
    out->birth_h = world_time_h(w, w->birth_step[i]);
    out->due_h = w->due_step[i] > w->step ? world_time_h(w, w->due_step[i]) : NAN;
    out->type = w->type[i];
    out->phase = w->phase[i];
    out->cause = w->cause[i];
    out->divisions = w->type[i] == SITE_TUMOR ? w->divisions[i] : -1;
    out->psma = living ? (double)w->psma[i] : NAN;
    out->blocked = living ? world_blocked(w, i) : NAN;
    out->calcium = living ? (double)world_calcium(w->calcium.cytosol, (float)out->blocked) : NAN;
    out->damage = living ? (double)w->damage[i] : NAN;
    sight_fields(w, out);
    sight_around(w, out);
    sight_hazards(&w->params, &w->calcium, out);
}

/* Its death since the last snapshot; false when there is none. */
static bool sight_death(const World *w, Sight *out)
{
    int64_t n = w->deaths_count;
    while (n > 0 && w->deaths[n - 1].id != out->id)
        n--;
    if (n == 0)
        return false;
    const Death *d = &w->deaths[n - 1];
    out->parent = d->parent;
    out->birth_h = world_time_h(w, d->birth_step);
    out->death_h = world_time_h(w, d->step);
    out->cause = (int)d->cause;
    if (out->site < 0)
        out->site = d->site;
    return true;
}

void sight_take(const World *w, uint64_t id, int64_t hint, Sight *out)
{
    *out = (Sight){.id = id,
                   .time_h = world_time_h(w, w->step),
                   .due_h = NAN,
                   .psma = NAN,
                   .blocked = NAN,
                   .calcium = NAN,
                   .damage = NAN,
                   .divisions = -1,
                   .death_h = NAN};
    out->site = id ? sight_find(w, id, hint) : -1;
    const bool there = out->site >= 0;
    if (there)
        sight_cell(w, out);
    const bool recorded = id && sight_death(w, out);
    out->dead = !there && recorded;
    if (!there && !recorded)
        out->id = 0;
}

/* -- hazards ---------------------------------------------------------------------------------- */

/* Signal less repair, as rule_damage has it. */
static double sight_gain(const Params *p, const CalciumMap *map, const Sight *s)
{
    const bool cytosol = p->death_signal == SIGNAL_CYTOSOL;
    const double rest = cytosol ? p->calcium_rest : p->calcium_er_rest;
    if (!(s->blocked >= 0 && s->blocked <= 1) || isnan(s->damage))
        return NAN;
    double signal = (double)world_calcium(cytosol ? map->cytosol : map->er, (float)s->blocked);
    return (cytosol ? signal - rest : rest - signal) / rest - s->damage / p->death_repair_time;
}

void sight_hazards(const Params *p, const CalciumMap *map, Sight *s)
{
    const bool vessel = s->type == SITE_VESSEL;
    const int oxygen = params_substance(p, p->hypoxia_substance);
    s->hazards = (Hazards){.gain = sight_gain(p, map, s), .loss = NAN, .hypoxic = NAN};
    s->hazards.threshold = rules_threshold(p, s->id) * (vessel ? p->vessel_threshold_ratio : 1.0);
    if (vessel)
        return;
    s->hazards.loss = p->growth_loss_rate * world_animal(p).growth;
    if (oxygen >= 0 && !isnan(s->field[oxygen]))
        s->hazards.hypoxic = rules_hypoxic_rate(p, s->field[oxygen]);
}
