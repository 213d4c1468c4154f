"""Runs the program under test over a log and reads its export into the rows
that oracle.py gives. Called by compare.py and cuts.py."""

import datetime
import json
import subprocess

import envelope


def run(program, *arguments):
    """Standard output of the program; an error when it ends with one."""
    done = subprocess.run([program, *arguments], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, check=False)
    damaged = b"damaged or cut short" in done.stderr  # but read so far
    if done.returncode not in (0, 1) and not damaged:
        raise RuntimeError(f"{' '.join(map(str, arguments))}: ended with "
                           f"{done.returncode}: {done.stderr.decode()[:500]}")
    return done.stdout


def zone(year):
    return ["--year", str(year), "--log-timezone", "UTC"]


def read(program, path, year):
    """All rows of the export of a log."""
    return rows(run(program, "export", *zone(year), "--log", str(path)))


def rows(output):
    found = []
    for line in output.split(b"\n"):
        if line:
            row = json.loads(line)
            if is_known(row):
                found.append(READERS[row["type"]](row))
    return found


def is_known(row):
    """Whether the oracle lists such rows: of Postfix, not its companions."""
    if row["type"] == "session":
        return row["kind"] == "login_failed" and row["daemon"] == "smtpd"
    return row["type"] == "mail" or row["daemon"] in (
        "smtpd", "postscreen", "cleanup")


def moment(text):
    return envelope.microseconds(
        datetime.datetime.fromisoformat(text.replace("Z", "+00:00")))


def peer(value):
    return value and [value["name"], value["ip"], value["port"]]


def mail(row):
    attempts = []
    for delivery in row["deliveries"]:
        for attempt in delivery["attempts"]:
            found = {name: attempt[name] for name in (
                "agent", "delay", "delays", "tls", "dsn", "status", "response")}
            found.update(at=moment(attempt["at"]), relay=peer(attempt["relay"]),
                         recipient=delivery["recipient"],
                         orig_to=delivery["orig_to"])
            attempts.append(found)
    found = {name: row[name] for name in (
        "type", "host", "queue_id", "message_id", "sender", "size", "nrcpt",
        "sasl_method", "sasl_username", "origin_uid", "origin_user")}
    found.update(first_seen=moment(row["first_seen"]),
                 client=peer(row["client"]), attempts=attempts)
    return found


def reject(row):
    found = {name: row[name] for name in (
        "type", "host", "daemon", "queue_id", "action", "stage", "helo",
        "sender", "recipient", "proto", "sasl_username", "code", "dsn",
        "response")}
    found.update(at=moment(row["at"]), client=peer(row["client"]))
    return found


def session(row):
    found = {name: row[name] for name in (
        "type", "host", "daemon", "service", "sasl_method", "sasl_username",
        "response")}
    found.update(at=moment(row["at"]), client=peer(row["client"]))
    return found


READERS = {"mail": mail, "reject": reject, "session": session}
