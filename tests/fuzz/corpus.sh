#!/bin/sh
# Every fuzz target over its corpus, without a fuzzer: what once did harm must
# do none. Each file is a test.
#
#   tests/fuzz/corpus.sh BUILD      (a build directory: build/release)
set -eu
build=$(realpath "$1")
cd "$(dirname "$0")"

passed=0 failed=0
for source in *_fuzz.cc; do
  target=${source%_fuzz.cc}
  status=0
  out=$("$build/tests/fuzz/fuzz_$target" "corpus/$target" 2>&1) || status=$?
  done=$(echo "$out" | sed -n 's/^\([0-9]*\) passed, 0 failed$/\1/p' | tail -n 1)
  if [ "$status" -eq 0 ] && [ -n "$done" ]; then
    passed=$((passed + done))
  else
    echo "$out" | tail -n 40
    echo "fuzz target $target: ended with status $status"
    failed=$((failed + 1))
  fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
