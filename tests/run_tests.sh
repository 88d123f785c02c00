#!/bin/bash
# Runs tests and counts their cases: run_tests.sh BUILD_DIR NAME...
# NAME is a cmocka program in BUILD_DIR/tests, or a driver (tests/*.sh, tests/*.py) that prints a line
# "ok NAME", "not ok NAME" or "skipped NAME why" for each case. As many run at once as there are
# processors. A program that crashes, or fails without naming a case, counts as one failure.
# The last line is "N passed, N failed[, N skipped]".
build=$1
shift
export PRODROME=$PWD/$build/prodrome PYTHON=${PYTHON:-/usr/bin/python3} CMOCKA_MESSAGE_OUTPUT=TAP
[ -x "$PRODROME" ] || export PRODROME=
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT
# Programs share the processors: threads that wait must not spin.
export OMP_WAIT_POLICY=${OMP_WAIT_POLICY:-passive}
export build logs

run_one() {
    local name=$1 log=$logs/${1//\//_} begin=$SECONDS command
    case $name in
    *.sh) command="bash $name" ;;
    *.py) command="$PYTHON $name" ;;
    *) command=$build/tests/$name ;;
    esac
    timeout -k 10 "${TEST_SECONDS:-600}" $command </dev/null >"$log" 2>&1
    local status=$?
    local passed failed skipped planned
    planned=$(sed -n 's/^1\.\.\([0-9]*\)$/\1/p' "$log" | awk '{n += $1} END {print n + 0}')
    failed=$(grep -cE '^not ok\b' "$log")
    skipped=$(grep -cE '^ok\b.*# SKIP|^skipped\b' "$log")
    passed=$(grep -E '^ok\b' "$log" | grep -cv '# SKIP')
    # Cases that were announced and never ended, a bad end without a case, and nothing at all.
    local seen=$((passed + failed + skipped))
    [ "$seen" -lt "$planned" ] && failed=$((failed + planned - seen))
    [ "$status" -ne 0 ] && [ "$failed" -eq 0 ] && failed=1
    [ "$seen" -eq 0 ] && [ "$failed" -eq 0 ] && failed=1
    if [ "$failed" -gt 0 ] || [ -n "$SHOW_ALL" ]; then
        cat "$log"
        [ "$status" -ge 124 ] && echo "$name ended with status $status (124 is a timeout)"
    else
        grep -E '^skipped\b' "$log"
    fi
    echo "$passed $failed $skipped" >"$log.count"
    printf '%-28s %4d passed %3d failed %3d skipped  %3d s\n' \
        "$name" "$passed" "$failed" "$skipped" $((SECONDS - begin))
}
export -f run_one

printf '%s\n' "$@" | xargs -r -P "$(nproc)" -I{} bash -c 'text=$(run_one {}); printf "%s\n" "$text"'
cat "$logs"/*.count 2>/dev/null | {
    passed=0 failed=0 skipped=0
    while read -r p f s; do
        passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
    done
    text="$passed passed, $failed failed"
    [ "$skipped" -gt 0 ] && text="$text, $skipped skipped"
    echo "$text"
    [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
}
