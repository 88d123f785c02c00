#include "model/legal.h"
#include "model/state.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
#define LEGAL(name, low, high) LEGAL_##name,
#include "model/legal.def"
#undef LEGAL
    LEGAL_FLAG /* which is true or false, whatever stood in the file */
};

/* The rows of legal.def that belong to those of WORLD_STATE, in the same order. */
#define LEGAL_F64(name) LEGAL_##name
#define LEGAL_I64(name) LEGAL_##name
#define LEGAL_FLAG(name) LEGAL_FLAG
static const int LEGAL_STATE[] = {
#define SCALAR(kind, member, count) LEGAL_##kind(member),
#define EACH(kind, list, length, member, count) LEGAL_##kind(list##_##member),
#include "model/state.def"
#undef SCALAR
#undef EACH
};

typedef struct Legal {
    const World *world;
    char *message;
    size_t size;
} Legal;

typedef struct LegalRange {
    double low, high;
} LegalRange;

static LegalRange legal_range(const World *w, int row)
{
    switch (row) {
#define LEGAL(name, low, high)                                                                     \
    case LEGAL_##name:                                                                             \
        return (LegalRange){low, high};
#include "model/legal.def"
#undef LEGAL
    default:
        return (LegalRange){0.0, 1.0};
    }
}

/* What is no number lies outside too. */
static bool legal_outside(LegalRange range, double value)
{
    return !(value >= range.low && value <= range.high);
}

static Status legal_tell(const Legal *l, const char *what, const char *where, double value,
                         LegalRange range)
{
    snprintf(l->message, l->size, "%s%s is %.9g, and not from %.9g to %.9g", what, where, value,
             range.low, range.high);
    return STATUS_BAD_DATA;
}

static void legal_place(const World *world, int64_t site, char out[64])
{
    Site3 at = grid_site3(&world->grid, site);
    snprintf(out, 64, " at site (%d, %d, %d)", at.x, at.y, at.z);
}

static Status legal_tell_site(const Legal *l, const char *what, int64_t site, double value,
                              LegalRange range)
{
    char where[64];
    legal_place(l->world, site, where);
    return legal_tell(l, what, where, value, range);
}

/* -- each value by itself --------------------------------------------------------------------- */

static double legal_number(const StateRow *row, const int64_t *at)
{
    double real;
    if (row->kind != STATE_F64)
        return (double)*at;
    memcpy(&real, at, sizeof real);
    return real;
}

static Status legal_state(const Legal *l)
{
    int64_t numbers[STATE_MOST];
    char where[32];
    for (int r = 0; r < WORLD_STATE_COUNT; r++) {
        const StateRow *row = &WORLD_STATE[r];
        LegalRange range = legal_range(l->world, LEGAL_STATE[r]);
        state_pack(l->world, row, numbers);
        for (int i = 0; i < state_items(row); i++) {
            double value = legal_number(row, &numbers[i]);
            snprintf(where, sizeof where, ", entry %d,", i);
            if (legal_outside(range, value))
                return legal_tell(l, row->name, state_items(row) > 1 ? where : "", value, range);
        }
    }
    return STATUS_OK;
}

/* Looks at the members of an array one after the other; leaves the function at the first outside.
 */
#define LEGAL_EACH(row, what, array)                                                               \
    do {                                                                                           \
        LegalRange range = legal_range(l->world, row);                                             \
        for (int64_t i = 0; i < l->world->grid.sites; i++)                                         \
            if (legal_outside(range, (double)(array)[i]))                                          \
                return legal_tell_site(l, what, i, (double)(array)[i], range);                     \
    } while (0);

static Status legal_arrays(const Legal *l)
{
#define ARRAY(type, name, unit, kept, meaning) ARRAY_##kept(name)
#define ARRAY_CELL(name) LEGAL_EACH(LEGAL_##name, #name, l->world->name)
#define ARRAY_SITE(name) ARRAY_CELL(name)
#define ARRAY_SCRATCH(name)
#include "model/arrays.def"
#undef ARRAY
    for (int s = 0; s < l->world->params.substances_count; s++)
        LEGAL_EACH(LEGAL_field, l->world->params.substances[s].name, l->world->field[s])
    return STATUS_OK;
}

static Status legal_deaths(const Legal *l)
{
    char where[48];
    for (int64_t i = 0; i < l->world->deaths_count; i++) {
        const Death *d = &l->world->deaths[i];
        const struct {
            const char *what;
            int row;
            double value;
        } members[] = {{"id", LEGAL_death_id, (double)d->id},
                       {"parent", LEGAL_death_parent, (double)d->parent},
                       {"step", LEGAL_death_step, d->step},
                       {"birth_step", LEGAL_death_birth_step, d->birth_step},
                       {"site", LEGAL_death_site, d->site},
                       {"cause", LEGAL_death_cause, d->cause}};
        snprintf(where, sizeof where, " of death %lld", (long long)i);
        for (size_t m = 0; m < sizeof members / sizeof members[0]; m++) {
            LegalRange range = legal_range(l->world, members[m].row);
            if (legal_outside(range, members[m].value))
                return legal_tell(l, members[m].what, where, members[m].value, range);
        }
    }
    return STATUS_OK;
}

/* -- what must fit together ------------------------------------------------------------------- */

/* The phases that a site of a type is in. Another would let what is no cell divide, and segments
 * grow that were not counted. */
static const LegalRange LEGAL_PHASES[SITE_TYPE_COUNT] = {
    [SITE_TUMOR] = {PHASE_G1, PHASE_COMMITTED}, [SITE_VESSEL] = {PHASE_OPEN, PHASE_TIP}};

/* A cell that dies leaves nothing bound behind, and a vessel is removed on that ground. */
static Status legal_sites(const Legal *l)
{
    const World *w = l->world;
    const LegalRange nothing = {0.0, 0.0};
    for (int64_t i = 0; i < w->grid.sites; i++) {
        LegalRange phases = LEGAL_PHASES[w->type[i]];
        bool living = w->type[i] == SITE_TUMOR || world_endothelium(w, i);
        if (legal_outside(phases, w->phase[i]))
            return legal_tell_site(l, "phase, for what is there,", i, w->phase[i], phases);
        if (!living && w->bound[i] != 0.0f)
            return legal_tell_site(l, "bound, without a living cell,", i, (double)w->bound[i],
                                   nothing);
    }
    return STATUS_OK;
}

static Status legal_plasma(const Legal *l)
{
    const LegalRange range = {DBL_MIN, DBL_MAX};
    for (int d = 0; d < l->world->params.drugs_count; d++)
        if (legal_outside(range, l->world->plasma[d].rate))
            return legal_tell(l, "plasma_rate of ", l->world->params.drugs[d].name,
                              l->world->plasma[d].rate, range);
    return STATUS_OK;
}

Status legal_check(const World *world, char *message, size_t size)
{
    static Status (*const checks[])(const Legal *l) = {legal_state, legal_arrays, legal_deaths,
                                                       legal_sites, legal_plasma};
    const Legal legal = {world, message, size};
    Status status = STATUS_OK;
    for (size_t i = 0; i < sizeof checks / sizeof checks[0] && status == STATUS_OK; i++)
        status = checks[i](&legal);
    return status;
}
