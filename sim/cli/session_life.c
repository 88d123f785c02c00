/* The life of the cell that is looked at, of a session: read in its thread, told to the viewer's.
 */
#include "cli/session_private.h"

/* A branch's cell has its beginning in the parent's folder. */
LivesWish session_lives(const Session *s, const Orders *orders)
{
    const RunFolder *folder = &s->drive->folder;
    return (LivesWish){.cell = orders->wish.cell,
                       .folder = folder->path,
                       .parent = s->state.parent,
                       .branch_h = 24 * session_day(s, folder->provenance.parent_step),
                       .params = &s->params,
                       .snapshots = folder->snapshots_count};
}

void session_life(Session *s, const Orders *orders)
{
    LivesWish wish = session_lives(s, orders);
    if (!lives_go_on(&s->lives, &wish))
        return;
    pthread_mutex_lock(&s->lock);
    s->told = s->lives.told;
    pthread_mutex_unlock(&s->lock);
}

bool session_told(void *context, LifeTold *out)
{
    Session *s = context;
    pthread_mutex_lock(&s->lock);
    const bool other = s->told.version != out->version;
    if (other)
        *out = s->told;
    pthread_mutex_unlock(&s->lock);
    return other;
}
