#!/bin/bash
# The program from outside: run, info and diff on a small tumor. Prints "ok NAME" or "not ok NAME".
program=${PRODROME:-$PWD/build/prodrome}
if [ ! -x "$program" ]; then
    echo "skipped run: $program is not built"
    exit 0
fi
tests=$PWD/tests
folder=$(mktemp -d) && cd "$folder" || exit 1
trap 'rm -rf "$folder"' EXIT

cat >small.yaml <<'END'
run: {name: small, seed: 3}
grid: {nx: 16, ny: 15, nz: 14}
time: {burn_in: 0.25 d, end: 0.5 d}
output: {snapshot_every: 0.25 d, series_every: 3 h}
tumor: {cells: 300}
doses:
  - {drug: mipsagargin, amount: 56 mg/kg, at: 0 d, every: 0.25 d, times: 2}
END
printf 'time: {end: 60 d}\n' >long.yaml
printf 'psma: {per_cell: 0}\n' >null.yaml

failures=0
check() { # NAME COMMAND...: the command succeeds
    local name=$1
    shift
    if "$@" >"$folder/log" 2>&1; then
        echo "ok $name"
    else
        echo "not ok $name"
        sed 's/^/    /' "$folder/log"
        failures=1
    fi
}
code() { # EXPECTED COMMAND...: its exit code
    local expected=$1
    shift
    "$@"
    local got=$?
    [ $got -eq "$expected" ] || {
        echo "exit code $got, not $expected"
        return 1
    }
}
run() { "$program" run "$@"; }
same_files() { # all that does not tell of the machine and the time of day
    local name
    [ "$(ls "$1")" = "$(ls "$2")" ] || return 1
    for name in $(ls "$1"); do
        case $name in run.json | log.jsonl | checkpoint*.hdf) continue ;; esac
        cmp "$1/$name" "$2/$name" || return 1
    done
}
says() { # TEXT COMMAND...: what it prints holds the text
    local text=$1
    shift
    "$@" >said 2>&1
    cat said
    grep -qF -- "$text" said
}

first() {
    run small.yaml --threads 1 || return 1
    cd output/runs/small-3 || return 1
    local expected="SHA256SUMS checkpoint.hdf checkpoint.prev.hdf config.yaml events.csv log.jsonl run.hdf.series run.json"
    expected+=" snap_000000.hdf snap_000001.hdf snap_000002.hdf timeseries.csv"
    ls
    [ "$(LC_ALL=C ls | tr '\n' ' ')" = "$expected " ] && sha256sum --quiet -c SHA256SUMS &&
        grep -q '"status": "finished"' run.json &&
        [ "$(wc -l <timeseries.csv)" -eq 8 ] && [ "$(wc -l <events.csv)" -eq 3 ]
}
one=output/runs/small-3
check "run writes its folder" eval '(first)'
check "an existing folder is refused" code 73 run small.yaml
check "naming --out and --resume" says "with --out DIR, or go on" run small.yaml
check "and not changed" eval '(cd $one && sha256sum --quiet -c SHA256SUMS)'

for threads in 2 3; do
    check "run with $threads threads" run small.yaml --threads $threads --out t$threads --quiet
    check "$threads threads give the same bytes" same_files $one t$threads
done
check "the resolved configuration runs" run $one/config.yaml --out again --quiet
check "and gives the same bytes" same_files $one again
check "diff finds nothing" code 0 "$program" diff $one t2
check "another seed runs" run small.yaml --seed 4 --out seed4 --quiet
check "diff finds another seed" code 1 "$program" diff $one seed4
check "diff names step and site" says "site (" "$program" diff $one seed4
check "diff of two snapshots" code 1 "$program" diff $one/snap_000000.hdf $one/snap_000001.hdf
check "another burn-in runs" run small.yaml --set time.burn_in="0.5 d" --out longer --quiet
check "diff tells what makes all differ" \
    says "A and B differ in time.burn_in: 0.25 d | 0.5 d" "$program" diff $one longer
