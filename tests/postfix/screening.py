"""postscreen before the SMTP server: what it lets through and what not."""

import time

from asking import expect, one_of, outcome, run_lab
from clients import SENDER, dial, reply, submit, talk, trusting
from lab import OUR_ADDRESS, Lab
from names import SERVER_FAILURE, reversed_name
from world import numbered, surround

HOST = "mx02.example.org"
SECOND_ADDRESS = "203.0.113.11"

MASTER = """
smtp     inet n - n - 1 postscreen
smtpd    pass - - n - - smtpd
dnsblog  unix - - n - 0 dnsblog
tlsproxy unix - - n - 0 tlsproxy
"""

CLIENTS = numbered([
    "good", "pregreet", "listed", "command", "newline", "pipeline", "denied",
    "allowed", "hangup", "slow", "endless", "long", "hasty", "secure", "veto",
    "crowd", "welcome", "unsure"])

MAIN = {
    "inet_interfaces": f"127.0.0.1, {OUR_ADDRESS}, {SECOND_ADDRESS}",
    "postscreen_access_list": "permit_mynetworks, "
                              "cidr:/etc/postfix/postscreen_access",
    "postscreen_denylist_action": "drop",
    "postscreen_dnsbl_sites": "bl.example.net*2, broken.example.net, "
                              "wl.example.net*-3",
    "postscreen_dnsbl_threshold": "2",
    "postscreen_dnsbl_allowlist_threshold": "-1",
    "postscreen_dnsbl_action": "enforce",
    "postscreen_greet_banner": f"{HOST} ESMTP teaser",
    "postscreen_greet_wait": "1s",
    "postscreen_greet_action": "enforce",
    "postscreen_bare_newline_enable": "yes",
    "postscreen_bare_newline_action": "enforce",
    "postscreen_non_smtp_command_enable": "yes",
    "postscreen_pipelining_enable": "yes",
    "postscreen_pipelining_action": "enforce",
    "postscreen_cache_map": "btree:$data_directory/postscreen_cache",
    "postscreen_command_time_limit": "2s",
    "postscreen_command_count_limit": "5",
    "postscreen_client_connection_count_limit": "3",
    "postscreen_allowlist_interfaces": f"!{SECOND_ADDRESS}, static:all",
    "line_length_limit": "1024",
}


def set_up(work):
    lab = Lab(work, HOST, [*CLIENTS.values(), SECOND_ADDRESS])
    lab.set_up(master=MASTER)
    certificate, key = lab.make_certificate()
    lab.postfix.configure({**MAIN, "smtpd_tls_security_level": "may",
                           "smtpd_tls_cert_file": certificate,
                           "smtpd_tls_loglevel": "1",
                           "tlsproxy_tls_loglevel": "1",
                           "smtpd_tls_key_file": key}, MASTER)
    lab.postfix.write("postscreen_access", f"{CLIENTS['denied']} reject\n"
                                           f"{CLIENTS['allowed']} permit\n")
    lab.start()
    surround(lab, clients=CLIENTS, zones={
        reversed_name(CLIENTS["listed"], "bl.example.net"): {
            "A": ["127.0.0.4", "127.0.0.2"],
            "TXT": "see https://bl.example.net/"},
        reversed_name(CLIENTS["welcome"], "wl.example.net"): {
            "A": "127.0.0.1"},
        reversed_name(CLIENTS["unsure"], "broken.example.net"):
            SERVER_FAILURE})
    return lab


def mail(client, recipient="taro@example.org"):
    return (f"EHLO {client}.example.net", f"MAIL FROM:<{client}@example.com>",
            f"RCPT TO:<{recipient}>", "QUIT")


def from_(client):
    return {"source": CLIENTS[client]}


def hang_up_before_the_greeting():
    """The teaser greeting comes at once; the wait ends a second later."""
    dial(**from_("hangup")).close()


def speak_before_the_greeting():
    """The first command comes with the connection; the others as they ought."""
    with dial(**from_("pregreet")) as connection:
        connection.sendall(b"EHLO pregreet.example.net\r\n")
        stream = connection.makefile("rwb")
        reply(stream)  # who speaks first is greeted no more
        for line in mail("pregreet")[1:]:
            stream.write(line.encode() + b"\r\n")
            stream.flush()
            reply(stream)


