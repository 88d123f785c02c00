#include "render/identity.h"

#include "io/config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EVENTS_BYTES = 1 << 16 };

void identity_of_folder(const char *path, Record *out)
{
    char folder[FILE_PATH], message[FILE_PATH + 256];
    const char *slash = strrchr(path, '/');
    int length = slash ? snprintf(folder, sizeof folder, "%.*s", (int)(slash - path + 1), path)
                       : snprintf(folder, sizeof folder, ".");
    *out = (Record){0};
    if (length > 0 && (size_t)length < sizeof folder)
        record_read(folder, out, message, sizeof message); /* else it stays zeroed */
}

/* The doses of a configuration as the table of a run's events. */
static void events_of(const Params *params, Table *out)
{
    char *text = malloc(EVENTS_BYTES), message[256];
    size_t used = 0;
    if (!text)
        return;
    used += (size_t)snprintf(text, EVENTS_BYTES, "time[d],drug,amount[mg/kg]\n");
    for (int i = 0; i < params->doses_count; i++)
        for (int64_t k = 0; k < params->doses[i].times; k++) {
            const Dose *dose = &params->doses[i];
            if (used > EVENTS_BYTES - 160) { /* a picture lists no thousands */
                free(text);
                return;
            }
            used += (size_t)snprintf(text + used, EVENTS_BYTES - used, "%.17g,%s,%.17g\n",
                                     (dose->at + (double)k * dose->every) / 24, dose->drug,
                                     dose->amount);
        }
    table_read_text("doses", text, ',', out, message, sizeof message);
    free(text);
}

/* The run's name and its doses from the configuration that the snapshot holds. */
static void identity_of_config(const OpenShot *shot, Record *record)
{
    static Params params;
    Messages messages;
    messages_start(&messages);
    Status status =
        config_read_text("configuration", shot->config, strlen(shot->config), &params, &messages);
    messages_destroy(&messages);
    if (status != STATUS_OK)
        return;
    snprintf(record->name, sizeof record->name, "%s", params.run_name);
    record->branch = shot->branch;
    if (!shot->branch)
        events_of(&params, &record->events);
}

void identity_of_shot(const OpenShot *shot, const char *path, Record *record)
{
    const char *name = strrchr(path, '/');
    if (!record->name[0] && shot->config)
        identity_of_config(shot, record);
    if (!record->name[0])
        snprintf(record->name, sizeof record->name, "%.90s", name ? name + 1 : path);
    if (!record->seed[0])
        snprintf(record->seed, sizeof record->seed, "%s", shot->seed);
    if (!record->version[0])
        snprintf(record->version, sizeof record->version, "%s", shot->version);
}
