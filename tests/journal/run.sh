#!/bin/sh
# The systemd journal as a source: the same lines give the same mails as from a
# text log, once, however often and in whichever order both are read; a killed
# load is made good; journals are followed as they grow.
#
#   tests/journal/run.sh PROGRAM
# Journals are made with systemd-journal-remote; where it is not installed all
# is skipped. The machine's own journal is played in a mount namespace (root).
set -eu
. "$(dirname "$0")/../checks.sh"
watcher=""
end() {
  [ -z "$watcher" ] || kill -9 "$watcher" 2>/dev/null || true
  rm -rf "$work"
}
begin journal "$1"

remote=""
for place in /lib/systemd /usr/lib/systemd; do
  [ -x $place/systemd-journal-remote ] && remote=$place/systemd-journal-remote
done
if [ -z "$remote" ]; then
  skip "systemd-journal-remote is not installed"
  finish
fi

# journal FILE [OPTIONS of export.py] <LOG: appends to a journal file.
journal() {
  file=$1
  shift
  python3 "$top/tests/journal/export.py" "$@" >export.txt
  "$remote" -o "$file" export.txt >/dev/null 2>remote.err || cat remote.err
}

# What a store holds, with times to the second and without the lines.
mails() {
  "$program" export --db "$1" >out 2>err || true
  python3 -c '
import json, re, sys
lines = []
for line in sys.stdin:
    found = json.loads(line)
    found["evidence"] = len(found["evidence"])
    found.pop("id")
    found["was"] = []
    for link in found.get("links", []):
        link.pop("id")
    text = json.dumps(found, sort_keys=True)
    lines.append(re.sub(r"(:\d\d)\.\d{6}(\+)", r"\1\2", text))
print("\n".join(sorted(lines)))' <out
}

# load DB PATH...: counts as JSON in `out`
load() {
  db=$1
  shift
  "$program" load --db "$db" --json --year 2026 "$@" >out 2>err
}

