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
