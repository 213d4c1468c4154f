#include "parse/daemons.h"

#include <array>

#include "base/cursor.h"
#include "parse/companions/companions.h"

namespace mailwhy::parse {
namespace {

constexpr std::string_view kPostfix = "postfix";

struct Row {
  std::string_view name;
  Shape shape;
};

constexpr std::array kRows = {
    Row{"smtpd", ReadSmtpd},
    Row{"qmqpd", ReadSmtpd},
    Row{"postscreen", ReadPostscreen},
    Row{"dnsblog", ReadDnsblog},
    Row{"tlsproxy", ReadTlsproxy},
    Row{"cleanup", ReadCleanup},
    Row{"qmgr", ReadQmgr},
    Row{"nqmgr", ReadQmgr},
    Row{"oqmgr", ReadQmgr},
    Row{"smtp", ReadAgent},
    Row{"lmtp", ReadAgent},
    Row{"local", ReadAgent},
    Row{"virtual", ReadAgent},
    Row{"pipe", ReadAgent},
    Row{"error", ReadAgent},
    Row{"retry", ReadAgent},
    Row{"discard", ReadAgent},
    Row{"relay", ReadAgent},
    Row{"bounce", ReadBounce},
    Row{"defer", ReadBounce},
    Row{"trace", ReadBounce},
    Row{"pickup", ReadPickup},
    Row{"postsuper", ReadPostsuper},
    Row{"anvil", ReadService},
    Row{"flush", ReadService},
    Row{"master", ReadService},
    Row{"postalias", ReadService},
    Row{"postcat", ReadService},
    Row{"postconf", ReadService},
    Row{"postdrop", ReadService},
    Row{"postfix", ReadService},
    Row{"postfix-script", ReadService},
    Row{"postfix-tls-script", ReadService},
    Row{"postfix-wrapper", ReadService},
    Row{"postkick", ReadService},
    Row{"postlock", ReadService},
    Row{"postlog", ReadService},
    Row{"postlogd", ReadService},
    Row{"postmap", ReadService},
    Row{"postmulti", ReadService},
    Row{"postmulti-script", ReadService},
    Row{"postqueue", ReadService},
    Row{"posttls-finger", ReadService},
    Row{"post-install", ReadService},
    Row{"proxymap", ReadService},
    Row{"proxywrite", ReadService},
    Row{"scache", ReadService},
    Row{"sendmail", ReadService},
    Row{"showq", ReadService},
    Row{"spawn", ReadService},
    Row{"tlsmgr", ReadService},
    Row{"trivial-rewrite", ReadService},
    Row{"rewrite", ReadService},
    Row{"verify", ReadService},
};

// Rows by a hash of length, first and last character, with linear probing.
constexpr std::size_t kSlots = 256;

constexpr std::size_t SlotOf(std::string_view name) {
  const auto code = [](char c) { return static_cast<unsigned char>(c); };
  return (name.size() * 37 + code(name.front()) * 7u + code(name.back()) * 3u) %
         kSlots;
}

constexpr auto MakeSlots() {
  std::array<std::uint8_t, kSlots> slots{};  // row + 1; 0: free
  for (std::size_t row = 0; row < kRows.size(); ++row) {
    std::size_t slot = SlotOf(kRows[row].name);
    while (slots[slot] != 0) slot = (slot + 1) % kSlots;
    slots[slot] = static_cast<std::uint8_t>(row + 1);
  }
  return slots;
}

constexpr auto kRowOfSlot = MakeSlots();

const Row* FindRow(std::string_view name) {
  if (name.empty()) return nullptr;
  for (std::size_t slot = SlotOf(name); kRowOfSlot[slot] != 0;
       slot = (slot + 1) % kSlots) {
    const Row& row = kRows[kRowOfSlot[slot] - 1u];
    if (row.name == name) return &row;
  }
  return nullptr;
}

// Other mail programs that name their processes "cyrus/lmtp", "dovecot/master".
bool IsForeign(std::string_view instance) {
  return instance.starts_with("cyrus") || instance.starts_with("dovecot");
}

// Programs around Postfix that begin like an instance of it.
constexpr auto kCompanions = std::to_array<std::string_view>(
    {"postfix-policyd", "postfix-mta-sts", "postfix-tlspol", "postfix-srs",
     "postfix-exporter", "postfix-add-", "postfix-sni", "postfix-logwatch"});

// "smtpd": some shippers leave "postfix/" out.
Shape ReadBareDaemon(Event& event) {
  const Row* row = FindRow(event.program);
  if (row == nullptr) return nullptr;
  event.instance = kPostfix;
  return row->shape;
}

// "postfix", "postfix-script", or "postfix-out" whose daemon got lost (rsyslog
// cuts RFC 5424 program names at the slash), "postfix@-.service" (journalctl -o
// with-unit).
Shape ReadBareProgram(Event& event) {
  if (!event.program.starts_with(kPostfix)) {
    const Shape companion = ReadCompanion(event);
    return companion != nullptr ? companion : ReadBareDaemon(event);
  }
  event.instance = event.program.substr(0, kPostfix.size());
  if (event.program == kPostfix || event.program.ends_with(".service")) {
    return ReadAny;
  }
  const Row* row = FindRow(event.program);
  if (row != nullptr) return row->shape;
  if (const Shape shape = ReadCompanion(event)) return shape;
  if (!event.program.starts_with("postfix-")) return nullptr;
  if (BeginsWithOne(event.program, kCompanions)) return nullptr;
  event.instance = event.program;
  return ReadAny;
}

}  // namespace

bool IsBareDaemon(const Event& event) {
  return event.daemon.size() == event.program.size() &&
         !event.program.starts_with(kPostfix) &&
         FindRow(event.program) != nullptr;
}

Shape ReadProgram(Event& event) {
  event.daemon = event.program;
  const std::size_t last = event.program.rfind('/');
  if (last == kNowhere) return ReadBareProgram(event);
  const std::size_t first = event.program.find('/');
  const std::string_view instance = event.program.substr(0, first);
  if (IsForeign(instance)) return ReadCompanion(event);
  const Row* row = FindRow(event.program.substr(last + 1));
  if (row == nullptr) {
    if (const Shape shape = ReadCompanion(event)) return shape;
  }
  if (row == nullptr && !instance.starts_with(kPostfix)) return nullptr;
  event.instance = instance;
  event.daemon = event.program.substr(last + 1);
  if (last > first) {
    event.service = event.program.substr(first + 1, last - first - 1);
  }
  return row != nullptr ? row->shape : ReadAny;
}

}  // namespace mailwhy::parse
