#include "traffic.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace mailwhy::perf {
namespace {

constexpr double kMailsASecond = 1.2;  // at noon
constexpr int kMaxUse = 100;           // as Postfix's max_use

// "0", "0.05", "12": as Postfix rounds.
std::string Seconds(double seconds) {
  if (seconds < 0.01) return "0";
  return seconds < 99.5 ? fmt::format("{:.2g}", seconds)
                        : fmt::format("{:.0f}", seconds);
}

// Fewer at night: between 0.15 and 1.
double Busy(double at) {
  const double hour = std::fmod(at / 3600, 24);
  return 0.575 - 0.425 * std::cos((hour - 2) / 24 * 2 * 3.14159265);
}

}  // namespace

Traffic::Line Traffic::Next() {
  while (lines_.empty() || lines_.top().at >= now_) {
    Story();
    now_ += chance_.Wait(1 / (kMailsASecond * Busy(now_)));
  }
  Line line = lines_.top();
  lines_.pop();
  return line;
}

void Traffic::Story() {
  const double which = chance_.Real();
  if (which < 0.34) return MailIn(now_);
  if (which < 0.66) return MailOut(now_);
  if (which < 0.68) return MailOfCron(now_);
  if (which < 0.84) return Refusal(now_);
  if (which < 0.90) return BadLogin(now_);
  Pop(now_);
}

// `at` is given for what a process does alone, for some seconds.
int Traffic::Pid(std::string_view daemon, double at) {
  constexpr std::size_t kPool = 14;
  constexpr double kBusy = 3;
  std::vector<Process>& pool = processes_[std::string(daemon)];
  if (pool.empty()) pool.resize(daemon == "qmgr" ? 1 : kPool);
  std::size_t which = chance_.Skewed(pool.size());
  while (at > 0 && which < pool.size() && pool[which].free_at > at) ++which;
  if (which == pool.size()) pool.emplace_back();
  Process& process = pool[which];
  if (process.pid == 0 || (process.uses >= kMaxUse && daemon != "qmgr")) {
    last_pid_ = last_pid_ > 60'000 ? 2000 : last_pid_ + 1;
    process = {last_pid_, 0, 0};
  }
  ++process.uses;
  if (at > 0) process.free_at = at + kBusy;
  return process.pid;
}

void Traffic::Add(double at, std::string_view daemon, int pid,
                  std::string_view text) {
  AddOther(at, fmt::format("postfix/{}[{}]: {}", daemon, pid, text));
}

void Traffic::AddOther(double at, std::string text) {
  lines_.push({at, count_++, std::move(text)});
}

// Short queue IDs: five digits of microseconds and an inode; inodes come back.
std::string Traffic::QueueId(double at) {
  const auto micros = static_cast<unsigned>(std::fmod(at, 1) * 1e6);
  return fmt::format("{:05X}{:X}", micros, 0x2A0000 + chance_.Below(4000));
}

std::string Traffic::MessageId(const std::string& domain,
                               const std::string& queue_id) {
  switch (chance_.Below(4)) {
    case 0:
      return fmt::format("CA{}@mail.example.com", chance_.Token(48));
    case 1:
      return fmt::format("{}-{}-{}-{}-{}@{}", chance_.Hex(8), chance_.Hex(4),
                         chance_.Hex(4), chance_.Hex(4), chance_.Hex(12),
                         domain);
    case 2:
      return fmt::format("20221205{:06}.{}@mx01.example.org",
                         chance_.Below(1'000'000), queue_id);
    default:
      return fmt::format("{}.{}.JavaMail.app@{}", chance_.Below(900'000'000),
                         chance_.Below(900'000'000), domain);
  }
}

// A client comes in; returns when it has said what it wants.
double Traffic::Greet(double at, const std::string& daemon, int pid,
                      const Machine& client, bool tls) {
  Add(at, daemon, pid, "connect from " + client.Shown());
  if (!tls) return at + 0.1;
  Add(at + 0.2, daemon, pid,
      fmt::format("Anonymous TLS connection established from {}: TLSv1.3 with "
                  "cipher TLS_AES_256_GCM_SHA384 (256/256 bits) key-exchange "
                  "X25519 server-signature RSA-PSS (2048 bits) server-digest "
                  "SHA256",
                  client.Shown()));
  return at + 0.3;
}

