#include "fuzz_targets.h"
#include "cli/fit.h"
#include "io/config.h"
#include "io/steering.h"
#include "io/sweep_design.h"
#include "made_files.h"
#include "render/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MESSAGE = FILE_PATH + 512, FUZZ_SETS = 8 };

/* -- configurations --------------------------------------------------------------------------- */

/* What is read without an error is written, read again and written: the same text. */
static void fuzz_again(const Params *params)
{
    static Params again;
    Messages messages;
    size_t length, second;
    char *text = config_text(params, &length);
    messages_start(&messages);
    if (text && config_read_text("again", text, length, &again, &messages) == STATUS_OK) {
        char *other = config_text(&again, &second);
        if (!other || strcmp(text, other) != 0)
            abort();
        free(other);
    }
    messages_destroy(&messages);
    free(text);
}

static void fuzz_config(const uint8_t *data, size_t bytes)
{
    static Params params;
    Messages messages;
    messages_start(&messages);
    Status status = config_read_text("fuzz", (const char *)data, bytes, &params, &messages);
    if (status == STATUS_OK)
        status = config_check(&params, &messages);
    if (status == STATUS_OK)
        fuzz_again(&params);
    if (status == STATUS_BAD_DATA && messages.count == 0) /* an error without a message */
        abort();
    messages_destroy(&messages);
}

/* Lines of --set. */
static void fuzz_set(const uint8_t *data, size_t bytes)
{
    static Params params;
    const char *sets[FUZZ_SETS];
    int count = 0;
    Messages messages;
    char *text = calloc(bytes + 1, 1);
    if (!text)
        return;
    if (bytes > 0)
        memcpy(text, data, bytes);
    for (char *line = strtok(text, "\n"); line && count < FUZZ_SETS; line = strtok(NULL, "\n"))
        sets[count++] = line;
    messages_start(&messages);
    if (config_read(NULL, 0, sets, count, &params, &messages) == STATUS_OK &&
        config_check(&params, &messages) == STATUS_OK)
        fuzz_again(&params);
    messages_destroy(&messages);
    free(text);
}

/* -- files ------------------------------------------------------------------------------------ */

static void fuzz_table(const uint8_t *data, size_t bytes)
{
    char path[64], message[MESSAGE];
    Table table;
    int fd = made_file(data, bytes, path);
    if (table_read(path, bytes % 2 ? ',' : '\t', &table, message, sizeof message) == STATUS_OK)
        table_destroy(&table);
    close(fd);
}

/* Changes of a run: what is read can be written, and is then read as the same. */
static void fuzz_events(const uint8_t *data, size_t bytes)
{
    char path[64], message[MESSAGE];
    static Params params;
    Steering steering, again;
    Text text = {0};
    params_defaults(&params);
    int fd = made_file(data, bytes, path);
    if (steering_read(path, &params, &steering, message, sizeof message) == STATUS_OK) {
        (void)steering_check(&steering, &params, message, sizeof message);
        steering_text(&steering, &params, &text);
        int second = made_file((const uint8_t *)text.bytes, text.length, path);
        if (steering_read(path, &params, &again, message, sizeof message) != STATUS_OK ||
            again.count != steering.count)
            abort();
        close(second);
        steering_destroy(&again);
        steering_destroy(&steering);
        text_destroy(&text);
    }
    close(fd);
}

/* A sweep file as far as its text alone goes. */
static void fuzz_sweep(const uint8_t *data, size_t bytes)
{
    static Sweep sweep;
    Messages messages;
    messages_start(&messages);
    Status status = sweep_read_text("fuzz", (const char *)data, bytes, &sweep, &messages);
    if (status == STATUS_BAD_DATA && messages.count == 0)
        abort();
    sweep_destroy(&sweep);
    messages_destroy(&messages);
}

/* The same of a fit. */
static void fuzz_fit(const uint8_t *data, size_t bytes)
{
    static Fit fit;
    Messages messages;
    messages_start(&messages);
    Status status = fit_read_text("fuzz", (const char *)data, bytes, &fit, &messages);
    if (status == STATUS_BAD_DATA && messages.count == 0)
        abort();
    fit_destroy(&fit);
    messages_destroy(&messages);
}

/* A design: what is read has runs in order, and each parameter as a value to set. */
static void fuzz_design(const uint8_t *data, size_t bytes)
{
    char path[64], message[MESSAGE], set[SWEEP_SET];
    SweepDesign design;
    int fd = made_file(data, bytes, path);
    if (sweep_design_read(path, NULL, &design, message, sizeof message) == STATUS_OK) {
        for (int64_t i = 0; i < design.runs_count; i++) {
            if (i > 0 && design.runs[i].run <= design.runs[i - 1].run)
                abort();
            for (int p = 0; p < design.parameters_count; p++)
                sweep_design_set(&design, &design.runs[i], p, set);
        }
        sweep_design_destroy(&design);
    }
    close(fd);
}

