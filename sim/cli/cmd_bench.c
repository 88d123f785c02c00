/* prodrome bench: what a field solve, a cell step, a whole step and a picture cost on this machine,
 * beside its memory bandwidth measured in the same run, on one thread; and how accurate the solve
 * is. The clock is read here and nowhere in the engine. */
#include "cli/bench.h"
#include "cli/cli.h"
#include "engine/simulation.h"
#include "fields/fields.h"
#include "tissue/cells.h"
#include "tissue/vessels.h"

#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BENCH_REPEATS = 9, BENCH_STEPS = 30 };

/* Edges of the boxes for the fields: arrays that fit into the cache of many machines, and such that
 * do not, where a triad tells the bandwidth of memory. */
static const int BENCH_EDGES[] = {96, 192};

double bench_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* --- the machine ----------------------------------------------------------------------------- */

__attribute__((noinline)) static void bench_triad_pass(float *restrict a, const float *restrict b,
                                                       const float *restrict c, float s, int64_t n)
{
    for (int64_t i = 0; i < n; i++)
        a[i] = b[i] + s * c[i];
}

static int bench_order(const void *x, const void *y)
{
    double a = *(const double *)x, b = *(const double *)y;
    return (a > b) - (a < b);
}

/* Seconds of one pass a = b + s c over n floats: the fastest of many. */
static Status bench_triad(Memory *memory, int64_t n, double *fastest)
{
    enum { PASSES = 41 };
    double seconds[PASSES];
    float *block = memory_create(memory, 3 * (size_t)n, sizeof *block);
    if (!block)
        return STATUS_NO_MEMORY;
    float *const arrays[] = {block, block + n, block + 2 * n};
    for (int64_t k = 0; k < 3 * n; k++)
        block[k] = 1.0f;
    for (int p = 0; p < PASSES; p++) {
        double start = bench_now();
        bench_triad_pass(arrays[p % 3], arrays[(p + 1) % 3], arrays[(p + 2) % 3], 0.5f, n);
        seconds[p] = bench_now() - start;
    }
    memory_destroy(memory, block);
    qsort(seconds, PASSES, sizeof *seconds, bench_order);
    *fastest = seconds[0];
    return STATUS_OK;
}

/* --- fields ---------------------------------------------------------------------------------- */

typedef struct Bench {
    Params params;
    Memory memory;
    World *world;
    Fields *fields;
    double triad;  /* s */
    Status status; /* of the first step that has failed; none is done after it */
} Bench;

static void bench_row(const Bench *b, const char *what, double seconds, double cycles,
                      double substances)
{
    double sites = (double)b->world->grid.sites;
    if (b->status == STATUS_OK)
        printf("  %-44s %6.2f %9.2f ns %8.1f\n", what, cycles, seconds / sites / substances * 1e9,
               seconds / substances / b->triad);
}

/* One step of the fields; its seconds, and the cycles of all substances. */
static double bench_step(Bench *b, double *cycles)
{
    FieldFault fault;
    int64_t before = 0, after = 0;
    *cycles = 0.0;
    if (b->status != STATUS_OK)
        return 0.0;
    for (int s = 0; s < b->params.substances_count; s++)
        before += b->world->clock[s].cycles;
    double start = bench_now();
    b->status = fields_step(b->world, b->fields, &fault);
    double seconds = bench_now() - start;
    for (int s = 0; s < b->params.substances_count; s++)
        after += b->world->clock[s].cycles;
    *cycles = (double)(after - before);
    b->world->step++;
    return seconds;
}

/* The oxygen is forgotten, then solved. */
static double bench_forget(Bench *b, double *cycles)
{
    int oxygen = params_substance(&b->params, "oxygen");
    float initial = (float)b->params.substances[oxygen].initial;
    for (int64_t k = 0; k < b->world->grid.sites; k++)
        b->world->field[oxygen][k] = initial;
    return bench_step(b, cycles);
}

static double bench_cold(Bench *b, double *cycles)
{
    double seconds[BENCH_REPEATS];
    for (int i = 0; i < BENCH_REPEATS; i++)
        seconds[i] = bench_forget(b, cycles);
    qsort(seconds, BENCH_REPEATS, sizeof *seconds, bench_order);
    return seconds[0];
}

/* Before any dose: how far the oxygen, solved cold to the tolerance of a run, is from the one
 * solved to 1e-7, and what a cycle leaves of its residual, from 1e-2 on. */
