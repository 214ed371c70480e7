#!/bin/sh
# Runs all tests in two processes side by side: the suites with large banks and those that make few files, and all others.
# One process runs two tests at a time on two cores, and a night waits for the disk in between; two processes leave no core
# idle, and no long test for the end (decision 0059). What the first ones say follows when both have ended, then what failed,
# and the count of all.
# usage: Scripts/tests.sh          after what `make test` builds
set -u
suites='FirstNightsTests|UglyBankTests|HostileInputTests|RefreshNightsTests|YearTests|AnalystTests|SecondCountTests'
suites="$suites|TransformationTests|SampleBankTests|BenchmarkTests|ExtractionTests|IdentityTests"
out=.build/tests

# Homes of the many small tests are made in memory where there is plenty of it; a file system on disk spends more time on
# making and forgetting their files than on what is in them (decision 0063). Those of the suites named above stay on the disk.
memory() { # prints a folder in memory, or nothing
  [ -z "${TMPDIR:-}" ] && [ -w /dev/shm ] || return 0
  room=$(df -Pk /dev/shm | awk 'NR == 2 { print $4 }')
  free=$(awk '$1 == "MemAvailable:" { print $2 }' /proc/meminfo)
  [ "$room" -gt 4000000 ] && [ "$free" -gt 8000000 ] && mktemp -d /dev/shm/mart-tests.XXXXXX
}

run() { # NAME OPTION: says what it does, and keeps it with its exit code; SwiftPM lets one process at a time into .build, and neither builds
  { swift test -c release --skip-build --ignore-lock "$2" "$suites" 2>&1; echo $? > "$out/$1.code"; } | tee "$out/$1.out"
}

mkdir -p "$out" && rm -f "$out"/*
scratch=$(memory)
trap 'rm -rf "$scratch"' EXIT
trap 'kill 0; exit 130' INT TERM
run long --filter > /dev/null &
TMPDIR=${scratch:-${TMPDIR:-/tmp}} run other --skip
wait
cat "$out/long.out"
grep -h '^✘ Test ' "$out"/*.out >&2
sed -n 's/.*Test run with \([0-9]*\) tests.* passed .*/\1/p' "$out"/*.out | awk '{ sum += $1 } END { print sum + 0, "tests passed" }'
for name in other long; do
  [ "$(cat "$out/$name.code")" = 0 ] || { echo "failed: what is marked ✘ above, and all of it in $out/$name.out" >&2; exit 1; }
done
