"""Who lives in the world: a few busy senders and domains, many rare ones."""

LOCALS = ["taro", "hanako", "jiro", "saburo", "sakura", "ken", "yumi", "akira",
          "info", "sales", "support", "postmaster", "no-reply", "newsletter"]
# What is allowed and rare: quoted local parts, SMTPUTF8, signs of all kinds.
ODD = ['"taro yamada"', '"a > b"', '"<x>, relay=none"', '"say \\"hi\\""', "太郎",
       "o'brien", "bounce+tag=example.org", "SRS0=ab=cd=example.net=x", "ünï",
       "x=y", "first.last", "{}", "$(reboot)", "100%", "=?utf-8?q?x?="]
ODD_DOMAINS = ["例え.example.org", "xn--r8jz45g.example.com", "[192.0.2.25]",
               "UPPER.Example.COM", "a-b.c-d.example.net"]
TOP = ["com", "net", "org"]
HELOS = ["[192.0.2.77]", "localhost", "User", "a b", "win-<x>", "ylmf-pc"]


class Names:
    def __init__(self, random):
        self.random = random

    def rank(self, most):
        """1 to `most`, each as often as one over itself: Zipf."""
        return int(most ** self.random())

    def domain(self):
        if self.random() < 0.004:
            return ODD_DOMAINS[int(self.random() * len(ODD_DOMAINS))]
        number = self.rank(3000)
        return f"d{number}.example.{TOP[number % 3]}"

    def local(self):
        if self.random() < 0.006:
            return ODD[int(self.random() * len(ODD))]
        number = self.rank(4000)
        return f"{LOCALS[number % len(LOCALS)]}{number}"

    def address(self):
        return f"{self.local()}@{self.domain()}"

    def client(self):
        """[name, ip, port]"""
        number = self.rank(5000)
        if number % 29 == 0:
            return ["unknown", f"2001:db8:{number:x}::{number % 7 + 1:x}", None]
        name = "unknown" if number % 7 == 0 else \
            f"client{number}.example.{TOP[number % 3]}"
        return [name, f"203.0.113.{number % 256}", None]

    def helo(self, client):
        if client[0] == "unknown" or self.random() < 0.02:
            return HELOS[int(self.random() * len(HELOS))]
        return client[0]


def number_of(domain):
    """A small number that is always the same for a domain."""
    value = 7
    for sign in domain:
        value = (value * 31 + ord(sign)) % 1000003
    return value
