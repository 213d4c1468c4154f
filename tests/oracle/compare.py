#!/usr/bin/env python3
"""Compares what the program exports with what the oracle reads, attempt by
attempt and field by field; with a truth file (make_world.py), both with that.

  compare.py PROGRAM [--year YEAR] [--truth FILE] LOG...

Says the first differences and ends with "N passed, N failed": logs.
"""

import argparse
import collections
import json
import re
import sys

import exported
import oracle

SHOWN = 12
# The names of stages are the program's own; these are the log's.
STAGES = {"CONNECT": "connect", "EHLO": "helo", "HELO": "helo", "MAIL": "mail",
          "RCPT": "rcpt", "DATA": "data", "BDAT": "data", "AUTH": "auth",
          "END-OF-MESSAGE": "end_of_data", "VRFY": "vrfy", "ETRN": "etrn",
          "STARTTLS": "starttls", "header": "end_of_data",
          "body": "end_of_data", "mime": "end_of_data",
          "nested-header": "end_of_data"}
MAIL_FIELDS = ("sender", "size", "nrcpt", "message_id", "client", "sasl_method",
               "sasl_username", "origin_uid", "origin_user")


def plain(value):
    """Without what does not matter: numbers as numbers, one sign for any
    number of bytes that are no UTF-8."""
    if isinstance(value, str):
        return re.sub("\ufffd+", "\ufffd", value)
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value


def flat(rows):
    """{kind of row: {key: [row...]}}: attempts with their mail's fields and
    the number of the use of their queue ID; rejects; failed logins."""
    mails, found = collections.defaultdict(list), collections.defaultdict(
        lambda: collections.defaultdict(list))
    for row in rows:
        row = {name: plain(value) for name, value in row.items()}
        if row["type"] == "mail":
            mails[row["host"], row["queue_id"]].append(row)
            continue
        if row["type"] == "reject":
            row["stage"] = STAGES.get(row["stage"], row["stage"])
        key = (row["host"], row["at"], str(row["client"]), row["response"])
        found[row["type"]][key].append(row)
    for (host, queue_id), uses in mails.items():
        uses = [mail for mail in uses if mail["attempts"]]
        uses.sort(key=first_attempt)
        for number, mail in enumerate(uses, 1):
            for attempt in mail["attempts"]:
                row = {name: plain(value) for name, value in attempt.items()}
                row.update({name: mail[name] for name in MAIL_FIELDS})
                row["use"] = f"{number} of {len(uses)}"
                key = (host, queue_id, row["at"], row["recipient"],
                       row["response"])
                found["attempt"][key].append(row)
    return found


def first_attempt(mail):
    """When a mail arrived; of two in a moment, by what was attempted."""
    return min((attempt["at"] - attempt["delay"] * 1000000, str_of(
        [attempt["recipient"], attempt["response"], mail["message_id"]]))
        for attempt in mail["attempts"])


def differences(wanted, given):
    """[(what, key, detail)...] of two flat()s."""
    found = []
    for kind in ("attempt", "reject", "session"):
        keys = list(dict.fromkeys([*wanted[kind], *given[kind]]))
        for key in keys:
            left = sorted(wanted[kind].get(key, []), key=str_of)
            right = sorted(given[kind].get(key, []), key=str_of)
            if len(left) != len(right):
                found.append((kind, key, f"{len(left)} wanted, "
                              f"{len(right)} given"))
                continue
            for a, b in zip(left, right):
                found += [(kind, key, f"{name}: {a[name]!r} wanted, "
                           f"{b.get(name)!r} given")
                          for name in a if name in b and a[name] != b[name]]
    return found


def str_of(row):
    return json.dumps(row, sort_keys=True, default=str)


def counts(rows):
    return ", ".join(f"{sum(map(len, rows[kind].values()))} {name}" for kind, name
                     in (("attempt", "attempts"), ("reject", "rejects"),
                         ("session", "failed logins")))


def say(log, who, found, wanted):
    if not found:
        print(f"{log}: {who}: agree: {counts(wanted)}")
        return True
    print(f"{log}: {who}: {len(found)} differences ({counts(wanted)})")
    by_what = collections.Counter(
        (kind, detail.split(":")[0]) for kind, _, detail in found)
    for (kind, what), number in by_what.most_common(SHOWN):
        print(f"  {number} times {kind}, {what}")
    for kind, key, detail in found[:SHOWN]:
        print(f"  {kind} {key}\n    {detail}")
    return False


def compare(program, log, year, truth):
    given = flat(exported.read(program, log, year))
    read = flat(oracle.read(log, year))
    agreed = say(log, "program against oracle", differences(read, given), read)
    if truth:
        with open(truth, encoding="utf-8") as file:
            true = flat([json.loads(line) for line in file])
        agreed &= say(log, "oracle against truth", differences(true, read), true)
        agreed &= say(log, "program against truth", differences(true, given),
                      true)
    return agreed


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("logs", nargs="+")
    parser.add_argument("--year", type=int, default=2022)
    parser.add_argument("--truth")
    arguments = parser.parse_args()
    passed = failed = 0
    for log in arguments.logs:
        if compare(arguments.program, log, arguments.year, arguments.truth):
            passed += 1
        else:
            failed += 1
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
