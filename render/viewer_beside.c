/* The run beside the one that is watched: that of the command line, else the one that a branch has
 * left. Its saved states are shown in place of the run's own, or the difference of both. */
#include "render/viewer_parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const double SAME_DAY = 1e-4;

static const char *beside_wanted(const Viewer *v)
{
    return v->beside.asked[0] ? v->beside.asked : v->state.parent;
}

/* What was shown of it is gone. */
static void beside_close(Viewer *v)
{
    Beside *b = &v->beside;
    if (b->replay)
        replay_destroy(b->replay);
    b->replay = NULL;
    b->frame = NULL;
    b->compared[0] = 0;
    v->frame = v->shown = v->own;
    v->shown_layers = &v->layers;
}

void viewer_beside_destroy(Viewer *v)
{
    beside_close(v);
    compare_destroy(&v->beside.compare);
}

/* Whether the other run can be laid beside one of these parameters; else the message says why not.
 */
static Status beside_fits(const Params *params, const Grid *grid, const Source *other,
                          const char *folder, char *message, size_t size)
{
    const Grid *g = &other->grid;
    const Layers own = layers_of(params), layers = layers_of(other->params);
    if (grid->nx == g->nx && grid->ny == g->ny && grid->nz == g->nz &&
        grid->edge_um == g->edge_um && layers_same(&own, &layers))
        return STATUS_OK;
    snprintf(message, size,
             "%.300s: it has another lattice or other substances than this run: they cannot be "
             "compared",
             folder);
    return STATUS_BAD_DATA;
}

Status viewer_beside_check(const Params *params, const char *folder, char *message,
                           size_t message_size)
{
    Replay *replay;
    const Grid grid = grid_of((int)params->grid_nx, (int)params->grid_ny, (int)params->grid_nz,
                              params->grid_edge);
    Status status = replay_create(folder, NAN, &replay, message, message_size);
    if (status != STATUS_OK)
        return status;
    const Source source = replay_source(replay);
    status = beside_fits(params, &grid, &source, folder, message, message_size);
    replay_destroy(replay);
    return status;
}

static Status beside_open(Viewer *v, const char *folder, char *message, size_t size)
{
    Beside *b = &v->beside;
    if (b->replay && strcmp(b->folder, folder) == 0)
        return STATUS_OK;
    beside_close(v);
    snprintf(b->folder, sizeof b->folder, "%s", folder);
    Status status = replay_create(folder, NAN, &b->replay, message, size);
    if (status != STATUS_OK)
        return status;
    b->source = replay_source(b->replay);
    b->notes = 0;
    status = beside_fits(v->source.params, &v->source.grid, &b->source, folder, message, size);
    if (status == STATUS_OK && !b->compare.kinds) {
        status = compare_create(&v->memory, &v->source.grid, v->source.params->substances_count,
                                &v->layers, &b->compare);
        if (status != STATUS_OK)
            snprintf(message, size, "%.300s: %s", folder, status_sentence(status));
    }
    if (status != STATUS_OK)
        beside_close(v);
    return status;
}

Status viewer_beside(Viewer *v, const char *folder, char *message, size_t message_size)
{
    snprintf(v->beside.asked, sizeof v->beside.asked, "%s", folder);
    return beside_open(v, folder, message, message_size);
}

static bool same_wish(const FrameWish *a, const FrameWish *b)
{
    return a->plane == b->plane && a->index == b->index && a->whole == b->whole &&
           a->values == b->values && a->maximum == b->maximum;
}

/* The other run's saved state that is nearest, seen as the own frame is. */
static const Frame *beside_frame(Viewer *v, const Frame *own)
{
    Beside *b = &v->beside;
    void *to = b->source.context;
    FrameWish wish = own->wish;
    wish.cell = 0; /* its story is that of this run */
    b->source.state(to, &b->state);
    if (fabs(b->state.day - own->day) > SAME_DAY)
        b->source.command(to, &(SourceCommand){.order = SOURCE_GO, .number = own->day});
    if (!b->frame || !same_wish(&b->frame->wish, &own->wish))
        b->source.command(to, &(SourceCommand){.order = SOURCE_LOOK, .wish = wish});
    b->source.state(to, &b->state);
    if (b->state.notes != b->notes)
        viewer_note(v, b->state.note);
    b->notes = b->state.notes;
    return b->source.frame(to);
}

