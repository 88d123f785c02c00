#include "fields/groups.h"
#include "fields/stepping.h"
#include "fields/transport.h"

#include <math.h>
#include <string.h>

static const double REST_BELOW = 1e-6; /* of the peak */

/* --- creation -------------------------------------------------------------------------------- */

static int fields_arrays(const Workspace *work)
{
    int most = 1;
    for (int g = 0; g < work->groups; g++) {
        int needed = work->group[g].steady ? 1 : work->group[g].count + 1;
        most = needed > most ? needed : most;
    }
    return most;
}

uint64_t fields_bytes(const Params *params)
{
    Workspace work;
    memset(&work, 0, sizeof work);
    if (world_bytes(params) == UINT64_MAX)
        return UINT64_MAX;
    Grid grid = grid_of((int)params->grid_nx, (int)params->grid_ny, (int)params->grid_nz,
                        params->grid_edge);
    groups_fill(params, &work);
    uint64_t sites = (uint64_t)grid.sites, planes = (uint64_t)(grid.nz > 1 ? grid.nz : grid.ny);
    return multigrid_bytes(&grid, params->substances_count, fields_arrays(&work)) + sites +
           (work.ligand >= 0 ? sites * sizeof(float) : 0) + planes * sizeof(PlaneSums) +
           sizeof(Fields);
}

static bool fields_allocate(const World *world, Workspace *work)
{
    Memory *memory = world->memory;
    size_t sites = (size_t)world->grid.sites, floats = (size_t)work->mg.level[0].shape.cells;
    work->arrays = fields_arrays(work);
    work->flags = memory_create(memory, sites, 1);
    work->planes =
        memory_create(memory, (size_t)work->mg.level[0].shape.n[2], sizeof *work->planes);
    bool all = work->flags && work->planes;
    for (int i = 0; i < work->arrays && all; i++) {
        work->array[i] = memory_create(memory, floats, sizeof(float));
        all = work->array[i] != NULL;
    }
    if (all && work->ligand >= 0) {
        work->bound = memory_create(memory, sites, sizeof(float));
        all = work->bound != NULL;
    }
    return all;
}

static Status fields_faces(const World *world, Workspace *work)
{
    Status status = STATUS_OK;
    for (int s = 0; s < world->params.substances_count && status == STATUS_OK; s++) {
        int kinds[GRID_FACES];
        params_faces(&world->params.substances[s], kinds);
        status =
            multigrid_faces_create(&work->mg, &world->grid, kinds, world->memory, &work->faces[s]);
    }
    return status;
}

static void fields_release(Memory *memory, Fields *fields)
{
    Workspace *work = &fields->work;
    for (int i = 0; i < STAGE_ARRAYS; i++)
        memory_destroy(memory, work->array[i]);
    for (int s = 0; s < PARAMS_SUBSTANCES; s++)
        multigrid_faces_destroy(memory, &work->faces[s]);
    memory_destroy(memory, work->bound);
    memory_destroy(memory, work->planes);
    memory_destroy(memory, work->flags);
    multigrid_destroy(memory, &work->mg);
    memory_destroy(memory, fields);
}

Status fields_create(const World *world, Fields **out)
{
    *out = NULL;
    Fields *fields = memory_create(world->memory, 1, sizeof *fields);
    if (!fields)
        return STATUS_NO_MEMORY;
    Workspace *work = &fields->work;
    groups_fill(&world->params, work);
    work->laws = laws_choose();
    Status status = multigrid_create(&world->grid, world->memory, &work->mg);
    if (status == STATUS_OK)
        status = fields_faces(world, work);
    if (status == STATUS_OK && !fields_allocate(world, work))
        status = STATUS_NO_MEMORY;
    if (status == STATUS_OK)
        *out = fields;
    else
        fields_release(world->memory, fields);
    return status;
}

uint32_t *fields_scratch(Fields *fields)
{
    /* the finest right-hand side: an element per site and more, made anew by every solve; not the
     * stage values, whose rows end in zeros that are never written again */
    _Static_assert(sizeof(float) == sizeof(uint32_t), "a float takes as much as a number");
    return (uint32_t *)(void *)fields->work.mg.level[0].b;
}

void fields_destroy(World *world, Fields *fields)
{
    if (fields)
        fields_release(world->memory, fields);
}

/* --- a step ---------------------------------------------------------------------------------- */

static double fields_plasma(const World *world, int substance, int64_t step)
{
    return transport_plasma(world, &world->params.substances[substance], (double)step);
}

/* The last jump of a drug that supplies a member of the group. */
static int64_t fields_event(const World *world, const Group *group)
{
    int64_t last = 0;
    for (int i = 0; i < group->count; i++) {
        const Substance *s = &world->params.substances[group->member[i]];
        int drug = params_drug(&world->params, s->vessel_drug);
        if (s->vessel_supply == SUPPLY_PLASMA && drug >= 0 && world->plasma[drug].event_step > last)
            last = world->plasma[drug].event_step;
    }
    return last;
}

/* Whether a plasma concentration that supplies the group jumps at the end of this step. */
static bool fields_jump_next(const World *world, const Group *group)
{
    bool jump = false;
    for (int i = 0; i < group->count; i++) {
        int drug =
            params_drug(&world->params, world->params.substances[group->member[i]].vessel_drug);
        jump |= drug >= 0 && world->plasma[drug].event_next;
    }
    return jump;
}

/* A transient group waits while what happens is slow: its step grows with the time since the last
 * dose. It never waits across a jump of its own plasma curves. */
