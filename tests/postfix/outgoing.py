"""Mails that leave: sent into known outcomes, and what mailwhy must answer."""

import smtplib
import time

from asking import (OUTCOMES, contains, every_line_is_recognised, expect,
                    outcome, run_lab)
from clients import SENDER, submit, submit_refused
from lab import CLIENT_ADDRESS, OUR_ADDRESS, Lab, sendmail
from world import places, surround

HOST = "mx01.example.org"

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
}

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


def set_up(work):
    lab = Lab(work, HOST, places(DOMAINS))
    lab.set_up()
    lab.start()
    surround(lab, DOMAINS)
    return lab


def drive(lab, _):
    send_all()
    wait_for_all(lab)
    # The queue's patience ends: what waits is given up and returned.
    lab.keep_early()
    lab.postfix.set_parameters(maximal_queue_lifetime="8s")
    given_up = lab.queue_id(r"([0-9A-F]+): to=<taro@gone\.example\.com>")
    lab.wait_for(rf"{given_up}: from=.*status=expired",
                 r"to=<hanako@example\.com>.*status=", seconds=60)


if __name__ == "__main__":
    run_lab(set_up, drive, early=[
        check for check in OUTCOMES
        if check not in (expired_and_returned, every_line_is_recognised)])
