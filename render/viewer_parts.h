/* Shared by the files of the viewer; not for others. */
#ifndef PRODROME_VIEWER_PARTS_H
#define PRODROME_VIEWER_PARTS_H

#include "render/chart.h"
#include "render/compare.h"
#include "render/page.h"
#include "render/replay.h"
#include "render/shots.h"
#include "render/view.h"
#include "render/volume.h"
#include "render/viewer.h"

enum { VIEWER_BUTTONS = CONTROL_COUNT, VIEWER_SEEN = 600 };
typedef enum ViewerPlot {
    PLOT_VOLUME,
    PLOT_CELLS,
    PLOT_DRUG,
    PLOT_OXYGEN,
    PLOT_VESSELS,
    PLOT_PSA,
    PLOT_HISTOGRAM,
    PLOT_CELL, /* of the picked one; while there is one */
    VIEWER_PLOTS
} ViewerPlot;

/* Where everything stands in a window of this size. */
typedef struct Places {
    Rect picture, head, panel, line, bar;
    Rect readout, legend, plot, inspect; /* within the panel */
    Rect button[VIEWER_BUTTONS];         /* by control; zero width: none */
} Places;

/* Whose state the picture shows. */
typedef enum ViewerPicture { PICTURE_OWN, PICTURE_OTHER, PICTURE_DIFFERENCE } ViewerPicture;

/* The run beside the one that is watched (viewer_beside.c). */
typedef struct Beside {
    char asked[SOURCE_PATH]; /* its folder, as named; "": the parent of a branch */
    char folder[SOURCE_PATH];
    Replay *replay; /* NULL: not opened */
    Source source;
    SourceState state;
    unsigned notes;
    const Frame *frame;
    Compare compare;
    uint64_t compared[2]; /* the numbers of the frames that the difference is of; 0: of none */
    ViewerPicture picture;
    char why[SOURCE_TEXT]; /* why the picture is not what was asked for; "": it is */
} Beside;

struct Viewer {
    Source source;
    Memory memory;
    Layers layers;
    View view;
    Volume volume;
    Raster raster;
    SourceState state;
    const Frame *own;   /* of the source */
    const Frame *frame; /* what is pointed at and told of */
    const Frame *shown; /* what is painted, with its layers */
    const Layers *shown_layers;
    Beside beside;
    Places places;
    double now; /* s */
    double pointer_x, pointer_y;
    double press_x, press_y; /* where the mouse was pressed */
    double drag_x, drag_y;   /* where the picture was last while it is dragged */
    bool dragging, seeking;  /* the picture; the play head */
    bool help, recording, sliders;
    int nth;                 /* of the keys of the control that is done */
    int live_held;           /* the slider that is held; LIVE_COUNT: of the dose; -1: none */
    int dose_drug;           /* so many drugs behind the first dose's is the one to be given */
    double dose_amount;      /* mg/kg; 0: as the configuration first gives it */
    double speed;            /* days per second; 0: as fast as it can */
    uint64_t cell;           /* looked at; 0: none */
    ViewerPlot plot_before;  /* the plot of before it was */
    LifeTold told;           /* what saved states tell of it */
    Sight seen[VIEWER_SEEN]; /* what frames have shown of it, in order of time */
    int seen_count;
    int64_t cell_at;         /* site of the one to be looked at, when a frame shows it; -1: none */
    const char *const *data; /* published points */
    int data_count;
    double *doses; /* days of the configuration's doses, in order */
    int64_t doses_count;
    Page page; /* of the run folder, as it was last read */
    double read_at;
    uint64_t read_stamp; /* of what was read */
    Shot *shots;
    int shots_count;
    ViewerPlot plot;
    bool other_scale[VIEWER_PLOTS]; /* of a plot's values: not the usual one */
    Canvas plotted;                 /* the plot as last drawn */
    Chart chart;                    /* of that drawing; too large for a stack */
    const Frame *plotted_frame;     /* that it was drawn of, and its number */
    uint64_t plotted_number;
    bool plot_old;
    double plot_needs; /* pixels of height, as last drawn */
    char note[SOURCE_TEXT];
    unsigned notes;
    double noted_at;
    ViewerWants wants;
};

