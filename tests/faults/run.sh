#!/bin/sh
# What must not go wrong when things go wrong: each bad input gives its clear line and
# exit status 2; a killed load is made good by the next; the same lines from a
# copy, a rotation or a compressed file add nothing.
#
#   tests/faults/run.sh PROGRAM
set -eu
. "$(dirname "$0")/../checks.sh"
begin faults "$1"

# works NAME STATUS COMMAND...
works() {
  name=$1 wanted=$2
  shift 2
  status=0
  "$@" >out 2>err </dev/null || status=$?
  if [ $status -eq "$wanted" ]; then good; else bad "$name: status $status"; fi
}

is_empty() { if [ ! -s "$2" ]; then good; else bad "$1: $(head -c 200 "$2")"; fi; }

as_nobody() {
  setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
}
root=""
if [ "$(id -u)" -eq 0 ] && command -v setpriv >/dev/null; then root=yes; fi

# --- arguments -----------------------------------------------------------
fails "missing file" "no such file" "$program" load missing.log
fails "missing file of --log" "no such file" "$program" why --log missing.log a@example.com
mkfifo pipe
fails "a pipe by name" "pipe: is a pipe" "$program" load pipe
mkdir empty-directory
fails "directory without logs" "empty-directory: no .*log" "$program" load empty-directory
fails "unknown option" "did you mean --from" "$program" why --form a@example.com
fails "abbreviated option" "did you mean --from|unknown option" "$program" why --fro a@example.com
fails "unknown command" "did you mean why" "$program" wyh a@example.com
fails "unknown cause" "did you mean connect_timeout" "$program" why --log "$log" --cause conect_timeout
fails "empty recipient" "--to '': says nothing" "$program" why --log "$log" --from '<>' --to ''
fails "empty sender" "written '<>'" "$program" why --log "$log" --from ''
fails "empty address" "names no mail" "$program" why --log "$log" ''
fails "unknown language" "en, ja" "$program" why --log "$log" --lang fr a@example.com
fails "bad time" "--at noonish" "$program" why --log "$log" --at noonish
fails "impossible date" "2022-02-30" "$program" why --log "$log" --at "2022-02-30 10:00"
fails "bad duration" "--within" "$program" why --log "$log" --at 18:38 --within tomorrow
fails "at with since" "cannot stand together" "$program" why --log "$log" --at 18:38 --since 17:00
fails "bad zone" "--timezone Mars" "$program" why --log "$log" --timezone Mars/Base a@example.com
fails "bad year" "--year" "$program" why --log "$log" --year 22 a@example.com
fails "no store" "no store there yet" "$program" why a@example.com
fails "store named and missing" "missing.db" "$program" why --db missing.db a@example.com
mkdir rules
printf 'id = "local_x"\n[match]\ntext = ["(unclosed"]\n' >rules/local_x.toml
fails "broken rule file" "local_x.toml" "$program" why --log "$log" --patterns rules a@example.com
fails "missing rule directory" "no-such-rules" "$program" explain --patterns no-such-rules x
printf 'frmo = x\n' >bad.conf
fails "unknown key in the configuration" "bad.conf:1.*frmo" "$program" why --config bad.conf --log "$log" a@example.com

# --- files that are no logs, or not whole ----------------------------------
head -c 100000 /dev/urandom >binary
fails "binary file" "binary" "$program" load --db b.db binary
sqlite3 foreign.db 'create table t (x); insert into t values (1)'
fails "SQLite file as a log" "foreign.db" "$program" load --db b.db foreign.db
: >empty.log
works "empty file loads" 0 "$program" load --db e.db empty.log
works "empty file has no answer" 1 "$program" why --log empty.log a@example.com
gzip -c "$log" >whole.gz
head -c $(($(wc -c <whole.gz) / 2)) whole.gz >cut.gz
fails "truncated gzip" "cut.gz" "$program" load --db cut.db cut.gz
works "what was read of it is kept" 0 "$program" export --db cut.db
works "an error in one file, the others are read" 2 "$program" load --db two.db cut.gz "$log"
"$program" export --db two.db >two.json
if [ "$(grep -c . two.json)" -gt 5 ]; then good; else bad "others are read"; fi

# --- output ------------------------------------------------------------------
works "export to a file" 0 "$program" export --log "$log" -o exported.json
is_empty "export to a file says nothing else" out
"$program" export --log "$log" >exported-2.json
same "the file holds the export" exported.json exported-2.json
echo '550 5.1.1 User unknown' | "$program" explain - -o explained.json
if grep -q recipient_unknown explained.json; then good; else bad "explain to a file"; fi
if [ -e /dev/full ]; then
  fails "no room for an export" "No space left" "$program" export --log "$log" -o /dev/full
  fails "no room for explanations" "No space left" \
    sh -c "echo '550 5.1.1 User unknown' | '$program' explain - -o /dev/full"
