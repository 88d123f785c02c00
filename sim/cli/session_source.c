/* A session as a viewer has it: what it orders, and the newest state and frame. */
#include "cli/session_private.h"

#include <stdio.h>
#include <string.h>

/* More was asked for between two steps than there is room for; the lock is held. */
static void session_full(Session *s, const char *what)
{
    snprintf(s->state.note, sizeof s->state.note, "too much at once: %.150s is left out", what);
    s->state.notes++;
}

static void session_sets(Session *s, const char *text)
{
    Orders *orders = &s->orders;
    const int before = orders->sets_count;
    orders->changes++;
    while (*text && orders->sets_count < SESSION_SETS) {
        size_t length = strcspn(text, "\n");
        orders->change[orders->sets_count] = orders->changes;
        snprintf(orders->sets[orders->sets_count++], SESSION_SET, "%.*s", (int)length, text);
        text += length + (text[length] == '\n');
    }
    if (*text) { /* all of it or nothing */
        orders->sets_count = before;
        session_full(s, text);
    }
}

static void session_command(void *context, const SourceCommand *c)
{
    Session *s = context;
    pthread_mutex_lock(&s->lock);
    Orders *o = &s->orders;
    switch (c->order) {
    case SOURCE_PLAY:
        o->play = true;
        break;
    case SOURCE_PAUSE:
        o->play = o->go = false;
        o->steps = 0;
        break;
    case SOURCE_STEPS:
        o->steps += (int64_t)c->number;
        o->play = o->go = false;
        break;
    case SOURCE_GO:
        o->go = true;
        o->day = c->number;
        break;
    case SOURCE_SPEED:
        o->speed = c->number;
        break;
    case SOURCE_CHANGE:
        session_sets(s, c->text);
        break;
    case SOURCE_DOSE:
        if (o->doses_count == SESSION_DOSES) {
            session_full(s, c->text);
            break;
        }
        o->doses[o->doses_count].amount = c->number;
        snprintf(o->doses[o->doses_count++].drug, PARAMS_TEXT, "%s", c->text);
        break;
    case SOURCE_LOOK:
        o->wish = c->wish;
        o->wishes++;
        break;
    }
    session_tell_orders(s); /* before it is taken up: another order may come meanwhile */
    pthread_cond_signal(&s->asked);
    pthread_mutex_unlock(&s->lock);
}

static void session_state(void *context, SourceState *out)
{
    Session *s = context;
    pthread_mutex_lock(&s->lock);
    *out = s->state;
    pthread_mutex_unlock(&s->lock);
}

static const Frame *session_frame(void *context)
{
    Session *s = context;
    s->seen |= exchange_take(&s->exchange);
    return s->seen ? &s->frames[s->exchange.front] : NULL;
}

Source session_source(Session *s)
{
    return (Source){.context = s,
                    .params = &s->params,
                    .grid = s->frames[0].grid,
                    .command = session_command,
                    .state = session_state,
                    .frame = session_frame,
                    .life = session_told};
}
