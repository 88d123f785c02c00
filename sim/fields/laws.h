/* The terms of the transport equation of one substance at single sites: sources, sinks and their
 * slopes, evaluated over a tile of a row. Like rows.h compiled for plain and wide registers with
 * the same bits. Reads only what the Stage and Tile point at; nothing can fail. */
#ifndef PRODROME_LAWS_H
#define PRODROME_LAWS_H

#include "model/world.h"

enum { TILE = 256 }; /* sites handled at a time; even */

/* What a site does for the fields, from its type, phase and perfusion. */
enum {
    FLAG_HOST = 1,
    FLAG_CYCLING = 2, /* viable tumor cell that does not rest, committed ones included */
    FLAG_QUIESCENT = 4,
    FLAG_PERFUSED = 8,
    FLAG_ENDOTHELIUM = 16, /* living endothelial cell */
    FLAG_VESSEL = 32,
    FLAG_HYPOXIC = 64, /* viable tumor cell below hypoxia.secretion_below */
    FLAGS_VIABLE = FLAG_CYCLING | FLAG_QUIESCENT,
    FLAGS_LIVING = FLAGS_VIABLE | FLAG_ENDOTHELIUM
};

/* A cleavage by PSMA seen from one of its two substances. */
typedef struct Cleavage {
    float per_molecule; /* scale x efficiency x nM per molecule, 1/h per molecule of endothelium */
    float per_tumor;    /* the same for tumor cells, times what androgen does to their PSMA */
    float half;         /* solubility / Km of the substrate, 1/{c} */
    float ratio;        /* {c} of product per {c} of substrate; 0 as seen from the substrate */
    int substrate;      /* substance */
    const float *u;     /* the substrate's stage values, split rows; product only */
} Cleavage;

/* Reversible 1:1 binding to pumps behind the cell surface, over one implicit stage. */
typedef struct Binding {
    bool active;
    float solubility;
    float entry;                     /* k_in, 1/h */
    float on, off;                   /* 1/(nM h), 1/h */
    float keep;                      /* 1 / (1 + stage length x turnover rate) */
    float span;                      /* stage length, h */
    float pumps_tumor, pumps_vessel; /* nM */
    const float *base;               /* bound at the start of the stage, natural order */
} Binding;

/* One implicit equation  0 = rate (base + ratio (first - base) - c) + diffusion + terms(c). */
typedef struct Stage {
    int substance;
    float d;              /* D / edge^2, 1/h */
    float rate;           /* 1 / length of the stage, 1/h; 0 for a quasi-steady substance */
    float decay;          /* 1/h */
    float supply, plasma; /* s, 1/h, and c_p, {c}, of a perfused site */
    bool fixed;           /* perfused sites hold c_p: their resistance is negligible */
    bool held;            /* fixed, or nearly so: the ledger takes their supply from the outside */
    float uptake_cycling, uptake_quiescent, uptake_host, km; /* {c}/h, {c} */
    float production;                                        /* {c}/h per producing cell */
    int producers;                                           /* their flags */
    float face;                                              /* {c} at fixed faces */
    bool walls;                                              /* any face is fixed */
    bool compact;       /* the grid has one axis: fourth-order stencil (transport.c) */
    const float *base;  /* start of the step, natural order */
    const float *first; /* values of the first stage, as u is kept; NULL in the first */
    float ratio;        /* weight of what the first stage has moved */
    int lost_count, made_count;
    Cleavage lost[PARAMS_REACTIONS], made[PARAMS_REACTIONS];
    Binding binding;
} Stage;

typedef struct Tile {
    int count;
    int64_t site; /* of element 0 */
    const uint8_t *flags;
    const float *psma, *base, *bound;
    float c[TILE];
    float substrate[TILE];
    float first[TILE]; /* zero where there is none: ratio is zero then */
} Tile;

/* Each writes flux ({c}/h into the free pool) and slope (-d flux / d c). */
typedef struct LawLoops {
    void (*storage)(const Stage *stage, const Tile *tile, float *flux, float *slope);
    void (*supply)(const Stage *stage, const Tile *tile, float *flux, float *slope);
    void (*uptake)(const Stage *stage, const Tile *tile, float *flux, float *slope);
    void (*decay)(const Stage *stage, const Tile *tile, float *flux, float *slope);
    void (*cleaved)(const Stage *stage, const Tile *tile, float *flux, float *slope);
    void (*bound)(const Stage *stage, const Tile *tile, float *flux, float *slope);
    void (*secreted)(const Stage *stage, const Tile *tile, float *flux, float *slope);
    /* Production by one reaction from the substrate's values in the tile. */
    void (*made)(const Cleavage *made, const Tile *tile, float *flux);
    /* The flags of sites from their type, phase and perfusion. */
    void (*flag)(const uint8_t *type, const uint8_t *phase, const uint8_t *perfused, uint8_t *flags,
                 int64_t count);
    /* line[] += x (left + right - 2 c) + the couplings to four rows: natural order, inner cells. */
    void (*spread)(const float *const row[5], const float coupling[5], float *line, int count);
    /* Bound at the end of the stage, nM, where cells bind; elsewhere the base is kept. */
    void (*bound_end)(const Stage *stage, const Tile *tile, const float *flux, float *bound);
    void (*add_to)(const float *from, float *to, int count);
    /* source += flux + slope c: what the law is at c = 0, if it is linear. */
    void (*add_source)(const float *flux, const float *slope, const float *c, float *source,
                       int count);
    /* b and 1/diagonal of the linearised equation, and (k + s) c; the geometric diagonal without d
     * is x_sum + yz_sum. */
    void (*linear)(const float *c, const float *q, const float *k, const float *s,
                   const float *x_sum, float yz_sum, float d, float *b, float *inverse,
                   float *taken, int count);
    /* Adds the sum of line[i], and of line[i]^2, taken in eight fixed lanes. */
    void (*sum)(const float *line, int count, double *sum);
    void (*squares)(const float *line, int count, double *squares);
    /* Adds to sum[place] the flux at the places whose bits are set in `where`: where it can act. */
    void (*places)(const float *flux, const uint8_t *flags, int count, int where,
                   double sum[PLACE_COUNT]);
    /* Smallest and largest value, with those given. */
    void (*extremes)(const float *line, int64_t count, float *least, float *most);
    /* Values below `small` out of line into tiny, zero in their place; elsewhere tiny is zero. */
    void (*trim)(float *line, float small, float *tiny, int count);
    /* u (1 + eps) rounded by a fixed pattern drawn from first + 2 i (balance.c). */
    void (*nudge)(float *u, float eps, uint32_t first, int count);
} LawLoops;

extern const LawLoops LAWS_PLAIN, LAWS_WIDE;
const LawLoops *laws_choose(void);

#endif