fi
works "a closed pipe is no error" 0 sh -c "'$program' export --log '$log' | true"

# --- stores that are none, or cannot be used --------------------------------
fails "foreign SQLite file" "foreign.db" "$program" why --db foreign.db a@example.com
fails "writing to a foreign SQLite file" "foreign.db" "$program" load --db foreign.db "$log"
head -c 8192 /dev/urandom >corrupt.db
fails "no SQLite file" "corrupt.db" "$program" why --db corrupt.db a@example.com
"$program" load --db newer.db "$log" >/dev/null
sqlite3 newer.db 'pragma user_version = 9999'
fails "newer schema" "newer" "$program" why --db newer.db a@example.com
fails "newer schema, writing" "newer" "$program" load --db newer.db "$log"
"$program" load --db damaged.db "$log" >/dev/null
sqlite3 damaged.db 'pragma wal_checkpoint(truncate)' >/dev/null
dd if=/dev/urandom of=damaged.db bs=4096 seek=2 count=12 conv=notrunc 2>/dev/null
fails "damaged store" "damaged.db" "$program" export --db damaged.db
if [ -n "$root" ]; then
  cp "$log" secret.log; chmod 600 secret.log
  fails "unreadable file" "secret.log: you may not read it" as_nobody "$program" load --db /tmp/x.db secret.log
  mkdir closed; chmod 755 closed
  cp "$log" open.log
  fails "read-only directory" "closed" as_nobody "$program" load --db closed/s.db open.log
  cp newer.db unreadable.db; chmod 600 unreadable.db
  fails "unreadable store" "unreadable.db" as_nobody "$program" why --db unreadable.db a@example.com
  mkdir full
  if mount -t tmpfs -o size=400k none full 2>/dev/null; then
    python3 "$top/tests/perf/make_log.py" 20000 --seed 3 >big.log
    fails "full disk" "[Dd]isk.*full|full.*disk|no space" "$program" load --db full/s.db big.log
    umount full
  else
    skip "full disk (mount is not allowed here)"
  fi
else
  skip "permissions and full disk (they need root)" 4
fi
"$program" load --db locked.db "$log" >/dev/null
(sqlite3 locked.db 'begin exclusive' '.shell touch holding; sleep 9' >/dev/null 2>&1) &
while [ ! -e holding ]; do sleep 0.1; done
fails "store locked by another process" "locked.db.*(lock|another)" "$program" load --db locked.db "$log"
wait

# --- strange things inside a log ---------------------------------------------
{
  printf '\000\000\000\000Dec  5 18:38:12 mx01 postfix/qmgr[1]: 8B84D8D1CF: from=<a@example.com>, size=1, nrcpt=1 (queue active)\n'
  printf 'Dec  5 18:38:13 mx01 postfix/smtp[2]: 8B84D8D1CF: to=<b@example.net>, relay=none, delay=1, delays=0/0/1/0, dsn=4.4.1, status=deferred (connect to \033[2Jevil\302\233m\377\376: Connection refused)\r\n'
  head -c 1000000 /dev/zero | tr '\0' 'x'
  printf '\nDec  5 18:38:14 mx01 postfix/smtp[2]: 8B84D8D1CF: to=<c@exam\n'
  printf 'Dec  5 18:38:15 mx01 sshd[3]: Accepted publickey for root\n'
  printf 'Dec  5 18:38:16 mx01 postfix/qmgr[1]: 8B84D8D1CF: removed\n'
} >strange.log
works "strange bytes" 0 "$program" why --log strange.log --to b@example.net
if LC_ALL=C grep -q "$(printf '\033\\|\302\233')" out; then bad "escape characters reach the terminal"; else good; fi
works "strange bytes in JSON" 0 "$program" why --json --log strange.log --to b@example.net
if python3 -m json.tool <out >/dev/null; then good; else bad "JSON of strange bytes"; fi
printf 'Dec  5 18:38:15 mx01 sshd[3]: Accepted publickey for root\n' >other.log
works "another program's log" 0 "$program" load --json --db o.db other.log
if grep -q '"other_lines": *1' out; then good; else bad "other lines are counted"; fi

