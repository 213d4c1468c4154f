"""The oracle's second step: what one line tells.

`event_of(line)` gives (kind, queue ID, fields) or None. Kinds: client, pickup,
message_id, active, removed, expired, hold, requeued, notice, attempt, reject,
login_failed. Called by oracle.py.
"""

import re

QUEUE_ID = re.compile(r"([0-9A-Za-z]{6,20}|NOQUEUE): ")
NOT_IDS = {"warning", "statistics", "timeout"}
# An address may be quoted, and hold blanks and '>' there.
ADDRESS = r'<((?:"(?:[^"\\]|\\.)*"|[^">])*)>'
DELIVERY = re.compile(
    r"to=(?:" + ADDRESS + r"|<(.*?)>|([^<,\s]+)), "
    r"(?:orig_to=(?:" + ADDRESS + r"|<(.*?)>|([^<,\s]+)), )?"
    r"relay=(\S+?), ?(?:conn_use=\d+, )?delay=([\d.]+), "
    r"(?:delays=([\d./]+), )?(?:tls=(\S+), )?(?:dsn=([\d.]+), )?"
    r"status=(\S+)(?: (.*))?$", re.DOTALL)
ACTIVE = re.compile(
    r"from=(?:" + ADDRESS + r"|<(.*?)>|([^<,\s]*)), size=(\d+), nrcpt=(\d+) "
    r"\(queue active\)", re.DOTALL)
EXPIRED = re.compile(r"from=.*, status=(?:force-)?expired, returned to sender")
CLIENT = re.compile(r"client=(\S+?)\[([^\]]*)\](?::(\d+))?(?:, (.*))?$",
                    re.DOTALL)
PEER = re.compile(r"(.*?)\[([^\]]*)\](?::(\d+))?$")
PICKUP = re.compile(r"uid=(\d+) from=" + ADDRESS + r"(?: orig_id=(\S+))?")
MESSAGE_ID = re.compile(r"(resent-)?message-id=(.*)$", re.DOTALL)
NOTICE = re.compile(
    r"(sender non-delivery|postmaster non-delivery|sender delay|sender delivery "
    r"status|postmaster delay) notification: (\w+)")
ACTIONS = ("reject|reject_warning|milter-reject|proxy-reject|hold|discard|"
           "redirect|filter|prepend|replace|warn|warning|info|bcc|BCC|defer|"
           "milter-hold|milter-discard|milter-quarantine|permit|strip")
REJECT = re.compile(
    r"(?P<action>" + ACTIONS + r"): (?P<stage>[A-Z-]+)(?: from (?P<peer>\S+))?: "
    r"(?P<text>.*?)(?:; from=" + ADDRESS + r")?(?:,? to=" + ADDRESS + r")?"
    r"(?:(?:;|,?) proto=(?P<proto>\w+))?(?:,? helo=<(?P<helo>.*?)>)?"
    r"(?P<rest>(?: sasl_\w+=.*)?)$", re.DOTALL)
CONTENT = re.compile(
    r"(?P<action>" + ACTIONS + r"): (?P<stage>header|body|mime|nested-header) "
    r"(?P<quoted>.*) from (?P<peer>\S+); from=" + ADDRESS +
    r"(?: to=" + ADDRESS + r")?(?: proto=(?P<proto>\w+))?"
    r"(?: helo=<(?P<helo>.*?)>)?(?:: (?P<text>.*))?$", re.DOTALL)
# cleanup and smtpd say so by a warning alone.
REFUSED = re.compile(r"warning: ([0-9A-Za-z]{6,20}): "
                     r"(queue file size limit exceeded|message rejected: .*)$")
LOGIN = re.compile(
    r"warning: (\S+): SASL (\S+) authentication (?:failed: )?(.*?)"
    r"(?:, sasl_username=(.*))?$", re.DOTALL)
REPLY = re.compile(r"(?:(\d{3}) )?(?:(\d\.\d+\.\d+) )?")


def event_of(line):
    if not line.instance.startswith("postfix"):
        return None
    text = line.text
    match = QUEUE_ID.match(text)
    if not match or match[1] in NOT_IDS:
        return refused_of(line) or proxied_of(line) or login_of(line)
    queue_id, rest = match[1], text[match.end():]
    for kind, reader in BY_DAEMON.get(line.daemon, DELIVERING):
        fields = reader(rest, line)
        if fields is not None:
            return kind, queue_id, fields
    return None


def first(*values):
    return next((value for value in values if value is not None), None)


def attempt_of(rest, line):
    match = DELIVERY.match(rest)
    if not match:
        return None
    g = match.groups()
    response = g[12]
    if response is not None:
        response = response[1:] if response.startswith("(") else response
        response = response[:-1] if response.endswith(")") else response
    return {"at": line.at, "recipient": first(*g[0:3]),
            "orig_to": first(*g[3:6]), "agent": line.daemon,
            "relay": relay_of(g[6]), "delay": float(g[7]),
            "delays": [float(x) for x in g[8].split("/")] if g[8] else None,
            "tls": g[9], "dsn": g[10], "status": g[11].lower(),
            "response": response}


