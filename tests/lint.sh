#!/bin/bash
# `make lint`: everything that can be checked without running the program: lint.sh BUILD_DIR.
# Each check prints what is wrong and one line of its own; the last line is the verdict.
build=$1
failures=0

# Functions over 60 lines and files over 400 lines that have a reason to be so.
long_functions=""
long_files=""

rooms=$(cd sim && ls -d core model fields tissue therapy engine study 2>/dev/null)
engine_files() { find $(printf 'sim/%s ' $rooms) -name '*.[ch]' -o -name '*.inc' | grep -vx sim/core/check.c | sort; }
all_files() { find sim render tests -name '*.[ch]' -o -name '*.inc' | sort; }

verdict() { # verdict NAME OUTPUT: a check passes when it has nothing to say
    if [ -z "$2" ]; then
        echo "ok      $1"
    else
        printf '%s\nFAILED  %s\n' "$2" "$1"
        failures=$((failures + 1))
    fi
}

check_warnings() { # both compilers, every source, warnings as errors
    ${MAKE:-make} -k --no-print-directory BUILD="$build" objects 2>&1 | grep -E 'warning:|error:|Error'
}

check_format() {
    clang-format --dry-run -Werror $(all_files) 2>&1 | grep -E '^[^ :]+:[0-9]+:[0-9]+: error:' |
        cut -d: -f1 | sort | uniq -c |
        awk '{print $2 ": " $1 " places; type: make format"}'
}

check_cppcheck() {
    # messages.c: it does not see that a stored compound literal keeps the copy.
    # One configuration: by itself cppcheck would also try every #ifdef of the .def tables.
    cppcheck --quiet --std=c11 --language=c --enable=warning,performance,portability \
        -D__linux__ -D__x86_64__ --inline-suppr --suppress=missingIncludeSystem --suppress=memleak:sim/io/messages.c \
        -j "$(nproc)" -Isim -I. -Itests $(find sim render -name '*.c') 2>&1
}

# Floors: includes only go down; fields, tissue and therapy never meet, nor do engine and study.
check_floors() {
    find sim render -name '*.[ch]' -o -name '*.def' -o -name '*.inc' | sort | xargs awk '
        BEGIN {
            split("core 0 model 1 fields 2 tissue 2 therapy 2 engine 3 study 3 io 4 render 5 cli 6", f)
            for (i = 1; i in f; i += 2) floor[f[i]] = f[i + 1]
        }
        /^#[ ]*include "/ {
            split(FILENAME, path, "/"); here = path[1] == "sim" ? path[2] : path[1]
            name = $0; sub(/^#[ ]*include "/, "", name); sub(/".*/, "", name)
            there = index(name, "/") ? substr(name, 1, index(name, "/") - 1) : here
            if (there != here && !(there in floor && floor[there] < floor[here]))
                print FILENAME ":" FNR ": " here " may not include " name
        }'
    # stdio is for snprintf and stdlib for abs: check_symbols sees what is used of them.
    grep -nE '#include <' $(engine_files) |
        grep -vE '<(math|stdbool|stddef|stdint|stdlib|string|limits|float|omp|Random123/philox|[ix]mmintrin)\.h>' |
        grep -v '<stdio\.h>' | sed 's/$/  is not for the engine/'
    grep -nE '#include <hdf5' -r sim render tests --include='*.[ch]' --include='*.inc' | grep -vE '^sim/io/hdf[a-z_]*\.[ch]:'
    grep -nE '#include <SDL' -r sim render --include='*.[ch]' | grep -v '^render/window\.c:'
}

