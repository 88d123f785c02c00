#!/bin/bash
# What a sweep costs beside its runs, and what two at a time gain: `make sweep_bench`, on an idle machine.
#
# The same runs of some seconds are made one after the other by `prodrome run`, by a sweep on one
# processor, and by a sweep on two. Prints wall and processor time of each and the ratios: overhead is
# what the sweep takes longer than the runs by themselves, gain is how much sooner two at a time are done.
program=${PRODROME:-$PWD/build/prodrome}
runs=${RUNS:-6}
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
cd "$home" || exit 1
cat >base.yaml <<'END'
run: {name: bench}
grid: {nx: 32, ny: 32, nz: 32}
tumor: {cells: 1500}
time: {burn_in: 2 d, end: 10 d}
output: {snapshot_every: 5 d}
doses: [{drug: mipsagargin, amount: 28 mg/kg, at: 1 d}]
END
cat >sweep.yaml <<END
sweep: {name: bench, seeds: $runs}
base: [base.yaml]
parameters: {psma.cv: {values: [0.5]}}
outputs: [nadir]
END
TIMEFORMAT='%R %U %S'
plain() {
    for seed in $(seq "$runs"); do
        taskset -c 0 "$program" run base.yaml --set psma.cv=0.5 --seed "$seed" --threads 1 --quiet --out "plain/$seed" || return
    done
}
measure() { # NAME COMMAND...
    local name=$1 wall user system
    shift
    read -r wall user system < <({ time "$@" >/dev/null 2>&1; } 2>&1)
    printf '%-28s %8.2f s wall %8.2f s of processors\n' "$name" "$wall" "$(awk "BEGIN {print $user + $system}")"
    eval "wall_$name=$wall cpu_$name=\$(awk 'BEGIN {print $user + $system}')"
}
measure plain plain
measure one taskset -c 0 "$program" sweep run sweep.yaml --out one --jobs 1 --quiet
measure two taskset -c 0,1 "$program" sweep run sweep.yaml --out two --jobs 2 --quiet
cmp one/results.csv two/results.csv || exit 1
awk "BEGIN {
    printf \"a run takes %.1f s; overhead %+.1f %% of wall, %+.1f %% of processor time\\n\",
        $wall_plain / $runs, 100 * ($wall_one / $wall_plain - 1), 100 * ($cpu_one / $cpu_plain - 1)
    printf \"two at a time are %.2f times as fast as one at a time\\n\", $wall_one / $wall_two
}"
