#include "cli/cli.h"
#include "io/config.h"
#include "engine/simulation.h"

#include <stdio.h>
#include <stdlib.h>

static error_t check_parse(int key, char *text, struct argp_state *state)
{
    (void)text;
    if (key != ARGP_KEY_INIT)
        return ARGP_ERR_UNKNOWN;
    state->child_inputs[0] = state->input;
    return 0;
}

int cmd_check(int argc, char **argv)
{
    const struct argp_child children[] = {{&CLI_CONFIG_ARGP, 0, 0, 0}, {0}};
    const struct argp argp = {.parser = check_parse,
                              .children = children,
                              .doc = "Validates a configuration and prints it resolved: every "
                                     "value with its unit and source, some 300 lines. Add "
                                     ">/dev/null for the verdict alone."};
    CliConfig config = {0};
    Params params;
    argp_parse(&argp, argc, argv, 0, 0, &config);
    Status status = cli_configure(&config, &params);
    if (status != STATUS_OK)
        return status_exit_code(status);

    size_t length;
    char *text = config_text(&params, &length);
    if (!text)
        status = STATUS_NO_MEMORY;
    else if (fwrite(text, 1, length, stdout) != length || fflush(stdout) != 0)
        status = STATUS_IO;
    free(text);
    if (status != STATUS_OK)
        cli_error("%s", status_sentence(status));
    else
        fprintf(stderr, "valid: %lld sites, %.3g MB of memory, %lld steps\n",
                (long long)(params.grid_nx * params.grid_ny * params.grid_nz),
                (double)simulation_bytes(&params) / 1e6, (long long)params_end_step(&params));
    return status_exit_code(status);
}
