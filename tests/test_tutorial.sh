#!/bin/bash
# Runs the tutorial of sweeps in README.md line by line, as it stands there. Prints "ok NAME" or "not ok
# NAME" for each line.
program=${PRODROME:-$PWD/build/prodrome}
if [ ! -x "$program" ]; then
    echo "skipped tutorial: $program is not built"
    exit 0
fi
readme=$PWD/README.md
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/build"
ln -s "$program" "$folder/build/prodrome"
ln -s "$PWD/configs" "$folder/configs"
cd "$folder" || exit 1

failed=0 lines=0
while read -r line; do
    lines=$((lines + 1))
    if (eval "$line") >said 2>&1; then
        echo "ok $line"
    else
        echo "not ok $line"
        tail -20 said
        failed=1
    fi
done < <(awk '/^<!-- the tutorial/ {on = 1} on && /^```/ {fence++; next} on && fence == 1 {print}
    fence == 2 {exit}' "$readme")
if [ $lines -ge 4 ] && grep -q '^1,1,1,' said; then
    echo "ok the last line shows results"
else
    echo "not ok the last line shows results"
    failed=1
fi
exit $failed
