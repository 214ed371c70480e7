#!/bin/sh
# The last night of banks of some sizes on both engines: rows, wall and CPU seconds, peak memory, bytes; into WORK/scale.csv.
# usage: scale-study.sh BIN WORK CUSTOMERS...       MART_SPARK_PYTHON names the Python with pyspark
set -eu
bin=$1; work=$2; shift 2
mkdir -p "$work"
csv="$work/scale.csv"
[ -e "$csv" ] || echo "customers,engine,rows_read,wall_s,cpu_s,peak_mb,mart_bytes,warehouse_bytes,tables_equal" >"$csv"
for customers in "$@"; do
  base="$work/bank-$customers"
  if [ ! -e "$base/current" ]; then
    [ -e "$base/truth.json" ] || "$bin/sample-bank" --customers "$customers" --history short --out "$base"
    days=$(ls "$base/landing" | sed -n 's/.*_\(20[0-9]\{2\}\)\([0-9]\{2\}\)\([0-9]\{2\}\)\..*/\1-\2-\3/p' | sort -u)
    before=$(echo "$days" | tail -2 | head -1)
    # One night takes in all deliveries before the last day's, the older ones late: the same mart as from a night for each.
    "$bin/mart" run --home "$base" --from "$before" --to "$before"
  fi
  for engine in sqlite spark; do
    # What a night changes in place is copied; files that it only adds or removes are shared.
    rm -rf "$work"/night-*; home="$work/night-$engine"; cp -al "$base" "$home"
    for file in state ledger.sqlite; do rm -rf "$home/$file"; cp -a "$base/$file" "$home/$file"; done
    /usr/bin/time -f "%e %U %S %M" -o "$work/time" "$bin/mart" run --full --engine "$engine" --home "$home"
    read -r wall user system peak <"$work/time"
    rows=$(sqlite3 -readonly "$home/current/mart.sqlite" "SELECT COALESCE(SUM(rows), 0) FROM meta_delivery WHERE business_date = (SELECT business_date FROM run_context)")
    sqlite3 -readonly "$home/current/mart.sqlite" "SELECT table_name, row_hash FROM meta_table ORDER BY 1" >"$work/hashes-$engine"
    warehouse=0; [ ! -d "$home/current/warehouse" ] || warehouse=$(du -sb "$home/current/warehouse" | cut -f1)
    equal=; [ $engine = sqlite ] || { cmp -s "$work/hashes-sqlite" "$work/hashes-spark" && equal=yes || equal=NO; }
    echo "$customers,$engine,$rows,$wall,$(echo "$user $system" | awk '{print $1 + $2}'),$((peak / 1024)),$(stat -Lc %s "$home/current/mart.sqlite"),$warehouse,$equal" >>"$csv"
  done
done
cat "$csv"
