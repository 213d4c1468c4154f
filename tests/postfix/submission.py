"""Users who submit mail: logins and TLS, right and wrong (ports 587 and 465)."""

import base64
import smtplib
import socket
import ssl
import warnings

from asking import expect, one_of, outcome, run_lab
from clients import SENDER, dial, message, reply, submit_refused, talk, trusting
from lab import CLIENT_ADDRESS, OUR_ADDRESS, Lab
from world import numbered, places, surround

HOST = "mx03.example.org"
CLIENT_NAME = "client.example.net"

MASTER = """
smtp inet n - n - - smtpd
587  inet n - n - - smtpd
  -o syslog_name=postfix/submission
  -o smtpd_tls_security_level=encrypt
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_client_restrictions=permit_sasl_authenticated,reject
  -o smtpd_sender_restrictions=reject_sender_login_mismatch
465  inet n - n - - smtpd
  -o syslog_name=postfix/smtps
  -o smtpd_tls_wrappermode=yes
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_client_restrictions=permit_sasl_authenticated,reject
"""

DOMAINS = {"delivered.example.com": ("198.51.100.11", {})}

# A client of its own for each trouble.
CLIENTS = numbered([
    "wrong_password", "unknown_user", "no_login", "other_sender", "plain_tls",
    "tls_hang_up", "distrust", "old_tls", "no_starttls", "bad_base64",
    "gives_up", "smtps_wrong", "errors", "slow", "hang_up", "vrfy",
    "wrong_many", "no_mechanism", "tls_reset"])


def set_up(work):
    lab = Lab(work, HOST, [*CLIENTS.values(), *places(DOMAINS)])
    lab.set_up(master=MASTER)
    certificate, key = lab.make_certificate()
    lab.postfix.configure({
        "smtpd_tls_security_level": "may", "smtpd_tls_cert_file": certificate,
        "smtpd_tls_key_file": key, "smtpd_tls_auth_only": "yes",
        "smtpd_tls_loglevel": "1",
        "smtpd_tls_mandatory_protocols": ">=TLSv1.2", "smtpd_tls_received_header": "yes",
        "smtpd_tls_session_cache_database": "btree:$data_directory/smtpd_scache",
        "smtpd_sender_login_maps": "texthash:/etc/postfix/logins",
        "smtpd_sasl_authenticated_header": "yes",
        "smtpd_timeout": "2s", "smtpd_hard_error_limit": "3",
        "smtpd_soft_error_limit": "30", "smtpd_error_sleep_time": "0",
        "disable_vrfy_command": "yes"}, MASTER)
    lab.postfix.write("logins", f"{SENDER} taro@{HOST}\n"
                                f"boss@example.com boss@{HOST}\n")
    lab.start()
    surround(lab, DOMAINS, CLIENTS)
    return lab


def smtp_of(client, port=587):
    source = (CLIENTS.get(client, CLIENT_ADDRESS), 0)
    if port == 465:
        return smtplib.SMTP_SSL(OUR_ADDRESS, port, local_hostname=CLIENT_NAME,
                                source_address=source, context=trusting(),
                                timeout=30)
    smtp = smtplib.SMTP(OUR_ADDRESS, port, local_hostname=CLIENT_NAME,
                        source_address=source, timeout=30)
    smtp.starttls(context=trusting())
    return smtp


def submit_tls(client, recipient, port=587, sender=SENDER, login=True):
    with smtp_of(client, port) as smtp:
        if login:
            smtp.login("taro", "right-password")
        smtp.sendmail(sender, [recipient], message(sender, recipient))


def refused(function, *arguments, **options):
    try:
        function(*arguments, **options)
    except (smtplib.SMTPException, OSError):
        return
    raise AssertionError(f"{function.__name__} {arguments} was not refused")


def fail_login(client, user, password, port=587):
    def attempt():
        with smtp_of(client, port) as smtp:
            smtp.login(user, password)
    refused(attempt)


def say_secured(client, *lines):
    """Lines said after STARTTLS, each after the reply to the one before."""
    smtp = smtp_of(client)
    for line in lines:
        smtp.putcmd(line)
        smtp.getreply()
    smtp.close()


def handshake(client, port, context, first=()):
    """Only a TLS handshake, which fails in this client's own way."""
    def attempt():
        with dial(port, source=CLIENTS[client]) as connection:
            stream = connection.makefile("rwb")
            if first:
                reply(stream)
            for line in first:
                stream.write(line + b"\r\n")
                stream.flush()
                reply(stream)
            with context.wrap_socket(connection, server_hostname=HOST):
                pass
    refused(attempt)


def old_tls():
    warnings.simplefilter("ignore", DeprecationWarning)
    context = trusting()
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1
    return context


