#include "io/config_path.h"
#include "io/config.h"
#include "io/nearest.h"
#include "engine/simulation.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

typedef struct Check {
    const Params *params;
    Messages *messages;
    bool no_memory;
} Check;

/* Adds an error about a path, at the place where it was given. */
__attribute__((format(printf, 4, 5))) static void
check_fail(Check *check, const char *path, const char *hint, const char *format, ...)
{
    char text[300];
    va_list list;
    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    messages_add(check->messages, messages_where(check->messages, path), hint, "%s: %s", path,
                 text);
}

/* ---- times -------------------------------------------------------------------------------- */

/* A time that has to fall on a step; 1e-9 is far above rounding and far below a step. */
static void check_multiple(Check *check, const char *path, double hours)
{
    double step = check->params->time_cell_step, steps = hours / step, below = floor(steps);
    if (fabs(steps - floor(steps + 0.5)) <= 1e-9 * (steps > 1 ? steps : 1))
        return;
    char hint[200];
    snprintf(hint, sizeof hint, "the nearest are %.10g h and %.10g h", below * step,
             (below + 1) * step);
    check_fail(check, path, hint, "%.10g h is not a multiple of time.cell_step, %.10g h", hours,
               step);
}

static void check_times(Check *check)
{
    const Params *p = check->params;
    double steps = (p->time_burn_in + p->time_end) / p->time_cell_step;
    check_multiple(check, "time.burn_in", p->time_burn_in);
    check_multiple(check, "time.end", p->time_end);
    check_multiple(check, "output.series_every", p->output_series_every);
    check_multiple(check, "output.snapshot_every", p->output_snapshot_every);
    if (steps > PARAMS_STEPS + 0.5)
        check_fail(check, "time.end", "a longer time.cell_step or an earlier time.end",
                   "%.0f steps; a run has at most %d", steps, PARAMS_STEPS);
    if (p->stop_volume_ratio > 0 && p->stop_volume_ratio <= 1)
        check_fail(check, "stop.volume_ratio", "above 1, or 0 for never",
                   "%.10g is reached on day 0 already", p->stop_volume_ratio);
}

/* ---- references --------------------------------------------------------------------------- */

/* "did you mean `oxygen`? known: oxygen prodrug", of the entries of a list. */
static void check_known(const Check *check, int list, const char *name, char *hint, size_t size)
{
    const ParamList *l = &PARAM_LISTS[list];
    const char *entry = (const char *)check->params + l->entries_offset;
    Nearest nearest = nearest_start(name);
    int count;
    memcpy(&count, (const char *)check->params + l->count_offset, sizeof count);
    for (int i = 0; i < count; i++)
        nearest_offer(&nearest, entry + (size_t)i * l->entry_size);
    const char *meant = nearest_meant(&nearest);
    int used = meant ? snprintf(hint, size, "did you mean `%s`? known:", meant)
                     : snprintf(hint, size, "known:");
    for (int i = 0; i < count; i++)
        used +=
            snprintf(hint + used, size - (size_t)used, " %s", entry + (size_t)i * l->entry_size);
}

/* A substance that is there, is measured in the unit its use asks for, and takes part if it must:
 * a nutrient or ligand that is not enabled only leaves its rules without effect. */
static void check_substance(Check *check, const char *path, const char *name, SubstanceUnit unit,
                            bool enabled)
{
    const Params *p = check->params;
    char hint[(PARAMS_SUBSTANCES + 1) * (PARAMS_TEXT + 2) + 40];
    int index = params_substance(p, name);
    check_known(check, LIST_SUBSTANCES, name, hint, sizeof hint);
    if (index < 0)
        check_fail(check, path, hint, "there is no substance `%s`", name);
    else if (enabled && !p->substances[index].enabled)
        check_fail(check, path, "enable it, or take away what refers to it",
                   "substance `%s` is not enabled", name);
    else if (p->substances[index].unit != (int)unit)
        check_fail(check, path, 0, "substance `%s` has to be measured in %s here", name,
                   unit == SUBSTANCE_NM ? "nM" : "mmHg");
}

