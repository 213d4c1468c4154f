"""A policy service (Postfix SMTPD_POLICY_README) that decides by the sender."""

from servers import Server

ACTIONS = {"grey": "defer_if_permit Greylisted, see "
                   "http://postgrey.example.org/",
           "policyreject": "550 5.7.23 Message rejected due to: SPF fail - not "
                           "authorized. Please see http://www.openspf.net/Why"}


class PolicyService(Server):
    def __init__(self, port):
        super().__init__("127.0.0.1", port)

    @staticmethod
    def talk(connection):
        with connection, connection.makefile("rwb") as stream:
            request = {}
            for line in stream:
                key, _, value = line.decode().strip().partition("=")
                request[key] = value
                if key:
                    continue
                name = request.get("sender", "").partition("@")[0]
                action = ACTIONS.get(name, "dunno")
                stream.write(f"action={action}\n\n".encode())
                stream.flush()
