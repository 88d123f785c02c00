/* The colours of every picture: classes of sites, inks, and the viridis scale for fields. Pure
 * tables, no memory, no failure. A colour is 0xRRGGBB. */
#ifndef PRODROME_PALETTE_H
#define PRODROME_PALETTE_H

#include <stdint.h>

typedef enum PaletteClass {
#define PALETTE_CLASS(name, colour, word) CLASS_##name,
#include "render/palette.def"
#undef PALETTE_CLASS
    CLASS_COUNT
} PaletteClass;

typedef enum PaletteInk {
#define PALETTE_INK(name, colour, purpose) INK_##name,
#include "render/palette.def"
#undef PALETTE_INK
    INK_COUNT
} PaletteInk;

extern const uint32_t CLASS_COLOURS[CLASS_COUNT];
extern const char *const CLASS_WORDS[CLASS_COUNT];
extern const uint32_t INK_COLOURS[INK_COUNT];

enum { PALETTE_SHADES = 256 };

/* A shade of viridis, 0 (dark) to 255 (bright); each channel within 1 of the published table. */
uint32_t palette_viridis(int shade);

#endif