/* The difference, taken anew when either has changed. */
static void beside_compare(Viewer *v, const Frame *own)
{
    Beside *b = &v->beside;
    Compare *c = &b->compare;
    if (b->compared[0] != own->number || b->compared[1] != b->frame->number) {
        compare_take(c, &v->layers, own, b->frame);
        c->frame.number++;
    }
    b->compared[0] = own->number;
    b->compared[1] = b->frame->number;
    v->shown = &c->frame;
    v->shown_layers = &c->layers;
}

/* Without the other run the picture is the own one, which is told. */
static bool beside_ready(Viewer *v)
{
    char message[FILE_PATH + 512];
    const char *folder = beside_wanted(v);
    if (!folder[0])
        viewer_note(v, "there is no other run: a branch has its parent, or name a run folder with "
                       "--beside");
    else if (beside_open(v, folder, message, sizeof message) == STATUS_OK)
        return true;
    else
        viewer_note(v, message);
    v->beside.picture = PICTURE_OWN;
    return false;
}

void viewer_beside_update(Viewer *v, const Frame *own)
{
    Beside *b = &v->beside;
    v->frame = v->shown = own;
    v->shown_layers = &v->layers;
    b->why[0] = 0;
    if (b->picture == PICTURE_OWN || !own || !beside_ready(v))
        return;
    const Frame *other = b->frame = beside_frame(v, own);
    const bool same = fabs(other->day - own->day) <= SAME_DAY && !b->state.failed;
    if (b->picture == PICTURE_OTHER)
        v->frame = v->shown = other;
    else if (same)
        beside_compare(v, own);
    if (b->state.failed)
        snprintf(b->why, sizeof b->why, "a saved state of %.300s cannot be read", b->folder);
    else if (!same)
        snprintf(b->why, sizeof b->why,
                 "%.300s has no saved state of day %.3f, the nearest is of "
                 "day %.3f%s",
                 b->folder, own->day, other->day,
                 b->picture == PICTURE_OTHER ? ", shown here"
                                             : ": no difference, but the run itself");
}

void viewer_picture(Viewer *v, ViewerPicture picture)
{
    v->beside.picture = v->beside.picture == picture ? PICTURE_OWN : picture;
    if (v->beside.picture != PICTURE_OWN)
        (void)beside_ready(v);
}

/* The last part of a path, or all of it where both have the same. */
static const char *beside_name(const char *path, const char *other)
{
    const char *slash = strrchr(path, '/'), *other_slash = strrchr(other, '/');
    const char *name = slash && slash[1] ? slash + 1 : path;
    return strcmp(name, other_slash ? other_slash + 1 : other) == 0 ? path : name;
}

bool viewer_beside_title(const Viewer *v, char *out, size_t size)
{
    const Beside *b = &v->beside;
    const char *own = beside_name(v->state.folder, b->folder);
    const char *other = beside_name(b->folder, v->state.folder);
    *out = 0;
    if (b->picture == PICTURE_OTHER)
        snprintf(out, size, "the other run, %s, on day %.3f; this run is %s", other,
                 v->frame ? v->frame->day : NAN, own);
    else if (b->picture == PICTURE_DIFFERENCE && !b->why[0])
        snprintf(out, size, "difference on day %.3f: %s (A) \u2212 %s (B)", v->state.day, own,
                 other);
    return *out != 0;
}

void viewer_beside_why(Viewer *v, Canvas *canvas)
{
    const Rect r = v->places.picture;
    const TextStyle style = {14, INK_COLOURS[INK_TEXT], 0.5, 0.5, false, false};
    const double width = fmin(canvas_text_width(canvas, style, v->beside.why), r.width - 40);
    if (!v->beside.why[0])
        return;
    canvas_rectangle(canvas, r.x + (r.width - width) / 2 - 8, r.y + 46, width + 16, 28, 0xFFF7D6);
    canvas_text_fitted(canvas, r.x + r.width / 2, r.y + 60, width, style, v->beside.why);
}