def relay_of(text):
    """[name, ip, port]; where a socket stands for the ip, all is the name."""
    if text == "none":
        return None
    match = re.match(r"(.*?)\[([0-9a-fA-F:.]+)\](?::(\d+))?$", text)
    if not match:
        return [text, None, None]
    return [match[1], match[2], int(match[3]) if match[3] else None]


def peer_of(text):
    match = PEER.match(text)
    if not match:
        return [text, None, None]
    return [match[1] or None, match[2], int(match[3]) if match[3] else None]


def active_of(rest, line):
    match = ACTIVE.match(rest)
    return match and {"sender": first(*match.groups()[0:3]),
                      "size": int(match[4]), "nrcpt": int(match[5])}


def client_of(rest, line):
    match = CLIENT.match(rest)
    if not match:
        return None
    more = dict(part.split("=", 1) for part in (match[4] or "").split(", ")
                if "=" in part)
    client = [match[1], match[2], int(match[3]) if match[3] else None]
    if "orig_client" in more and "orig_queue_id" not in more:
        client = peer_of(more["orig_client"])  # a proxy before the queue
    return {"client": client,
            "sasl_method": more.get("sasl_method"),
            "sasl_username": more.get("sasl_username")}


def pickup_of(rest, line):
    match = PICKUP.match(rest)
    return match and {"uid": int(match[1]), "user": match[2]}


def message_id_of(rest, line):
    match = MESSAGE_ID.match(rest)
    if not match or match[1]:
        return None
    text = match[2]
    if text.startswith("<"):
        text = text[1:-1] if text.endswith(">") else text[1:]
    return {"message_id": text or None}


def plain(pattern):
    shape = re.compile(pattern)
    return lambda rest, line: {} if shape.match(rest) else None


def notice_of(rest, line):
    match = NOTICE.match(rest)
    return match and {"to": match[2]}


def reject_of(rest, line):
    match = CONTENT.match(rest) or REJECT.match(rest)
    if not match:
        return None
    if line.daemon == "postscreen":
        peer = re.match(r"\[(.*)\]:(\d+)$", match["peer"])
        client = [None, peer[1], int(peer[2])] if peer else None
    else:
        client = peer_of(match["peer"]) if match["peer"] else None
    groups = match.groups()
    login = re.search(r"sasl_username=(.*?)(?: sasl_sender=|$)",
                      match["rest"] if match.re is REJECT else "")
    text = match["text"]
    owner = re.search(r">: Sender address rejected: not owned by user (.*)$",
                      text or "", re.DOTALL)
    if owner and line.daemon == "smtpd":
        login = login or owner
    if match.re is CONTENT and not text:
        text = match["quoted"]
    action = match["action"].lower().replace("-", "_")
    code, dsn = REPLY.match(text or "").groups()
    return {"at": line.at, "daemon": line.daemon,
            "action": {"warning": "warn", "strip": "replace"}.get(action,
                                                                  action),
            "stage": match["stage"], "client": client, "helo": match["helo"],
            "sender": groups[4], "recipient": groups[5],
            "proto": match["proto"],
            "sasl_username": login[1] if login else None,
            "code": code, "dsn": dsn, "response": text}


def refused_of(line):
    match = REFUSED.match(line.text)
    return match and ("reject", match[1], {
        "at": line.at, "daemon": line.daemon, "action": "reject",
        "stage": "END-OF-MESSAGE", "client": None, "helo": None,
        "sender": None, "recipient": None, "proto": None,
        "sasl_username": None, "code": None, "dsn": None,
        "response": match[2]})


def proxied_of(line):
    """smtpd_proxy_filter's words stand without NOQUEUE."""
    if not line.text.startswith("proxy-reject: "):
        return None
    return ("reject", "NOQUEUE", reject_of(line.text, line))


def login_of(line):
    if line.daemon != "smtpd":
        return None
    match = LOGIN.match(line.text)
    return match and ("login_failed", None, {
        "at": line.at, "daemon": line.daemon, "service": line.service or "smtp",
        "client": peer_of(match[1]), "sasl_method": match[2],
        "response": match[3],
        "sasl_username": None if match[4] == "(unavailable)" else match[4]})


DELIVERING = [("attempt", attempt_of)]
BY_DAEMON = {
    "smtpd": [("client", client_of), ("reject", reject_of)],
    "postscreen": [("reject", reject_of)],
    "pickup": [("pickup", pickup_of)],
    "cleanup": [("message_id", message_id_of), ("reject", reject_of),
                ("attempt", attempt_of)],
    "qmgr": [("active", active_of), ("removed", plain("removed")),
             ("expired", lambda rest, line: EXPIRED.match(rest) and {}),
             ("attempt", attempt_of)],
    "nqmgr": [("active", active_of), ("removed", plain("removed"))],
    "postsuper": [("removed", plain("removed")),
                  ("requeued", plain("requeued")),
                  ("hold", plain("placed on hold|released"))],
    "bounce": [("notice", notice_of)],
    "trace": [("notice", notice_of)],
    "defer": [("notice", notice_of)],
}
