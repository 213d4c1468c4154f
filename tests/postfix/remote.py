"""Other people's servers: TLS that is broken, missing or not to be trusted, logins
that a relay refuses, DNS that leads nowhere, connections that end too early."""

import ssl
import time

from asking import contains, expect, one_of, outcome, run_lab
from clients import SENDER, submit, submit_refused
from lab import OUR_ADDRESS, Lab, sendmail
from names import SERVER_FAILURE
from servers import MailServer
from world import places, surround

HOST = "mx09.example.org"

STARTTLS = ("PIPELINING", "STARTTLS", "8BITMIME")
AUTH_PLAIN = ("PIPELINING", "AUTH PLAIN LOGIN")


def number(last):
    return f"198.51.100.{last}"


DOMAINS = {
    "delivered.example.com": (number(11), {}),
    "broken.example.com": (number(12), {"extensions": STARTTLS}),
    "mustbreak.example.com": (number(13), {"extensions": STARTTLS}),
    "notls.example.com": (number(14), {}),
    "later-tls.example.com": (number(15), {
        "extensions": STARTTLS,
        "STARTTLS": "454 4.7.0 TLS not available due to local problem"}),
    "password.example.com": (number(16), {
        "extensions": AUTH_PLAIN,
        "AUTH": "535 5.7.8 Error: authentication failed"}),
    "nomech.example.com": (number(17), {"extensions": ("AUTH GSSAPI",)}),
    "wantslogin.example.com": (number(18), {
        "MAIL": "530 5.7.0 Authentication required"}),
    "ascii.example.com": (number(19), {}),
    "greeting.example.com": (number(20), {"greeting": None}),
    "busy.example.com": (number(21), {
        "greeting": "421 4.7.0 {name} Too many connections, try again later"}),
    "rcpt.example.com": (number(22), {"RCPT": None}),
    "lost.example.com": (number(23), {".": None}),
    "slow.example.com": (number(24), {".": lambda _: time.sleep(8) or "250 x"}),
    "lines.example.com": (number(25), {
        ".": "550-5.7.26 Unauthenticated email from example.com is not\r\n"
             "550-5.7.26 accepted due to domain's DMARC policy. Please\r\n"
             "550 5.7.26 contact the administrator - gsmtp"}),
    "old.example.com": (number(26), {"EHLO": "502 5.5.1 unknown command"}),
    "helo.example.com": (number(27), {
        "EHLO": "550 5.7.1 <mx09.example.org>: Helo command rejected: "
                "Host not found",
        "HELO": "550 5.7.1 <mx09.example.org>: Helo command rejected: "
                "Host not found"}),
    "size.example.com": (number(28), {"extensions": ("SIZE 500",)}),
    "first.example.com": (number(29), None),
}
TLS_DOMAINS = {"tls.example.com": number(40), "verify.example.com": number(41)}
POLICIES = """
mustbreak.example.com encrypt
notls.example.com encrypt
later-tls.example.com encrypt
verify.example.com verify
"""


def set_up(work):
    lab = Lab(work, HOST, [*places(DOMAINS), *TLS_DOMAINS.values()])
    lab.set_up()
    certificate, key = lab.make_certificate()
    lab.postfix.configure({
        "smtp_tls_security_level": "may", "smtp_tls_loglevel": "1",
        "smtp_tls_policy_maps": "texthash:/etc/postfix/tls_policy",
        "smtp_tls_CApath": "/etc/ssl/certs",
        "smtp_sasl_auth_enable": "yes",
        "smtp_sasl_password_maps": "texthash:/etc/postfix/passwords",
        "smtp_sasl_security_options": "noanonymous",
        "smtp_connection_cache_destinations": "delivered.example.com",
        "smtp_data_done_timeout": "2s",
        "maximal_queue_lifetime": "1h"},
        "smtp inet n - n - - smtpd\n"
        "submission inet n - n - - smtpd\n"
        "  -o syslog_name=postfix/submission\n")
    lab.postfix.write("tls_policy", POLICIES)
    lab.postfix.write("passwords", "password.example.com user:secret\n"
                                   "nomech.example.com user:secret\n")
    lab.start()
    surround(lab, DOMAINS, zones={
        **{domain: {"MX": "mail." + domain} for domain in TLS_DOMAINS},
        **{"mail." + domain: {"A": address}
           for domain, address in TLS_DOMAINS.items()},
        "loop.example.com": {"MX": HOST},
        "nomail.example.com": {"MX": "."},
        "badmx.example.com": {"MX": "nosuch.badmx.example.com"},
        "localmx.example.com": {"MX": "localhost.localmx.example.com"},
        "localhost.localmx.example.com": {"A": "127.0.0.1"},
        "servfail.example.com": SERVER_FAILURE,
        "first.example.com": {"MX": ["mail.first.example.com",
                                     "mail.delivered.example.com"]}})
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    lab.servers += [MailServer("mail." + domain, address, tls=context,
                               extensions=STARTTLS)
                    for domain, address in TLS_DOMAINS.items()]
    return lab


ZONES = ["loop", "nomail", "badmx", "servfail"]


