#!/bin/sh
# One delivery extracted in whole, and in 1, 2 and 4 parts side by side with the night that combines them: wall and CPU.
# usage: bench-parts.sh BIN BANK FEED DATE; the landing files of that feed and date are copied from BANK, which is left alone
set -eu
bin=$1
bank=$2
feed=$3
date=$4
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir -p "$scratch/home/landing" "$scratch/pipelines" "$scratch/keys"
cp -R Pipelines/retail "$scratch/pipelines/retail"
cp Tests/Fixtures/test.key "$scratch/keys/retail.key"
chmod 600 "$scratch/keys/retail.key"
contract=$(grep -rl "^feed: $feed\$" Pipelines/retail/feeds)
stem=$(sed -n 's/^file: *"\{0,1\}\([^{]*\){.*/\1/p' "$contract")
cp "$bank/landing/$stem"*"$(echo "$date" | tr -d -)"* "$scratch/home/landing/"
ls -l "$scratch/home/landing" | awk 'NR > 1 {print $NF ": " $5 " bytes"}'

run="$bin/mart-extract --home $scratch/home --pipeline $scratch/pipelines/retail --quiet"
night="$run $(grep -rh '^feed:' Pipelines/retail/feeds | awk '{printf " --allow-missing %s", $2}')"

# measure LABEL COMMAND…
measure() {
  python3 - "$@" <<'PY'
import os, subprocess, sys, time
began = time.time()
status = subprocess.call(sys.argv[2:])
used = os.times()
print(f"{sys.argv[1]:<20} {time.time() - began:7.2f} s wall {used.children_user + used.children_system:7.2f} s CPU", flush=True)
sys.exit(status)
PY
}

measure "night, in whole" $night
for parts in 1 2 4; do
  number=1
  while [ "$number" -le "$parts" ]; do
    measure "  part $number/$parts" $run --feed "$feed" --part "$number/$parts" &
    number=$((number + 1))
  done
  wait
  measure "night, combining $parts" $night
done
measure "night, in whole" $night
