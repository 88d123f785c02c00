/* From a sweep file to the lines of design.tsv. */
#include "io/sweep_design.h"

#include "study/design.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* -- points ----------------------------------------------------------------------------------- */

DesignKind sweep_design_kind(int kind)
{
    static const DesignKind kinds[] = {
        [SWEEP_GRID] = DESIGN_GRID,         [SWEEP_LIST] = DESIGN_LIST,
        [SWEEP_LATIN] = DESIGN_LATIN,       [SWEEP_SOBOL] = DESIGN_SOBOL,
        [SWEEP_SALTELLI] = DESIGN_SALTELLI, [SWEEP_MORRIS] = DESIGN_MORRIS,
        [SWEEP_ONE] = DESIGN_ONE_AT_A_TIME, [SWEEP_TABLE] = DESIGN_LIST};
    return kinds[kind];
}

/* The coordinates of a list: value j of n stands at j / (n - 1); of one at a time: the base. */
static void sweep_design_given(const Sweep *sweep, double *given)
{
    int count = sweep->parameters_count;
    for (int d = 0; d < count; d++) {
        const SweepParameter *p = &sweep->parameters[d];
        if (sweep->kind == SWEEP_ONE) /* without the configurations the base is not known */
            given[d] = p->cells ? design_unscale(&p->scale, strtod(p->base, NULL)) : 0.5;
        for (int j = 0; j < p->values_count && sweep->kind == SWEEP_LIST; j++)
            given[j * count + d] = p->values_count > 1 ? (double)j / (p->values_count - 1) : 0.5;
    }
}

static void sweep_design_fill(const Sweep *sweep, DesignPlan *plan, int *levels, double *given)
{
    for (int d = 0; d < sweep->parameters_count; d++) {
        const SweepParameter *p = &sweep->parameters[d];
        levels[d] = p->range ? p->levels : p->values_count;
    }
    sweep_design_given(sweep, given);
    *plan =
        (DesignPlan){.kind = sweep_design_kind(sweep->kind),
                     .dimensions = sweep->parameters_count,
                     .points = (int)(sweep->kind == SWEEP_MORRIS ? sweep->trajectories
                                     : sweep->kind == SWEEP_LIST ? sweep->parameters[0].values_count
                                                                 : sweep->points),
                     .levels = levels,
                     .morris_levels = (int)sweep->levels,
                     .given = given,
                     .seed = (uint64_t)sweep->seed};
}

Status sweep_design_cube(const Sweep *sweep, Memory *memory, Design *out, char *message,
                         size_t message_size)
{
    int levels[SWEEP_PARAMETERS];
    DesignPlan plan;
    if (sweep->kind == SWEEP_TABLE || sweep->parameters_count == 0) {
        snprintf(message, message_size, "a table made elsewhere has no design");
        return STATUS_BAD_DATA;
    }
    size_t rows = sweep->kind == SWEEP_LIST ? (size_t)sweep->parameters[0].values_count : 1;
    double *given = calloc(rows * (size_t)sweep->parameters_count, sizeof *given);
    if (!given) {
        snprintf(message, message_size, "no memory for the design");
        return STATUS_NO_MEMORY;
    }
    sweep_design_fill(sweep, &plan, levels, given);
    Status status = design_create(&plan, memory, out, message, message_size);
    free(given);
    return status;
}

/* A value of a range, short enough to be read, and never beyond the ends. */
static double sweep_design_round(const DesignScale *scale, double exact)
{
    char text[SWEEP_CELL];
    snprintf(text, sizeof text, "%.9g", exact);
    double value = strtod(text, NULL);
    double low = design_scale(scale, 0), high = design_scale(scale, 1);
    return value >= low && value <= high ? value : exact;
}

static void sweep_design_cell(const Sweep *sweep, const Design *design, int row, int d,
                              char out[SWEEP_CELL])
{
    const SweepParameter *p = &sweep->parameters[d];
    double u = design_point(design, row)[d];
    DesignScale scale = p->scale;
    if (sweep->kind == SWEEP_ONE && design->role[row].changed != d) {
        snprintf(out, SWEEP_CELL, "%s", p->base);
        return;
    }
    if (p->range) {
        sweep_number(sweep_design_round(&scale, design_scale(&scale, u)), out);
        return;
    }
    double numbers[1] = {0};
    scale.values = numbers; /* only their number counts */
    scale.count = p->values_count;
    snprintf(out, SWEEP_CELL, "%s", p->cells[design_scale_index(&scale, u)]);
}

