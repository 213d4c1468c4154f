#!/usr/bin/env python3
"""Log lines as the systemd journal's export format, for systemd-journal-remote.

    export.py [--year YEAR] [--facility N] [--host NAME] <mail.log >mail.export

Lines "Nov 21 23:11:19 mx01 postfix/smtpd[157]: text" (in UTC). Each second's
lines are some microseconds apart, so that they keep their order.
"""
import argparse
import re
import sys
import uuid
from datetime import datetime, timezone

LINE = re.compile(rb"(\w{3} [ \d]\d \d\d:\d\d:\d\d) (\S+) ([^\[: ]+)"
                  rb"(?:\[(\d+)\])?: (.*)")
BOOT = uuid.uuid5(uuid.NAMESPACE_DNS, "boot.example.com").hex


def field(name, value):
    """One field, in the form that may hold any bytes where it must."""
    if isinstance(value, str):
        value = value.encode()
    if b"\n" not in value:
        return name.encode() + b"=" + value + b"\n"
    size = len(value).to_bytes(8, "little")
    return name.encode() + b"\n" + size + value + b"\n"


def entry(at, number, fields):
    """One entry: microseconds since 1970, its place, (name, value) pairs."""
    text = field("__REALTIME_TIMESTAMP", str(at))
    text += field("__MONOTONIC_TIMESTAMP", str(1_000_000 + number))
    text += field("_BOOT_ID", BOOT)
    for name, value in fields:
        text += field(name, value)
    return text + b"\n"


def of_line(line, year, number, facility, host):
    found = LINE.match(line)
    if not found:
        return b""
    time, log_host, program, pid, text = found.groups()
    moment = datetime.strptime(f"{year} {time.decode()}", "%Y %b %d %H:%M:%S")
    at = int(moment.replace(tzinfo=timezone.utc).timestamp()) * 1_000_000
    at += number % 900_000
    fields = [("MESSAGE", text), ("PRIORITY", "6"),
              ("SYSLOG_IDENTIFIER", program), ("_TRANSPORT", "syslog"),
              ("_HOSTNAME", host or log_host),
              ("_SOURCE_REALTIME_TIMESTAMP", str(at))]
    if facility is not None:
        fields.append(("SYSLOG_FACILITY", str(facility)))
    if pid:
        fields.append(("SYSLOG_PID", pid))
    return entry(at + 20, number, fields)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--year", type=int, default=2026)
    arguments.add_argument("--facility", type=int, default=2)
    arguments.add_argument("--host")
    arguments.add_argument("--first", type=int, default=0)
    given = arguments.parse_args()
    for number, line in enumerate(sys.stdin.buffer.read().split(b"\n")):
        sys.stdout.buffer.write(of_line(line, given.year, number + given.first,
                                        given.facility, given.host))


if __name__ == "__main__":
    main()
