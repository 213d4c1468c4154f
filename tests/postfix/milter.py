"""A milter: Sendmail's mail filter protocol, version 6, as Postfix speaks it
(libmilter's mfdef.h; Postfix src/milter/milter8.c)."""

import struct

from servers import Server

CONTINUE, ACCEPT, REJECT, TEMPFAIL, DISCARD = b"c", b"a", b"r", b"t", b"d"
OPTIONS, MACRO, ABORT, QUIT, QUIT_NEW = b"O", b"D", b"A", b"Q", b"K"
# Commands that the decisions below are made at.
CONNECT, HELO, MAIL, RCPT, DATA = b"C", b"H", b"M", b"R", b"T"
HEADER, END_OF_HEADERS, BODY, END_OF_MESSAGE = b"L", b"N", b"B", b"E"
# SMFIF_*: add and change headers, body; add, delete recipients; quarantine.
ACTIONS = 0x3F


def reply(text):
    """An SMTP reply of the milter's own."""
    return b"y" + text.encode() + b"\0"


def quarantine(reason):
    return b"q" + reason.encode() + b"\0"


class Milter(Server):
    """`decisions`: {(command, word in its data): packets to send}; for the
    end of the message the word is looked for in the sender."""

    def __init__(self, port, decisions):
        self.decisions = decisions
        super().__init__("127.0.0.1", port)

    def talk(self, connection):
        sender = b""
        try:
            with connection, connection.makefile("rwb") as stream:
                while packet := read(stream):
                    command, data = packet
                    if command == OPTIONS:
                        write(stream, OPTIONS + struct.pack("!III", 6, ACTIONS,
                                                            0))
                    elif command == QUIT:
                        return
                    elif command not in (MACRO, ABORT, QUIT_NEW):
                        if command == MAIL:
                            sender = data
                        self.decide(stream, command, sender
                                    if command == END_OF_MESSAGE else data)
        except OSError:
            pass

    def decide(self, stream, command, data):
        for (at, word), packets in self.decisions.items():
            if at == command and word.encode() in data:
                for packet in packets if isinstance(packets, list) else [
                        packets]:
                    write(stream, packet)
                return
        write(stream, CONTINUE)


def read(stream):
    """(command, data), or None at the end."""
    head = stream.read(4)
    if len(head) < 4:
        return None
    body = stream.read(struct.unpack("!I", head)[0])
    return body[:1], body[1:]


def write(stream, packet):
    stream.write(struct.pack("!I", len(packet)) + packet)
    stream.flush()
