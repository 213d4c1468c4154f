"""Delivery agents: LMTP, pipe, virtual, local with its aliases, .forward and
commands, error, retry, discard, and transports that are not there."""

import os

from asking import contains, expect, linked, one_of, outcome, run_lab
from clients import SENDER, submit, submit_refused
from lab import Lab, sendmail
from servers import MailServer
from world import places, surround

HOST = "mx04.example.org"
DOMAINS = {"delivered.example.com": ("198.51.100.11", {})}
LMTP_ADDRESS = "198.51.100.31"

MASTER = """
smtp       inet n - n - - smtpd
submission inet n - n - - smtpd
  -o syslog_name=postfix/submission
script     unix - n n - - pipe
  flags=DRhu user=nobody argv={script} ${{user}} ${{recipient}}
absent     unix - n n - - pipe
  flags=R user=nobody argv=/nonexistent/program
"""

# Exit codes of sysexits.h, which pipe(8) and local(8) understand.
SCRIPT = """#!/bin/sh
cat >/dev/null
case $1 in
  unknown) echo "no mailbox here by that name"; exit 67 ;;
  later) echo "come back later"; exit 75 ;;
  full) echo "quota exceeded"; exit 73 ;;
  denied) echo "no permission"; exit 77 ;;
  status) echo "5.7.1 content not wanted"; exit 69 ;;
  killed) kill -9 $$ ;;
  slow) sleep 30 ;;
esac
exit 0
"""

TRANSPORTS = """
lmtp.example.com lmtp:inet:{lmtp}:24
socket.example.com lmtp:unix:{socket}
away.example.com lmtp:unix:{socket}.absent
script.example.com script:
absent.example.com absent:
nowhere.example.com nosuch:
closed.example.com error:5.2.1 this domain is closed
later.example.com retry:4.3.0 maintenance tonight
ignored.example.com discard:ignored on purpose
"""


def set_up(work):
    lab = Lab(work, HOST, [*places(DOMAINS), LMTP_ADDRESS])
    script = lab.work / "script"
    socket = lab.work / "lmtp.sock"
    master = MASTER.format(script=script)
    lab.set_up(master=master)
    script.write_text(SCRIPT)
    script.chmod(0o755)
    boxes = lab.work / "virtual"
    boxes.mkdir()
    os.chown(boxes, 2001, 2001)
    lab.postfix.configure({
        "transport_maps": "texthash:/etc/postfix/transport",
        "relay_domains": "lmtp.example.com, socket.example.com",
        "virtual_mailbox_domains": "virtual.example.com",
        "virtual_mailbox_maps": "texthash:/etc/postfix/virtual_boxes",
        "virtual_mailbox_base": str(boxes), "virtual_minimum_uid": "100",
        "virtual_uid_maps": "static:2001", "virtual_gid_maps": "static:2001",
        "virtual_mailbox_limit": "110000",
        "virtual_alias_maps": "texthash:/etc/postfix/virtual_aliases",
        "mailbox_size_limit": "110000", "recipient_delimiter": "+",
        "command_time_limit": "2s", "default_destination_concurrency_limit": "5",
        "script_time_limit": "2s", "transport_retry_time": "3s",
        "propagate_unmatched_extensions": "canonical"}, master)
    lab.postfix.write("transport", TRANSPORTS.format(lmtp=LMTP_ADDRESS,
                                                     socket=socket))
    lab.postfix.write("virtual_boxes", "box@virtual.example.com box/\n"
                      "file@virtual.example.com file\n"
                      "denied@virtual.example.com denied/box/\n"
                      "full@virtual.example.com full\n")
    lab.postfix.write("virtual_aliases",
                      "info@virtual.example.com box@virtual.example.com, "
                      "taro@delivered.example.com\n")
    lab.postfix.write("aliases", f"""
postmaster root
sales hanako@delivered.example.com
command "|{script} good"
nocommand "|{script} unknown"
latercommand "|{script} later"
missing "|/nonexistent/program"
slowcommand "|{script} slow"
archive {lab.work}/mailboxes/archive
all taro, hanako@delivered.example.com
circle circle2
circle2 circle
listed :include:/nonexistent/list
""")
    (boxes / "denied").mkdir(mode=0o700)
    (boxes / "full").write_text("x" * 109000)
    os.chown(boxes / "full", 2001, 2001)
    full = lab.work / "mailboxes" / "saburo"
    full.write_text("From x\n\n" + "x" * 109500)
    os.chown(full, 2003, 2003)
    forward = lab.users["jiro"] / ".forward"
    forward.write_text("\\jiro, jiro@delivered.example.com\n")
    os.chown(forward, 2002, 2002)
    lab.start()
    surround(lab, DOMAINS)
    lab.servers += [
        MailServer("lmtp.example.com", LMTP_ADDRESS, 24, lmtp=True,
                   **{".": after_the_data, "RCPT": at_the_recipient}),
        MailServer("socket.example.com", str(socket), lmtp=True,
                   **{".": "250 2.0.0 <{name}> Saved"})]
    return lab


