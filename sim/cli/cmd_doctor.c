/* prodrome doctor: whether this machine has what the program needs, and what to do where it lacks
 * something. A check is a row of CHECKS: it writes what it found, and a remedy where it is not
 * enough. Nothing is left behind. */
#include "cli/cli.h"
#include "engine/simulation.h"
#include "io/file.h"
#include "io/units_io.h"
#include "render/movie.h"

#include <errno.h>
#include <locale.h>
#include <omp.h>
#include <pango/pangocairo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* LACKING is for what a run or a picture needs, NOTE for what only part of the program wants. */
typedef enum Verdict { DOCTOR_GOOD, DOCTOR_NOTE, DOCTOR_LACKING } Verdict;

typedef struct Finding {
    char text[FILE_PATH + 640], remedy[256];
} Finding;

enum { DOCTOR_EDGE = 16, DOCTOR_CELLS = 600, DOCTOR_STEPS = 20 };
static const char RUNS[] = "output/runs";
static const double FLAGSHIP_FILES = 0.3e9; /* bytes of a run of configs/lncap_xenograft.yaml */

/* The state's hash after some steps of a small tumor; false when it cannot be computed. */
static bool doctor_hash(int threads, uint64_t *hash)
{
    Params p;
    Memory memory = {0};
    Simulation *simulation;
    char message[256];
    params_defaults(&p);
    p.grid_nx = p.grid_ny = p.grid_nz = DOCTOR_EDGE;
    p.tumor_cells = DOCTOR_CELLS;
    omp_set_num_threads(threads);
    Status status = simulation_create(&p, &memory, &simulation, message, sizeof message);
    for (int i = 0; i < DOCTOR_STEPS && status == STATUS_OK; i++)
        status = simulation_step(simulation, message, sizeof message);
    if (status == STATUS_OK)
        *hash = world_hash(simulation_world(simulation));
    simulation_destroy(simulation);
    return status == STATUS_OK;
}

static Verdict doctor_threads(Finding *f)
{
    uint64_t one = 0, all = 0;
    int threads = omp_get_max_threads(), processors = omp_get_num_procs();
    bool computed = doctor_hash(1, &one) && doctor_hash(threads, &all);
    snprintf(f->text, sizeof f->text, "%d on %d processor%s, state hash %016llx with 1 thread, %s",
             threads, processors, processors == 1 ? "" : "s", (unsigned long long)one,
             !computed    ? "not computed"
             : one == all ? "the same with all"
                          : "ANOTHER with all");
    if (!computed || one != all) {
        snprintf(f->remedy, sizeof f->remedy,
                 "this must not be: please report it with what `prodrome version` prints");
        return DOCTOR_LACKING;
    }
    if (threads <= processors)
        return DOCTOR_GOOD;
    snprintf(f->remedy, sizeof f->remedy, "OMP_NUM_THREADS asks for more than there are");
    return DOCTOR_NOTE;
}

static Verdict doctor_memory(Finding *f)
{
    Params p;
    params_defaults(&p);
    p.grid_nx = p.grid_ny = p.grid_nz = 96;
    double page = (double)sysconf(_SC_PAGESIZE), need = (double)simulation_bytes(&p);
    double all = page * (double)sysconf(_SC_PHYS_PAGES);
    double unused = page * (double)sysconf(_SC_AVPHYS_PAGES);
    snprintf(f->text, sizeof f->text,
             "%.1f GB, %.1f GB of it unused; 96 x 96 x 96 sites take %.2f GB", all / 1e9,
             unused / 1e9, need / 1e9);
    if (all > 2 * need)
        return DOCTOR_GOOD;
    snprintf(f->remedy, sizeof f->remedy, "smaller boxes: grid.nx, grid.ny, grid.nz");
    return DOCTOR_LACKING;
}

/* The folder itself or, where it is not there yet, the nearest above it. */
static const char *doctor_folder(const char *path)
{
    return file_is_folder(path) ? path : file_is_folder("output") ? "output" : ".";
}

static Verdict doctor_disk(Finding *f)
{
    const char *folder = doctor_folder(RUNS);
    char path[FILE_PATH], message[FILE_PATH + 256] = "";
    struct statvfs disk;
    double room = statvfs(folder, &disk) ? 0 : (double)disk.f_bavail * (double)disk.f_frsize;
    snprintf(path, sizeof path, "%s/.doctor-%ld", folder, (long)getpid());
    bool written = file_write_whole(path, "prodrome", 8, message, sizeof message) == STATUS_OK;
    if (written)
        unlink(path);
    snprintf(f->text, sizeof f->text, "%.1f GB free for %s, which %s be written%s%.3900s",
             room / 1e9, RUNS, written ? "can" : "cannot", written ? "" : ": ", message);
    if (written && room > FLAGSHIP_FILES)
        return DOCTOR_GOOD;
    snprintf(f->remedy, sizeof f->remedy, "prodrome run --out FOLDER, on another disk");
    return DOCTOR_LACKING;
}