static void check_drug(Check *check, const char *path, const char *name)
{
    char hint[(PARAMS_DRUGS + 1) * (PARAMS_TEXT + 2) + 40];
    check_known(check, LIST_DRUGS, name, hint, sizeof hint);
    if (params_drug(check->params, name) < 0)
        check_fail(check, path, hint, "there is no drug `%s`", name);
}

static void check_model_references(Check *check)
{
    const Params *p = check->params;
    check_substance(check, "hypoxia.substance", p->hypoxia_substance, SUBSTANCE_MMHG, false);
    check_substance(check, "serca.ligand", p->serca_ligand, SUBSTANCE_NM, false);
    check_substance(check, "vessel.growth_factor", p->vessel_growth_factor, SUBSTANCE_NM, false);
    if (p->hypoxia_necrosis_full > p->hypoxia_necrosis_below)
        check_fail(check, "hypoxia.necrosis_full", 0,
                   "%.10g mmHg is above hypoxia.necrosis_below, %.10g mmHg",
                   p->hypoxia_necrosis_full, p->hypoxia_necrosis_below);
    if (p->death_execution_min > p->death_execution_max)
        check_fail(check, "death.execution_min", 0, "%.10g h is above death.execution_max, %.10g h",
                   p->death_execution_min, p->death_execution_max);
}

/* ---- substances --------------------------------------------------------------------------- */

static void check_faces(Check *check, const Substance *s)
{
    static const char axes[] = "xyz";
    int faces[GRID_FACES];
    params_faces(s, faces);
    for (int axis = 0; axis < 3; axis++) {
        int periodic = (faces[2 * axis] == FACE_PERIODIC) - (faces[2 * axis + 1] == FACE_PERIODIC);
        char path[100];
        snprintf(path, sizeof path, "substances.%s.face_%c_%s", s->name, axes[axis],
                 periodic > 0 ? "min" : "max");
        if (periodic)
            check_fail(check, path, "make both of them periodic, or neither",
                       "a periodic face needs a periodic face opposite");
    }
}

static void check_substances(Check *check)
{
    /* The names of the other datasets in a snapshot. */
    static const char *const taken[] = {"x",     "y",      "z",          "cell_type",
                                        "cells", "deaths", "provenance", "VTKHDF"};
    const Params *p = check->params;
    Params built_in;
    params_defaults(&built_in);
    for (int i = 0; i < p->substances_count; i++) {
        const Substance *s = &p->substances[i];
        const Substance *preset = params_entry(&built_in, LIST_SUBSTANCES, s->name);
        char path[100];
        for (size_t t = 0; t < sizeof taken / sizeof taken[0]; t++) {
            snprintf(path, sizeof path, "substances.%s", s->name);
            if (strcmp(s->name, taken[t]) == 0)
                check_fail(check, path, 0, "the name has another meaning in a snapshot");
        }
        snprintf(path, sizeof path, "substances.%s.unit", s->name);
        if (preset && preset->unit != s->unit)
            check_fail(check, path, "define a substance under a name of its own",
                       "the built-in substance is measured in another unit");
        snprintf(path, sizeof path, "substances.%s.solubility", s->name);
        if (s->unit == SUBSTANCE_NM && (s->solubility < 1 || s->solubility > 1))
            check_fail(check, path, "leave it out", "is 1 for a substance measured in nM");
        snprintf(path, sizeof path, "substances.%s.vessel_drug", s->name);
        if (*s->vessel_drug)
            check_drug(check, path, s->vessel_drug);
        if (*s->vessel_drug && s->vessel_supply != SUPPLY_PLASMA)
            check_fail(check, path, "vessel_supply: plasma",
                       "is not used unless vessel_supply is plasma");
        if (s->vessel_supply == SUPPLY_PLASMA && s->unit != SUBSTANCE_NM)
            check_fail(check, path, 0, "plasma supplies substances measured in nM only");
        check_faces(check, s);
    }
}

/* ---- lists -------------------------------------------------------------------------------- */

