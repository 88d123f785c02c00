#include "made_sweeps.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const char *const PATHS[MADE_PARAMETERS] = {"doses.0.amount[mg/kg]",
                                                   "psma.activation_scale[1]", "doses.0.every[d]"};
static const DesignScale SCALES[MADE_PARAMETERS] = {{DESIGN_LINEAR, 7, 56, NULL, 0},
                                                    {DESIGN_LOG, 0.01, 0.08, NULL, 0},
                                                    {DESIGN_LINEAR, 1, 7, NULL, 0}};

double made_ishigami(const double *u)
{
    double x[3];
    for (int d = 0; d < 3; d++)
        x[d] = 3.14159265358979 * (2 * u[d] - 1);
    return sin(x[0]) + 7 * sin(x[1]) * sin(x[1]) + 0.1 * pow(x[2], 4) * sin(x[0]);
}

double made_linear(const double *u)
{
    return 3 * u[0] + 2 * u[1] - u[2];
}

static void rows_write(MadeSweep *made, int seeds, double (*function)(const double *), int skipped)
{
    const Design *cube = &made->cube;
    text_add(&made->table, "run\trow\tseed");
    for (int d = 0; d < cube->dimensions; d++)
        text_add(&made->table, "\t%s", PATHS[d]);
    text_add(&made->table, "\n");
    text_add(&made->values, "run,row,seed,observable,time[d],value,unit\n");
    int run = 0;
    for (int row = 0; row < cube->rows; row++)
        for (int seed = 1; seed <= seeds; seed++) {
            const double *u = design_point(cube, row);
            text_add(&made->table, "%d\t%d\t%d", ++run, row + 1, seed);
            for (int d = 0; d < cube->dimensions; d++)
                text_add(&made->table, "\t%.17g", design_scale(&SCALES[d], u[d]));
            text_add(&made->table, "\n");
            if (run != skipped)
                text_add(&made->values, "%d,%d,%d,caliper_change,30,%.17g,%%\n", run, row + 1, seed,
                         function(u) + seed);
        }
}

void made_sweep(MadeSweep *made, DesignKind kind, int points, int seeds,
                double (*function)(const double *), int skipped)
{
    static const double base[MADE_PARAMETERS] = {0.5, 0.5, 0.5};
    char message[512] = "";
    const int levels[MADE_PARAMETERS] = {4, 3, points};
    *made = (MadeSweep){0};
    const DesignPlan plan = {.kind = kind,
                             .dimensions = MADE_PARAMETERS,
                             .points = points,
                             .levels = levels,
                             .morris_levels = 4,
                             .given = base,
                             .seed = 1};
    if (design_create(&plan, &made->memory, &made->cube, message, sizeof message) != STATUS_OK)
        fail_msg("%s", message);
    rows_write(made, seeds, function, skipped);
    if (sweep_design_read("design.tsv", made->table.bytes, &made->design, message,
                          sizeof message) != STATUS_OK ||
        results_read_text(&made->design, made->values.bytes, &made->results, message,
                          sizeof message) != STATUS_OK)
        fail_msg("%s", message);
    results_scale(&made->results, 1, true, "0.01 to 0.08");
    if (skipped)
        results_state(&made->results, skipped, RESULTS_FAILED, "the field did not converge");
    static char base_file[] = "base.yaml";
    made->file.files[0] = base_file;
    made->file.bases_count = 1;
    made->report = (Report){.sweep = {.name = "made",
                                      .kind = (int)kind,
                                      .design = &made->cube,
                                      .results = &made->results},
                            .command = "prodrome sweep report made.yaml",
                            .commits = "abc123",
                            .file = &made->file};
}

void made_sweep_destroy(MadeSweep *made)
{
    results_destroy(&made->results);
    sweep_design_destroy(&made->design);
    design_destroy(&made->cube, &made->memory);
    text_destroy(&made->table);
    text_destroy(&made->values);
}