check "and both days of a step" says "day 0.25 against step 120, day 0, A" "$program" diff $one longer
check "diff warns of a name that no array has" \
    says "warning: --ignore: no array is named \`nosuch\`" "$program" diff $one seed4 --ignore nosuch,damage
check "but not of one in a table that is not walked" eval \
    '! "$program" diff $one longer --ignore damage 2>&1 | grep -q warning'
check "diff without the second" code 64 "$program" diff $one
check "diff of what is not there" code 66 "$program" diff $one nowhere

check "without PSMA, with a dose" run small.yaml null.yaml --out null --quiet
check "without PSMA, without a dose" \
    run small.yaml null.yaml --set doses.0.amount="0 mg/kg" --out twin --quiet
check "the prodrug differs without PSMA" code 1 "$program" diff null twin
check "and is inert" code 0 "$program" diff null twin --ignore prodrug
check "and no name is ignored in vain" code 64 "$program" diff null twin --ignore prodrug,prodrgu

hours() { # FOLDER: the times of its rows
    cut -d, -f1 "$1/timeseries.csv" | awk 'NR > 1 {printf "%.6g ", 24 * $1}'
}
check "rows show what a bolus does" [ "$(hours $one)" = "0 0.1 3 6 6.1 9 12 " ]
check "an infusion between rows runs" \
    run small.yaml --set doses.0.at="0.5 h" --set doses.0.duration="2.5 h" --out infusion --quiet
check "and has rows at its start and its end, none twice" \
    [ "$(hours infusion)" = "0 0.5 3 6 6.5 9 12 " ]

check "a twin runs too" says "by cause" run small.yaml --twin --out pair
without_its_table() { # the treated run as it was before the twin's
    cp -r pair alone && rm alone/twin.csv && sed -i '/  twin.csv$/d' alone/SHA256SUMS &&
        same_files $one alone
}
check "treated as without a twin" without_its_table
adds_up() { # every time of both, and the difference is births less, deaths more, committed more
    [ "$(wc -l <pair/twin.csv)" -eq 8 ] && head -1 pair/twin.csv | grep -q '^time\[d\],viable_treated' &&
        awk -F, 'NR > 1 && ($3 - $2 != $5 || $6 + $7 + $8 != $5) {bad = 1} $5 > 0 {some = 1}
            END {exit bad || !some}' pair/twin.csv
}
check "what the twins tell is kept, and adds up" adds_up
check "with its digest" eval '(cd pair && sha256sum --quiet -c SHA256SUMS && grep twin.csv SHA256SUMS)'
check "undosed as by --set, but for its schedule" \
    run small.yaml --set doses.0.amount="0 mg/kg" --out undosed --quiet
check "with the same state" code 0 "$program" diff pair-undosed undosed
mkdir pair2-undosed
check "a twin's folder is not overwritten" code 73 run small.yaml --twin --out pair2
check "and the other is not begun" [ ! -e pair2 ]
check "a twin and --json exclude each other" code 64 run small.yaml --twin --json --out never

printf 'doses: []\n' >none.yaml
check "a new configuration" "$program" new mine
check "keeps the doses of the scenario under it" \
    eval '"$program" check small.yaml mine.yaml | grep -q "amount: 56 mg/kg"'
check "without a word" eval '! "$program" check small.yaml mine.yaml 2>&1 | grep note:'
sed -i 's/^# \( *[acdn-].*[:}]\)$/\1/' mine.yaml
check "and its examples are good" eval '"$program" check mine.yaml | grep -q "castration:"'
check "a list that replaces another is told" \
    says "none.yaml:1:8: note: doses: this list takes the place of the one at small.yaml:7:5" \
    "$program" check small.yaml none.yaml
check "and not to those who want errors only" \
    eval '[ -z "$(run small.yaml none.yaml --until "0.1 h" --out none --quiet 2>&1)" ]'

