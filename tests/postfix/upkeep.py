"""What the administrator and the queue itself do: hold, release, requeue, delete,
expire, warn of delay, tell the postmaster; mailwhy watch follows all the while,
over a rotation of the log."""

import json
import re
import subprocess
import time

from asking import expect, linked, one_of, outcome, run_lab
from clients import SENDER, submit, submit_refused
from lab import CLIENT_ADDRESS, Lab, run, sendmail
from world import places, surround

HOST = "mx11.example.org"
DOMAINS = {"delivered.example.com": ("198.51.100.11", {}),
           "unknown.example.com": ("198.51.100.12", {
               "RCPT": "550 5.1.1 No such user here"}),
           "later.example.com": ("198.51.100.13", {
               "RCPT": "450 4.2.0 Mailbox is busy"}),
           "gone.example.com": ("198.51.100.14", None)}

CLASSES = "bounce, 2bounce, delay, policy, protocol, resource, software"


def set_up(work):
    lab = Lab(work, HOST, places(DOMAINS))
    lab.set_up()
    lab.postfix.configure({
        "mynetworks": f"127.0.0.0/8, {CLIENT_ADDRESS}/32",
        "delay_warning_time": "1s", "notify_classes": CLASSES,
        "maillog_file_permissions": "0644",
        "smtpd_sender_restrictions":
            "check_sender_access texthash:/etc/postfix/senders",
        "smtpd_client_restrictions": ""},
        "smtp inet n - n - - smtpd\n")
    lab.postfix.write("senders", "held@example.com HOLD\n"
                                 "released@example.com HOLD\n"
                                 "deleted@example.com HOLD\n"
                                 "bad@example.com REJECT\n")
    lab.start()
    surround(lab, DOMAINS)
    return lab


def send(recipient, sender=SENDER):
    submit(recipient, sender=sender, login=False, port=25)


def waiting_mails(lab):
    """Queue IDs of what lies in the queue, by the sender's local part."""
    listed = lab.postfix.command("postqueue", "-j").splitlines()
    return {mail["sender"].partition("@")[0]: mail["queue_id"]
            for mail in map(json.loads, listed)}


def watch(lab, mailwhy):
    """Follows the log from now on into a store of its own."""
    lab.store = lab.work / "watched.db"
    lab.log.touch()
    return subprocess.Popen([mailwhy.program, "watch", "--db", str(lab.store),
                             str(lab.log)], stdout=subprocess.DEVNULL,
                            stderr=open(lab.work / "watch.err", "w"))


def drive(lab, mailwhy):
    watcher = watch(lab, mailwhy)
    try:
        administer(lab)
        before = lab.text()
        rotate(lab)
        after = lab.text()
        mailwhy.log = lab.work / "log" / "whole.log"
        mailwhy.log.write_text(before + after)
        mailwhy.store = lab.store
        wait_for_store(mailwhy)
    finally:
        watcher.terminate()
        watcher.wait()


def administer(lab):
    for name in ["held", "released", "deleted"]:
        send("taro@delivered.example.com", f"{name}@example.com")
    send("taro@later.example.com", "waiting@example.com")
    send("taro@later.example.com", "requeued@example.com")
    send("taro@later.example.com", "pulled@example.com")
    send("taro@later.example.com", "given-up@example.com")
    send("jiro@unknown.example.com")
    send("jiro@unknown.example.com", "nobody@unknown.example.com")
    send("jiro@gone.example.com", "")
    submit_refused("taro@delivered.example.com", sender="bad@example.com",
                   login=False, port=25)
    sendmail("saburo@delivered.example.com", sender=SENDER)
    run("/usr/sbin/sendmail", "-i", "-N", "success,failure", "-f", SENDER,
        "shiro@delivered.example.com", input="Subject: x\n\nx\n", cwd="/")
    run("/usr/sbin/sendmail", "-bv", "-f", SENDER,
        "goro@delivered.example.com", cwd="/")
    names = ["waiting", "requeued", "pulled", "given-up"]
    lab.wait_for(*(rf"from=<{name}@example\.com>, size" for name in names),
                 r"(?s)(to=<taro@later.*status=deferred.*){4}")
    ids = waiting_mails(lab)
    command = lab.postfix.command
    command("postsuper", "-h", ids["pulled"])
    command("postsuper", "-H", ids["released"])
    command("postsuper", "-d", ids["deleted"])
    command("postsuper", "-r", ids["requeued"])
    command("postsuper", "-e", ids["given-up"])
    command("postqueue", "-i", ids["waiting"])
    command("postqueue", "-p")
    command("postqueue", "-f")
    command("postfix", "reload")
    lab.wait_for(r"to=<taro@delivered.*status=sent", r"released from hold",
                 r"sender delay notification", r"double-bounce",
                 r"postmaster non-delivery notification",
                 rf"{ids['given-up']}: from=.*status=force-expired",
                 r"(?s): requeued.*uid=.*orig_id=.*to=<taro@later.*deferred",
                 r"sender delivery status notification")


