#!/bin/bash
# prodrome plot from outside: exit codes, messages, and that a failure leaves no file behind.
# One row per case: name | arguments | exit code | words that must be said.
program=${PRODROME:-build/prodrome}
if [ ! -x "$program" ]; then
    echo "skipped plot there is no program $program"
    exit 0
fi
program=$(realpath "$program")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1

mkdir run cut nothing_known bare
echo "{}" >bare/run.json
header='time[d],caliper_volume[mm^3],viable[1],plasma_mipsagargin[nM],oxygen_median[mmHg]'
printf '%s\n0,1,1000,2e5,7\n1,0.9,900,1,8\n2,0.7,500,0,9\n' "$header" >run/timeseries.csv
printf '%s\n0,1,1000,nan,nan\n1,0.9,900,nan,nan\n' "$header" >nothing_known/timeseries.csv
printf 'step[1],time[d],drug,amount[mg/kg],duration[h]\n0,0,mipsagargin,56,0\n' >run/events.csv
printf '{"name": "run", "seed": 1, "version": "0.1.0", "status": "finished"}\n' >run/run.json
printf '%s\n0,1,1000,2e5,7\n1,0.9,900' "$header" >cut/timeseries.csv
head='observable\tcondition\ttime[d]\tmean\tsd\tn\tunit\tsource\n'
printf "${head}relative_caliper_volume\ta\t2\t0.5\t0.1\t8\t1\tb\n" >good.tsv
printf "${head}relative_caliper_volume\ta\t2\t0.5\t0.1\t8\tmm^3\tb\n" >unit.tsv
printf "${head}volume_doubling_time\ta\t\t29\t4\t\th\tb\n" >other.tsv
printf "${head}relative_caliper_volume\ta\t2\thalf\t\t\t1\tb\n" >word.tsv
printf 'no snapshot\n' >text.hdf
cp -r run short
printf '{"files": [{"name": "a.hdf", "time": 0}, {"name": "b.hdf", "time": 3}]}\n' >short/run.hdf.series

cat >small.yaml <<'END'
run: {name: small}
grid: {nx: 12, ny: 12, nz: 12}
time: {burn_in: 0 h, end: 6 h}
output: {snapshot_every: 6 h, series_every: 3 h}
tumor: {cells: 60}
substances:
  tracer: {unit: nM, diffusion: 1e-6 cm^2/s, vessel_supply: constant, vessel_value: 3 nM,
           vessel_permeability: 1e-4 cm/s}
END
"$program" run small.yaml --threads 1 --quiet --out small >log 2>&1 || cat log

while IFS='|' read -r name arguments code words; do
    before=$(find . | sort)
    # shellcheck disable=SC2086
    said=$("$program" plot $arguments 2>&1 </dev/null)
    got=$?
    after=$(find . | sort)
    if [ "$got" -ne "$code" ] || [[ $said != *"$words"* ]]; then
        echo "not ok $name: exit $got, expected $code and \`$words\` in \`$said\`"
    elif [ "$code" -ne 0 ] && [ "$before" != "$after" ]; then
        echo "not ok $name: something was left behind"
    else
        echo "ok $name"
    fi
done <<'EOF'
plot_draws|run|0|run/volume.png
plot_compares_into_a_file_of_its_own|run short|0|run/comparison.png
plot_tells_of_points_that_it_does_not_draw|run --data other.tsv --out other.png|0|nothing of it is drawn
plot_draws_two_with_points|run run --data good.tsv --out two.png|0|two.png
plot_without_oxygen|nothing_known|0|nothing_known/volume.png
plot_help|--help|0|RUN_DIR
plot_without_a_run||64|which run?
plot_unknown_option|run --colour|64|--colour
plot_as_svg|run --out a.svg|0|a.svg
plot_as_pdf|run short --out a.pdf|0|a.pdf
plot_slices_as_svg|small --tumor --out t.svg|0|t.svg
plot_slices_as_pdf|small --tumor --out t.pdf|0|t.pdf
plot_other_format|run --out a.gif|64|.svg or .pdf
plot_days_without_tumor|run --days 0|64|--days is for --tumor
plot_days_not_numbers|run --tumor --days a,b|64|--days takes numbers
plot_days_hexadecimal|run --tumor --days 0x0|64|--days takes numbers
plot_days_trailing_comma|run --tumor --days 0,|64|--days takes numbers
plot_days_too_many|run --tumor --days 0,1,2,3,4,5,6|64|at most 6
plot_bad_axis|run --tumor --axis w|64|x, y or z
plot_bad_slice|run --tumor --slice -1|64|--slice takes a site number
plot_field_with_its_own_range|small --tumor --field vegf|0|small/tumor.png
plot_field_of_a_new_substance|small --tumor --field tracer|0|small/tumor.png
plot_field_of_a_snapshot|--snapshot small/snap_000001.hdf --field tracer --out a.png|0|a.png
plot_field_as_curves|small --field tracer|0|small/volume.png
plot_field_of_two_runs|small run --field tracer --out a.png|0|a.png
plot_in_cividis|small --tumor --colours cividis|0|small/tumor.png
plot_in_unknown_colours|small --tumor --colours jet|64|viridis or cividis, got `jet`
plot_unknown_field|small --tumor --field water|64|`water` in small/snap_000000.hdf; there are: active_drug, oxygen, prodrug, tracer, vegf
plot_field_that_is_no_substance|small --tumor --field cell_type|64|there are: active_drug
plot_unknown_field_as_curves|small --field water|64|timeseries.csv; there are: oxygen, prodrug, active_drug, vegf, tracer
plot_field_of_a_run_without|run --field water|64|there are: none
plot_slice_outside|small --tumor --slice 12|64|sites 0 to 11
plot_snapshot_without_out|--snapshot text.hdf|64|--out
plot_tumor_of_two_runs|run run --tumor|64|one run folder
plot_nine_runs|run run run run run run run run run|64|at most 8
plot_missing_run|nothing|66|nothing
plot_no_run_folder|.|66|no run folder
plot_missing_series|bare|66|bare/timeseries.csv
plot_missing_points|run --data none.tsv|66|none.tsv
plot_missing_snapshot|--snapshot none.hdf --out a.png|66|none.hdf
plot_days_beyond_the_run|short --tumor --days 0,3,10,30|66|no snapshot of day 10, 30; the run has snapshots of day 0, 3
plot_run_without_snapshots|run --tumor|66|run.hdf.series
plot_cut_series|cut|65|cut/timeseries.csv:3: error: the last line does not end
plot_points_unit|run --data unit.tsv|65|unit.tsv:2: error: relative_caliper_volume
plot_points_word|run --data word.tsv|65|word.tsv:2: error: column mean
plot_points_other_table|run --data run/timeseries.csv|65|timeseries.csv
plot_points_of_a_configuration|run --data small.yaml|65|small.yaml: error: no table of points
plot_no_snapshot|--snapshot text.hdf --out a.png|65|text.hdf
plot_unwritable|run --out good.tsv/a.png|74|good.tsv/a.png
plot_unwritable_svg|run --out good.tsv/a.svg|74|good.tsv/a.svg
EOF

# What a reader of XML takes, and the same bytes again.
"$program" plot run --out again.svg >/dev/null
for page in a.svg t.svg; do
    if "${PYTHON:-python3}" -c "import sys, xml.dom.minidom as x; x.parse(sys.argv[1])" $page; then
        echo "ok plot_$page is XML"
    else
        echo "not ok plot_$page is not XML"
    fi
done
if cmp -s a.svg again.svg; then echo "ok plot_same_bytes"; else echo "not ok plot_same_bytes: a.svg differs"; fi
