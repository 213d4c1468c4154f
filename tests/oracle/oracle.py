#!/usr/bin/env python3
"""The oracle: a slow, plain second implementation, to check the program with.

  oracle.py LOG [--year YEAR]

Lists the mails of a log with their delivery attempts, the rejects and the
failed logins, as JSON lines. It knows nothing of the program under test.
compare.py sets both side by side.
"""

import argparse
import json
import sys

import envelope
import events
import grouping


def read(path, year):
    """All rows of a log: mails, rejects, failed logins."""
    mails, rejects, logins = grouping.group(
        envelope.read_lines(path, year), events.event_of)
    return [mail.row() for mail in mails] + rejects + logins


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("log")
    parser.add_argument("--year", type=int, default=2022)
    arguments = parser.parse_args()
    for row in read(arguments.log, arguments.year):
        json.dump(row, sys.stdout, ensure_ascii=False)
        print()


if __name__ == "__main__":
    main()
