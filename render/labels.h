/* Where a picture comes from, in words: the text fields of its PNG file. */
#ifndef PRODROME_LABELS_H
#define PRODROME_LABELS_H

#include "render/shots.h"

enum { LABELS_MAX = 6, LABELS_TEXT = 1024 };

typedef struct Label {
    const char *key; /* not owned */
    char text[LABELS_TEXT];
} Label;

typedef struct Labels {
    Label row[LABELS_MAX];
    int count;
} Labels;

/* Begins with the picture's title, and the program that draws it. */
void labels_start(Labels *labels, const char *title);

/* Adds to the field of that key, after "; " when it has some words, unless it has these. Words
 * beyond LABELS_TEXT are cut off. */
void labels_add(Labels *labels, const char *key, const char *words);

/* Source and configuration of curves: a run, up to its last time. */
void labels_add_run(Labels *labels, const Record *run);

/* The same of slices: a snapshot of a run. */
void labels_add_shot(Labels *labels, const Record *run, const char *path, const OpenShot *shot);

#endif
