"""The Internet around a lab: name server, mail servers, names of clients."""

from lab import CLIENT_ADDRESS, OUR_ADDRESS
from names import NameServer, host_zones, mail_zones
from servers import DeafServer, MailServer, SilentServer

# Where the senders live: takes bounces.
SENDERS_SERVER = "192.0.2.1"
BEHAVIOURS = {"deaf": DeafServer, "silent": SilentServer}


def surround(lab, domains=None, clients=None, zones=None):
    """`domains`: {recipient domain: (its server's address, how that behaves)},
    "deaf", "silent", None (nothing listens) or a MailServer's replies.
    `clients`: {name: address}, called NAME.example.net. `zones`: further ones.
    """
    domains = {"example.com": (SENDERS_SERVER, {}), **(domains or {})}
    lab.servers.append(NameServer({
        **host_zones({"example.net": "192.0.2.2", "example.org": OUR_ADDRESS,
                      lab.host: OUR_ADDRESS,
                      "client.example.net": CLIENT_ADDRESS}),
        **host_zones({name.replace("_", "-") + ".example.net": address
                      for name, address in (clients or {}).items()}),
        **mail_zones({domain: address
                      for domain, (address, _) in domains.items()}),
        **(zones or {})}))
    for domain, (address, behaviour) in domains.items():
        if behaviour in ("deaf", "silent"):
            lab.servers.append(BEHAVIOURS[behaviour](address))
        elif behaviour is not None:
            lab.servers.append(MailServer("mail." + domain, address,
                                          **behaviour))


def places(domains):
    """The addresses of such a table, for Lab()."""
    return [address for address, _ in domains.values()]


def numbered(names, start=60):
    """A client address of its own for each name."""
    return {name: f"198.51.100.{number}"
            for number, name in enumerate(names, start)}
