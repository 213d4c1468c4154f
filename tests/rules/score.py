#!/usr/bin/env python3
"""How well the rules judge a set of labelled replies.

  tests/rules/score.py TSV [--program build/release/mailwhy] [--misses]
                           [--patterns DIR] [--least PERCENT]

The TSV's first line names its columns: `reply` (or `text`), `cause`, and
perhaps `second` (or `also_accepted`), other causes that are as defensible,
parted by commas or blanks; other columns are passed by. All replies go through
one `explain -`. Prints accuracy, the same averaged over the causes, and how
many ended unspecified where the label knows better; then a table by cause, and
the misses. Exit status: 0; 1 where fewer are right than
--least says; 2 where the set or the program does not work.
"""
import argparse
import collections
import json
import re
import subprocess
import sys

TEXT_NAMES = ("reply", "text")
SECOND_NAMES = ("second", "also_accepted", "also")


class Broken(Exception):
    """The set or the program does not work; says why."""


Row = collections.namedtuple("Row", "line text cause accepted")
Judged = collections.namedtuple("Judged", "row got certainty")


def column(names, wanted, must):
    for name in wanted:
        if name in names:
            return names.index(name)
    if must:
        raise Broken("no column " + " or ".join(wanted) + " in the first line")
    return None


def read_rows(path):
    """The labelled replies; a reply's line breaks are told as \\n."""
    with open(path, encoding="utf-8", errors="replace", newline="\n") as file:
        lines = [line.rstrip("\r\n") for line in file]
    if not lines:
        raise Broken("is empty")
    names = [name.strip().lower().lstrip("\ufeff")
             for name in lines[0].split("\t")]
    text = column(names, TEXT_NAMES, True)
    cause = column(names, ("cause",), True)
    second = column(names, SECOND_NAMES, False)
    rows = []
    for number, line in enumerate(lines[1:], 2):
        if not line.strip():
            continue
        fields = line.split("\t") + [""] * len(names)
        if not fields[text].strip() or not fields[cause].strip():
            raise Broken("line %d has no reply or no cause" % number)
        label = fields[cause].strip()
        others = re.split(r"[\s,;|/]+", fields[second]) if second is not None else []
        reply = fields[text].replace("\\n", " ").replace("\r", " ")
        rows.append(Row(number, reply, label,
                        {label} | {other for other in others if other}))
    if not rows:
        raise Broken("holds no replies")
    return rows


def explain(program, patterns, texts):
    command = [program, "explain", "--json"]
    for directory in patterns:
        command += ["--patterns", directory]
    done = subprocess.run(command + ["-"], input="\n".join(texts) + "\n",
                          capture_output=True, encoding="utf-8", check=False)
    answers = done.stdout.split("\n")[:-1]
    if done.returncode > 1 or len(answers) != len(texts):
        raise Broken("%s: %d answers to %d replies, status %d %s" %
                     (program, len(answers), len(texts), done.returncode,
                      done.stderr.strip()))
    return [json.loads(answer)["cause"] for answer in answers]


def judge(program, patterns, rows):
    judged = []
    for row, cause in zip(rows, explain(program, patterns,
                                        [row.text for row in rows])):
        # No cause at all: the text is not even seen as a failure's.
        got = cause["id"] if cause else "unspecified"
        judged.append(Judged(row, got, cause["certainty"] if cause else "none"))
    return judged


def right(each):
    return each.got in each.row.accepted


def share(part, whole):
    return "%5.1f %% (%d of %d)" % (100.0 * part / whole, part, whole)


def print_summary(judged):
    by_cause = collections.defaultdict(list)
    for each in judged:
        by_cause[each.row.cause].append(right(each))
    shares = [sum(marks) / len(marks) for marks in by_cause.values()]
    given_up = sum(each.got == "unspecified" and not right(each)
                   for each in judged)
    print("right                 " + share(sum(map(right, judged)),
                                           len(judged)))
    print("averaged over causes  %5.1f %% (%d causes)" %
          (100.0 * sum(shares) / len(shares), len(shares)))
    print("wrongly unspecified   " + share(given_up, len(judged)))
    counts = collections.Counter(each.certainty for each in judged)
    wrong = collections.Counter(each.certainty for each in judged
                                if not right(each))
    for certainty in ("certain", "likely", "unknown", "none"):
        if counts[certainty]:
            print("%-21s %5d, of these wrong %d" %
                  (certainty, counts[certainty], wrong[certainty]))


def print_table(judged):
    """By the label: how many there are and how many were found; and how many
    others were wrongly taken for it."""
    there, found, taken = (collections.Counter() for _ in range(3))
    for each in judged:
        there[each.row.cause] += 1
        found[each.row.cause] += right(each)
        taken[each.got] += not right(each)
    print("\n%-28s %6s %6s %6s" % ("cause", "there", "right", "others"))
    for cause in sorted(set(there) | set(+taken)):
        print("%-28s %6d %6d %6d" % (cause, there[cause], found[cause],
                                     taken[cause]))


def print_misses(judged):
    for each in judged:
        if right(each):
            continue
        print("\nline %d: wanted %s, got %s (%s)\n  %s" %
              (each.row.line, " or ".join(sorted(each.row.accepted)), each.got,
               each.certainty, each.row.text))


def main():
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("tsv")
    parser.add_argument("--program", default="build/release/mailwhy")
    parser.add_argument("--patterns", action="append", default=[],
                        help="rule files over the compiled-in ones")
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--least", type=float, default=0, metavar="PERCENT",
                        help="exit status 1 where fewer are right")
    options = parser.parse_args()
    try:
        judged = judge(options.program, options.patterns,
                       read_rows(options.tsv))
    except (Broken, OSError) as error:
        print("score.py: %s: %s" % (options.tsv, error), file=sys.stderr)
        return 2
    print_summary(judged)
    print_table(judged)
    if options.misses:
        print_misses(judged)
    rightly = sum(map(right, judged))
    return 1 if rightly * 100 < options.least * len(judged) else 0


if __name__ == "__main__":
    sys.exit(main())
