#!/bin/sh
# Asks mailwhy about mails that a real Postfix has just handled. Everything runs
# in network, mount and process namespaces of its own, one a lab: a Postfix with
# a configuration of the lab's own, a name server and scripted mail servers at
# addresses reserved for documentation. Nothing outside sees or is seen.
#
#   tests/postfix/run.sh PROGRAM [--keep DIRECTORY] [LAB...]
# --keep leaves the logs there. LAB: outgoing, submission, ...; all by default.
set -eu
program=$(realpath "$1")
shift
keep=""
if [ "${1-}" = --keep ]; then
  keep=$(realpath -m "$2")
  shift 2
fi
cd "$(dirname "$0")"
labs=${*:-$(grep -l "^    run_lab(set_up" ./*.py | sed 's|^./||; s|\.py$||')}
outcomes=0
for lab in $labs; do
  outcomes=$((outcomes + 1 + $(grep -c '^@outcome' "$lab.py")))
done

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
for tool in ip openssl saslpasswd2; do
  command -v $tool >/dev/null || skip "there is no $tool"
done
unshare --mount --net --pid --fork true 2>/dev/null ||
  skip "this system gives no namespaces"

work=$(mktemp -d /tmp/mailwhy-postfix.XXXXXX)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"

for lab in $labs; do
  mkdir "$work/$lab"
  PYTHONDONTWRITEBYTECODE=1 timeout 300 unshare --mount --net --pid --fork \
    --kill-child --mount-proc /usr/bin/python3 "$lab.py" "$program" \
    "$work/$lab" >"$work/$lab.out" 2>&1 &
done
wait

passed=0 failed=0
for lab in $labs; do
  echo "-- $lab"
  cat "$work/$lab.out"
  counts=$(grep -E '^[0-9]+ passed, [0-9]+ failed$' "$work/$lab.out" |
    tail -n 1 | tr -cs '0-9' ' ')
  # shellcheck disable=SC2086
  set -- ${counts:-0 1}
  passed=$((passed + $1))
  failed=$((failed + $2))
  if [ -n "$keep" ]; then
    mkdir -p "$keep"
    log=$work/$lab/log/whole.log  # of a lab that rotates its log
    [ -e "$log" ] || log=$work/$lab/log/mail.log
    cp "$log" "$keep/$lab.log" || true
  fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
