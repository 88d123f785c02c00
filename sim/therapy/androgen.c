/* clang-format off */
/* Testosterone T follows the level L that the host makes for:
 *
 *     dT/dt = k_T (L(t) - T)           k_T = ln 2 / androgen.half_life; L in steps, so T in closed form
 *     a(T) = T / (T + K_a)             activity of the receptor
 *     g(T) = (g_0 + (1 - g_0) T / (T + K_g)) / (1 + T / K_i)
 *                                      speed of a G1 that is entered now: LNCaP cells grow best at
 *                                      low androgen
 *     s(T) = s_0 + (1 - s_0) a(T) / a(T_0)              PSA secretion
 *     m(T) = 1 + m_0 (1 - min(1, a(T) / a(T_0)))        PSMA
 *     dP/dt = s(T) p N / V - k_P P                      PSA in serum
 *
 * T_0 = 2 nM, at which cycle, PSMA and secretion are as the parameters give them: g enters as
 * g(T) / g(T_0). N viable cells, p secretion per cell, V volume of serum. */
/* clang-format on */
#include "therapy/androgen.h"
#include "core/maths.h"

static const double GIVEN_AT = 2.0; /* nM, T_0 */
static const double NG = 1e-3;      /* per pg */

/* The earliest change of level up to a time that has not been used yet; NULL: none. */
static const AndrogenLevel *androgen_next(const Params *p, double hours, bool used[PARAMS_LEVELS])
{
    int next = -1;
    for (int i = 0; i < p->androgens_count; i++)
        if (!used[i] && p->androgens[i].at <= hours &&
            (next < 0 || p->androgens[i].at < p->androgens[next].at))
            next = i;
    if (next < 0)
        return NULL;
    used[next] = true;
    return &p->androgens[next];
}

double androgen_level(const Params *p, int64_t step)
{
    bool used[PARAMS_LEVELS] = {false};
    double hours = (double)(step - params_day0_step(p)) * p->time_cell_step;
    double level = p->androgen_level, wanted = level, since = 0.0;
    for (;;) { /* from one change to the next */
        const AndrogenLevel *next = androgen_next(p, hours, used);
        double length = (next ? next->at : hours) - since;
        double fade = maths_exp(-MATHS_LN2 / p->androgen_half_life * (length > 0.0 ? length : 0.0));
        level = wanted + (level - wanted) * fade;
        if (!next)
            return level;
        wanted = next->level;
        since = next->at;
    }
}

static double androgen_activity(const Params *p, double level)
{
    return level / (level + p->androgen_half_active);
}

static double androgen_growth(const Params *p, double level)
{
    double rising = p->androgen_growth_floor +
                    (1.0 - p->androgen_growth_floor) * level / (level + p->androgen_growth_half);
    return rising / (1.0 + level / p->androgen_growth_limit);
}

Androgen androgen_effects(const Params *p, double level)
{
    double active = androgen_activity(p, level) / androgen_activity(p, GIVEN_AT);
    double inactive = active < 1.0 ? 1.0 - active : 0.0;
    return (Androgen){level, androgen_growth(p, level) / androgen_growth(p, GIVEN_AT),
                      1.0 + p->psma_deprivation_change * inactive,
                      p->psa_castrate_ratio + (1.0 - p->psa_castrate_ratio) * active};
}

/* What PSA would be with the present cells for ever, ng/mL. */
static double androgen_balance(const World *world, double rate)
{
    const Params *p = &world->params;
    double made = world->androgen.secretion * p->psa_secretion * NG * (double)world->viable;
    return made / p->psa_volume / rate;
}

void androgen_begin(World *world)
{
    const Params *p = &world->params;
    world->androgen = androgen_effects(p, androgen_level(p, world->step));
    world->psa = androgen_balance(world, MATHS_LN2 / p->psa_half_life);
}

void androgen_step(World *world)
{
    const Params *p = &world->params;
    double rate = MATHS_LN2 / p->psa_half_life, fade = maths_exp(-rate * world->step_h);
    world->psa = world->psa * fade + androgen_balance(world, rate) * (1.0 - fade);
    world->androgen = androgen_effects(p, androgen_level(p, world->step));
}
