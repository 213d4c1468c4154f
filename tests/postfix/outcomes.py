"""Mails sent into known outcomes, and what mailwhy must answer to each.

Run by run.sh in namespaces of its own:  outcomes.py PROGRAM WORK-DIRECTORY
"""

import json
import os
import smtplib
import subprocess
import sys
import time
from email.utils import make_msgid

from lab import CLIENT_ADDRESS, HOST, OUR_ADDRESS, Lab, sendmail
from servers import (DeafServer, MailServer, NameServer, SilentServer,
                     reversed_name)

SENDER = "hanako@example.com"

# Recipient domain: its server's address, and how that behaves (None: nothing
# listens there).
DOMAINS = {
    "delivered.example.com": ("198.51.100.11", {}),
    "refused.example.com": ("198.51.100.12", None),
    "timeout.example.net": ("198.51.100.13", "deaf"),
    "silent.example.net": ("198.51.100.14", "silent"),
    "unknown.example.com": ("198.51.100.15", {
        "RCPT": "550 5.1.1 No such user here"}),
    "greylist.example.net": ("198.51.100.16", {
        "RCPT": "450 4.2.0 <taro@greylist.example.net>: Recipient address "
                "rejected: Greylisted, see http://postgrey.schweikert.ch/help/"
                "greylist.example.net.html"}),
    "spam.example.net": ("198.51.100.17", {
        ".": "554 5.7.1 Spam message rejected"}),
    "listed.example.net": ("198.51.100.18", {
        "greeting": "554 5.7.1 Service unavailable; Client host [203.0.113.10]"
                    " blocked using zen.spamhaus.org; "
                    "https://www.spamhaus.org/query/ip/203.0.113.10"}),
    "gone.example.com": ("198.51.100.19", None),
    "example.com": ("192.0.2.1", {}),
}

OUTCOMES = []


def outcome(function):
    OUTCOMES.append(function)
    return function


class Mailwhy:
    def __init__(self, program, log):
        self.program, self.log = program, log

    def run(self, *arguments, status=None):
        done = subprocess.run([self.program, *arguments], capture_output=True,
                              text=True)
        if status is not None and done.returncode != status:
            raise AssertionError(f"{arguments}: exit status {done.returncode}, "
                                 f"not {status}\n{done.stdout}{done.stderr}")
        return json.loads(done.stdout)

    def why(self, *arguments, status=0):
        return self.run("why", "--json", "--lang", "en", "--log", str(self.log),
                        *arguments, status=status)

    def first(self, *arguments, status=0):
        return self.why(*arguments, status=status)["answers"][0]


def expect(answer, **expected):
    """Compares members; a dotted name reaches into objects: cause__id."""
    for name, value in expected.items():
        found = answer
        for part in name.split("__"):
            found = found[int(part)] if part.isdigit() else found[part]
        if found != value:
            raise AssertionError(f"{name} is {found!r}, not {value!r} in\n" +
                                 json.dumps(answer, indent=1)[:4000])


def contains(text, *words):
    for word in words:
        if word not in text:
            raise AssertionError(f"{word!r} is not in {text!r}")


def submit(recipients, sender=SENDER, login=True, port=587):
    if isinstance(recipients, str):
        recipients = [recipients]
    text = (f"From: <{sender}>\nTo: <{recipients[0]}>\nSubject: Invoice\n"
            f"Message-ID: {make_msgid(domain='client.example.net')}\n\n"
            "Please find our invoice below.\n" + "An item of it.\n" * 40)
    with smtplib.SMTP(OUR_ADDRESS, port, local_hostname="client.example.net",
                      source_address=(CLIENT_ADDRESS, 0)) as smtp:
        if login:
            smtp.login("taro", "right-password")
        smtp.sendmail(sender, recipients, text)


def submit_refused(*arguments, **options):
    try:
        submit(*arguments, **options)
    except smtplib.SMTPException:
        return
    raise AssertionError("the mail was not refused")


def send_all():
    """Every mail of the first phase; the outcomes below ask for them."""
    submit("taro@delivered.example.com")
    submit("taro@refused.example.com")
    submit("taro@timeout.example.net")
    submit("taro@silent.example.net")
    submit("jiro@unknown.example.com")
    submit("taro@greylist.example.net")
    submit("taro@spam.example.net")
    submit("taro@listed.example.net")
    submit("taro@nosuch.example.com")
    submit(["saburo@delivered.example.com", "saburo@unknown.example.com"])
    submit("sales@example.org", login=False, port=25)
    submit_refused("shiro@example.com", login=False, port=25)
    submit_refused("nobody-here@example.org", login=False, port=25)
    try:
        with smtplib.SMTP(OUR_ADDRESS, 587, local_hostname="client.example.net",
                          source_address=(CLIENT_ADDRESS, 0)) as smtp:
            smtp.login("taro", "wrong-password")
        raise AssertionError("a wrong password was taken")
    except smtplib.SMTPAuthenticationError:
        pass
    sendmail("goro@delivered.example.com", uid=33)
    sendmail("goro@listed.example.net", uid=33)
    submit("taro@gone.example.com")


