"""What never became a mail: rejects, failed logins, scans; and the lines of
other programs."""

from . import replies
from .mail import Mail
from .server import SECOND

MS = SECOND // 1000
COMPANIONS = [
    ("dovecot", "imap-login: Login: user=<{user}>, method=PLAIN, rip={ip}, "
     "lip=192.0.2.1, mpid=77, TLS, session=<abc>"),
    ("dovecot", "lmtp({user})<9><x>: msgid=<{n}@example.net>: saved mail to INBOX"),
    ("postgrey", "action=pass, reason=triplet found, client_name=a.example.net, "
     "client_address={ip}, sender={user}, recipient=x@example.org"),
    ("opendmarc", "implicit authentication service: mx01.example.org"),
    ("rspamd", "<0a1b2c>; proxy; rspamd_task_write_log: id: <{n}@example.net>, "
     "ip: {ip}, (default: F (no action): [0.5/15.00] [])"),
    ("policyd-spf", "prepend Received-SPF: Pass (mailfrom) identity=mailfrom; "
     "client-ip={ip}"),
    ("postfix/anvil", "statistics: max connection rate 3/60s for (smtp:{ip}) at "
     "Dec  5 18:00:00"),
    ("postfix/smtpd", "warning: hostname x.example.com does not resolve to "
     "address {ip}"),
    ("postfix/scache", "statistics: start interval Dec  5 18:00:00"),
    ("CRON", "(root) CMD (test -x /usr/sbin/anacron)")]


