#include "cli/cli.h"
#include "io/nearest.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct Command {
    const char *name, *arguments, *help;
    int (*run)(int argc, char **argv);
} Command;

static const Command COMMANDS[] = {
    {"run", "CONFIG.yaml...", "simulate, and write a run folder", cmd_run},
    {"view", "CONFIG.yaml...", "watch a simulation as it runs, in a window", cmd_view},
    {"check", "CONFIG.yaml...", "validate, and print the resolved configuration", cmd_check},
    {"explain", "[PATH]", "meaning, unit, default, range, source of parameters", cmd_explain},
    {"new", "NAME", "write NAME.yaml with every default, commented", cmd_new},
    {"plot", "RUN_DIR|SWEEP_DIR", "draw a run, several in one picture (plot A B), a sweep",
     cmd_plot},
    {"export", "RUN_DIR", "a movie, numbered pictures or tables of every snapshot", cmd_export},
    {"info", "RUN_DIR|SNAPSHOT", "provenance, times, hashes", cmd_info},
    {"diff", "A B", "first step, array and site that differ", cmd_diff},
    {"sweep", "ACTION FILE.yaml", "plan, run and collect many runs", cmd_sweep},
    {"fit", "FIT.yaml", "set parameters by published figures", cmd_fit},
    {"bench", "", "speed and accuracy on this machine", cmd_bench},
    {"doctor", "", "what this machine lacks, and what to do about it", cmd_doctor},
};
enum { COMMANDS_COUNT = sizeof COMMANDS / sizeof COMMANDS[0] };

/* Words for what a command does, which people look for among the commands. */
static const struct {
    const char *word, *command, *how;
} TOPICS[] = {
    {"branch", "run", "prodrome run --from FOLDER --out NEW"},
    {"resume", "run", "prodrome run --resume --out FOLDER"},
    {"continue", "run", "prodrome run --resume --out FOLDER"},
    {"checkpoint", "run", "prodrome run --resume, or --from, goes on from the newest of a folder"},
    {"twin", "run", "prodrome run CONFIG.yaml --twin"},
    {"design", "sweep", "prodrome sweep plan SWEEP.yaml"},
    {"replicates", "sweep", "prodrome sweep run SWEEP.yaml, with sweep: {seeds: N}"},
    {"sensitivity", "sweep", "prodrome sweep run configs/sweeps/morris.yaml"},
    {"slurm", "sweep", "prodrome sweep run SWEEP.yaml --slurm"},
    {"cluster", "sweep", "prodrome sweep run SWEEP.yaml --slurm, or --shard I/N"},
    {"collect", "sweep", "prodrome sweep collect SWEEP.yaml"},
    {"calibrate", "fit", "prodrome fit configs/fits/flagship_scalar.yaml"},
    {"profile", "fit", "prodrome fit FIT.yaml draws the profile of the likelihood"},
    {"likelihood", "fit", "prodrome fit FIT.yaml"},
    {"report", "sweep", "prodrome sweep report SWEEP.yaml, in report.html of its folder"},
    {"heatmap", "sweep", "prodrome sweep report SWEEP.yaml, of a grid of two parameters"},
    {"tornado", "sweep", "prodrome sweep report SWEEP.yaml, with design: {kind: one_at_a_time}"},
    {"html", "sweep", "prodrome sweep report SWEEP.yaml"},
    {"seed", "run", "prodrome run CONFIG.yaml --seed N"},
    {"picture", "plot", "prodrome plot FOLDER"},
    {"draw", "plot", "prodrome plot FOLDER"},
    {"slice", "plot", "prodrome plot FOLDER --tumor"},
    {"movie", "export", "prodrome export FOLDER --movie FILE.mp4"},
    {"frames", "export", "prodrome export FOLDER --frames NEW_FOLDER"},
    {"csv", "export", "prodrome export FOLDER --csv NEW_FOLDER"},
    {"compare", "diff", "prodrome diff A B for values, prodrome plot A B for curves"},
    {"cell", "info", "prodrome info FOLDER --cell ID"},
    {"validate", "check", "prodrome check CONFIG.yaml"},
};
enum { TOPICS_COUNT = sizeof TOPICS / sizeof TOPICS[0] };

/* The row of a topic, or -1. */
static int main_topic(const char *word)
{
    for (int i = 0; i < TOPICS_COUNT; i++)
        if (strcmp(TOPICS[i].word, word) == 0)
            return i;
    return -1;
}

