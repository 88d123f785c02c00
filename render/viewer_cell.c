/* The cell that was clicked: what it is, what threatens it, who is around it, what it saw since its
 * birth; of a dead one when and why it died. What is now comes of frames, what was of saved states
 * and of the frames since it was picked. */
#include "render/axis.h"
#include "render/page_parts.h"
#include "render/viewer_parts.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FACTS_MAX = 12, FACT_TEXT = 512 };
static const double NAMES = 72, LARGEST = 12.5, SMALLEST = 8.5;

/* -- which cell ------------------------------------------------------------------------------- */

void viewer_cell_open(Viewer *v, uint64_t id)
{
    if (id == v->cell)
        return;
    if (id && !v->cell)
        v->plot_before = v->plot;
    v->cell = id;
    v->seen_count = 0;
    if (id)
        v->plot = PLOT_CELL;
    else if (v->plot == PLOT_CELL)
        v->plot = v->plot_before;
    v->plot_old = true;
    viewer_look(v);
}

/* Every second of what was seen in frames is forgotten where there is no room for more. */
static void cell_thin(Viewer *v)
{
    int kept = 0;
    for (int i = 0; i < v->seen_count; i += 2)
        v->seen[kept++] = v->seen[i];
    v->seen_count = kept;
}

/* Keeps what a frame shows of the cell, in order of time. */
static void cell_keep(Viewer *v, const Sight *sight)
{
    int at = v->seen_count;
    while (at > 0 && v->seen[at - 1].time_h > sight->time_h - 1e-9)
        at--;
    if (at < v->seen_count && fabs(v->seen[at].time_h - sight->time_h) < 1e-9) {
        v->seen[at] = *sight;
        return;
    }
    memmove(v->seen + at + 1, v->seen + at, (size_t)(v->seen_count - at) * sizeof *v->seen);
    v->seen[at] = *sight;
    if (++v->seen_count == VIEWER_SEEN)
        cell_thin(v);
    v->plot_old |= v->plot == PLOT_CELL;
}

bool viewer_cell_news(Viewer *v, bool other_run)
{
    if (other_run) /* a branch shares what came before it */
        while (v->seen_count > 0 && v->seen[v->seen_count - 1].time_h > 24 * v->state.day + 1e-9)
            v->seen_count--;
    if (v->cell && v->own && v->own->sight.id == v->cell)
        cell_keep(v, &v->own->sight);
    const bool told = v->source.life(v->source.context, &v->told);
    v->plot_old |= told && v->plot == PLOT_CELL;
    return told && v->cell;
}

/* What is known of it now; NULL: nothing. */
static const Sight *cell_now(const Viewer *v)
{
    return v->own && v->own->sight.id == v->cell ? &v->own->sight : NULL;
}

static bool cell_is_told(const Viewer *v)
{
    return v->told.id == v->cell;
}

/* -- facts ------------------------------------------------------------------------------------ */

typedef struct Fact {
    const char *name;
    char text[FACT_TEXT];
} Fact;

typedef struct Facts {
    int count;
    Fact list[FACTS_MAX];
} Facts;

/* The text of the next fact, which begins empty. */
static char *facts_add(Facts *facts, const char *name)
{
    Fact *fact = &facts->list[facts->count < FACTS_MAX ? facts->count++ : FACTS_MAX - 1];
    *fact = (Fact){.name = name};
    return fact->text;
}

