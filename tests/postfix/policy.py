"""What our own server refuses, or does to a mail, by its rules: access tables,
restrictions, block lists, limits, policy services and address verification."""

import smtplib

from asking import expect, one_of, outcome, run_lab
from clients import SENDER, dial, message, submit, submit_refused, talk
from lab import CLIENT_ADDRESS, OUR_ADDRESS, Lab, run, sendmail
from names import SERVER_FAILURE, reversed_name
from policy_service import PolicyService
from world import numbered, places, surround

HOST = "mx06.example.org"
DOMAINS = {"delivered.example.com": ("198.51.100.11", {}),
           "verified.example.com": ("198.51.100.12", {
               "RCPT": lambda line: "550 5.1.1 No such user" if "unknown"
                       in line else "250 2.1.5 Ok"}),
           "down.example.com": ("198.51.100.13", None)}
CLIENTS = numbered(["nameless", "mismatch", "listed", "unsure", "hasty",
                    "quick", "crowd", "flood", "lists", "guess", "big",
                    "helo", "listed2", "talker", "stops"])

RULES, RATE, CROWD, MESSAGES, RECIPIENTS, LOGINS = 25, 2525, 2526, 2527, 2528, 2529
NO_POLICY, GREY, VERIFY, LISTS, STRICT, VERIFY_SENDER = (2530, 2531, 2532, 2533,
                                                         2534, 2535)
LIMITS = {RATE: "connection_rate", CROWD: "connection_count",
          MESSAGES: "message_rate", RECIPIENTS: "recipient_rate",
          LOGINS: "auth_rate"}

MASTER = f"{RULES} inet n - n - - smtpd\n" + "".join(
    f"{port} inet n - n - - smtpd\n  -o smtpd_client_{limit}_limit=2\n"
    for port, limit in LIMITS.items()) + f"""
{NO_POLICY} inet n - n - - smtpd
  -o smtpd_recipient_restrictions=$without_policy
{GREY} inet n - n - - smtpd
  -o smtpd_recipient_restrictions=$with_policy
{VERIFY} inet n - n - - smtpd
  -o smtpd_recipient_restrictions=reject_unverified_recipient
{VERIFY_SENDER} inet n - n - - smtpd
  -o smtpd_recipient_restrictions=reject_unverified_sender
{LISTS} inet n - n - - smtpd
  -o smtpd_recipient_restrictions=$lists
{STRICT} inet n - n - - smtpd
  -o smtpd_recipient_restrictions=$strict
"""

SENDERS = """
ok@example.com       OK
reject@example.com   REJECT
words@example.com    REJECT we take nothing from you
code@example.com     450 4.7.1 come back tomorrow
defer@example.com    DEFER not now
deferif@example.com  DEFER_IF_PERMIT not yet
hold@example.com     HOLD wait for the administrator
discard@example.com  DISCARD nobody wants it
redirect@example.com REDIRECT guard@delivered.example.com
prepend@example.com  PREPEND X-Note: seen
warn@example.com     WARN look at this one
info@example.com     INFO only a note
bcc@example.com      BCC archive@delivered.example.com
class@example.com    members_only
badmap@example.com   broken_table
badrule@example.com  broken_rule
"""