static Status bench_accuracy(Bench *b)
{
    const double tolerance[] = {1e-7, 1e-2, b->params.solver_tolerance};
    int oxygen = params_substance(&b->params, "oxygen");
    int64_t sites = b->world->grid.sites;
    double cycles[3], residual[3], squares = 0.0;
    float *field = b->world->field[oxygen];
    float *exact = memory_create(&b->memory, (size_t)sites, sizeof *exact);
    if (!exact)
        return b->status = STATUS_NO_MEMORY;
    for (int i = 0; i < 3; i++) {
        b->world->params.solver_tolerance = tolerance[i];
        bench_forget(b, &cycles[i]);
        residual[i] = b->world->ledger[oxygen].residual;
        if (i == 0)
            memcpy(exact, field, (size_t)sites * sizeof *exact);
    }
    for (int64_t k = 0; k < sites; k++)
        squares += ((double)field[k] - (double)exact[k]) * ((double)field[k] - (double)exact[k]);
    if (b->status == STATUS_OK)
        printf("oxygen to %g: %.1e mmHg rms from that to 1e-7; a cycle leaves %.2f of the "
               "residual\n",
               tolerance[2], sqrt(squares / (double)sites),
               pow(residual[2] / residual[1], 1.0 / (cycles[2] - cycles[1])));
    memory_destroy(&b->memory, exact);
    return b->status;
}

/* Empties or fills one site in a hundred, always another one. */
static void bench_change(Bench *b, int round)
{
    World *w = b->world;
    for (int64_t i = 0; i < w->grid.sites; i++) {
        Draw draw = random_draw(1, PURPOSE_FOUNDER, (uint64_t)i, (uint32_t)round);
        if (random_uniform(draw.word[0]) >= 0.01 || w->type[i] == SITE_VESSEL)
            continue;
        bool cell = w->type[i] == SITE_TUMOR;
        w->type[i] = cell ? SITE_GAP : SITE_TUMOR;
        w->phase[i] = cell ? PHASE_NONE : PHASE_G1;
    }
}

/* Every change is another one: the median of the times, and the mean of the cycles. */
static double bench_warm(Bench *b, double *cycles)
{
    double seconds[BENCH_REPEATS], sum = 0.0, one;
    for (int i = 0; i < BENCH_REPEATS; i++) {
        bench_change(b, i);
        seconds[i] = bench_step(b, &one);
        sum += one;
    }
    *cycles = sum / BENCH_REPEATS;
    qsort(seconds, BENCH_REPEATS, sizeof *seconds, bench_order);
    return seconds[BENCH_REPEATS / 2];
}

/* Steps of prodrug and drug after a dose, oxygen being at peace. */
static double bench_dose(Bench *b, int steps, double *cycles)
{
    double sum = 0.0, one;
    *cycles = 0.0;
    b->world->plasma[0].at_event = 2e5;
    b->world->plasma[0].event_step = b->world->step;
    for (int i = 0; i < steps; i++) {
        sum += bench_step(b, &one);
        *cycles += one;
    }
    *cycles /= 2.0 * steps;
    return sum / steps;
}

static Status bench_fields(Bench *b)
{
    double cycles, seconds, sites = (double)b->world->grid.sites;
    double bytes = (double)b->memory.bytes;
    b->status = bench_triad(&b->memory, b->world->grid.sites, &b->triad);
    if (b->status != STATUS_OK)
        return b->status;
    printf("triad a = b + s c over %.0f floats: %.3f ns per float, %.1f GB/s\n", sites,
           b->triad / sites * 1e9, 12e-9 * sites / b->triad);
    if (bench_accuracy(b) != STATUS_OK)
        return b->status;
    printf("field solves, %d x %d x %d, to %g                   cycles  per site   triads\n",
           b->world->grid.nx, b->world->grid.ny, b->world->grid.nz, b->params.solver_tolerance);
    seconds = bench_cold(b, &cycles);
    bench_row(b, "oxygen, cold (150 triads wanted)", seconds, cycles, 1.0);
    seconds = bench_warm(b, &cycles);
    bench_row(b, "oxygen, 1 % of the sites changed (50)", seconds, cycles, 1.0);
    seconds = bench_step(b, &cycles);
    bench_row(b, "oxygen, nothing changed: residual only", seconds, cycles, 1.0);
    seconds = bench_dose(b, 10, &cycles);
    bench_row(b, "prodrug and drug, a step after a dose, each", seconds, cycles, 2.0);
    printf("world and fields: %.1f bytes per site\n\n", bytes / sites);
    return b->status;
}

