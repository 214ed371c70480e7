#!/bin/sh
# libFuzzer with AddressSanitizer over the readers of what strangers wrote. What it finds stands in .build/fuzz/found.
# usage: Scripts/fuzz.sh SECONDS TARGET…          targets: decoders rows gzip control contracts questions
#        Scripts/fuzz.sh merge TARGET…            the smallest corpus that reaches as much, into Fuzz/corpus
#        Scripts/fuzz.sh build
set -eu
cd "$(dirname "$0")/.."
seconds=$1
shift
work=.build/fuzz
# Package.swift gives libFuzzer and AddressSanitizer to our own modules; the C of others (YAML above all) gets the same here.
MART_FUZZ=1 swift build -c release --scratch-path $work --product mart-fuzz -Xcc -fsanitize=fuzzer-no-link,address
[ "$seconds" != build ] || exit 0
fuzz=$work/release/mart-fuzz
# Leaks are not looked for: the Swift runtime keeps metadata until the process ends, by intent.
export ASAN_OPTIONS=detect_leaks=0 SWIFT_BACKTRACE=enable=no
for target in "$@"; do
  export FUZZ_TARGET="$target"
  corpus=$work/corpus/$target
  mkdir -p "$corpus" $work/found Fuzz/corpus/"$target"
  if [ "$seconds" = merge ]; then
    mkdir -p $work/merged
    rm -rf "$work/merged/$target"
    mkdir "$work/merged/$target"
    "$fuzz" -merge=1 -max_len=600 "$work/merged/$target" Fuzz/corpus/"$target" "$corpus"
    echo "$work/merged/$target: $(find "$work/merged/$target" -type f | wc -l) inputs"
  else
    "$fuzz" -max_total_time="$seconds" -max_len=4096 -rss_limit_mb=2048 -timeout=20 -print_final_stats=1 \
      -artifact_prefix="$work/found/$target-" "$corpus" Fuzz/corpus/"$target" 2>&1 | tee "$work/$target.log" \
      | grep -E 'ERROR|SUMMARY|mart-fuzz:|stat::|DONE|Test unit' || true
    grep -q '^Done ' "$work/$target.log" || { echo "$target: see $work/$target.log" >&2; exit 1; }
  fi
done