def reset(connection):
    """Ends it with RST instead of FIN."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                          b"\1\0\0\0\0\0\0\0")
    connection.close()


def drive(lab, _):
    submit_tls("", "taro@delivered.example.com")
    submit_tls("", "jiro@delivered.example.com", port=465)
    fail_login("wrong_password", "taro", "wrong-password")
    fail_login("unknown_user", "nobody", "any-password")
    fail_login("smtps_wrong", "taro", "wrong-password", port=465)
    for user in ["info", "sales", "admin", "test"]:
        fail_login("wrong_many", user, "123456")
    refused(submit_tls, "no_login", "saburo@delivered.example.com", login=False)
    refused(submit_tls, "other_sender", "shiro@delivered.example.com",
            sender="boss@example.com")
    submit_refused("goro@delivered.example.com", login=False,
                   source=CLIENTS["no_starttls"])
    plain = dial(465, source=CLIENTS["plain_tls"])
    plain.sendall(b"EHLO client.example.net\r\n")
    dial(465, source=CLIENTS["tls_hang_up"]).close()
    reset(dial(465, source=CLIENTS["tls_reset"]))
    starttls = (b"EHLO client.example.net", b"STARTTLS")
    handshake("distrust", 587, ssl.create_default_context(), starttls)
    handshake("old_tls", 587, old_tls(), starttls)
    say_secured("bad_base64", "EHLO client.example.net", "AUTH PLAIN %%%")
    name = base64.b64encode(b"taro").decode()
    say_secured("gives_up", "EHLO client.example.net", "AUTH LOGIN", name, "*")
    say_secured("no_mechanism", "EHLO client.example.net", "AUTH CRAM-MD5")
    say_secured("errors", "EHLO client.example.net", "HELP", "HELLO", "WHAT",
                "NOTHING")
    say_secured("vrfy", "EHLO client.example.net", "VRFY taro",
                "ETRN example.com", "EXPN staff")
    talk("EHLO client.example.net", "MAIL FROM:<hanako@example.com>", None,
         port=25, source=CLIENTS["hang_up"])
    slow = dial(25, source=CLIENTS["slow"])
    lab.wait_for(r"to=<taro@delivered\.example\.com>.*status=sent",
                 r"to=<jiro@delivered\.example\.com>.*status=sent",
                 r"timeout after \S+ from slow",
                 r"SSL_accept error from (unknown\[|tls-reset)")
    for connection in [slow, plain]:
        connection.close()


@outcome
def submitted(mailwhy):
    answer = mailwhy.first("--from", SENDER, "--to",
                           "taro@delivered.example.com")
    expect(answer, verdict="delivered", matched="exact",
           mail__sasl_username=f"taro@{HOST}", mail__sasl_method="PLAIN",
           mail__origin="smtpd", mail__client__ip=CLIENT_ADDRESS, cause=None)


@outcome
def submitted_in_wrapper_mode(mailwhy):
    expect(mailwhy.first("--to", "jiro@delivered.example.com"),
           verdict="delivered", mail__sasl_username=f"taro@{HOST}")


@outcome
def found_by_the_login(mailwhy):
    one_of(mailwhy.why("--from", f"taro@{HOST}", "--to",
                       "taro@delivered.example.com")["answers"],
           verdict="delivered", matched="sender_login",
           mail__sender=SENDER)


def failed_login(mailwhy, client, service="submission"):
    answers = mailwhy.why("--client", CLIENTS[client])["answers"]
    one_of(answers, verdict="login_failed", cause__id="sasl_auth_failed_client",
           session__kind="login_failed", session__service=service,
           session__client__ip=CLIENTS[client])


@outcome
def wrong_password(mailwhy):
    failed_login(mailwhy, "wrong_password")


@outcome
def unknown_login(mailwhy):
    failed_login(mailwhy, "unknown_user")


@outcome
def wrong_password_in_wrapper_mode(mailwhy):
    failed_login(mailwhy, "smtps_wrong", service="smtps")


@outcome
def many_wrong_passwords(mailwhy):
    failed_login(mailwhy, "wrong_many")
    sessions = [session for session in mailwhy.sessions()
                if session["client"]["ip"] == CLIENTS["wrong_many"]
                and session["kind"] == "login_failed"]
    if len(sessions) < 4:
        raise AssertionError(f"{len(sessions)} failed logins of 4")


@outcome
def broken_and_aborted_logins(mailwhy):
    for client in ["bad_base64", "gives_up", "no_mechanism"]:
        failed_login(mailwhy, client)


@outcome
def mail_without_a_login(mailwhy):
    expect(mailwhy.first("--to", "saburo@delivered.example.com"),
           verdict="rejected", cause__id="auth_required",
           reject__client__ip=CLIENTS["no_login"])


@outcome
def the_sender_belongs_to_somebody_else(mailwhy):
    expect(mailwhy.first("--to", "shiro@delivered.example.com"),
           verdict="rejected", cause__id="sender_not_authorized",
           reject__sender="boss@example.com",
           reject__sasl_username="taro@mx03.example.org")


@outcome
def handshakes_that_fail(mailwhy):
    for client in ["plain_tls", "tls_hang_up", "distrust", "old_tls"]:
        one_of(mailwhy.sessions(), kind="tls_failed",
               client__ip=CLIENTS[client], cause="tls_handshake_failed")


@outcome
def broken_sessions(mailwhy):
    sessions = mailwhy.sessions()
    one_of(sessions, kind="too_many_errors", client__ip=CLIENTS["errors"])
    one_of(sessions, kind="timeout", client__ip=CLIENTS["slow"])
    one_of(sessions, kind="lost_connection", client__ip=CLIENTS["hang_up"],
           stage="mail")


if __name__ == "__main__":
    run_lab(set_up, drive)