# says NAME KEY=VALUE...: of the object in `out`
says() {
  name=$1
  shift
  for pair in "$@"; do
    key=${pair%%=*} value=${pair#*=}
    if grep -q "\"$key\": *$value[,}]*\$" out || grep -q "\"$key\":$value[,}]" out
    then good; else bad "$name: $key is not $value"; fi
  done
}

lines=$(wc -l <"$log")
load text.db "$log"
mails text.db >text.mails

# --- once, again, and from the text log too ---------------------------------
journal all.journal <"$log"
load all.db journal:all.journal
says "a journal" lines="$lines" unrecognized_lines=0 skipped_lines=0
mails all.db >all.mails
same "a journal tells the same mails as the text log" text.mails all.mails
load all.db journal:all.journal
says "a journal read again" lines=0 mails=0 already_loaded="$lines"
load all.db "$log"
says "the text log after the journal" mails=0 already_loaded="$lines"
load text.db journal:all.journal
says "the journal after the text log" mails=0 already_loaded="$lines"
cp all.journal copy.journal
load all.db "journal:$work/copy.journal"
says "a copy of the journal" lines=0 mails=0
mails all.db >again.mails
same "loading again changes nothing" all.mails again.mails
"$program" export --log journal:all.journal >out 2>err
if [ "$(wc -l <out)" -eq "$(wc -l <text.mails)" ]; then good; else
  bad "--log journal:"
fi
fails "a journal without its prefix" 'journal:' "$program" load --db x.db all.journal

# --- which entries ------------------------------------------------------------
journal local.journal --facility 16 <"$log"
load local.db journal:local.journal
says "Postfix under another facility" lines="$lines"
sed 's/ postfix[^ ]*: / cron[7]: /' "$log" | journal cron.journal --facility 9
load cron.db journal:cron.journal
says "other programs" lines=0
journal fqdn.journal --host mx01.example.com <"$log"
load text.db journal:fqdn.journal
says "a host name with its domain" mails=0 already_loaded="$lines"

# --- it grows, and is rotated ---------------------------------------------------
head -n 60 "$log" | journal grown.journal
load grown.db journal:grown.journal
says "the first part" lines=60
sed -n '61,100p' "$log" | journal grown.journal --first 60
load grown.db journal:grown.journal
says "what came since" lines=40 already_loaded=60
mkdir host && mv grown.journal host/system@1.journal
sed -n '101,$p' "$log" | journal host/system.journal --first 100
load grown.db journal:host
says "the next file, in a directory" lines=$((lines - 100)) already_loaded=100
mails grown.db >grown.mails
same "a journal in pieces" text.mails grown.mails
rm host/system@1.journal
load grown.db journal:host
says "the old file gone" lines=0 mails=0
cp host/system.journal other.journal
rm -r host && mkdir host && cp all.journal host/system.journal
load grown.db journal:host
says "another journal of the same name" mails=0 already_loaded="$lines"

# --- killed --------------------------------------------------------------------
i=0
while [ $i -lt 40 ]; do
  sed "s/^Nov 21 23/$(printf 'Nov 2%d %02d' $((i / 20)) $((i % 20)))/" "$log"
  i=$((i + 1))
done >long.log
journal long.journal <long.log
load longtext.db long.log
mails longtext.db >longtext.mails
for wait in 0.02 0.05 0.1 0.2 0.3; do
  "$program" load --db killed.db journal:long.journal >/dev/null 2>&1 &
  loader=$!
  sleep $wait
  kill -9 $loader 2>/dev/null || true
  wait $loader 2>/dev/null || true
done
load killed.db journal:long.journal
mails killed.db >killed.mails
same "killed loads are made good" longtext.mails killed.mails

# --- hostile entries -------------------------------------------------------------
PYTHONPATH="$top/tests/journal" PYTHONDONTWRITEBYTECODE=1 python3 - >export.txt <<'PYTHON'
import sys
import export

AT = 1_795_302_679_000_000


def put(number, *fields):
    common = [("SYSLOG_FACILITY", "2"), ("SYSLOG_PID", "11")]
    sys.stdout.buffer.write(
        export.entry(AT + number, number, common + list(fields)))


NAME = ("SYSLOG_IDENTIFIER", "postfix/smtpd")
put(1, NAME, ("_HOSTNAME", "mx01"), ("MESSAGE", "NOQUEUE: a\nb\n"))
put(2, NAME, ("MESSAGE", b"\xff\x00\x1b[31m\n\n"))
put(3, NAME, ("MESSAGE", "x" * 300_000))
put(4, NAME, ("MESSAGE", ""))
put(5, NAME, ("NO_MESSAGE", "1"))
put(6, ("SYSLOG_IDENTIFIER", "a b\nc["), ("_HOSTNAME", b"\n\xff"),
    ("_SOURCE_REALTIME_TIMESTAMP", "99999999999999999999999"),
    ("MESSAGE", "connect from unknown[192.0.2.1]"))
put(7, NAME, ("_HOSTNAME", "mx01"),
    ("MESSAGE", "disconnect from unknown[192.0.2.1]"))
PYTHON
"$remote" -o hostile.journal export.txt >/dev/null 2>&1
load hostile.db journal:hostile.journal --unrecognized unknown.txt
says "hostile entries" lines=6
if [ "$(wc -l <unknown.txt)" -le 6 ] && ! grep -q "$(printf '\033')" unknown.txt
then good; else bad "one line an entry"; fi
head -c 5000 all.journal >cut.journal
fails "a cut journal" 'damaged|cannot be read|not a journal' \
  "$program" load --db cut.db journal:cut.journal
fails "no journal at all" 'not a journal' "$program" load --db x.db "journal:$log"
fails "a missing journal" 'no such file' "$program" load --db x.db journal:none
mkdir empty
fails "a directory without journals" 'no journal' \
  "$program" load --db x.db journal:empty
# Holes in the middle: whatever it says of them, it ends.
cp long.journal holes.journal
for at in 9000 70000 200000 900000 2000000; do
  dd if=/dev/urandom of=holes.journal bs=64 count=4 seek=$((at / 64)) \
    conv=notrunc 2>/dev/null
done
status=0
timeout 60 "$program" load --db holes.db journal:holes.journal >out 2>err ||
  status=$?
if [ $status -eq 0 ] || [ $status -eq 2 ]; then good; else
  bad "a damaged journal: $status"
fi

# --- followed --------------------------------------------------------------------
count() { [ "$("$program" export --db "$1" 2>/dev/null | wc -l)" -eq "$2" ]; }
follow() {
  "$program" watch --db "$@" >/dev/null 2>>watch.err &
  watcher=$!
}
unfollow() {
  kill -"$1" "$watcher"
  wait "$watcher" 2>/dev/null || true
  watcher=""
}
all=$(wc -l <text.mails)
mkdir live
head -n 60 "$log" | journal live/system.journal
follow live.db journal:live
comes "the journal's lines" sh -c "'$program' export --db live.db | grep -q ."
sed -n '61,90p' "$log" | journal live/system.journal --first 60
sleep 0.5
unfollow KILL
sed -n '91,110p' "$log" | journal live/system.journal --first 90
follow live.db journal:live
sleep 0.5
mv live/system.journal live/system@1.journal
sed -n '111,$p' "$log" | journal live/system.journal --first 110
comes "all lines, through a rotation" count live.db "$all"
rm live/system@1.journal
sleep 0.5
unfollow TERM
mails live.db >live.mails
same "a journal that is followed" text.mails live.mails

# --- the machine's own --------------------------------------------------------------
own() {
  unshare -m sh -c 'mount -t tmpfs none /var/log/journal &&
    if [ -d /run/log/journal ]; then mount -t tmpfs none /run/log/journal; fi &&
    mkdir "/var/log/journal/$(cat /etc/machine-id)" &&
    { [ -z "$1" ] ||
      cp "$1" "/var/log/journal/$(cat /etc/machine-id)/system.journal"; } &&
    shift && exec "$@"' sh "$@"
}
if [ "$(id -u)" -eq 0 ] && [ -d /var/log/journal ] && [ -s /etc/machine-id ] &&
   own "" true 2>/dev/null; then
  own all.journal "$program" load --db own.db --json journal: >out 2>err || true
  says "the machine's journal" lines="$lines"
  own all.journal "$program" load --db own.db --json journal: >out 2>err || true
  says "the machine's journal again" lines=0 already_loaded="$lines"
  mails own.db >own.mails
  same "the machine's journal tells the same" text.mails own.mails
  # Without PATH, where neither Postfix nor syslog keeps a log of its own.
  if ls /var/log/mail.log /var/log/maillog /var/log/mail >/dev/null 2>&1 ||
     [ -n "$(postconf -h maillog_file 2>/dev/null)" ]; then
    skip "without PATH: this machine has a mail log of its own"
  else
    own all.journal "$program" load --db none.db >out 2>err || true
    grep -q '^reading the journal$' err && good || bad "load says what"
    own all.journal "$program" report --log >out 2>err || true
    grep -q '^reading the journal$' err && good || bad "--log says what"
    own all.journal "$program" why --log -q --to taro@timeout.example.net \
      >out 2>err || true
    grep -q connect_timeout out && good || bad "--log alone"
    if [ -s err ]; then bad "-q is quiet"; else good; fi
  fi
  fails "no journal on this machine" 'keeps no journal' \
    own "" "$program" load --db x.db journal:
else
  skip "the machine's own journal: needs root and mount namespaces"
fi

# --- without the library ------------------------------------------------------------
library=$(ldconfig -p 2>/dev/null | sed -n 's/.*libsystemd\.so\.0 .*=> //p' |
          head -n 1)
if [ "$(id -u)" -eq 0 ] && [ -n "$library" ] && unshare -m true 2>/dev/null; then
  without() {
    unshare -m sh -c 'mount --bind /dev/null "$(realpath "$1")" && shift &&
      exec "$@"' sh "$library" "$@"
  }
  fails "no libsystemd" 'apt-get install libsystemd0' \
    without "$program" load --db x.db journal:all.journal
  without "$program" load --db without.db --year 2026 "$log" >out 2>err ||
    bad "logs are read without libsystemd"
else
  skip "without libsystemd: needs root and mount namespaces"
fi

finish