class Refusals:
    def __init__(self, stories):
        self.stories, self.world = stories, stories.world
        self.mx, self.second = stories.mx, stories.second

    def noqueue(self, at):
        world, names = self.world, self.world.names
        server = self.mx if world.random() < 0.7 else self.second
        client, to, sender = names.client(), names.address(), names.address()
        helo = names.helo(client)
        process = server.free_process("smtpd", at, at + 2 * SECOND)
        name = f"{client[0]}[{client[1]}]"
        server.log_by(at, process, f"connect from {name}")
        stage, code, dsn, text = world.pick(replies.REJECTS)
        text = f"{code} {dsn} " + text.format(
            to=to, sender=sender, ip=client[1], helo=helo, n=at)
        login = self.stories.ours(server) if server.new and \
            world.random() < 0.3 else None
        action = "reject" if world.random() < 0.9 else "reject_warning"
        recipient = f" to=<{to}>" if stage == "RCPT" else ""
        server.log_by(at + 200 * MS, process, f"NOQUEUE: {action}: {stage} from "
                      f"{name}: {text}; from=<{sender}>{recipient} proto=ESMTP "
                      f"helo=<{helo}>" + (f" sasl_method=PLAIN sasl_username="
                                          f"{login}" if login else ""))
        world.reject(at=at + 200 * MS, host=server.host, daemon="smtpd",
                     queue_id=None, action=action, stage=stage, client=client,
                     helo=helo, sender=sender,
                     recipient=to if recipient else None, proto="ESMTP",
                     sasl_username=login, code=code, dsn=dsn, response=text)
        what = "lost connection after RCPT from " if world.random() < 0.1 else ""
        if what:
            what = f"NOQUEUE: {what}" if server.new else what
            server.log_by(at + 290 * MS, process, f"{what}{name}")
        server.log_by(at + 300 * MS, process, f"disconnect from {name} ehlo=1 "
                      "mail=1 rcpt=0/1 quit=1 commands=3/4")

    def milter(self, at):
        """A mail that a milter or a header check refuses after its data."""
        world, names, server = self.world, self.world.names, self.mx
        client, to = names.client(), self.stories.ours(server)
        helo = names.helo(client)

        def mail(now, process):
            mail = Mail(server, now, names.address())
            mail.from_client(process, client)
            mail.message_id(20 * MS)
            by_milter = world.random() < 0.5
            name = f"{client[0]}[{client[1]}]"
            rest = f"from=<{mail.sender}> to=<{to}> proto=ESMTP helo=<{helo}>"
            if by_milter:
                text = f"5.7.1 Command rejected ({now})"
                line = f"milter-reject: END-OF-MESSAGE from {name}: {text}; {rest}"
            else:
                text = f"5.7.1 message content rejected ({now})"
                line = "reject: header Subject: win; from=<x> [now] from " \
                    f"{name}; {rest}: {text}"
            server.log(now + 300 * MS, "cleanup", f"{mail.id}: {line}")
            server.free(mail.id, now + 10 * SECOND)
            world.reject(
                at=now + 300 * MS, host=server.host, daemon="cleanup",
                queue_id=mail.id, client=client, helo=helo, sender=mail.sender,
                action="milter_reject" if by_milter else "reject",
                stage="END-OF-MESSAGE" if by_milter else "header",
                recipient=to, proto="ESMTP", sasl_username=None, code=None,
                dsn="5.7.1", response=text)
        self.stories.session(server, at, client, [mail])

    def login(self, at):
        world, names = self.world, self.world.names
        server, client = self.second, names.client()
        service = world.pick(("submission/smtpd", "smtpd", "smtps/smtpd"))
        process = server.free_process(service, at, at + 3 * SECOND)
        name = f"{client[0]}[{client[1]}]"
        server.log_by(at, process, f"connect from {name}")
        for n in range(1 + names.rank(4)):
            user = self.stories.ours(server) if server.new else None
            method = world.pick(("LOGIN", "PLAIN", "CRAM-MD5"))
            text = world.pick(("authentication failure", "UGFzc3dvcmQ6",
                               "Connection lost to authentication server",
                               "(reason unavailable), again"))
            now = at + (n + 1) * 100 * MS
            server.log_by(now, process, f"warning: {name}: SASL {method} "
                          f"authentication failed: {text}" +
                          (f", sasl_username={user}" if user else ""))
            parts = service.split("/")
            world.login(at=now, host=server.host, daemon="smtpd",
                        service=parts[0] if len(parts) > 1 else "smtp",
                        client=client, sasl_method=method, response=text,
                        sasl_username=user)
        lost = f"lost connection after AUTH from {name}"
        server.log_by(at + 900 * MS, process,
                      f"NOQUEUE: {lost}" if server.new else lost)
        server.log_by(at + 901 * MS, process,
                      f"disconnect from {name} ehlo=1 auth=0/1 commands=1/2")

    def postscreen(self, at):
        world, names, server = self.world, self.world.names, self.mx
        client = names.client()
        port = 10000 + int(world.random() * 50000)
        peer = f"[{client[1]}]:{port}"

        def log(after, text):
            server.log_by(at + after * MS, server.pool("postscreen")[0], text)
        log(0, f"CONNECT from {peer} to [192.0.2.1]:25")
        if world.random() < 0.5:
            log(6000, f"PASS NEW {peer}")
            return
        log(10, f"DNSBL rank 5 for {peer}")
        to, sender = self.stories.ours(server), names.address()
        text = f"550 5.7.1 Service unavailable; client [{client[1]}] blocked " \
            "using zen.spamhaus.org"
        log(20, f"NOQUEUE: reject: RCPT from {peer}: {text}; from=<{sender}>, "
            f"to=<{to}>, proto=ESMTP, helo=<{client[0]}>")
        log(40, f"DISCONNECT {peer}")
        world.reject(at=at + 20 * MS, host=server.host, daemon="postscreen",
                     queue_id=None, action="reject", stage="RCPT",
                     client=[None, client[1], port], helo=client[0],
                     sender=sender, recipient=to, proto="ESMTP",
                     sasl_username=None, code="550", dsn="5.7.1", response=text)

    def companion(self, at):
        world, names = self.world, self.world.names
        program, text = world.pick(COMPANIONS)
        self.mx.other(at, program, text.format(
            user=self.stories.ours(self.mx), ip=names.client()[1], n=at))

    def scan(self, at):
        """A connection that says nothing of use."""
        server, client = self.mx, self.world.names.client()
        process = server.free_process("smtpd", at, at + 2 * SECOND)
        name = f"{client[0]}[{client[1]}]"
        server.log_by(at, process, f"connect from {name}")
        server.log_by(at + 99 * MS, process, self.world.pick((
            f"lost connection after CONNECT from {name}",
            f"improper command pipelining after EHLO from {name}: QUIT\\r\\n",
            f"warning: non-SMTP command from {name}: GET / HTTP/1.1",
            f"SSL_accept error from {name}: -1")))
        server.log_by(at + SECOND, process, f"disconnect from {name} commands=0/0")
