"""Servers around the Postfix under test that each behave in one way."""

import os
import socket
import threading

PORT = 25


class Server:
    """Talks with each client in a thread of its own: talk(connection)."""

    def __init__(self, address, port):
        self.listener = listen(address, port)
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            connection, _ = self.listener.accept()
            threading.Thread(target=self.talk, args=[connection],
                             daemon=True).start()


class MailServer(Server):
    """Speaks just enough SMTP, or LMTP.

    `replies` maps a command ("MAIL", "RCPT", "DATA", ".", "greeting") to a
    reply other than the usual one: a text, a function of the command's line, or
    None to hang up. LMTP's "." is asked for every recipient. `extensions` are
    offered in reply to EHLO; a TLS context makes STARTTLS work. `accept` is a
    function of the Envelope that gives the reply to ".".
    """

    USUAL = {"greeting": "220 {name} ESMTP", "HELO": "250 {name}",
             "MAIL": "250 2.1.0 Ok", "RCPT": "250 2.1.5 Ok",
             "DATA": "354 End data",
             ".": "250 2.0.0 Ok: queued as 4XyZ12AbCd",
             "RSET": "250 2.0.0 Ok", "NOOP": "250 2.0.0 Ok",
             "QUIT": "221 2.0.0 Bye", "STARTTLS": "220 2.0.0 Ready",
             "AUTH": "235 2.7.0 Authenticated", "XFORWARD": "250 2.0.0 Ok"}

    def __init__(self, name, address, port=PORT, extensions=(), lmtp=False,
                 tls=None, accept=None, **replies):
        self.name, self.extensions = name, extensions
        self.accept = accept
        self.lmtp, self.tls = lmtp, tls
        self.replies = {**self.USUAL, **replies}
        super().__init__(address, port)

    def talk(self, connection):
        try:
            with connection:
                self.converse(connection)
        except (OSError, HangUp):
            pass

    def converse(self, connection):
        stream = connection.makefile("rwb")
        envelope = Envelope()
        self.say(stream, "greeting")
        while line := stream.readline():
            verb = line[:9].decode("ascii", "replace").upper().split()[0]
            if verb in ("EHLO", "LHLO"):
                self.say_extensions(stream)
            elif verb == "DATA":
                self.take_data(stream, envelope)
                envelope = Envelope()
            elif verb in self.replies:
                reply = self.say(stream, verb, line)
                if reply.startswith("2"):
                    envelope.note(verb, line)
                    if verb == "STARTTLS":
                        connection, stream = self.secure(connection, stream)
            if verb == "QUIT":
                return

    def say(self, stream, key, line=b""):
        reply = self.replies[key]
        if callable(reply):
            reply = reply(line.decode("utf-8", "replace").strip())
        if reply is None:
            raise HangUp
        reply = reply.format(name=self.name)
        stream.write(reply.encode() + b"\r\n")
        stream.flush()
        return reply

    def say_extensions(self, stream):
        if "EHLO" in self.replies:
            self.say(stream, "EHLO")
            return
        lines = [self.name, *self.extensions]
        for line in lines[:-1]:
            stream.write(f"250-{line}\r\n".encode())
        stream.write(f"250 {lines[-1]}\r\n".encode())
        stream.flush()

    def take_data(self, stream, envelope):
        if not self.say(stream, "DATA").startswith("3"):
            return
        while (line := stream.readline()) not in (b".\r\n", b""):
            envelope.data += line[1:] if line.startswith(b"..") else line
        if self.accept is not None:
            stream.write(self.accept(envelope).encode() + b"\r\n")
            stream.flush()
            return
        for recipient in envelope.recipients if self.lmtp else [""]:
            self.say(stream, ".", recipient.encode())

    def secure(self, connection, stream):
        if self.tls is None:  # breaks what it has offered
            stream.write(b"this is no TLS at all\r\n" * 20)
            stream.flush()
            raise HangUp
        connection = self.tls.wrap_socket(connection, server_side=True)
        return connection, connection.makefile("rwb")


class HangUp(Exception):
    pass


class Envelope:
    """A mail as it came in: addresses without brackets, XFORWARD commands."""

    def __init__(self):
        self.sender, self.recipients = "", []
        self.data, self.forwarded = b"", []

    def note(self, verb, line):
        text = line.decode("utf-8", "replace").strip()
        address = text.partition("<")[2].partition(">")[0]
        if verb == "MAIL":
            self.sender = address
        elif verb == "RCPT":
            self.recipients.append(address)
        elif verb == "XFORWARD":
            self.forwarded.append(text)


def listen(address, port):
    """At an address, or at a path where `address` begins with a slash."""
    if not address.startswith("/"):
        return socket.create_server((address, port), backlog=50)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(address)
    os.chmod(address, 0o666)
    listener.listen(50)
    return listener


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