/* --- a whole step ---------------------------------------------------------------------------- */

typedef struct Stopwatch {
    double last, stage[16];
} Stopwatch;

static void bench_mark(void *context, int stage)
{
    Stopwatch *watch = context;
    double now = bench_now();
    watch->stage[stage] += now - watch->last;
    watch->last = now;
}

static int64_t bench_cells(const World *world)
{
    int64_t cells = 0;
    for (int64_t i = 0; i < world->grid.sites; i++)
        cells += world->type[i] == SITE_TUMOR;
    return cells;
}

static Status bench_steps(void)
{
    Params params;
    params_defaults(&params);
    Memory memory = {0, 0, 0};
    Simulation *simulation;
    char message[256] = "";
    Status status = simulation_create(&params, &memory, &simulation, message, sizeof message);
    Stopwatch watch;
    memset(&watch, 0, sizeof watch);
    for (int i = -2; i < BENCH_STEPS && status == STATUS_OK; i++) {
        if (i == 0)
            simulation_probe(simulation, (Probe){bench_mark, &watch});
        watch.last = bench_now();
        status = simulation_step(simulation, message, sizeof message);
    }
    if (status != STATUS_OK) {
        cli_error("%s", *message ? message : status_sentence(status));
    } else {
        const World *world = simulation_world(simulation);
        double cells = (double)bench_cells(world), sites = (double)world->grid.sites;
        printf(
            "a simulation of %.0f sites, %d substances: %.1f bytes per site held, %.1f announced "
            "(96 wanted with three substances)\n",
            sites, params.substances_count, (double)memory.bytes / sites,
            (double)simulation_bytes(&params) / sites);
        printf("a step of %.0f live cells, mean of %d\n", cells, BENCH_STEPS);
        for (int s = 0; s < SIMULATION_STAGES_COUNT; s++)
            printf("  %-13s %8.2f ms %8.1f ns per live cell\n", SIMULATION_STAGES[s],
                   watch.stage[s] / BENCH_STEPS * 1e3, watch.stage[s] / BENCH_STEPS / cells * 1e9);
    }
    simulation_destroy(simulation);
    return status;
}

/* --- the command ----------------------------------------------------------------------------- */

static error_t bench_parse(int key, char *text, struct argp_state *state)
{
    (void)text;
    (void)state;
    return key == ARGP_KEY_ARG ? EINVAL : ARGP_ERR_UNKNOWN;
}

/* Field solves in a box of that many sites along each edge, a twentieth of them tumor cells. */
static Status bench_world(int edge)
{
    static Bench b;
    memset(&b, 0, sizeof b);
    params_defaults(&b.params);
    b.params.grid_nx = b.params.grid_ny = b.params.grid_nz = edge;
    b.params.tumor_cells = (int64_t)edge * edge * edge / 20;
    /* every change is to be solved at once here, to time it */
    b.params.substances[params_substance(&b.params, "oxygen")].steady_tolerance =
        b.params.solver_tolerance;
    Status status = world_create(&b.params, &b.memory, &b.world);
    if (status == STATUS_OK)
        status = vessels_seed(b.world);
    if (status == STATUS_OK)
        cells_seed(b.world);
    if (status == STATUS_OK)
        status = fields_create(b.world, &b.fields);
    if (status == STATUS_OK)
        status = bench_fields(&b);
    if (b.world) {
        fields_destroy(b.world, b.fields);
        world_destroy(b.world);
    }
    return status;
}

int cmd_bench(int argc, char **argv)
{
    const struct argp argp = {.parser = bench_parse,
                              .doc = "Times field solves, the stages of a step, the pictures of "
                                     "the viewer and the memory of this machine, on one thread, "
                                     "and compares oxygen with a finer solution."};
    if (argp_parse(&argp, argc, argv, 0, NULL, NULL))
        return status_exit_code(STATUS_USAGE);
    Status status = STATUS_OK;
    omp_set_num_threads(1);
    for (size_t i = 0; i < sizeof BENCH_EDGES / sizeof BENCH_EDGES[0] && status == STATUS_OK; i++)
        status = bench_world(BENCH_EDGES[i]);
    if (status == STATUS_OK)
        status = bench_pictures();
    if (status == STATUS_OK)
        status = bench_steps();
    else
        cli_error("%s", status_sentence(status));
    return status_exit_code(status);
}