an_id() { # SNAPSHOT TABLE COLUMN VALUE: an id of that table with the value, or with more
    ${PYTHON:-/usr/bin/python3} - "$@" <<'END'
import h5py, sys
path, table, column, value = sys.argv[1:]
with h5py.File(path) as file:
    rows = file[table]
    words = rows[column].attrs.get("flag_meanings")
    seen = rows[column][:]
    right = seen == words.decode().split().index(value) if words else seen > int(value)
    print(rows["id"][:][right][0])
END
}
check "cells that fragment soon" run small.yaml --out soon --quiet \
    --set death.execution_min="0.1 h" --set death.execution_max="0.2 h"
if ${PYTHON:-/usr/bin/python3} -c "import h5py" 2>/dev/null; then
    daughter=$(an_id pair/snap_000002.hdf cells parent 0)
    check "a cell has a story" says "ancestor 1" "$program" info pair --cell "$daughter"
    cp -r pair larger && sed -i 's/^  n\([xyz]\): [0-9]*/  n\1: 4096/' larger/config.yaml
    check "on a smaller machine too" says "ancestor 1" "$program" info larger --cell "$daughter"
    check "with what it saw" says "active_drug" "$program" info pair --cell "$daughter"
    doomed=$(an_id pair/snap_000002.hdf cells phase committed)
    "$program" info pair --cell "$doomed" >doomed
    check "a commitment lies between two snapshots" \
        says "committed       between day 0.25 and day 0.5, cause drug: damage" cat doomed
    check "with the day on which the cell fragments" says "; fragments on day " cat doomed
    check "and the hazards of before" \
        says "hazards         on day 0.25, when last seen not committed: damage" cat doomed
    dead=$(an_id soon/snap_000002.hdf deaths cause drug)
    check "a commitment that no snapshot has is told" says ", its death: no snapshot has it so" \
        "$program" info soon --cell "$dead"
fi
check "a cell that died of the drug is picked" says "cause drug, at site" "$program" info soon --cell drug
check "units stand under the columns" says "molecules    share" "$program" info pair --cell any
check "of what no cell died of there is no story" code 66 "$program" info pair --cell cytotoxic
check "a snapshot is no run folder" says "a file, and no run folder" \
    "$program" info pair/snap_000001.hdf --cell 1
check "no cell has the key 1" code 66 "$program" info pair --cell 1
check "a key is a number" code 64 "$program" info pair --cell one

check "--until ends early" run small.yaml --until "6 h" --out until --quiet
check "as it was asked" says "as --until asked" "$program" info until
check "--until beyond the end" code 64 run small.yaml --until "2 d" --out never
check "--until between steps" code 64 run small.yaml --until "1.01 h" --out never
check "--until without a unit" code 64 run small.yaml --until 1 --out never
check "--until in hexadecimal" code 64 run small.yaml --until "0x4 h" --out never
check "--resume of nothing" code 66 run small.yaml --resume --out never
check "changes on the way are offered" says "steered" "$program" run --help
check "help of a topic is that of its command" says "prodrome run --from" "$program" help branch
check "animals are counted from one" code 2 ${PYTHON:-/usr/bin/python3} "$tests/flagship.py" --seeds 0
check "the help tells that runs are compared" says "plot A B" "$program" help
check "nothing is left of these" eval '[ ! -e never ]'
check "--json prints JSON" \
    eval 'run small.yaml --until "1 h" --out json --json | ${PYTHON:-/usr/bin/python3} -m json.tool'
check "--quiet prints nothing" \
    eval '[ -z "$(run small.yaml --until "1 h" --out quiet --quiet 2>&1)" ]'
check "a volume ratio ends the run" \
    run small.yaml long.yaml --set doses.0.amount="0 mg/kg" --set stop.volume_ratio=1.01 \
    --out ratio --quiet
check "and says so" says "stop.volume_ratio reached" "$program" info ratio

