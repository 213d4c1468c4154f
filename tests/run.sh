#!/bin/sh
# All tests of mailwhy: installs what they need, builds, runs them, and ends
# with one line "N passed, N failed" (", N skipped" where some could not run).
#
#   sh tests/run.sh              the release build
#   sh tests/run.sh --sanitize   also with address and undefined behaviour checks
# In CI (CI=true) --sanitize is on, and the tests with a real Postfix must run.
set -eu
cd "$(dirname "$0")/.."

sanitize=""
[ "${CI-}" = true ] && sanitize=yes
for argument in "$@"; do
  case $argument in
    --sanitize) sanitize=yes ;;
    *) echo "tests/run.sh: $argument: unknown argument (known: --sanitize)" >&2
       exit 2 ;;
  esac
done

sh tests/install-packages.sh --tests

passed=0 failed=0 skipped=0
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

# Runs a stage; its last line "N passed, N failed[, N skipped]" is added up.
stage() {
  name=$1
  shift
  echo "== $name"
  status=0
  "$@" >"$results/out" 2>&1 || status=$?
  counts=$(grep -E '^[0-9]+ passed, [0-9]+ failed' "$results/out" | tail -n 1)
  if [ -z "$counts" ]; then
    cat "$results/out"
    echo "$name: ended with status $status and no counts"
    failed=$((failed + 1))
    return
  fi
  # shellcheck disable=SC2086
  set -- $(echo "$counts" | tr -cs '0-9' ' ')
  passed=$((passed + $1))
  failed=$((failed + $2))
  skipped=$((skipped + ${3:-0}))
  if [ "$status" -ne 0 ] || [ "$2" -ne 0 ]; then
    cat "$results/out"
    [ "$2" -ne 0 ] || failed=$((failed + 1))
  else
    [ "${3:-0}" -eq 0 ] || grep -i skip "$results/out" | head -n 5
    echo "$counts"
  fi
}

# A doctest program, its counts in our form.
doctest() {
  status=0
  "$1" >"$results/doctest" 2>&1 || status=$?
  cat "$results/doctest"
  sed -n 's/^\[doctest\] test cases: *[0-9]* | *\([0-9]*\) passed | *\([0-9]*\) failed.*/\1 passed, \2 failed/p' \
    "$results/doctest"
  return $status
}

build() {
  echo "== build ($1)"
  generator=""
  if command -v ninja >/dev/null 2>&1 && [ ! -f "build/$1/CMakeCache.txt" ]; then
    generator="-G Ninja"
  fi
  # shellcheck disable=SC2086
  cmake --preset "$1" $generator >"$results/cmake" || {
    cat "$results/cmake"
    exit 1
  }
  cmake --build "build/$1" --parallel "$(nproc)" >"$results/build" 2>&1 || {
    tail -n 60 "$results/build"
    exit 1
  }
}

unit_tests() {
  for program in build/"$1"/tests/test_*; do
    [ -x "$program" ] && stage "unit: $(basename "$program") ($1)" doctest "$program"
  done
  for program in build/"$1"/tests/fuzz/fuzz_*; do
    target=$(basename "$program")
    [ -x "$program" ] && stage "corpus: $target ($1)" "$program" \
      "tests/fuzz/corpus/${target#fuzz_}"
  done
  stage "rules ($1)" "build/$1/mailwhy" rules test
}

build release
stage "include directions" sh tests/include_directions.sh
stage "scripts and examples" sh tests/scripts.sh
unit_tests release
stage "golden cases" sh tests/golden/run.sh build/release/mailwhy
stage "crashes and bad input" sh tests/faults/run.sh build/release/mailwhy
stage "the journal" sh tests/journal/run.sh build/release/mailwhy
stage "oracle" sh tests/oracle/run.sh build/release/mailwhy
stage "watch" sh tests/watch/run.sh build/release/mailwhy
stage "a real Postfix" sh tests/postfix/run.sh build/release/mailwhy
if [ -n "$sanitize" ]; then
  build sanitize
  unit_tests sanitize
  stage "golden cases (sanitize)" sh tests/golden/run.sh build/sanitize/mailwhy
fi

echo
if [ "$skipped" -gt 0 ]; then
  echo "$passed passed, $failed failed, $skipped skipped"
else
  echo "$passed passed, $failed failed"
fi
[ "$failed" -eq 0 ]