static bool fields_due(const World *world, const Group *group, int64_t event)
{
    const Params *p = &world->params;
    int64_t solved = world->clock[group->member[0]].solved_step;
    double longest = floor(p->solver_step_longest / world->step_h + 1e-9);
    double wait = floor(p->solver_step_growth * (double)(solved - event) + 1e-9);
    wait = workspace_larger(1.0, wait < longest ? wait : longest);
    return fields_jump_next(world, group) || (double)(world->step + 1 - solved) >= wait;
}

/* Largest and (for the ligand) bound values relative to what they have been. */
static bool fields_small(const World *world, const Workspace *work, int substance)
{
    const FieldClock *clock = &world->clock[substance];
    float most = 0.0f, bound = 0.0f, limit = (float)(REST_BELOW * clock->peak);
    const float *field = world->field[substance];
    if (fields_plasma(world, substance, world->step + 1) > (double)limit)
        return false;
    for (int64_t i = 0; i < world->grid.sites; i++)
        most = field[i] > most ? field[i] : most;
    if (substance == work->ligand)
        for (int64_t i = 0; i < world->grid.sites; i++)
            if (work->flags[i] & FLAGS_LIVING)
                bound = world->bound[i] > bound ? world->bound[i] : bound;
    double pumps = world->params.serca_pumps * world_molecule_nM(world);
    return most <= limit && (double)bound <= REST_BELOW * pumps;
}

/* Whether anything can flow into a resting member: its plasma, a substrate that is awake, or what
 * dead cells have released. */
static bool fields_woken(const World *world, const Group *group, int i, int64_t event)
{
    int substance = group->member[i];
    const FieldClock *clock = &world->clock[substance];
    const Params *p = &world->params;
    double limit = REST_BELOW * clock->peak; /* an infusion starts from nothing: look ahead */
    if (fields_plasma(world, substance, world->step + 1) > limit ||
        (event >= clock->solved_step && fields_plasma(world, substance, event) > limit))
        return true;
    for (int r = 0; r < p->reactions_count; r++) {
        int from = params_substance(p, p->reactions[r].substrate);
        bool mine = params_substance(p, p->reactions[r].product) == substance;
        if (mine && p->reactions[r].enabled && from >= 0 && p->substances[from].enabled &&
            !world->clock[from].at_rest)
            return true;
    }
    for (int place = 0; place < PLACE_COUNT; place++)
        if (world->ledger[substance].step[LEDGER_released][place] > 0.0)
            return true;
    return p->substances[substance].production > 0.0;
}

static void fields_wake(World *world, const Group *group, int64_t event)
{
    for (int i = 0; i < group->count; i++) {
        FieldClock *clock = &world->clock[group->member[i]];
        clock->event_step = event;
        if (clock->at_rest && fields_woken(world, group, i, event))
            clock->at_rest = false;
    }
}

/* Puts members to rest whose substrates rest: the rest of them is dropped. */
static void fields_rest(World *world, const Workspace *work, const Group *group, int64_t event)
{
    for (int i = 0; i < group->count; i++) {
        int s = group->member[i];
        FieldClock *clock = &world->clock[s];
        if (clock->at_rest || fields_woken(world, group, i, event) || !fields_small(world, work, s))
            continue;
        clock->at_rest = true;
        Ledger *ledger = &world->ledger[s];
        ledger->step[LEDGER_dropped][PLACE_OTHER] += ledger->content;
        ledger->total[LEDGER_dropped][PLACE_OTHER] += ledger->content;
        ledger->content = 0.0;
        memset(world->field[s], 0, (size_t)world->grid.sites * sizeof(float));
    }
}

static bool fields_resting(const World *world, const Group *group)
{
    bool all = true;
    for (int i = 0; i < group->count; i++)
        all &= world->clock[group->member[i]].at_rest;
    return all;
}

static Status fields_advance(World *world, Workspace *work, const Group *group, int64_t to,
                             FieldFault *fault)
{
    for (int i = 0; i < group->count; i++)
        transport_hypoxic(world, work, group->member[i]);
    return stepping_transient(world, work, group, to, fault);
}

static Status fields_group(World *world, Workspace *work, const Group *group, FieldFault *fault)
{
    Status status = STATUS_OK;
    if (group->steady) {
        for (int i = 0; i < group->count && status == STATUS_OK; i++)
            status = stepping_steady(world, work, group->member[i], fault);
        return status;
    }
    int64_t event = fields_event(world, group), to = world->step + 1;
    fields_wake(world, group, event);
    if (fields_resting(world, group)) {
        for (int i = 0; i < group->count; i++)
            world->clock[group->member[i]].solved_step = to;
        return STATUS_OK;
    }
    if (!fields_due(world, group, event))
        return STATUS_OK;
    status = fields_advance(world, work, group, to, fault);
    if (status == STATUS_OK)
        fields_rest(world, work, group, event);
    return status;
}

Status fields_step(World *world, Fields *fields, FieldFault *fault)
{
    Workspace *work = &fields->work;
    Status status = STATUS_OK;
    *fault = (FieldFault){0, -1, 0.0};
    transport_flags(world, work);
    for (int g = 0; g < work->groups && status == STATUS_OK; g++)
        status = fields_group(world, work, &work->group[g], fault);
    return status;
}

Status fields_settle(World *world, Fields *fields, FieldFault *fault)
{
    Workspace *work = &fields->work;
    Status status = STATUS_OK;
    *fault = (FieldFault){0, -1, 0.0};
    transport_flags(world, work);
    for (int g = 0; g < work->groups && status == STATUS_OK; g++) {
        const Group *group = &work->group[g];
        if (!group->steady && world->clock[group->member[0]].solved_step < world->step)
            status = fields_advance(world, work, group, world->step, fault);
    }
    for (int s = 0; s < world->params.substances_count; s++)
        if (!world->params.substances[s].enabled)
            world->clock[s].solved_step = world->step;
    return status;
}