static void sweep_design_points_text(const Sweep *sweep, const Design *design, Text *out)
{
    char cell[SWEEP_CELL];
    int count = sweep->parameters_count;
    for (int d = 0; d < count; d++) {
        const SweepParameter *p = &sweep->parameters[d];
        text_add(out, *p->unit ? "%s[%s]%s" : "%s%s%s", p->path, p->unit,
                 d + 1 < count ? "\t" : "\n");
    }
    for (int row = 0; row < design->rows; row++)
        for (int d = 0; d < count; d++) {
            sweep_design_cell(sweep, design, row, d, cell);
            text_add(out, "%s%s", cell, d + 1 < count ? "\t" : "\n");
        }
}

/* The table of kind `table`, from the folder of the sweep file. */
static Status sweep_design_file(const Sweep *sweep, Text *out, char *message, size_t message_size)
{
    char path[FILE_PATH];
    void *text;
    size_t length;
    const char *slash = strrchr(sweep->path, '/'), *name = sweep->file.text;
    int folder = slash && *name != '/' ? (int)(slash - sweep->path) + 1 : 0;
    snprintf(path, sizeof path, "%.*s%s", folder, sweep->path, name);
    Status status = file_read_whole(path, (size_t)64 << 20, &text, &length, message, message_size);
    if (status != STATUS_OK)
        return status;
    text_add(out, "%s", (const char *)text);
    free(text);
    return STATUS_OK;
}

/* The points that the sweep file asks for, as a table of parameters alone. BAD_DATA with messages;
 * NO_INPUT, NO_MEMORY with a message there too. */
static Status sweep_design_points(const Sweep *sweep, Text *out, Messages *messages)
{
    Memory memory = {0};
    Design design;
    char message[FILE_PATH + 256] = "";
    Status status;
    if (sweep->kind == SWEEP_TABLE) {
        status = sweep_design_file(sweep, out, message, sizeof message);
    } else {
        status = sweep_design_cube(sweep, &memory, &design, message, sizeof message);
        if (status == STATUS_OK) {
            sweep_design_points_text(sweep, &design, out);
            design_destroy(&design, &memory);
        }
    }
    messages->no_memory |= status == STATUS_NO_MEMORY;
    if (status != STATUS_OK)
        messages_add(messages, sweep->kind == SWEEP_TABLE ? sweep->file.place : sweep->kind_place,
                     NULL, "%s", message);
    return status == STATUS_OK && out->failed ? STATUS_NO_MEMORY : status;
}

/* -- runs ------------------------------------------------------------------------------------- */

Status sweep_design_hash(const Params *params, char out[SHA256_HEX])
{
    size_t length;
    char *text = config_text(params, &length);
    if (!text)
        return STATUS_NO_MEMORY;
    sha256_text(text, length, out);
    free(text);
    return STATUS_OK;
}

/* Where the values of a parameter come from, if the sweep file has it. */
static SourcePlace sweep_design_place(const Sweep *sweep, const char *path)
{
    for (int i = 0; i < sweep->parameters_count; i++)
        if (strcmp(sweep->parameters[i].path, path) == 0)
            return sweep->parameters[i].place;
    return messages_nowhere();
}

static void sweep_design_saved(const Sweep *sweep, const Params *params, Messages *messages)
{
    char wrong[200], hint[200];
    for (int i = 0; i < sweep->outputs_count; i++) {
        const SweepOutput *o = &sweep->outputs[i];
        if (!observable_saved(&o->what, params, wrong, sizeof wrong, hint, sizeof hint))
            messages_add(messages, o->text.place, hint, "%s", wrong);
    }
}

Status sweep_design_compose(const Sweep *sweep, const SweepDesign *design, const SweepRun *run,
                            Params *out, Messages *messages)
{
    ConfigGiven given[SWEEP_PARAMETERS];
    int count = design->parameters_count, before = messages->count;
    char(*values)[SWEEP_SET] = calloc((size_t)count + 1, sizeof *values);
    Status status = values ? STATUS_OK : STATUS_NO_MEMORY;
    for (int i = 0; i < count && values; i++) {
        const char *path = design->table.columns[design->columns[i]].name;
        sweep_design_set(design, run, i, values[i]);
        given[i] = (ConfigGiven){path, strchr(values[i], '=') + 1, sweep_design_place(sweep, path),
                                 design->table.path};
    }
    if (status == STATUS_OK)
        status = sweep_compose(sweep, given, count, true, out, messages);
    free(values);
    if (status != STATUS_OK)
        return status;
    out->run_seed = run->seed;
    sweep_design_saved(sweep, out, messages);
    return messages->count > before ? STATUS_BAD_DATA : STATUS_OK;
}

