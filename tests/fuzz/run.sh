#!/bin/sh
# Fuzzing: builds the preset fuzz (clang with libFuzzer, address and undefined
# behaviour checks) and runs each target for a while. What it finds lies in
# build/fuzz/found/TARGET: mend it with a test, and keep the input in
# tests/fuzz/corpus/TARGET.
#
#   tests/fuzz/run.sh [SECONDS [TARGET...]]    20 seconds each, all targets
# New inputs that reach further are kept in build/fuzz/found, for the next run.
set -eu
cd "$(dirname "$0")/../.."
seconds=${1:-20}
case $seconds in
  '' | *[!0-9]*)
    echo "tests/fuzz/run.sh: $seconds: not a number of seconds" >&2
    exit 2 ;;
esac
[ $# -eq 0 ] || shift
if [ $# -eq 0 ]; then
  for source in tests/fuzz/*_fuzz.cc; do
    target=$(basename "$source" _fuzz.cc)
    set -- "$@" "$target"
  done
fi

can_fuzz() {
  command -v clang++ >/dev/null || return 1
  echo 'extern "C" int LLVMFuzzerTestOneInput(const char*, unsigned long) { return 0; }' |
    clang++ -x c++ -fsanitize=fuzzer,address -o /dev/null - 2>/dev/null
}
if ! can_fuzz; then
  echo "skipped: fuzzing needs clang and libclang-rt (Debian: apt-get install clang libclang-rt-dev)"
  echo "0 passed, 0 failed, $# skipped"
  exit 0
fi

generator=""
if command -v ninja >/dev/null && [ ! -f build/fuzz/CMakeCache.txt ]; then
  generator="-G Ninja"
fi
# shellcheck disable=SC2086
cmake --preset fuzz $generator >/dev/null
programs=""
for target in "$@"; do
  programs="$programs fuzz_$target"
done
# shellcheck disable=SC2086
cmake --build build/fuzz --parallel "$(nproc)" --target $programs

passed=0 failed=0
for target in "$@"; do
  found=build/fuzz/found/$target
  mkdir -p "$found"
  echo "== $target ($seconds s)"
  if "build/fuzz/tests/fuzz/fuzz_$target" -max_total_time="$seconds" \
      -timeout=20 -rss_limit_mb=3000 -artifact_prefix="$found/" -verbosity=0 \
      -print_final_stats=1 \
      "$found" "tests/fuzz/corpus/$target" >"$found.log" 2>&1; then
    grep -a number_of_executed_units "$found.log" || true
    passed=$((passed + 1))
  else
    grep -av '^stat::' "$found.log" | tail -n 40
    failed=$((failed + 1))
  fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
