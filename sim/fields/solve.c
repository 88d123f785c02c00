#include "fields/solve.h"

#include <math.h>
#include <string.h>

enum { CORRECTIONS = 3 };
static const double RATE = 0.18; /* what a cycle leaves of the residual, as a forecast */
static const double FAR = 100.0; /* times the target */
static const double SLOW = 0.5;  /* a worse reduction than this is looked into */
/* Of max(gross supply, content). A transient field carries its errors on from step to step, a
 * steady one has none of the last step's. */
static const double CLOSED = 1e-9, CLOSED_STEADY = 1e-7;
static const double LEVEL_LEAST = 1e-4, LEVEL_MOST = 0.15; /* eps of a first guess */
static const double NOTHING = 1e-9; /* an eps not worth touching every value for */

void solve_begin(const World *world, Workspace *work, const Stage *stage, Solution *out)
{
    memset(out, 0, sizeof *out);
    out->defect = transport_assemble(world, work, stage, true);
    out->target = world->params.solver_tolerance * out->defect.scale;
}

static bool solve_knows_slope(const Stage *stage, const Solution *s)
{
    return !stage->held && !stage->walls && s->defect.slope > 0.0;
}

/* Brings the sum of the fluxes near zero before the first cycle: a decaying field is then right in
 * the mean, and the linearisation, of an equation that is nearly linear in c, still holds. */
static void solve_level(Workspace *work, const Stage *stage, const Solution *s)
{
    double eps = solve_knows_slope(stage, s) ? s->defect.rest / s->defect.slope : 0.0;
    if (fabs(eps) > LEVEL_LEAST && fabs(eps) < LEVEL_MOST)
        transport_scale(work, stage, eps);
}

/* How many cycles to spend on one linearisation: two where the end seems farther away than one. A
 * quasi-steady field moves too far for that, but at first, when it moves as a whole; storage makes
 * an equation nearly linear, but for a first step from far. */
static int solve_cycles(const Stage *stage, const Solution *s)
{
    double far = s->defect.norm / s->target;
    bool first = s->cycles == 0, stores = stage->rate > 0.0f;
    if (far * RATE <= 1.0)
        return 1;
    return (stores ? !first || far <= FAR : first) ? 2 : 1;
}

/* Newton's method until the target is met. Where the residual falls slowly float may hold no more,
 * and the target follows its grain. */
static Status solve_iterate(const World *world, Workspace *work, const Stage *stage, float least,
                            Solution *s)
{
    const MultigridFaces *faces = &work->faces[stage->substance];
    for (int round = 1; !(s->defect.norm <= s->target); round++) {
        double last = s->defect.norm, scale = s->defect.scale;
        if (!isfinite(last))
            return STATUS_NOT_FINITE;
        if (s->cycles >= world->params.solver_max_cycles)
            return STATUS_DIVERGED;
        multigrid_prepare(&work->mg, faces, stage->d);
        if (round == 1)
            solve_level(work, stage, s);
        for (int n = solve_cycles(stage, s); n > 0; n--, s->cycles++)
            multigrid_cycle(&work->mg, faces, stage->d, least);
        s->defect = transport_assemble(world, work, stage, false);
        s->defect.scale = scale;
        if (s->defect.norm > SLOW * last)
            s->target = workspace_larger(s->target, transport_grain(work));
    }
    return STATUS_OK;
}

/* Newton's method for the one number eps of c (1 + eps) that makes the fluxes sum to zero. The
 * last linearisation knows the first guess and the slope, but for held sites and fixed faces. */
static void solve_close(const World *world, Workspace *work, const Stage *stage, double hours,
                        Solution *s)
{
    bool known = solve_knows_slope(stage, s);
    double closed = stage->rate > 0.0f ? CLOSED : CLOSED_STEADY;
    double content = fabs(world->ledger[stage->substance].content);
    if (known && fabs(s->defect.rest) > NOTHING * s->defect.slope)
        transport_scale(work, stage, s->defect.rest / s->defect.slope);
    for (int i = 0;; i++) {
        s->balance = transport_balance(world, work, stage);
        double slope = known ? s->defect.slope : s->balance.slope;
        double rest = s->balance.rest, most = workspace_larger(s->balance.gross * hours, content);
        if (i == CORRECTIONS || fabs(rest) * hours <= closed * most || !(slope > 0.0))
            return;
        transport_scale(work, stage, rest / slope);
        s->corrections++;
    }
}

Status solve_finish(const World *world, Workspace *work, const Stage *stage, double hours,
                    float least, Solution *out)
{
    Status status = STATUS_OK;
    if (!isfinite(out->defect.scale) || !isfinite(out->defect.norm))
        return STATUS_NOT_FINITE;
    if (out->defect.scale > 0.0)
        status = solve_iterate(world, work, stage, least, out);
    else /* a field without any source is zero */
        memset(work->mg.level[0].u, 0, (size_t)work->mg.level[0].shape.cells * sizeof(float));
    if (status != STATUS_OK)
        return status;
    if (out->defect.scale > 0.0) {
        out->residual = out->defect.norm / out->defect.scale;
        solve_close(world, work, stage, hours, out);
    }
    return status;
}