static void text_add_words(char *text, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static void text_add_words(char *text, const char *format, ...)
{
    va_list list;
    size_t used = strlen(text);
    va_start(list, format);
    vsnprintf(text + used, FACT_TEXT - used, format, list);
    va_end(list);
}

static void facts_state(const Viewer *v, const Sight *s, Facts *facts)
{
    char *text = facts_add(facts, "state");
    const Params *p = v->source.params;
    const bool tumor = s->type == SITE_TUMOR, due = !isnan(s->due_h);
    const int oxygen = params_substance(p, p->hypoxia_substance);
    const bool cell = tumor || s->type == SITE_VESSEL;
    text_add_words(text, "%s%s%s", SITE_TYPE_WORDS[s->type], cell ? ", " : "",
                   cell ? life_state_word(s) : "");
    if (tumor && s->phase == PHASE_COMMITTED)
        text_add_words(text, " by %s, fragments on day %.4g", DEATH_CAUSE_WORDS[s->cause],
                       s->due_h / 24);
    else if (tumor && s->phase == PHASE_QUIESCENT)
        text_add_words(text, " for want of %s",
                       oxygen >= 0 && s->field[oxygen] < p->hypoxia_quiescence_below ? "oxygen"
                                                                                     : "room");
    else if (tumor && due)
        text_add_words(text, " ends on day %.4g", s->due_h / 24);
    else if (s->cause != CAUSE_NONE)
        text_add_words(text, ", of %s", DEATH_CAUSE_WORDS[s->cause]);
    if (s->divisions > 0)
        text_add_words(text, "; divided %d time%s", s->divisions, s->divisions > 1 ? "s" : "");
}

static void facts_birth(const Viewer *v, const Sight *s, Facts *facts)
{
    const LifeTold *told = &v->told;
    const bool known = cell_is_told(v) && told->known;
    double birth_h = s ? s->birth_h : known ? told->end.birth_h : NAN;
    uint64_t mother = s ? s->parent : known && told->ancestor[0].id ? told->ancestor[0].id : 0;
    char *text = facts_add(facts, "born");
    text_add_words(text, "day %.4g", birth_h / 24);
    if (s && !s->dead && s->type == SITE_TUMOR)
        text_add_words(text, ", %.3g d old", (s->time_h - birth_h) / 24);
    if (!mother) {
        text_add_words(text, ", a founder");
        return;
    }
    text_add_words(text, ", mother %" PRIu64, mother);
    if (known && told->ancestor[1].id && told->ancestors > 0)
        text_add_words(text, ", grandmother %" PRIu64, told->ancestor[1].id);
    if (known && told->ancestors > 0)
        text_add_words(text, "; %d ancestor%s known%s", told->ancestors,
                       told->ancestors > 1 ? "s" : "", told->founder ? ", back to a founder" : "");
}

static void facts_fields(const Viewer *v, const Sight *s, Facts *facts)
{
    char *text = facts_add(facts, "sees"), number[48];
    const Params *p = v->source.params;
    for (int k = 0; k < p->substances_count; k++) {
        if (isnan(s->field[k]))
            continue;
        axis_number(s->field[k], number, sizeof number);
        text_add_words(text, "%s%s %s %s", *text ? ", " : "", p->substances[k].name, number,
                       p->substances[k].unit == SUBSTANCE_MMHG ? "mmHg" : "nM");
    }
}

static void facts_pumps(const Sight *s, Facts *facts)
{
    char number[48];
    char *text = facts_add(facts, "pumps");
    axis_number(s->psma, number, sizeof number);
    text_add_words(text, "%.1f %% of SERCA blocked, calcium %.4g nM, PSMA %s molecules",
                   100 * s->blocked, s->calcium, number);
}

static const char *facts_count(int count, const char *one, const char *many, char *text)
{
    if (count > 0)
        text_add_words(text, "%s%d %s", *text ? ", " : "", count, count > 1 ? many : one);
    return text;
}

static void facts_around(const Sight *s, Facts *facts)
{
    char *text = facts_add(facts, "around");
    const int *type = s->around_type, *phase = s->around_phase;
    facts_count(type[SITE_TUMOR] - phase[PHASE_QUIESCENT] - phase[PHASE_COMMITTED], "cycling",
                "cycling", text);
    facts_count(phase[PHASE_QUIESCENT], "quiescent", "quiescent", text);
    facts_count(phase[PHASE_COMMITTED], "committed", "committed", text);
    facts_count(type[SITE_APOPTOTIC], "apoptotic", "apoptotic", text);
    facts_count(type[SITE_NECROTIC], "necrotic", "necrotic", text);
    facts_count(type[SITE_VESSEL], "vessel", "vessels", text);
    facts_count(type[SITE_GAP], "gap", "gaps", text);
    facts_count(type[SITE_HOST], "host site", "host sites", text);
    if (s->mother || s->daughters || s->sisters) {
        text_add_words(text, "; among them%s", s->mother ? " its mother" : "");
        if (s->daughters)
            text_add_words(text, "%s %d daughter%s", s->mother ? "," : "", s->daughters,
                           s->daughters > 1 ? "s" : "");
        if (s->sisters)
            text_add_words(text, "%s %d sister%s", s->mother || s->daughters ? "," : "", s->sisters,
                           s->sisters > 1 ? "s" : "");
    }
}

/* What saved states and frames together know of its end: frames are closer to one another. */
static LifeEnd cell_end(const Viewer *v, const Sight *now)
{
    LifeEnd end = {.birth_h = now ? now->birth_h : NAN};
    if (cell_is_told(v))
        end = v->told.end;
    if (now && isnan(end.birth_h))
        end.birth_h = now->birth_h;
    for (int i = 0; i < v->seen_count; i++) {
        const Sight *s = &v->seen[i];
        const bool committed = s->type == SITE_TUMOR && s->phase == PHASE_COMMITTED;
        if (committed && (!end.committed.id || s->time_h < end.committed.time_h))
            end.committed = *s;
        if (!s->dead && sight_threatened(s) && (!end.safe.id || s->time_h > end.safe.time_h))
            end.safe = *s;
        end.seen |= !s->dead;
        if (!isnan(s->death_h))
            end.death = *s;
    }
    return end;
}

/* Hazards now, or when the cell was last seen with any; when it committed, and died, and why. */
static void facts_end(const Viewer *v, const Sight *s, Facts *facts)
{
    const LifeEnd end = cell_end(v, s);
    char words[FACT_TEXT];
    const Sight *when = s && !s->dead && sight_threatened(s) ? s : end.safe.id ? &end.safe : NULL;
    if (when) {
        life_hazards_words(when, words, sizeof words);
        char *text = facts_add(facts, "hazards");
        if (when != s)
            text_add_words(text, "on day %.4g: ", when->time_h / 24);
        text_add_words(text, "%s", words);
    }
    life_commitment_words(&end, v->source.params->time_cell_step, words, sizeof words);
    if (*words)
        text_add_words(facts_add(facts, "committed"), "%s", words);
    if (end.death.id)
        life_death_words(&end.death, &v->source.grid, facts_add(facts, "died"), FACT_TEXT);
}

/* The i-th of the states that are known: the saved ones, then those of frames. */
static const Sight *cell_state(const Viewer *v, int saved, int i)
{
    return i < saved ? &v->told.sights[i] : &v->seen[i - saved];
}

static bool cell_lives(const Sight *s)
{
    return s->type == SITE_TUMOR || s->type == SITE_VESSEL;
}

/* What it saw, in short: the extremes of oxygen and of drugs where it was seen. */
static void facts_seen(const Viewer *v, Facts *facts)
{
    const Params *p = v->source.params;
    const int saved = cell_is_told(v) ? v->told.sights_count : 0,
              oxygen = params_substance(p, "oxygen");
    int states = 0, pictures = 0;
    for (int i = 0; i < saved + v->seen_count; i++)
        if (cell_lives(cell_state(v, saved, i)))
            *(i < saved ? &states : &pictures) += 1;
    if (states + pictures < 2)
        return;
    char *text = facts_add(facts, "saw");
    const char *between = "";
    text_add_words(text, "at %d saved state%s", states, states == 1 ? "" : "s");
    if (pictures > 0)
        text_add_words(text, " and in %d picture%s", pictures, pictures == 1 ? "" : "s");
    text_add_words(text, ", not between them: ");
    for (int k = 0; k < p->substances_count; k++) {
        double low = INFINITY, high = -INFINITY, low_h = NAN, high_h = NAN;
        for (int i = 0; i < saved + v->seen_count; i++) {
            const Sight *s = cell_state(v, saved, i);
            if (!cell_lives(s))
                continue;
            if (s->field[k] < low)
                low = s->field[k], low_h = s->time_h;
            if (s->field[k] > high)
                high = s->field[k], high_h = s->time_h;
        }
        const bool drug = p->substances[k].unit == SUBSTANCE_NM && k != params_substance(p, "vegf");
        const bool breath = k == oxygen && low <= high, arrived = drug && high > 0;
        if (breath)
            text_add_words(text, "%soxygen from %.3g mmHg (day %.4g) to %.3g", between, low,
                           low_h / 24, high);
        else if (arrived)
            text_add_words(text, "%s%s up to %.3g nM (day %.4g)", between, p->substances[k].name,
                           high, high_h / 24);
        if (breath || arrived)
            between = ", ";
    }
}

static void facts_reading(const Viewer *v, Facts *facts)
{
    const LifeTold *told = &v->told;
    if (!cell_is_told(v))
        return;
    if (told->read < told->of)
        text_add_words(facts_add(facts, "reading"), "saved state %d of %d", told->read, told->of);
    if (told->fault[0])
        text_add_words(facts_add(facts, "not read"), "%s", told->fault);
}

static void facts_gather(const Viewer *v, Facts *facts)
{
    const Sight *s = cell_now(v);
    const bool here = s && !s->dead, living = here && !isnan(s->psma);
    facts->count = 0;
    if (here)
        facts_state(v, s, facts);
    if (s || (cell_is_told(v) && v->told.known))
        facts_birth(v, s, facts);
    if (here)
        facts_fields(v, s, facts);
    if (living)
        facts_pumps(s, facts);
    facts_end(v, s, facts);
    facts_seen(v, facts);
    if (here)
        facts_around(s, facts);
    facts_reading(v, facts);
}

/* -- drawing ---------------------------------------------------------------------------------- */

static double facts_draw(const Facts *facts, Canvas *canvas, Rect r, double size, bool draw)
{
    TextStyle name = {size, INK_COLOURS[INK_FAINT], 0, 0, false, false};
    TextStyle words = {size, INK_COLOURS[INK_TEXT], 0, 0, false, false};
    double y = r.y;
    for (int i = 0; i < facts->count; i++) {
        const Fact *fact = &facts->list[i];
        if (draw)
            canvas_text(canvas, r.x, y, name, fact->name);
        y += canvas_text_wrapped(canvas, r.x + NAMES, y, r.width - NAMES, words, fact->text, draw) +
             1;
    }
    return y - r.y;
}

static void cell_title(const Viewer *v, char *out, size_t size)
{
    const Sight *s = cell_now(v);
    snprintf(out, size, "%scell %" PRIu64,
             v->beside.picture == PICTURE_OTHER ? "in this run: " : "", v->cell);
    size_t used = strlen(out);
    if (s && s->site >= 0) {
        Site3 at = grid_site3(&v->source.grid, s->site);
        snprintf(out + used, size - used, "%s (%d, %d, %d)", s->dead ? ", gone; died at" : " at",
                 at.x, at.y, at.z);
    } else {
        snprintf(out + used, size - used, ", not there on day %.4g", v->state.day);
    }
}

/* The size of letters with which the facts fit into a height. */
static double facts_size(const Facts *facts, Canvas *canvas, Rect r)
{
    double size = LARGEST;
    while (size > SMALLEST && facts_draw(facts, canvas, r, size, false) > r.height)
        size -= 0.5;
    return size;
}

double viewer_cell(Viewer *v, Canvas *canvas, Rect r)
{
    char title[160];
    Facts facts;
    const double head = 24, button = 54;
    facts_gather(v, &facts);
    cell_title(v, title, sizeof title);
    canvas_text_fitted(canvas, r.x, r.y + 10, r.width - button - 8,
                       (TextStyle){LARGEST, INK_COLOURS[INK_TEXT], 0, 0.5, true, false}, title);
    v->places.button[CONTROL_CELL_CLOSE] = (Rect){r.x + r.width - button, r.y, button, 20};
    viewer_button(v, canvas, CONTROL_CELL_CLOSE);
    Rect rest = {r.x, r.y + head, r.width, r.height - head};
    return head + facts_draw(&facts, canvas, rest, facts_size(&facts, canvas, rest), true);
}
