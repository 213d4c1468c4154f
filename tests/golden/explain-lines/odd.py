"""A thousand odd lines for `explain -`: each gets one object, in order."""
import json
import random
import subprocess

random.seed(4)
HEAD = "Aug 22 10:16:02 mx01 postfix/{}[21350]: "
SAID = "550 5.1.1 <a@example.net>: User unknown"
# What people paste: alone on a line, so what comes out of each is shown.
BARE = [
    "", " ", "550", "5.7.1", "#5.1.1", "250", "2.0.0", "<>", '""', "''", "「」",
    "()", "status=", "status=bounced", "status=bounced ()", "dsn=5.1.1",
    "550-", "550 5.1.1", "999 x", "NOQUEUE:", "NOQUEUE: reject:", "warning:",
    "host  said: ", "host x[ said: 550", "(in reply to )", "connect to",
    '"550 5.1.1 User unknown"', "Diagnostic-Code: smtp; " + SAID,
    "> " + SAID, "<<< " + SAID, "\ufeff" + SAID, "\x1b[31m" + SAID,
    "550 5.1.1\tUser\tunknown", "{}", "[]", "null", "\\", "%s%n",
    "to=<a@example.net>, relay=none, dsn=5.1.1, status=bounced",
    "宛先が存在しません", "メールボックスの容量が超過しています",
]
LONG = ["a" * 100000, "550 " + "x " * 50000, "<" * 5000,
        "delivery temporarily suspended: " * 50]
DAEMONS = ["smtp", "smtpd", "lmtp", "local", "virtual", "pipe", "qmgr",
           "cleanup", "error", "bounce", "postscreen", "master", "pickup",
           "anvil", "scache", "trivial-rewrite", "tlsmgr", "verify", "flush",
           "proxymap", "relay/smtp", "submission/smtpd", "discard"]
STATUS = ["sent", "bounced", "deferred", "expired", "deliverable",
          "undeliverable", "filtered", "SOFTBOUNCE", "discarded"]
ACTIONS = ["reject", "reject_warning", "hold", "discard", "redirect", "filter",
           "prepend", "replace", "warn", "info", "bcc", "permit", "defer",
           "milter-reject", "milter-hold", "milter-discard", "proxy-reject"]
STAGES = ["CONNECT", "HELO", "EHLO", "MAIL", "RCPT", "DATA", "END-OF-MESSAGE",
          "VRFY", "ETRN", "STARTTLS", "AUTH", "NONSENSE"]


def odd_lines():
    lines = BARE + LONG
    for daemon in DAEMONS:
        head = HEAD.format(daemon)
        for status in STATUS:
            lines.append(head + "8B84D8D1CF: to=<a@example.net>, relay=none, "
                         f"delay=1, dsn=5.1.1, status={status} ({SAID})")
        for word in ("warning", "error", "fatal", "panic"):
            lines.append(f"{head}{word}: something odd: Permission denied")
    for action in ACTIONS:
        for stage in STAGES:
            text = (f"NOQUEUE: {action}: {stage} from unknown[198.51.100.9]: "
                    "554 5.7.1 no; from=<b@example.com> to=<a@example.net>")
            lines += [HEAD.format("smtpd") + text, text]
    raw = [line.encode() for line in lines]
    for _ in range(300):
        size = random.randrange(200)
        noise = bytes(random.randrange(256) for _ in range(size))
        raw.append(noise.replace(b"\n", b" ").replace(b"\r", b" "))
    raw += [b"\0", b"a\0b 550 5.1.1 User unknown", b"550 5.1.1 x\r"]
    random.shuffle(raw)
    return raw


def explain(data):
    run = subprocess.run(["mailwhy", "explain", "-"], input=data,
                         capture_output=True)
    objects = [json.loads(line) for line in run.stdout.splitlines()]
    return objects, run


def text_of(line):
    return (line[:-1] if line.endswith(b"\r") else line).decode("utf-8",
                                                                "replace")


lines = odd_lines()
for end in (b"", b"\n"):
    objects, run = explain(b"\n".join(lines) + end)
    plain = [i for i, line in enumerate(lines) if line.isascii()]
    print("enough", len(lines) >= 1000, "one each", len(objects) == len(lines),
          "in order", all(objects[i]["input"] == text_of(lines[i])
                          for i in plain),
          "keys", {tuple(o) for o in objects}, run.returncode, run.stderr)
for text in BARE:
    objects, _ = explain(text.encode() + b"\n")
    cause = objects[0]["cause"]
    print(f"{text!r:62} {cause['id'] if cause else None}")
