#!/bin/bash
# Feeds invented files to every reader: fuzz.sh BUILD_DIR RUNS. Begins with tests/corpus and with what
# earlier calls found worth keeping (BUILD_DIR/corpus); an input that crashes, or takes too long, is put
# into BUILD_DIR/found. Leaks are left to the replay under the sanitizers, which is
# quicker than a search after every input.
build=$1 runs=$2
export UBSAN_OPTIONS=print_stacktrace=1 ASAN_OPTIONS=detect_leaks=0 OMP_NUM_THREADS=1 LSAN_OPTIONS=suppressions=$PWD/tests/lsan.supp
mkdir -p "$build/found"
failed=0
# set and config share values; the longest are those that the readers take at all. A snapshot is
# written, compared and told of, a checkpoint stepped: they take longer, and have fewer runs.
for row in config:20000:1:1 set:2000:1:1 table:20000:1:1 events:1000:4:2 sweep:20000:1:1 fit:20000:1:1 design:20000:1:1 report:3000:40:20 snapshot:400:20:20 checkpoint:400:5:20; do
    IFS=: read -r target longest share seconds <<<"$row"
    some=$((runs / share))
    mkdir -p "$build/corpus/$target"
    seeds=tests/corpus/$target
    [ "$target" = config ] && seeds="$seeds configs"
    if FUZZ=$target "$build/tests/fuzz" -runs="$some" -max_len="$longest" -timeout="$seconds" -detect_leaks=0 -rss_limit_mb=2048 \
        -artifact_prefix="$build/found/$target-" -print_final_stats=1 -verbosity=0 \
        "$build/corpus/$target" $seeds >"$build/$target.log" 2>&1; then
        echo "ok $target: $some inputs, $(ls "$build/corpus/$target" | wc -l) kept"
    else
        echo "not ok $target: see $build/$target.log and $build/found"
        grep -E "ERROR|SUMMARY" "$build/$target.log" | head -3
        failed=1
    fi
done
exit $failed