static Verdict doctor_units(Finding *f)
{
    UnitsIo *units = units_io_create();
    double factor = 0;
    UnitsIoResult result =
        units ? units_io_factor(units, "mol/m^3", "nM", &factor) : UNITS_IO_NO_DATABASE;
    units_io_destroy(units);
    bool good = result == UNITS_IO_OK;
    snprintf(f->text, sizeof f->text, "UDUNITS-2 %s",
             good ? "converts mol/m^3 into nM" : "does not find its database");
    if (good)
        return DOCTOR_GOOD;
    snprintf(f->remedy, sizeof f->remedy, "apt-get install libudunits2-data; UDUNITS2_XML_PATH");
    return DOCTOR_LACKING;
}

static Verdict doctor_locale(Finding *f)
{
    const char *names = setlocale(LC_ALL, "");
    const char *point = localeconv()->decimal_point;
    snprintf(f->text, sizeof f->text, "%s, whose decimal sign is `%s`; files have `.` in any",
             names ? names : "unknown", point);
    setlocale(LC_ALL, "C");
    return DOCTOR_GOOD;
}

static Verdict doctor_fonts(Finding *f)
{
    PangoFontFamily **families = NULL;
    int count = 0;
    pango_font_map_list_families(pango_cairo_font_map_get_default(), &families, &count);
    g_free(families);
    snprintf(f->text, sizeof f->text, "%d famil%s for the text of plots", count,
             count == 1 ? "y" : "ies");
    if (count > 0)
        return DOCTOR_GOOD;
    snprintf(f->remedy, sizeof f->remedy, "apt-get install fonts-dejavu-core");
    return DOCTOR_LACKING;
}

static Verdict doctor_display(Finding *f)
{
    char viewer[FILE_PATH];
    const char *x = getenv("DISPLAY"), *wayland = getenv("WAYLAND_DISPLAY");
    const char *display = x && *x ? x : wayland && *wayland ? wayland : NULL;
    bool built = cli_beside("prodrome-view", viewer) && access(viewer, X_OK) == 0;
    snprintf(f->text, sizeof f->text, "%s; the viewer is %s", display ? display : "none",
             built ? "built" : "not built");
    if (display && built)
        return DOCTOR_GOOD;
    snprintf(f->remedy, sizeof f->remedy, "%s",
             built ? "prodrome plot and prodrome export draw without one"
                   : "make view, for prodrome view");
    return DOCTOR_NOTE;
}

static Verdict doctor_movies(Finding *f)
{
    Movie movie;
    bool found = movie_find(&movie, f->remedy, sizeof f->remedy) == STATUS_OK;
    snprintf(f->text, sizeof f->text, "%s", found ? movie.program : "no ffmpeg");
    return found ? DOCTOR_GOOD : DOCTOR_NOTE;
}

static const struct {
    const char *name;
    Verdict (*look)(Finding *finding);
} CHECKS[] = {
    {"threads", doctor_threads}, {"memory", doctor_memory}, {"disk", doctor_disk},
    {"units", doctor_units},     {"locale", doctor_locale}, {"fonts", doctor_fonts},
    {"display", doctor_display}, {"movies", doctor_movies},
};
enum { CHECKS_COUNT = sizeof CHECKS / sizeof CHECKS[0] };

int cmd_doctor(int argc, char **argv)
{
    static const char *const words[] = {"ok", "note", "LACKING"};
    const struct argp argp = {.doc = "Tells what this machine has of what the program needs, and "
                                     "what to do where it lacks something: exit code 69 then."};
    argp_parse(&argp, argc, argv, 0, 0, NULL);
    Verdict worst = DOCTOR_GOOD;
    for (int i = 0; i < CHECKS_COUNT; i++) {
        Finding finding = {0};
        Verdict verdict = CHECKS[i].look(&finding);
        printf("%-8s %-8s %s\n", CHECKS[i].name, words[verdict], finding.text);
        if (*finding.remedy)
            printf("                   hint: %s\n", finding.remedy);
        worst = verdict > worst ? verdict : worst;
    }
    return status_exit_code(worst == DOCTOR_LACKING ? STATUS_UNAVAILABLE : STATUS_OK);
}
