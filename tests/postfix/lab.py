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

from configuration import MAIN, MASTER, SMTP, SUBMISSION

OUR_ADDRESS = "203.0.113.10"
CLIENT_ADDRESS = "198.51.100.50"
MASTER_PROGRAM = "/usr/lib/postfix/sbin/master"


def run(*command, **options):
    done = subprocess.run(command, capture_output=True, text=True, **options)
    if done.returncode != 0:
        raise RuntimeError(f"{command}: {done.returncode}\n{done.stdout}"
                           f"{done.stderr}")
    return done.stdout


class Instance:
    """A Postfix with its configuration, queue and data in directories of its
    own; all instances of a lab write one log."""

    def __init__(self, lab, host, etc="/etc/postfix",
                 spool="/var/spool/postfix", data="/var/lib/postfix"):
        self.lab, self.host = lab, host
        self.etc, self.spool = pathlib.Path(etc), pathlib.Path(spool)
        self.data = pathlib.Path(data)

    def configure(self, main, master):
        """`main`: parameters beyond those of configuration.py."""
        settings = {
            "myhostname": self.host, "queue_directory": self.spool,
            "data_directory": self.data, "maillog_file": self.lab.log,
            "maillog_file_prefixes": self.lab.work,
            "mail_spool_directory": self.lab.work / "mailboxes",
            "inet_interfaces": f"127.0.0.1, {OUR_ADDRESS}",
            "smtp_bind_address": OUR_ADDRESS, **MAIN, **main}
        self.write("main.cf", "".join(f"{name} = {value}\n"
                                      for name, value in settings.items()))
        self.write("master.cf", MASTER + master)

    def copy_scripts(self):
        """What the postfix command looks for beside main.cf."""
        for name in ["postfix-files", "dynamicmaps.cf"]:
            shutil.copy(f"/etc/postfix/{name}", self.etc / name)
        shutil.copytree("/etc/postfix/sasl", self.etc / "sasl",
                        dirs_exist_ok=True)

    def own_data(self):
        shutil.chown(self.data, "postfix", "postfix")

    def write(self, name, text, mode=0o644):
        path = self.etc / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        path.chmod(mode)
        return path

    def start(self):
        run("postfix", "-c", str(self.etc), "check")
        self.age()
        run(MASTER_PROGRAM, "-c", str(self.etc), "-w", cwd=str(self.spool))

    def age(self):
        """A configuration that looks just changed makes the daemons wait."""
        for name in ["main.cf", "master.cf"]:
            past = time.time() - 10
            os.utime(self.etc / name, (past, past))

    def set_parameters(self, **parameters):
        for name, value in parameters.items():
            run("postconf", "-c", str(self.etc), "-e", f"{name}={value}")
        self.age()
        self.command("postfix", "reload")

    def command(self, program, *arguments):
        """postfix, postqueue, postsuper of this instance."""
        return run(program, "-c", str(self.etc), *arguments)

    def stop(self):
        subprocess.run(["postfix", "-c", str(self.etc), "abort"],
                       capture_output=True)


class Lab:
    def __init__(self, work, host, addresses=()):
        self.work, self.host = pathlib.Path(work), host
        self.log = self.work / "log" / "mail.log"
        self.early = self.work / "log" / "early.log"
        self.addresses = addresses
        self.servers = []
        self.users = {}  # name: home directory
        self.postfix = Instance(self, host)
        self.instances = [self.postfix]

    def set_up(self, main=None, master=SMTP + SUBMISSION):
        """Network, mounts and configuration; start() follows."""
        run("ip", "link", "set", "lo", "up")
        for address in {OUR_ADDRESS, CLIENT_ADDRESS, "192.0.2.1",
                        *self.addresses}:
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
        (self.work / "mailboxes").chmod(0o1777)
        self.cover("/etc/resolv.conf",
                   "nameserver 127.0.0.1\noptions timeout:2 attempts:1\n")
        self.cover("/etc/hosts",
                   f"127.0.0.1 localhost\n{OUR_ADDRESS} {self.host}\n")
        self.postfix.own_data()
        self.make_users(["taro", "jiro", "saburo"])
        self.postfix.configure(main or {}, master)
        self.postfix.write("aliases", "sales hanako@delivered.example.com\n"
                                      "postmaster root\n")
        self.postfix.write("users", "root x\n" + "".join(
            f"{user} x\n" for user in self.users))
        self.make_logins({"taro": "right-password"})

    def make_users(self, names):
        """Users of the system, with homes, in these namespaces."""
        self.users = {}
        lines = pathlib.Path("/etc/passwd").read_text()
        for number, name in enumerate(names, start=2001):
            home = self.work / "home" / name
            home.mkdir(parents=True)
            os.chown(home, number, number)
            self.users[name] = home
            lines += f"{name}:x:{number}:{number}::{home}:/bin/sh\n"
        self.cover("/etc/passwd", lines)

    def cover(self, path, text):
        """Another content for a file of the system, in these namespaces."""
        own = self.work / path.strip("/").replace("/", "-")
        own.write_text(text)
        run("mount", "--bind", str(own), path)

    def make_logins(self, passwords):
        database = self.postfix.etc / "sasl" / "sasldb2"
        self.postfix.write(
            "sasl/smtpd.conf",
            "pwcheck_method: auxprop\nauxprop_plugin: sasldb\n"
            f"sasldb_path: {database}\nmech_list: PLAIN LOGIN\n")
        for user, password in passwords.items():
            run("saslpasswd2", "-p", "-c", "-f", str(database), "-u",
                self.host, user, input=password + "\n")
        database.chmod(0o644)

    def make_certificate(self):
        """Self-signed; the paths of certificate and key."""
        paths = [str(self.postfix.etc / name) for name in ("cert.pem",
                                                           "key.pem")]
        run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes",
            "-days", "2", "-subj", "/CN=" + self.host, "-out", paths[0],
            "-keyout", paths[1])
        return paths

    def start(self):
        self.postfix.start()

    def stop(self):
        for instance in self.instances:
            instance.stop()

    def text(self):
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def keep_early(self):
        self.early.write_text(self.text())

    def wait_for(self, *patterns, seconds=45):
        """Until the log has them all; fails the test with the log's end."""
        end = time.monotonic() + seconds
        while True:
            text = self.text()
            missing = [pattern for pattern in patterns
                       if not re.search(pattern, text)]
            if not missing:
                return
            if time.monotonic() > end:
                raise AssertionError(
                    f"the log has no {missing!r}:\n" + text[-6000:])
            time.sleep(0.1)

    def queue_id(self, pattern):
        """The queue ID that the pattern's group 1 finds in the log."""
        self.wait_for(pattern)
        return re.search(pattern, self.text()).group(1)


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
