#!/usr/bin/env python3
"""Writes a Postfix log like that of a busy server, the same for the same seed.

  make_log.py LINES [--seed N] [--repeat PERCENT] [--start 2022-12-01] >mail.log

Mails overlap in time; queue IDs are short and are used again; some mails have
several recipients, are deferred and tried again, bounce, or are refused. With
--repeat, so many lines in a hundred stand there twice:
real logs hold equal lines.
"""

import argparse
import datetime
import heapq
import random
import sys

HOSTS = [(f"mail{n}.example.{top}", f"198.51.100.{n}")
         for n, top in zip(range(1, 120), ["com", "net", "org"] * 40)]
USERS = ["taro", "hanako", "jiro", "saburo", "sakura", "ken", "yumi", "akira"]
OK = ["250 2.0.0 Ok: queued as {queue_id}", "250 2.0.0 OK {number} - gsmtp",
      "250 2.6.0 <{number}@mail.example.net> Queued mail for delivery"]
BAD = [("5.1.1", "bounced", "550 5.1.1 <{to}>: Recipient address rejected: User "
        "unknown in virtual mailbox table (in reply to RCPT TO command)"),
       ("5.2.2", "bounced", "552 5.2.2 <{to}>: Mailbox is full "
        "(in reply to RCPT TO command)"),
       ("5.7.1", "bounced", "554 5.7.1 Message {number} rejected as spam "
        "(in reply to end of DATA command)"),
       ("4.2.0", "deferred", "450 4.2.0 <{to}>: Recipient address rejected: "
        "Greylisted (in reply to RCPT TO command)"),
       ("4.7.1", "deferred", "451 4.7.1 Too many messages from {our}, slow down"
        " (in reply to MAIL FROM command)")]


