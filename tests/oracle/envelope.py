"""The oracle's first step: bytes of a log to (time, host, program, text).

Plain and gzip files; RFC 3164 (no year), RFC 3339 and RFC 5424 envelopes.
Called by oracle.py. Written from the format's description alone: nothing here
is shared with the program under test.
"""

import collections
import datetime
import re
import zlib

# at: microseconds since 1970. fraction: whether the log had one.
Line = collections.namedtuple(
    "Line", "at host instance service daemon pid text program")

TAG = r"(?P<tag>[^\s:\[]+)(?:\[(?P<pid>\d+)\])?: ?(?P<text>.*)"
RFC3164 = re.compile(
    r"(?P<month>[A-Z][a-z]{2}) +(?P<day>\d{1,2}) "
    r"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d) (?P<host>\S+) " + TAG,
    re.DOTALL)
STAMP = r"(?P<stamp>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d))"
RFC3339 = re.compile(STAMP + r" (?P<host>\S+) " + TAG, re.DOTALL)
RFC5424 = re.compile(
    r"1 " + STAMP + r" (?P<host>\S+) (?P<tag>\S+) (?P<pid>\S+) \S+ "
    r'(?:-|(?:\[(?:[^\]\\"]|\\.|"(?:[^"\\]|\\.)*")*\])+) ?'
    "\ufeff?" r"(?P<text>.*)", re.DOTALL)
PRI = re.compile(r"<\d{1,3}>")
SOLARIS = re.compile(r"\[ID \d+ \w+\.\w+\] ")
REPEATED = re.compile(r"message repeated (\d+) times: \[ ?(.*)\]$", re.DOTALL)
# A delivery line that was wrapped when somebody pasted it.
UNFINISHED = re.compile(r": to=<?[^ ]+(?!.*status=)", re.DOTALL)
MONTHS = {name: n + 1 for n, name in enumerate(
    "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split())}
UTC = datetime.timezone.utc


def read_lines(path, year):
    """All log lines of a file, in its order, as Line."""
    found = []
    for raw in read_bytes(path).split(b"\n"):
        text = raw.decode("utf-8", "replace").lstrip("\ufeff\0").rstrip("\r")
        match = match_envelope(text)
        if match:
            found.append(match)
        elif found and text.strip() and UNFINISHED.search(found[-1]["text"]):
            found[-1]["text"] += text
    set_years(found, year)
    return [line for fields in found for line in lines_of(fields)]


def read_bytes(path):
    """All bytes; of a gzip file that was cut short, those before the cut."""
    with open(path, "rb") as file:
        data = file.read()
    unpacked = b""
    while data[:2] == b"\x1f\x8b":
        member = zlib.decompressobj(wbits=31)
        unpacked += member.decompress(data)
        data = member.unused_data
    return unpacked or data


def match_envelope(text):
    pri = PRI.match(text)
    if pri:
        text = text[pri.end():]
    for shape in (RFC3164, RFC3339, RFC5424):
        match = shape.match(text)
        if match:
            return match.groupdict()
    return None


def set_years(found, year):
    """Puts `at` into each. The last line without a year is of that year, and
    going back from it a step forward by more than 180 days is New Year."""
    later = None
    for fields in reversed(found):
        if "stamp" in fields:
            fields["at"] = microseconds(datetime.datetime.fromisoformat(
                fields["stamp"].replace("Z", "+00:00")))
            continue
        at = in_year(fields, year)
        if later is not None and at - later > 180 * 86400 * 1000000:
            year -= 1
            at = in_year(fields, year)
        later = fields["at"] = at


def in_year(fields, year):
    return microseconds(datetime.datetime(
        year, MONTHS[fields["month"]], int(fields["day"]), int(fields["hour"]),
        int(fields["minute"]), int(fields["second"]), tzinfo=UTC))


def microseconds(moment):
    since = moment - datetime.datetime(1970, 1, 1, tzinfo=UTC)
    return (since.days * 86400 + since.seconds) * 1000000 + since.microseconds


def lines_of(fields):
    text, times = fields["text"], 1
    solaris = SOLARIS.match(text)
    if solaris:
        text = text[solaris.end():]
    repeated = REPEATED.match(text)
    if repeated:
        text, times = repeated[2], int(repeated[1])
    parts = fields["tag"].split("/")
    pid = fields["pid"] if fields["pid"] and fields["pid"].isdigit() else None
    line = Line(fields["at"], fields["host"], parts[0], "/".join(parts[1:-1]),
                parts[-1], pid, text, fields["tag"])
    return [line] * times
