"""The oracle's third step: which lines are of one mail.

Works on the whole log at once, as no program that follows a log can: all
events of a host and queue ID, sorted by time, are cut into uses of that ID.
Called by oracle.py.
"""

import re

SECOND = 1000000
# Lines of different processes may stand this far from their order.
DISORDER = 3 * SECOND
# A client that has begun a mail sends its header before this, or never.
SESSION = 3600 * SECOND
# Between what smtpd does with a mail ahead of its queue file and the file.
RESTRICTIONS = 60 * SECOND
REFUSALS = ("reject", "milter_reject", "proxy_reject", "defer")


class Mail:
    def __init__(self, host, queue_id, at):
        self.host, self.queue_id = host, queue_id
        self.first = self.last = at
        self.born = self.removed = None
        self.message_id = self.sender = self.size = self.nrcpt = None
        self.client = self.sasl_method = self.sasl_username = None
        self.uid = self.user = None
        self.attempts = []

    def row(self):
        return {"type": "mail", "host": self.host, "queue_id": self.queue_id,
                "first_seen": self.first, "message_id": self.message_id,
                "sender": self.sender, "size": self.size, "nrcpt": self.nrcpt,
                "client": self.client, "sasl_method": self.sasl_method,
                "sasl_username": self.sasl_username, "origin_uid": self.uid,
                "origin_user": self.user, "attempts": self.attempts}


