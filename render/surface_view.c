#include "render/surface.h"

#include <math.h>

static const double PI = 3.14159265358979324;
static const double TURN = 0.5;  /* degrees that a pixel of the mouse turns */
static const double FILL = 0.96; /* of the picture's shorter side, by the lattice's diagonal */

SurfaceView surface_view(void)
{
    SurfaceView view = {.zoom = 1, .box = true, .section = true, .layers_count = 1};
    view.background = INK_COLOURS[INK_PAPER];
    view.layers[0] = (RasterLayer){overlay_find("cells"), NULL, 255};
    view.shown[CLASS_CYCLING] = view.shown[CLASS_QUIESCENT] = view.shown[CLASS_COMMITTED] = true;
    view.shown[CLASS_APOPTOTIC] = view.shown[CLASS_NECROTIC] = true;
    surface_face(&view, 'y');
    surface_turn(&view, 70, 50);
    return view;
}

void surface_face(SurfaceView *view, char axis)
{
    static const double faces[3][3][3] = {
        {{0, 1, 0}, {0, 0, 1}, {1, 0, 0}},
        {{1, 0, 0}, {0, 0, 1}, {0, -1, 0}},
        {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
    };
    int face = axis == 'x' ? 0 : axis == 'y' ? 1 : 2;
    for (int k = 0; k < 3; k++)
        for (int a = 0; a < 3; a++)
            view->axes[k][a] = faces[face][k][a];
}

static double dot(const double a[3], const double b[3])
{
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/* Turns `from` toward `to`. Sine and cosine from half the angle's tangent, which for what a mouse
 * does between two pictures is half the angle. */
static void axes_turn(double from[3], double to[3], double pixels)
{
    double half = pixels * TURN * PI / 360;
    double c = (1 - half * half) / (1 + half * half), s = 2 * half / (1 + half * half);
    for (int a = 0; a < 3; a++) {
        double f = from[a], t = to[a];
        from[a] = c * f + s * t;
        to[a] = c * t - s * f;
    }
}

/* Unit vectors at right angles again, so that many small turns leave the picture in shape. */
static void axes_mend(SurfaceView *view)
{
    double *right = view->axes[SURFACE_RIGHT], *up = view->axes[SURFACE_UP];
    double *out = view->axes[SURFACE_OUT];
    double length = sqrt(dot(out, out));
    for (int a = 0; a < 3; a++)
        out[a] /= length;
    double aslant = dot(right, out);
    for (int a = 0; a < 3; a++)
        right[a] -= aslant * out[a];
    length = sqrt(dot(right, right));
    for (int a = 0; a < 3; a++)
        right[a] /= length;
    for (int a = 0; a < 3; a++) {
        int b = (a + 1) % 3, c = (a + 2) % 3;
        up[a] = out[b] * right[c] - out[c] * right[b];
    }
}

/* The front goes right: what was to the left comes out, and what was out goes to the right. */
void surface_turn(SurfaceView *view, double right, double down)
{
    axes_turn(view->axes[SURFACE_RIGHT], view->axes[SURFACE_OUT], right);
    axes_turn(view->axes[SURFACE_OUT], view->axes[SURFACE_UP], down);
    axes_mend(view);
}

double surface_scale(const Grid *grid, const SurfaceView *view, int width, int height)
{
    double x = grid->nx, y = grid->ny, z = grid->nz;
    return view->zoom * FILL * (width < height ? width : height) / sqrt(x * x + y * y + z * z);
}
