#!/bin/sh
# libFuzzer with AddressSanitizer over the readers of what strangers wrote. What it finds stands in .build/fuzz/found.
# usage: Scripts/fuzz.sh SECONDS TARGET…          targets: decoders rows gzip control contracts questions
#        Scripts/fuzz.sh merge TARGET…            adds to Fuzz/corpus the fewest inputs that reach what it does not
#        Scripts/fuzz.sh table TARGET…            what the last runs of targets did, as lines of a table
#        Scripts/fuzz.sh build
set -eu
cd "$(dirname "$0")/.."
what=$1
shift
work=.build/fuzz

# One line: seconds, inputs tried, paths and features at first and at last, what was found.
line() {
  awk -v target="$1" '
    /INITED/ { first = $4 " / " $6 }
    /DONE +cov:/ { last = $4 " / " $6 }
    /^Done / { tried = $2; seconds = $5 }
    /^(==[0-9]+==ERROR|SUMMARY|mart-fuzz:)/ { found++ }
    END { printf "| `%s` | %d | %d | %s | %s | %d |\n", target, seconds, tried, first, last, found }' "$work/$1.log"
}
if [ "$what" = table ]; then
  for target in "$@"; do line "$target"; done
  exit 0
fi

# Package.swift gives libFuzzer and AddressSanitizer to our own modules; the C of others (YAML above all) gets the same here.
MART_FUZZ=1 swift build -c release --scratch-path $work --product mart-fuzz -Xcc -fsanitize=fuzzer-no-link,address
[ "$what" != build ] || exit 0
fuzz=$work/release/mart-fuzz
# Leaks are not looked for: the Swift runtime keeps metadata until the process ends, by intent.
export ASAN_OPTIONS=detect_leaks=0 SWIFT_BACKTRACE=enable=no
for target in "$@"; do
  export FUZZ_TARGET="$target"
  corpus=$work/corpus/$target
  mkdir -p "$corpus" $work/found Fuzz/corpus/"$target"
  if [ "$what" = merge ]; then
    "$fuzz" -set_cover_merge=1 -max_len=600 Fuzz/corpus/"$target" "$corpus" >"$work/$target.merge.log" 2>&1
    echo "Fuzz/corpus/$target: $(find Fuzz/corpus/"$target" -type f | wc -l) inputs"
  else
    "$fuzz" -max_total_time="$what" -max_len=4096 -rss_limit_mb=2048 -timeout=20 -print_final_stats=1 \
      -artifact_prefix="$work/found/$target-" "$corpus" Fuzz/corpus/"$target" 2>&1 | tee "$work/$target.log" \
      | grep -E 'ERROR|SUMMARY|mart-fuzz:|stat::|DONE|Test unit' || true
    grep -q '^Done ' "$work/$target.log" || { echo "$target: see $work/$target.log" >&2; exit 1; }
    line "$target"
  fi
done
