/* prodrome --version: what this program is and what it was built with. UDUNITS-2 and libmd do not
 * tell their versions. */
#include "cli/cli.h"
#include "cli/optimise.h"
#include "io/config.h"
#include "io/hdf_version.h"
#include "io/provenance.h"

#include <cairo.h>
#include <jansson.h>
#include <pango/pango.h>
#include <png.h>
#include <stdio.h>

void cli_version(void)
{
    Params params;
    unsigned hdf[3];
    int nlopt[3];
    params_defaults(&params);
    hdf_version(hdf);
    optimise_version(nlopt);
    Provenance p = provenance_of(&params, "");
    printf("prodrome  %s\ncommit    %s\ncompiler  %s\nflags     %s\n", p.version, p.commit,
           p.compiler, p.flags);
    printf("HDF5      %u.%u.%u\nlibyaml   %s\njansson   %s\ncairo     %s\npango     %s\nlibpng    "
           "%s\nNLopt     %d.%d.%d\n",
           hdf[0], hdf[1], hdf[2], config_yaml_version(), jansson_version_str(),
           cairo_version_string(), pango_version_string(), png_get_libpng_ver(NULL), nlopt[0],
           nlopt[1], nlopt[2]);
}
