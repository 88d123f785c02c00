/* V = 0.5 L W^2, with L = a, W^2 = b c and a >= b >= c the principal axes 2 sqrt(5 lambda_i) of the
 * mass, lambda_i the eigenvalues of the covariance of its points (a ball of radius R has R^2/5; a
 * cubic site adds edge^2/12 of its own). For a ball V = 4 R^3. Axis extents would jump with single
 * cells; moments do not. */
#include "engine/caliper.h"
#include "core/maths.h"
#include "model/cell.h"

#include <string.h>

typedef struct Moments {
    int64_t count;
    int64_t sum[3], square[3][3]; /* of site coordinates: whole numbers, so order is no matter */
} Moments;

static void caliper_add(Moments *m, Site3 s)
{
    const int64_t c[3] = {s.x, s.y, s.z};
    m->count++;
    for (int a = 0; a < 3; a++) {
        m->sum[a] += c[a];
        for (int b = 0; b < 3; b++)
            m->square[a][b] += c[a] * c[b];
    }
}

/* Moments of the mass connected to `start`; marks its sites. */
static Moments caliper_flood(World *world, uint32_t *queue, int64_t start)
{
    Moments m;
    memset(&m, 0, sizeof m);
    int64_t head = 0, tail = 0;
    queue[tail++] = (uint32_t)start;
    world->wish[start] = 1;
    while (head < tail) {
        int64_t site = queue[head++];
        caliper_add(&m, grid_site3(&world->grid, site));
        for (int f = 0; f < GRID_FACES; f++) {
            int64_t to = grid_neighbour(&world->grid, site, f);
            if (to < 0 || world->wish[to] || !cell_tumor_mass(world, to))
                continue;
            world->wish[to] = 1;
            queue[tail++] = (uint32_t)to;
        }
    }
    return m;
}

/* Cyclic Jacobi rotations, each t = tan of the angle without trigonometry; 3 x 3 is done in few. */
void caliper_eigenvalues(double m[3][3], double out[3])
{
    for (int sweep = 0; sweep < 30; sweep++)
        for (int p = 0; p < 2; p++)
            for (int q = p + 1; q < 3; q++) {
                if (m[p][q] == 0.0)
                    continue;
                double tau = (m[q][q] - m[p][p]) / (2.0 * m[p][q]);
                double root = maths_sqrt(1.0 + tau * tau);
                double t = tau >= 0.0 ? 1.0 / (tau + root) : 1.0 / (tau - root);
                double c = 1.0 / maths_sqrt(1.0 + t * t), s = t * c;
                int r = 3 - p - q;
                double rp = m[r][p], rq = m[r][q], pq = m[p][q];
                m[p][p] -= t * pq;
                m[q][q] += t * pq;
                m[p][q] = m[q][p] = 0.0;
                m[r][p] = m[p][r] = c * rp - s * rq;
                m[r][q] = m[q][r] = s * rp + c * rq;
            }
    for (int i = 0; i < 3; i++)
        out[i] = m[i][i];
    for (int i = 0; i < 2; i++)
        for (int k = 0; k < 2 - i; k++)
            if (out[k] < out[k + 1]) {
                double swap = out[k];
                out[k] = out[k + 1];
                out[k + 1] = swap;
            }
}

static Caliper caliper_of(const Moments *m, double edge_um)
{
    Caliper caliper = {m->count, {0.0, 0.0, 0.0}, 0.0};
    if (m->count == 0)
        return caliper;
    double n = (double)m->count, covariance[3][3], value[3];
    for (int a = 0; a < 3; a++)
        for (int b = 0; b < 3; b++)
            covariance[a][b] = (double)m->square[a][b] / n -
                               (double)m->sum[a] / n * ((double)m->sum[b] / n) +
                               (a == b ? 1.0 / 12.0 : 0.0);
    caliper_eigenvalues(covariance, value);
    for (int i = 0; i < 3; i++)
        caliper.axis_um[i] = 2.0 * maths_sqrt(5.0 * value[i]) * edge_um;
    caliper.volume_mm3 = 0.5e-9 * caliper.axis_um[0] * caliper.axis_um[1] * caliper.axis_um[2];
    return caliper;
}

Caliper caliper_measure(World *world, uint32_t *queue)
{
    Moments largest;
    memset(&largest, 0, sizeof largest);
    for (int64_t i = 0; i < world->grid.sites; i++) {
        if (!cell_tumor_mass(world, i) || world->wish[i])
            continue;
        Moments m = caliper_flood(world, queue, i);
        if (m.count > largest.count)
            largest = m;
    }
    for (int64_t i = 0; i < world->grid.sites; i++)
        world->wish[i] = 0;
    return caliper_of(&largest, world->grid.edge_um);
}
