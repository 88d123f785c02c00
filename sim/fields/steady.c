/* A quasi-steady substance:  0 = diffusion + terms(c)  for the cells as they are now. It stores
 * nothing: its fluxes balance at every moment, and its content is that of the present cells. */
#include "fields/commit.h"
#include "fields/stepping.h"

Status stepping_steady(World *world, Workspace *work, int substance, FieldFault *fault)
{
    FieldClock *clock = &world->clock[substance];
    Ledger *ledger = &world->ledger[substance];
    double hours = (double)(world->step + 1 - clock->solved_step) * world->step_h;
    Stage stage;
    Solution solution;
    transport_stage(world, substance, 0.0, (double)(world->step + 1), &stage);
    const Substance *s = &world->params.substances[substance];
    bool old = hours >= s->steady_every - 1e-9;
    if (!old && s->steady_tolerance >= 1.0)
        return STATUS_OK;
    transport_hypoxic(world, work, substance);
    if (!old && transport_settled(world, work, &stage))
        return STATUS_OK;
    work->mg.level[0].u = work->array[0];
    transport_load(work, world->field[substance], work->array[0]);
    solve_begin(world, work, &stage, &solution);
    double wanted = s->steady_tolerance * solution.defect.scale;
    if (!old && solution.defect.norm <= wanted)
        return STATUS_OK;
    Status status = solve_finish(world, work, &stage, hours, 0.0f, &solution);
    if (status != STATUS_OK)
        return commit_fail(work, substance, status, &solution, fault);
    commit_open(ledger);
    commit_book(ledger, &solution.balance, hours);
    double most = commit_field(world, work, substance, work->array[0],
                               COMMIT_ZERO_BELOW * world->params.substances[substance].reference);
    clock->peak = workspace_larger(clock->peak, most);
    clock->solved_step = world->step + 1;
    clock->solves++;
    clock->cycles += solution.cycles;
    ledger->residual = solution.residual;
    return commit_close(world, substance, true, fault);
}