# --- the same lines again -----------------------------------------------------
python3 "$top/tests/perf/make_log.py" 60000 --seed 7 >one.log
"$program" load --db same.db one.log >/dev/null
"$program" export --db same.db >first.json
cp one.log copy.log
gzip -c one.log >one.log.gz
xz -c one.log >again.xz
for again in one.log copy.log one.log.gz again.xz; do
  "$program" load --db same.db "$again" >load.out
  "$program" export --db same.db >again.json
  same "loading $again adds nothing" first.json again.json
done
tail -n 20000 one.log >tail.log
"$program" load --db same.db tail.log >/dev/null
"$program" export --db same.db >again.json
same "a stretch of the log adds nothing" first.json again.json
sed 's/^/<22>/' one.log >pri.log
"$program" load --db same.db pri.log >/dev/null
"$program" export --db same.db >again.json
same "a copy in another envelope adds nothing" first.json again.json

# One line in ten stands there twice; cut by rotation in mid-second; renamed, touched.
python3 "$top/tests/perf/make_log.py" 60000 --seed 8 --repeat 10 >equal.log
"$program" load --db clean.db equal.log >/dev/null
"$program" export --db clean.db >clean.json
cut_at() { head -n "$1" equal.log | tail -n 1 | cut -c1-15; }
second=20000
while [ "$(cut_at $second)" != "$(cut_at $((second + 1)))" ]; do second=$((second + 1)); done
third=40000
while [ "$(cut_at $third)" != "$(cut_at $((third + 1)))" ]; do third=$((third + 1)); done
rotate() {
  rm -rf logs
  mkdir logs
  head -n "$second" equal.log >logs/mail.log.2
  head -n "$third" equal.log | tail -n +$((second + 1)) >logs/mail.log.1
  tail -n +$((third + 1)) equal.log >logs/mail.log
}
rotate
"$program" load --db rotated.db logs >/dev/null
"$program" export --db rotated.db >rotated.json
same "rotated pieces are the one log" clean.json rotated.json
mv logs/mail.log.2 logs/mail.log.3
mv logs/mail.log.1 logs/mail.log.2
mv logs/mail.log logs/mail.log.1
gzip logs/mail.log.3
touch logs/*
"$program" load --db rotated.db logs >/dev/null
"$program" export --db rotated.db >rotated.json
same "renamed, compressed and touched, they add nothing" clean.json rotated.json
"$program" load --db rotated.db equal.log >/dev/null
"$program" export --db rotated.db >rotated.json
same "the uncut log adds nothing to its pieces" clean.json rotated.json
rotate
for piece in logs/mail.log.2 logs/mail.log.1 logs/mail.log; do
  head -c $(($(wc -c <"$piece") / 2)) "$piece" >half
  mkdir -p halves; cp half "halves/$(basename "$piece")"
done
"$program" load --db halves.db halves/mail.log.2 >/dev/null 2>&1
"$program" load --db halves.db logs >/dev/null
"$program" export --db halves.db >halves.json
same "a log that grew and was rotated since" clean.json halves.json

# --- lines of an unknown kind ----------------------------------------------------
echo 'Nov 21 23:11:19 mx01 postfix/smtp[1]: no line like this' >unknown.log
works "all lines known" 0 "$program" load --db u.db --unrecognized u.txt "$log"
if [ -f u.txt ] && [ ! -s u.txt ]; then good; else bad "an empty file"; fi
works "a line unknown" 0 \
  "$program" load --db u.db --unrecognized u.txt "$log" unknown.log
same "the line as it was read" unknown.log u.txt
"$program" load --db u.db --unrecognized - unknown.log >out 2>err
same "the line again, on standard output" unknown.log out
if grep -q 'unrecognized FILE' err; then good; else bad "counts beside it"; fi
fails "a file that cannot be made" 'cannot be written' \
  "$program" load --db u.db --unrecognized none/u.txt unknown.log
fails "a full disk" 'cannot be written' \
  "$program" load --db u.db --unrecognized /dev/full unknown.log

# --- killed in the middle ------------------------------------------------------
python3 "$top/tests/perf/make_log.py" 300000 --seed 9 --repeat 10 >long.log
"$program" load --db whole.db long.log >/dev/null
"$program" export --db whole.db | sha256sum >whole.sum
for delay in 0.05 0.15 0.3 0.5 0.8; do
  rm -f killed.db*
  for again in 1 2 3; do
    "$program" load --db killed.db long.log >/dev/null 2>&1 &
    victim=$!
    sleep $delay
    kill -9 $victim 2>/dev/null || true
    wait $victim 2>/dev/null || true
  done
  "$program" load --db killed.db long.log >/dev/null
  "$program" export --db killed.db | sha256sum >killed.sum
  same "killed after ${delay}s, three times" whole.sum killed.sum
done

finish
