#include "cli/sweep_help.h"
#include "io/observable.h"
#include "io/text.h"
#include "study/design.h"

#include <argp.h>

char *sweep_help(int key, const char *text, void *input)
{
    Text out = {0};
    const char *name, *unit, *meaning;
    (void)input;
    if (key != ARGP_KEY_HELP_POST_DOC || !text)
        return (char *)text;
    text_add(&out, "%s\n\nKinds of design:\n", text);
    for (int kind = 0; kind < DESIGN_KINDS; kind++)
        text_add(&out, "  %s: %s\n", design_kind_name((DesignKind)kind),
                 design_kind_meaning((DesignKind)kind));
    text_add(&out, "  table: rows of a table made elsewhere, in `file`\n`points` (of morris "
                   "`trajectories` and `levels`) says how many.\n\nOutputs are columns of "
                   "timeseries.csv at a time, and\n");
    for (int i = 0; observable_row(i, &name, &unit, &meaning); i++)
        text_add(&out, "  %s%s%s: %s\n", name, *text_unit(unit) ? ", " : "", text_unit(unit),
                 meaning);
    return out.failed ? (char *)text : out.bytes;
}
