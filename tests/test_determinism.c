/* A step is a function of state, parameters and seed: the same bits with 1, 2, 3 and 8 threads, and
 * the golden bits with every compiler (`make hash` builds this with gcc -O0, gcc -O2, clang -O2).
 * Changing a golden hash is a visible act, with its reason in the commit. */
#include "dosed.h"
#include "engine/simulation.h"
#include "model/cell.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <omp.h>
#include <stdio.h>
#include <string.h>

/* A small treated tumor, whose cells and vessels meet every fate within its 150 steps. */
static void small_tumor(Params *p, int nx, int ny, int nz)
{
    params_defaults(p);
    p->grid_nx = nx;
    p->grid_ny = ny;
    p->grid_nz = nz;
    p->tumor_cells = nx * ny * nz / 6;
    p->time_burn_in = 6.0;
    p->time_end = 9.0;
    p->vessel_density = 100e-6;
    p->growth_loss_rate = 0.5 / 24.0;
    p->death_damage_threshold = 1.0;
    p->death_execution_min = 1.0;
    p->death_execution_max = 4.0;
    p->death_apoptosis = 1.0;
    p->death_bound_released = 0.3;
    p->hypoxia_necrosis_below = 40.0;
    p->hypoxia_necrosis_full = 20.0;
    p->vessel_closing_delay = 1.0;
    p->vessel_removal_delay = 1.0;
    p->vessel_threshold_ratio = 3.0;
    p->hypoxia_secretion_below = 160.0;
    p->vessel_sprout_above = 1e-4;
    p->vessel_sprout_rate = 1.0;
    p->vessel_sprout_spacing = 40.0;
    p->vessel_tip_speed = 60.0;
    p->vessel_branching = 5e-3;
    p->vessel_flow_survival = 4.0;
    p->substances[params_substance(p, "vegf")].steady_every = 1.0;
    p->growth_push_distance = 100.0;
    p->psma_activation_scale = 0.01;
    Substance *oxygen = &p->substances[params_substance(p, "oxygen")];
    oxygen->vessel_value = 40.0; /* as fitted values do not move it */
    oxygen->uptake_max = 27.0 * 3600.0;
    dosed(p);
}

static Simulation *simulate(const Params *p, Memory *memory, int steps)
{
    char message[256];
    Simulation *s;
    Status status = simulation_create(p, memory, &s, message, sizeof message);
    for (int i = 0; i < steps && status == STATUS_OK; i++) {
        status = simulation_step(s, message, sizeof message);
        simulation_world(s)->deaths_count = 0; /* no one reads them */
    }
    if (status != STATUS_OK)
        print_error("%s\n", message);
    assert_int_equal(status, STATUS_OK);
    return s;
}

static uint64_t hash_of(const Params *p, int threads, int steps)
{
    Memory memory = {0, 0, 0};
    omp_set_num_threads(threads);
    Simulation *s = simulate(p, &memory, steps);
    uint64_t hash = world_hash(simulation_world(s));
    simulation_destroy(s);
    assert_int_equal(memory.bytes, 0);
    return hash;
}

typedef struct Golden {
    int nx, ny, nz, steps;
    uint64_t hash;
} Golden;

static const Golden GOLDEN[] = {
    {28, 28, 28, 180, 0x629c66760fc6338e},
    {33, 20, 17, 100, 0xc5d00544de7bc61e},
    {64, 64, 1, 150, 0x4aa03cd51d8bee71},
};

static void any_number_of_threads_gives_the_golden_bits(void **state)
{
    (void)state;
    static const int threads[] = {1, 2, 3, 8};
    static Params p;
    for (size_t g = 0; g < sizeof GOLDEN / sizeof GOLDEN[0]; g++) {
        small_tumor(&p, GOLDEN[g].nx, GOLDEN[g].ny, GOLDEN[g].nz);
        for (size_t t = 0; t < sizeof threads / sizeof threads[0]; t++) {
            uint64_t hash = hash_of(&p, threads[t], GOLDEN[g].steps);
            print_message("%d x %d x %d, %d threads: %016llx\n", GOLDEN[g].nx, GOLDEN[g].ny,
                          GOLDEN[g].nz, threads[t], (unsigned long long)hash);
            assert_true(hash == GOLDEN[g].hash);
        }
    }
}

static void another_seed_is_another_animal(void **state)
{
    (void)state;
    static Params p;
    small_tumor(&p, 20, 20, 20);
    uint64_t one = hash_of(&p, 2, 20);
    assert_true(hash_of(&p, 2, 20) == one);
    p.run_seed = 2;
    assert_true(hash_of(&p, 2, 20) != one);
}

/* Births, every cause of death, vessels closed, cut off and removed, ligand released by the dead,
 * and drug fields that wait: all are in the golden run. */