def wait_for_all(lab):
    for domain in ["delivered.example.com", "refused.example.com",
                   "timeout.example.net", "silent.example.net",
                   "unknown.example.com", "greylist.example.net",
                   "spam.example.net", "nosuch.example.com",
                   "gone.example.com"]:
        lab.wait_for(rf"to=<[a-z]+@{domain}>.*status=")
    lab.wait_for(r"to=<goro@listed.example.net>.*status=")
    lab.wait_for(r"to=<hanako@delivered.example.com>.*status=sent")
    # A second attempt, for "how often and about when next".
    lab.wait_for(r"(?s)to=<taro@timeout.example.net>.*"
                 r"to=<taro@timeout.example.net>")


@outcome
def delivered(mailwhy):
    answer = mailwhy.first("--from", SENDER, "--to", "taro@delivered.example.com")
    expect(answer, verdict="delivered", matched="exact",
           delivery__remote_queue_id="4XyZ12AbCd",
           delivery__relay__ip="198.51.100.11",
           mail__client__ip=CLIENT_ADDRESS, mail__sasl_username="taro@mx01.example.org",
           mail__origin="smtpd", cause=None)


@outcome
def connection_refused(mailwhy):
    answer = mailwhy.first("--from", SENDER, "--to", "taro@refused.example.com")
    expect(answer, verdict="deferred", cause__id="connect_refused",
           cause__side="remote_server", cause__certainty="certain")


@outcome
def connection_timed_out(mailwhy):
    answer = mailwhy.first("--to", "taro@timeout.example.net")
    expect(answer, verdict="deferred", cause__id="connect_timeout",
           delivery__relay=None)
    if answer["retry"]["attempts"] < 2 or not answer["retry"]["next_about"]:
        raise AssertionError(f"retry: {answer['retry']}")


@outcome
def silent_server(mailwhy):
    expect(mailwhy.first("--to", "@silent.example.net"), verdict="deferred",
           cause__id="conversation_timeout",
           cause__attributes__stage="greeting")


@outcome
def unknown_user(mailwhy):
    answer = mailwhy.first("--from", SENDER, "--to", "jiro@unknown.example.com")
    expect(answer, verdict="bounced", cause__id="recipient_unknown",
           cause__attributes__said_by="them", delivery__dsn="5.1.1")
    if not any(link["kind"] == "bounce" and link["id"]
               for link in answer["mail"]["links"]):
        raise AssertionError(f"no bounce link: {answer['mail']['links']}")


@outcome
def greylisted(mailwhy):
    expect(mailwhy.first("--to", "taro@greylist.example.net"),
           verdict="deferred", cause__id="greylisted")


@outcome
def refused_after_the_data(mailwhy):
    expect(mailwhy.first("--to", "taro@spam.example.net"), verdict="bounced",
           cause__id="spam_content", cause__attributes__stage="end_of_data")


@outcome
def block_list(mailwhy):
    expect(mailwhy.first("--to", "taro@listed.example.net"),
           verdict="deferred", cause__id="dnsbl_listed",
           cause__attributes__list="zen.spamhaus.org")


@outcome
def host_not_found(mailwhy):
    expect(mailwhy.first("--to", "taro@nosuch.example.com"), verdict="bounced",
           cause__id="host_not_found")


@outcome
def one_of_two_recipients(mailwhy):
    answer = mailwhy.first("--to", "saburo@unknown.example.com")
    expect(answer, verdict="bounced", cause__id="recipient_unknown",
           mail__state="mixed", mail__nrcpt=2)
    other = mailwhy.first("--to", "saburo@delivered.example.com")
    expect(other, verdict="delivered", mail__id=answer["mail"]["id"])


@outcome
def relay_denied(mailwhy):
    answer = mailwhy.first("--from", SENDER, "--to", "shiro@example.com")
    expect(answer, verdict="rejected", cause__id="relay_denied",
           reject__client__ip=CLIENT_ADDRESS, reject__stage="rcpt")


@outcome
def unknown_local_user(mailwhy):
    expect(mailwhy.first("--to", "nobody-here@example.org"),
           verdict="rejected", cause__id="recipient_unknown",
           cause__attributes__missing_in="local")


