# What the tests have in common that run the program in all kinds of trouble:
# tests/{faults,journal,watch}/run.sh source it and call begin, at last finish.
# shellcheck shell=sh disable=SC2034

passed=0 failed=0 skipped=0

# begin NAME PROGRAM: in a directory of its own, and with nobody's settings.
begin() {
  program=$(realpath "$2")
  cd "$(dirname "$0")/../.."
  top=$(pwd)
  log=$top/examples/logs/mail.log
  work=$(mktemp -d "/tmp/mailwhy-$1.XXXXXX")
  chmod 755 "$work"
  trap end EXIT
  cd "$work"
  export HOME="$work" TZ=UTC LC_ALL=C.UTF-8 MAILWHY_DB="$work/none.db"
  unset XDG_STATE_HOME LANG || true
}

# However it ends. A test that starts more than it waits for has its own.
end() { rm -rf "$work"; }

good() { passed=$((passed + 1)); }
bad() {
  failed=$((failed + 1))
  echo "FAILED: $1"
  head -c 2000 "$work/err" 2>/dev/null || true
}
# skip WHY [HOW_MANY]
skip() {
  skipped=$((skipped + ${2:-1}))
  echo "skipped: $1"
}

# The counts, as tests/run.sh adds them up.
finish() {
  if [ "$skipped" -gt 0 ]; then
    echo "$passed passed, $failed failed, $skipped skipped"
  else
    echo "$passed passed, $failed failed"
  fi
  [ "$failed" -eq 0 ] || exit 1
  exit 0
}

# same NAME FILE FILE
same() {
  if cmp -s "$2" "$3"; then good; else
    bad "$1"
    diff "$2" "$3" | head -n 5 | cut -c1-300
  fi
}

# fails NAME PATTERN COMMAND...: exit status 2, one line "mailwhy: ..." (and at
# most one more with what to try), which matches.
fails() {
  name=$1 pattern=$2
  shift 2
  status=0
  "$@" >out 2>err </dev/null || status=$?
  said=$(wc -l <err)
  if [ $status -eq 2 ] && [ "$said" -ge 1 ] && [ "$said" -le 2 ] &&
     head -n 1 err | grep -q '^mailwhy: ' && grep -qE -e "$pattern" err; then
    good
  else
    bad "$name: status $status, $said lines, wanted /$pattern/"
  fi
}

# comes NAME COMMAND...: the command succeeds before long. (It should within two
# seconds; a busy machine may take longer.)
comes() {
  name=$1
  shift
  tries=0
  until "$@" >/dev/null 2>&1; do
    tries=$((tries + 1))
    if [ $tries -gt 300 ]; then
      bad "$name"
      return
    fi
    sleep 0.1
  done
  good
}