def rotate(lab):
    """postfix logrotate renames and compresses the log, and goes on anew."""
    run("postfix", "logrotate")
    send("after@delivered.example.com")
    lab.wait_for(r"to=<after@delivered\.example\.com>.*status=sent")


def wait_for_store(mailwhy):
    end = time.monotonic() + 40
    while time.monotonic() < end:
        done = subprocess.run(
            [mailwhy.program, "why", "--db", str(mailwhy.store), "--to",
             "after@delivered.example.com"], capture_output=True)
        if done.returncode == 0:
            return
        time.sleep(0.5)
    raise AssertionError("watch does not see what came after the rotation: " +
                         done.stdout.decode() + done.stderr.decode())


@outcome
def watched_over_a_rotation(mailwhy):
    def recipients(*source):
        done = subprocess.run([mailwhy.program, "export", *source],
                              capture_output=True, text=True)
        return sorted(line.partition('"first_seen"')[2]
                      for line in done.stdout.splitlines()
                      if '"type": "mail"' in line and "after@" not in line)
    watched = recipients("--db", str(mailwhy.store))
    loaded = recipients("--log", str(mailwhy.log))
    if len(watched) != len(loaded):
        raise AssertionError(f"watched {len(watched)} mails, loaded "
                             f"{len(loaded)}")


@outcome
def held_and_pulled(mailwhy):
    expect(mailwhy.first("--from", "held@example.com"), verdict="held",
           cause__id="queue_held")
    # It waited already: the cause is that of the last attempt.
    expect(mailwhy.first("--from", "pulled@example.com"), verdict="held",
           mail__state="held", cause__id="remote_temporary_failure")


@outcome
def released(mailwhy):
    expect(mailwhy.first("--from", "released@example.com"),
           verdict="delivered", mail__state="delivered")


@outcome
def deleted(mailwhy):
    queue_id = re.search(r"postsuper\[\d+\]: (\w+): removed",
                         mailwhy.text()).group(1)
    expect(mailwhy.first("--queue-id", queue_id), verdict="discarded",
           mail__state="discarded")
    expect(mailwhy.first("--from", "deleted@example.com"),
           verdict="discarded", mail__queue_id=queue_id)


@outcome
def requeued(mailwhy):
    answers = mailwhy.why("--from", "requeued@example.com")["answers"]
    expect(answers[0], verdict="deferred")
    if len(answers) != 1:
        raise AssertionError(f"{len(answers)} answers for one story")
    first = one_of(mailwhy.mails(), sender="requeued@example.com",
                   links__0__kind="resubmit")
    linked(first, "resubmit", first["links"][0]["direction"])


@outcome
def expired_by_force(mailwhy):
    expect(mailwhy.first("--from", "given-up@example.com"), verdict="expired")


@outcome
def told_of_the_delay(mailwhy):
    answer = mailwhy.first("--from", "waiting@example.com")
    expect(answer, verdict="deferred")
    linked(answer["mail"], "bounce")


@outcome
def bounce_of_a_bounce(mailwhy):
    answer = mailwhy.first("--from", "nobody@unknown.example.com")
    expect(answer, verdict="bounced", cause__id="recipient_unknown")
    notice = one_of(mailwhy.mails(), sender="", queue_id=linked(
        answer["mail"], "bounce")[0])
    expect(notice, origin="bounce", state="bounced",
           deliveries__0__recipient="nobody@unknown.example.com")
    double = one_of(mailwhy.mails(), queue_id=linked(notice, "bounce")[0])
    expect(double, origin="bounce", sender=f"double-bounce@{HOST}")


@outcome
def copies_for_the_postmaster_are_other_mails(mailwhy):
    answers = mailwhy.why("--from", SENDER, "--to",
                          "jiro@unknown.example.com")["answers"]
    if len(answers) != 1:
        raise AssertionError(f"{len(answers)} answers for one mail")


@outcome
def told_of_success(mailwhy):
    expect(mailwhy.first("--to", "shiro@delivered.example.com"),
           verdict="delivered")


if __name__ == "__main__":
    run_lab(set_up, drive)