def group(lines, event_of):
    """(mails, rejects, failed logins) of all lines."""
    queues = {(line.host, line.instance) for line in lines
              if line.daemon in ("qmgr", "nqmgr")}
    by_key, rejects, logins = {}, [], []
    ahead, told, open_ended = {}, set(), {}
    for order, line in enumerate(lines):
        process = (line.host, line.program, line.pid)
        if line.daemon == "smtpd" and line.text.startswith("disconnect from"):
            ahead.pop(process, None)
        rejects += unsaid(line, process, open_ended)
        event = event_of(line)
        if not event:
            continue
        kind, queue_id, fields = event
        if kind == "login_failed":
            logins.append(dict(fields, type="session", host=line.host))
            continue
        if kind == "client":
            join_ahead(ahead.pop(process, []), line.at, queue_id, fields)
        if kind == "reject":
            # Equal refusals of one mail by one process in one second are one.
            same = (process, line.at // 1000000, line.text)
            if queue_id != "NOQUEUE" and same in told:
                continue
            if fields["action"] in REFUSALS:
                told.add(same)
            row = dict(fields, type="reject", host=line.host,
                       queue_id=None if queue_id == "NOQUEUE" else queue_id)
            rejects.append(row)
            note_ahead(ahead.setdefault(process, []), row)
        if queue_id == "NOQUEUE":
            continue
        queue = line.instance if (line.host, line.instance) in queues else ""
        by_key.setdefault((line.host, queue_id), []).append(
            (line.at, order, kind, fields, queue))
    mails = []
    for (host, queue_id), events in by_key.items():
        for part in by_queue(events):
            mails += uses(host, queue_id, part)
    return mails, rejects, logins


SCREENED = re.compile(r"(?:NOQUEUE: reject: \w+ from|[A-Z ]+?) "
                      r"\[([0-9a-fA-F.:]+)\]:(\d+)")
PROXY = "warning: connect to proxy filter "


def unsaid(line, process, open_ended):
    """Refusals without a reject line: a session that ends at once when
    postscreen's own list has the client; a proxy filter that is down."""
    wanted = None
    if line.daemon == "postscreen":
        match = SCREENED.match(line.text)
        key = match and (line.host, match[1], match[2])
        if match and line.text.startswith(("DENYLISTED", "BLACKLISTED")):
            open_ended[key] = line
        elif match and key in open_ended:
            listed = open_ended.pop(key)
            if line.text.startswith("DISCONNECT") and \
                    abs(line.at - listed.at) <= RESTRICTIONS:
                wanted = (listed.at, [None, match[1], int(match[2])],
                          listed.text, "CONNECT")
    elif line.daemon == "smtpd" and line.text.startswith(PROXY):
        open_ended.setdefault(process, line)
    elif line.daemon == "smtpd" and process in open_ended and \
            line.text.startswith("disconnect from "):
        peer = re.match(r"disconnect from (\S+?)\[([^\]]*)\]", line.text)
        wanted = (line.at, [peer[1], peer[2], None],
                  open_ended.pop(process).text.removeprefix("warning: "), "RCPT")
    if not wanted:
        return []
    at, client, response, stage = wanted
    row = dict.fromkeys(["helo", "sender", "recipient", "proto",
                         "sasl_username", "code", "dsn", "queue_id"])
    return [dict(row, type="reject", host=line.host, at=at, client=client,
                 daemon=line.daemon, action="reject", stage=stage,
                 response=response)]


def note_ahead(waiting, row):
    """smtpd logs what it does with a mail before it opens the queue file."""
    waiting[:] = [each for each in waiting if each["sender"] == row["sender"]]
    if row["queue_id"] is None and row["daemon"] == "smtpd" and \
            row["action"] not in REFUSALS + ("reject_warning", "permit"):
        waiting.append(row)


def join_ahead(waiting, at, queue_id, fields):
    """The mail that the same process begins next has what was done ahead."""
    for row in waiting:
        if row["client"] and row["client"][1] == fields["client"][1] and \
                abs(at - row["at"]) <= RESTRICTIONS:
            row["queue_id"] = queue_id


def by_queue(events):
    """Apart by instance; lines of one that has no queue manager of its own
    go with the others."""
    names = {event[4] for event in events if event[4]}
    if len(names) < 2:
        return [events]
    return [[event for event in events if event[4] == name]
            for name in sorted(names)]


def uses(host, queue_id, events):
    events.sort(key=lambda event: event[0])  # stable: else the log's order
    found, now = [], None
    for at, _, kind, fields, _ in events:
        if now is None or begins(now, at, kind, fields):
            now = fitting(found, at, kind, fields) or Mail(host, queue_id, at)
            if now not in found:
                found.append(now)
        add(now, at, kind, fields)
    return found


def begins(now, at, kind, fields):
    """Whether a line cannot be of the use `now`."""
    if kind in ("client", "pickup"):
        if now.born is not None or at - now.first > DISORDER:
            return True
        return now.removed is not None and now.sender == ""
    if kind == "message_id":
        if now.message_id is not None:
            return fields["message_id"] != now.message_id or \
                now.removed is not None
        if now.size is None and not now.attempts:
            return at - now.last > SESSION
        return now.removed is not None and at - now.first > DISORDER
    if kind == "active":
        return now.removed is not None
    if kind == "attempt":
        return now.removed is not None and at - now.removed > DISORDER
    if kind == "reject":
        return now.removed is not None and at - now.removed > DISORDER
    return False


def fitting(found, at, kind, fields):
    """An attempt's delay tells when its mail arrived."""
    if kind != "attempt":
        return None
    arrival = at - fields["delay"] * SECOND
    for mail in found:
        if abs(mail.first - arrival) < 2 * SECOND and mail.removed and \
                at - mail.removed < DISORDER:
            return mail
    return None


def add(mail, at, kind, fields):
    mail.last = max(mail.last, at)
    if kind == "client":
        mail.born = at
        mail.client = fields["client"]
        mail.sasl_method = fields["sasl_method"]
        mail.sasl_username = fields["sasl_username"]
    elif kind == "pickup":
        mail.born = at
        mail.uid, mail.user = fields["uid"], fields["user"]
    elif kind == "message_id" and mail.message_id is None:
        mail.message_id = fields["message_id"]
    elif kind == "active" and mail.size is None:
        mail.sender, mail.size = fields["sender"], fields["size"]
        mail.nrcpt = fields["nrcpt"]
    elif kind == "attempt":
        mail.attempts.append(fields)
    elif kind in ("removed", "requeued"):
        mail.removed = at