double Traffic::Queue(double at, Mail& mail, const std::string& message_id) {
  Add(at, "cleanup", Pid("cleanup"),
      fmt::format("{}: message-id=<{}>", mail.queue_id, message_id));
  if (chance_.Once(0.4)) {
    AddOther(at + 0.02,
             fmt::format("opendkim[811]: {}: DKIM-Signature field added "
                         "(s=mail, d=ours0.example.org)",
                         mail.queue_id));
  }
  Add(at + 0.05, "qmgr", Pid("qmgr"),
      fmt::format("{}: from=<{}>, size={}, nrcpt={} (queue active)",
                  mail.queue_id, mail.sender, mail.size,
                  mail.recipients.size()));
  return at + 0.06;
}

void Traffic::MailIn(double at) {
  const Domain& theirs = world_.Outside();
  const Machine& client = world_.ServerOf(theirs);
  Mail mail{QueueId(at), world_.PersonAt(theirs), {}, at, 0, false};
  mail.size = static_cast<std::uint64_t>(2000 + chance_.Wait(40'000));
  const std::uint64_t more = chance_.Once(0.08) ? 1 + chance_.Below(5) : 0;
  for (std::uint64_t i = 0; i <= more; ++i) {
    mail.recipients.push_back(world_.PersonAt(world_.Ours()));
  }
  const int pid = Pid("smtpd", at);
  const double said = Greet(at, "smtpd", pid, client, chance_.Once(0.8));
  Add(said, "smtpd", pid,
      fmt::format("{}: client={}", mail.queue_id, client.Shown()));
  const double queued =
      Queue(said + 0.1, mail, MessageId(theirs.name, mail.queue_id));
  Add(queued, "smtpd", pid,
      fmt::format("disconnect from {} ehlo=2 starttls=1 mail=1 rcpt={} data=1 "
                  "quit=1 commands={}",
                  client.Shown(), more + 1, more + 7));
  Deliver(queued + 0.1, std::move(mail));
}

void Traffic::MailOut(double at) {
  const Domain& ours = world_.Ours();
  const Machine& client = world_.Desk();
  Mail mail{QueueId(at), world_.PersonAt(ours), {}, at, 0, false};
  mail.size = static_cast<std::uint64_t>(1500 + chance_.Wait(60'000));
  std::uint64_t more = chance_.Once(0.15) ? 1 + chance_.Below(7) : 0;
  if (chance_.Once(0.002)) more = 60;
  for (std::uint64_t i = 0; i <= more; ++i) {
    mail.recipients.push_back(world_.PersonAt(world_.Outside()));
  }
  const int pid = Pid("submission/smtpd", at);
  const double said = Greet(at, "submission/smtpd", pid, client, true);
  Add(said, "submission/smtpd", pid,
      fmt::format("{}: client={}, sasl_method=PLAIN, sasl_username={}",
                  mail.queue_id, client.Shown(), mail.sender));
  const double queued =
      Queue(said + 0.1, mail, MessageId(ours.name, mail.queue_id));
  Add(queued, "submission/smtpd", pid,
      fmt::format("disconnect from {} ehlo=2 starttls=1 auth=1 mail=1 rcpt={} "
                  "data=1 quit=1 commands={}",
                  client.Shown(), more + 1, more + 8));
  Deliver(queued + 0.1, std::move(mail));
}

void Traffic::MailOfCron(double at) {
  Mail mail{QueueId(at), "root@mx01.example.org", {}, at, 900, false};
  mail.recipients.push_back("admin@ours0.example.org");
  Add(at, "pickup", Pid("pickup"),
      fmt::format("{}: uid=0 from=<root>", mail.queue_id));
  const double queued =
      Queue(at + 0.05, mail,
            fmt::format("20221205{:06}.{}@mx01.example.org",
                        chance_.Below(1'000'000), mail.queue_id));
  Deliver(queued, std::move(mail));
}

void Traffic::Refusal(double at) {
  const Machine client = world_.Stranger();
  const std::string sender = world_.PersonAt(world_.Outside());
  const std::string to = world_.PersonAt(world_.Ours());
  const int pid = Pid("smtpd", at);
  const double said = Greet(at, "smtpd", pid, client, chance_.Once(0.3));
  std::string why;
  const double which = chance_.Real();
  if (which < 0.45) {
    why = fmt::format(
        "554 5.7.1 Service unavailable; Client host [{0}] blocked using "
        "zen.example.net; https://www.example.net/query/ip/{0}",
        client.ip);
  } else if (which < 0.7) {
    why = fmt::format(
        "550 5.1.1 <{}>: Recipient address rejected: User unknown in virtual "
        "mailbox table",
        to);
  } else if (which < 0.85) {
    why = fmt::format(
        "450 4.7.25 Client host rejected: cannot find your "
        "hostname, [{}]",
        client.ip);
  } else {
    why = fmt::format("454 4.7.1 <{}>: Relay access denied", to);
  }
  Add(said, "smtpd", pid,
      fmt::format("NOQUEUE: reject: RCPT from {}: {}; from=<{}> to=<{}> "
                  "proto=ESMTP helo=<{}>",
                  client.Shown(), why, sender, to,
                  client.name == "unknown" ? "User" : client.name));
  Add(said + 0.2, "smtpd", pid,
      fmt::format("disconnect from {} ehlo=1 mail=1 rcpt=0/1 quit=1 "
                  "commands=3/4",
                  client.Shown()));
}

void Traffic::BadLogin(double at) {
  const Machine client = world_.Stranger();
  const int pid = Pid("submission/smtpd", at);
  const double said = Greet(at, "submission/smtpd", pid, client, false);
  Add(said, "submission/smtpd", pid,
      fmt::format("warning: {}: SASL LOGIN authentication failed: "
                  "UGFzc3dvcmQ6, sasl_username={}",
                  client.Shown(), world_.PersonAt(world_.Ours())));
  Add(said + 2, "submission/smtpd", pid,
      fmt::format("disconnect from {} ehlo=1 auth=0/1 quit=1 commands=2/3",
                  client.Shown()));
}

void Traffic::Pop(double at) {
  AddOther(at,
           fmt::format("dovecot: imap-login: Login: user=<{}>, method=PLAIN,"
                       " rip={}, lip=192.0.2.1, mpid={}, TLS, session=<{}>",
                       world_.PersonAt(world_.Ours()), world_.Desk().ip,
                       2000 + chance_.Below(60'000), chance_.Token(16)));
}

void Traffic::Deliver(double at, Mail mail) {
  double wait = 300;
  bool bounced = false;
  for (int number = 0; number < 7 && !mail.recipients.empty(); ++number) {
    if (number > 0) {
      Add(at, "qmgr", Pid("qmgr"),
          fmt::format("{}: from=<{}>, size={}, nrcpt={} (queue active)",
                      mail.queue_id, mail.sender, mail.size,
                      mail.recipients.size()));
    }
    std::vector<std::string> again;
    for (const std::string& to : mail.recipients) {
      at += chance_.Wait(0.05);
      if (Try(at, mail, to, number, &bounced)) again.push_back(to);
    }
    mail.recipients = std::move(again);
    if (mail.recipients.empty()) break;
    at += wait;
    wait = std::min(wait * 2, 4000.0);
  }
  if (bounced && !mail.bounce) Return(at + 2, mail);
  Add(at + 6, "qmgr", Pid("qmgr"), mail.queue_id + ": removed");
}

void Traffic::Return(double at, const Mail& mail) {
  Mail bounce{QueueId(at), "", {mail.sender}, at, 3500, true};
  Add(at, "cleanup", Pid("cleanup"),
      fmt::format("{0}: message-id=<20221205{1:06}.{0}@mx01.example.org>",
                  bounce.queue_id, chance_.Below(1'000'000)));
  Add(at + 0.02, "qmgr", Pid("qmgr"),
      fmt::format("{}: from=<>, size=3500, nrcpt=1 (queue active)",
                  bounce.queue_id));
  Add(at + 0.03, "bounce", Pid("bounce"),
      fmt::format("{}: sender non-delivery notification: {}", mail.queue_id,
                  bounce.queue_id));
  Deliver(at + 0.1, std::move(bounce));
}

std::string Traffic::Local(const Mail& mail, const std::string& to,
                           double took) {
  const bool known = mail.bounce || !chance_.Once(0.01);
  return fmt::format(
      "{}: to=<{}>, relay=mx01.example.org[private/dovecot-lmtp], delay={}, "
      "delays={}/0.01/0.01/{}, dsn={}, status={} ({})",
      mail.queue_id, to, Seconds(took + 0.4), Seconds(0.38), Seconds(took),
      known ? "2.0.0" : "5.2.2", known ? "sent" : "bounced",
      known ? fmt::format("250 2.0.0 <{}> {} Saved", to, chance_.Token(22))
            : fmt::format("host mx01.example.org[private/dovecot-lmtp] said: "
                          "552 5.2.2 <{}> Quota exceeded (mailbox for user is "
                          "full) (in reply to end of DATA command)",
                          to));
}

std::string Traffic::Accepted(const Domain& domain, const Machine& server) {
  switch (domain.kind) {
    case Domain::Kind::kGoogle:
      return fmt::format("250 2.0.0 OK  {} {}-{}si{}.{} - gsmtp",
                         static_cast<std::int64_t>(now_), chance_.Hex(6),
                         chance_.Hex(14), chance_.Below(9'000'000),
                         chance_.Below(900));
    case Domain::Kind::kMicrosoft:
      return fmt::format(
          "250 2.6.0 <{}@{}> [InternalId={}, Hostname={}.example.com] {} bytes "
          "in 0.{}, {} KB/sec Queued mail for delivery",
          chance_.Token(20), domain.name, chance_.Below(90'000'000'000'000),
          chance_.Hex(12), chance_.Below(90'000), chance_.Below(999),
          chance_.Below(400));
    default:
      return fmt::format("250 2.0.0 Ok: queued as {}",
                         chance_.Hex(10 + server.ip.size() % 2));
  }
}

std::string Traffic::Refused(const Domain& domain, const Machine& server,
                             const std::string& to, int number,
                             std::string* status) {
  const bool later = chance_.Once(0.6) && number < 5;
  *status = later ? "4.2.0" : "5.1.1";
  const std::string said = fmt::format("host {} said: ", server.Shown());
  if (later && domain.kind == Domain::Kind::kGoogle) {
    return said + fmt::format(
                      "421-4.7.28 Our system has detected an unusual "
                      "rate of unsolicited mail 421 4.7.28 {} - gsmtp "
                      "(in reply to end of DATA command)",
                      chance_.Hex(12));
  }
  if (later) {
    return said + fmt::format(
                      "450 4.2.0 <{}>: Recipient address rejected: "
                      "Greylisted, see http://postgrey.example.com/ "
                      "(in reply to RCPT TO command)",
                      to);
  }
  switch (chance_.Below(3)) {
    case 0:
      return said + fmt::format(
                        "550 5.1.1 <{}>: Recipient address rejected: "
                        "User unknown in local recipient table (in "
                        "reply to RCPT TO command)",
                        to);
    case 1:
      return said + fmt::format(
                        "552 5.2.2 <{}>: Mailbox full (in reply to RCPT"
                        " TO command)",
                        to);
    default:
      return said + fmt::format(
                        "554 5.7.1 Message {} rejected as spam (in "
                        "reply to end of DATA command)",
                        chance_.Below(900'000'000));
  }
}

bool Traffic::Try(double at, const Mail& mail, const std::string& to,
                  int number, bool* bounced) {
  const Domain& domain =
      world_.Named(std::string_view(to).substr(to.find('@') + 1));
  const double took = 0.05 + chance_.Wait(0.8);
  if (domain.kind == Domain::Kind::kOurs) {
    const std::string text = Local(mail, to, took);
    *bounced = *bounced || text.find("bounced") != std::string::npos;
    Add(at + took, "lmtp", Pid("lmtp"), text);
    return false;
  }
  const Machine& server = world_.ServerOf(domain);
  const int pid = Pid("smtp");
  const double delay = at + took - mail.begun;
  const std::string delays =
      fmt::format("delay={}, delays={}/{}/{}/{}", Seconds(delay),
                  Seconds(std::max(0.0, delay - took)), "0.01",
                  Seconds(took / 3), Seconds(took * 2 / 3));
  const auto write = [&](const std::string& relay, std::string_view dsn,
                         std::string_view status, const std::string& reply) {
    Add(at + took, "smtp", pid,
        fmt::format("{}: to=<{}>, relay={}, {}, dsn={}, status={} ({})",
                    mail.queue_id, to, relay, delays, dsn, status, reply));
  };
  if (domain.kind == Domain::Kind::kGone) {
    *bounced = true;
    write("none", "5.4.4", "bounced",
          fmt::format("Host or domain name not found. Name service error for "
                      "name={} type=AAAA: Host not found",
                      domain.name));
    return false;
  }
  if (domain.kind == Domain::Kind::kDown || chance_.Once(0.004)) {
    Add(at + took, "smtp", pid,
        fmt::format("connect to {}:25: Connection timed out", server.Shown()));
    write(
        "none", "4.4.1", "deferred",
        fmt::format("connect to {}:25: Connection timed out", server.Shown()));
    return true;
  }
  if (chance_.Once(0.7)) {
    Add(at + took / 2, "smtp", pid,
        fmt::format("Trusted TLS connection established to {}:25: TLSv1.3 with "
                    "cipher TLS_AES_256_GCM_SHA384 (256/256 bits)",
                    server.Shown()));
  }
  const std::string relay = server.Shown() + ":25";
  if (chance_.Once(0.05)) {
    std::string dsn;
    const std::string reply = Refused(domain, server, to, number, &dsn);
    const bool later = dsn.front() == '4';
    write(relay, dsn, later ? "deferred" : "bounced", reply);
    *bounced = *bounced || !later;
    return later;
  }
  write(relay, "2.0.0", "sent", Accepted(domain, server));
  return false;
}

}  // namespace mailwhy::perf