/* A report of a design and of what comes after a line `%%`, its values. */
static void fuzz_report(const uint8_t *data, size_t bytes)
{
    static const Sweep file;
    char message[MESSAGE];
    SweepDesign design;
    Results results;
    Text text;
    char *table = calloc(bytes + 1, 1);
    if (!table)
        return;
    if (bytes > 0)
        memcpy(table, data, bytes);
    char *values = strstr(table, "%%\n");
    if (values)
        *values = '\0', values += 3;
    if (sweep_design_read("design.tsv", table, &design, message, sizeof message) == STATUS_OK) {
        if (results_read_text(&design, values, &results, message, sizeof message) == STATUS_OK) {
            const Report report = {
                {"fuzz", (int)(bytes % DESIGN_KINDS), NULL, &results}, &file, "", ""};
            if (report_text(&report, &text, message, sizeof message) != STATUS_OK ||
                strstr(text.bytes, "<script"))
                abort();
            text_destroy(&text);
            results_destroy(&results);
        }
        sweep_design_destroy(&design);
    }
    free(table);
}

/* HDF5 files that are whole but not what they should be. The library's own reading of a file that
 * was built to break it cannot be vouched for (README.md, Security); what is in a sound one can:
 * any shape and type, any value, parts missing. A real one is taken and changed, one part with each
 * record of 12 bytes; without any it is accepted and used (test_fuzz.c). */
enum { FUZZ_RECORD = 12, FUZZ_CHANGES = 32 };

static int fuzz_changes(const uint8_t *data, size_t bytes, MadeChange changes[FUZZ_CHANGES])
{
    int count = 0;
    for (; bytes >= FUZZ_RECORD && count < FUZZ_CHANGES;
         bytes -= FUZZ_RECORD, data += FUZZ_RECORD) {
        MadeChange *c = &changes[count++];
        c->part = data[0];
        c->how = data[1];
        memcpy(&c->item, data + 2, sizeof c->item);
        memcpy(&c->value, data + 4, sizeof c->value);
    }
    return count;
}

Status fuzz_read_snapshot(const uint8_t *data, size_t bytes)
{
    MadeChange changes[FUZZ_CHANGES];
    char message[MESSAGE];
    size_t size;
    int count = fuzz_changes(data, bytes, changes);
    const void *image = made_snapshot(&size);
    void *again = made_again(image, size, changes, count, &size);
    Status status = made_read_snapshot(again, size, message, sizeof message);
    free(again);
    return status;
}

/* Those with the highest bit of `how` are changes of the file, after its hashes were made; the
 * others of the state that is hashed. */
Status fuzz_read_checkpoint(const uint8_t *data, size_t bytes)
{
    MadeChange changes[FUZZ_CHANGES], later[FUZZ_CHANGES];
    char message[MESSAGE];
    size_t size;
    int count = fuzz_changes(data, bytes, changes), later_count = 0;
    World *world = made_world();
    for (int i = 0; i < count; i++)
        if (changes[i].how & 0x80) {
            later[later_count] = changes[i];
            later[later_count++].how &= 0x7F;
        } else {
            (void)made_state(world, changes[i]);
        }
    void *image = made_checkpoint(world, &size);
    world_destroy(world);
    if (later_count > 0) {
        void *again = made_again(image, size, later, later_count, &size);
        free(image);
        image = again;
    }
    Status status = made_read_checkpoint(image, size, bytes % 2, message, sizeof message);
    free(image);
    return status;
}

static void fuzz_snapshot(const uint8_t *data, size_t bytes)
{
    (void)fuzz_read_snapshot(data, bytes);
}

static void fuzz_checkpoint(const uint8_t *data, size_t bytes)
{
    (void)fuzz_read_checkpoint(data, bytes);
}

const FuzzTarget FUZZ_TARGETS[] = {{"config", fuzz_config},
                                   {"set", fuzz_set},
                                   {"table", fuzz_table},
                                   {"snapshot", fuzz_snapshot},
                                   {"checkpoint", fuzz_checkpoint},
                                   {"events", fuzz_events},
                                   {"sweep", fuzz_sweep},
                                   {"design", fuzz_design},
                                   {"fit", fuzz_fit},
                                   {"report", fuzz_report}};
const int FUZZ_TARGETS_COUNT = sizeof FUZZ_TARGETS / sizeof FUZZ_TARGETS[0];
