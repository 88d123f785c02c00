#include "render/window.h"

#include "render/pace.h"
#include "render/recorder.h"

#include <SDL.h>
#include <math.h>
#include <omp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { WIDTH = 1280, HEIGHT = 800, LEAST_WIDTH = 1024, LEAST_HEIGHT = 700 };

struct Window {
    SDL_Window *window;
    SDL_Renderer *renderer;
    SDL_Texture *texture;
    Canvas canvas;
    Viewer *viewer;
    Recorder recorder;
    Labels labels;
    bool dirty, held;      /* held: the last key came once more */
    bool shoot, film;      /* the next picture is to be kept; to begin or end a film */
    int threads;           /* of who opened it: a run has them, drawing has one */
    double desktop;        /* the window's units to a length of the viewer */
    bool spare;            /* the run leaves a processor free */
    double drawn_at, cost; /* s; processor time of the last picture */
    const WindowDrop *drop;
    bool taken; /* what was dropped */
};

static volatile sig_atomic_t closing;

void window_close(void)
{
    closing = 1;
}

const char *window_version(void)
{
    static char text[32];
    SDL_version version;
    SDL_GetVersion(&version);
    snprintf(text, sizeof text, "%d.%d.%d", version.major, version.minor, version.patch);
    return text;
}

static double window_clock(void)
{
    return (double)SDL_GetPerformanceCounter() / (double)SDL_GetPerformanceFrequency();
}

/* Processor time of this thread, s. */
static double window_used(void)
{
    struct timespec used;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    return (double)used.tv_sec + 1e-9 * (double)used.tv_nsec;
}

/* -- opening ---------------------------------------------------------------------------------- */

static Status window_fail(const char *what, char *message, size_t message_size)
{
    snprintf(message, message_size,
             "%s (%s): there is no display to draw on; `prodrome run` computes without one, and "
             "`prodrome export` and `prodrome plot` make pictures",
             what, SDL_GetError());
    return STATUS_UNAVAILABLE;
}

/* SDL takes an invisible driver when there is no display, and says nothing. */
static bool window_invisible(void)
{
    const char *driver = SDL_GetCurrentVideoDriver(), *asked = getenv("SDL_VIDEODRIVER");
    bool hidden = driver && (strcmp(driver, "dummy") == 0 || strcmp(driver, "offscreen") == 0);
    return hidden && !(asked && strcmp(asked, driver) == 0);
}

static Status window_start(char *message, size_t message_size)
{
    SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1");
    SDL_SetHint(SDL_HINT_VIDEO_ALLOW_SCREENSAVER, "1");
    /* The pixels are ours: by way of OpenGL a machine without a graphics card would draw them once
     * more, with a thread for every core. */
    SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0");
    if (SDL_Init(SDL_INIT_VIDEO) != 0)
        return window_fail("no window", message, message_size);
    if (!window_invisible())
        return STATUS_OK;
    SDL_SetError("SDL would use its driver `%s`", SDL_GetCurrentVideoDriver());
    return window_fail("no window", message, message_size);
}

Status window_possible(char *message, size_t message_size)
{
    Status status = window_start(message, message_size);
    SDL_Quit();
    return status;
}

/* How much larger all is to be drawn: X11 tells nothing of a fine screen, but desktops set
 * GDK_SCALE for it. No more than leaves room on that screen. */
static double window_desktop(const SDL_Rect *room)
{
    const char *asked = getenv("GDK_SCALE"), *driver = SDL_GetCurrentVideoDriver();
    const double scale = asked && driver && strcmp(driver, "x11") == 0 ? atof(asked) : 1;
    const double most = fmin((double)room->w / LEAST_WIDTH, (double)room->h / LEAST_HEIGHT);
    return fmax(1, fmin(scale, most)); /* 1 for what is no number, too */
}

static Status window_open(Window *w, const char *title, char *message, size_t message_size)
{
    Status status = window_start(message, message_size);
    if (status != STATUS_OK)
        return status;
    SDL_Rect room;
    if (SDL_GetDisplayUsableBounds(0, &room) != 0)
        room = (SDL_Rect){0, 0, WIDTH, HEIGHT};
    w->desktop = window_desktop(&room);
    const int width = (int)fmin(WIDTH * w->desktop, fmax(room.w, LEAST_WIDTH));
    const int height = (int)fmin(HEIGHT * w->desktop, fmax(room.h, LEAST_HEIGHT));
    w->window = SDL_CreateWindow(title, SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED, width,
                                 height, SDL_WINDOW_RESIZABLE | SDL_WINDOW_ALLOW_HIGHDPI);
    w->renderer = w->window ? SDL_CreateRenderer(w->window, -1, SDL_RENDERER_SOFTWARE) : NULL;
    if (!w->renderer)
        return window_fail("no window", message, message_size);
    SDL_SetWindowMinimumSize(w->window, (int)(LEAST_WIDTH * w->desktop),
                             (int)(LEAST_HEIGHT * w->desktop));
    SDL_StartTextInput();
    return STATUS_OK;
}

