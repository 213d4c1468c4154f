#!/usr/bin/env python3
"""mailwhy beside what one would pick instead, on the same log, in one run.

  run.py [--program build/release/mailwhy] [--lines 1000000] [--rounds 3]
         [--work DIR] [--markdown]

Each command runs in turn, in several rounds; the table shows the median time,
lines a second, the peak of memory, and the ratio to its peer. Peers that are
not installed are left out (Debian: pflogsumm, lnav, zstd).
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

TOP = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))


class Run:
    """One row of the table."""

    def __init__(self, name, command, peer=None, before=None, target=""):
        self.name, self.command, self.peer = name, command, peer
        self.before, self.target = before, target
        self.seconds, self.memory = [], 0

    def once(self):
        if self.before:
            self.before()
        begin = time.perf_counter()
        process = subprocess.Popen(self.command, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.PIPE)
        said = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        self.seconds.append(time.perf_counter() - begin)
        self.memory = max(self.memory, usage.ru_maxrss / 1024)
        code = os.waitstatus_to_exitcode(status)
        if code not in (0, 1, 10):
            sys.exit(f"{' '.join(self.command)}: status {code}\n"
                     f"{said.decode(errors='replace')}")

    def median(self):
        return statistics.median(self.seconds)


def sized(megabytes):
    return f"{megabytes:,.0f} MB"


def timed(seconds):
    return f"{seconds * 1000:,.1f} ms" if seconds < 1 else f"{seconds:,.2f} s"


def make_log(build, lines, path):
    with open(path, "wb") as out:
        subprocess.run([f"{build}/tests/perf/make_log", str(lines)], stdout=out,
                       check=True)


def someone(path):
    """A failed delivery in the middle of the log: sender, recipient, time."""
    senders, found = {}, None
    with open(path, encoding="utf-8") as log:
        size = os.path.getsize(path)
        log.seek(size // 2)
        log.readline()
        for line in log:
            words = line.split(": ", 2)
            if len(words) < 3:
                continue
            if words[2].startswith("from=<") and "@" in words[2]:
                senders[words[1]] = words[2][6:words[2].index(">")]
            elif "status=bounced" in line and words[1] in senders:
                to = words[2][4:words[2].index(">")]
                found = senders[words[1]], to, line[7:15]
                day = line[4:6].strip()
                return found[0], found[1], f"2022-12-{int(day):02} {found[2]}"
    sys.exit(f"{path}: no failed delivery in its second half")


class Bench:
    def __init__(self, arguments, work):
        self.program = arguments.program
        self.log, self.db = f"{work}/m.log", f"{work}/m.db"
        self.lines, self.work = arguments.lines, work
        make_log(os.path.dirname(arguments.program), self.lines, self.log)
        self.question = someone(self.log)
        self.runs = self.all_runs()

    def mailwhy(self, *words):
        return [self.program, *words, "--no-pager"]

    def fresh(self):
        for name in os.listdir(self.work):
            if name.startswith("new.db"):
                os.remove(f"{self.work}/{name}")

    def all_runs(self):
        sender, to, at = self.question
        zone = ["--year", "2022", "--log-timezone", "UTC"]
        why = ["why", "--from", sender, "--to", to, "--at", at,
               "--timezone", "UTC"]
        subprocess.run(["gzip", "-kf", self.log], check=True)
        runs = [
            Run("grep -c status=", ["grep", "-c", "status=", self.log]),
            Run("pflogsumm", ["pflogsumm", self.log]),
            Run("lnav (index and count)",
                ["lnav", "-n", "-c", ";select count(*) from all_logs",
                 self.log]),
            Run("report --log", self.mailwhy("report", "--log", self.log, *zone),
                "pflogsumm", target="20 x"),
            Run("load, new store",
                self.mailwhy("load", "-q", "--db", f"{self.work}/new.db", *zone,
                             self.log),
                "pflogsumm", self.fresh, "500,000 lines/s; under 150 MB"),
            Run("load of the .gz",
                self.mailwhy("load", "-q", "--db", f"{self.work}/new.db", *zone,
                             self.log + ".gz"),
                "pflogsumm", self.fresh),
            Run("why, from the store", self.mailwhy(*why, "--db", self.db),
                "grep, grep", target="10 ms"),
            Run("why --log", self.mailwhy(*why, "--log", self.log, *zone),
                "grep, grep", target="0.5 s"),
            Run("grep, grep",
                ["sh", "-c", "grep -F \"$0\" \"$1\" | grep -o ': [0-9A-F]*: ' |"
                 " sort -u | head -n 50 | grep -F -f - \"$1\"", to, self.log]),
            Run("report of one day, from the store",
                self.mailwhy("report", "--db", self.db, "--day", at[:10],
                             "--timezone", "UTC"), target="1 s"),
            Run("explain one reply",
                self.mailwhy("explain", "550 5.1.1 User unknown"),
                target="50 ms"),
        ]
        return [run for run in runs if shutil.which(run.command[0])]

    def run(self, rounds):
        zone = ["--year", "2022", "--log-timezone", "UTC"]
        subprocess.run(self.mailwhy("load", "-q", "--db", self.db, *zone,
                                    self.log), check=True,
                       stderr=subprocess.DEVNULL)
        for _ in range(rounds):
            for run in self.runs:
                run.once()

    def rows(self):
        by_name = {run.name: run for run in self.runs}
        for run in self.runs:
            peer = by_name.get(run.peer)
            speed = f"{self.lines / run.median():,.0f}"
            ratio = f"{peer.median() / run.median():,.1f} x {peer.name}" \
                if peer else ""
            yield (run.name, timed(run.median()), speed, sized(run.memory),
                   ratio, run.target)
        log, db = os.path.getsize(self.log), os.path.getsize(self.db)
        packed = os.path.getsize(self.log + ".gz")
        yield ("size of the store", sized(db / 1e6), "", "",
               f"{db / log:.2f} of the log (gzip: {packed / log:.2f})", "0.35")


def table(rows, markdown):
    head = ("what", "time", "lines/s", "memory", "beside", "target")
    rows = [head, *rows]
    if markdown:
        rows.insert(1, ("---",) * len(head))
        return "\n".join("| " + " | ".join(row) + " |" for row in rows)
    widths = [max(len(row[i]) for row in rows) for i in range(len(head))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in
                               zip(row, widths)).rstrip() for row in rows)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=f"{TOP}/build/release/mailwhy")
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--work", help="a directory to keep the log in")
    parser.add_argument("--markdown", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        bench = Bench(arguments, arguments.work or scratch)
        bench.run(arguments.rounds)
        print(table(bench.rows(), arguments.markdown))


if __name__ == "__main__":
    main()
