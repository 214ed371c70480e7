#!/bin/sh
# Looks for planted personal values, byte by byte, in everything that leaves the vault.
# usage: leaks.sh HOME LOG...     prints what it found; exit 1 on a hit, or when the vault holds none of them
set -eu
home=$1; shift
export LC_ALL=C
values="$home/personal_values.txt"
[ -s "$values" ] || { echo "no personal values to look for"; exit 1; }

files() {
  for file in "$home"/current/mart.sqlite $(find -L "$home/current/outbox" "$home/current/quarantine" -type f) "$home"/current/*.html "$home"/ledger.sqlite "$@"; do
    [ ! -f "$file" ] || echo "$file"
  done
}
# With a line's end of its own, so that no value is made of two files.
plain() { case "$1" in *.gz) gzip -dc "$1" ;; *) cat "$1" ;; esac; echo; }
holds_one() { grep -aqFf "$values"; }

# One search over all, since grep takes longer to read half a million values than most files; only what is found is named.
if files "$@" | while read -r file; do plain "$file"; done | holds_one; then
  files "$@" | while read -r file; do if plain "$file" | holds_one; then echo "personal values in $file"; fi; done
  found=1
fi
holds_one <"$home/state/vault.sqlite" || { echo "the vault holds none of the planted values"; found=1; }
exit "${found:-0}"