void window_destroy(Window *w)
{
    if (!w)
        return;
    if (w->canvas.surface)
        canvas_destroy(&w->canvas);
    SDL_DestroyTexture(w->texture);
    if (w->renderer)
        SDL_DestroyRenderer(w->renderer);
    if (w->window)
        SDL_DestroyWindow(w->window);
    SDL_Quit();
    free(w);
}

Status window_create(const char *title, Window **out, char *message, size_t message_size)
{
    Window *w = *out = calloc(1, sizeof *w);
    if (!w) {
        snprintf(message, message_size, "%s", status_sentence(STATUS_NO_MEMORY));
        return STATUS_NO_MEMORY;
    }
    Status status = window_open(w, title, message, message_size);
    if (status != STATUS_OK) {
        window_destroy(w);
        *out = NULL;
    }
    return status;
}

/* Pixels of the picture for one of the window's units: more than 1 on a fine screen. */
static double window_fine(const Window *w)
{
    int width, height, fine, ignored;
    SDL_GetWindowSize(w->window, &width, &height);
    SDL_GetRendererOutputSize(w->renderer, &fine, &ignored);
    return width > 0 ? (double)fine / width : 1;
}

/* The canvas and the texture have the pixels of the window. */
static bool window_fit(Window *w)
{
    int width, height;
    const double fine = window_fine(w) * w->desktop;
    if (SDL_GetRendererOutputSize(w->renderer, &width, &height) != 0)
        return false;
    if (w->canvas.surface && canvas_columns(&w->canvas) == width &&
        canvas_rows(&w->canvas) == height && w->canvas.fine == fine)
        return true;
    if (w->canvas.surface)
        canvas_destroy(&w->canvas);
    SDL_DestroyTexture(w->texture);
    w->texture = SDL_CreateTexture(w->renderer, SDL_PIXELFORMAT_RGB888, SDL_TEXTUREACCESS_STREAMING,
                                   width, height);
    return w->texture && canvas_create_fine(width, height, fine, &w->canvas) == STATUS_OK;
}

/* -- what comes in ---------------------------------------------------------------------------- */

/* Keys that have a name; those that give a character come as text. */
static void window_key(Window *w, const SDL_KeyboardEvent *key)
{
    const char *name = SDL_GetKeyName(key->keysym.sym);
    w->held = key->repeat != 0;
    if (strlen(name) > 1 || key->keysym.sym == SDLK_SPACE)
        viewer_key(w->viewer, key->keysym.sym == SDLK_SPACE ? "Space" : name, w->held);
}

/* SDL gives the text away with the event. */
static void window_drop(Window *w, SDL_DropEvent drop)
{
    char message[SOURCE_PATH + 512] = "nothing can be dropped here";
    if (drop.type == SDL_DROPFILE && drop.file && w->drop) {
        omp_set_num_threads(w->threads); /* of a run that begins with it */
        w->taken = w->drop->take(w->drop->context, drop.file, message, sizeof message);
        omp_set_num_threads(1);
    }
    SDL_free(drop.file);
    if (!w->taken)
        viewer_note(w->viewer, message);
}

static void window_event(Window *w, const SDL_Event *event)
{
    const double per = 1 / w->desktop; /* a length of the viewer to a unit of the window */
    int x, y;
    w->dirty = true;
    switch (event->type) {
    case SDL_QUIT:
        viewer_do(w->viewer, CONTROL_QUIT);
        break;
    case SDL_KEYDOWN:
        window_key(w, &event->key);
        break;
    case SDL_TEXTINPUT:
        if (event->text.text[0] != ' ')
            viewer_key(w->viewer, event->text.text, w->held);
        break;
    case SDL_MOUSEMOTION:
        viewer_point(w->viewer, event->motion.x * per, event->motion.y * per);
        break;
    case SDL_MOUSEBUTTONDOWN:
        if (event->button.button == SDL_BUTTON_LEFT)
            viewer_press(w->viewer, event->button.x * per, event->button.y * per);
        break;
    case SDL_MOUSEBUTTONUP:
        if (event->button.button == SDL_BUTTON_LEFT)
            viewer_release(w->viewer, event->button.x * per, event->button.y * per);
        break;
    case SDL_MOUSEWHEEL:
        SDL_GetMouseState(&x, &y);
        viewer_wheel(w->viewer, event->wheel.y, x * per, y * per);
        break;
    case SDL_DROPFILE:
    case SDL_DROPTEXT:
        window_drop(w, event->drop);
        break;
    default:
        break;
    }
}

/* -- what goes out ---------------------------------------------------------------------------- */

static void window_screenshot(Window *w)
{
    char path[SOURCE_PATH], message[SOURCE_PATH + 256] = "there is no folder for the picture";
    Status status = STATUS_IO;
    viewer_labels(w->viewer, &w->labels);
    if (viewer_picture_path(w->viewer, ".png", path))
        status = canvas_write(&w->canvas, &w->labels, path, message, sizeof message);
    viewer_note(w->viewer, status == STATUS_OK ? path : message);
}

