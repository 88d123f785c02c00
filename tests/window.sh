#!/bin/bash
# The viewer end to end, as a person would use it: window.sh BUILD_DIR. Needs Xvfb and xdotool, which
# `make window` installs. Prints "ok NAME" or "not ok NAME" for each case; pictures of the window stay in
# BUILD_DIR/window for who wants to look.
build=$(realpath "$1")
tests=$(realpath "$(dirname "$0")")
program=$build/prodrome
home=$(mktemp -d)
pictures=$build/window
rm -rf "$pictures" && mkdir -p "$pictures"
trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$home"' EXIT
cd "$home" || exit 1
. "$tests/display.sh"
display_has window || exit 0
failed=0
check() { # NAME COMMAND...
    local name=$1
    shift
    if "$@" >"said" 2>&1; then echo "ok $name"; else
        echo "not ok $name"
        tail -5 "said" | sed 's/^/  /'
        failed=1
    fi
}
cat >tiny.yaml <<'EOF'
run: {name: tiny}
grid: {nx: 24, ny: 24, nz: 24}
tumor: {cells: 900}
time: {burn_in: 6 h, end: 4 d}
output: {snapshot_every: 6 h, series_every: 3 h}
doses: [{drug: mipsagargin, amount: 56 mg/kg, at: 12 h}]
EOF

code() { # CODE COMMAND...
    local wanted=$1
    shift
    "$@"
    [ $? -eq "$wanted" ]
}
check "without a display" code 69 env -u DISPLAY -u WAYLAND_DISPLAY "$program" view tiny.yaml --out none
cp said told
check "and it says what there is instead" grep -q "prodrome run.*prodrome export" told
check "and leaves nothing" test ! -e none

display_open
check "a display" wait_until xdotool getdisplaygeometry

rows() { [ "$(wc -l <"$1/timeseries.csv")" -gt "$2" ]; }
kept() { # PATTERN [MORE]: there are such files, and more than so many
    [ -n "$(compgen -G "$1")" ] && [ "$(compgen -G "$1" | wc -l)" -gt "${2:-0}" ]
}
keep() { command -v import >/dev/null && picture "$pictures/$1.png"; }

check "another run that is not there" code 66 "$program" view tiny.yaml --out none --beside nosuch
check "and leaves nothing either" test ! -e none
check "a configuration that is not there" code 66 "$program" view nosuch.yaml
"$program" view tiny.yaml --out watched >said.view 2>&1 &
viewer=$!
check "a window opens" wait_until shown
sleep 1
keys space
check "it runs" wait_until rows watched 10
keys space
sleep 0.5
before=$(wc -l <watched/timeseries.csv)
sleep 1
check "it pauses" test "$before" -eq "$(wc -l <watched/timeseries.csv)"
click 400 380
keys Tab
sleep 0.5
keep inspected
keys Tab Tab f bracketleft bracketright a a a
keys g
sleep 1
keys period
check "a dose by hand" wait_until grep -q "doses.1.amount=56 mg/kg" watched/steering.csv
keys S
keys s
check "a picture is kept" wait_until kept "watched/pictures/*.png"
keys S
keys l P
check "a plot as SVG" wait_until kept "watched/pictures/plot_*.svg"
drag 600 698 200
sleep 1 # a dose on the way there is refused
film() { kept "watched/pictures/*.mp4" || kept "watched/pictures/day_*[0-9]"; } # without ffmpeg, its pictures
check "and a film" wait_until film
keys g
check "a dose back in time makes a branch" wait_until test -e watched-branch1/checkpoint.hdf
check "and the run is left as it was" wait_until grep -q "left for a branch" watched/run.json
keys space
check "the branch runs" wait_until rows watched-branch1 3
sleep 0.5
keep branch
keys space D
sleep 0.5
keep difference
keys x
sleep 0.5
keep parent
keys x space
keys q
wait $viewer
check "it ends well" test $? -eq 0
check "what was done repeats" "$program" run tiny.yaml --quiet --events watched/steering.csv --out again
check "the left run can be taken up" "$program" run --resume --quiet --out watched
check "to the same bytes" cmp watched/SHA256SUMS again/SHA256SUMS
check "and so can the branch" "$program" run --resume --quiet --out watched-branch1
check "it repeats from the seed" "$program" run watched-branch1/config.yaml --quiet \
    --events watched-branch1/steering.csv --out seed
hash_of() { grep '"state_hash"' "$1/run.json"; }
check "to the same state" test "$(hash_of watched-branch1)" = "$(hash_of seed)"
check "its parent is known" grep -q '"parent": "watched on day' watched-branch1/run.json

"$program" run tiny.yaml --until "1 d" --quiet --out goes
"$program" view --resume goes >said.view 2>&1 &
viewer=$!
check "a stopped run is gone on with" wait_until shown
sleep 1
keys minus minus minus minus space # so slowly that it is not over when it is to be ended
check "from where it stood" wait_until rows goes 12
dropped() { "${PYTHON:-/usr/bin/python3}" "$tests/drop.py" "$(xdotool search --name prodrome | head -1)" "$1"; }
echo "grid: {nzz: 4}" >bad.yaml
check "a bad file is dropped" dropped bad.yaml
before=$(wc -l <goes/timeseries.csv)
check "and leaves the run going" wait_until rows goes "$before"
check "a run folder is dropped" dropped watched
check "and the run is ended so that it can be taken up" wait_until grep -q "closed by the viewer" goes/run.json
sleep 1
keep dropped
check "a configuration is dropped" dropped tiny.yaml
check "and runs in a folder of its own" wait_until test -e output/runs/tiny-1/run.json
keys q
wait $viewer
check "and all of that ends well" test $? -eq 0
check "it says how to go on with each" grep -c "prodrome run --resume" said.view

GDK_SCALE=2 "$program" view watched --beside watched-branch1 --at "day 1" >said.view 2>&1 &
viewer=$!
check "saved states are shown" wait_until shown
sleep 1
keys greater greater p p
sleep 0.5
keep replay
before=$(compgen -G "watched/pictures/*.png" | wc -l)
xdotool search --name prodrome windowsize 1180 801
sleep 0.5
keys s
check "in a window of another size" wait_until kept "watched/pictures/*.png" "$before"
keys D x v space
sleep 2
keys q
wait $viewer
check "and it ends well" test $? -eq 0

# The tour: every key that the README's section names in bold, in its order; q ends it.
names='s/Space/space/; s/^\.$/period/; s/^+$/plus/; s/^-$/minus/; s/^\[$/bracketleft/; s/^\]$/bracketright/'
tour=$(sed -n '/^## Watch it live/,/^A window can be/p' "$tests/../README.md" | sed -n '/^[1-9]\. /,$p' |
    grep -o '\*\*[^*]*\*\*' | tr -d '*' | sed "$names")
"$program" view tiny.yaml --out tour >said.view 2>&1 &
viewer=$!
check "the tour has a window" wait_until shown
sleep 1
for key in $tour; do
    case $key in
    period) check "it runs, and pauses" wait_until rows tour 10; xdotool key space period ;;
    Escape) click 400 380; keep tour; keys Escape ;;
    g) drag 600 698 200; sleep 1; keys g ;;
    q) check "the tour's picture and plots" wait_until kept "tour*/pictures/plot_*.pdf"; keys F1 F1 ;;
    esac
    [ "$key" = F1 ] || keys "$key" # after q there is no window
done
wait $viewer
check "the tour of $(wc -w <<<"$tour") keys ends well" test $? -eq 0
exit $failed
