/* Transient step of length T from c0 (Alexander, SIAM J. Numer. Anal. 1977): SDIRK of two stages,
 * g = 1 - 1/sqrt 2, second order, L-stable, its second stage is the new state:
 *
 *     Y1 = c0 + g T f(t + g T, Y1)
 *     Y2 = c0 + (1 - g) T f(t + g T, Y1) + g T f(t + T, Y2)
 *        = base + g T f(t + T, Y2),          base = c0 + (1 - g)/g (Y1 - c0)
 *
 * Both stages are one implicit equation of length g T (transport.c). The bound pool is a state of
 * the same scheme, eliminated site by site inside the ligand's equation (laws.inc).
 *
 * Error: for one mode of rate r the step errs by E = 0.0404 (r T)^3 |c|, and the stages show
 * |T f2 - T f1| = 0.707 (r T)^2 |c| and |Y2 - Y1| = 0.707 (r T) |c|, so
 * E = 0.0571 |T f2 - T f1|^2 / |Y2 - Y1| in root mean square costs no solve. Where it exceeds
 * solver.step_error of the largest value so far the step is redone as two halves, at most twice.
 * Nothing forces that: with every cell step of a dose taken whole, what tissue gets changes by far
 * less than 1 % (tests/test_fields.c, "unforced").
 *
 * Positivity: a second-order step cannot promise it (Bolley, Crouzeix 1978). Where it leaves a
 * value below zero (by more than 1e-6 of the largest) or above its bounds (by more than the
 * solver's tolerance of it), the group's step is redone as two backward-Euler halves, whose
 * solutions obey both; a value still below zero then stops the run. */
#include "fields/stepping.h"
#include "fields/commit.h"

#include <float.h>
#include <math.h>
#include <string.h>

static const double SDIRK = 0.29289321881345254;     /* 1 - 1/sqrt 2 */
static const double SDIRK_RATIO = 2.414213562373095; /* (1 - g)/g */
enum { HALVINGS = 2 };
static const double NEGATIVE_MOST = 1e-6; /* of the largest value */

/* One attempt at a step: what it would change. */
typedef struct Attempt {
    World *world;
    Workspace *work;
    const Group *group;
    double start, length; /* steps */
    Solution first[PARAMS_SUBSTANCES], second[PARAMS_SUBSTANCES];
    float *stage[PARAMS_SUBSTANCES];    /* Y1, then base; then Y2 */
    double weight_first, weight_second; /* of the stages' fluxes, h */
    int halvings;                       /* still allowed */
    FieldFault *fault;
} Attempt;

typedef enum Verdict { ACCEPTED, INACCURATE, OUT_OF_BOUNDS } Verdict;

/* The numbers of one stage, tied to the stage values of its substrates. */
static Stage stepping_stage(Attempt *a, int i, double hours, double at_step, float *const *values)
{
    Stage stage;
    const World *world = a->world;
    transport_stage(world, a->group->member[i], hours, at_step, &stage);
    stage.base = world->field[a->group->member[i]];
    stage.binding.base = world->bound;
    int kept = 0;
    for (int r = 0; r < stage.made_count; r++)
        for (int j = 0; j < a->group->count; j++)
            if (a->group->member[j] == stage.made[r].substrate && values[j]) {
                stage.made[kept] = stage.made[r];
                stage.made[kept++].u = values[j];
            }
    stage.made_count = kept;
    return stage;
}

/* The bound below a stage's solution: none when what it starts from has negative values. */
static float stepping_least(Workspace *work, const Stage *stage)
{
    const MultigridShape *shape = &work->mg.level[0].shape;
    int nx = shape->n[0];
    if (!stage->first)
        return 0.0f;
#pragma omp parallel for schedule(static) if (workspace_parallel(work))
    for (int z = 0; z < shape->n[2]; z++) {
        float least = 0.0f, most = 0.0f, line[MULTIGRID_ROW];
        for (int y = 0; y < shape->n[1]; y++) {
            const float *base = stage->base + (y + (int64_t)shape->n[1] * z) * nx;
            work->mg.rows->join(stage->first + multigrid_half(shape, y, z, 0),
                                stage->first + multigrid_half(shape, y, z, 1), line, nx);
            for (int x = 0; x < nx; x++)
                line[x] = base[x] + stage->ratio * (line[x] - base[x]);
            work->laws->extremes(line, nx, &least, &most);
        }
        work->planes[z].least = (double)least;
    }
    double least = 0.0;
    for (int z = 0; z < shape->n[2]; z++)
        least = -workspace_larger(-least, -work->planes[z].least);
    return least < 0.0 ? -FLT_MAX : 0.0f;
}

