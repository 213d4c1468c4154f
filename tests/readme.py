#!/usr/bin/env python3
"""Whether the README shows what mailwhy prints: its first example is run again.

  readme.py PROGRAM [--update]

Log lines are cut in the README to WIDTH characters, with "..."; how long the
load took is passed over. --update writes the example into README.md.
"""

import difflib
import os
import re
import subprocess
import sys
import tempfile

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
WIDTH = 152
INDENT = "    "
COMMANDS = [["load", "--year", "2026", "examples/logs/mail.log"],
            ["why", "--from", "hanako@example.com", "--to",
             "taro@timeout.example.net"]]


def cut(line):
    return line if len(line) <= WIDTH else line[:WIDTH - 3] + "..."


def printed(program):
    with tempfile.TemporaryDirectory() as folder:
        environment = dict(os.environ, MAILWHY_DB=f"{folder}/x.db", LC_ALL="C",
                           COLUMNS="80")
        blocks = []
        for words in COMMANDS:
            run = subprocess.run([program, *words], capture_output=True,
                                 cwd=TOP, env=environment, check=False)
            text = (run.stdout + run.stderr).decode().strip("\n")
            text = re.sub(r"in [0-9.]+ s \(", "in 0.1 s (", text)
            blocks.append("\n".join(["$ mailwhy " + " ".join(words),
                                     *map(cut, text.split("\n"))]))
    lines = "\n\n".join(blocks).split("\n")
    return [(INDENT + line).rstrip() for line in lines]


def main():
    path = f"{TOP}/README.md"
    with open(path, encoding="utf-8") as file:
        readme = file.read().split("\n")
    begin = readme.index(INDENT + "$ mailwhy " + " ".join(COMMANDS[0]))
    end = begin
    while readme[end].startswith(INDENT) or not readme[end]:
        end += 1
    while not readme[end - 1]:
        end -= 1
    now = printed(os.path.abspath(sys.argv[1]))
    if "--update" in sys.argv[2:]:
        readme[begin:end] = now
        with open(path, "w", encoding="utf-8") as file:
            file.write("\n".join(readme))
        return
    difference = list(difflib.unified_diff(readme[begin:end], now, "README.md",
                                           "mailwhy", lineterm=""))
    print("\n".join(difference))
    sys.exit(1 if difference else 0)


if __name__ == "__main__":
    main()
