#!/bin/sh
# Matching over a town of people: all records at once, the next night, and both nights' records at once. Judged by a program
# that shares no code with the matching. A million records take about 3 GB of disk, and some minutes.
# usage: bench-town.sh SAMPLE_BANK MART_BENCH RECORDS FOLDER
set -eu
bank=$1 bench=$2 records=$3 town=$4/town-$3
judge=Benchmarks/identity/judge.py
[ -e "$town/persons.csv" ] || "$bank" --town "$records" --out "$town"
rm -rf "$town/work" "$town/whole"
echo "== all records, in one night"
"$bench" town "$town/records.csv" --work "$town/work"
python3 "$judge" "$town/persons.csv" "$town/work/parties-1.csv" "$town/work/questions-1.csv"
echo "== the next night"
"$bench" town "$town/changed.csv" --work "$town/work" --night 2 --date 2024-09-01
python3 "$judge" "$town/persons.csv" "$town/work/parties-2.csv" "$town/work/questions-2.csv"
echo "== both at once: the parties must be those of the two nights"
"$bench" town "$town/records.csv" "$town/changed.csv" --work "$town/whole" --date 2024-09-01
python3 "$judge" "$town/persons.csv" "$town/whole/parties-1.csv" "$town/whole/questions-1.csv" "$town/work/parties-2.csv"
