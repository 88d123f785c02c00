#!/bin/bash
# A sweep on a real Slurm: `make slurm`. The controller, one node and munge are started by hand in a
# temporary folder, without systemd and without touching what is installed; an array of 60 rows is
# submitted, one task is killed in mid-run and queued again, and one gets the signal that comes before
# the time limit. Every row is then done once, and results.csv has the bytes of a local sweep's.
# Prints "ok NAME", "not ok NAME" or "skipped NAME why".
program=${PRODROME:-$PWD/build/prodrome}
rows=${ROWS:-60}

skip() {
    echo "skipped slurm: $*"
    exit 0
}
[ -x "$program" ] || skip "$program is not built"
PATH=$PATH:/usr/sbin:/sbin
for tool in slurmctld slurmd munged sbatch squeue scontrol scancel; do
    command -v $tool >/dev/null || skip "there is no $tool (apt-get install slurmctld slurmd munge slurm-client)"
done
[ "$(id -u)" = 0 ] || skip "the daemons are started as root"

home=$(mktemp -d /tmp/prodrome-slurm-XXXXXX)
daemons=()
finish() {
    local code=$?
    [ -n "$SLURM_CONF" ] && [ "$SLURM_CONF" = "$home/slurm.conf" ] && scancel --user=root 2>/dev/null
    for pid in "${daemons[@]}"; do kill "$pid" 2>/dev/null; done
    sleep 1
    for pid in "${daemons[@]}"; do kill -9 "$pid" 2>/dev/null; done
    if [ -n "$KEEP" ]; then echo "# $home is left as it is"; else rm -rf "$home"; fi
    exit $code
}
trap finish EXIT
cd "$home" || exit 1
host=$(hostname -s)
port=$((20000 + RANDOM % 20000))
mkdir -p state spool munge
chmod 755 "$home" # munge and the daemons want to see who owns their folders
chmod 700 munge
dd if=/dev/urandom of=munge/key bs=1024 count=1 status=none
chmod 400 munge/key

cat >slurm.conf <<END
ClusterName=prodrome
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$port
SlurmdPort=$((port + 1))
AuthType=auth/munge
AuthInfo=socket=$home/munge/socket
CredType=cred/munge
SlurmUser=root
SlurmdUser=root
StateSaveLocation=$home/state
SlurmdSpoolDir=$home/spool
SlurmctldPidFile=$home/slurmctld.pid
SlurmdPidFile=$home/slurmd.pid
SlurmctldLogFile=$home/slurmctld.log
SlurmdLogFile=$home/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerType=sched/builtin
SchedulerParameters=sched_interval=1,batch_sched_delay=0,default_queue_depth=1000
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
JobCompType=jobcomp/none
MpiDefault=none
ReturnToService=2
KillWait=10
MinJobAge=300
NodeName=$host NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
END
export SLURM_CONF=$home/slurm.conf
munged --foreground --force --socket="$home/munge/socket" --key-file="$home/munge/key" \
    --pid-file="$home/munge/pid" --log-file="$home/munge/log" --seed-file="$home/munge/seed" \
    >munge/out 2>&1 &
daemons+=($!)
slurmctld -D >slurmctld.out 2>&1 &
daemons+=($!)
slurmd -D -N "$host" >slurmd.out 2>&1 &
daemons+=($!)
for _ in $(seq 60); do
    sinfo -h -o %T 2>/dev/null | grep -qE '^(idle|mixed)' && break
    sleep 0.5
done
sinfo -h -o %T 2>/dev/null | grep -qE '^(idle|mixed)' || {
    tail -3 slurmctld.log slurmd.log munge/log 2>/dev/null | sed 's/^/# /'
    skip "the daemons did not start"
}

# Rows of a moment, but for two that can be met in mid-run.
ends=$(for row in $(seq "$rows"); do
    case $row in 20 | 40) echo "8 d" ;; *) echo "12 h" ;; esac
