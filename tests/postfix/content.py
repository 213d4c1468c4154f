"""Content filters after and before the queue, and milters: what they let
through, refuse, throw away and hold, and what happens when they are down."""

from asking import contains, expect, linked, one_of, outcome, run_lab
from clients import SENDER, message, submit, submit_refused
from filters import amavis, proxy
from lab import CLIENT_ADDRESS, Lab, sendmail
from milter import (CONNECT, CONTINUE, DATA, DISCARD, END_OF_MESSAGE, HEADER,
                    HELO, MAIL, RCPT, REJECT, TEMPFAIL, Milter, quarantine,
                    reply)
from world import numbered, places, surround

HOST = "mx05.example.org"
DOMAINS = {"delivered.example.com": ("198.51.100.11", {}),
           "unknown.example.com": ("198.51.100.12", {
               "RCPT": "550 5.1.1 No such user here"})}
CLIENTS = numbered(["at_connect"])
# The ports of smtpd services, each with a filter of its own behind it.
MILTER, AMAVIS, TWICE, PROXY, NO_PROXY = 25, 2525, 2526, 2527, 2528
NO_MILTER, NO_MILTER_MATTERS_NOT, BY_PIPE, NO_FILTER = 2529, 2530, 2531, 2532
BARE, BY_TABLE = 2533, 2534

MASTER = f"""
{MILTER} inet n - n - - smtpd
  -o smtpd_milters=inet:127.0.0.1:8891
{AMAVIS} inet n - n - - smtpd
  -o content_filter=amavis:[127.0.0.1]:10024
{TWICE} inet n - n - - smtpd
  -o content_filter=amavis:[127.0.0.1]:10034
{PROXY} inet n - n - - smtpd
  -o smtpd_proxy_filter=127.0.0.1:10026
{NO_PROXY} inet n - n - - smtpd
  -o smtpd_proxy_filter=127.0.0.1:10029
{NO_MILTER} inet n - n - - smtpd
  -o smtpd_milters=inet:127.0.0.1:8899
  -o milter_default_action=tempfail
{BY_TABLE} inet n - n - - smtpd
  -o smtpd_recipient_restrictions=$filtering
{NO_MILTER_MATTERS_NOT} inet n - n - - smtpd
  -o smtpd_milters=inet:127.0.0.1:8899
  -o milter_default_action=accept
{BY_PIPE} inet n - n - - smtpd
  -o content_filter=filter:dummy
{NO_FILTER} inet n - n - - smtpd
  -o content_filter=amavis:[127.0.0.1]:10039
{BARE} inet n - n - - smtpd
  -o content_filter=bare:[127.0.0.1]:10041
127.0.0.1:10025 inet n - n - - smtpd
  -o content_filter=
  -o syslog_name=postfix/reinject
127.0.0.1:10027 inet n - n - - smtpd
  -o smtpd_proxy_filter=
127.0.0.1:10035 inet n - n - - smtpd
  -o content_filter=amavis:[127.0.0.1]:10024
amavis unix - - n - 4 smtp
  -o smtp_send_xforward_command=yes
  -o smtp_bind_address=
bare   unix - - n - 4 smtp
  -o smtp_bind_address=
filter unix - n n - 4 pipe
  flags=Rq user=nobody argv=/usr/sbin/sendmail -G -i -f ${{sender}} -- ${{recipient}}
"""


def set_up(work):
    lab = Lab(work, HOST, [*CLIENTS.values(), *places(DOMAINS)])
    lab.set_up(master=MASTER)
    lab.postfix.configure({
        "mynetworks": f"127.0.0.0/8, {CLIENT_ADDRESS}/32, 198.51.100.60/32",
        "smtpd_authorized_xforward_hosts": "127.0.0.0/8",
        "non_smtpd_milters": "inet:127.0.0.1:8891",
        "milter_connect_timeout": "2s",
        "filtering": "check_recipient_access texthash:/etc/postfix/recipients",
    }, MASTER)
    lab.postfix.write("recipients", "filtered@delivered.example.com "
                                    "FILTER amavis:[127.0.0.1]:10024\n")
    lab.start()
    surround(lab, DOMAINS, CLIENTS)
    lab.servers += [
        amavis(10024, 10025), amavis(10034, 10035), amavis(10041, 10025),
        proxy(10026, 10027),
        Milter(8891, {
            (CONNECT, "at-connect"): reply("554 5.7.1 not from your network"),
            (HELO, "liar."): REJECT,
            (MAIL, "at-mail@"): reply("550 5.7.1 sender is on our list"),
            (MAIL, "later@"): TEMPFAIL,
            (RCPT, "at-rcpt@"): REJECT,
            (RCPT, "gone-rcpt@"): DISCARD,
            (DATA, "never"): CONTINUE,
            (HEADER, "Subject\0lottery"): reply("550 5.7.1 spam subject"),
            (END_OF_MESSAGE, "spf@"): reply(
                "550 5.7.23 SPF validation failed"),
            (END_OF_MESSAGE, "bare@"): REJECT,
            (END_OF_MESSAGE, "held@"): [quarantine("looks like phishing"),
                                        CONTINUE],
            (END_OF_MESSAGE, "dropped@"): DISCARD,
            (END_OF_MESSAGE, "busy@"): reply("451 4.7.1 scanner is busy"),
        })]
    return lab


