#!/bin/bash
# Under clang's thread sanitizer with 2 and 4 threads: archer.sh BUILD_DIR. A small treated run; two
# steps in a box large enough for threads on a coarse level of the multigrid too (it has an eighth of
# the sites: more than 20,000); and the test whose lists of mothers and gaps are long enough to be
# shared out; and a simulation in a thread of its own under a viewer.
# Archer tells the sanitizer what OpenMP's barriers order; libraries that were not built with the
# sanitizer are left out. gcc's libgomp cannot be checked this way.
build=$1
archer=$(clang -print-file-name=libarcher.so)
[ -e "$archer" ] || archer=$(ls /usr/lib/llvm-*/lib/libarcher.so 2>/dev/null | tail -1)
[ -e "$archer" ] || { echo "libarcher.so is missing (package libomp-dev)"; exit 69; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/small.yaml" <<'YAML'
run: {name: archer}
grid: {nx: 32, ny: 30, nz: 30}
time: {burn_in: 0.25 d, end: 0.5 d}
output: {snapshot_every: 0.25 d, series_every: 6 h}
tumor: {cells: 6000}
doses:
  - {drug: mipsagargin, amount: 56 mg/kg, at: 0 d}
YAML
sed -e 's/{nx: .*}/{nx: 56, ny: 56, nz: 56}/' -e 's/{burn_in: .*}/{burn_in: 0 d, end: 0.2 h}/' \
    "$folder/small.yaml" >"$folder/large.yaml"
export OMP_TOOL_LIBRARIES=$archer
export TSAN_OPTIONS=ignore_noninstrumented_modules=1:exitcode=66:halt_on_error=0
# A sanitizer that misses a planted race proves nothing.
cat >"$folder/race.c" <<'C'
int main(void)
{
    int sum = 0;
#pragma omp parallel for num_threads(2)
    for (int i = 0; i < 100000; i++)
        sum += i;
    return sum == 0;
}
C
clang -O1 -g -fopenmp -fsanitize=thread "$folder/race.c" -o "$folder/race" &&
    ! "$folder/race" >"$folder/log" 2>&1 && grep -q 'WARNING: ThreadSanitizer' "$folder/log" ||
    { echo "archer: a planted race is not seen"; exit 1; }

failures=0
watch() { # watch NAME COMMAND...: must end well and without a race
    local name=$1 status races
    shift
    "$@" >"$folder/log" 2>&1
    status=$? races=$(grep -c 'WARNING: ThreadSanitizer' "$folder/log")
    echo "archer: $name: status $status, $races races"
    if [ $status -ne 0 ] || [ "$races" -ne 0 ]; then
        head -60 "$folder/log"
        failures=$((failures + 1))
    fi
}

for threads in 2 4; do
    watch "small run, $threads threads" "$build/prodrome" run "$folder/small.yaml" \
        --threads $threads --quiet --out "$folder/run-$threads"
    watch "large box, $threads threads" "$build/prodrome" run "$folder/large.yaml" \
        --threads $threads --quiet --out "$folder/large-$threads"
done
watch "crowds, 1, 2, 3 and 8 threads" "$build/tests/test_displacement" 'many_at_once*'
export OMP_NUM_THREADS=2 MONKEY=200
watch "a simulation that is watched" "$build/tests/test_session"
watch "a monkey at the viewer" "$build/tests/test_viewer"
if [ $failures -eq 0 ]; then echo "archer: clean"; else echo "archer: not clean"; fi
exit $((failures != 0))