MAIN = {
    "mynetworks": "127.0.0.0/8, 198.51.100.0/24",
    "relay_domains": "verified.example.com",
    "smtpd_client_event_limit_exceptions": "",
    "anvil_rate_time_unit": "60s",
    "anvil_status_update_time": "5s",
    "smtpd_restriction_classes": "members_only, broken_table, broken_rule",
    "members_only": "permit_sasl_authenticated, reject_plaintext_session, "
                    "reject",
    "broken_table": "check_recipient_access texthash:/nonexistent/table",
    "broken_rule": "reject_everything_bad",
    "smtpd_helo_required": "yes",
    "smtpd_sender_restrictions":
        "check_sender_access texthash:/etc/postfix/senders",
    "smtpd_recipient_restrictions":
        "warn_if_reject reject_unknown_reverse_client_hostname, "
        "reject_unknown_sender_domain",
    "lists": "reject_rbl_client bl.example.net, "
             "reject_rbl_client broken.example.net, "
             "reject_rhsbl_sender dbl.example.net",
    "strict": "reject_invalid_helo_hostname, reject_non_fqdn_helo_hostname, "
              "reject_unknown_helo_hostname, reject_non_fqdn_sender, "
              "reject_unknown_sender_domain, reject_non_fqdn_recipient, "
              "reject_unknown_recipient_domain, "
              "reject_unknown_client_hostname, reject_unauth_pipelining",
    "with_policy": "check_policy_service inet:127.0.0.1:10023",
    "without_policy": "check_policy_service inet:127.0.0.1:10099",
    "smtpd_policy_service_max_idle": "30s",
    "smtpd_policy_service_retry_delay": "1s",
    "smtpd_recipient_limit": "5",
    "address_verify_map": "btree:$data_directory/verify_cache",
    "unverified_recipient_reject_code": "550",
    "unverified_sender_reject_code": "550",
    "message_size_limit": "20000",
    "fast_flush_domains": "$relay_domains",
}


def set_up(work):
    lab = Lab(work, HOST, [*CLIENTS.values(), *places(DOMAINS)])
    lab.set_up(master=MASTER)
    lab.postfix.configure(MAIN, MASTER)
    lab.postfix.write("senders", SENDERS)
    lab.start()
    surround(lab, DOMAINS, CLIENTS, {
        reversed_name(CLIENTS["nameless"]): None,
        reversed_name(CLIENTS["mismatch"]): {"PTR": "client.example.net"},
        reversed_name(CLIENTS["listed"], "bl.example.net"): {
            "A": "127.0.0.2", "TXT": "see https://bl.example.net/"},
        reversed_name(CLIENTS["unsure"], "broken.example.net"): SERVER_FAILURE,
        "example.com.dbl.example.net": {"A": "127.0.1.2"},
        "tempfail.example.com": SERVER_FAILURE})
    lab.servers.append(PolicyService(10023))
    return lab


def send(sender, port=RULES, to="taro@delivered.example.com", **options):
    submit(to, sender=sender, login=False, port=port, **options)


def refused(sender, port=RULES, to="taro@delivered.example.com", **options):
    submit_refused(to, sender=sender, login=False, port=port, **options)


def from_(client):
    return {"source": CLIENTS[client]}


def send_by_the_table():
    for name in ["ok", "hold", "discard", "redirect", "prepend", "warn", "info",
                 "bcc"]:
        send(f"{name}@example.com")
    for name in ["reject", "words", "code", "defer", "deferif", "class",
                 "badmap", "badrule"]:
        refused(f"{name}@example.com")
    send("nameless@example.com", **from_("nameless"))
    send("mismatch@example.com", **from_("mismatch"))


def break_restrictions():
    for client in ["listed", "unsure"]:
        refused(f"{client}@example.com", LISTS, **from_(client))
    for name, options in {
            "helo1": {"helo": "under_score"}, "helo2": {"helo": "localbox"},
            "helo3": {"helo": "no.such.example.net"}}.items():
        refused(f"{name}@example.com", STRICT, **options)
    refused("nodomain", STRICT)
    refused("x@nosuch.example.com", STRICT)
    refused("x@tempfail.example.com", STRICT)
    refused("rcpt1@example.com", STRICT, to="taro@delivered")
    refused("rcpt2@example.com", STRICT, to="taro@nosuch.example.com")
    refused("nameless2@example.com", STRICT, **from_("nameless"))
    refused("policy@example.com", NO_POLICY)
    refused("grey@example.com", GREY)
    refused("policyreject@example.com", GREY)