static void check_names(Check *check)
{
    for (int list = LIST_SUBSTANCES; list <= LIST_DRUGS; list++) {
        const ParamList *l = &PARAM_LISTS[list];
        const char *entries = (const char *)check->params + l->entries_offset;
        int count;
        memcpy(&count, (const char *)check->params + l->count_offset, sizeof count);
        for (int i = 0; i < count; i++)
            for (int j = 0; j < i; j++)
                if (strcmp(entries + (size_t)i * l->entry_size,
                           entries + (size_t)j * l->entry_size) == 0)
                    check_fail(check, l->section, 0, "two entries have the name `%s`",
                               entries + (size_t)i * l->entry_size);
    }
}

/* Follows the products from each reaction: in as many steps as there are reactions a chain without
 * a cycle has ended. */
static bool check_leads_back(const Params *p, int first)
{
    bool reached[PARAMS_REACTIONS] = {false};
    reached[first] = true;
    for (int round = 0; round < p->reactions_count; round++)
        for (int i = 0; i < p->reactions_count; i++)
            for (int j = 0; j < p->reactions_count && reached[i]; j++) {
                bool follows = p->reactions[i].enabled && p->reactions[j].enabled &&
                               *p->reactions[i].product &&
                               strcmp(p->reactions[i].product, p->reactions[j].substrate) == 0;
                if (follows && j == first)
                    return true;
                reached[j] = reached[j] || follows;
            }
    return false;
}

static void check_reactions(Check *check)
{
    const Params *p = check->params;
    for (int i = 0; i < p->reactions_count; i++) {
        const Reaction *r = &p->reactions[i];
        char path[100];
        if (!r->enabled)
            continue;
        snprintf(path, sizeof path, "reactions.%s.substrate", r->name);
        check_substance(check, path, r->substrate, SUBSTANCE_NM, true);
        snprintf(path, sizeof path, "reactions.%s.product", r->name);
        if (*r->product)
            check_substance(check, path, r->product, SUBSTANCE_NM, true);
        if (check_leads_back(p, i))
            check_fail(check, path, "reactions are solved from substrate to product, in one pass",
                       "leads back to its own substrate, `%s`", r->substrate);
    }
}

/* The SERCA ligand, and what a reaction turns into another substance, carry amounts through time;
 * without these rows the fields would step them in time all the same. */
static void check_stepping(Check *check)
{
    const Params *p = check->params;
    for (int i = 0; i < p->substances_count; i++) {
        const Substance *s = &p->substances[i];
        char path[100];
        const char *why = strcmp(s->name, p->serca_ligand) == 0 ? "is the ligand of SERCA" : NULL;
        for (int r = 0; r < p->reactions_count && !why; r++) {
            const Reaction *reaction = &p->reactions[r];
            bool linked = reaction->enabled && *reaction->product &&
                          (strcmp(s->name, reaction->substrate) == 0 ||
                           strcmp(s->name, reaction->product) == 0);
            why = linked ? "takes part in a reaction" : NULL;
        }
        snprintf(path, sizeof path, "substances.%s.stepping", s->name);
        if (s->enabled && s->stepping == STEPPING_STEADY && why)
            check_fail(check, path, "transient, or auto", "`%s` %s, and is stepped in time",
                       s->name, why);
    }
}

static bool check_supplies(const Params *p, const char *drug)
{
    for (int i = 0; i < p->substances_count; i++)
        if (p->substances[i].enabled && strcmp(p->substances[i].vessel_drug, drug) == 0)
            return true;
    return false;
}

/* What made the last dose late: the key that was given last; of one file the number of doses. */
static const char *check_late(const Check *check, const Dose *dose, const char *at,
                              const char *every, const char *times)
{
    const char *const paths[] = {at, times, every};
    const char *late = at;
    int source = messages_where(check->messages, at).source;
    for (int i = 1; i < 3 && dose->times > 1; i++) {
        int given = messages_where(check->messages, paths[i]).source;
        if (given > source || (given == source && given >= 0 && paths[i] == times)) {
            late = paths[i];
            source = given;
        }
    }
    return late;
}