def drive(lab, _):
    for domain in [*DOMAINS, *TLS_DOMAINS]:
        if domain != "ascii.example.com":
            submit("taro@" + domain)
    for zone in ZONES:
        submit(f"taro@{zone}.example.com")
    submit("taro@localmx.example.com")
    for count in range(4):
        submit(f"cached{count}@delivered.example.com")
    submit("花子@ascii.example.com", options=["SMTPUTF8"])
    hops = "".join(f"Received: from a{hop}.example.com by b.example.com; "
                   "Mon, 5 Dec 2022 18:38:12 +0900\n" for hop in range(60))
    submit_refused("taro@example.org", login=False, port=25,
                   text=hops + "Subject: x\n\nx\n")
    sendmail("hops@delivered.example.com", sender=SENDER,
             text=hops + "Subject: x\n\nx\n")
    sendmail("taro@example.org", sender=SENDER,
             text="Delivered-To: taro@example.org\nSubject: x\n\nx\n")
    wanted = [domain for domain in [*DOMAINS, *TLS_DOMAINS]] + [
        f"{zone}.example.com" for zone in [*ZONES, "localmx"]]
    lab.wait_for(*(rf"to=<\S+@{domain}>.*status=" for domain in wanted),
                 r"to=<taro@example.org>.*status=",
                 r"to=<taro@broken\.example\.com>.*status=sent",
                 r"to=<cached3@.*status=sent", seconds=60)


def failed(mailwhy, domain, verdict, cause, **more):
    answer = mailwhy.first("--from", SENDER, "--to", f"@{domain}.example.com")
    expect(answer, verdict=verdict, cause__id=cause, **more)
    return answer


@outcome
def tls_that_works(mailwhy):
    for domain in ["tls", "broken"]:  # the latter after all without
        expect(mailwhy.first("--to", f"taro@{domain}.example.com"),
               verdict="delivered", cause=None)


@outcome
def tls_that_is_demanded(mailwhy):
    failed(mailwhy, "mustbreak", "deferred", "tls_handshake_failed",
           cause__attributes__stage="starttls")
    failed(mailwhy, "notls", "deferred", "tls_required",
           cause__side="our_server")
    failed(mailwhy, "later-tls", "deferred", "tls_required")
    failed(mailwhy, "verify", "deferred", "tls_cert_not_verified")


@outcome
def logins_at_a_relay(mailwhy):
    failed(mailwhy, "password", "deferred", "sasl_auth_failed_relay",
           cause__side="our_server", cause__attributes__stage="auth")
    failed(mailwhy, "nomech", "deferred", "sasl_auth_failed_relay")
    failed(mailwhy, "wantslogin", "bounced", "auth_required",
           cause__attributes__said_by="them")


@outcome
def address_that_is_not_ascii(mailwhy):
    answer = mailwhy.first("--to", "花子@ascii.example.com")
    expect(answer, verdict="bounced", cause__id="extension_unsupported",
           delivery__recipient="花子@ascii.example.com")


@outcome
def connections_that_end_early(mailwhy):
    failed(mailwhy, "greeting", "deferred", "connection_lost",
           cause__attributes__stage="greeting")
    failed(mailwhy, "busy", "deferred", "too_many_connections")
    failed(mailwhy, "rcpt", "deferred", "connection_lost",
           cause__attributes__stage="rcpt")
    lost = failed(mailwhy, "lost", "deferred", "connection_lost",
                  cause__attributes__stage="end_of_data")
    contains(lost["also"], "duplicate_risk")
    slow = failed(mailwhy, "slow", "deferred", "conversation_timeout",
                  cause__attributes__stage="end_of_data")
    contains(slow["also"], "duplicate_risk")


@outcome
def replies_of_several_lines(mailwhy):
    answer = failed(mailwhy, "lines", "bounced", "dmarc_fail")
    contains(answer["delivery"]["response"], "contact the administrator")


@outcome
def servers_of_another_age(mailwhy):
    expect(mailwhy.first("--to", "taro@old.example.com"), verdict="delivered")
    failed(mailwhy, "helo", "bounced", "helo_rejected")
    failed(mailwhy, "size", "bounced", "message_too_big")


@outcome
def dns_that_leads_nowhere(mailwhy):
    failed(mailwhy, "loop", "bounced", "mx_loops_to_self",
           cause__side="our_server")
    failed(mailwhy, "nomail", "bounced", "null_mx")
    failed(mailwhy, "badmx", "bounced", "host_not_found")
    failed(mailwhy, "servfail", "deferred", "dns_temporary_failure")
    expect(mailwhy.first("--to", "@localmx.example.com"), verdict="bounced",
           cause__group="dns")


@outcome
def the_second_mx_takes_it(mailwhy):
    expect(mailwhy.first("--to", "taro@first.example.com"),
           verdict="delivered", delivery__relay__ip=number(11))


@outcome
def connections_are_used_again(mailwhy):
    contains(mailwhy.text(), "conn_use=2")
    for count in range(4):
        expect(mailwhy.first("--to", f"cached{count}@delivered.example.com"),
               verdict="delivered", delivery__relay__ip=number(11))


@outcome
def mail_that_goes_round(mailwhy):
    loops = [reject["queue_id"] for reject in mailwhy.rejects()
             if reject["cause"] == "mail_loop"]
    if not loops or len(loops) != len(set(loops)):
        raise AssertionError(f"not one refusal a mail: {loops}")
    expect(mailwhy.first("--to", "hops@delivered.example.com"),
           verdict="bounced", cause__id="mail_loop")
    expect(mailwhy.first("--from", SENDER, "--to", "taro@example.org"),
           verdict="bounced", cause__id="mail_loop")


if __name__ == "__main__":
    run_lab(set_up, drive)
