"""What servers answer, kind and hostile. {to} {relay} {n} {id} are filled in."""

SENT = ["250 2.0.0 Ok: queued as {id}", "250 2.0.0 OK {n} - gsmtp",
        "250 2.6.0 <{n}@mail.example.net> Queued mail for delivery",
        "250 OK id={id}", "250 2.0.0 Message accepted for delivery",
        "250 2.0.0 {id} Message accepted, see https://mail.example.net/?q={n}",
        "250 2.0.0 Ok: queued as <{id}>, thanks (really)"]
# (dsn, reply)
BOUNCED = [
    ("5.1.1", "550 5.1.1 <{to}>: Recipient address rejected: User unknown in "
     "virtual mailbox table (in reply to RCPT TO command)"),
    ("5.2.2", "552 5.2.2 <{to}>: Mailbox is full (in reply to RCPT TO command)"),
    ("5.7.1", "554 5.7.1 Message {n} rejected as spam (in reply to end of DATA "
     "command)"),
    ("5.7.26", "550-5.7.26 This mail has been blocked because the sender is "
     "unauthenticated. 550-5.7.26 Please visit 550 5.7.26 "
     "https://support.example.com/mail?p=x&q=[{n}] - gsmtp (in reply to end of "
     "DATA command)"),
    ("5.0.0", "550 status=sent (250 2.0.0 Ok: queued as {id}) (in reply to MAIL "
     "FROM command)"),
    ("5.7.1", "550 5.7.1 [198.51.100.9], dsn=2.0.0, status=sent (ok), "
     "to=<x@example.com>, relay=none, delay=0 (in reply to DATA command)"),
    ("5.1.2", "550 5.1.2 ((unbalanced: <{to}>, relay=[x (in reply to RCPT TO "
     "command)"),
    ("5.3.0", "554 {id}: removed; from=<a@example.com> to=<b@example.com> "
     "proto=ESMTP helo=<x> (in reply to MAIL FROM command)"),
    ("5.5.0", "500 5.5.0 宛先が存在しません – ошибка (in reply to RCPT TO "
     "command)")]
DEFERRED = [
    ("4.2.0", "450 4.2.0 <{to}>: Recipient address rejected: Greylisted, see "
     "http://postgrey.example.org/help/{n}.html (in reply to RCPT TO command)"),
    ("4.7.1", "451 4.7.1 Too many messages, slow down (in reply to MAIL FROM "
     "command)"),
    ("4.2.2", "452 4.2.2 <{to}>: over quota, size=9, nrcpt=1 (queue active) (in "
     "reply to RCPT TO command)")]
# Without a reply: (dsn, text); {relay} is name[ip].
BROKEN = [
    ("4.4.2", "lost connection with {relay} while receiving the initial server "
     "greeting"),
    ("4.4.2", "conversation with {relay} timed out while sending end of data -- "
     "message may be sent more than once"),
    ("4.7.5", "Cannot start TLS: handshake failure"),
    ("4.7.0", "host {relay} refused to talk to me: 554 5.7.1 blocked using "
     "list.example.org; https://list.example.org/?ip=198.51.100.1"),
    ("4.0.0", "host {relay} refused to talk to me: 421 busy, try later")]
REJECTS = [  # (stage, code, dsn, text)
    ("RCPT", "554", "5.7.1", "<{to}>: Relay access denied"),
    ("RCPT", "550", "5.1.1", "<{to}>: Recipient address rejected: User unknown "
     "in local recipient table"),
    ("RCPT", "450", "4.2.0", "<{to}>: Recipient address rejected: Greylisted, "
     "see http://postgrey.example.org/help/{n}.html"),
    ("RCPT", "554", "5.7.1", "Service unavailable; Client host [{ip}] blocked "
     "using zen.spamhaus.org; https://www.spamhaus.org/query/ip/{ip}"),
    ("RCPT", "450", "4.1.8", "<{sender}>: Sender address rejected: Domain not "
     "found"),
    ("MAIL", "552", "5.3.4", "Message size exceeds fixed limit"),
    ("RCPT", "504", "5.5.2", "<{helo}>: Helo command rejected: need "
     "fully-qualified hostname")]
LONG = " 550 5.7.1 This line is long beyond all reason, (and) has status=sent"
