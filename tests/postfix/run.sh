#!/bin/sh
# Asks mailwhy about mails that a real Postfix has just handled. Everything runs
# in network, mount and process namespaces of its own: Postfix with a
# configuration of the test's own, a name server and scripted mail servers at
# addresses reserved for documentation. Nothing outside sees or is seen.
#
#   tests/postfix/run.sh PROGRAM [--keep DIRECTORY]
# --keep leaves the logs there.
set -eu
program=$(realpath "$1")
keep=""
[ "${2-}" = --keep ] && keep=$(realpath -m "$3")
cd "$(dirname "$0")"
outcomes=$(grep -c '^@outcome' outcomes.py)

skip() {
  if [ "${CI-}" = true ]; then
    echo "the tests with a real Postfix must run here: $1"
    echo "0 passed, $outcomes failed"
    exit 1
  fi
  echo "skipped: $1"
  echo "0 passed, 0 failed, $outcomes skipped"
  exit 0
}

[ "$(id -u)" -eq 0 ] || skip "they need root (for namespaces of their own)"
[ -x /usr/lib/postfix/sbin/master ] || skip "there is no Postfix here"
command -v ip >/dev/null || skip "there is no ip (package iproute2)"
unshare --mount --net --pid --fork true 2>/dev/null ||
  skip "this system gives no namespaces"

work=$(mktemp -d /tmp/mailwhy-postfix.XXXXXX)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
status=0
PYTHONDONTWRITEBYTECODE=1 timeout 300 unshare --mount --net --pid --fork \
  --kill-child --mount-proc /usr/bin/python3 outcomes.py "$program" "$work" || status=$?
if [ -n "$keep" ]; then
  mkdir -p "$keep"
  cp "$work"/log/* "$keep"/
fi
exit $status
