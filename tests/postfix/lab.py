"""A Postfix of the test's own, in namespaces of the test's own.

The namespace's loopback interface carries documentation addresses (RFC 5737);
a small name server answers for the test domains, so that Postfix does real MX
look-ups and its log reads like that of a server on the Internet.
"""

import os
import pathlib
import re
import shutil
import subprocess
import time

HOST = "mx01.example.org"
OUR_ADDRESS = "203.0.113.10"
CLIENT_ADDRESS = "198.51.100.50"

MAIN_CF = """
compatibility_level = 3.6
myhostname = {host}
mydomain = example.org
myorigin = $mydomain
mydestination = $myhostname, $mydomain
inet_interfaces = 127.0.0.1, {address}
inet_protocols = ipv4
smtp_bind_address = {address}
mynetworks = 127.0.0.0/8
maillog_file = {work}/log/mail.log
maillog_file_prefixes = {work}
alias_maps = texthash:/etc/postfix/aliases
local_recipient_maps = texthash:/etc/postfix/users, $alias_maps
mailbox_size_limit = 0
mail_spool_directory = {work}/mailboxes
message_size_limit = 100000
biff = no
smtpd_relay_restrictions = permit_mynetworks, permit_sasl_authenticated,
  reject_unauth_destination
smtpd_recipient_restrictions = reject_unknown_sender_domain
smtpd_sasl_auth_enable = yes
smtpd_sasl_path = smtpd
smtpd_sasl_local_domain = {host}
smtpd_tls_security_level = none
smtp_tls_security_level = none
smtp_connect_timeout = 2s
smtp_helo_timeout = 2s
smtp_mail_timeout = 5s
smtp_data_done_timeout = 5s
minimal_backoff_time = 3s
maximal_backoff_time = 12s
queue_run_delay = 3s
soft_bounce = no
"""

MASTER_CF = """
smtp       inet  n - n - - smtpd
submission inet  n - n - - smtpd
  -o syslog_name=postfix/submission
pickup     unix  n - n 1 1 pickup
cleanup    unix  n - n - 0 cleanup
qmgr       unix  n - n 300 1 qmgr
tlsmgr     unix  - - n 1000? 1 tlsmgr
rewrite    unix  - - n - - trivial-rewrite
bounce     unix  - - n - 0 bounce
defer      unix  - - n - 0 bounce
trace      unix  - - n - 0 bounce
verify     unix  - - n - 1 verify
flush      unix  n - n 1000? 0 flush
proxymap   unix  - - n - - proxymap
smtp       unix  - - n - - smtp
relay      unix  - - n - - smtp
showq      unix  n - n - - showq
error      unix  - - n - - error
retry      unix  - - n - - error
discard    unix  - - n - - discard
local      unix  - n n - - local
virtual    unix  - n n - - virtual
lmtp       unix  - - n - - lmtp
anvil      unix  - - n - 1 anvil
scache     unix  - - n - 1 scache
postlog    unix-dgram n - n - 1 postlogd
"""


def run(*command, **options):
    return subprocess.run(command, check=True, capture_output=True, text=True,
                          **options).stdout


class Lab:
    def __init__(self, work, addresses):
        self.work = pathlib.Path(work)
        self.log = self.work / "log" / "mail.log"
        self.addresses = addresses

    def set_up(self):
        """Network, mounts, configuration; then Postfix starts."""
        run("ip", "link", "set", "lo", "up")
        for address in [OUR_ADDRESS, CLIENT_ADDRESS, *self.addresses]:
            run("ip", "addr", "add", address + "/32", "dev", "lo")
        run("mount", "--make-rprivate", "/")
        for name, place in [("etc", "/etc/postfix"),
                            ("spool", "/var/spool/postfix"),
                            ("lib", "/var/lib/postfix")]:
            (self.work / name).mkdir()
            if name == "etc":
                shutil.copytree(place, self.work / name, symlinks=True,
                                dirs_exist_ok=True)
            run("mount", "--bind", str(self.work / name), place)
        (self.work / "log").mkdir()
        (self.work / "mailboxes").mkdir()
        os.chmod(self.work / "mailboxes", 0o1777)
        resolv = self.work / "resolv.conf"
        resolv.write_text("nameserver 127.0.0.1\noptions timeout:2 attempts:1\n")
        run("mount", "--bind", str(resolv), "/etc/resolv.conf")
        hosts = self.work / "hosts"
        hosts.write_text(f"127.0.0.1 localhost\n{OUR_ADDRESS} {HOST}\n")
        run("mount", "--bind", str(hosts), "/etc/hosts")
        shutil.chown("/var/lib/postfix", "postfix", "postfix")
        self.configure()
        run("postfix", "check")
        self.start()

    def configure(self):
        etc = pathlib.Path("/etc/postfix")
        (etc / "main.cf").write_text(MAIN_CF.format(
            host=HOST, address=OUR_ADDRESS, work=self.work))
        (etc / "master.cf").write_text(MASTER_CF)
        (etc / "aliases").write_text(
            "sales hanako@delivered.example.com\npostmaster root\n")
        (etc / "users").write_text("root x\ntaro x\n")
        sasl = etc / "sasl"
        sasl.mkdir(exist_ok=True)
        database = sasl / "sasldb2"
        (sasl / "smtpd.conf").write_text(
            "pwcheck_method: auxprop\nauxprop_plugin: sasldb\n"
            f"sasldb_path: {database}\nmech_list: PLAIN LOGIN\n")
        run("saslpasswd2", "-p", "-c", "-f", str(database), "-u", HOST, "taro",
            input="right-password\n")
        os.chmod(database, 0o644)

    def start(self):
        # A configuration that looks just changed makes the daemons wait.
        for name in ["main.cf", "master.cf"]:
            past = time.time() - 10
            os.utime(f"/etc/postfix/{name}", (past, past))
        run("/usr/lib/postfix/sbin/master", "-w", cwd="/var/spool/postfix")

    def set_parameters(self, **parameters):
        for name, value in parameters.items():
            run("postconf", "-e", f"{name}={value}")
        past = time.time() - 10
        os.utime("/etc/postfix/main.cf", (past, past))
        run("postfix", "reload")

    def stop(self):
        subprocess.run(["postfix", "abort"], capture_output=True)

    def text(self):
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def wait_for(self, pattern, seconds=40):
        """Until the log matches; fails the test with the log's end if not."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if re.search(pattern, self.text()):
                return
            time.sleep(0.1)
        raise AssertionError(
            f"the log has no {pattern!r}:\n" + self.text()[-3000:])


def sendmail(recipient, sender=None, uid=None, text="Subject: test\n\ntest\n"):
    """Submits a mail as a program on this machine does."""
    command = ["/usr/sbin/sendmail", "-i"]
    if sender is not None:
        command += ["-f", sender]

    def become():
        os.setgid(uid)
        os.setuid(uid)

    subprocess.run(command + [recipient], input=text, text=True, check=True,
                   preexec_fn=become if uid is not None else None,
                   cwd="/")
