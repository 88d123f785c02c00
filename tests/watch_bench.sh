#!/bin/bash
# What watching costs the simulation with one core free: `make watch_bench`, on an idle machine.
#
# The flagship at its default size on one thread, by itself and in the viewer at 1280 x 800 pixels as fast as
# it can, in a window that nobody sees, ROUNDS times each in turn. Compared is the time from the first saved
# state to the last one, as the runs' own logs have it, drawing and saving included. Needs Xvfb and xdotool.
program=$1
rounds=${ROUNDS:-2}
config=$(dirname "$0")/../configs/lncap_xenograft.yaml
home=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$home"' EXIT
for tool in Xvfb xdotool; do
    command -v $tool >/dev/null || { echo "skipped watch_bench: $tool is not installed"; exit 0; }
done
number=90
while [ -e /tmp/.X$number-lock ]; do number=$((number + 1)); done
export DISPLAY=:$number
Xvfb $DISPLAY -screen 0 1280x800x24 >/dev/null 2>&1 &

options=(--threads 1 --set "time.end=${DAYS:-10} d")
watch() { # FOLDER LAST: the step at which it is over
    "$program" view "$config" "${options[@]}" --out "$1" >/dev/null 2>&1 &
    local viewer=$!
    until xdotool search --name prodrome >/dev/null 2>&1; do sleep 0.2; done
    sleep 1
    xdotool key space
    until grep -q "\"step\":$2," "$1/log.jsonl" 2>/dev/null; do sleep 1; done
    xdotool key q
    wait $viewer
}
seconds() { # FOLDER...: the least of the times
    for folder in "$@"; do
        sed -n 's/.*"snapshots":\([0-9]*\),"seconds":\([0-9.e+-]*\)}.*/\1 \2/p' "$folder/log.jsonl" |
            awk '$1 == 1 && !first {first = $2} {last = $2} END {print last - first}'
    done | sort -g | head -1
}
for round in $(seq "$rounds"); do
    "$program" run "$config" "${options[@]}" --quiet --out "$home/run$round" || exit
    watch "$home/watched$round" "$(sed -n 's/.*"end_step": \([0-9]*\).*/\1/p' "$home/run$round/run.json")"
    cmp "$home/run$round/SHA256SUMS" "$home/watched$round/SHA256SUMS" || exit
done
awk -v run="$(seconds "$home"/run*)" -v watched="$(seconds "$home"/watched*)" \
    'BEGIN { printf "one thread, one core free: %.1f s, watched %.1f s: %+.1f %% (less than 5 wanted); the same bytes\n",
             run, watched, 100 * (watched / run - 1) }'
