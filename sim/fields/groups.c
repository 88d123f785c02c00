#include "fields/groups.h"

#include <string.h>

bool groups_steady(const Params *params, int substance)
{
    const Substance *s = &params->substances[substance];
    if (s->stepping != STEPPING_AUTO)
        return s->stepping == STEPPING_STEADY;
    double most = s->uptake_max * params_amol(params, s);
    double rate = s->decay + most / (s->uptake_km + s->reference);
    return rate * params->time_cell_step > 10.0;
}

static bool groups_link(const Params *params, int reaction, int *from, int *to)
{
    const Reaction *r = &params->reactions[reaction];
    *from = params_substance(params, r->substrate);
    *to = params_substance(params, r->product);
    return r->enabled && *from >= 0 && *to >= 0 && params->substances[*from].enabled &&
           params->substances[*to].enabled;
}

/* Gives linked substances the lowest index among them as a common mark. */
static void groups_mark(const Params *params, int mark[PARAMS_SUBSTANCES])
{
    int from, to;
    for (int s = 0; s < params->substances_count; s++)
        mark[s] = s;
    for (int pass = 0; pass < params->substances_count; pass++)
        for (int r = 0; r < params->reactions_count; r++)
            if (groups_link(params, r, &from, &to))
                mark[from] = mark[to] = mark[from] < mark[to] ? mark[from] : mark[to];
}

/* How many reactions lead to a substance; round a cycle the count stops at its length. */
static void groups_depth(const Params *params, int depth[PARAMS_SUBSTANCES])
{
    int from, to;
    memset(depth, 0, PARAMS_SUBSTANCES * sizeof *depth);
    for (int pass = 0; pass < params->substances_count; pass++)
        for (int r = 0; r < params->reactions_count; r++)
            if (groups_link(params, r, &from, &to) && depth[to] < depth[from] + 1)
                depth[to] = depth[from] + 1;
}

static void groups_gather(const Params *params, const int *mark, const int *depth, int which,
                          Group *group)
{
    int deepest = 0;
    *group = (Group){.steady = true};
    for (int s = 0; s < params->substances_count; s++)
        deepest = depth[s] > deepest ? depth[s] : deepest;
    for (int level = 0; level <= deepest; level++)
        for (int s = 0; s < params->substances_count; s++)
            if (mark[s] == which && depth[s] == level && params->substances[s].enabled) {
                group->member[group->count++] = s;
                group->steady &= groups_steady(params, s);
            }
    /* Linked substances and the ligand carry one another's amounts through time. */
    int ligand = params_substance(params, params->serca_ligand);
    group->steady &= group->count == 1 && group->member[0] != ligand;
}

void groups_fill(const Params *params, Workspace *work)
{
    int mark[PARAMS_SUBSTANCES], depth[PARAMS_SUBSTANCES];
    groups_mark(params, mark);
    groups_depth(params, depth);
    work->groups = 0;
    for (int s = 0; s < params->substances_count; s++) {
        if (mark[s] != s)
            continue;
        Group *group = &work->group[work->groups];
        groups_gather(params, mark, depth, s, group);
        work->groups += group->count > 0;
    }
    work->ligand = params_substance(params, params->serca_ligand);
    if (work->ligand >= 0 && !params->substances[work->ligand].enabled)
        work->ligand = -1;
}