void sweep_design_header(const SweepDesign *design, Text *out)
{
    text_add(out, "run[1]\trow[1]\tseed[1]");
    sweep_design_head(design, out, '\t');
    text_add(out, "\tconfig_sha256\n");
}

/* Says which row it is that is not valid. */
static void sweep_design_blame(const SweepDesign *design, const SweepRun *run, Messages *messages)
{
    char set[SWEEP_SET];
    Text text = {0};
    for (int i = 0; i < design->parameters_count && i < 8; i++) {
        sweep_design_set(design, run, i, set);
        text_add(&text, "%s%s", i ? ", " : "", set);
    }
    messages_add(messages, messages_nowhere(), NULL,
                 "row %" PRId64 " of the design is not valid: %s", run->row,
                 text.bytes ? text.bytes : "");
    text_destroy(&text);
}

Status sweep_design_row(const Sweep *sweep, const SweepDesign *points, int64_t line, int64_t row,
                        Params *params, Text *out, Messages *messages)
{
    char hash[SHA256_HEX];
    SweepRun run = {0, row + 1, 1, line, false};
    Status status = sweep_design_compose(sweep, points, &run, params, messages);
    if (status == STATUS_BAD_DATA)
        sweep_design_blame(points, &run, messages);
    for (int64_t seed = 1; seed <= sweep->seeds && status == STATUS_OK; seed++) {
        params->run_seed = seed;
        status = sweep_design_hash(params, hash);
        text_add(out, "%" PRId64 "\t%" PRId64 "\t%" PRId64, row * sweep->seeds + seed, row + 1,
                 seed);
        sweep_design_cells(points, &run, out, '\t');
        text_add(out, "\t%s\n", hash);
    }
    return status;
}

static Status sweep_design_lines(const Sweep *sweep, const SweepDesign *points, Text *out,
                                 Messages *messages)
{
    int64_t rows = points->table.rows_count;
    Params *params = malloc(sizeof *params);
    Status status = params ? STATUS_OK : STATUS_NO_MEMORY;
    if (rows > SWEEP_RUNS / sweep->seeds) {
        messages_add(messages, sweep->kind_place, "fewer rows or seeds",
                     "%" PRId64 " rows of %" PRId64 " seeds are more than %d runs", rows,
                     sweep->seeds, SWEEP_RUNS);
        status = STATUS_BAD_DATA;
    }
    sweep_design_header(points, out);
    for (int64_t row = 0; row < rows && status == STATUS_OK; row++)
        status = sweep_design_row(sweep, points, row, row, params, out, messages);
    free(params);
    return status == STATUS_OK && out->failed ? STATUS_NO_MEMORY : status;
}

/* A table of points has parameters alone: its runs and seeds come from the sweep file. */
static Status sweep_design_alone(const Sweep *sweep, const SweepDesign *points, Messages *messages)
{
    const int columns[] = {points->run, points->row, points->seed, points->hash};
    Status status = STATUS_OK;
    for (int i = 0; i < 4; i++) {
        if (sweep->kind != SWEEP_TABLE || columns[i] < 0)
            continue;
        messages_add(messages, sweep->file.place,
                     "leave it out, or put the table into the folder of the sweep as design.tsv",
                     "%s: a table of points has no column `%s`", sweep->file.text,
                     points->table.columns[columns[i]].name);
        status = STATUS_BAD_DATA;
    }
    return status;
}

Status sweep_design_plan(const Sweep *sweep, Text *out, Messages *messages)
{
    Text text = {0};
    SweepDesign points = {.run = -1};
    char message[FILE_PATH + 256];
    const char *name = sweep->kind == SWEEP_TABLE ? sweep->file.text : SWEEP_DESIGN_NAME;
    Status status = sweep_design_points(sweep, &text, messages);
    if (status == STATUS_OK) {
        status =
            sweep_design_read(name, text.bytes ? text.bytes : "", &points, message, sizeof message);
        messages->no_memory |= status == STATUS_NO_MEMORY;
        if (status != STATUS_OK)
            messages_add(messages, sweep->file.text ? sweep->file.place : sweep->kind_place, NULL,
                         "%s", message);
    }
    text_destroy(&text);
    if (status != STATUS_OK)
        return status;
    status = sweep_design_alone(sweep, &points, messages);
    if (status == STATUS_OK)
        status = sweep_design_lines(sweep, &points, out, messages);
    sweep_design_destroy(&points);
    return status;
}