done | paste -sd,)
cvs=$(seq -f '%.3f' -s, 0.301 0.001 "$(awk "BEGIN {print 0.3 + $rows / 1000}")")
cat >base.yaml <<'END'
run: {name: tiny}
grid: {nx: 14, ny: 14, nz: 14}
tumor: {cells: 150}
time: {burn_in: 3 h, end: 12 h}
output: {snapshot_every: 3 h, series_every: 3 h}
doses: [{drug: mipsagargin, amount: 56 mg/kg, at: 1 h}]
END
cat >sweep.yaml <<END
sweep: {name: array}
base: [base.yaml]
parameters:
  psma.cv: {values: [$cvs]}
  time.end: {values: [$ends]}
design: {kind: list}
outputs: [caliper_change@12 h, nadir, viable@6 h]
END

failures=0
check() { # NAME COMMAND...
    local name=$1
    shift
    if "$@" >check.log 2>&1; then
        echo "ok $name"
    else
        echo "not ok $name"
        sed 's/^/    /' check.log | tail -20
        failures=1
    fi
}
in_work() { ls cluster/work/"$(printf %06d "$1")".*/checkpoint.hdf >/dev/null 2>&1; }
wait_for() { # SECONDS COMMAND...
    local tries=$((10 * $1))
    shift
    for _ in $(seq $tries); do
        "$@" && return
        sleep 0.1
    done
    echo "waited in vain for $*"
    return 1
}
queue_empty() { [ -z "$(squeue -h -u root)" ]; }
again() { # TASK: queued again; a node wants a moment between two lives of a task
    wait_for 60 scontrol requeue "${array}_$1" && scontrol update "JobId=${array}_$1" StartTime=now+5
}
# The script of the task and its sweep, at once and without a word: as a node that fails.
kill_task() {
    wait_for 300 in_work 20 && sleep 0.3 || return
    local sweep script
    sweep=$(pgrep -f -- "sweep run $home/sweep.yaml .*--shard 20/") || return
    script=$(ps -o ppid= -p "$sweep")
    kill -9 $script $sweep
    wait_for 60 state 20 FAILED && again 20
}
state() { scontrol show job "${array}_$1" | grep -q "JobState=$2"; }
restarted() { scontrol show job "${array}_$1" | grep -q 'Restarts=[1-9]'; }
# What Slurm sends 120 s before the limit: the task ends in order and asks to be queued again.
signal_task() {
    wait_for 300 in_work 40 && sleep 0.3 || return
    scancel --signal=USR1 --batch "${array}_40" & # which goes on trying when the task is gone
    wait_for 60 restarted 40 && scontrol update "JobId=${array}_40" StartTime=now+5
}
submit() {
    "$program" sweep run sweep.yaml --out cluster --slurm --blocks "$rows" >submitted || return
    cat submitted
    array=$(sed -n 's/^Submitted batch job //p' submitted)
    [ -n "$array" ]
}
each_once() { # every run finished once, by the log
    "$program" sweep status sweep.yaml --out cluster --log >log.tsv && tail -1 log.tsv &&
        awk -F'\t' '/^[0-9]/ {n++; if ($7 != 1) bad++} END {exit !(n == rows && !bad)}' rows="$rows" log.tsv
}
taken_up() { # TASK
    awk -F'\t' -v run="$1" '$1 == run {exit !($5 >= 1)}' log.tsv
}
no_failures() { ! ls -d cluster/failed cluster/work cluster/claims 2>/dev/null; }

check "an array of $rows rows is submitted" submit
check "a task is killed in mid-run and queued again" kill_task
check "a task gets the signal before its limit, stops in order and is queued again" signal_task
check "the queue becomes empty" wait_for 900 queue_empty
check "every row is done once" each_once
check "the killed one went on from its checkpoint" taken_up 20
check "so did the one that was stopped" taken_up 40
check "nothing failed, and nothing is left over" no_failures
"$program" sweep run sweep.yaml --out local --quiet
check "results.csv is that of a local sweep" cmp cluster/results.csv local/results.csv
[ $failures -eq 0 ]
