/* The flagship's dose, once. */
#ifndef PRODROME_DOSED_H
#define PRODROME_DOSED_H

#include "model/params.h"

#include <string.h>

static inline void dosed(Params *params)
{
    Dose *dose = params_add(params, LIST_DOSES, "");
    memcpy(dose->drug, "mipsagargin", sizeof "mipsagargin");
    dose->amount = 56.0;
    dose->times = 1;
}

#endif