check "a tumor in the middle is not warned of" eval '! grep -q warning $one/log.jsonl'
check "a tumor at a wall is" says "warning: day 0: the tumor touches the wall x = 0 of the box" \
    run small.yaml --set tumor.cells=1500 --until "6 h" --out wall
warned_once() { [ "$(grep -c warning wall/log.jsonl)" -eq 1 ] && grep -A2 warnings wall/run.json | grep '"time_d": 0.0'; }
check "once, in the log and in run.json" warned_once
check "and by info" says "warning        day 0: the tumor touches" "$program" info wall

begin() { # OPTION...: a long run, as $child, when it has saved something
    # A shell without a terminal starts its background jobs with SIGINT ignored.
    rm -rf stopped
    setsid env --default-signal=INT "$program" run small.yaml long.yaml --out stopped --quiet "$@" &
    child=$!
    for _ in $(seq 600); do
        [ -e stopped/snap_000001.hdf ] && break
        sleep 0.05
    done
}
interrupt() { # SIGNAL: it ends the run after its step, with everything written
    begin
    kill -"$1" $child
    code 75 wait $child && grep -q '"status": "stopped"' stopped/run.json &&
        "$program" info stopped
}
check "SIGINT stops the run cleanly" interrupt INT
check "SIGTERM stops the run cleanly" interrupt TERM

insist() { # FIRST SECOND: the second ends it at once; both wait for it when it goes on
    begin --threads 1
    local signal
    for signal in STOP "$1" "$2" CONT; do kill -"$signal" $child; done
    code $((128 + $(kill -l "$2"))) wait $child
}
check "SIGTERM after SIGINT ends it at once" insist INT TERM

full() { # on the way, no file may grow beyond this size any more, as on a full disk
    run small.yaml --until "3 h" --out full || return 1
    (trap '' XFSZ && ulimit -f 24 && code 74 run --resume --out full) &&
        grep -q '"status": "failed"' full/run.json && ! ls full | grep -q part
}
check "a full disk ends the run with its code" full
check "and says which file" says "snap_000001.hdf: cannot write" "$program" info full
check "with room again it goes on" run --resume --out full
check "to the same bytes" same_files "$one" full
too_full() { # not even the first checkpoint fits
    (set -o pipefail && trap '' XFSZ && ulimit -f 8 &&
        code 74 run small.yaml --out never 2>&1 | grep "never/checkpoint.hdf: cannot write")
}
check "so does one without room for a checkpoint, and says which" too_full
check "and leaves nothing behind" [ ! -e never ]

crowded() { # most of 60,000 cells die in one step of 10 h, more than are recorded between snapshots
    code 70 run small.yaml --out crowded --set grid.nx=40 --set grid.ny=40 --set grid.nz=40 \
        --set tumor.cells=60000 --set growth.loss_rate="10 1/d" --set time.cell_step="10 h" \
        --set time.burn_in="0 d" --set time.end="5 d" --set doses.0.amount="0 mg/kg" \
        --set doses.0.every="5 d" --set output.series_every="10 h" \
        --set output.snapshot_every="5 d" &&
        [ -e crowded/snap_000001.hdf ] && ! [ -e crowded/snap_000002.hdf ] &&
        grep -q '"reason": "too many deaths at once to record: .*fewer"' crowded/run.json
}
check "deaths that cannot be recorded end the run" crowded

check "info of a folder" code 0 "$program" info $one
check "info of a snapshot" code 0 "$program" info $one/snap_000001.hdf
check "info of what is not there" code 66 "$program" info nowhere
printf x >>t3/events.csv
check "info finds a changed file" code 65 "$program" info t3
printf '\377\0\377\0' | dd of=t2/snap_000001.hdf bs=1 seek=9999 conv=notrunc 2>/dev/null
check "info finds a damaged snapshot" code 65 "$program" info t2
check "diff refuses a damaged snapshot" code 65 "$program" diff $one t2
exit $failures