# What the engine asks of the outside: memory and strings, exact arithmetic, OpenMP; nothing else.
check_symbols() {
    local allowed='^(memcpy|memmove|memset|memcmp|strlen|strcmp|strncmp|strcspn|strchr|memchr|snprintf)$'
    allowed+='|^(sqrt|fabs|floor|fma|sqrtf|fabsf|floorf|fmaf)$|^(GOMP_|__kmpc_|omp_)'
    allowed+='|^status_check_failed$|^_GLOBAL_OFFSET_TABLE_$|^__stack_chk_fail$|^__popcountdi2$|^__cpu_model$'
    local variant object
    for variant in gcc-O2 clang-O2; do
        find "$build/$variant/sim" -name '*.o' | grep -E "/sim/(${rooms//$'\n'/|})/" |
            grep -v '/core/check\.o$' >"$scratch/objects"
        xargs nm --defined-only <"$scratch/objects" | awk 'NF == 3 {print $3}' | sort -u >"$scratch/defined"
        while read -r object; do
            nm -u "$object" | awk '{print $2}' | sort -u | comm -23 - "$scratch/defined" |
                grep -vE "$allowed" | if [[ $object == */core/memory.o ]]; then
                    grep -vE '^(aligned_alloc|free)$'
                else
                    cat
                fi | sed "s|^|$object: may not use |"
        done <"$scratch/objects"
    done
}

# Parallel sums and picks that depend on who comes first, and state outside the World.
check_determinism() {
    grep -nE '#pragma omp.*(atomic|critical|reduction|schedule\((dynamic|guided|runtime))' $(engine_files)
    grep -nE 'omp_get_(thread_num|num_threads|max_threads)|\b(rand|srand|drand48|qsort)\(' $(engine_files)
    grep -nE 'fast-math|Ofast|fp-contract=(fast|on)' Makefile | grep -v '^[0-9]*:#'
    # Nothing that changes stands outside the World: .data.rel.ro holds constants with addresses.
    find "$build/gcc-O2/sim" -name '*.o' | grep -E "/sim/(${rooms//$'\n'/|})/" | xargs nm -A -f sysv |
        awk -F'|' '$7 ~ /^(\.data|\.bss|\.tdata|\.tbss|\*COM\*)/ && $7 !~ /^\.data\.rel\.ro/ &&
                   $4 ~ /OBJECT|TLS/ {sub(/ +$/, "", $1); print $1 " is a global that may change"}'
}

check_top_level() {
    git ls-files | cut -d/ -f1 | sort -u |
        grep -vxE 'sim|render|configs|output|tests|Makefile|README\.md|LICENSE|\..*' |
        sed 's/$/  does not belong at the top level/'
    git ls-files | grep -E '\.(o|a|so|png|hdf|log)$' | grep -vE '^(output|tests)/[^/]*\.png$' |
        sed 's/$/  is made by the program and does not belong in the tree/'
    [ -e README.md ] || echo "README.md is missing"
}

check_sizes() {
    wc -l $(all_files) | awk -v named=" $long_files " '$2 != "total" && $1 > 400 &&
        !index(named, " " $2 " ") {print $2 ": " $1 " lines; split it or name it in tests/lint.sh"}'
    all_files | grep -E '\.(c|inc)$' | xargs awk -v named=" $long_functions " '
        /^[A-Za-z_].*\(/ && !/;[ ]*$/ {name = $0; sub(/\(.*/, "", name); sub(/.*[ *]/, "", name)}
        /^{/ {begin = FNR}
        /^}[ ]*$/ {if (begin && FNR - begin - 1 > 60 && !index(named, " " name " "))
                  print FILENAME ":" begin ": " name " has " FNR - begin - 1 " lines"; begin = 0}'
}

check_words() {
    local words='\b(TO''DO|FIX''ME|XX''X|HA''CK)\b|\b[Ss]t''ubs?\b|[Pp]lace''holder|[Hh]ard-''coded|[Ff]or n''ow\b'
    git ls-files --cached --others --exclude-standard sim render tests configs output Makefile README.md |
        xargs grep -nIE "$words"
    # A name says what it is: no "get".
    grep -nE '^[A-Za-z_].*\b[a-z0-9_]*_get(_[a-z0-9_]*)?\(' $(all_files)
}

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
for check in ${CHECKS:-warnings format cppcheck floors symbols determinism top_level sizes words}; do
    verdict "$check" "$(check_$check)"
done
if [ "$failures" -eq 0 ]; then echo "lint: clean"; else echo "lint: $failures checks failed"; fi
[ "$failures" -eq 0 ]