def send(recipient, port, **options):
    submit(recipient, login=False, port=port, **options)


def refused(recipient, port, **options):
    submit_refused(recipient, login=False, port=port, **options)


def send_to_filters():
    send("taro@delivered.example.com", AMAVIS)
    send("jiro@unknown.example.com", AMAVIS)
    send(["a@delivered.example.com", "b@delivered.example.com"], AMAVIS)
    send("virus@delivered.example.com", AMAVIS)
    send("spam@delivered.example.com", AMAVIS)
    send("later@delivered.example.com", AMAVIS)
    send("twice@delivered.example.com", TWICE)
    send("bare@delivered.example.com", BARE)
    send("down@delivered.example.com", NO_FILTER)
    send("piped@delivered.example.com", BY_PIPE)
    send("filtered@delivered.example.com", BY_TABLE)
    send("proxied@delivered.example.com", PROXY)
    refused("blocked@delivered.example.com", PROXY, text=message(
        SENDER, "blocked@delivered.example.com", body="forbidden words\n"))
    refused("unproxied@delivered.example.com", NO_PROXY)


def send_to_milters():
    to = "shiro@delivered.example.com"
    for sender in ["at-mail", "later", "spf", "bare", "busy"]:
        refused(to, MILTER, sender=f"{sender}@example.com")
    for sender in ["held", "dropped", "fine"]:
        send(to, MILTER, sender=f"{sender}@example.com")
    refused(to, MILTER, sender="connect@example.com",
            source=CLIENTS["at_connect"])
    refused(to, MILTER, sender="helo@example.com", helo="liar.example.net")
    refused("at-rcpt@delivered.example.com", MILTER)
    send("gone-rcpt@delivered.example.com", MILTER)
    refused("header@delivered.example.com", MILTER, text=message(
        SENDER, to).replace("Subject: Invoice", "Subject: lottery"))
    refused("unmilted@delivered.example.com", NO_MILTER,
            sender="unmilted@example.com")
    send("nomilter@delivered.example.com", NO_MILTER_MATTERS_NOT)
    sendmail("sent@delivered.example.com", sender="bare@example.com")


def drive(lab, _):
    send_to_filters()
    send_to_milters()
    lab.wait_for(*(rf"to=<{name}@delivered\.example\.com>.*mail\.delivered.*sent"
                   for name in ["taro", "a", "b", "twice", "bare", "piped",
                                "filtered", "proxied", "nomilter"]),
                 *(rf"to=<{name}@delivered\.example\.com>.*status="
                   for name in ["virus", "spam", "later", "down"]),
                 r"to=<hanako@example\.com>.*status=sent",
                 r"milter-reject: END-OF-MESSAGE from localhost")


@outcome
def through_the_filter_and_on(mailwhy):
    answer = mailwhy.first("--from", SENDER, "--to",
                           "taro@delivered.example.com")
    expect(answer, verdict="delivered", matched="exact",
           mail__client__ip=CLIENT_ADDRESS)
    mail = answer["mail"]
    second = one_of(mailwhy.mails(), queue_id=linked(mail, "filter")[0])
    expect(second, state="delivered",
           deliveries__0__remote_queue_id="4XyZ12AbCd")
    contains(linked(second, "filter", "from"), mail["queue_id"])
    trace = mailwhy.ask("trace", second["queue_id"])
    contains(str(trace), mail["queue_id"], second["queue_id"])


@outcome
def the_end_of_the_chain_decides(mailwhy):
    answer = mailwhy.first("--from", SENDER, "--to",
                           "jiro@unknown.example.com")
    expect(answer, verdict="bounced", cause__id="recipient_unknown",
           cause__attributes__said_by="them")


@outcome
def each_mail_counts_once(mailwhy):
    answers = mailwhy.why("--to", "a@delivered.example.com")["answers"]
    if len(answers) != 1:
        raise AssertionError(f"{len(answers)} answers: {answers}")
    expect(answers[0], verdict="delivered")


