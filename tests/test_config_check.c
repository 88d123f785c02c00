/* What no single value of a configuration shows: one row per rule, good and bad. */
#include "io/config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { CHECK_SETS = 8 };

/* Reads and checks sets; the first message, if any. */
static Status read_and_check(const char *const *sets, int count, char what[400])
{
    Messages messages;
    Params params;
    messages_start(&messages);
    Status status = config_read(0, 0, sets, count, &params, &messages);
    if (status == STATUS_OK)
        status = config_check(&params, &messages);
    snprintf(what, 400, "%s", messages.count ? messages.list[0].what : "");
    messages_destroy(&messages);
    return status;
}

/* Over the defaults: sets, the outcome, and what the first message says. */
static const struct {
    const char *sets[CHECK_SETS];
    Status status;
    const char *what;
} CASES[] = {
    {{"grid.nx=100"}, STATUS_OK, ""},
    {{"time.burn_in=0 d"}, STATUS_OK, ""},
    {{"time.cell_step=0.7 h"}, STATUS_BAD_DATA, "is not a multiple of time.cell_step"},
    {{"time.cell_step=0.01 h", "time.end=3650 d"}, STATUS_OK, ""},
    {{"time.cell_step=1e-3 h", "time.end=16777.216 h", "time.burn_in=0 d"}, STATUS_OK, ""},
    {{"time.cell_step=1e-3 h", "time.end=16777.216 h", "time.burn_in=1e-3 h"},
     STATUS_BAD_DATA,
     "16777217 steps; a run has at most 16777216"},
    {{"stop.volume_ratio=0.5"}, STATUS_BAD_DATA, "is reached on day 0"},
    {{"hypoxia.substance=air"}, STATUS_BAD_DATA, "no substance `air`"},
    {{"hypoxia.substance=prodrug"}, STATUS_BAD_DATA, "has to be measured in mmHg"},
    {{"serca.ligand=oxygen"}, STATUS_BAD_DATA, "has to be measured in nM"},
    {{"substances.oxygen.enabled=no"}, STATUS_OK, ""},
    {{"substances.prodrug.enabled=no"}, STATUS_BAD_DATA, "`prodrug` is not enabled"},
    {{"substances.prodrug.enabled=no", "reactions.activation.enabled=no"}, STATUS_OK, ""},
    {{"substances.oxygen.face_x_min=periodic"}, STATUS_BAD_DATA, "a periodic face opposite"},
    {{"substances.oxygen.face_x_min=periodic", "substances.oxygen.face_x_max=periodic"},
     STATUS_OK,
     ""},
    {{"substances.oxygen.unit=nM"}, STATUS_BAD_DATA, "another unit"},
    {{"substances.prodrug.solubility=2 nM/mmHg"}, STATUS_BAD_DATA, "is 1 for a substance"},
    {{"substances.oxygen.vessel_drug=mipsagargin"}, STATUS_BAD_DATA, "vessel_supply is plasma"},
    {{"substances.prodrug.vessel_drug=aspirin"}, STATUS_BAD_DATA, "no drug `aspirin`"},
    {{"substances.deaths.unit=nM", "substances.deaths.diffusion=1e-6 cm^2/s"},
     STATUS_BAD_DATA,
     "another meaning"},
    {{"reactions.activation.product=prodrug"}, STATUS_BAD_DATA, "back to its own substrate"},
    {{"reactions.back.substrate=active_drug", "reactions.back.product=prodrug"},
     STATUS_BAD_DATA,
     "back to its own substrate"},
    {{"reactions.loss.substrate=active_drug"}, STATUS_OK, ""},
    {{"substances.oxygen.stepping=steady"}, STATUS_OK, ""},
    {{"substances.prodrug.stepping=steady"}, STATUS_BAD_DATA, "takes part in a reaction"},
    {{"substances.prodrug.stepping=steady", "reactions.activation.enabled=no"}, STATUS_OK, ""},
    {{"substances.prodrug.stepping=steady", "reactions.activation.product="}, STATUS_OK, ""},
    {{"substances.prodrug.stepping=transient"}, STATUS_OK, ""},
    {{"substances.active_drug.stepping=steady"}, STATUS_BAD_DATA, "is the ligand of SERCA"},
    {{"substances.active_drug.stepping=steady", "serca.ligand=prodrug"},
     STATUS_BAD_DATA,
     "takes part in a reaction"},
    {{"reactions.loss.product=active_drug"}, STATUS_BAD_DATA, "has to give its substrate"},
    {{"drugs.new.volume=1 L/kg"}, STATUS_BAD_DATA, "has to give its molar_mass"},
    {{"doses.0.drug=mipsagargin"}, STATUS_BAD_DATA, "has to give its amount"},
    {{"doses.0.drug=mipsagargin", "doses.0.amount=1 mg/kg", "doses.0.at=30 d"}, STATUS_OK, ""},
    {{"doses.0.drug=mipsagargin", "doses.0.amount=1 mg/kg", "doses.0.at=30.1 d"},
     STATUS_BAD_DATA,
     "after the end of the run"},
    {{"doses.0.drug=mipsagargin", "doses.0.amount=1 mg/kg", "doses.0.times=32"},
     STATUS_BAD_DATA,
     "after the end of the run"},
    {{"doses.0.drug=mipsagargin", "doses.0.amount=1 mg/kg", "doses.0.times=2", "doses.0.every=0 d"},
     STATUS_BAD_DATA,
     "need time between them"},
    {{"doses.0.drug=mipsagargin", "doses.0.amount=1 mg/kg", "substances.prodrug.vessel_drug="},
     STATUS_BAD_DATA,
     "comes from the drug"},
    {{"doses.1.drug=mipsagargin"}, STATUS_BAD_DATA, "there is no doses.1"},
    {{"tumor.cells=884737"}, STATUS_BAD_DATA, "do not fit"},
    {{"death.execution_min=73 h"}, STATUS_BAD_DATA, "above death.execution_max"},
    {{"hypoxia.necrosis_full=6 mmHg"}, STATUS_BAD_DATA, "above hypoxia.necrosis_below"},
    {{"grid.nx=4096", "grid.ny=4096", "grid.nz=4096"}, STATUS_NO_MEMORY, "this machine has"},
    {{"grid.nx=4096", "grid.ny=4096", "grid.nz=4096", "stop.volume_ratio=1"},
     STATUS_BAD_DATA,
     "is reached on day 0"},
};

static void test_cross_checks(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        char what[400];
        int count = 0;
        while (count < CHECK_SETS && CASES[i].sets[count])
            count++;
        Status status = read_and_check(CASES[i].sets, count, what);
        if (status != CASES[i].status || !strstr(what, CASES[i].what))
            fail_msg("%s ...: %s (status %d)", CASES[i].sets[0], what, (int)status);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cross_checks),
    };
    return cmocka_run_group_tests(tests, 0, 0);
}
