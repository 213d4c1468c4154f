#!/bin/sh
# The program against the oracle, a plain second reading of the same logs, and
# against what really happened in made-up ones; then the same logs cut in two.
#
#   tests/oracle/run.sh PROGRAM [LINES]
#
# LINES: of the largest made-up log (60,000). By hand, 1000000 takes some
# minutes and 8 GB. Ends with "N passed, N failed": logs and cuts.
set -eu
program=$(realpath "$1")
lines=${2:-60000}
top=$(cd "$(dirname "$0")/../.." && pwd)
here=$top/tests/oracle
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export TZ=UTC PYTHONDONTWRITEBYTECODE=1

passed=0 failed=0
# Adds up what a test counts in its last line; its talk is shown when it failed.
check() {
  status=0
  "$@" >"$work/out" || status=$?
  counts=$(tail -n 1 "$work/out" | sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p')
  if [ -z "$counts" ]; then
    counts="0 1"
    status=1
  fi
  passed=$((passed + ${counts% *}))
  failed=$((failed + ${counts#* }))
  if [ "$status" -ne 0 ]; then cat "$work/out"; fi
}
compare() { check python3 "$here/compare.py" "$program" "$@"; }
world() {
  name=$1
  shift
  python3 "$here/make_world.py" "$@" --truth "$work/$name.truth" >"$work/$name.log"
}

# Every log in the sources, each once.
find "$top/tests" "$top/examples" -name '*.log' -o -name '*.gz' | sort |
  xargs sha256sum | awk '!seen[$1]++ { print $2 }' >"$work/logs"
# shellcheck disable=SC2046
compare $(cat "$work/logs")

world plain "$lines"
compare --truth "$work/plain.truth" "$work/plain.log"
world precise 8000 --seed 2 --style 3339 --start 2022-12-28
compare --truth "$work/precise.truth" "$work/precise.log"
world packed 8000 --seed 3 --style 5424
gzip "$work/packed.log"
compare --truth "$work/packed.truth" "$work/packed.log.gz"
python3 "$top/tests/perf/make_log.py" 8000 --repeat 5 >"$work/equal.log"
compare "$work/equal.log"

# --- cut in two ----------------------------------------------------------------
cuts() { check python3 "$here/cuts.py" "$program" --most "$@"; }
cuts 20 "$top/examples/logs/mail.log" "$top/tests/golden/stories/stories.log"
cuts 20 "$top/tests/logs/postfix-3.7.log"
cuts 4 "$top"/tests/golden/chain-*/*.log
world small 2000 --seed 4 --days 2
cuts 15 "$work/small.log"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
