#!/usr/bin/env python3
"""Writes a mail log of a made-up world, the same for the same seed, and what
really happened in it.

  make_world.py LINES [--seed N] [--start 2022-12-01] [--days N]
                [--style 3164|3339|5424] [--truth FILE] >mail.log

Three Postfixes on two hosts; thousands of mails at once, queue IDs used again,
retries, bounces, filters, forwards, relays, rejects, failed logins; lines up to
three seconds out of order between processes; hostile replies and addresses.
The truth is JSON lines like oracle.py's. LINES is about how many come out.
"""

import argparse
import datetime
import json
import random
import sys

from world import names, refusals, server, stories

SECOND, DAY = server.SECOND, 86400 * server.SECOND
LATE = 3 * SECOND


def table(tales, refused):
    """How often each story happens, in a hundred."""
    return [(22, tales.inbound), (16, tales.submission), (5, tales.web_server),
            (1, tales.reused), (8, tales.filtered), (4, tales.forwarded),
            (6, tales.relayed), (2, tales.held), (1, tales.probe),
            (2, tales.aborted), (12, refused.noqueue), (3, refused.milter),
            (5, refused.login), (5, refused.postscreen), (5, refused.companion),
            (3, refused.scan)]


def times(rng, start, days):
    """When stories begin: bursts of many, and calm between them."""
    now = start
    while True:
        for _ in range(int(300 ** rng.random())):
            yield int(now)
            now += rng.expovariate(1) * SECOND / 8
        now = start + rng.random() * days * DAY


def make(arguments):
    rng = random.Random(arguments.seed)
    world = server.World(rng.random, names.Names(rng.random), arguments.style)
    tales = stories.Stories(world, [
        server.Server(world, "mx01", domains=("example.org", "sub.example.org")),
        server.Server(world, "mx01", "postfix-out"),
        server.Server(world, "mx02", new=True, domains=("example.com",))])
    kinds = [kind for number, kind in table(tales, refusals.Refusals(tales))
             for _ in range(number)]
    start = datetime.datetime.fromisoformat(arguments.start).replace(
        tzinfo=datetime.timezone.utc).timestamp() * SECOND
    tales.opening(start)
    for at in times(rng, start + SECOND, arguments.days):
        world.pick(kinds)(at)
        if len(world.lines) >= arguments.lines:
            return world, tales.calm


def delayed(lines, calm, seed):
    """Some processes' lines come late for a minute; in their own order."""
    last = {}
    for at, order, process, text in lines:
        place = at
        if hash_of(process, at >> 26, seed) % 40 == 0 and not near(calm, at):
            place += hash_of(process, at >> 26, 1) * 7919 % LATE
        place = max(place, last.get(process, 0))
        last[process] = place
        yield place, at, order, process, text


def near(calm, at):
    return any((at >> 24) + n in calm for n in (-1, 0, 1))


def hash_of(process, number, seed):
    """Not hash(): that of a text is another one in each run."""
    return (sum(process.encode()) * 7349 + number * 104729 + seed * 31) % 1000003


def stamp_of(style, seconds):
    moment = datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc)
    if style == "3164":
        return f"{moment:%b} {moment.day:2d} {moment:%H:%M:%S} "
    return f"{moment:%Y-%m-%dT%H:%M:%S}"


def write(world, calm, arguments, out):
    style, known, second = arguments.style, "", -1
    for _, at, _, process, text in sorted(
            delayed(sorted(world.lines), calm, arguments.seed)):
        if at // SECOND != second:
            second = at // SECOND
            known = stamp_of(style, second)
        if style == "3164":
            out.write(f"{known}{process}{text}\n")
        elif style == "3339":
            out.write(f"{known}.{at % SECOND:06d}+00:00 {process}{text}\n")
        else:
            out.write(f"<22>1 {known}.{at % SECOND:06d}Z {process}{text}\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lines", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", default="2022-12-01")
    parser.add_argument("--days", type=int, default=6)
    parser.add_argument("--style", choices=("3164", "3339", "5424"),
                        default="3164")
    parser.add_argument("--truth")
    arguments = parser.parse_args()
    world, calm = make(arguments)
    sys.stdout.reconfigure(encoding="utf-8")
    write(world, calm, arguments, sys.stdout)
    if arguments.truth:
        with open(arguments.truth, "w", encoding="utf-8") as file:
            for row in world.truth:
                file.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    main()
