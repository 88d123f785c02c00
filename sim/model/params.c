#include "model/params.h"
#include "core/maths.h"
#include "core/units.h"

#include <string.h>

#define REAL(section, key, unit, def, lo, hi, doc, source)                                         \
    {#section, #key, PARAM_REAL, unit, def, lo, hi, 0, 0, doc, source, FIELD(section, key)},
#define INT(section, key, unit, def, lo, hi, doc, source)                                          \
    {#section, #key, PARAM_INT, unit, def, lo, hi, 0, 0, doc, source, FIELD(section, key)},
#define WORD(section, key, words, def, doc, source)                                                \
    {#section, #key, PARAM_WORD, 0, 0, 0, 0, words, def, doc, source, FIELD(section, key)},
#define TEXT(section, key, def, doc, source)                                                       \
    {#section, #key, PARAM_TEXT, 0, 0, 0, 0, 0, def, doc, source, FIELD(section, key)},

#define FIELD(section, key) offsetof(Params, section##_##key)
static const ParamRow RUN_ROWS[] = {
#define ROWS_RUN
#include "model/params.def"
#undef ROWS_RUN
};
#undef FIELD

#define FIELD(section, key) offsetof(Substance, key)
static const ParamRow SUBSTANCE_ROWS[] = {
#define ROWS_SUBSTANCE
#include "model/params.def"
#undef ROWS_SUBSTANCE
};
#undef FIELD

#define FIELD(section, key) offsetof(Reaction, key)
static const ParamRow REACTION_ROWS[] = {
#define ROWS_REACTION
#include "model/params.def"
#undef ROWS_REACTION
};
#undef FIELD

#define FIELD(section, key) offsetof(Drug, key)
static const ParamRow DRUG_ROWS[] = {
#define ROWS_DRUG
#include "model/params.def"
#undef ROWS_DRUG
};
#undef FIELD

#define FIELD(section, key) offsetof(AndrogenLevel, key)
static const ParamRow LEVEL_ROWS[] = {
#define ROWS_LEVEL
#include "model/params.def"
#undef ROWS_LEVEL
};
#undef FIELD

#define FIELD(section, key) offsetof(Clone, key)
static const ParamRow CLONE_ROWS[] = {
#define ROWS_CLONE
#include "model/params.def"
#undef ROWS_CLONE
};
#undef FIELD

#define FIELD(section, key) offsetof(Dose, key)
static const ParamRow DOSE_ROWS[] = {
#define ROWS_DOSE
#include "model/params.def"
#undef ROWS_DOSE
};
#undef FIELD

#define ROWS(rows) rows, (int)(sizeof rows / sizeof rows[0])
const ParamList PARAM_LISTS[LIST_COUNT] = {
    {"", ROWS(RUN_ROWS), 1, sizeof(Params), 0, 0},
    {"substances", ROWS(SUBSTANCE_ROWS), PARAMS_SUBSTANCES, sizeof(Substance),
     offsetof(Params, substances), offsetof(Params, substances_count)},
    {"reactions", ROWS(REACTION_ROWS), PARAMS_REACTIONS, sizeof(Reaction),
     offsetof(Params, reactions), offsetof(Params, reactions_count)},
    {"drugs", ROWS(DRUG_ROWS), PARAMS_DRUGS, sizeof(Drug), offsetof(Params, drugs),
     offsetof(Params, drugs_count)},
    {"androgens", ROWS(LEVEL_ROWS), PARAMS_LEVELS, sizeof(AndrogenLevel),
     offsetof(Params, androgens), offsetof(Params, androgens_count)},
    {"clones", ROWS(CLONE_ROWS), PARAMS_CLONES, sizeof(Clone), offsetof(Params, clones),
     offsetof(Params, clones_count)},
    {"doses", ROWS(DOSE_ROWS), PARAMS_DOSES, sizeof(Dose), offsetof(Params, doses),
     offsetof(Params, doses_count)},
};

enum { substances = LIST_SUBSTANCES, reactions = LIST_REACTIONS, drugs = LIST_DRUGS };
const Preset PRESETS[] = {
#define PRESET_REAL(list, entry, key, number, source) {list, #entry, #key, number, 0, source},
#define PRESET_WORD(list, entry, key, word, source) {list, #entry, #key, 0, word, source},
#include "model/presets.def"
#undef PRESET_REAL
#undef PRESET_WORD
};
const int PRESETS_COUNT = sizeof PRESETS / sizeof PRESETS[0];

static void params_copy_text(char *to, const char *from)
{
    size_t length = strlen(from);
    length = length < PARAMS_TEXT ? length : PARAMS_TEXT - 1;
    memset(to, 0, PARAMS_TEXT);
    memcpy(to, from, length);
}

/* Stores a value given in the row's written unit, or as text. */
static void params_store(void *record, const ParamRow *row, double number, const char *text)
{
    char *at = (char *)record + row->offset;
    int64_t whole = (int64_t)number;
    int word;
    switch (row->kind) {
    case PARAM_REAL:
        number *= units_find(row->unit)->factor;
        memcpy(at, &number, sizeof number);
        break;
    case PARAM_INT:
        memcpy(at, &whole, sizeof whole);
        break;
    case PARAM_WORD:
        word = params_word(row->words, text);
        memcpy(at, &word, sizeof word);
        break;
    case PARAM_TEXT:
        params_copy_text(at, text);
        break;
    }
}

static void params_fill(void *record, const ParamList *list)
{
    for (int i = 0; i < list->rows_count; i++)
        params_store(record, &list->rows[i], list->rows[i].def, list->rows[i].text);
}

static void *params_at(const Params *params, const ParamList *list, int index)
{
    return (char *)(uintptr_t)params + list->entries_offset + (size_t)index * list->entry_size;
}

static int params_count(const Params *params, const ParamList *list)
{
    int count;
    memcpy(&count, (const char *)params + list->count_offset, sizeof count);
    return count;
}

void params_defaults(Params *params)
{
    memset(params, 0, sizeof *params);
    params_fill(params, &PARAM_LISTS[LIST_RUN]);
    for (int i = 0; i < PRESETS_COUNT; i++)
        if (!params_entry(params, PRESETS[i].list, PRESETS[i].entry))
            params_add(params, PRESETS[i].list, PRESETS[i].entry);
}

void *params_entry(Params *params, int list, const char *name)
{
    const ParamList *l = &PARAM_LISTS[list];
    for (int i = 0; i < params_count(params, l); i++)
        if (strcmp(params_at(params, l, i), name) == 0)
            return params_at(params, l, i);
    return 0;
}

bool params_same_entries(const Params *a, const Params *b, int list)
{
    const ParamList *l = &PARAM_LISTS[list];
    int count = params_count(a, l);
    bool same = count == params_count(b, l);
    for (int i = 0; i < count && same; i++) {
        const size_t at = l->entries_offset + (size_t)i * l->entry_size;
        same = strcmp((const char *)a + at, (const char *)b + at) == 0;
    }
    return same;
}

static bool params_same_value(const ParamRow *row, const void *a, const void *b)
{
    a = (const char *)a + row->offset;
    b = (const char *)b + row->offset;
    switch (row->kind) {
    case PARAM_REAL:
        return *(const double *)a == *(const double *)b;
    case PARAM_INT:
        return *(const int64_t *)a == *(const int64_t *)b;
    case PARAM_WORD:
        return *(const int *)a == *(const int *)b;
    default:
        return strcmp(a, b) == 0;
    }
}

/* Of a record of the run, or of a list. */
static bool params_same_record(const ParamList *l, const void *a, const void *b)
{
    static const char *const others[] = {"run", "time", "output", "stop"};
    bool same = true;
    for (int r = 0; r < l->rows_count; r++) {
        const ParamRow *row = &l->rows[r];
        bool other = false;
        for (size_t o = 0; o < sizeof others / sizeof others[0] && l == PARAM_LISTS; o++)
            other |= strcmp(row->section, others[o]) == 0;
        same &= other || params_same_value(row, a, b);
    }
    return same;
}

bool params_same_laws(const Params *a, const Params *b)
{
    bool same = params_same_record(PARAM_LISTS, a, b);
    for (int list = LIST_RUN + 1; list < LIST_DOSES && same; list++) {
        const ParamList *l = &PARAM_LISTS[list];
        int count = params_count(a, l);
        same = params_same_entries(a, b, list);
        for (int i = 0; i < count && same; i++) {
            const size_t at = l->entries_offset + (size_t)i * l->entry_size;
            same = params_same_record(l, (const char *)a + at, (const char *)b + at);
        }
    }
    return same;
}

const char *params_unlike(const Params *a, const Params *b)
{
    const struct {
        const char *name;
        double a, b;
    } numbers[] = {{"grid.nx", (double)a->grid_nx, (double)b->grid_nx},
                   {"grid.ny", (double)a->grid_ny, (double)b->grid_ny},
                   {"grid.nz", (double)a->grid_nz, (double)b->grid_nz},
                   {"grid.edge", a->grid_edge, b->grid_edge},
                   {"time.cell_step", a->time_cell_step, b->time_cell_step},
                   {"time.burn_in", a->time_burn_in, b->time_burn_in},
                   {"run.seed", (double)a->run_seed, (double)b->run_seed}};
    static const int lists[] = {LIST_SUBSTANCES, LIST_REACTIONS, LIST_DRUGS, LIST_CLONES};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        if (numbers[i].a != numbers[i].b)
            return numbers[i].name;
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
        if (!params_same_entries(a, b, lists[i]))
            return PARAM_LISTS[lists[i]].section;
    return NULL;
}

void *params_add(Params *params, int list, const char *name)
{
    const ParamList *l = &PARAM_LISTS[list];
    int count = params_count(params, l);
    if (count == l->entries_max)
        return 0;
    void *entry = params_at(params, l, count++);
    memcpy((char *)params + l->count_offset, &count, sizeof count);
    params_fill(entry, l);
    params_copy_text(entry, name);
    for (int i = 0; i < PRESETS_COUNT; i++)
        if (PRESETS[i].list == list && strcmp(PRESETS[i].entry, name) == 0)
            params_store(entry, params_row(list, l->section, PRESETS[i].key), PRESETS[i].number,
                         PRESETS[i].text);
    return entry;
}

const ParamRow *params_row(int list, const char *section, const char *key)
{
    const ParamList *l = &PARAM_LISTS[list];
    for (int i = 0; i < l->rows_count; i++)
        if (strcmp(l->rows[i].key, key) == 0 &&
            (list != LIST_RUN || strcmp(l->rows[i].section, section) == 0))
            return &l->rows[i];
    return 0;
}

int params_word(const char *words, const char *word)
{
    size_t length = strlen(word);
    for (int index = 0; *words; index++) {
        size_t span = strcspn(words, "|");
        if (span == length && strncmp(words, word, span) == 0)
            return index;
        words += span + (words[span] == '|');
    }
    return -1;
}

void params_word_text(const char *words, int index, char out[PARAMS_TEXT])
{
    for (; index > 0; index--)
        words += strcspn(words, "|") + 1;
    size_t span = strcspn(words, "|");
    memset(out, 0, PARAMS_TEXT);
    memcpy(out, words, span < PARAMS_TEXT ? span : PARAMS_TEXT - 1);
}

const char *params_source(int list, const char *entry, const ParamRow *row)
{
    for (int i = 0; i < PRESETS_COUNT; i++)
        if (PRESETS[i].list == list && entry && strcmp(PRESETS[i].entry, entry) == 0 &&
            strcmp(PRESETS[i].key, row->key) == 0)
            return PRESETS[i].source;
    return row->source;
}

int params_substance(const Params *params, const char *name)
{
    for (int i = 0; i < params->substances_count; i++)
        if (*name && strcmp(params->substances[i].name, name) == 0)
            return i;
    return -1;
}

int params_drug(const Params *params, const char *name)
{
    for (int i = 0; i < params->drugs_count; i++)
        if (*name && strcmp(params->drugs[i].name, name) == 0)
            return i;
    return -1;
}

void params_faces(const Substance *s, int kinds[GRID_FACES])
{
    const int faces[GRID_FACES] = {s->face_x_min, s->face_x_max, s->face_y_min,
                                   s->face_y_max, s->face_z_min, s->face_z_max};
    memcpy(kinds, faces, sizeof faces);
}

double params_amol(const Params *params, const Substance *substance)
{
    double edge = params->grid_edge, litres = edge * edge * edge * 1e-15;
    return 1e-9 / litres / substance->solubility;
}

int64_t params_steps(const Params *params, double hours)
{
    return (int64_t)floor(hours / params->time_cell_step + 0.5);
}

int64_t params_day0_step(const Params *params)
{
    return params_steps(params, params->time_burn_in);
}

int64_t params_end_step(const Params *params)
{
    return params_day0_step(params) + params_steps(params, params->time_end);
}

int64_t params_dose_step(const Params *params, const Dose *dose, int64_t n)
{
    return params_day0_step(params) + params_steps(params, dose->at + (double)n * dose->every);
}

bool params_dose_turns(const Params *params, int64_t step)
{
    for (int i = 0; i < params->doses_count; i++) {
        const Dose *dose = &params->doses[i];
        int64_t length = params_steps(params, dose->duration);
        for (int64_t n = 0; n < dose->times; n++) {
            int64_t start = params_dose_step(params, dose, n);
            if (step == start || step == start + (length > 0 ? length : 1))
                return true;
        }
    }
    return false;
}

/* Whether a schedule gives this at a step. */
static bool params_gives(const Params *p, const Dose *dose, int64_t step)
{
    for (int d = 0; d < p->doses_count; d++) {
        const Dose *other = &p->doses[d];
        if (strcmp(other->drug, dose->drug) != 0 || other->amount != dose->amount ||
            other->duration != dose->duration)
            continue;
        for (int64_t n = 0; n < other->times; n++)
            if (params_dose_step(p, other, n) == step)
                return true;
    }
    return false;
}

int64_t params_dose_missed(const Params *before, const Params *after, int64_t step, int *dose)
{
    for (int d = 0; d < after->doses_count; d++)
        for (int64_t n = 0; n < after->doses[d].times; n++) {
            int64_t at = params_dose_step(after, &after->doses[d], n);
            *dose = d;
            if (at < step && after->doses[d].amount > 0 &&
                !params_gives(before, &after->doses[d], at))
                return at;
        }
    return -1;
}
