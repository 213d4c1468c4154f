#!/bin/sh
# From a fresh clone to an answer: installs what is needed, builds mailwhy,
# loads the log of a real Postfix, and asks why a mail in it failed.
set -eu
cd "$(dirname "$0")/.."

sh tests/install-packages.sh

program=build/release/mailwhy
if [ ! -f build/release/CMakeCache.txt ]; then
  generator=""
  if command -v ninja >/dev/null 2>&1; then generator="-G Ninja"; fi
  # shellcheck disable=SC2086
  cmake --preset release $generator >/dev/null
fi
echo "building $program ..." >&2
cmake --build build/release --parallel "$(nproc)" --target mailwhy \
  >build/release/build.log 2>&1 || {
  tail -n 40 build/release/build.log >&2
  exit 1
}

MAILWHY_DB=$(pwd)/build/quickstart.db
export MAILWHY_DB

show() {
  printf '\n$ mailwhy'
  for word in "$@"; do
    case $word in
      *[!A-Za-z0-9_./@:=-]*) printf " '%s'" "$word" ;;
      *) printf ' %s' "$word" ;;
    esac
  done
  printf '\n'
  "$program" "$@"
}

show load --year 2026 examples/logs/mail.log
show why --from hanako@example.com --to taro@timeout.example.net