class Maker:
    def __init__(self, arguments):
        self.random = random.Random(arguments.seed)
        self.lines = []
        self.count = 0
        self.pids = {name: 1000 + i * 37 for i, name in enumerate(
            ["smtpd", "cleanup", "qmgr", "smtp", "bounce", "local"])}

    def queue_id(self):
        return f"{self.random.randrange(16 ** 10, 16 ** 11):X}"

    def pid(self, daemon):
        if daemon == "qmgr":
            return self.pids["qmgr"]
        return self.pids[daemon] + self.random.randrange(12)

    def add(self, at, daemon, text):
        self.count += 1
        heapq.heappush(self.lines, (at, self.count, daemon, self.pid(daemon),
                                    text))

    def address(self):
        r = self.random
        return f"{r.choice(USERS)}{r.randrange(400)}@{self.domain()}"

    def domain(self):
        r = self.random
        return f"d{min(r.randrange(900), r.randrange(900))}.example." + \
            r.choice(["com", "net", "org"])

    def story(self, at):
        """One mail, or one refused attempt."""
        r = self.random
        client = f"client{r.randrange(300)}.example.net[203.0.113.{r.randrange(256)}]"
        self.add(at, "smtpd", f"connect from {client}")
        chance = r.random()
        if chance < 0.12:
            to, sender = self.address(), self.address()
            self.add(at + 0.2, "smtpd", f"NOQUEUE: reject: RCPT from {client}: "
                     f"554 5.7.1 <{to}>: Relay access denied; from=<{sender}> "
                     f"to=<{to}> proto=ESMTP helo=<{client.split('[')[0]}>")
            self.add(at + 0.3, "smtpd", f"disconnect from {client} ehlo=1 mail=1 "
                     "rcpt=0/1 quit=1 commands=3/4")
            return
        if chance < 0.16:
            self.add(at + 0.2, "smtpd", f"warning: {client}: SASL LOGIN "
                     "authentication failed: UGFzc3dvcmQ6")
            self.add(at + 0.3, "smtpd", f"lost connection after AUTH from {client}")
            self.add(at + 0.3, "smtpd", f"disconnect from {client} ehlo=1 "
                     "auth=0/1 commands=1/2")
            return
        self.mail(at, client)

    def mail(self, at, client):
        r = self.random
        queue_id = self.queue_id()
        sender = self.address()
        login = ""
        if r.random() < 0.3:
            login = f", sasl_method=PLAIN, sasl_username={sender}"
        recipients = [self.address()
                      for _ in range(1 if r.random() < 0.85 else r.randrange(2, 9))]
        self.add(at + 0.1, "smtpd", f"{queue_id}: client={client}{login}")
        self.add(at + 0.15, "cleanup", f"{queue_id}: message-id="
                 f"<{r.randrange(10 ** 12)}.{queue_id}@{sender.split('@')[1]}>")
        self.active(at + 0.2, queue_id, sender, r.randrange(800, 90000),
                    len(recipients))
        self.add(at + 0.25, "smtpd", f"disconnect from {client} ehlo=1 mail=1 "
                 f"rcpt={len(recipients)} data=1 quit=1 commands=5")
        self.tries(at, queue_id, sender, recipients)

    def active(self, at, queue_id, sender, size, nrcpt):
        self.add(at, "qmgr", f"{queue_id}: from=<{sender}>, size={size}, "
                 f"nrcpt={nrcpt} (queue active)")

    def tries(self, begun, queue_id, sender, recipients):
        r = self.random
        at, wait, bounced = begun + 0.3, 300, False
        for attempt in range(6):
            again = []
            for to in recipients:
                if self.attempt(at, begun, queue_id, to, attempt):
                    again.append(to)
                elif r.random() < 0.05:
                    bounced = True
                at += r.random() * 2
            if not again:
                break
            recipients = again
            at += wait
            wait *= 2
            self.active(at, queue_id, sender, 5000, len(recipients))
        if bounced:
            notice = self.queue_id()
            self.add(at, "cleanup", f"{notice}: message-id="
                     f"<20221205.{notice}@mx01.example.org>")
            self.add(at, "bounce", f"{queue_id}: sender non-delivery "
                     f"notification: {notice}")
            self.active(at + 0.01, notice, "", 3500, 1)
            self.attempt(at + 0.2, at, notice, sender, 9)
            self.add(at + 2.1, "qmgr", f"{notice}: removed")
        self.add(at + 2, "qmgr", f"{queue_id}: removed")

    def attempt(self, at, begun, queue_id, to, number):
        """True: to be tried again."""
        r = self.random
        host, ip = HOSTS[hash_of(to) % len(HOSTS)]
        took = r.random() * 2
        delay = rounded(at + took - begun)
        times = f"delay={delay}, delays=0.1/0.01/" \
            f"{rounded(took / 2)}/{rounded(took / 2)}"
        relay = f"relay={host}[{ip}]:25"
        chance = r.random()
        again = False
        if chance < 0.03 and number < 5:
            text = (f"to=<{to}>, relay=none, {times}, dsn=4.4.1, status=deferred"
                    f" (connect to {host}[{ip}]:25: Connection timed out)")
            self.add(at + took, "smtp",
                     f"connect to {host}[{ip}]:25: Connection timed out")
            again = True
        elif chance < 0.12:
            dsn, status, reply = r.choice(BAD)
            if status == "deferred" and number >= 5:
                dsn, status, reply = BAD[0]
            reply = reply.format(to=to, number=r.randrange(10 ** 9),
                                 our="203.0.113.10")
            text = (f"to=<{to}>, {relay}, {times}, dsn={dsn}, status={status} "
                    f"(host {host}[{ip}] said: {reply})")
            again = status == "deferred"
        else:
            reply = r.choice(OK).format(queue_id=self.queue_id(),
                                        number=r.randrange(10 ** 9))
            text = f"to=<{to}>, {relay}, {times}, dsn=2.0.0, status=sent ({reply})"
        self.add(at + took, "smtp", f"{queue_id}: {text}")
        return again

    def write(self, lines, start, repeat, out):
        at, written = start, 0
        while written < lines:
            self.story(at)
            at += self.random.expovariate(1) * 0.5
            while self.lines and self.lines[0][0] < at and written < lines:
                time, _, daemon, pid, text = heapq.heappop(self.lines)
                stamp = datetime.datetime.fromtimestamp(
                    time, datetime.timezone.utc)
                line = (f"{stamp:%b} {stamp.day:2d} {stamp:%H:%M:%S} mx01 "
                        f"postfix/{daemon}[{pid}]: {text}\n")
                times = 2 if repeat and self.random.random() * 100 < repeat else 1
                out.write(line * times)
                written += times


def rounded(seconds):
    """As Postfix does: two digits, or whole seconds."""
    if seconds < 0.01:
        return "0"
    return f"{seconds:.2g}" if seconds < 99.5 else f"{seconds:.0f}"


def hash_of(text):
    value = 0
    for c in text.split("@")[1]:
        value = (value * 31 + ord(c)) % 1000003
    return value


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lines", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--repeat", type=float, default=0)
    parser.add_argument("--start", default="2022-12-01")
    arguments = parser.parse_args()
    start = datetime.datetime.fromisoformat(arguments.start).replace(
        tzinfo=datetime.timezone.utc).timestamp()
    Maker(arguments).write(arguments.lines, start, arguments.repeat, sys.stdout)


if __name__ == "__main__":
    main()
