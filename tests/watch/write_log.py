#!/usr/bin/env python3
"""Writes lines into a log as a mail server and its logrotate do.

  write_log.py LINES LOG [--seed N] [--seconds S] [--rotate rename|copytruncate]

In pieces of any size, also of half lines, over about S seconds; rotated three
times on the way.
"""

import argparse
import os
import random
import shutil
import time

KEPT = 5


def shift(log):
    for n in range(KEPT, 0, -1):
        if os.path.exists(f"{log}.{n}"):
            os.rename(f"{log}.{n}", f"{log}.{n + 1}")


def rename(log, out):
    shift(log)
    os.rename(log, f"{log}.1")
    out.close()
    return open(log, "ab", buffering=0)


def copytruncate(log, out):
    shift(log)
    shutil.copyfile(log, f"{log}.1")
    out.truncate(0)
    return out


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lines")
    parser.add_argument("log")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--rotate", choices=["rename", "copytruncate"])
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)
    with open(arguments.lines, "rb") as lines:
        text = lines.read()
    rotations = [len(text) * n // 4 for n in (1, 2, 3)]
    pieces = int(arguments.seconds * 50)
    out = open(arguments.log, "ab", buffering=0)
    at = 0
    while at < len(text):
        end = min(len(text), at + chance.randrange(1, 2 * len(text) // pieces))
        due = rotations and end >= rotations[0]
        if due and arguments.rotate:
            rotations.pop(0)
            end = text.find(b"\n", at) + 1  # servers rotate between lines
        out.write(text[at:end])
        at = end
        if due and arguments.rotate:
            out = globals()[arguments.rotate](arguments.log, out)
        time.sleep(0.02)


if __name__ == "__main__":
    main()
