/* Two compartments (model: section "SERCA, calcium, death" of the design; Pick 2023 for the gate):
 *
 *     dC/dt = b + e(E) - k C + v (l E / E0 - (1 - theta) V h(C))
 *     dE/dt =                 -  (l E / E0 - (1 - theta) V h(C))
 *     e(E) = e_max / (1 + (E / E_half)^n)       store-operated entry
 *     h(C) = C^2 / (C^2 + K^2)                  SERCA
 *
 *     C, E   free calcium in cytosol and ER, nM       theta  blocked share of the pumps, 0 to 1
 *     k      clearance, 1/h                           l      leak at rest, nM/h of ER
 *     v      effective volume, ER over cytosol        E0     ER calcium at rest
 *     V      set by flux = leak at rest               b      set by dC/dt = 0 at rest
 *
 * The steady state is the root in E of l E / E0 = (1 - theta) V h(C(E)), C(E) = (b + e(E)) / k: the
 * left side rises and the right side falls with E, so bisection finds the only root. */
#include "therapy/calcium.h"
#include "core/maths.h"

static double calcium_entry(const Params *p, double er)
{
    return p->calcium_entry_max /
           (1.0 + maths_pow(er / p->calcium_entry_half, p->calcium_entry_hill));
}

static double calcium_pump(const Params *p, double cytosol)
{
    double square = cytosol * cytosol;
    return square / (square + p->calcium_serca_half * p->calcium_serca_half);
}

static double calcium_basal_entry(const Params *p)
{
    return p->calcium_clearance * p->calcium_rest - calcium_entry(p, p->calcium_er_rest);
}

/* Net loss of the ER: leak less what the unblocked pumps return, nM/h of ER. */
static double calcium_er_loss(const Params *p, double cytosol, double er, double blocked)
{
    double most = p->calcium_er_leak / calcium_pump(p, p->calcium_rest);
    return p->calcium_er_leak * er / p->calcium_er_rest -
           (1.0 - blocked) * most * calcium_pump(p, cytosol);
}

CalciumRates calcium_rates(const Params *p, double cytosol, double er, double blocked)
{
    double loss = calcium_er_loss(p, cytosol, er, blocked);
    double entry = calcium_basal_entry(p) + calcium_entry(p, er);
    return (CalciumRates){entry - p->calcium_clearance * cytosol + p->calcium_volume_ratio * loss,
                          -loss};
}

static double calcium_cytosol_of(const Params *p, double er)
{
    return (calcium_basal_entry(p) + calcium_entry(p, er)) / p->calcium_clearance;
}

static double calcium_steady_er(const Params *p, double blocked)
{
    double low = 0.0, high = 2.0 * p->calcium_er_rest;
    for (int i = 0; i < 60; i++) {
        double er = 0.5 * (low + high);
        if (calcium_er_loss(p, calcium_cytosol_of(p, er), er, blocked) > 0.0)
            high = er;
        else
            low = er;
    }
    return 0.5 * (low + high);
}

void calcium_map(const Params *p, CalciumMap *map)
{
    for (int i = 0; i < CALCIUM_POINTS; i++) {
        double er = calcium_steady_er(p, (double)i / (CALCIUM_POINTS - 1));
        map->er[i] = (float)er;
        map->cytosol[i] = (float)calcium_cytosol_of(p, er);
    }
}