def exceed_limits():
    for _ in range(4):
        talk("QUIT", port=RATE, **from_("quick"))
    crowd = [dial(CROWD, **from_("crowd")) for _ in range(3)]
    talk(port=CROWD, **from_("crowd"))
    for connection in crowd:
        connection.close()
    for number in range(4):
        try:
            send(f"flood{number}@example.com", MESSAGES, **from_("flood"))
        except smtplib.SMTPException:
            pass
    many = [f"to{number}@delivered.example.com" for number in range(4)]
    send("lists@example.com", RECIPIENTS, to=many, **from_("lists"))
    for _ in range(4):
        talk("EHLO guess.example.net", "AUTH PLAIN AGEAYgBj", "QUIT",
             port=LOGINS, **from_("guess"))
    # Those above smtpd_recipient_limit are refused without a word in the log.
    send("crowded@example.com", to=[f"to{number}@delivered.example.com"
                                    for number in range(8)])
    big = message("big@example.com", "x@example.com", body="x" * 70 + "\n") \
        + ("x" * 70 + "\n") * 500
    refused("big@example.com", text=big)
    talk("EHLO big.example.net", "MAIL FROM:<big2@example.com>",
         "RCPT TO:<taro@delivered.example.com>", "DATA",
         big.replace("\n", "\r\n").encode() + b"\r\n.\r\n", "QUIT",
         **from_("big"))
    try:
        sendmail("taro@delivered.example.com", sender="big3@example.com",
                 text=big)
    except Exception:  # sendmail tells of it by its exit status
        pass


def talk_badly():
    talk("EHLO talker.example.net", "MAIL FROM:<a b@example.com>",
         "MAIL FROM:hanako@example.com>", "RCPT TO:<taro@example.org>",
         "AUTH PLAIN x", "VRFY taro@example.org", "ETRN verified.example.com",
         "ETRN #x", "QUIT", **from_("talker"))
    talk("EHLO stops.example.net", "GET / HTTP/1.1", **from_("stops"))
    talk("EHLO stops.example.net", b"NOOP\r\nNOOP\r\nMAIL FROM:<a@example.com>"
         b"\r\nRCPT TO:<taro@example.org>\r\nDATA\r\nQUIT\r\n",
         **from_("hasty"))
    talk("EHLO stops.example.net", "MAIL FROM:<stops@example.com>",
         "RCPT TO:<taro@delivered.example.com>", "DATA", b"Subject: half\r\n",
         None, seconds=1, **from_("stops"))


def verify():
    send("verify@example.com", VERIFY, to="taro@verified.example.com")
    refused("verify@example.com", VERIFY, to="unknown@verified.example.com")
    refused("verify@example.com", VERIFY, to="taro@down.example.com")
    refused("unknown@verified.example.com", VERIFY_SENDER)


def drive(lab, _):
    send_by_the_table()
    break_restrictions()
    exceed_limits()
    talk_badly()
    verify()
    lab.postfix.command("postqueue", "-s", "verified.example.com")
    lab.wait_for(r"to=<guard@delivered\.example\.com>.*status=sent",
                 r"to=<archive@delivered\.example\.com>.*status=sent",
                 r"to=<taro@verified\.example\.com>.*status=sent",
                 r"anvil.*statistics: max", r"message file too big|size limit")


def rejected(mailwhy, sender, cause, **more):
    answers = mailwhy.why("--from", sender)["answers"]
    return one_of(answers, verdict="rejected", cause__id=cause, **{
        "cause__attributes__said_by": "us", **more})


@outcome
def access_table_that_refuses(mailwhy):
    rejected(mailwhy, "reject@example.com", "sender_rejected")
    rejected(mailwhy, "words@example.com", "sender_rejected")
    for sender in ["code", "defer", "deferif"]:
        one_of(mailwhy.rejects(), sender=f"{sender}@example.com", stage="rcpt",
               client__ip=CLIENT_ADDRESS)
    one_of(mailwhy.rejects(), sender="class@example.com", stage="rcpt")


@outcome
def access_table_that_does_other_things(mailwhy):
    for name in ["ok", "prepend", "warn", "info", "bcc"]:
        expect(mailwhy.first("--from", f"{name}@example.com", "--to",
                             "taro@delivered.example.com"), verdict="delivered")
    for name in ["hold", "discard", "redirect", "warn", "info", "bcc"]:
        one_of(mailwhy.rejects(), sender=f"{name}@example.com", action=name)
    expect(mailwhy.first("--from", "hold@example.com"), verdict="held",
           cause__id="queue_held")
    expect(mailwhy.first("--from", "discard@example.com"),
           verdict="discarded", cause__id="discarded")
    expect(mailwhy.first("--from", "redirect@example.com"),
           verdict="delivered")


