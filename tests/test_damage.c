/* Snapshots and checkpoints with bits, bytes and blocks that are not what was written: none is read
 * as if it were whole. DAMAGES of each (default 500). */
#include "core/random.h"
#include "io/snapshot.h"
#include "io/trailer.h"
#include "made_files.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

enum { MESSAGE = 1024, BLOCK = 512 };

static char message[MESSAGE];

typedef struct Image {
    unsigned char *data;
    size_t bytes;
} Image;

static void damage_bit(Image *image, const Draw *draw)
{
    image->data[draw->word[1] % image->bytes] ^= (unsigned char)(1u << draw->word[2] % 8);
}

static void damage_bytes(Image *image, const Draw *draw)
{
    for (uint32_t i = 0; i < 1 + draw->word[2] % 16; i++)
        image->data[(draw->word[1] + i) % image->bytes] = (unsigned char)(draw->word[3] >> i % 24);
}

static void damage_cut(Image *image, const Draw *draw)
{
    image->bytes = draw->word[1] % image->bytes;
}

static void damage_longer(Image *image, const Draw *draw)
{
    size_t more = 1 + draw->word[1] % BLOCK;
    image->data = realloc(image->data, image->bytes + more);
    assert_non_null(image->data);
    memset(image->data + image->bytes, (int)(draw->word[2] & 0xFF), more);
    image->bytes += more;
}

/* As a disk leaves it that never wrote a block. */
static void damage_block(Image *image, const Draw *draw)
{
    size_t at = draw->word[1] % image->bytes / BLOCK * BLOCK, left = image->bytes - at;
    memset(image->data + at, 0, left < BLOCK ? left : BLOCK);
}

static void damage_moved(Image *image, const Draw *draw)
{
    size_t blocks = image->bytes / BLOCK;
    unsigned char *a = image->data + draw->word[1] % blocks * BLOCK,
                  *b = image->data + draw->word[2] % blocks * BLOCK, kept[BLOCK];
    memcpy(kept, a, BLOCK);
    memmove(a, b, BLOCK);
    memcpy(b, kept, BLOCK);
}

static void (*const DAMAGES[])(Image *, const Draw *) = {damage_bit,    damage_bytes, damage_cut,
                                                         damage_longer, damage_block, damage_moved};

static Status open_snapshot(const char *path)
{
    Snapshot snapshot;
    Status status = snapshot_open(path, &snapshot, message, MESSAGE);
    if (status == STATUS_OK)
        snapshot_close(&snapshot);
    return status;
}

static Status open_checkpoint(const char *path)
{
    Checkpoint checkpoint;
    Status status = checkpoint_open(path, &checkpoint, message, MESSAGE);
    if (status == STATUS_OK)
        checkpoint_close(&checkpoint);
    return status;
}

static Status open_image(const Image *image, Status (*open)(const char *))
{
    char path[64];
    int fd = made_file(image->data, image->bytes, path);
    Status status = open(path);
    close(fd);
    return status;
}

static void damage_all(const void *whole, size_t bytes, Status (*open)(const char *))
{
    const char *count = getenv("DAMAGES");
    int most = count && atoi(count) > 500 ? atoi(count) : 500, damaged = 0;
    for (int i = 0; i < most; i++) {
        Draw draw = random_draw(1, PURPOSE_FOUNDER, (uint64_t)i, 0);
        Image image = {malloc(bytes), bytes};
        assert_non_null(image.data);
        memcpy(image.data, whole, bytes);
        DAMAGES[draw.word[0] % (sizeof DAMAGES / sizeof DAMAGES[0])](&image, &draw);
        bool same = memcmp(image.data, whole, image.bytes < bytes ? image.bytes : bytes) == 0;
        if (same && image.bytes == bytes - TRAILER_BYTES) { /* whole, but for its trailer */
            free(image.data);
            continue;
        }
        same &= image.bytes == bytes;
        Status status = open_image(&image, open);
        if (status != (same ? STATUS_OK : STATUS_BAD_DATA))
            fail_msg("damage %d: status %d: %s", i, status, message);
        damaged += !same;
        free(image.data);
    }
    assert_true(damaged > most * 3 / 4);
}

static void no_damaged_snapshot_is_read(void **state)
{
    (void)state;
    size_t bytes;
    const void *image = made_snapshot(&bytes);
    damage_all(image, bytes, open_snapshot);
}

static void no_damaged_checkpoint_is_read(void **state)
{
    (void)state;
    size_t bytes;
    World *world = made_world();
    void *image = made_checkpoint(world, &bytes);
    damage_all(image, bytes, open_checkpoint);
    free(image);
    world_destroy(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(no_damaged_snapshot_is_read),
                                       cmocka_unit_test(no_damaged_checkpoint_is_read)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
