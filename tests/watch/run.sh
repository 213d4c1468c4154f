#!/bin/sh
# mailwhy watch, as it runs for years: the log grows, is rotated in every way, the
# program is stopped, killed and started again, the store is locked and the disk
# full, and in the end the store holds what one load of all lines leaves.
#
#   tests/watch/run.sh PROGRAM
set -eu
. "$(dirname "$0")/../checks.sh"
watcher="" writer=""
end() {
  for process in $watcher $writer; do kill -9 "$process" 2>/dev/null || true; done
  umount "$work/full" 2>/dev/null || true
  rm -rf "$work"
}
begin watch "$1"

# start [OPTION...] PATH...: watches them into store.db.
start() {
  : >err
  "$program" watch --db store.db --year 2022 "$@" >out 2>err </dev/null &
  watcher=$!
}
is_gone() { ! kill -0 "$watcher" 2>/dev/null; }
# stops NAME: SIGTERM ends it, with status 0.
stops() {
  kill -TERM "$watcher"
  comes "$1: ends when told to" is_gone
  status=0
  wait "$watcher" || status=$?
  watcher=""
  if [ $status -eq 0 ]; then good; else bad "$1: status $status"; fi
}
new_case() { rm -rf store.db* log clean.db*; mkdir log; }

# holds FILE...: store.db is what one load of these lines leaves.
holds() {
  "$program" export --db store.db >got.json || true
  cmp -s got.json wanted.json
}
want() {
  rm -f clean.db*
  cat "$@" >wanted.log
  "$program" load --db clean.db --year 2022 wanted.log >/dev/null 2>&1
  "$program" export --db clean.db >wanted.json
}
has() { grep -q "$1" err; }

python3 "$top/tests/perf/make_log.py" 8000 --seed 21 --repeat 10 >all.log
head -n 2000 all.log >a.log
sed -n 2001,4000p all.log >b.log
sed -n 4001,6000p all.log >c.log
sed -n '6001,$p' all.log >d.log

# --- a log that grows, stops, and goes on ---------------------------------------
new_case
cp a.log log/mail.log
start log/mail.log
want a.log
comes "what is there is read first" holds
cat b.log >>log/mail.log
want a.log b.log
comes "what is written is found" holds
head -c 100000 c.log >>log/mail.log
head -n "$(head -c 100000 c.log | wc -l)" c.log >part.log
want a.log b.log part.log
comes "half a line is left until it is whole" holds
tail -c +100001 c.log >>log/mail.log
want a.log b.log c.log
comes "and the rest" holds
stops "watch"
if holds; then good; else bad "everything is committed when it ends"; fi
cat d.log >>log/mail.log
start log/mail.log
want all.log
comes "what came while it was stopped is read" holds
stops "watch, the second time"
"$program" load --db store.db --year 2022 log/mail.log >out 2>err
if holds; then good; else bad "a load after it adds nothing"; fi

