"""The kinds of mail that arrive in the world. TABLE says how often each."""

from .mail import HOUR, Mail
from .server import SECOND

MS = SECOND // 1000


class Stories:
    def __init__(self, world, servers):
        self.world, self.servers = world, servers
        self.mx, self.out, self.second = servers
        self.calm = set()  # times around which no line is late

    # -- how mails come in ----------------------------------------------------

    def session(self, server, at, client, mails, service="smtpd", login=None):
        """connect … disconnect; each of `mails` is called with its time."""
        world = self.world
        end = at + (2 + len(mails)) * SECOND
        process = server.free_process(service, at, end)
        name = f"{client[0]}[{client[1]}]"
        server.log_by(at, process, f"connect from {name}")
        if world.random() < 0.3:
            server.log_by(at + 20 * MS, process, "Anonymous TLS connection "
                          f"established from {name}: TLSv1.3 with cipher "
                          "TLS_AES_256_GCM_SHA384 (256/256 bits)")
        now = at + 100 * MS
        for mail in mails:
            mail(now, process)
            now += SECOND
        server.log_by(now, process, f"disconnect from {name} ehlo=1"
                      f"{' auth=1' if login else ''} mail={len(mails)} "
                      f"rcpt={len(mails)} data={len(mails)} quit=1 commands="
                      f"{3 * len(mails) + 2 + bool(login)}")

    def arrive(self, server, at, process, client, sender, recipients, login=None):
        mail = Mail(server, at, sender)
        mail.from_client(process, client, login)
        mail.message_id(30 * MS)
        if self.world.random() < 0.1:
            server.other(at + 60 * MS, "opendkim", f"{mail.id}: DKIM-Signature "
                         "field added (s=mail, d=example.org)")
        mail.deliver(at + 100 * MS, recipients)
        return mail

    def several(self):
        """How many recipients: one, mostly; a hundred, seldom."""
        chance = self.world.random()
        if chance < 0.85:
            return 1
        return int(100 ** self.world.random()) + 1 if chance < 0.99 else 100

    def ours(self, server):
        names = self.world.names
        return f"{names.local()}@{server.domains[0]}"

    def login(self, server):
        """No login name has commas or quotes."""
        return f"user{self.world.names.rank(900)}@{server.domains[0]}"

    def inbound(self, at):
        world, names, server = self.world, self.world.names, self.mx
        client = names.client()
        mails = 1 if world.random() < 0.8 else 1 + int(world.random() * 4)

        def mail(now, process):
            recipients = [(self.ours(server), None) for _ in
                          range(1 + (world.random() < 0.1) * 3)]
            if world.random() < 0.1:
                recipients = [(names.address(), f"alias{world.random():.3f}@"
                               f"{server.domains[0]}")]
            self.arrive(server, now, process, client, names.address(), recipients)
        self.session(server, at, client, [mail] * mails)

    def submission(self, at):
        world, names = self.world, self.world.names
        server = self.second if world.random() < 0.4 else self.mx
        client, login = names.client(), self.login(server)
        sender = login if world.random() < 0.9 else names.address()
        recipients = [(names.address(), None) for _ in range(self.several())]
        recipients = list(dict.fromkeys(recipients))
        service = "submission/smtpd" if world.random() < 0.8 else "smtps/smtpd"
        self.session(server, at, client, [
            lambda now, process: self.arrive(server, now, process, client, sender,
                                             recipients, login)],
            service, login)

    def web_server(self, at):
        """A web application: no envelope sender but its system's user."""
        names, server = self.world.names, self.mx
        mail = Mail(server, at, f"www-data@{server.host}.example.org")
        mail.from_pickup(33, "www-data")
        mail.message_id(10 * MS)
        mail.deliver(at + 20 * MS, [(names.address(), None)])

    def opening(self, at):
        """Each server shows that it has a queue manager before its queue IDs
        are another's, too: who reads on cannot know it sooner."""
        for server in self.servers:
            mail = Mail(server, int(at), f"root@{server.host}.example.org")
            mail.from_pickup(0, "root")
            mail.message_id(MS)
            mail.deliver(int(at) + 2 * MS, [(f"root@{server.host}.example.net",
                                             None)])

    def reused(self, at):
        """Two mails that had the same queue ID within one second."""
        server = self.mx
        at -= at % SECOND
        self.calm.add(at >> 24)
        first = Mail(server, at + 100 * MS, self.ours(server))
        for mail, user in ((first, "root"), (Mail(
                server, at + 400 * MS, self.ours(server), first.id), "cron")):
            mail.from_pickup(0 if user == "root" else 7, user)
            mail.message_id(10 * MS)
            mail.active(mail.at + 20 * MS, 1)
            mail.attempt(mail.at + 120 * MS, "local", self.ours(server),
                         ["local", None, None], "2.0.0", "sent",
                         "delivered to mailbox")
            mail.removed(mail.at + 121 * MS)

    # -- what becomes of them -------------------------------------------------

    def filtered(self, at):
        """Through amavis and back in, on the same server."""
        world, names, server = self.world, self.world.names, self.mx
        client, sender = names.client(), names.address()
        to = self.ours(server)

        def mail(now, process):
            first = Mail(server, now, sender)
            first.from_client(process, client)
            key = first.message_id(20 * MS)
            first.active(now + 40 * MS, 1)
            back = Mail(server, now + 600 * MS, sender)
            more = f", orig_queue_id={first.id}, orig_client={client[0]}" \
                f"[{client[1]}]" if world.random() < 0.5 else ""
            own = server.free_process("smtpd", back.at, back.at + 2 * SECOND)
            server.log_by(back.at - MS, own, "connect from localhost[127.0.0.1]")
            back.row["client"] = ["localhost", "127.0.0.1", None]
            server.log_by(back.at, own,
                          f"{back.id}: client=localhost[127.0.0.1]{more}")
            server.log_by(back.at + 40 * MS, own, "disconnect from localhost"
                          "[127.0.0.1] ehlo=1 mail=1 rcpt=1 data=1 quit=1 "
                          "commands=5")
            back.message_id(10 * MS, key)
            server.other(now + 650 * MS, "amavis", f"(0{now % 9999}-01) Passed "
                         f"CLEAN {{RelayedInbound}}, [{client[1]}]:25 <{sender}> "
                         f"-> <{to}>, Queue-ID: {first.id}, Message-ID: <{key}>, "
                         f"mail_id: x, Hits: -0.1, size: 1, queued_as: {back.id}"
                         ", 500 ms")
            first.attempt(now + 660 * MS, "smtp", to,
                          ["127.0.0.1", "127.0.0.1", 10024], "2.0.0", "sent",
                          "250 2.0.0 from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 "
                          f"Ok: queued as {back.id}", None, 0.01, 0.5)
            first.removed(now + 661 * MS)
            back.deliver(now + 670 * MS, [(to, None)])
        self.session(server, at, client, [mail])

    def forwarded(self, at):
        """An alias of local(8): a new mail with the same Message-ID."""
        names, server = self.world.names, self.mx
        client, alias = names.client(), self.ours(server)

        def mail(now, process):
            first = Mail(server, now, names.address())
            first.from_client(process, client)
            key = first.message_id(20 * MS)
            first.active(now + 40 * MS, 1)
            new = Mail(server, now + 80 * MS, first.sender)
            new.message_id(MS, key)
            new.deliver(now + 90 * MS, [(names.address(), alias)])
            first.attempt(now + 100 * MS, "local", alias,
                          ["local", None, None], "2.0.0", "sent",
                          f"forwarded as {new.id}")
            first.removed(now + 101 * MS)
        self.session(server, at, client, [mail])

    def relayed(self, at):
        """From one of our servers to another; or to its own other instance."""
        world, names, first = self.world, self.world.names, self.mx
        second = self.second if world.random() < 0.6 else self.out
        client, to = names.client(), names.address()
        mail = Mail(first, at, self.ours(first))
        process = first.free_process("smtpd", at, at + SECOND)
        mail.from_client(process, client)
        key = mail.message_id(20 * MS)
        mail.active(at + 40 * MS, 1)
        local = second is self.out
        same = local and world.random() < 0.2
        next_mail = Mail(second, at + 200 * MS, mail.sender,
                         mail.id if same else None)
        own = second.free_process("smtpd", next_mail.at, next_mail.at + SECOND)
        next_mail.from_client(own, ["localhost", "127.0.0.1", None] if local else
                              [f"{first.host}.example.org", "192.0.2.10", None])
        next_mail.message_id(5 * MS, key)
        relay = ["127.0.0.1", "127.0.0.1", 10026] if local else \
            [f"{second.host}.example.org", "192.0.2.20", 25]
        mail.attempt(at + 250 * MS, "smtp", to, relay, "2.0.0", "sent",
                     f"250 2.0.0 Ok: queued as {next_mail.id}", None, 0.05, 0.1)
        mail.removed(at + 251 * MS)
        next_mail.deliver(at + 260 * MS, [(to, None)])

    def held(self, at):
        """On hold, released after some hours; or put back under a new ID."""
        world, server = self.world, self.second
        client = world.names.client()
        mail = Mail(server, at, world.names.address())
        mail.from_client(server.free_process("smtpd", at, at + SECOND), client)
        key = mail.message_id(20 * MS)
        mail.active(at + 50 * MS, 1)
        to = self.ours(self.second)
        mail.attempt(at + SECOND, "pipe", to, ["dovecot", None, None], "4.3.0",
                     "deferred", "temporary failure")
        now = at + int(world.random() * HOUR) + 5 * SECOND
        server.log(now, "postsuper", f"{mail.id}: placed on hold")
        now += int(world.random() * HOUR) + 5 * SECOND
        if world.random() < 0.5:
            server.log(now, "postsuper", f"{mail.id}: released from hold")
            mail.deliver(now + 10 * SECOND, [(to, None)])
            return
        server.log(now, "postsuper", f"{mail.id}: requeued")
        server.free(mail.id, now + 8 * SECOND)
        again = Mail(server, now + 5 * SECOND, mail.sender)
        again.from_pickup(0, mail.sender, f" orig_id={mail.id}")
        again.message_id(MS, key)
        again.deliver(again.at + 20 * MS, [(to, None)])

    def probe(self, at):
        """Address verification: a mail that is never sent."""
        server, to = self.mx, self.world.names.address()
        mail = Mail(server, at, f"double-bounce@{server.host}.example.org")
        mail.message_id(0)
        mail.active(at + 10 * MS, 1)
        good = self.world.random() < 0.7
        mail.attempt(at + 500 * MS, "smtp", to, ["mx.example.com", "198.51.100.3",
                                                 25],
                     "2.1.5" if good else "5.1.1",
                     "deliverable" if good else "undeliverable",
                     f"250 2.1.5 <{to}> ok" if good else
                     f"host mx.example.com[198.51.100.3] said: 550 5.1.1 <{to}>: "
                     "unknown (in reply to RCPT TO command)", None, 0.2, 0.2)
        mail.removed(at + 501 * MS)

    def aborted(self, at):
        """The client goes away amid its mail."""
        server, client = self.mx, self.world.names.client()
        process = server.free_process("smtpd", at, at + 9 * SECOND)
        name = f"{client[0]}[{client[1]}]"
        server.log_by(at, process, f"connect from {name}")
        mail = Mail(server, at + 100 * MS, "")
        mail.from_client(process, client)
        what = self.world.pick(("lost connection", "timeout"))
        text = f"{what} after DATA (1024 bytes) from {name}"
        server.log_by(at + 8 * SECOND, process,
                      f"{mail.id}: {text}" if server.new else text)
        server.log_by(at + 8 * SECOND + MS, process, f"disconnect from {name} "
                      "ehlo=1 mail=1 rcpt=1 data=0/1 commands=3/4")
        server.free(mail.id, at + 16 * SECOND)
