#!/bin/sh
# Writes every table and view of a mart into files of one folder, read-only.
# usage: Scripts/export.sh csv|parquet MART FOLDER
set -eu
to=$1 mart=$2 out=$3
case $to in
  csv) ;;
  parquet)
    command -v duckdb >/dev/null 2>&1 || { echo "parquet needs DuckDB's command line: get it from https://duckdb.org, or use TO=csv" >&2; exit 64; } ;;
  *) echo "TO is csv or parquet, not '$to'" >&2; exit 64 ;;
esac
umask 027
mkdir -p "$out"
count=0
for table in $(sqlite3 -readonly "$mart" "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%' ORDER BY name"); do
  if [ "$to" = csv ]; then
    sqlite3 -readonly -csv -header "$mart" "SELECT * FROM $table" > "$out/$table.csv.part"
    mv "$out/$table.csv.part" "$out/$table.csv"
  else
    duckdb -c "LOAD sqlite; COPY (SELECT * FROM sqlite_scan('$mart', '$table')) TO '$out/$table.parquet'" >/dev/null
  fi
  count=$((count + 1))
done
echo "$count tables are in $out, for programs: a spreadsheet may take texts for formulas, use the outbox there"