# --- rotation ---------------------------------------------------------------------
new_case
cp a.log log/mail.log
start log/mail.log
want a.log
comes "before rotation" holds
mv log/mail.log log/mail.log.1
cat b.log >>log/mail.log.1
cat c.log >log/mail.log
want a.log b.log c.log
comes "renamed and made anew" holds
cp log/mail.log log/copy
mv log/mail.log.1 log/mail.log.2
mv log/copy log/mail.log.1
: >log/mail.log
cat d.log >>log/mail.log
want all.log
comes "copied and cut" holds
stops "after rotation"
gzip log/mail.log.2
mv log/mail.log log/mail.log.0
mv log/mail.log.1 log/mail.log.3
touch log/*
start log/mail.log.0
sleep 1
stops "renamed"
if holds; then good; else bad "rotated files add nothing"; fi

new_case
cp a.log log/mail.log
start log/mail.log
want a.log
comes "before it is emptied" holds
: >log/mail.log
cat b.log >>log/mail.log
want a.log b.log
comes "emptied and written again" holds
rm log/mail.log
sleep 0.5
cp c.log log/mail.log
want a.log b.log c.log
comes "removed and made again" holds
stops "emptied"

# --- the first start --------------------------------------------------------------
new_case
gzip -c a.log >log/mail.log.2.gz
cp b.log log/mail.log.1
cp c.log log/mail.log
start log/mail.log
want a.log b.log c.log
comes "the first start reads the rotated files too" holds
cat d.log >>log/mail.log
want all.log
comes "and then follows" holds
stops "first start"
mv log/mail.log log/mail.log.0
start log/mail.log
comes "the log is away for the moment" has following
stops "away"
if holds; then good; else bad "nothing is counted twice"; fi

new_case
start log/mail.log
comes "a log that is not there yet" has following
cp a.log log/mail.log
want a.log
comes "is read when it is there" holds
stops "not there yet"

new_case
cp a.log log/maillog-20221205
start log
want a.log
comes "a directory whose log was just rotated away" holds
cp b.log log/maillog
want a.log b.log
comes "and the log comes" holds
stops "directory"

# --- two logs, other zones -----------------------------------------------------------
new_case
sed 's/ mx01 / mx02 /' b.log >other.log
head -n 1000 a.log >log/mail.log
head -n 1000 other.log >log/relay.log
start log/mail.log log/relay.log
tail -n +1001 a.log >>log/mail.log
tail -n +1001 other.log >>log/relay.log
want a.log other.log
comes "two logs at once" holds
mv log/relay.log log/relay.log.1
sed 's/ mx01 / mx02 /' c.log >log/relay.log
sed 's/ mx01 / mx02 /' c.log >third.log
cat b.log >>log/mail.log
want a.log other.log third.log b.log
comes "two logs, one rotated" holds
stops "two logs"

new_case
head -n 200 a.log >log/mail.log
start --log-timezone Asia/Tokyo log/mail.log
rm -f clean.db*
"$program" load --db clean.db --year 2022 --log-timezone Asia/Tokyo log/mail.log >/dev/null
"$program" export --db clean.db >wanted.json
grep -q '+09:00' wanted.json && good || bad "the zone is in the answer"
comes "times of another zone" holds
stops "zone"

# --- killed in the middle, again and again ---------------------------------------------
killed_often() {
  new_case
  : >log/mail.log
  python3 "$top/tests/watch/write_log.py" all.log log/mail.log --seconds 8 "$@" &
  writer=$!
  for pause in 0.7 0.2 0.9 0.4 0.1 0.6 0.3 1.0 0.5 0.8; do
    start log/mail.log
    sleep $pause
    kill -9 "$watcher" 2>/dev/null || true
    wait "$watcher" 2>/dev/null || true
  done
  start log/mail.log
  wait "$writer" || bad "the writer"
  writer=""
  want all.log
  comes "killed ten times${1:+ ($*)}" holds
  stops "killed"
}
killed_often
killed_often --rotate rename --seed 2
killed_often --rotate copytruncate --seed 3

# --- the store cannot be written for a while --------------------------------------------
new_case
cp a.log log/mail.log
start log/mail.log
want a.log
comes "before the store is locked" holds
rm -f holding let-go
(sqlite3 store.db 'begin immediate' '.shell touch holding; while [ ! -e let-go ]; do sleep 0.1; done' \
  >/dev/null 2>&1) &
comes "the store is locked" test -e holding
cat b.log >>log/mail.log
comes "it says so" has "locked"
cat c.log >>log/mail.log
sleep 4
if [ "$(grep -c locked err)" -eq 1 ]; then good; else bad "it says so once"; fi
if is_gone; then bad "it goes on"; else good; fi
touch let-go
want a.log b.log c.log
comes "nothing is lost" holds
comes "it says that it goes on" has "written again"
rm -f holding let-go
(sqlite3 store.db 'begin immediate' '.shell touch holding; while [ ! -e let-go ]; do sleep 0.1; done' \
  >/dev/null 2>&1) &
comes "the store is locked again" test -e holding
cat d.log >>log/mail.log
stops "while the store is locked"
touch let-go
start log/mail.log
want all.log
comes "and the next start has it all" holds
stops "after the lock"

if [ "$(id -u)" -eq 0 ] && mkdir full && mount -t tmpfs -o size=1500k none full 2>/dev/null; then
  new_case
  cp a.log log/mail.log
  : >err
  "$program" watch --db full/store.db --year 2022 log/mail.log >out 2>err </dev/null &
  watcher=$!
  fits() {
    "$program" export --db full/store.db >got.json
    cmp -s got.json wanted.json
  }
  want a.log
  comes "before the disk is full" fits
  dd if=/dev/zero of=full/ballast bs=4k 2>/dev/null || true
  cat b.log c.log >>log/mail.log
  comes "a full disk is told" has "disk is full\|No space"
  sleep 4
  if is_gone; then bad "it waits for room"; else good; fi
  rm full/ballast
  mount -o remount,size=20m full
  want a.log b.log c.log
  comes "with room it goes on" fits
  stops "full disk"
  umount full
else
  skip "full disk (needs root and mount)"
fi

if [ "$(id -u)" -eq 0 ] && command -v setpriv >/dev/null; then
  new_case
  chmod 777 log
  cp a.log log/mail.log
  chmod 644 log/mail.log
  : >err
  setpriv --reuid=65534 --regid=65534 --clear-groups \
    "$program" watch --db log/store.db --year 2022 log/mail.log >out 2>err </dev/null &
  watcher=$!
  comes "as another user" has following
  mv log/mail.log log/mail.log.1
  (umask 077 && cp b.log log/mail.log)
  comes "a new log that may not be read is told" has "mail.log: you may not read it"
  if [ "$(grep -c 'may not' err)" -eq 1 ]; then good; else bad "once"; fi
  chmod 644 log/mail.log
  want a.log b.log
  readable() {
    "$program" export --db log/store.db >got.json
    cmp -s got.json wanted.json
  }
  comes "and read when it may" readable
  stops "another user"
else
  skip "a log that may not be read (needs root)"
fi

# --- arguments ----------------------------------------------------------------------------
new_case
fails "standard input" "cannot be followed" "$program" watch --db store.db -
fails "a directory that is missing" "no-such" "$program" watch --db store.db no-such/mail.log
fails "a directory without logs" "no .*log" "$program" watch --db store.db log
if [ -e store.db ]; then bad "a store was made"; else good; fi

finish