def at_the_recipient(line):
    if "unknown" in line:
        return "550 5.1.1 User doesn't exist"
    return "250 2.1.5 OK"


def after_the_data(line):
    if "full" in line:
        return "552 5.2.2 <full@lmtp.example.com> Quota exceeded (mailbox " \
               "for user is full)"
    return "250 2.0.0 <taro@lmtp.example.com> bK1xAcdeZ0 Saved"


LOCAL_PARTS = ["command", "nocommand", "latercommand", "missing", "slowcommand",
               "archive", "all", "circle", "listed", "jiro", "taro+box",
               "saburo"]


def drive(lab, _):
    submit(["taro@lmtp.example.com", "full@lmtp.example.com",
            "unknown@lmtp.example.com"])
    submit("taro@socket.example.com")
    submit("taro@away.example.com")
    for user in ["good", "unknown", "later", "full", "denied", "status",
                 "killed"]:
        submit(f"{user}@script.example.com")
    submit("slow@script.example.com")
    for domain in ["absent", "nowhere", "ignored"]:
        submit(f"taro@{domain}.example.com")
    for domain in ["closed", "later"]:  # smtpd looks ahead and refuses
        submit_refused(f"taro@{domain}.example.com")
        sendmail(f"taro@{domain}.example.com", sender=SENDER)
    for box in ["box", "file", "denied", "full"]:
        submit(f"{box}@virtual.example.com", login=False, port=25)
    submit("info@virtual.example.com", login=False, port=25)
    submit_refused("nobody@virtual.example.com", login=False, port=25)
    sendmail("nobody@virtual.example.com", sender=SENDER)
    for local_part in LOCAL_PARTS:
        submit(f"{local_part}@example.org", login=False, port=25)
    sendmail("nobody@example.org", sender=SENDER)
    lab.wait_for(*(rf"to=<{user}@script\.example\.com>.*status="
                   for user in ["good", "slow", "killed", "status"]),
                 *(rf"to=<taro@{domain}\.example\.com>.*status="
                   for domain in ["absent", "nowhere", "closed", "later",
                                  "ignored", "away", "socket", "lmtp"]),
                 *(rf"to=<{box}@virtual\.example\.com>.*status="
                   for box in ["box", "file", "denied", "full", "nobody"]),
                 r"to=<jiro@delivered.example.com>.*status=sent",
                 r"to=<hanako@delivered.example.com>.*status=sent",
                 r"slowcommand.*status=", r"(nocommand|latercommand).*status=",
                 r"/archive", r"to=<saburo@example.org>.*status=",
                 r"circle.*status=", r"listed.*status=",
                 r"to=<nobody@example.org>.*status=")


def delivered(mailwhy, recipient, agent, **more):
    answer = mailwhy.first("--from", SENDER, "--to", recipient)
    expect(answer, verdict="delivered", delivery__agent=agent, **more)
    return answer


def failed(mailwhy, recipient, verdict, cause, **more):
    answer = mailwhy.first("--from", SENDER, "--to", recipient)
    expect(answer, verdict=verdict, cause__id=cause, **more)
    return answer


@outcome
def lmtp_answers_for_each_recipient(mailwhy):
    one = delivered(mailwhy, "taro@lmtp.example.com", "lmtp",
                    delivery__relay__ip=LMTP_ADDRESS, mail__state="mixed")
    two = failed(mailwhy, "full@lmtp.example.com", "bounced", "mailbox_full",
                 cause__attributes__stage="end_of_data")
    failed(mailwhy, "unknown@lmtp.example.com", "bounced", "recipient_unknown",
           mail__id=one["mail"]["id"])
    expect(two, mail__id=one["mail"]["id"])


@outcome
def lmtp_over_a_socket(mailwhy):
    answer = delivered(mailwhy, "taro@socket.example.com", "lmtp")
    contains(answer["delivery"]["relay"]["name"], "lmtp.sock")


@outcome
def lmtp_socket_is_not_there(mailwhy):
    failed(mailwhy, "taro@away.example.com", "deferred",
           "local_delivery_unavailable", cause__side="our_server")


