#include "fields/commit.h"

#include <math.h>
#include <string.h>

static const double LEDGER_OPEN_ABOVE = 1e-6;
static const double LEDGER_FLOOR = 1e-12; /* of the run's supply */

/* Of all values and zero. */
Extremes commit_extremes(Workspace *work, const float *u)
{
    const MultigridShape *shape = &work->mg.level[0].shape;
    int64_t plane = (int64_t)shape->half * shape->n[1];
#pragma omp parallel for schedule(static) if (workspace_parallel(work))
    for (int z = 0; z < shape->n[2]; z++) {
        float least = 0.0f, most = 0.0f;
        for (int colour = 0; colour < 2; colour++)
            work->laws->extremes(u + colour * shape->colour + plane * z, plane, &least, &most);
        work->planes[z].least = (double)least;
        work->planes[z].most = (double)most;
    }
    Extremes e = {0.0, 0.0};
    for (int z = 0; z < shape->n[2]; z++) {
        e.least = -workspace_larger(-e.least, -work->planes[z].least);
        e.most = workspace_larger(e.most, work->planes[z].most);
    }
    return e;
}

/* The first site whose value is not finite or is the least: for the message of a failure. */
int64_t commit_culprit(const World *world, int substance)
{
    const float *field = world->field[substance];
    int64_t worst = 0;
    for (int64_t i = 0; i < world->grid.sites; i++) {
        if (!isfinite((double)field[i]))
            return i;
        worst = field[i] < field[worst] ? i : worst;
    }
    return worst;
}

/* The first site where an array of the finest level is not finite; -1: none. */
static int64_t commit_not_finite(const MultigridShape *shape, const float *array)
{
    int64_t site = 0;
    for (int z = 0; z < shape->n[2]; z++)
        for (int y = 0; y < shape->n[1]; y++)
            for (int x = 0; x < shape->n[0]; x++, site++)
                if (!isfinite((double)array[multigrid_at(shape, x, y, z)]))
                    return site;
    return -1;
}

/* Says where a solve has failed: at a value that is not finite, of the iterate or of the equation
 * that it was to solve, or else nowhere, with the residual. The field itself is still untouched. */
Status commit_fail(const Workspace *work, int substance, Status status, const Solution *s,
                   FieldFault *fault)
{
    const MultigridLevel *level = &work->mg.level[0];
    const float *const arrays[] = {level->u, level->b, level->inverse};
    *fault = (FieldFault){substance, -1, s->defect.norm / s->defect.scale};
    for (int i = 0; i < 3 && status == STATUS_NOT_FINITE && fault->site < 0; i++)
        fault->site = commit_not_finite(&level->shape, arrays[i]);
    return status;
}

static void commit_trim_row(World *world, Workspace *work, int substance, int64_t site,
                            double small, PlaneSums *sums)
{
    int nx = work->mg.level[0].shape.n[0];
    float *line = world->field[substance] + site, most = (float)sums->most;
    for (int x = 0; x < nx; x += TILE) {
        float tiny[TILE], least = (float)small;
        int count = nx - x < TILE ? nx - x : TILE;
        work->laws->extremes(line + x, count, &least, &most);
        if (least >= (float)small)
            continue;
        work->laws->trim(line + x, (float)small, tiny, count);
        work->laws->places(tiny, work->flags + site + x, count, ~0, sums->term[LEDGER_dropped]);
    }
    work->laws->sum(line, nx, &sums->content);
    sums->most = (double)most;
}

double commit_field(World *world, Workspace *work, int substance, const float *u, double small)
{
    const MultigridShape *shape = &work->mg.level[0].shape;
    transport_store(work, u, world->field[substance]);
    memset(work->planes, 0, (size_t)shape->n[2] * sizeof *work->planes);
#pragma omp parallel for schedule(static) if (workspace_parallel(work))
    for (int z = 0; z < shape->n[2]; z++)
        for (int y = 0; y < shape->n[1]; y++)
            commit_trim_row(world, work, substance, (y + (int64_t)shape->n[1] * z) * shape->n[0],
                            small, &work->planes[z]);
    Ledger *ledger = &world->ledger[substance];
    double most = 0.0;
    ledger->content = 0.0;
    for (int z = 0; z < shape->n[2]; z++) {
        most = workspace_larger(most, work->planes[z].most);
        ledger->content += work->planes[z].content;
        for (int p = 0; p < PLACE_COUNT; p++)
            ledger->step[LEDGER_dropped][p] += work->planes[z].term[LEDGER_dropped][p];
    }
    return most;
}

/* --- ledger ---------------------------------------------------------------------------------- */

void commit_book(Ledger *ledger, const Balance *balance, double hours)
{
    for (int t = 0; t < LEDGER_TERM_COUNT; t++)
        for (int p = 0; p < PLACE_COUNT; p++)
            ledger->step[t][p] += hours * balance->term[t][p];
    ledger->gross_supply += hours * balance->gross;
}

/* Begins an interval; what other stages released since the last one stays in it. */
void commit_open(Ledger *ledger)
{
    for (int t = 0; t < LEDGER_TERM_COUNT; t++)
        for (int p = 0; p < PLACE_COUNT; p++)
            if (t != LEDGER_released)
                ledger->step[t][p] = 0.0;
    ledger->content_before = ledger->content;
    ledger->gross_supply = 0.0;
}

/* Ends an interval: totals, the error of the balance, and whether it is one. */
Status commit_close(World *world, int substance, bool steady, FieldFault *fault)
{
    Ledger *ledger = &world->ledger[substance];
    double sum = 0.0, supply = 0.0;
    if (steady) /* a quasi-steady field stores nothing: its content is that of the present cells */
        ledger->content_before = ledger->content;
    for (int t = 0; t < LEDGER_TERM_COUNT; t++)
        for (int p = 0; p < PLACE_COUNT; p++) {
            sum += LEDGER_TERM_SIGNS[t] * ledger->step[t][p];
            if (t != LEDGER_released) /* its total is booked where it is released */
                ledger->total[t][p] += ledger->step[t][p];
        }
    for (int p = 0; p < PLACE_COUNT; p++) {
        ledger->step[LEDGER_released][p] = 0.0; /* what comes from now on is of the next interval */
        supply += fabs(ledger->total[LEDGER_supplied][p]) + ledger->total[LEDGER_produced][p] +
                  ledger->total[LEDGER_released][p];
    }
    double gap = fabs(sum - (ledger->content - ledger->content_before));
    double most = workspace_larger(ledger->gross_supply,
                                   workspace_larger(ledger->content, ledger->content_before));
    ledger->error = gap <= LEDGER_FLOOR * supply || gap == 0.0 ? 0.0 : gap / most;
    ledger->worst_error = workspace_larger(ledger->worst_error, ledger->error);
    if (ledger->error <= LEDGER_OPEN_ABOVE)
        return STATUS_OK;
    *fault = (FieldFault){substance, -1, ledger->error};
    return STATUS_LEDGER_OPEN;
}
