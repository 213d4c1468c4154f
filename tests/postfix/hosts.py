"""Mail that goes on from one Postfix to the next: a second instance on the same
host, and a second host, all in one central log."""

from asking import contains, expect, linked, one_of, outcome, run_lab
from clients import SENDER, submit, submit_refused
from lab import Instance, Lab
from world import places, surround

FIRST, SECOND = "mx07.example.org", "mx08.example.org"
SECOND_ADDRESS = "203.0.113.20"
DOMAINS = {"delivered.example.com": ("198.51.100.11", {}),
           "unknown.example.com": ("198.51.100.12", {
               "RCPT": "550 5.1.1 No such user here"}),
           "full.example.com": ("198.51.100.13", {
               ".": "452 4.2.2 The email account that you tried to reach is "
                    "over quota"})}

MASTER = """
smtp       inet n - n - - smtpd
submission inet n - n - - smtpd
  -o syslog_name=postfix/submission
"""


def set_up(work):
    lab = Lab(work, FIRST, [*places(DOMAINS), SECOND_ADDRESS])
    lab.set_up(master=MASTER)
    lab.postfix.configure({
        "transport_maps": "texthash:/etc/postfix/transport",
        "alternate_config_directories": f"{work}/out/etc, {work}/second/etc",
        "import_environment": "TZ MAIL_LOGTAG"}, MASTER)
    # What leaves goes through the sending instance; one domain straight to the
    # second host.
    lab.postfix.write("transport", "straight.example.com "
                      f"smtp:[{SECOND_ADDRESS}]:25\n"
                      "closed.example.com smtp:[127.0.0.1]:10587\n"
                      "example.org local:\n"
                      f".{FIRST} local:\n* smtp:[127.0.0.1]:10587\n")
    out = second_postfix(lab, "out", FIRST, {
        "syslog_name": "postfix-out", "inet_interfaces": "127.0.0.1",
        "mydestination": "", "local_recipient_maps": "",
        "mynetworks": f"127.0.0.0/8, {FIRST_ADDRESS}/32",
        "relayhost": f"[{SECOND_ADDRESS}]"},
        "127.0.0.1:10587 inet n - n - - smtpd\n")
    second = second_postfix(lab, "second", SECOND, {
        "inet_interfaces": SECOND_ADDRESS, "mynetworks": "203.0.113.0/24",
        "smtp_bind_address": SECOND_ADDRESS,
        "transport_maps": f"texthash:{work}/second/etc/transport",
        "smtpd_recipient_restrictions":
            f"check_recipient_access texthash:{work}/second/etc/closed"},
        f"{SECOND_ADDRESS}:25 inet n - n - - smtpd\n")
    second.write("closed", "closed.example.com REJECT this domain is closed\n")
    second.write("transport", "straight.example.com "
                 "smtp:[mail.delivered.example.com]\n")
    lab.instances += [out, second]
    surround(lab, DOMAINS, zones={SECOND: {"A": SECOND_ADDRESS}, "20.113.0.203"
                                  ".in-addr.arpa": {"PTR": SECOND}})
    for instance in lab.instances:
        instance.start()
    return lab


FIRST_ADDRESS = "203.0.113.10"


def second_postfix(lab, name, host, main, master):
    place = lab.work / name
    for part in ["etc", "spool", "data"]:
        (place / part).mkdir(parents=True)
    place.chmod(0o755)
    instance = Instance(lab, host, place / "etc", place / "spool",
                        place / "data")
    instance.own_data()
    instance.copy_scripts()
    instance.configure({"multi_instance_name": f"postfix-{name}",
                        "multi_instance_enable": "yes", **main}, master)
    return instance


def drive(lab, _):
    submit("taro@delivered.example.com")
    submit("jiro@unknown.example.com")
    submit("saburo@full.example.com")
    submit(["shiro@delivered.example.com", "shiro@unknown.example.com"])
    submit("goro@straight.example.com")
    submit("rokuro@closed.example.com")
    lab.wait_for(*(rf"to=<{recipient}@{domain}\.example\.com>"
                   rf".*mail\.{server}\.example\.com\[.*status="
                   for recipient, domain, server in [
                       ("taro", "delivered", "delivered"),
                       ("jiro", "unknown", "unknown"),
                       ("saburo", "full", "full"),
                       ("shiro", "delivered", "delivered"),
                       ("shiro", "unknown", "unknown"),
                       ("goro", "straight", "delivered")]),
                 r"to=<rokuro@closed.*status=bounced",
                 r"(?s)(to=<hanako@example\.com>.*status=sent.*){3}")


@outcome
def over_three_queues(mailwhy):
    answer = mailwhy.first("--from", SENDER, "--to",
                           "taro@delivered.example.com")
    expect(answer, verdict="delivered", mail__host="mx07",
           mail__instance="postfix", mail__sasl_username=f"taro@{FIRST}")
    if len(answer["chain"]) != 2:
        raise AssertionError(f"chain of {len(answer['chain'])}, not 2")
    expect(answer, chain__0__instance="postfix-out", chain__0__host="mx07",
           chain__1__host="mx08", chain__1__instance="postfix-second")
    expect(answer["chain"][1]["deliveries"][0],
           remote_queue_id="4XyZ12AbCd", relay__ip="198.51.100.11")


@outcome
def trace_from_the_last_to_the_first(mailwhy):
    answer = mailwhy.first("--from", SENDER, "--to",
                           "taro@delivered.example.com")
    ids = [answer["mail"]["queue_id"]] + [mail["queue_id"]
                                          for mail in answer["chain"]]
    for queue_id in ids:
        contains(str(mailwhy.ask("trace", queue_id)), *ids)


@outcome
def refused_at_the_end(mailwhy):
    expect(mailwhy.first("--from", SENDER, "--to", "jiro@unknown.example.com"),
           verdict="bounced", cause__id="recipient_unknown",
           cause__attributes__said_by="them", mail__host="mx07")


@outcome
def deferred_at_the_end(mailwhy):
    expect(mailwhy.first("--from", SENDER, "--to", "saburo@full.example.com"),
           verdict="deferred", cause__id="mailbox_full")


@outcome
def two_recipients_two_ends(mailwhy):
    expect(mailwhy.first("--to", "shiro@delivered.example.com"),
           verdict="delivered")
    expect(mailwhy.first("--to", "shiro@unknown.example.com"),
           verdict="bounced", cause__id="recipient_unknown")


@outcome
def straight_to_the_second_host(mailwhy):
    answer = mailwhy.first("--to", "goro@straight.example.com")
    expect(answer, verdict="delivered", mail__host="mx07")
    linked(answer["mail"], "relay")


@outcome
def refused_by_our_second_host(mailwhy):
    answers = mailwhy.why("--to", "rokuro@closed.example.com")["answers"]
    one_of(answers, verdict="bounced", mail__host="mx07")


@outcome
def the_bounce_comes_from_where_it_was_refused(mailwhy):
    answer = mailwhy.first("--from", SENDER, "--to", "jiro@unknown.example.com")
    end = answer["chain"][-1] if answer["chain"] else answer["mail"]
    bounce = one_of(mailwhy.mails(), queue_id=linked(end, "bounce")[0],
                    host=end["host"])
    expect(bounce, sender="", origin="bounce", state="delivered")


@outcome
def stories_are_counted_once(mailwhy):
    totals = mailwhy.ask("report")["totals"]
    # Six mails of the sender, and the three or four bounces.
    if not 9 <= totals["mails"] <= 10:
        raise AssertionError(f"totals: {totals}")


if __name__ == "__main__":
    run_lab(set_up, drive)
