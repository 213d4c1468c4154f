"""Content filters that hand a mail back to Postfix, after the queue (as amavis
does) and before it (smtpd_proxy_filter)."""

import smtplib

from servers import MailServer

XFORWARD = "XFORWARD NAME ADDR PORT PROTO HELO IDENT SOURCE"
EXTENSIONS = ("PIPELINING", XFORWARD, "8BITMIME")


def hand_back(envelope, port, said):
    """Gives the mail to Postfix's smtpd at the port; the reply to ".":
    `said` with that smtpd's own reply."""
    with smtplib.SMTP("127.0.0.1", port, local_hostname="localhost",
                      timeout=30) as smtp:
        smtp.ehlo()
        for command in envelope.forwarded:
            smtp.docmd(command)
        smtp.mail(envelope.sender)
        for recipient in envelope.recipients:
            code, text = smtp.rcpt(recipient)
            if code >= 400:
                break
        else:
            code, text = smtp.data(envelope.data)
        reply = f"{code} {text.decode()}"
        # "250 2.0.0 from MTA(...): 250 2.0.0 Ok: queued as X"
        return said.format(begin=reply[:9], reply=reply)


def amavis(port, back):
    """Listens at `port`, hands back to `back`, or blocks by the recipient."""
    def accept(envelope):
        first = envelope.recipients[0]
        if first.startswith("virus"):
            return "554 5.7.0 Reject, id=00042-01 - INFECTED: Eicar-Test"
        if first.startswith("spam"):
            return "250 2.7.0 Ok, discarded, id=00042-02 - SPAM"
        if first.startswith("later"):
            return "451 4.5.0 Error in processing, id=00042-03, " \
                   "virus_scan FAILED: clamd unreachable"
        said = "{reply}" if port % 2 else \
            f"{{begin}} from MTA(smtp:[127.0.0.1]:{back}): {{reply}}"
        return hand_back(envelope, back, said)

    return MailServer("localhost", "127.0.0.1", port, EXTENSIONS,
                      accept=accept)


def proxy(port, back):
    """A filter before the queue: the client waits for its reply."""
    def accept(envelope):
        if b"forbidden words" in envelope.data:
            return "550 5.7.1 Message content rejected, id=00042-04"
        return hand_back(envelope, back, "{reply}")

    return MailServer("localhost", "127.0.0.1", port, EXTENSIONS,
                      accept=accept)
