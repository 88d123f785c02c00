/* Parameters of a run: constant after start-up, in canonical units (um, h, nM, mmHg), declared once
 * in params.def. A field is named section_key, as the configuration writes section.key. */
#ifndef PRODROME_PARAMS_H
#define PRODROME_PARAMS_H

#include "core/grid.h"
#include "core/status.h"

#include <stddef.h>
#include <stdint.h>

enum {
    PARAMS_TEXT = 48,      /* bytes of a name, its end included */
    PARAMS_SUBSTANCES = 8, /* most entries of the lists */
    PARAMS_REACTIONS = 8,
    PARAMS_DRUGS = 8,
    PARAMS_LEVELS = 16,
    PARAMS_CLONES = 8,
    PARAMS_DOSES = 64,
    PARAMS_STEPS = 1 << 24 /* most steps of a run: they and their rounds are numbered in 32 bits */
};

/* Inside an entry of a list a field is named by its key alone. */
#define REAL(section, key, unit, def, lo, hi, doc, source) double key;
#define INT(section, key, unit, def, lo, hi, doc, source) int64_t key;
#define WORD(section, key, words, def, doc, source) int key;
#define TEXT(section, key, def, doc, source) char key[PARAMS_TEXT];

typedef struct Substance {
    char name[PARAMS_TEXT];
#define ROWS_SUBSTANCE
#include "model/params.def"
#undef ROWS_SUBSTANCE
} Substance;

typedef struct Reaction {
    char name[PARAMS_TEXT];
#define ROWS_REACTION
#include "model/params.def"
#undef ROWS_REACTION
} Reaction;

typedef struct Drug {
    char name[PARAMS_TEXT];
#define ROWS_DRUG
#include "model/params.def"
#undef ROWS_DRUG
} Drug;

typedef struct AndrogenLevel {
    char name[PARAMS_TEXT];
#define ROWS_LEVEL
#include "model/params.def"
#undef ROWS_LEVEL
} AndrogenLevel;

typedef struct Clone {
    char name[PARAMS_TEXT];
#define ROWS_CLONE
#include "model/params.def"
#undef ROWS_CLONE
} Clone;

typedef struct Dose {
    char name[PARAMS_TEXT]; /* not used by a dose; keeps the entries of all lists alike */
#define ROWS_DOSE
#include "model/params.def"
#undef ROWS_DOSE
} Dose;

#undef REAL
#undef INT
#undef WORD
#undef TEXT
#define REAL(section, key, unit, def, lo, hi, doc, source) double section##_##key;
#define INT(section, key, unit, def, lo, hi, doc, source) int64_t section##_##key;
#define WORD(section, key, words, def, doc, source) int section##_##key;
#define TEXT(section, key, def, doc, source) char section##_##key[PARAMS_TEXT];

typedef struct Params {
#define ROWS_RUN
#include "model/params.def"
#undef ROWS_RUN
    int substances_count, reactions_count, drugs_count, androgens_count, clones_count, doses_count;
    Substance substances[PARAMS_SUBSTANCES];
    Reaction reactions[PARAMS_REACTIONS];
    Drug drugs[PARAMS_DRUGS];
    AndrogenLevel androgens[PARAMS_LEVELS];
    Clone clones[PARAMS_CLONES];
    Dose doses[PARAMS_DOSES];
} Params;

#undef REAL
#undef INT
#undef WORD
#undef TEXT

/* The words of the WORD rows, in the order of params.def. */
typedef enum Stepping { STEPPING_AUTO, STEPPING_STEADY, STEPPING_TRANSIENT } Stepping;
typedef enum ProducedBy { PRODUCED_BY_VIABLE, PRODUCED_BY_HYPOXIC } ProducedBy;
typedef enum VesselSupply { SUPPLY_NONE, SUPPLY_CONSTANT, SUPPLY_PLASMA } VesselSupply;
typedef enum FaceKind { FACE_NO_FLUX, FACE_FIXED, FACE_PERIODIC } FaceKind;
typedef enum DeathSignal { SIGNAL_CYTOSOL, SIGNAL_ER } DeathSignal;
typedef enum SubstanceUnit { SUBSTANCE_NM, SUBSTANCE_MMHG } SubstanceUnit;

/* The tables, for everything that is derived from them. */
typedef enum ParamKind { PARAM_REAL, PARAM_INT, PARAM_WORD, PARAM_TEXT } ParamKind;

