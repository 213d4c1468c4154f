#!/usr/bin/env python3
"""A log cut in two at any line tells the same story in the end.

  cuts.py PROGRAM [--year YEAR] [--most N] LOG...

For N cuts of each log (all of them in a small one): the first half and then
the whole give the export of one clean load, byte by byte; the second half
first and then the whole give it too, but for the ids, which are given once,
and for what lines of one half only explain in the other (unknowable());
the second half alone tells nothing that the whole does not.
Ends with "N passed, N failed": cuts.
"""

import argparse
import collections
import concurrent.futures
import json
import os
import sys
import tempfile

import exported

SHOWN = 8
MISSING_START = ("client", "helo", "sasl_method", "sasl_username", "origin_uid",
                 "origin_user")


class Log:
    def __init__(self, program, path, year):
        self.program, self.path, self.year = program, path, year
        with open(path, "rb") as file:
            self.lines = file.read().splitlines(keepends=True)
        with tempfile.TemporaryDirectory() as folder:
            self.whole = self.load(f"{folder}/x.db", path)
        self.told = told(self.whole)
        self.mails = by_queue_id(self.whole)

    def load(self, db, path):
        """The export of a store after a log was loaded into it."""
        exported.run(self.program, "load", "-q", "--db", db,
                     *exported.zone(self.year), path)
        return exported.run(self.program, "export", "--db", db)

    def cut(self, at):
        """What is wrong after a cut before line `at`."""
        with tempfile.TemporaryDirectory() as folder:
            first, second = f"{folder}/first", f"{folder}/second"
            for name, lines in ((first, self.lines[:at]),
                                (second, self.lines[at:])):
                with open(name, "wb") as file:
                    file.writelines(lines)
            wrong = []
            self.load(f"{folder}/1.db", first)
            both = self.load(f"{folder}/1.db", self.path)
            if both != self.whole:
                wrong.append("first half, then the whole: " +
                             self.difference(both))
            alone = self.load(f"{folder}/2.db", second)
            both = self.load(f"{folder}/2.db", self.path)
            if told(both) != self.told:
                wrong.append("second half, then the whole: " +
                             self.difference(both))
            wrong += [f"second half alone: {what}"
                      for what in self.untrue(alone)]
        return wrong

    def difference(self, output):
        now = told(output)
        missing, added = self.told - now, now - self.told
        if not missing and not added:
            return "other ids or another order"
        return "".join(
            f"\n    {sign} {fields_that_differ(text, others)}"
            for sign, texts, others in (("lost ", missing, added),
                                        ("added", added, missing))
            for text in list(texts)[:3])

    def untrue(self, output):
        """What a part of the log says that the whole does not."""
        for row in rows(output):
            if row["type"] != "mail":
                continue
            known = self.mails.get((row["host"], row["queue_id"]), [])
            found = [self.why_not(row, mail) for mail in known]
            if None not in found:
                yield f"{row['queue_id']}: {found[0] if found else 'no such'}"

    def why_not(self, part, whole):
        """None: `part` may be what is left of `whole`."""
        for name in ("sender", "size", "message_id", *MISSING_START):
            if part[name] is not None and part[name] != whole[name]:
                return f"{name} is {part[name]!r}, not {whole[name]!r}"
        deliveries = collections.defaultdict(list)
        for delivery in whole["deliveries"]:
            deliveries[delivery["recipient"]].append(delivery)
        for delivery in part["deliveries"]:
            if not any(is_end_of(delivery, other) for other in
                       deliveries[delivery["recipient"]]):
                return f"a delivery to {delivery['recipient']} is not there"
        return None


def is_end_of(part, whole):
    """A delivery whose first attempts may be missing."""
    return (part["state"] == whole["state"] and part["attempts"] ==
            whole["attempts"][len(whole["attempts"]) - len(part["attempts"]):])


def rows(output):
    return [json.loads(line) for line in output.split(b"\n") if line]


def by_queue_id(output):
    found = collections.defaultdict(list)
    for row in rows(output):
        if row["type"] == "mail":
            found[row["host"], row["queue_id"]].append(row)
    return found


def told(output):
    """All rows, counted, with what they are instead of their ids. Lines of one
    second, read at different times, have no order."""
    found = rows(output)
    names = {row["id"]: [row["host"], row.get("queue_id"),
                         row.get("first_seen", row.get("at")),
                         row.get("message_id")] for row in found}
    for row in found:
        del row["id"]
        unknowable(row)
        row.pop("was", None)
        row["evidence"] = own_lines(row)
        for link in row.get("links", []):
            link["id"] = names.get(link["id"], link["id"])
        for name in ("links", "deliveries", "evidence"):
            row.get(name, []).sort(key=str)
    return collections.Counter(json.dumps(row) for row in found
                               if not is_of_proxy(row))


def unknowable(row):
    """What an earlier line says of this one, which was read first: a session
    and a refusal are stored for good by their last line.
    TLS: "SSL_accept error" and the library's words, then "lost connection
    after STARTTLS". A refusal told many times in a second: how many of them.
    smtpd's proxy-accept names the mail that its filter brought to the queue:
    where that one was not read yet, it may be another host's.
    """
    if row["type"] == "session" and row["kind"] == "lost_connection":
        row["evidence"] = [line for line in row["evidence"]
                           if "SSL_accept error" not in line]
        if row["stage"] == "starttls":
            row["response"] = row["cause"] = row["also"] = None
    if row["type"] == "reject":
        row["evidence"] = sorted(set(row["evidence"]))
    if any("proxy-accept" in line for line in row["evidence"]):
        row["evidence"] = [line for line in row["evidence"]
                           if "proxy-accept" not in line]
        row["helo"] = None


def is_of_proxy(row):
    """smtpd's warning that the proxy filter is down names no client: the end of
    its session makes a refusal of it, if it was read after the warning."""
    return (row["type"] == "reject" and not row["recipient"] and
            (row["response"] or "").startswith("connect to proxy filter "))


def own_lines(row):
    """Without those that explain it, as "connect to ...: Connection refused"."""
    client = row.get("client") or {}
    names = [name for name in (row.get("queue_id"), client.get("ip")) if name]
    return [line for line in row.get("evidence", [])
            if any(name in line for name in names)] if names else []


def fields_that_differ(text, others):
    """A row, as short as will do: what the other side has otherwise."""
    row = json.loads(text)
    for other in map(json.loads, others):
        if other["type"] == row["type"] and \
                other.get("queue_id") == row.get("queue_id"):
            differ = {name: row[name] for name in row
                      if row[name] != other.get(name)}
            return f"{row.get('queue_id')}: {json.dumps(differ)[:600]}"
    return text[:600]


def cuts_of(lines, most):
    """Line numbers; spread over the log where it has more than `most`."""
    if lines <= most:
        return list(range(1, lines))
    return sorted({1 + (n * 2 + 1) * (lines - 1) // (2 * most)
                   for n in range(most)})


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("logs", nargs="+")
    parser.add_argument("--year", type=int, default=2022)
    parser.add_argument("--most", type=int, default=40)
    arguments = parser.parse_args()
    passed = failed = 0
    for path in arguments.logs:
        log = Log(arguments.program, path, arguments.year)
        cuts = cuts_of(len(log.lines), arguments.most)
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            for at, wrong in zip(cuts, pool.map(log.cut, cuts)):
                failed += bool(wrong)
                passed += not wrong
                if wrong and failed <= SHOWN:
                    print(f"{path}, cut after line {at}:")
                    for what in wrong[:SHOWN]:
                        print(f"  {what}")
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
