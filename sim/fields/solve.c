#include "fields/solve.h"

#include <math.h>
#include <string.h>

enum {
    FRESH_COARSE = 3, /* cycles before which the coarse levels follow the linearisation */
    CORRECTIONS = 5
};
static const double SLOW = 0.5;    /* a worse reduction than this also refreshes them */
static const double CLOSED = 1e-7; /* of max(gross supply, content): a tenth of what is promised */

static double solve_target(const World *world, const Defect *first)
{
    double target = world->params.solver_tolerance * first->scale;
    return target > first->grain ? target : first->grain;
}

bool solve_wanted(const World *world, Workspace *work, const Stage *stage)
{
    Defect defect = transport_assemble(world, work, stage, true, false);
    return !(defect.norm <= solve_target(world, &defect));
}

/* A field without any source is zero. */
static void solve_empty(Workspace *work)
{
    memset(work->mg.level[0].u, 0, (size_t)work->mg.level[0].shape.cells * sizeof(float));
}

static Status solve_iterate(const World *world, Workspace *work, const Stage *stage, float least,
                            Solution *out)
{
    Defect first = transport_assemble(world, work, stage, true, true), defect = first;
    double target = solve_target(world, &first);
    double last = first.norm;
    out->cycles = 0;
    if (first.scale <= 0.0) {
        solve_empty(work);
        defect.norm = 0.0;
    }
    while (!(defect.norm <= target)) {
        if (!isfinite(defect.norm))
            return STATUS_NOT_FINITE;
        if (out->cycles == world->params.solver_max_cycles)
            return STATUS_DIVERGED;
        multigrid_cycle(&work->mg, &work->faces[stage->substance], stage->d, least);
        out->cycles++;
        bool slow = defect.norm > SLOW * last;
        last = defect.norm;
        bool fresh = out->cycles < FRESH_COARSE || slow;
        defect = transport_assemble(world, work, stage, slow, fresh);
        if (slow) /* perhaps because float holds no more: the grain follows the values */
            target = solve_target(world, &defect);
    }
    out->residual = first.scale > 0.0 ? defect.norm / first.scale : 0.0;
    return STATUS_OK;
}

/* Newton's method for the one number eps of c (1 + eps) that makes the fluxes sum to zero. */
static void solve_close(const World *world, Workspace *work, const Stage *stage, double hours,
                        Solution *out)
{
    out->balance = transport_balance(world, work, stage);
    for (int i = 0; i < CORRECTIONS; i++) {
        const Balance *b = &out->balance;
        double most = fmax(b->gross * hours, fabs(b->content));
        if (fabs(b->rest) * hours <= CLOSED * most || !(b->slope > 0.0))
            return;

        transport_scale(work, stage, b->rest / b->slope);
        out->balance = transport_balance(world, work, stage);
    }
}

Status solve_stage(const World *world, Workspace *work, const Stage *stage, double hours,
                   float least, Solution *out)
{
    memset(out, 0, sizeof *out);
    Status status = solve_iterate(world, work, stage, least, out);
    if (status == STATUS_OK)
        solve_close(world, work, stage, hours, out);
    return status;
}
