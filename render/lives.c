#include "render/lives.h"

#include <string.h>

/* Whether another cell, or that of another run, is asked for. */
static bool lives_other(const Lives *lives, const LivesWish *wish)
{
    return lives->life.id != wish->cell ||
           (wish->cell && strcmp(lives->life.folder, wish->folder) != 0);
}

bool lives_wanted(const Lives *lives, const LivesWish *wish)
{
    return lives_other(lives, wish) ||
           (wish->cell && (life_more(&lives->life) || lives->looked != wish->snapshots));
}

static void lives_tell(Lives *lives)
{
    life_tell(&lives->life, &lives->told);
    lives->told.version++;
}

bool lives_go_on(Lives *lives, const LivesWish *wish)
{
    char ignored[FILE_PATH + 256]; /* kept by the life */
    if (!lives_wanted(lives, wish))
        return false;
    if (lives_other(lives, wish)) {
        life_destroy(&lives->life);
        lives->looked = 0;
        if (wish->cell)
            life_start(&lives->life, wish->folder, wish->params, wish->cell);
        if (wish->cell && *wish->parent)
            life_branch(&lives->life, wish->parent, wish->branch_h);
    }
    if (wish->cell && lives->looked != wish->snapshots)
        (void)life_look(&lives->life, ignored, sizeof ignored);
    lives->looked = wish->snapshots;
    if (wish->cell)
        (void)life_next(&lives->life, ignored, sizeof ignored);
    lives_tell(lives);
    return true;
}

void lives_destroy(Lives *lives)
{
    life_destroy(&lives->life);
}