/* Begins to record, or ends it. */
static void window_record(Window *w)
{
    char path[SOURCE_PATH], message[SOURCE_PATH + 256] = "there is no folder for the film";
    viewer_labels(w->viewer, &w->labels);
    if (w->recorder.going)
        (void)recorder_end(&w->recorder, message, sizeof message);
    else if (viewer_picture_path(w->viewer, "", path) &&
             recorder_begin(&w->recorder, &w->canvas, &w->labels, path, message, sizeof message) ==
                 STATUS_OK)
        snprintf(message, sizeof message, "recording %s", w->recorder.path);
    viewer_note(w->viewer, message);
    viewer_recording(w->viewer, w->recorder.going);
}

/* One picture of the film for each that is drawn. */
static void window_film(Window *w)
{
    char message[SOURCE_PATH + 256] = "";
    if (!w->recorder.going)
        return;
    viewer_labels(w->viewer, &w->labels);
    (void)recorder_add(&w->recorder, &w->canvas, &w->labels, message, sizeof message);
    if (!w->recorder.going) {
        viewer_note(w->viewer, message);
        viewer_recording(w->viewer, false);
    }
}

/* What was asked for of the picture that has just been drawn. */
static void window_keep(Window *w)
{
    if (w->shoot)
        window_screenshot(w);
    if (w->film)
        window_record(w);
    w->shoot = w->film = false;
    window_film(w);
}

static void window_wants(Window *w, bool *open)
{
    ViewerWants wants = viewer_wants(w->viewer);
    bool full = SDL_GetWindowFlags(w->window) & SDL_WINDOW_FULLSCREEN_DESKTOP;
    if (wants.fullscreen)
        SDL_SetWindowFullscreen(w->window, full ? 0 : SDL_WINDOW_FULLSCREEN_DESKTOP);
    w->shoot |= wants.screenshot; /* with the next picture, whose day its name and text tell */
    w->film ^= wants.record;
    w->dirty |= w->shoot || w->film;
    *open &= !wants.quit && !closing;
}

static bool window_draw(Window *w)
{
    const double begin = window_used();
    if (!window_fit(w))
        return false;
    viewer_paint(w->viewer, &w->canvas);
    cairo_surface_flush(w->canvas.surface);
    SDL_UpdateTexture(w->texture, NULL, cairo_image_surface_get_data(w->canvas.surface),
                      cairo_image_surface_get_stride(w->canvas.surface));
    SDL_RenderCopy(w->renderer, w->texture, NULL, NULL);
    SDL_RenderPresent(w->renderer);
    window_keep(w);
    w->drawn_at = window_clock();
    w->cost = window_used() - begin;
    w->dirty = false;
    return true;
}

/* Seconds until the next picture is due. */
static double window_pause(const Window *w, bool touched)
{
    const Pace pace = {w->cost, touched, w->spare || !viewer_computes(w->viewer)};
    return w->drawn_at + pace_wait(&pace) - window_clock();
}

static void window_listen(Window *w, int wait, bool *touched)
{
    SDL_Event event;
    if (!SDL_WaitEventTimeout(&event, wait))
        return;
    do
        window_event(w, &event);
    while (!w->taken && SDL_PollEvent(&event));
    *touched = true;
}

/* Ready for another viewer than before. */
static void window_begin(Window *w, Viewer *viewer, const char *title, const WindowDrop *drop)
{
    w->viewer = viewer;
    w->drop = drop;
    w->dirty = true;
    w->taken = w->shoot = w->film = false;
    SDL_SetWindowTitle(w->window, title);
}

Status window_run(Window *w, Viewer *viewer, const char *title, const WindowDrop *drop,
                  char *message, size_t message_size)
{
    bool open = true, touched = true;
    char ignored[SOURCE_PATH + 256];
    Status status = STATUS_OK;
    window_begin(w, viewer, title, drop);
    w->threads = omp_get_max_threads();
    w->spare = w->threads < omp_get_num_procs();
    omp_set_num_threads(1); /* the run, in a thread of its own, keeps those it has */
    while (status == STATUS_OK && open && !w->taken) {
        double pause = window_pause(w, touched);
        int wait = pause > 0.001 ? (int)(1000 * (pause < PACE_FRAME ? pause : PACE_FRAME)) : 1;
        window_listen(w, wait, &touched);
        if (w->taken)
            break;
        w->dirty |= viewer_update(viewer, window_clock());
        window_wants(w, &open);
        if (open && w->dirty && window_pause(w, touched) <= 0) {
            if (!window_draw(w))
                status = window_fail("no picture", message, message_size);
            touched = false;
        }
    }
    omp_set_num_threads(w->threads); /* for what is shown next */
    (void)recorder_end(&w->recorder, ignored, sizeof ignored);
    return status;
}