/* Whether it is on its way to another time, which is told. */
bool viewer_travels(Viewer *viewer);

/* Gives an order to the source; asks it for frames of the present view; moves the picture. */
void viewer_order(Viewer *viewer, SourceOrder order, double number, const char *text);
void viewer_look(Viewer *viewer);
void viewer_pan(Viewer *viewer, double x, double y);

/* Which run the picture is of, from here on: another one, or its own again. */
void viewer_picture(Viewer *viewer, ViewerPicture picture);

/* Takes up the own frame, or what is to be shown in its place; tells of it, in the heading and on
 * the picture: false when it is the own. */
void viewer_beside_update(Viewer *viewer, const Frame *own);
bool viewer_beside_title(const Viewer *viewer, char *out, size_t size);
void viewer_beside_why(Viewer *viewer, Canvas *canvas);
void viewer_beside_destroy(Viewer *viewer);

/* Places for a window; buttons need a canvas to be measured on. */
void viewer_place(Viewer *viewer, Canvas *canvas);

/* What stands beside and below the picture. */
void viewer_panel(Viewer *viewer, Canvas *canvas);
void viewer_line(Viewer *viewer, Canvas *canvas);
void viewer_bar(Viewer *viewer, Canvas *canvas);
void viewer_head(Viewer *viewer, Canvas *canvas);
void viewer_help(Canvas *canvas);

/* Looks at a cell, 0: at none; takes up what there is of it, and whether that is new; paints it
 * within a rectangle, and returns the height it takes. */
void viewer_cell_open(Viewer *viewer, uint64_t id);
bool viewer_cell_news(Viewer *viewer, bool other_run);
double viewer_cell(Viewer *viewer, Canvas *canvas, Rect rect);

/* The curves of its life into the rectangle of a chart. */
void viewer_history(Viewer *viewer, Canvas *canvas, Chart *chart);

/* The plot that was chosen, with its buttons, higher than its rectangle, up to `most`, where a long
 * legend would leave too little to its axes: returns its height. And as files of every kind, in
 * `pictures`. */
double viewer_plot(Viewer *viewer, Canvas *canvas, Rect rect, double most);
void viewer_plot_save(Viewer *viewer);

/* A button in its place; one that is no control's. */
void viewer_button(Viewer *viewer, Canvas *canvas, int control);
void viewer_button_at(const Viewer *viewer, Canvas *canvas, Rect rect, const char *label);

/* The path of the next file in `pictures`, "STEM_007.000_0" without an ending, so that none of
 * these is there yet; false when it cannot be. */
bool viewer_free_path(const Viewer *viewer, const char *stem, const char *const *ends, int count,
                      char out[SOURCE_PATH]);

/* The dose that is given next; false when the configuration has no drug. */
bool viewer_dose_chosen(const Viewer *viewer, const char **drug, double *amount);

/* Whether the pointer is over the panel of the dose and the sliders. */
bool viewer_live_covers(const Viewer *viewer);

/* The dose and the sliders; whether they take a press of the mouse; what it did, when it is let go.
 */
void viewer_live(Viewer *viewer, Canvas *canvas);
bool viewer_live_press(Viewer *viewer, double x, double y);
void viewer_live_release(Viewer *viewer);

/* What the colours of a layer mean, from a place down; how high it is. */
double viewer_legend(Viewer *viewer, Canvas *canvas, int layer, double x, double y, double width);

/* The day under a point of the time line. */
double viewer_line_day(const Viewer *viewer, double x);

/* Reads the tables of the run again if they have changed; true when there is news. */
bool viewer_read(Viewer *viewer);

/* The next dose after a day, as the configuration has it; false when there is none. */
bool viewer_dose_after(const Viewer *viewer, double day, double *at);

#endif