def drive(lab, _):
    talk(*mail("good"), **from_("good"))
    submit("taro@example.org", login=False, port=25, source=CLIENTS["good"])
    speak_before_the_greeting()
    talk(*mail("listed"), **from_("listed"))
    talk("EHLO command.example.net", "GET / HTTP/1.1", **from_("command"))
    talk("EHLO newline.example.net", b"MAIL FROM:<newline@example.com>\n",
         "RCPT TO:<taro@example.org>", "QUIT", **from_("newline"))
    talk("EHLO pipeline.example.net",
         b"MAIL FROM:<a@example.com>\r\nRCPT TO:<taro@example.org>\r\n",
         b"QUIT\r\n", **from_("pipeline"))
    talk(**from_("denied"))
    submit("taro@example.org", sender="allowed@example.com", login=False,
           port=25, source=CLIENTS["allowed"])
    hang_up_before_the_greeting()
    talk(*["NOOP"] * 8, **from_("endless"))
    talk("EHLO long.example.net", "NOOP " + "x" * 3000, **from_("long"))
    talk("EHLO hasty.example.net", "DATA", "QUIT", **from_("hasty"))
    talk("EHLO unsure.example.net", "QUIT", **from_("unsure"))
    talk(*mail("welcome"), **from_("welcome"))
    talk(*mail("veto"), server=SECOND_ADDRESS, **from_("veto"))
    crowd = [dial(**from_("crowd")) for _ in range(5)]
    screened_tls()
    slow = dial(**from_("slow"))
    lab.wait_for(r"COMMAND TIME LIMIT from \[198\.51\.100\.69\]", r"PREGREET", r"HANGUP",
                 r"too many connections", r"NON-SMTP COMMAND",
                 r"PASS OLD \[198\.51\.100\.60\]",
                 r"from=<allowed@example\.com>, size",
                 r"to=<taro@example\.org>.*status=sent")
    for connection in [slow, *crowd]:
        connection.close()
    lab.postfix.command("postfix", "reload")
    lab.wait_for("reload -- version")


def screened_tls():
    """STARTTLS while postscreen still tests: tlsproxy speaks it."""
    with dial(**from_("secure")) as connection:
        stream = connection.makefile("rwb")
        for line in [b"", b"EHLO secure.example.net\r\n", b"STARTTLS\r\n"]:
            stream.write(line)
            stream.flush()
            while stream.readline()[3:4] == b"-":
                pass
        with trusting().wrap_socket(connection) as secured:
            for line in mail("secure"):
                secured.sendall(line.encode() + b"\r\n")
                secured.recv(4096)


@outcome
def tested_then_let_through(mailwhy):
    answer = mailwhy.first("--from", SENDER, "--to", "taro@example.org")
    expect(answer, verdict="delivered", mail__client__ip=CLIENTS["good"])
    one_of(mailwhy.rejects(), client__ip=CLIENTS["good"],
           daemon="postscreen", stage="rcpt", code="450",
           cause="greylisted")


@outcome
def on_a_block_list(mailwhy):
    answer = mailwhy.first("--from", "listed@example.com")
    expect(answer, verdict="rejected", cause__id="dnsbl_listed",
           reject__daemon="postscreen", reject__stage="rcpt",
           reject__client__ip=CLIENTS["listed"],
           reject__recipient="taro@example.org",
           cause__attributes__list="bl.example.net")
    one_of(mailwhy.sessions(), kind="dnsbl", client__ip=CLIENTS["listed"])


@outcome
def spoke_before_the_greeting(mailwhy):
    answer = mailwhy.first("--from", "pregreet@example.com")
    expect(answer, verdict="rejected", reject__client__ip=CLIENTS["pregreet"],
           cause__id="protocol_error")
    one_of(mailwhy.sessions(), kind="pregreet", client__ip=CLIENTS["pregreet"])


@outcome
def broke_the_protocol(mailwhy):
    sessions = mailwhy.sessions()
    for client in ["command", "newline", "pipeline", "hasty", "endless",
                   "long", "slow"]:
        one_of(sessions, kind="protocol" if client != "slow" else "timeout",
               client__ip=CLIENTS[client])


@outcome
def refused_by_our_list(mailwhy):
    expect(mailwhy.first("--client", CLIENTS["denied"]), verdict="rejected",
           reject__daemon="postscreen", reject__stage="connect",
           cause__id="reputation_blocked")


@outcome
def allowed_by_our_list(mailwhy):
    expect(mailwhy.first("--from", "allowed@example.com"), verdict="delivered")


@outcome
def too_many_at_once(mailwhy):
    one_of(mailwhy.rejects(), client__ip=CLIENTS["crowd"], stage="connect",
           cause="too_many_connections")


if __name__ == "__main__":
    run_lab(set_up, drive)
