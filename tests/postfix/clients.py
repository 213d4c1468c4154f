"""Mail clients: well-behaved ones, and ones that say what they are told to."""

import smtplib
import socket
import ssl
from email.utils import make_msgid

from lab import CLIENT_ADDRESS, OUR_ADDRESS

SENDER = "hanako@example.com"
CLIENT_NAME = "client.example.net"


def message(sender, recipient, headers="", body=""):
    return (f"From: <{sender}>\nTo: <{recipient}>\nSubject: Invoice\n"
            f"Message-ID: {make_msgid(domain=CLIENT_NAME)}\n{headers}\n"
            + (body or "Please find our invoice below.\n"
               + "An item of it.\n" * 40))


def submit(recipients, sender=SENDER, login=True, port=587, server=OUR_ADDRESS,
           source=CLIENT_ADDRESS, helo=CLIENT_NAME, text=None, options=()):
    if isinstance(recipients, str):
        recipients = [recipients]
    text = text or message(sender, recipients[0])
    with smtplib.SMTP(server, port, local_hostname=helo,
                      source_address=(source, 0), timeout=30) as smtp:
        if login:
            smtp.login("taro", "right-password")
        smtp.sendmail(sender, recipients, text.encode(), mail_options=options)


def submit_refused(*arguments, **options):
    try:
        submit(*arguments, **options)
    except (smtplib.SMTPException, OSError):
        return
    raise AssertionError("the mail was not refused")


def trusting():
    """A TLS context that takes any certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def dial(port=25, server=OUR_ADDRESS, source=CLIENT_ADDRESS, seconds=30):
    return socket.create_connection((server, port), seconds,
                                    source_address=(source, 0))


def talk(*lines, **where):
    """Says the lines, each after a reply to the one before (None: a hang-up
    there and then); what the server said."""
    said = []
    with dial(**where) as connection:
        stream = connection.makefile("rwb")
        try:
            said.append(reply(stream))
            for line in lines:
                if line is None:
                    return said
                if isinstance(line, str):
                    line = line.encode() + b"\r\n"
                stream.write(line)
                stream.flush()
                said.append(reply(stream))
        except OSError:
            pass
    return said


def reply(stream):
    """One reply, all its lines; "" where the server hung up."""
    text = ""
    while line := stream.readline().decode("utf-8", "replace"):
        text += line
        if line[3:4] != "-":
            break
    return text
