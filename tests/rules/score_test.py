#!/usr/bin/env python3
"""Tests of score.py, with a program of known answers in mailwhy's place."""
import os
import stat
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))

# Answers with the reply's first word as the cause; "-" with none at all.
PROGRAM = """#!/usr/bin/env python3
import json, sys
assert sys.argv[1:3] == ["explain", "--json"] and sys.argv[-1] == "-"
for line in sys.stdin.buffer.read().decode().split("\\n")[:-1]:
    word = line.split()[0]
    certainty = "unknown" if word == "unspecified" else "certain"
    cause = None if word == "-" else {"id": word, "certainty": certainty}
    print(json.dumps({"input": line, "cause": cause}))
"""


class Score(unittest.TestCase):
    def setUp(self):
        self.directory = tempfile.TemporaryDirectory()
        self.addCleanup(self.directory.cleanup)
        self.program = self.write("program", PROGRAM)
        os.chmod(self.program, stat.S_IRWXU)

    def write(self, name, content):
        path = os.path.join(self.directory.name, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(content)
        return path

    def score(self, content, *options):
        return subprocess.run(
            [sys.executable, os.path.join(HERE, "score.py"),
             self.write("set.tsv", content), "--program", self.program,
             *options], capture_output=True, encoding="utf-8", check=False)

    def words(self, *arguments):
        done = self.score(*arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        return " ".join(done.stdout.split())

    def test_second_label_counts_as_right(self):
        said = self.words("id\ttext\tcause\talso_accepted\n"
                          "1\ta x\tb\tc, a\n2\ta x\tb\tc\n")
        self.assertIn("right 50.0 % (1 of 2)", said)

    def test_fewer_right_than_asked_for_is_a_failure(self):
        content = "reply\tcause\na x\ta\na x\tb\n"
        self.assertEqual(self.score(content, "--least", "50").returncode, 0)
        self.assertEqual(self.score(content, "--least", "51").returncode, 1)

    def test_a_second_label_in_the_first_column_is_seen(self):
        said = self.words("second\treply\tcause\na\ta x\tb\n")
        self.assertIn("right 100.0 % (1 of 1)", said)

    def test_each_cause_weighs_the_same_in_the_average(self):
        said = self.words("reply\tcause\n" + "a x\ta\n" * 9 + "a x\tb\n")
        self.assertIn("right 90.0 % (9 of 10)", said)
        self.assertIn("averaged over causes 50.0 % (2 causes)", said)

    def test_unspecified_is_wrong_only_where_the_label_knows_better(self):
        said = self.words("reply\tcause\tsecond\n- x\ta\t\n"
                          "unspecified x\ta\t\n"
                          "unspecified x\tunspecified\t\n"
                          "unspecified x\ta\tunspecified\n")
        self.assertIn("wrongly unspecified 50.0 % (2 of 4)", said)
        self.assertIn("unknown 3, of these wrong 1", said)
        self.assertIn("none 1, of these wrong 1", said)

    def test_the_table_tells_what_was_wrongly_taken_for_a_cause(self):
        done = self.score("reply\tcause\na x\ta\nb x\ta\n")
        table = [line.split() for line in done.stdout.splitlines()]
        self.assertIn(["a", "2", "1", "0"], table)
        self.assertIn(["b", "0", "0", "1"], table)

    def test_misses_are_shown_with_line_text_and_both_causes(self):
        done = self.score("reply\tcause\na ok\ta\nb said so\ta\n", "--misses")
        self.assertIn("line 3: wanted a, got b (certain)\n  b said so",
                      done.stdout)
        self.assertNotIn("a ok", done.stdout)

    def test_line_breaks_and_foreign_letters_stay_one_reply(self):
        said = self.words("reply\tcause\r\na 宛先\\nx\u2028y\ta\r\n")
        self.assertIn("right 100.0 % (1 of 1)", said)

    def test_a_set_without_its_columns_is_refused(self):
        for content, why in (("", "is empty"), ("reply\tx\n", "no column cause"),
                             ("cause\n", "no column reply or text"),
                             ("reply\tcause\n", "holds no replies"),
                             ("reply\tcause\nx\t\n", "line 2")):
            done = self.score(content)
            self.assertEqual(done.returncode, 2)
            self.assertIn(why, done.stderr)

    def test_a_program_that_answers_too_few_is_refused(self):
        self.program = self.write("program", "#!/bin/sh\nhead -n 1\n")
        os.chmod(self.program, stat.S_IRWXU)
        done = self.score("reply\tcause\na x\ta\nb x\tb\n")
        self.assertEqual(done.returncode, 2)
        self.assertIn("1 answers to 2 replies", done.stderr)


if __name__ == "__main__":
    unittest.main()
