#!/bin/sh
# Golden cases: each folder here holds a file `command` (run by sh in a copy of
# the folder, with `mailwhy` on the PATH) and `expected`, everything that it must print, followed by
# its exit status.
#
#   tests/golden/run.sh PROGRAM [--update] [CASE...]
# --update writes `expected` anew: read the difference before committing it.
set -eu
program=$(realpath "$1")
shift
cd "$(dirname "$0")"
update=""
[ "${1-}" = --update ] && { update=yes; shift; }
[ $# -gt 0 ] || set -- */

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin"
ln -s "$program" "$work/bin/mailwhy"

passed=0 failed=0
for case in "$@"; do
  case=${case%/}
  rm -rf "$work/case"
  cp -r "$case" "$work/case"
  status=0
  (cd "$work/case" && env -i PATH="$work/bin:/usr/bin:/bin:/usr/sbin:/sbin" \
     HOME="$work/case" LC_ALL=C.UTF-8 TZ=UTC MAILWHY_NOW=1795305600 \
     MAILWHY_DB="$work/case/mailwhy.db" \
     sh ./command) >"$work/out" 2>&1 </dev/null || status=$?
  echo "exit status $status" >>"$work/out"
  if [ -n "$update" ]; then
    cp "$work/out" "$case/expected"
  fi
  if diff -u "$case/expected" "$work/out"; then
    passed=$((passed + 1))
  else
    echo "golden case $case: output differs"
    failed=$((failed + 1))
  fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
