"""A name server for the test's own domains, with block lists."""

import socket
import struct
import threading

TYPES = {1: "A", 12: "PTR", 15: "MX", 16: "TXT"}
NO_ERROR, SERVER_FAILURE, NO_SUCH_NAME = 0, 2, 3


class NameServer:
    """Answers for `zones`: {name: {"MX": host, "A": address, "TXT": text}} and
    {reversed name: {"PTR": host}}; a list gives several records. A name whose
    value is SERVER_FAILURE cannot be looked up. All else does not exist."""

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
        code = NO_SUCH_NAME if records is None else NO_ERROR
        values = []
        if records == SERVER_FAILURE:
            code = SERVER_FAILURE
        elif records is not None:
            values = records.get(TYPES.get(kind, ""), [])
            values = [values] if isinstance(values, str) else values
        header = query[:2] + struct.pack("!HHHHH", 0x8580 | code, 1,
                                         len(values), 0, 0)
        answer = b""
        for value in values:
            data = encoded(TYPES[kind], value)
            answer += b"\xc0\x0c" + struct.pack("!HHIH", kind, 1, 60,
                                                len(data)) + data
        return header + question + answer


def encoded(kind, value):
    if kind == "A":
        return socket.inet_aton(value)
    if kind == "TXT":
        return bytes([len(value)]) + value.encode()
    name = b"".join(bytes([len(label)]) + label.encode()
                    for label in value.split(".") if label) + b"\0"
    return struct.pack("!H", 10) + name if kind == "MX" else name


def reversed_name(address, zone="in-addr.arpa"):
    return ".".join(reversed(address.split("."))) + "." + zone


def host_zones(hosts):
    """Names and addresses in both directions of {name: address}."""
    zones = {}
    for name, address in hosts.items():
        zones.setdefault(name, {})["A"] = address
        zones[reversed_name(address)] = {"PTR": name}
    return zones


def mail_zones(domains):
    """MX and server of each of {domain: address}."""
    zones = {}
    for domain, address in domains.items():
        zones[domain] = {"MX": "mail." + domain}
        zones["mail." + domain] = {"A": address}
    return zones
