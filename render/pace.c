#include "render/pace.h"

double pace_wait(const Pace *pace)
{
    const double wait = pace->cost * (1 / PACE_SHARE - 1);
    return pace->touched || pace->spare || !(wait > PACE_FRAME) ? PACE_FRAME : wait;
}