@outcome
def blocked_by_the_filter(mailwhy):
    expect(mailwhy.first("--to", "virus@delivered.example.com"),
           verdict="bounced", cause__id="virus_detected")
    expect(mailwhy.first("--to", "later@delivered.example.com"),
           verdict="deferred", cause__side="our_server")


@outcome
def thrown_away_by_the_filter(mailwhy):
    expect(mailwhy.first("--to", "spam@delivered.example.com"),
           verdict="discarded", cause__id="spam_content")


@outcome
def two_filters_in_a_row(mailwhy):
    answer = mailwhy.first("--from", SENDER, "--to",
                           "twice@delivered.example.com")
    expect(answer, verdict="delivered")
    if len(answer["chain"]) != 2:
        raise AssertionError(f"chain: {len(answer['chain'])}, not 2")


@outcome
def filter_without_xforward(mailwhy):
    answer = mailwhy.first("--from", SENDER, "--to",
                           "bare@delivered.example.com")
    expect(answer, verdict="delivered")
    linked(answer["mail"], "filter")


@outcome
def filter_named_by_an_access_table(mailwhy):
    answer = mailwhy.first("--from", SENDER, "--to",
                           "filtered@delivered.example.com")
    expect(answer, verdict="delivered")
    linked(answer["mail"], "filter")


@outcome
def filter_through_a_pipe(mailwhy):
    answer = mailwhy.first("--from", SENDER, "--to",
                           "piped@delivered.example.com")
    expect(answer, verdict="delivered", mail__origin="smtpd")
    linked(answer["mail"], "filter")


@outcome
def filter_is_down(mailwhy):
    expect(mailwhy.first("--to", "down@delivered.example.com"),
           verdict="deferred", cause__side="our_server")


@outcome
def proxy_before_the_queue(mailwhy):
    expect(mailwhy.first("--from", SENDER, "--to",
                         "proxied@delivered.example.com"),
           verdict="delivered")
    expect(mailwhy.first("--to", "blocked@delivered.example.com"),
           verdict="rejected", reject__action="proxy_reject",
           reject__stage="end_of_data", cause__id="content_rejected")
    # Where the proxy is down, only a warning says so: no sender.
    contains(mailwhy.text(), "connect to proxy filter 127.0.0.1:10029")
    one_of(mailwhy.rejects(), action="reject", client__ip=CLIENT_ADDRESS,
           cause="filter_unavailable")


def milter_rejects(mailwhy, stage, **more):
    return one_of(mailwhy.rejects(), action="milter_reject", stage=stage,
                  **more)


@outcome
def milter_at_each_stage(mailwhy):
    milter_rejects(mailwhy, "connect", client__ip=CLIENTS["at_connect"])
    # smtpd_delay_reject: what is said at HELO stands until MAIL.
    milter_rejects(mailwhy, "mail", helo="liar.example.net")
    milter_rejects(mailwhy, "mail", sender="at-mail@example.com", code="550")
    milter_rejects(mailwhy, "mail", sender="later@example.com", code="451")
    milter_rejects(mailwhy, "rcpt", recipient="at-rcpt@delivered.example.com")
    milter_rejects(mailwhy, "end_of_data", sender="spf@example.com",
                   dsn="5.7.23", cause="spf_fail")
    milter_rejects(mailwhy, "end_of_data", sender="bare@example.com",
                   cause="milter_rejected")
    milter_rejects(mailwhy, "end_of_data", sender="busy@example.com",
                   dsn="4.7.1")


@outcome
def milter_verdicts(mailwhy):
    expect(mailwhy.first("--from", "spf@example.com"), verdict="rejected",
           cause__id="spf_fail")
    expect(mailwhy.first("--from", "bare@example.com", "--to",
                         "shiro@delivered.example.com"),
           verdict="rejected", cause__id="milter_rejected")
    held = mailwhy.first("--from", "held@example.com")
    expect(held, verdict="held", cause__id="queue_held", mail__state="held")
    expect(mailwhy.first("--from", "dropped@example.com"),
           verdict="discarded", cause__id="discarded")
    expect(mailwhy.first("--from", "fine@example.com"), verdict="delivered")


@outcome
def milter_is_down(mailwhy):
    expect(mailwhy.first("--from", "unmilted@example.com"),
           verdict="rejected", reject__stage="mail", cause__id="filter_unavailable",
           cause__side="our_server")
    expect(mailwhy.first("--to", "nomilter@delivered.example.com"),
           verdict="delivered")


@outcome
def milter_for_mail_of_this_machine(mailwhy):
    expect(mailwhy.first("--from", "bare@example.com", "--to",
                         "sent@delivered.example.com"),
           verdict="bounced", delivery__agent="cleanup")


if __name__ == "__main__":
    run_lab(set_up, drive)