static Status stepping_solve(Attempt *a, int i, const Stage *stage, float *u, double hours,
                             Solution *out)
{
    int substance = a->group->member[i];
    a->work->mg.level[0].u = u;
    float least = stepping_least(a->work, stage);
    solve_begin(a->world, a->work, stage, out);
    Status status = solve_finish(a->world, a->work, stage, hours, least, out);
    a->world->clock[substance].solves++;
    a->world->clock[substance].cycles += out->cycles;
    return status == STATUS_OK ? status : commit_fail(a->work, substance, status, out, a->fault);
}

/* Stage 1 of all members; with weight one it is a backward-Euler step. */
static Status stepping_first(Attempt *a, double share)
{
    World *world = a->world;
    double hours = share * a->length * world->step_h, at = a->start + share * a->length;
    float *values[PARAMS_SUBSTANCES] = {NULL};
    for (int i = 0; i < a->group->count; i++) {
        int substance = a->group->member[i];
        a->stage[i] = a->work->array[i];
        if (world->clock[substance].at_rest)
            continue;
        Stage stage = stepping_stage(a, i, hours, at, values);
        transport_load(a->work, world->field[substance], a->stage[i]);
        Status status = stepping_solve(a, i, &stage, a->stage[i], hours, &a->first[i]);
        if (status != STATUS_OK)
            return status;
        values[i] = a->stage[i];
        if (stage.binding.active)
            transport_bound(world, a->work, &stage, a->work->bound);
    }
    return STATUS_OK;
}

static void stepping_bound_base(Attempt *a)
{
    const float ratio = (float)SDIRK_RATIO, *start = a->world->bound;
    float *bound = a->work->bound;
#pragma omp parallel for schedule(static) if (workspace_parallel(a->work))
    for (int64_t i = 0; i < a->world->grid.sites; i++)
        bound[i] = start[i] + ratio * (bound[i] - start[i]);
}

/* Root mean square error of a member's step by the stages' difference (see above), and the largest
 * value that it started from. */
static double stepping_error(Attempt *a, int i, const float *first, const float *u, double *most)
{
    Workspace *work = a->work;
    const MultigridShape *shape = &work->mg.level[0].shape;
    const float *start = a->world->field[a->group->member[i]];
    const float ratio = (float)SDIRK_RATIO, per_stage = (float)(1.0 / SDIRK);
    int nx = shape->n[0];
    memset(work->planes, 0, (size_t)shape->n[2] * sizeof *work->planes);
#pragma omp parallel for schedule(static) if (workspace_parallel(work))
    for (int z = 0; z < shape->n[2]; z++) {
        float new[MULTIGRID_ROW], mid[MULTIGRID_ROW], least = 0.0f, largest = 0.0f;
        for (int y = 0; y < shape->n[1]; y++) {
            int64_t even = multigrid_half(shape, y, z, 0), odd = multigrid_half(shape, y, z, 1);
            const float *old = start + (y + (int64_t)shape->n[1] * z) * nx;
            work->mg.rows->join(u + even, u + odd, new, nx);
            work->mg.rows->join(first + even, first + odd, mid, nx);
            work->laws->extremes(old, nx, &least, &largest);
            for (int x = 0; x < nx; x++) {
                float moved = mid[x] - old[x], after = new[x] - mid[x];
                mid[x] = per_stage * (after - ratio * moved); /* T f2 - T f1 */
                new[x] = after;                               /* Y2 - Y1 */
            }
            work->laws->squares(mid, nx, &work->planes[z].bend);
            work->laws->squares(new, nx, &work->planes[z].change);
        }
        work->planes[z].most = (double)largest;
    }
    double bend = 0.0, change = 0.0;
    *most = 0.0;
    for (int z = 0; z < shape->n[2]; z++) {
        bend += work->planes[z].bend;
        change += work->planes[z].change;
        *most = workspace_larger(*most, work->planes[z].most);
    }
    return change > 0.0 ? 0.0571 * bend / sqrt(change * (double)a->world->grid.sites) : 0.0;
}

/* Whether a member's new values are accurate enough and keep to their bounds: zero, and where
 * nothing is made inside, the largest of start, plasma and faces. */
