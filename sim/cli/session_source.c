/* The viewer's side of a session: orders go in, state and frames come out. */
#include "cli/session_private.h"

#include <stdio.h>
#include <string.h>

static void session_sets(Orders *orders, const char *text)
{
    orders->changes++;
    while (*text && orders->sets_count < SESSION_SETS) {
        size_t length = strcspn(text, "\n");
        orders->change[orders->sets_count] = orders->changes;
        snprintf(orders->sets[orders->sets_count++], SESSION_SET, "%.*s", (int)length, text);
        text += length + (text[length] == '\n');
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
        session_sets(o, c->text);
        break;
    case SOURCE_DOSE:
        snprintf(o->drug, sizeof o->drug, "%s", c->text);
        o->amount = c->number;
        break;
    case SOURCE_LOOK:
        o->wish = c->wish;
        o->wishes++;
        break;
    }
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

static bool session_told(void *context, LifeTold *out)
{
    Session *s = context;
    pthread_mutex_lock(&s->lock);
    const bool other = s->told.version != out->version;
    if (other)
        *out = s->told;
    pthread_mutex_unlock(&s->lock);
    return other;
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
