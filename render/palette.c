#include "render/palette.h"

const uint32_t CLASS_COLOURS[CLASS_COUNT] = {
#define PALETTE_CLASS(name, colour, word) colour,
#include "render/palette.def"
#undef PALETTE_CLASS
};

const char *const CLASS_WORDS[CLASS_COUNT] = {
#define PALETTE_CLASS(name, colour, word) word,
#include "render/palette.def"
#undef PALETTE_CLASS
};

const uint32_t INK_COLOURS[INK_COUNT] = {
#define PALETTE_INK(name, colour, purpose) colour,
#include "render/palette.def"
#undef PALETTE_INK
};

/* Every fifth shade of viridis (S. van der Walt and N. Smith, public domain); the shades between
 * are straight lines, which are never further than 1 of 255 from the original. */
enum { KNOT_EVERY = 5 };
static const uint32_t VIRIDIS_KNOTS[] = {
    0x440154, 0x45085B, 0x470F62, 0x471669, 0x481D6F, 0x482374, 0x472A79, 0x46307D, 0x453681,
    0x433C84, 0x414286, 0x3E4888, 0x3C4D8A, 0x3A538B, 0x37588C, 0x355D8C, 0x32628D, 0x30678D,
    0x2E6C8E, 0x2C718E, 0x2A768E, 0x287A8E, 0x267F8E, 0x24848D, 0x23898D, 0x218D8C, 0x1F928C,
    0x1E978A, 0x1E9B89, 0x1EA087, 0x20A585, 0x23A982, 0x28AE7F, 0x2EB27C, 0x35B778, 0x3DBB74,
    0x45BF6F, 0x4FC369, 0x59C764, 0x64CB5D, 0x70CE56, 0x7CD24F, 0x88D547, 0x95D73F, 0xA2DA37,
    0xAFDC2E, 0xBDDE26, 0xCAE01E, 0xD7E219, 0xE4E318, 0xF1E51C, 0xFDE724,
};

uint32_t palette_viridis(int shade)
{
    shade = shade < 0 ? 0 : shade >= PALETTE_SHADES ? PALETTE_SHADES - 1 : shade;
    int knot = shade / KNOT_EVERY, beyond = shade % KNOT_EVERY;
    uint32_t low = VIRIDIS_KNOTS[knot], high = beyond ? VIRIDIS_KNOTS[knot + 1] : low;
    uint32_t colour = 0;
    for (int bits = 16; bits >= 0; bits -= 8) {
        int a = (int)(low >> bits & 255), b = (int)(high >> bits & 255);
        int mixed = (a * (KNOT_EVERY - beyond) + b * beyond + KNOT_EVERY / 2) / KNOT_EVERY;
        colour |= (uint32_t)mixed << bits;
    }
    return colour;
}
