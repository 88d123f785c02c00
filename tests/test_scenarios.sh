#!/bin/bash
# Every scenario of configs/ is valid as its heading says to run it, the table of parameters in
# configs/README.md and that of columns in output/README.md are the program's, no
# heading has a gap, and the quick case of README.md runs. Prints "ok NAME" or "not ok NAME".
program=${PRODROME:-$PWD/build/prodrome}
if [ ! -x "$program" ]; then
    echo "skipped scenarios: $program is not built"
    exit 0
fi

verdict() { # NAME COMMAND...
    local name=$1 log
    shift
    if log=$("$@" 2>&1); then
        echo "ok $name"
    else
        echo "not ok $name"
        printf '%s\n' "$log" | tail -20
        failed=1
    fi
}
failed=0

for scenario in configs/*.yaml; do
    name=$(basename "$scenario" .yaml)
    files=$(sed -n 's/^# *prodrome run \(configs[^-]*\)$/\1/p' "$scenario" | head -1)
    verdict "$name is valid" "$program" check ${files:-$scenario}
    verdict "$name says what to see" grep -q '^# What to see: [A-Za-z0-9]' "$scenario"
    verdict "$name has no gap" bash -c "! grep -q EXPECT $scenario"
    verdict "$name is in configs/README.md" grep -q "\`$name.yaml\`" configs/README.md
done

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
for sweep in configs/sweeps/*.yaml; do
    name=$(basename "$sweep" .yaml)
    verdict "sweep $name is valid in every row" "$program" sweep plan "$sweep" --no-pilot --out "$scratch/$name"
    verdict "sweep $name says what to see and how many runs" \
        bash -c "grep -q '^# What to see: [A-Za-z0-9]' $sweep && grep -qE '(^|[^0-9])$(($(wc -l <"$scratch/$name/design.tsv") - 1)) runs' $sweep"
    verdict "sweep $name is in configs/README.md" grep -q "\`$name.yaml\`" configs/README.md
done
# Every assumption with an end is in the sweep of elementary effects, between the same ends.
morris_is_whole() {
    awk -F'\t' 'FNR == 1 {file++}
        file == 1 && FNR == 1 {for (i = 4; i < NF; i++) {split($i, name, "["); seen[name[1]] = 1}}
        file == 2 && FNR > 1 && ($2 != "-" || $3 != "-") && !($1 in seen) {print $1 " is missing"; bad = 1}
        file == 2 && FNR > 1 && $2 == "-" && $3 == "-" && ($1 in seen) {print $1 " has no ends"; bad = 1}
        END {exit bad}' "$scratch/morris/design.tsv" configs/assumed.tsv
}
verdict "sweep morris has every assumption" morris_is_whole

same_table() { # FILE OPTION
    diff <(sed '1,/written by `make docs`/d' "$1") <("$program" explain "$2")
}
verdict "the table of parameters is the program's (make docs)" same_table configs/README.md --table
verdict "the table of columns is the program's (make docs)" same_table output/README.md --columns
quick_case() { # of README.md, as it is written there but for its end
    local command folder
    command=$(sed -n '/--set run.name=quick/,/--threads/p' README.md)
    folder=$(mktemp -d)
    eval "${command/build\/prodrome/$program}" --until '"0 d"' --out "$folder/quick" --quiet
    local code=$?
    rm -rf "$folder"
    [ -n "$command" ] && return $code
}
verdict "the quick case of README.md runs" quick_case
exit $failed
