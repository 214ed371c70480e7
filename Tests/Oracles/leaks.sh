#!/bin/sh
# Looks for planted personal values, byte by byte, in everything that leaves the vault.
# usage: leaks.sh HOME LOG...     prints what it found; exit 1 on a hit, or when the vault holds none of them
set -eu
home=$1; shift
export LC_ALL=C
values="$home/personal_values.txt"
[ -s "$values" ] || { echo "no personal values to look for"; exit 1; }
for file in "$home"/current/mart.sqlite $(find -L "$home/current/outbox" "$home/current/quarantine" -type f) "$home"/current/*.html "$home"/ledger.sqlite "$@"; do
  [ -f "$file" ] || continue
  case "$file" in *.gz) plain="gzip -dc" ;; *) plain="cat" ;; esac
  if $plain "$file" | grep -aqFf "$values"; then echo "personal values in $file"; found=1; fi
done
kept=$(grep -acFf "$values" "$home/state/vault.sqlite" || true)
[ "$kept" -gt 0 ] || { echo "the vault holds none of the planted values"; found=1; }
exit "${found:-0}"