@outcome
def exit_codes_of_a_script(mailwhy):
    delivered(mailwhy, "good@script.example.com", "pipe")
    failed(mailwhy, "unknown@script.example.com", "bounced",
           "recipient_unknown")
    failed(mailwhy, "later@script.example.com", "deferred", "command_failed")
    failed(mailwhy, "full@script.example.com", "bounced", "mailbox_full")
    for user in ["denied", "status"]:
        expect(mailwhy.first("--to", f"{user}@script.example.com"),
               verdict="bounced", delivery__agent="pipe")
    failed(mailwhy, "killed@script.example.com", "deferred", "command_failed")
    failed(mailwhy, "slow@script.example.com", "bounced", "command_failed")


@outcome
def program_that_is_not_there(mailwhy):
    failed(mailwhy, "taro@absent.example.com", "deferred", "command_failed",
           cause__side="our_server")


@outcome
def transport_that_is_not_there(mailwhy):
    failed(mailwhy, "taro@nowhere.example.com", "deferred",
           "local_delivery_unavailable", cause__side="our_server")


@outcome
def transports_that_fail_on_purpose(mailwhy):
    closed = mailwhy.why("--to", "taro@closed.example.com")["answers"]
    one_of(closed, verdict="rejected", reject__dsn="5.2.1")
    one_of(closed, verdict="bounced", delivery__agent="error",
           cause__id="destination_closed", cause__side="our_server")
    one_of(mailwhy.why("--to", "taro@later.example.com")["answers"],
           verdict="deferred", delivery__agent="error",
           cause__id="destination_closed")
    expect(mailwhy.first("--to", "taro@ignored.example.com"),
           verdict="discarded", cause__id="discarded")


@outcome
def virtual_mailboxes(mailwhy):
    delivered(mailwhy, "box@virtual.example.com", "virtual")
    delivered(mailwhy, "file@virtual.example.com", "virtual")
    failed(mailwhy, "full@virtual.example.com", "bounced", "mailbox_full")
    expect(mailwhy.first("--to", "denied@virtual.example.com"),
           verdict="deferred", cause__id="mailbox_access_error")


@outcome
def unknown_virtual_mailbox(mailwhy):
    answers = mailwhy.why("--to", "nobody@virtual.example.com")["answers"]
    refused = one_of(answers, verdict="rejected", cause__id="recipient_unknown")
    expect(refused, cause__attributes__missing_in="virtual_mailbox")
    one_of(answers, verdict="bounced", cause__id="recipient_unknown")


@outcome
def virtual_alias_to_two(mailwhy):
    answer = mailwhy.first("--to", "info@virtual.example.com")
    expect(answer, verdict="delivered", matched="recipient_rewritten",
           delivery__orig_to="info@virtual.example.com", mail__nrcpt=2)


@outcome
def local_commands(mailwhy):
    delivered(mailwhy, "command@example.org", "local")
    failed(mailwhy, "nocommand@example.org", "bounced", "recipient_unknown")
    for name in ["latercommand", "missing"]:
        failed(mailwhy, f"{name}@example.org", "deferred", "command_failed")
    failed(mailwhy, "slowcommand@example.org", "bounced", "command_failed")


@outcome
def local_files_and_mailboxes(mailwhy):
    delivered(mailwhy, "archive@example.org", "local")
    delivered(mailwhy, "taro+box@example.org", "local")
    failed(mailwhy, "saburo@example.org", "bounced", "mailbox_full")


@outcome
def dot_forward_keeps_and_forwards(mailwhy):
    kept = one_of(mailwhy.mails(), deliveries__0__recipient="jiro@example.org")
    to = linked(kept, "forward")
    forwarded = one_of(mailwhy.mails(), queue_id=to[0])
    expect(forwarded, origin="forward", state="delivered",
           deliveries__0__recipient="jiro@delivered.example.com",
           deliveries__0__orig_to="jiro@example.org")
    expect(mailwhy.first("--to", "jiro@example.org"), verdict="delivered")


@outcome
def alias_to_two(mailwhy):
    answer = mailwhy.first("--to", "all@example.org")
    expect(answer, verdict="delivered")
    trace = mailwhy.ask("trace", answer["mail"]["queue_id"])
    if "hanako@delivered.example.com" not in str(trace):
        raise AssertionError(f"trace ends early: {str(trace)[:3000]}")


@outcome
def aliases_that_go_round_and_lists_that_are_not_there(mailwhy):
    expect(mailwhy.first("--to", "listed@example.org"),
           cause__side="our_server")
    expect(mailwhy.first("--to", "circle@example.org"), verdict="bounced",
           cause__id="mail_loop")


if __name__ == "__main__":
    run_lab(set_up, drive)
