#!/bin/bash
# What watching costs the simulation with one core free: `make watch_bench`, on an idle machine.
#
# The flagship at its default size on one thread, by itself and in the viewer at 1280 x 800 pixels as fast as
# it can, in a window that nobody sees, ROUNDS times each in turn, its first DAYS days and the burn-in. Compared
# is the time from the first saved state to the last one, as the runs' own logs have it, drawing and saving
# included; the median over the rounds counts. Needs Xvfb and xdotool.
program=$1
rounds=${ROUNDS:-3}
config=$(dirname "$0")/../configs/lncap_xenograft.yaml
home=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$home"' EXIT
. "$(dirname "$0")/display.sh"
display_has watch_bench || exit 0
display_open

options=(--threads 1 --set "time.end=${DAYS:-10} d")
watch() { # FOLDER LAST: the step at which it is over
    "$program" view "$config" "${options[@]}" --out "$1" >/dev/null 2>&1 &
    local viewer=$!
    wait_until shown
    sleep 1
    keys space
    until grep -q "\"step\":$2," "$1/log.jsonl" 2>/dev/null; do sleep 1; done
    keys q
    wait $viewer
}
seconds() { # FOLDER
    sed -n 's/.*"snapshots":\([0-9]*\),"seconds":\([0-9.e+-]*\)}.*/\1 \2/p' "$1/log.jsonl" |
        awk '$1 == 1 && !first {first = $2} {last = $2} END {print last - first}'
}
for round in $(seq "$rounds"); do
    run=$home/run$round watched=$home/watched$round
    "$program" run "$config" "${options[@]}" --quiet --out "$run" || exit
    watch "$watched" "$(sed -n 's/.*"end_step": \([0-9]*\).*/\1/p' "$run/run.json")"
    cmp "$run/SHA256SUMS" "$watched/SHA256SUMS" || exit
    awk -v run="$(seconds "$run")" -v watched="$(seconds "$watched")" \
        'BEGIN { printf "%+.1f %% (%.1f s by itself, %.1f s watched; the same bytes)\n", 100 * (watched / run - 1), run, watched }'
done | sort -g | awk '{print; line[NR] = $1} END {
    print "median " line[int((NR + 1) / 2)] " % of the time on one thread, one core free (less than 5 wanted)"}'
exit "${PIPESTATUS[0]}"