static void check_dose(Check *check, int number)
{
    const Params *p = check->params;
    const Dose *dose = &p->doses[number];
    char drug[32], at[32], every[32], duration[32], times[32];
    snprintf(times, sizeof times, "doses.%d.times", number);
    snprintf(drug, sizeof drug, "doses.%d.drug", number);
    snprintf(at, sizeof at, "doses.%d.at", number);
    snprintf(every, sizeof every, "doses.%d.every", number);
    snprintf(duration, sizeof duration, "doses.%d.duration", number);
    check_drug(check, drug, dose->drug);
    if (params_drug(p, dose->drug) >= 0 && !check_supplies(p, dose->drug))
        check_fail(check, drug, "give a substance vessel_supply: plasma and vessel_drug",
                   "no enabled substance comes from the drug `%s`", dose->drug);
    check_multiple(check, at, dose->at);
    check_multiple(check, duration, dose->duration);
    double last = dose->at;
    if (dose->times > 1) {
        check_multiple(check, every, dose->every);
        last += dose->every * (double)(dose->times - 1);
        if (dose->every < 0.5 * p->time_cell_step)
            check_fail(check, every, "at least one step", "repeated doses need time between them");
    }
    if (last > p->time_end * (1 + 1e-12))
        check_fail(check, check_late(check, dose, at, every, times),
                   "a later time.end, or fewer or earlier doses",
                   "the last dose, on day %.10g, is after the end of the run, day %.10g", last / 24,
                   p->time_end / 24);
}

static void check_clones(Check *check)
{
    const Params *p = check->params;
    double all = 0.0;
    char path[CONFIG_PATH_TEXT] = "";
    for (int i = 0; i < p->clones_count; i++) {
        all += p->clones[i].fraction;
        snprintf(path, sizeof path, "clones.%s.fraction", p->clones[i].name);
    }
    if (all > 1.0 + 1e-12)
        check_fail(check, path, "fractions that sum to at most 1",
                   "the clones make up %.4g of the founders", all);
}

static void check_doses(Check *check)
{
    for (int i = 0; i < check->params->doses_count; i++)
        check_dose(check, i);
}

/* ---- size --------------------------------------------------------------------------------- */

static void check_bytes_text(double bytes, char out[32])
{
    static const char *const units[] = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
    int unit = 0;
    for (; bytes >= 1000 && unit < 6; unit++)
        bytes /= 1000;
    snprintf(out, 32, "%.3g %s", bytes, units[unit]);
}

static void check_size(Check *check)
{
    const Params *p = check->params;
    double sites = (double)p->grid_nx * (double)p->grid_ny * (double)p->grid_nz;
    double need = (double)simulation_bytes(p), have = (double)sysconf(_SC_PHYS_PAGES);
    char need_text[32], have_text[32];
    have *= (double)sysconf(_SC_PAGESIZE);
    if (have > 0 && need > have) {
        check_bytes_text(need, need_text);
        check_bytes_text(have, have_text);
        check->no_memory = check->messages->count == 0;
        check_fail(check, "grid.nx", "fewer sites, or a larger grid.edge",
                   "%.4g sites need %s of memory; this machine has %s", sites, need_text,
                   have_text);
    } else if (sites > (double)UINT32_MAX) {
        check_fail(check, "grid.nx", 0, "%.4g sites; at most 4294967295 can be numbered", sites);
    }
    if ((double)p->tumor_cells > sites) {
        char hint[60];
        snprintf(hint, sizeof hint, "at most %.0f", sites);
        check_fail(check, "tumor.cells", hint, "%lld cells do not fit into %.0f sites",
                   (long long)p->tumor_cells, sites);
    }
}

Status config_check(const Params *params, Messages *messages)
{
    static void (*const checks[])(Check *) = {
        check_names, check_times,  check_substances, check_reactions,       check_stepping,
        check_doses, check_clones, check_size,       check_model_references};
    Check check = {params, messages, false};
    int before = messages->count;
    for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++)
        checks[i](&check);
    if (messages->count == before)
        return STATUS_OK;
    return check.no_memory && messages->count == before + 1 ? STATUS_NO_MEMORY : STATUS_BAD_DATA;
}
