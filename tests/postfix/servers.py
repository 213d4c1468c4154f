"""What stands around the Postfix under test: a name server, and mail servers
that each behave in one way."""

import socket
import struct
import threading

PORT = 25


class MailServer:
    """Speaks just enough SMTP; `replies` maps a command ("MAIL", "RCPT", "DATA",
    ".", "greeting") to a reply other than the usual one."""

    USUAL = {"greeting": "220 {name} ESMTP", "EHLO": "250 {name}",
             "HELO": "250 {name}", "MAIL": "250 2.1.0 Ok",
             "RCPT": "250 2.1.5 Ok", "DATA": "354 End data",
             ".": "250 2.0.0 Ok: queued as 4XyZ12AbCd",
             "RSET": "250 2.0.0 Ok", "QUIT": "221 2.0.0 Bye"}

    def __init__(self, name, address, **replies):
        self.name = name
        self.replies = {**self.USUAL, **replies}
        self.listener = socket.create_server((address, PORT))
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            connection, _ = self.listener.accept()
            threading.Thread(target=self.talk, args=[connection],
                             daemon=True).start()

    def talk(self, connection):
        with connection, connection.makefile("rwb") as stream:
            def say(key):
                reply = self.replies[key].format(name=self.name)
                stream.write(reply.encode() + b"\r\n")
                stream.flush()

            try:
                say("greeting")
                for line in stream:
                    verb = line[:4].decode("ascii", "replace").upper().strip()
                    if verb == "DATA":
                        say("DATA")
                        while stream.readline() not in (b".\r\n", b""):
                            pass
                        say(".")
                    elif verb in self.replies:
                        say(verb)
                    if verb == "QUIT":
                        return
            except OSError:
                pass


class SilentServer:
    """Takes connections and never says a word."""

    def __init__(self, address):
        self.listener = socket.create_server((address, PORT), backlog=50)
        self.connections = []
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            self.connections.append(self.listener.accept())


class DeafServer:
    """Its backlog is full: a connection is never answered and times out."""

    def __init__(self, address):
        self.listener = socket.socket()
        self.listener.bind((address, PORT))
        self.listener.listen(0)
        self.fillers = []
        for _ in range(3):
            filler = socket.socket()
            filler.setblocking(False)
            filler.connect_ex((address, PORT))
            self.fillers.append(filler)


class NameServer:
    """Answers for `zones`: {name: {"MX": host, "A": address}} and addresses:
    {reversed name: {"PTR": host}}. All else does not exist."""

    TYPES = {1: "A", 12: "PTR", 15: "MX"}

    def __init__(self, zones):
        self.zones = zones
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 53))
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            query, peer = self.socket.recvfrom(4096)
            try:
                self.socket.sendto(self.answer(query), peer)
            except (IndexError, struct.error):
                pass

    def answer(self, query):
        labels, at = [], 12
        while query[at]:
            labels.append(query[at + 1:at + 1 + query[at]].decode().lower())
            at += 1 + query[at]
        kind = struct.unpack("!H", query[at + 1:at + 3])[0]
        question = query[12:at + 5]
        records = self.zones.get(".".join(labels))
        code = 0 if records is not None else 3
        value = (records or {}).get(self.TYPES.get(kind, ""))
        data = self.data(self.TYPES.get(kind), value) if value else b""
        header = query[:2] + struct.pack("!HHHHH", 0x8580 | code, 1,
                                         1 if data else 0, 0, 0)
        answer = b""
        if data:
            answer = b"\xc0\x0c" + struct.pack("!HHIH", kind, 1, 60,
                                               len(data)) + data
        return header + question + answer

    @staticmethod
    def data(kind, value):
        if kind == "A":
            return socket.inet_aton(value)
        name = b"".join(bytes([len(label)]) + label.encode()
                        for label in value.split(".")) + b"\0"
        return struct.pack("!H", 10) + name if kind == "MX" else name


def reversed_name(address):
    return ".".join(reversed(address.split("."))) + ".in-addr.arpa"
