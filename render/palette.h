/* The colours of every picture: classes of sites, inks, and the maps of colours for values. Pure
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

typedef enum PaletteKind {
#define PALETTE_KIND(name, colour, word) KIND_##name,
#include "render/palette.def"
#undef PALETTE_KIND
    KIND_COUNT
} PaletteKind;

typedef enum PaletteInk {
#define PALETTE_INK(name, colour, purpose) INK_##name,
#include "render/palette.def"
#undef PALETTE_INK
    INK_COUNT
} PaletteInk;

extern const uint32_t CLASS_COLOURS[CLASS_COUNT];
extern const char *const CLASS_WORDS[CLASS_COUNT];
extern const uint32_t KIND_COLOURS[KIND_COUNT];
extern const char *const KIND_WORDS[KIND_COUNT];
extern const uint32_t INK_COLOURS[INK_COUNT];

enum { PALETTE_SHADES = 256 };

/* Maps of colours. Viridis and cividis, which looks the same with any common colour vision, go from
 * dark to bright; that of differences from one hue through nearly white to another. */
typedef enum PaletteMap { MAP_VIRIDIS, MAP_CIVIDIS, MAP_DIFFERENCE, MAP_COUNT } PaletteMap;
extern const char *const PALETTE_MAP_WORDS[MAP_COUNT];

/* A shade of a map, from 0 to 255; of viridis each channel is within 1 of the published table. */
uint32_t palette_shade(PaletteMap map, int shade);

#endif