typedef struct ParamRow {
    const char *section, *key;
    ParamKind kind;
    const char *unit;   /* written unit; NULL for words and texts */
    double def, lo, hi; /* in the written unit; REAL and INT only */
    const char *words;  /* "a|b|c"; WORD only */
    const char *text;   /* default of a WORD or TEXT */
    const char *doc, *source;
    size_t offset; /* of the value within Params, or within the entry of a list */
} ParamRow;

/* One kind of list: its rows, and where its entries are in Params. list 0 is the run itself. */
typedef struct ParamList {
    const char *section; /* "" for the run, else the name of the list */
    const ParamRow *rows;
    int rows_count;
    int entries_max; /* 1 for the run */
    size_t entry_size, entries_offset, count_offset;
} ParamList;

enum {
    LIST_RUN,
    LIST_SUBSTANCES,
    LIST_REACTIONS,
    LIST_DRUGS,
    LIST_ANDROGENS,
    LIST_CLONES,
    LIST_DOSES,
    LIST_COUNT
};
extern const ParamList PARAM_LISTS[LIST_COUNT];

/* The built-in entries of the lists (presets.def). */
typedef struct Preset {
    int list;
    const char *entry, *key;
    double number;    /* in the row's written unit */
    const char *text; /* for words and names; NULL for numbers */
    const char *source;
} Preset;
extern const Preset PRESETS[];
extern const int PRESETS_COUNT;

/* All defaults, with the built-in substances, reactions and drugs; no doses. */
void params_defaults(Params *params);

/* The entry of that name, or NULL. For a list other than the run and doses. */
void *params_entry(Params *params, int list, const char *name);

/* Whether both have entries of the same names in the same order. For a list other than the run and
 * doses. */
bool params_same_entries(const Params *a, const Params *b, int list);

/* Whether two configurations are the same but for their doses and for run, time, output and stop:
 * a state goes on in the same way with both as long as nothing is given. */
bool params_same_laws(const Params *a, const Params *b);

/* The first thing that two configurations must have in common for the state of one to be a state of
 * the other, and have not: lattice, cell step, burn-in, seed, or the entries of substances,
 * reactions, drugs or clones. NULL when there is none. */
const char *params_unlike(const Params *a, const Params *b);

/* Appends an entry with the defaults of its rows and its presets, if any; NULL when the list is
 * full. The name is cut to PARAMS_TEXT - 1 bytes: check the length first. */
void *params_add(Params *params, int list, const char *name);

/* The row of a key within a list (run: of section and key), or NULL. section is not used for the
 * other lists. */
const ParamRow *params_row(int list, const char *section, const char *key);

/* Position of a word in "a|b|c", or -1. */
int params_word(const char *words, const char *word);

/* Copies word number `index` of "a|b|c" into out. */
void params_word_text(const char *words, int index, char out[PARAMS_TEXT]);

/* The source of a value as given: of its preset if the entry has one, else of its row. */
const char *params_source(int list, const char *entry, const ParamRow *row);

/* Index of a substance, or of a drug, by name; -1 when there is none or the name is empty. */
int params_substance(const Params *params, const char *name);
int params_drug(const Params *params, const char *name);

/* The kinds of a substance's faces, in the order of grid_neighbour: x-, x+, y-, y+, z-, z+. */
void params_faces(const Substance *substance, int kinds[GRID_FACES]);

/* What an amol in one site is as a concentration of the substance, {c}. */
double params_amol(const Params *params, const Substance *substance);

/* A time in whole cell steps, rounded to the nearest (the configuration refuses others). */
int64_t params_steps(const Params *params, double hours);

/* Steps from the start of the burn-in to day 0, and to the end. */
int64_t params_day0_step(const Params *params);
int64_t params_end_step(const Params *params);

/* The step in which a dose is given for the n-th time, n from 0 to dose->times - 1. */
int64_t params_dose_step(const Params *params, const Dose *dose, int64_t n);

/* Whether plasma turns at a step: a dose is about to be given, or a bolus has just been given or an
 * infusion has just ended. */
bool params_dose_turns(const Params *params, int64_t step);

/* The step of the first dose that `after` would have given before a step, from which on it takes
 * the place of `before`, which did not; -1 when there is none. *dose is its number in the list. */
int64_t params_dose_missed(const Params *before, const Params *after, int64_t step, int *dose);

#endif
