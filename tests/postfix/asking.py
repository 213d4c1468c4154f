"""Asks mailwhy about the log of a lab, and compares what it answers.

Each lab is a program of its own: LAB.py PROGRAM WORK-DIRECTORY, started by
run.sh in namespaces of its own. It registers its questions with @outcome and
ends with run_lab(set_up, drive).
"""

import json
import os
import re
import subprocess
import sys
import time

OUTCOMES = []


def outcome(function):
    OUTCOMES.append(function)
    return function


class Mailwhy:
    def __init__(self, program, log):
        self.program, self.log = program, log
        self.exported = {}

    def run(self, *arguments, status=None):
        done = subprocess.run([self.program, *arguments], capture_output=True,
                              text=True)
        if status is not None and done.returncode != status:
            raise AssertionError(f"{arguments}: exit status {done.returncode}, "
                                 f"not {status}\n{done.stdout}{done.stderr}")
        return json.loads(done.stdout)

    def ask(self, command, *arguments, status=0):
        return self.run(command, "--json", "--lang", "en", *arguments,
                        "--log", str(self.log), status=status)

    def why(self, *arguments, status=0):
        return self.ask("why", *arguments, status=status)

    def first(self, *arguments, status=0):
        return self.why(*arguments, status=status)["answers"][0]

    def verdicts(self, *arguments):
        """verdict and cause of every answer."""
        return [(answer["verdict"], (answer["cause"] or {}).get("id"))
                for answer in self.why(*arguments)["answers"]]

    def rejects(self):
        """All rejected attempts, as `export` writes them."""
        return self.lines("rejects")

    def sessions(self):
        return self.lines("sessions")

    def mails(self):
        return self.lines("mails")

    def lines(self, kind):
        if kind not in self.exported:
            done = subprocess.run(
                [self.program, "export", "--kind", kind, "--log",
                 str(self.log)], capture_output=True, text=True)
            self.exported[kind] = [json.loads(line)
                                   for line in done.stdout.splitlines()]
        return self.exported[kind]

    def text(self):
        with open(self.log, errors="replace") as log:
            return log.read()


def member(answer, name):
    """A dotted name reaches into objects: cause__id, links__0__kind."""
    for part in name.split("__"):
        if answer is None:
            return None
        answer = answer[int(part)] if part.isdigit() else answer[part]
    return answer


def expect(answer, **expected):
    for name, value in expected.items():
        found = member(answer, name)
        if found != value:
            raise AssertionError(f"{name} is {found!r}, not {value!r} in\n" +
                                 json.dumps(answer, indent=1)[:6000])


def contains(text, *words):
    for word in words:
        if word not in text:
            raise AssertionError(f"{word!r} is not in {text!r}")


def one_of(objects, **expected):
    """The first of the objects that has these members; fails if none has."""
    for found in objects:
        if all(member(found, name) == value
               for name, value in expected.items()):
            return found
    def likeness(found):
        return sum(member(found, name) == value
                   for name, value in expected.items())

    nearest = sorted(objects, key=likeness, reverse=True)[:3]
    raise AssertionError(f"none of {len(objects)} has {expected}:\n" +
                         "\n".join(json.dumps(found)[:1500]
                                   for found in nearest))


def linked(mail, kind, direction="to"):
    """The queue IDs of a mail's links of that kind."""
    found = [link["queue_id"] for link in mail["links"]
             if link["kind"] == kind and link["direction"] == direction]
    if not found:
        raise AssertionError(f"no {kind} link {direction}: {mail['links']}")
    return found


@outcome
def every_line_is_recognised(mailwhy):
    counts = mailwhy.run("load", "--json", "--db", str(mailwhy.log) + ".db",
                         str(mailwhy.log), status=0)
    if counts["unrecognized_lines"] + counts["skipped_lines"] > 0:
        raise AssertionError("not recognised:\n" +
                             "\n".join(unrecognised(mailwhy)))
    expect(counts, other_lines=0)


def unrecognised(mailwhy):
    """The lines, one of each kind: each is loaded by itself."""
    kinds = {}
    for line in mailwhy.text().splitlines():
        kinds.setdefault(re.sub(r"\d+|\b[0-9A-F]{8,}\b", "#", line[16:]), line)
    path = str(mailwhy.log) + ".line"
    for line in kinds.values():
        with open(path, "w") as log:
            log.write(line + "\n")
        counts = mailwhy.run("load", "--json", "--db", path + ".db", path)
        if counts["unrecognized_lines"] + counts["skipped_lines"] > 0:
            yield line
        for ending in ["", "-wal", "-shm", "-lock"]:
            if os.path.exists(path + ".db" + ending):
                os.remove(path + ".db" + ending)


def check_all(ask):
    """Puts every question to ask(question), and counts."""
    passed = failed = 0
    for check in OUTCOMES:
        try:
            check(ask(check))
            passed += 1
        except (AssertionError, KeyError, IndexError, TypeError,
                json.JSONDecodeError) as error:
            failed += 1
            print(f"{check.__name__}: {type(error).__name__}: {error}")
    print(f"{passed} passed, {failed} failed")
    return failed == 0


def run_lab(set_up, drive, early=()):
    """set_up(work) makes a Lab; drive(lab, mailwhy) sends the mails and waits.

    The questions in `early` are asked of the log as it was when drive called
    lab.keep_early().
    """
    program, work = sys.argv[1:]
    os.environ["TZ"] = "UTC"
    os.environ.pop("MAILWHY_DB", None)
    started = time.monotonic()
    lab = set_up(work)
    everything = Mailwhy(program, lab.log)
    try:
        drive(lab, everything)
    finally:
        lab.stop()
    ready = time.monotonic()
    before = Mailwhy(program, lab.early)
    good = check_all(lambda check: before if check in early else everything)
    print(f"(mails {ready - started:.0f} s, "
          f"questions {time.monotonic() - ready:.0f} s)", file=sys.stderr)
    sys.exit(0 if good else 1)
