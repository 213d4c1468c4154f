"""A mail of the world, from its first line to `removed`.

Calls itself again for what a mail becomes: bounces, notices, forwards.
"""

from . import replies
from .names import number_of
from .server import SECOND, seconds

MINUTE, HOUR = 60 * SECOND, 3600 * SECOND
LIFETIME = 24 * HOUR
CUT = 1000  # of a line that a syslog server truncated


class Mail:
    def __init__(self, server, at, sender, queue_id=None):
        self.server, self.world, self.at = server, server.world, at
        self.id = queue_id or server.queue_id(at)
        self.sender, self.size = sender, int(700 * 100 ** self.world.random())
        self.row = {"type": "mail", "host": server.host, "queue_id": self.id,
                    "first_seen": at, "message_id": None, "sender": None,
                    "size": None, "nrcpt": None, "client": None,
                    "sasl_method": None, "sasl_username": None,
                    "origin_uid": None, "origin_user": None, "attempts": []}
        self.world.truth.append(self.row)

    def from_client(self, process, client, login=None, more=""):
        text = f"{self.id}: client={client[0]}[{client[1]}]{more}"
        if login:
            text += f", sasl_method=PLAIN, sasl_username={login}"
            self.row.update(sasl_method="PLAIN", sasl_username=login)
        self.row["client"] = client
        self.server.log_by(self.at, process, text)

    def from_pickup(self, uid, user, more=""):
        self.server.log(self.at, "pickup",
                        f"{self.id}: uid={uid} from=<{user}>{more}")
        self.row.update(origin_uid=uid, origin_user=user)

    def message_id(self, after, text=None):
        if text is None:
            text = f"{self.at}.{self.id}@{self.sender.split('@')[-1]}" \
                if self.world.random() > 0.01 else ""
        logged = f"<{text}>" if text else ""
        self.row["message_id"] = text or None
        self.server.log(self.at + after, "cleanup",
                        f"{self.id}: message-id={logged}")
        return text

    def active(self, at, nrcpt):
        if self.row["size"] is None:
            self.row.update(sender=self.sender, size=self.size, nrcpt=nrcpt)
        self.server.log(at, "qmgr", f"{self.id}: from=<{self.sender}>, size="
                        f"{self.size}, nrcpt={nrcpt} (queue active)")

    def removed(self, at):
        self.server.log(at, "qmgr", f"{self.id}: removed")
        self.server.free(self.id, at + 8 * SECOND)

    def attempt(self, at, daemon, to, relay, dsn, status, response, orig_to=None,
                connect=0.0, transmit=0.0, tls=None, process=None):
        """One delivery line; `at` is its own time."""
        delay = (at - self.at) / SECOND
        parts = [seconds(x) for x in
                 (max(0, delay - connect - transmit - 0.01), 0.01, connect,
                  transmit)]
        name = "none" if relay is None else relay[0]
        if relay and relay[1]:
            name += f"[{relay[1]}]:{relay[2]}"
        alias = f"orig_to=<{orig_to}>, " if orig_to is not None else ""
        text = f"{self.id}: to=<{to}>, {alias}relay={name}, delay=" \
            f"{seconds(delay)}, delays={'/'.join(parts)}, " + \
            (f"tls={tls}, " if tls else "") + \
            f"dsn={dsn}, status={status} ({response})"
        if len(text) > CUT:
            text = text[:CUT]
            response = text[text.index(f"status={status} (") + len(status) + 9:]
            response = response.removesuffix(")")  # looks like the end
        if process:
            self.server.log_by(at, process, text)
        else:
            self.server.log(at, daemon, text)
        self.row["attempts"].append({
            "at": at - at % self.world.unit, "recipient": to,
            "orig_to": orig_to, "agent": daemon.split("/")[-1],
            "relay": relay, "delay": float(seconds(delay)),
            "delays": [float(x) for x in parts], "tls": tls, "dsn": dsn,
            "status": status, "response": response})

    def deliver(self, at, recipients):
        """Tries (address, orig_to) until each is done; returns when."""
        self.active(at, len(recipients))
        wait, bounced, told = 300 * SECOND, False, False
        while True:
            left, now = [], at + SECOND // 20
            for to, orig_to in recipients:
                now += int(self.world.random() * SECOND / 3)
                state, now = self.one(now, to, orig_to)
                bounced |= state == "bounced"
                if state == "deferred":
                    left.append((to, orig_to))
            if not left:
                break
            if at - self.at > LIFETIME:
                self.server.log(now + 1000, "qmgr", f"{self.id}: from=<"
                                f"{self.sender}>, status=expired, returned to "
                                "sender")
                bounced = True
                break
            if at - self.at > 4 * HOUR and not told and self.sender:
                self.notice(now + 2000, "sender delay")
                told = True
            recipients, at = left, now + wait
            wait = min(wait * 2, 4 * HOUR)
            self.active(at, len(recipients))
        if bounced:
            now = self.notice(now + 3000, "sender non-delivery") + 1000
        self.removed(now + 2000)
        return now

    def notice(self, at, what):
        """Bounce, delay notice: a mail of its own."""
        if not self.sender:
            return at
        world, server = self.world, self.server
        child = Mail(server, at + 4000, "", server.queue_id(at, False))
        line = at if server.new else at + 9000 + int(world.random() * 9000)
        server.log(line, "bounce", f"{self.id}: {what} notification: {child.id}")
        child.message_id(0, f"{at}.{child.id}@{server.host}.example.org")
        child.deliver(at + 8000, [(self.sender, None)])
        return at + 20000

    def one(self, at, to, orig_to):
        """One attempt: ("sent" | "bounced" | "deferred", when it ended)."""
        domain = to.rsplit("@", 1)[-1]
        if domain in self.server.domains:
            return self.inside(at, to, orig_to)
        return self.outside(at, to, orig_to, domain)

    def inside(self, at, to, orig_to):
        random = self.world.random
        at += int(random() * SECOND / 5)
        number, chance = number_of(to), random()
        daemon, relay, text = LOCAL[number % len(LOCAL)]
        if chance < 0.03:
            self.attempt(at, daemon, to, relay, "5.1.1", "bounced",
                         f'unknown user: "{to.split("@")[0]}"', orig_to)
            return "bounced", at
        if chance < 0.05:
            self.attempt(at, daemon, to, relay, "4.2.2", "deferred",
                         "temporary failure. Command output: quota (99%)",
                         orig_to)
            return "deferred", at
        if number % 17 == 0:
            daemon, relay, text = "discard", ["none", None, None], "silently"
            relay = None
        self.attempt(at, daemon, to, relay, "2.0.0", "sent", text, orig_to)
        return "sent", at

    def outside(self, at, to, orig_to, domain):
        world, server = self.world, self.server
        random, number = world.random, number_of(domain)
        host, ip = f"mx{number % 9}.{domain}", f"198.51.100.{number % 256}"
        if number % 13 == 4:
            ip = f"2001:db8:{number % 65536:x}::25"
        if domain.startswith("["):
            host = ip = domain[1:-1]
        relay, peer = [host, ip, 25], f"{host}[{ip}]"
        connect, transmit = random(), random() * 2
        took = int((connect + transmit) * SECOND)
        number %= 101
        if number == 5 or (number < 30 and random() < 0.02):
            at += 30 * SECOND
            process = server.process("smtp")
            text = f"connect to {peer}:25: Connection timed out"
            server.log_by(at - 50, process, text)
            self.attempt(at, "smtp", to, None, "4.4.1", "deferred", text, orig_to,
                         30, 0, None, process)
            return "deferred", at
        if number == 7:
            self.attempt(at, "smtp", to, None, "5.4.4", "bounced", "Host or domain "
                         "name not found. Name service error for name="
                         f"{domain} type=AAAA: Host not found", orig_to)
            return "bounced", at
        fill = {"to": to, "relay": peer, "n": int(random() * 10 ** 9),
                "id": f"{int(random() * 16 ** 11):011X}"}
        tls = TLS[int(random() * len(TLS))] if server.new else None
        at, chance = at + took, random()
        grey = number % 11 == 3 and at - self.at < 200 * SECOND
        if chance < 0.03 or grey:
            dsn, text = replies.DEFERRED[0 if grey else int(chance * 100)]
            status = "deferred" if chance < 0.029 or grey else "SOFTBOUNCE"
            text = f"host {peer} said: {text.format_map(fill)}"
            if not grey:
                server.log(at - 900, "smtp", f"{self.id}: {text}")
        elif chance < 0.04:
            dsn, text = world.pick(replies.BROKEN)
            status, text = "deferred", text.format_map(fill)
        elif chance < 0.07:
            dsn, text = world.pick(replies.BOUNCED)
            status, text = "bounced", f"host {peer} said: {text.format_map(fill)}"
            if chance < 0.041:
                text += replies.LONG * 20
        else:
            dsn, status = "2.0.0", "sent"
            text = world.pick(replies.SENT).format_map(fill)
        logged = status if status != "SOFTBOUNCE" else "SOFTBOUNCE"
        self.attempt(at, "smtp", to, relay, dsn, logged, text, orig_to, connect,
                     transmit, tls)
        if status == "SOFTBOUNCE":
            self.row["attempts"][-1]["status"] = "softbounce"
            status = "deferred"
        return status, at


TLS = ["may", "encrypt", "dane", "encrypt/(requiretls)", None, None]
LOCAL = [("local", ["local", None, None], "delivered to mailbox"),
         ("virtual", ["virtual", None, None], "delivered to maildir"),
         ("pipe", ["dovecot", None, None], "delivered via dovecot service"),
         ("lmtp", ["mail.example.org[private/dovecot-lmtp]", None, None],
          "250 2.0.0 <x@example.org> Saved (in LMTP)"),
         ("local", ["local", None, None],
          "delivered to command: /usr/bin/procmail -t -a \"$EXTENSION\"")]