@outcome
def failed_login(mailwhy):
    answer = mailwhy.first("--client", CLIENT_ADDRESS, "--status", "login_failed")
    expect(answer, verdict="login_failed", cause__id="sasl_auth_failed_client",
           session__kind="login_failed", session__client__ip=CLIENT_ADDRESS)


@outcome
def alias_forwarded(mailwhy):
    answer = mailwhy.first("--to", "sales@example.org")
    expect(answer, verdict="delivered")
    kinds = [link["kind"] for link in answer["mail"]["links"]]
    if "forward" not in kinds:
        raise AssertionError(f"links: {answer['mail']['links']}")


@outcome
def web_application_without_sender(mailwhy):
    now = time.strftime("%Y-%m-%d %H:%M")
    answer = mailwhy.first("--from", "shop@example.org", "--to",
                           "goro@delivered.example.com", "--at", now)
    expect(answer, matched="sender_differs", verdict="delivered",
           cause__id="system_account_sender", mail__origin="pickup",
           mail__origin_uid=33, mail__origin_user="www-data")
    refused = mailwhy.first("--from", "shop@example.org", "--to",
                            "goro@listed.example.net", "--at", now)
    expect(refused, matched="sender_differs", verdict="deferred",
           cause__id="system_account_sender")
    contains(refused["also"], "dnsbl_listed")


@outcome
def nothing_of_that_kind(mailwhy):
    answers = mailwhy.why("--from", "nobody@example.com", "--to",
                          "nobody@example.net", status=1)["answers"]
    expect(answers[0], verdict="never_arrived")


@outcome
def expired_and_returned(mailwhy):
    answer = mailwhy.first("--from", SENDER, "--to", "taro@gone.example.com")
    expect(answer, verdict="expired", cause__id="connect_refused")
    contains(answer["also"], "queue_expired")


@outcome
def every_line_is_recognised(mailwhy):
    counts = mailwhy.run("load", "--json", "--db", str(mailwhy.log) + ".db",
                         str(mailwhy.log), status=0)
    expect(counts, unrecognized_lines=0, skipped_lines=0, other_lines=0)


def set_up(work):
    zones = {"example.net": {"A": "192.0.2.2"}, "example.org": {"A": OUR_ADDRESS},
             HOST: {"A": OUR_ADDRESS},
             "client.example.net": {"A": CLIENT_ADDRESS},
             reversed_name(CLIENT_ADDRESS): {"PTR": "client.example.net"},
             reversed_name(OUR_ADDRESS): {"PTR": HOST}}
    for domain, (address, _) in DOMAINS.items():
        zones[domain] = {"MX": "mail." + domain}
        zones["mail." + domain] = {"A": address}
    lab = Lab(work, [address for address, _ in DOMAINS.values()])
    lab.set_up()
    servers = [NameServer(zones)]
    for domain, (address, behaviour) in DOMAINS.items():
        if behaviour == "deaf":
            servers.append(DeafServer(address))
        elif behaviour == "silent":
            servers.append(SilentServer(address))
        elif behaviour is not None:
            servers.append(MailServer("mail." + domain, address, **behaviour))
    return lab, servers


def check_all(mailwhy):
    passed = failed = 0
    for check in OUTCOMES:
        try:
            check(mailwhy)
            passed += 1
        except (AssertionError, KeyError, IndexError, TypeError,
                json.JSONDecodeError) as error:
            failed += 1
            print(f"{check.__name__}: {type(error).__name__}: {error}")
    print(f"{passed} passed, {failed} failed")
    return failed == 0


def main():
    program, work = sys.argv[1:]
    os.environ["TZ"] = "UTC"
    os.environ.pop("MAILWHY_DB", None)
    lab, servers = set_up(work)
    try:
        send_all()
        wait_for_all(lab)
        # The queue's patience ends: what waits is given up and returned.
        before_expiry = lab.text()
        lab.set_parameters(maximal_queue_lifetime="8s")
        lab.wait_for(r"status=(force-)?expired", 60)
        lab.wait_for(r"to=<hanako@example.com>.*status=")
    finally:
        lab.stop()
        del servers
    (lab.work / "log" / "before-expiry.log").write_text(before_expiry)
    everything = Mailwhy(program, lab.log)
    early = Mailwhy(program, lab.work / "log" / "before-expiry.log")
    for index, check in enumerate(OUTCOMES):
        whole = check in (expired_and_returned, every_line_is_recognised)
        OUTCOMES[index] = bind(check, everything if whole else early)
    sys.exit(0 if check_all(None) else 1)


def bind(check, mailwhy):
    def bound(_):
        check(mailwhy)
    bound.__name__ = check.__name__
    return bound


if __name__ == "__main__":
    main()