static int main_introduce(void)
{
    fputs("prodrome simulates a solid tumor in three dimensions, cell by cell, under treatment.\n"
          "Research software: not for clinical decisions.\n"
          "\n"
          "  prodrome run CONFIG.yaml       simulate, and write a run folder\n"
          "  prodrome view CONFIG.yaml      watch it in a window\n"
          "  prodrome plot RUN_DIR...       draw what happened\n"
          "  prodrome new NAME              start a configuration of your own\n"
          "  prodrome explain               every parameter, its unit, range and source\n"
          "  prodrome --help                all commands\n"
          "\n"
          "example:  prodrome run configs/lncap_xenograft.yaml --set doses.0.amount=\"28 mg/kg\"\n",
          stdout);
    return 0;
}

static int main_help(void)
{
    fputs("usage: prodrome COMMAND [ARGUMENTS]\n\ncommands:\n", stdout);
    for (int i = 0; i < COMMANDS_COUNT; i++)
        printf("  %-8s %-17s %s\n", COMMANDS[i].name, COMMANDS[i].arguments, COMMANDS[i].help);
    fputs(
        "\n`prodrome help COMMAND` tells more of one, `prodrome version` what this program is.\n"
        "exit codes: 0 done, 64 usage, 65 bad configuration or data, 66 missing input, 69 missing\n"
        "library, 70 internal or diverged, 71 memory, 73 output exists, 74 disk, 75 stopped\n",
        stdout);
    return 0;
}

static int main_unknown(const char *word)
{
    int topic = main_topic(word);
    Nearest nearest = nearest_start(word);
    for (int i = 0; i < COMMANDS_COUNT; i++)
        nearest_offer(&nearest, COMMANDS[i].name);
    cli_error("unknown %s `%s`", *word == '-' ? "option" : "command", word);
    if (topic >= 0)
        fprintf(stderr, "  hint: %s\n", TOPICS[topic].how);
    else if (nearest_meant(&nearest))
        fprintf(stderr, "  hint: did you mean `%s`?\n", nearest_meant(&nearest));
    else
        fputs("  hint: `prodrome --help` lists the commands\n", stderr);
    return status_exit_code(STATUS_USAGE);
}

static const Command *main_command(const char *word)
{
    for (int i = 0; i < COMMANDS_COUNT; i++)
        if (strcmp(COMMANDS[i].name, word) == 0)
            return &COMMANDS[i];
    return 0;
}

/* A thread that waits for the others first spins; where another program has its processor it then
 * keeps that from going on, and a run takes ten to thirty times as long. So it spins for a moment
 * only, unless the user has said how to wait. The library reads this as it is loaded, hence once
 * more from the start; when that cannot be, all is as it was. */
static void main_wait_politely(char **argv)
{
    static const char *const settings[] = {"OMP_WAIT_POLICY", "GOMP_SPINCOUNT", "KMP_BLOCKTIME"};
    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++)
        if (getenv(settings[i]))
            return;
    if (setenv("GOMP_SPINCOUNT", "1000", 1) == 0 && setenv("KMP_BLOCKTIME", "0", 1) == 0)
        execv("/proc/self/exe", argv);
}

int main(int argc, char **argv)
{
    main_wait_politely(argv);
    char ask[] = "--help";
    if (argc < 2)
        return main_introduce();
    const char *word = argv[1];
    bool help = strcmp(word, "help") == 0;
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || (help && argc == 2))
        return main_help();
    if (strcmp(word, "--version") == 0 || strcmp(word, "version") == 0) {
        cli_version();
        return 0;
    }
    if (help) { /* help COMMAND is COMMAND --help */
        int topic = main_topic(argv[2]);
        if (topic >= 0) {
            printf("%s: %s\n\n", argv[2], TOPICS[topic].how);
            fflush(stdout); /* before what follows, wherever it goes */
        }
        argv[1] = topic >= 0 ? (char *)(uintptr_t)TOPICS[topic].command : argv[2];
        argv[2] = ask;
        argc = 3;
    }
    const Command *command = main_command(argv[1]);
    if (!command)
        return main_unknown(argv[1]);
    char name[32];
    snprintf(name, sizeof name, "prodrome %s", command->name);
    argv[1] = name;
    return command->run(argc - 1, argv + 1);
}
