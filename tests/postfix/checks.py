"""header_checks, body_checks and mime_header_checks: every action, and how each
ends for the mail."""

from asking import expect, linked, one_of, outcome, run_lab
from clients import SENDER, message, submit, submit_refused
from filters import amavis
from lab import CLIENT_ADDRESS, Lab, sendmail
from world import places, surround

HOST = "mx10.example.org"
DOMAINS = {"delivered.example.com": ("198.51.100.11", {})}

MASTER = """
smtp inet n - n - - smtpd
amavis unix - - n - 2 smtp
  -o smtp_bind_address=
127.0.0.1:10025 inet n - n - - smtpd
  -o receive_override_options=no_header_body_checks
"""

ACTIONS = {
    "reject": "REJECT", "words": "REJECT we do not take this",
    "code": "REJECT 5.7.9 not with this subject",
    "discard": "DISCARD", "hold": "HOLD", "why-hold": "HOLD suspicious",
    "filter": "FILTER amavis:[127.0.0.1]:10024",
    "redirect": "REDIRECT guard@delivered.example.com",
    "prepend": "PREPEND X-Seen: yes", "warn": "WARN look here",
    "info": "INFO only a note", "replace": "REPLACE Subject: replaced",
    "bcc": "BCC archive@delivered.example.com", "ignore": "IGNORE",
    "strip": "STRIP",
}


def set_up(work):
    lab = Lab(work, HOST, places(DOMAINS))
    lab.set_up(master=MASTER)
    lab.postfix.configure({
        "mynetworks": f"127.0.0.0/8, {CLIENT_ADDRESS}/32",
        "header_checks": "regexp:/etc/postfix/header_checks",
        "body_checks": "regexp:/etc/postfix/body_checks",
        "mime_header_checks": "regexp:/etc/postfix/mime_checks",
        "strict_mime_encoding_domain": "yes"}, MASTER)
    lab.postfix.write("header_checks", "".join(
        f"/^Subject: do {name}$/ {action}\n"
        for name, action in ACTIONS.items()))
    lab.postfix.write("body_checks", "/cheap pills/ REJECT no pills\n"
                                     "/quiet pills/ DISCARD\n"
                                     "/loud pills/ WARN pills\n")
    lab.postfix.write("mime_checks", "/name=.*\\.exe/ REJECT no programs "
                                     "(.exe)\n")
    lab.start()
    surround(lab, DOMAINS)
    lab.servers.append(amavis(10024, 10025))
    return lab


def with_subject(name, sender):
    return message(sender, "taro@delivered.example.com").replace(
        "Subject: Invoice", f"Subject: do {name}")


def attachment(sender):
    return message(sender, "taro@delivered.example.com",
                   "MIME-Version: 1.0\nContent-Type: multipart/mixed; "
                   "boundary=b\n",
                   "--b\nContent-Type: application/octet-stream; "
                   "name=game.exe\n\nMZ\n--b--\n")


def drive(lab, _):
    refused = ["reject", "words", "code"]
    for name in ACTIONS:
        sender = f"{name}@example.com"
        (submit_refused if name in refused else submit)(
            "taro@delivered.example.com", sender=sender, login=False, port=25,
            text=with_subject(name, sender))
    for name in ["cheap", "quiet", "loud"]:
        sender = f"{name}@example.com"
        (submit_refused if name == "cheap" else submit)(
            "taro@delivered.example.com", sender=sender, login=False, port=25,
            text=message(sender, "x@example.com", body=f"{name} pills\n"))
    submit_refused("taro@delivered.example.com", sender="exe@example.com",
                   login=False, port=25, text=attachment("exe@example.com"))
    sendmail("jiro@delivered.example.com", sender=SENDER,
             text=with_subject("words", SENDER))
    lab.wait_for(r"to=<guard@delivered.*status=sent",
                 r"to=<archive@delivered.*status=sent",
                 r"to=<jiro@delivered.*status=bounced",
                 *(rf"from=<{name}@example\.com>, size" for name in [
                     "prepend", "warn", "info", "replace", "ignore", "strip"]),
                 r"(?s)(to=<taro@delivered.*status=sent.*){8}")


@outcome
def refused_for_a_header(mailwhy):
    # With words of the administrator's own too.
    for name in ["reject", "words", "code"]:
        expect(mailwhy.first("--from", f"{name}@example.com"),
               verdict="rejected", cause__id="content_rejected",
               cause__attributes__said_by="us", reject__action="reject",
               reject__recipient="taro@delivered.example.com",
               reject__client__ip=CLIENT_ADDRESS)


@outcome
def refused_for_the_body_or_an_attachment(mailwhy):
    expect(mailwhy.first("--from", "cheap@example.com"), verdict="rejected",
           cause__attributes__said_by="us")
    expect(mailwhy.first("--from", "exe@example.com"), verdict="rejected",
           cause__attributes__said_by="us")


@outcome
def thrown_away(mailwhy):
    for name in ["discard", "quiet"]:
        expect(mailwhy.first("--from", f"{name}@example.com"),
               verdict="discarded", cause__id="discarded")


@outcome
def held(mailwhy):
    for name in ["hold", "why-hold"]:
        expect(mailwhy.first("--from", f"{name}@example.com"), verdict="held",
               cause__id="queue_held", mail__state="held")


@outcome
def sent_elsewhere(mailwhy):
    redirected = mailwhy.first("--from", "redirect@example.com")
    expect(redirected, verdict="delivered",
           delivery__recipient="guard@delivered.example.com")
    filtered = mailwhy.first("--from", "filter@example.com")
    expect(filtered, verdict="delivered")
    linked(filtered["mail"], "filter")
    copied = one_of(mailwhy.mails(), sender="bcc@example.com")
    one_of(copied["deliveries"], recipient="archive@delivered.example.com",
           state="delivered")


@outcome
def noted_and_sent_on(mailwhy):
    for name, action in [("prepend", "prepend"), ("warn", "warn"),
                         ("info", "info"), ("replace", "replace"),
                         ("loud", "warn")]:
        expect(mailwhy.first("--from", f"{name}@example.com", "--to",
                             "taro@delivered.example.com"),
               verdict="delivered")
        one_of(mailwhy.rejects(), sender=f"{name}@example.com", action=action)


@outcome
def refused_to_a_program_of_this_machine(mailwhy):
    expect(mailwhy.first("--from", SENDER, "--to",
                         "jiro@delivered.example.com"),
           verdict="bounced", delivery__agent="cleanup",
           cause__side="our_server")


if __name__ == "__main__":
    run_lab(set_up, drive)