static Verdict stepping_judge(Attempt *a, int i, const float *first, const float *u)
{
    const World *world = a->world;
    double upper, error = stepping_error(a, i, first, u, &upper);
    Stage stage = stepping_stage(a, i, 1.0, a->start, a->stage);
    Stage end = stepping_stage(a, i, 1.0, a->start + a->length, a->stage);
    Extremes e = commit_extremes(a->work, u);
    bool closed = stage.made_count == 0 && !(stage.production > 0.0f) && !stage.binding.active;
    upper =
        workspace_larger(upper, (double)(stage.plasma > end.plasma ? stage.plasma : end.plasma));
    if (stage.walls)
        upper = workspace_larger(upper, (double)stage.face);
    double largest = workspace_larger(upper, e.most);
    double slack = world->params.solver_tolerance * largest;
    double peak = workspace_larger(largest, world->clock[a->group->member[i]].peak);
    if (error > world->params.solver_step_error * peak && a->halvings > 0)
        return INACCURATE;
    if (e.least < -NEGATIVE_MOST * largest || (closed && e.most > upper + slack))
        return OUT_OF_BOUNDS;
    return ACCEPTED;
}

static bool stepping_bound_holds(Attempt *a, const Stage *stage)
{
    const Workspace *work = a->work;
    bool holds = true;
    for (int64_t i = 0; i < a->world->grid.sites; i++) {
        uint8_t f = work->flags[i];
        float pumps = f & FLAGS_VIABLE       ? stage->binding.pumps_tumor
                      : f & FLAG_ENDOTHELIUM ? stage->binding.pumps_vessel
                                             : FLT_MAX;
        holds &= work->bound[i] >= 0.0f && work->bound[i] <= pumps;
    }
    return holds;
}

/* First guess of stage 2: the line through start and stage 1, not below zero. */
static void stepping_guess(Attempt *a, int substance, const float *first, float *out)
{
    const MultigridShape *shape = &a->work->mg.level[0].shape;
    const float *start = a->world->field[substance], reach = (float)(1.0 / SDIRK);
    int nx = shape->n[0];
#pragma omp parallel for schedule(static) if (workspace_parallel(a->work))
    for (int z = 0; z < shape->n[2]; z++)
        for (int y = 0; y < shape->n[1]; y++) {
            float line[MULTIGRID_ROW];
            int64_t even = multigrid_half(shape, y, z, 0), odd = multigrid_half(shape, y, z, 1);
            const float *old = start + (y + (int64_t)shape->n[1] * z) * nx;
            a->work->mg.rows->join(first + even, first + odd, line, nx);
            for (int x = 0; x < nx; x++) {
                float guess = old[x] + reach * (line[x] - old[x]);
                line[x] = guess > 0.0f ? guess : 0.0f;
            }
            a->work->mg.rows->split(line, out + even, out + odd, nx);
        }
}

/* Stage 2: each member's new values go to the array that the one before it has left. */
static Status stepping_second(Attempt *a, Verdict *verdict)
{
    World *world = a->world;
    double hours = SDIRK * a->length * world->step_h, at = a->start + a->length;
    float *values[PARAMS_SUBSTANCES] = {NULL}, *spare = a->work->array[a->group->count];
    *verdict = ACCEPTED;
    for (int i = 0; i < a->group->count && *verdict == ACCEPTED; i++) {
        int substance = a->group->member[i];
        if (world->clock[substance].at_rest)
            continue;
        float *first = a->stage[i];
        stepping_guess(a, substance, first, spare);
        Stage stage = stepping_stage(a, i, hours, at, values);
        stage.first = first;
        stage.ratio = (float)SDIRK_RATIO;
        if (stage.binding.active) {
            stepping_bound_base(a);
            stage.binding.base = a->work->bound;
        }
        Status status = stepping_solve(a, i, &stage, spare, hours, &a->second[i]);
        if (status != STATUS_OK)
            return status;
        values[i] = spare;
        *verdict = stepping_judge(a, i, first, spare);
        if (stage.binding.active && *verdict == ACCEPTED) {
            a->work->mg.level[0].u = spare;
            transport_bound(world, a->work, &stage, a->work->bound);
            if (!stepping_bound_holds(a, &stage))
                *verdict = OUT_OF_BOUNDS;
        }
        a->stage[i] = spare;
        spare = first;
    }
    return STATUS_OK;
}

