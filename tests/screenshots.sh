#!/bin/bash
# The pictures of the viewer in README.md: screenshots.sh PROGRAM RUN, of the treated run of `make run`, into
# output/. Needs Xvfb, xdotool and ImageMagick.
program=$1 run=$2
trap 'kill $(jobs -p) 2>/dev/null' EXIT
. "$(dirname "$0")/display.sh"
display_has screenshots || exit 1
display_open
wait_until xdotool getdisplaygeometry

take() { # NAME DAY X Y KEY...: the keys, with the mouse at X Y at last; a click there if KEY is click
    local name=$1 day=$2 x=$3 y=$4 key
    shift 4
    "$program" view "$run" --at "day $day" --data configs/data/lncap_xenograft.tsv >/dev/null &
    wait_until shown
    xdotool mousemove "$x" "$y"
    sleep 3 # its first picture, and the table of its saved states
    for key in "$@"; do
        if [ "$key" = click ]; then
            click "$x" "$y"
            sleep 30 # while the saved states are read for the cell
        else keys "$key"; fi
        sleep 1
    done
    picture "output/viewer_$name.png"
    echo "output/viewer_$name.png"
    keys q
    wait $!
}
take slice 1 277 385 f
take volume 1 60 60 v a f
take death 3 520 420 Tab click