static void the_golden_run_leaves_nothing_out(void **state)
{
    (void)state;
    static Params p;
    Memory memory = {0, 0, 0};
    int64_t sites[SITE_TYPE_COUNT] = {0}, phases[SITE_PHASE_COUNT] = {0}, perfused = 0, died = 0,
            cut = 0;
    small_tumor(&p, GOLDEN[0].nx, GOLDEN[0].ny, GOLDEN[0].nz);
    Simulation *s = simulate(&p, &memory, GOLDEN[0].steps);
    const World *w = simulation_world(s);
    for (int64_t i = 0; i < w->grid.sites; i++) {
        sites[w->type[i]]++;
        phases[w->phase[i]]++;
        perfused += w->perfused[i];
        cut += w->phase[i] == PHASE_OPEN && w->parent[i] == 0 && !w->perfused[i]; /* seeded */
    }
    for (int type = 0; type < SITE_TYPE_COUNT; type++)
        assert_true(sites[type] > 0);
    for (int phase = PHASE_COMMITTED; phase < SITE_PHASE_COUNT; phase++)
        assert_true(phases[phase] > 0);
    assert_true(w->births > 0 && w->vessel_deaths_by_cause[CAUSE_DRUG] > 0);
    assert_true(w->sprouts > 0 && w->vessel_deaths_by_cause[CAUSE_FLOW] > 0);
    assert_true(w->deaths_by_cause[CAUSE_DRUG] > 0);
    assert_true(w->deaths_by_cause[CAUSE_HYPOXIA] > 0);
    assert_true(w->deaths_by_cause[CAUSE_SPONTANEOUS] > 0);
    for (int cause = 0; cause < DEATH_CAUSE_COUNT; cause++)
        died += w->vessel_deaths_by_cause[cause];
    assert_true(died > phases[PHASE_DYING] + phases[PHASE_CLOSED] && perfused > 0); /* removed */
    assert_true(cut > 0);
    assert_true(w->ledger[2].total[LEDGER_released][PLACE_TUMOR] > 0.0);
    assert_true(w->clock[1].solved_step < w->step);
    simulation_destroy(s);
}

/* Compares every array but the drugs' own fields. */
static void assert_twins(const World *a, const World *b)
{
    for (int i = 0; i < WORLD_ARRAYS_COUNT; i++) {
        const ArrayRow *row = &WORLD_ARRAYS[i];
        assert_memory_equal(world_array(a, row), world_array(b, row),
                            (size_t)a->grid.sites * row->item);
    }
    int oxygen = params_substance(&a->params, "oxygen");
    assert_memory_equal(a->field[oxygen], b->field[oxygen], (size_t)a->grid.sites * sizeof(float));
}

/* Without PSMA the prodrug is inert: cell for cell, vessel for vessel, oxygen too. */
static void without_psma_the_dose_changes_nothing(void **state)
{
    (void)state;
    static Params p;
    Memory memory = {0, 0, 0};
    small_tumor(&p, 24, 24, 24);
    p.psma_per_cell = 0.0;
    Simulation *dosed = simulate(&p, &memory, 150);
    p.doses_count = 0;
    Simulation *undosed = simulate(&p, &memory, 150);
    const World *a = simulation_world(dosed), *b = simulation_world(undosed);
    int prodrug = params_substance(&p, "prodrug");
    assert_true(a->clock[prodrug].peak > 0.0 && a->births > 0);
    assert_twins(a, b);
    simulation_destroy(dosed);
    simulation_destroy(undosed);
}

/* A substance that has nothing to do with the drug is stepped as if there were none. */
static void a_dose_leaves_uncoupled_substances_alone(void **state)
{
    (void)state;
    static Params p;
    Memory memory = {0, 0, 0};
    small_tumor(&p, 20, 20, 20);
    p.psma_per_cell = 0.0;
    Substance *tracer = params_add(&p, LIST_SUBSTANCES, "tracer");
    tracer->stepping = STEPPING_TRANSIENT;
    tracer->vessel_supply = SUPPLY_CONSTANT;
    tracer->vessel_value = 100.0;
    tracer->vessel_permeability = 36.0;
    Simulation *dosed = simulate(&p, &memory, 100);
    p.doses_count = 0;
    Simulation *undosed = simulate(&p, &memory, 100);
    const World *a = simulation_world(dosed), *b = simulation_world(undosed);
    int which = params_substance(&p, "tracer");
    assert_true(a->clock[which].peak > 1.0);
    assert_memory_equal(a->field[which], b->field[which], (size_t)a->grid.sites * sizeof(float));
    simulation_destroy(dosed);
    simulation_destroy(undosed);
}

/* The n-th allocation fails, for every n: a status, and nothing kept. */
static void creation_survives_want_of_memory(void **state)
{
    (void)state;
    static Params p;
    small_tumor(&p, 12, 12, 12);
    for (int64_t n = 1;; n++) {
        Memory memory = {0, n, 0};
        Simulation *s;
        Status status = simulation_create(&p, &memory, &s, NULL, 0);
        if (status == STATUS_OK) {
            simulation_destroy(s);
            assert_int_equal(memory.bytes, 0);
            assert_true(n > 20);
            return;
        }
        assert_int_equal(status, STATUS_NO_MEMORY);
        assert_null(s);
        assert_int_equal(memory.bytes, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_number_of_threads_gives_the_golden_bits),
        cmocka_unit_test(another_seed_is_another_animal),
        cmocka_unit_test(the_golden_run_leaves_nothing_out),
        cmocka_unit_test(without_psma_the_dose_changes_nothing),
        cmocka_unit_test(a_dose_leaves_uncoupled_substances_alone),
        cmocka_unit_test(creation_survives_want_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