/* What pump turnover takes: the bound flux less the change of the pool. */
static void stepping_commit_bound(Attempt *a, int ligand)
{
    World *world = a->world;
    double change = 0.0;
    for (int64_t i = 0; i < world->grid.sites; i++) {
        change += (double)a->work->bound[i] - (double)world->bound[i];
        world->bound[i] = a->work->bound[i];
    }
    double flux = 0.0, to_nM = world->params.substances[a->group->member[ligand]].solubility;
    for (int p = 0; p < PLACE_COUNT; p++)
        flux += a->weight_first * a->first[ligand].balance.term[LEDGER_bound][p] +
                a->weight_second * a->second[ligand].balance.term[LEDGER_bound][p];
    world->bound_ledger.turned_over += flux * to_nM - change;
}

static Status stepping_accept(Attempt *a)
{
    World *world = a->world;
    for (int i = 0; i < a->group->count; i++) {
        int s = a->group->member[i];
        if (world->clock[s].at_rest)
            continue;
        Extremes e = commit_extremes(a->work, a->stage[i]);
        Stage stage = stepping_stage(a, i, 1.0, a->start + a->length, a->stage);
        world->clock[s].peak =
            workspace_larger(world->clock[s].peak, workspace_larger(e.most, (double)stage.plasma));
        if (e.least < -NEGATIVE_MOST * world->clock[s].peak) {
            transport_store(a->work, a->stage[i], world->field[s]);
            *a->fault = (FieldFault){s, commit_culprit(world, s), e.least};
            return STATUS_NEGATIVE;
        }
        commit_book(&world->ledger[s], &a->first[i].balance, a->weight_first);
        commit_book(&world->ledger[s], &a->second[i].balance, a->weight_second);
        commit_field(world, a->work, s, a->stage[i],
                     COMMIT_ZERO_BELOW * world->params.substances[s].reference);
        if (!isfinite(world->ledger[s].content)) {
            *a->fault = (FieldFault){s, commit_culprit(world, s), world->ledger[s].content};
            return STATUS_NOT_FINITE;
        }
        world->ledger[s].residual = workspace_larger(a->first[i].residual, a->second[i].residual);
        if (stage.binding.active)
            stepping_commit_bound(a, i);
    }
    return STATUS_OK;
}

static Attempt stepping_attempt(World *world, Workspace *work, const Group *group, double start,
                                double length, FieldFault *fault)
{
    Attempt a;
    memset(&a, 0, sizeof a);
    a.world = world;
    a.work = work;
    a.group = group;
    a.start = start;
    a.length = length;
    a.fault = fault;
    return a;
}

static Status stepping_euler(World *world, Workspace *work, const Group *group, double start,
                             double length, FieldFault *fault)
{
    Attempt a = stepping_attempt(world, work, group, start, length, fault);
    a.weight_first = length * world->step_h;
    Status status = stepping_first(&a, 1.0);
    return status == STATUS_OK ? stepping_accept(&a) : status;
}

static Status stepping_advance(World *world, Workspace *work, const Group *group, double start,
                               double length, int halvings, FieldFault *fault)
{
    Attempt a = stepping_attempt(world, work, group, start, length, fault);
    a.halvings = halvings;
    a.weight_first = (1.0 - SDIRK) * length * world->step_h;
    a.weight_second = SDIRK * length * world->step_h;
    Verdict verdict = ACCEPTED;
    Status status = stepping_first(&a, SDIRK);
    if (status == STATUS_OK)
        status = stepping_second(&a, &verdict);
    if (status != STATUS_OK)
        return status;
    if (verdict == ACCEPTED)
        return stepping_accept(&a);
    bool halve = verdict == INACCURATE;
    double half = 0.5 * length;
    for (int k = 0; k < 2 && status == STATUS_OK; k++)
        status = halve ? stepping_advance(world, work, group, start + k * half, half, halvings - 1,
                                          fault)
                       : stepping_euler(world, work, group, start + k * half, half, fault);
    if (!halve)
        for (int i = 0; i < group->count; i++)
            world->clock[group->member[i]].fallbacks++;
    return status;
}

Status stepping_transient(World *world, Workspace *work, const Group *group, int64_t to,
                          FieldFault *fault)
{
    int64_t from = world->clock[group->member[0]].solved_step;
    for (int i = 0; i < group->count; i++)
        commit_open(&world->ledger[group->member[i]]);
    Status status =
        stepping_advance(world, work, group, (double)from, (double)(to - from), HALVINGS, fault);
    for (int i = 0; i < group->count && status == STATUS_OK; i++) {
        world->clock[group->member[i]].solved_step = to;
        status = commit_close(world, group->member[i], false, fault);
    }
    return status;
}