@outcome
def tables_and_rules_that_are_broken(mailwhy):
    rejected(mailwhy, "badmap@example.com", "local_config_error",
             cause__side="our_server")
    rejected(mailwhy, "badrule@example.com", "local_config_error",
             cause__side="our_server")


@outcome
def warnings_instead_of_rejects(mailwhy):
    warned = one_of(mailwhy.rejects(), sender="nameless@example.com",
                    action="reject_warning")
    expect(warned, cause="reverse_dns_missing")
    expect(mailwhy.first("--from", "nameless@example.com"),
           verdict="delivered")


@outcome
def block_lists(mailwhy):
    rejected(mailwhy, "listed@example.com", "dnsbl_listed",
             cause__attributes__list="bl.example.net")
    rejected(mailwhy, "unsure@example.com", "dnsbl_listed",
             cause__attributes__list="dbl.example.net")


@outcome
def names_of_hosts_and_domains(mailwhy):
    for name in ["helo1", "helo2", "helo3"]:
        rejected(mailwhy, f"{name}@example.com", "helo_rejected")
    rejected(mailwhy, "x@nosuch.example.com", "sender_domain_not_found")
    rejected(mailwhy, "x@tempfail.example.com", "sender_domain_not_found")
    rejected(mailwhy, "rcpt1@example.com", "address_syntax")
    rejected(mailwhy, "rcpt2@example.com", "host_not_found")
    rejected(mailwhy, "nameless2@example.com", "reverse_dns_missing")
    one_of(mailwhy.rejects(), sender="nodomain", cause="address_syntax")


@outcome
def policy_services(mailwhy):
    rejected(mailwhy, "policy@example.com", "filter_unavailable",
             cause__side="our_server")
    rejected(mailwhy, "grey@example.com", "greylisted", cause__side="nobody")
    rejected(mailwhy, "policyreject@example.com", "spf_fail")


@outcome
def limits_of_a_client(mailwhy):
    sessions, rejects = mailwhy.sessions(), mailwhy.rejects()
    for client, cause in {"quick": "rate_limited",
                          "crowd": "too_many_connections",
                          "flood": "rate_limited", "lists": "rate_limited",
                          "guess": "sasl_auth_failed_client"}.items():
        one_of(sessions + rejects, client__ip=CLIENTS[client], cause=cause)


@outcome
def limits_of_size_and_number(mailwhy):
    rejected(mailwhy, "big@example.com", "message_too_big")
    # Its lines do not name the sender.
    one_of(mailwhy.why("--client", CLIENTS["big"])["answers"],
           verdict="rejected", cause__id="message_too_big")


@outcome
def verified_recipients(mailwhy):
    expect(mailwhy.first("--to", "taro@verified.example.com"),
           verdict="delivered")
    answers = mailwhy.why("--to", "unknown@verified.example.com")["answers"]
    one_of(answers, verdict="rejected", cause__id="recipient_unknown")
    down = mailwhy.why("--to", "taro@down.example.com")["answers"]
    one_of(down, verdict="rejected", cause__id="connect_refused")


@outcome
def verified_senders(mailwhy):
    answers = mailwhy.why("--from", "unknown@verified.example.com")["answers"]
    one_of(answers, verdict="rejected", cause__group="sender")


@outcome
def probes_are_no_mails(mailwhy):
    text = str(mailwhy.ask("report"))
    if "double-bounce" in text:
        raise AssertionError("probes in the report: " + text[:3000])
    answers = mailwhy.why("--to", "taro@verified.example.com")["answers"]
    if len(answers) != 1:
        raise AssertionError(f"{len(answers)} answers, not 1")


if __name__ == "__main__":
    run_lab(set_up, drive)
