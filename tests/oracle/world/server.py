"""A Postfix of the world: its processes, its queue IDs, its lines.

`lines` collects (microseconds, order, "host program[pid]: ", text); `truth`
what really happened, as rows like oracle.py's.
"""

SECOND = 1000000
BASE52 = "0123456789BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz"


class World:
    """What all servers share. With style 3164 the truth has whole seconds."""

    def __init__(self, random, names, style):
        self.random, self.names, self.style = random, names, style
        self.unit = SECOND if style == "3164" else 1
        self.lines, self.truth = [], []
        self.used = {}  # (host, queue ID): when it was free again
        self.old = []  # (free since, host, queue ID), to be used again

    def pick(self, items):
        return items[int(self.random() * len(items))]

    def reject(self, **row):
        row["at"] -= row["at"] % self.unit
        self.truth.append(dict(row, type="reject"))

    def login(self, **row):
        row["at"] -= row["at"] % self.unit
        self.truth.append(dict(row, type="session"))


class Server:
    def __init__(self, world, host, instance="postfix", new=False, domains=()):
        self.world, self.host, self.instance = world, host, instance
        self.new = new  # Postfix 3.11 and long queue IDs
        self.domains = domains
        self.pools, self.busy = {}, {}
        self.inodes = [0xA7224E + n for n in range(40)]

    def prefix(self, program, pid):
        if self.world.style == "5424":
            return f"{self.host} {program} {pid} - - "
        return f"{self.host} {program}[{pid}]: "

    def pool(self, daemon):
        if daemon not in self.pools:
            size = 1 if daemon in ("qmgr", "pickup", "anvil", "master") else 30
            first = 1000 + 97 * len(self.pools) + 7 * len(self.instance)
            self.pools[daemon] = [
                self.prefix(f"{self.instance}/{daemon}", first + n)
                for n in range(size)]
        return self.pools[daemon]

    def process(self, daemon):
        pool = self.pool(daemon)
        return pool[int(self.world.random() * len(pool))]

    def free_process(self, daemon, at, until):
        """One that has no other session between these times."""
        pool = self.pool(daemon)
        start = int(self.world.random() * len(pool))
        for n in range(len(pool)):
            process = pool[(start + n) % len(pool)]
            if self.busy.get(process, 0) < at:
                break
        else:
            first = len(pool) * 3 + 40000
            pool.append(self.prefix(f"{self.instance}/{daemon}", first))
            process = pool[-1]
        self.busy[process] = until
        return process

    def log(self, at, daemon, text):
        lines = self.world.lines
        pool = self.pools.get(daemon) or self.pool(daemon)
        lines.append((at, len(lines),
                      pool[int(self.world.random() * len(pool))], text))

    def log_by(self, at, process, text):
        lines = self.world.lines
        lines.append((at, len(lines), process, text))

    def other(self, at, program, text):
        """A line of a companion."""
        self.log_by(at, self.prefix(program, 900 + len(program)), text)

    def queue_id(self, at, again=True):
        """Microseconds and inode, as Postfix makes them; now and then one that
        was used before."""
        world = self.world
        if again and world.old and world.random() < 0.02:
            since, host, old = world.old[int(world.random() * len(world.old))]
            if host == self.host and since < at and \
                    world.used[host, old] == since:
                return self.take(old)
        while True:
            inode = self.inodes[int(world.random() * len(self.inodes))]
            micro = (at + int(world.random() * 1000)) % SECOND
            if self.new:
                made = f"{base52(at // SECOND, 6)}{base52(micro, 4)}z" \
                    f"{base52(inode, 1)}"
            else:
                made = f"{micro:05X}{inode:X}"
            if (self.host, made) not in world.used:
                return self.take(made)

    def take(self, queue_id):
        self.world.used[self.host, queue_id] = 1 << 62
        return queue_id

    def free(self, queue_id, at):
        world = self.world
        world.used[self.host, queue_id] = at
        if world.random() < 0.1:
            world.old.append((at, self.host, queue_id))


def base52(number, least):
    text = ""
    while number or len(text) < least:
        number, digit = divmod(number, 52)
        text = BASE52[digit] + text
    return text


def seconds(value):
    """As Postfix writes delays: two digits, or whole seconds."""
    if value < 0.01:
        return "0"
    if value >= 99.5:
        return f"{value:.0f}"
    return f"{value:.2g}"
