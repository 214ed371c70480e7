#!/bin/sh
# Runs all tests in two processes side by side: the suites that take minutes each, and all others. One process runs two tests
# at a time on two cores, and a night waits for the disk in between; two processes leave no core idle, and no long test for
# the end (decision 0059). What the long ones say follows when both have ended, and the count of all.
# usage: Scripts/tests.sh          after `swift build -c release --build-tests`
set -u
suites='FirstNightsTests|UglyBankTests|RefreshNightsTests|FaultsTests|YearTests'
out=.build/tests

run() { # NAME OPTION: says what it does, and keeps it with its exit code; SwiftPM lets one process at a time into .build, and neither builds
  { swift test -c release --skip-build --ignore-lock "$2" "$suites" 2>&1; echo $? > "$out/$1.code"; } | tee "$out/$1.out"
}

mkdir -p "$out" && rm -f "$out"/*
trap 'kill 0; exit 130' INT TERM
run long --filter > /dev/null &
run other --skip
wait
cat "$out/long.out"
sed -n 's/.*Test run with \([0-9]*\) tests.* passed .*/\1/p' "$out"/*.out | awk '{ sum += $1 } END { print sum + 0, "tests passed" }'
for name in other long; do
  [ "$(cat "$out/$name.code")" = 0 ] || { echo "failed: see $out/$name.out" >&2; exit 1; }
done
