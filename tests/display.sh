# A window that nobody sees, to be driven from a script that sources this: 1280 x 800 pixels of Xvfb, keys and
# clicks of xdotool. What is started here ends with the script, by its own trap on EXIT.

display_has() { # SCRIPT: false, and said, without the programs
    local tool
    for tool in Xvfb xdotool; do
        command -v $tool >/dev/null || { echo "skipped $1: $tool is not installed"; return 1; }
    done
}
display_open() {
    local number=90
    while [ -e /tmp/.X$number-lock ]; do number=$((number + 1)); done
    export DISPLAY=:$number
    Xvfb $DISPLAY -screen 0 1280x800x24 >/dev/null 2>&1 &
}
wait_until() { # COMMAND...: within a minute
    for _ in $(seq 300); do
        "$@" >/dev/null 2>&1 && return 0
        sleep 0.2
    done
    return 1
}
shown() { xdotool search --name prodrome; }
keys() { xdotool key --delay 60 "$@"; }
click() { xdotool mousemove "$1" "$2" click 1; }
drag() { xdotool mousemove "$1" "$2" mousedown 1 mousemove "$3" "$2" mouseup 1; }
picture() { import -window root "$1"; } # FILE.png: by ImageMagick
