#!/bin/sh
# The benchmark table: mailwhy beside pflogsumm, lnav and grep, on one made-up
# log. Arguments go to run.py (--lines N, --rounds N, --markdown).
set -eu
cd "$(dirname "$0")/../.."
generator=""
if command -v ninja >/dev/null && [ ! -f build/release/CMakeCache.txt ]; then
  generator="-G Ninja"
fi
# shellcheck disable=SC2086
cmake --preset release $generator >/dev/null
cmake --build build/release --parallel "$(nproc)" --target mailwhy make_log >/dev/null
exec python3 tests/perf/run.py "$@"
