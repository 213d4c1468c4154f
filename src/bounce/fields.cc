#include "bounce/fields.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

#include "base/cursor.h"
#include "base/text.h"
#include "bounce/text.h"

namespace mailwhy::bounce {
namespace {

constexpr std::size_t kLongestValue = 8 * 1024;
constexpr std::size_t kMostSaid = 8;

struct Field {
  std::string name;   // in lower case
  std::string value;  // unfolded
  bool after_blank = false;
};

// The fields that are read; a line that begins with one ends the field before.
constexpr std::string_view kFields[] = {"reporting-mta",
                                        "arrival-date",
                                        "x-postfix-queue-id",
                                        "x-postfix-sender",
                                        "original-recipient",
                                        "final-recipient",
                                        "x-actual-recipient",
                                        "action",
                                        "status",
                                        "remote-mta",
                                        "diagnostic-code",
                                        "last-attempt-date",
                                        "will-retry-until",
                                        "dsn-gateway",
                                        "received-from-mta",
                                        "final-log-id",
                                        "x-display-name"};

bool IsField(std::string_view name) {
  return std::find(std::begin(kFields), std::end(kFields), name) !=
         std::end(kFields);
}

// Folded lines are indented; in text whose indentation was lost, those that
// are no header, up to a blank line.
bool Continues(std::string_view line) {
  if (Trim(line).empty()) return false;
  if (line.front() == ' ' || line.front() == '\t') return true;
  const std::string_view name = line.substr(0, line.find(':'));
  const bool header = name.size() < line.size() && name.size() < 40 &&
                      name.find(' ') == kNowhere && IsUpper(name.front());
  return !header && !StartsWith(line, "--");
}

std::vector<Field> FieldsIn(std::string_view text) {
  std::vector<Field> fields;
  bool open = false, blank = false;
  for (const std::string_view line : LinesOf(text)) {
    const std::size_t colon = line.find(':');
    const std::string name =
        colon < 30 ? LowerAscii(Trim(line.substr(0, colon))) : "";
    if (IsField(name)) {
      fields.push_back(
          {name, std::string(Trim(line.substr(colon + 1))), blank});
      open = true;
      blank = false;
    } else if (open && Continues(line)) {
      std::string& value = fields.back().value;
      if (value.size() < kLongestValue) {
        value.append(" ").append(Trim(line).substr(0, kLongestValue));
      }
    } else {
      blank = blank || Trim(line).empty();
      open = false;
    }
  }
  return fields;
}

// "rfc822; user@example.net" is a type and a value; the type alone is rare.
std::string_view TypeOf(std::string_view value) {
  const std::size_t semicolon = value.find(';');
  if (semicolon == kNowhere || semicolon > 30) return {};
  const std::string_view type = Trim(value.substr(0, semicolon));
  const bool word = std::all_of(type.begin(), type.end(), [](char c) {
    return IsAlnum(c) || c == '-' || c == '_';
  });
  return word ? type : std::string_view();
}

std::string_view ValueOf(std::string_view value) {
  if (TypeOf(value).empty()) return Trim(value);
  return Trim(value.substr(value.find(';') + 1));
}

std::string AddressIn(std::string_view value) {
  std::string_view address = ValueOf(value);
  if (StartsWith(address, "<")) {
    address = Trim(address.substr(1, address.find('>') - 1));
  }
  const auto found = FindAddress(address);
  return std::string((found ? *found : address).substr(0, 320));
}

// "5.1.1 (bad destination mailbox address)"
std::string StatusIn(std::string_view value) {
  value = value.substr(0, value.find_first_of(" (;"));
  const bool good = std::all_of(value.begin(), value.end(),
                                [](char c) { return IsDigit(c) || c == '.'; });
  return good && value.size() <= 12 ? std::string(value) : "";
}

std::string ActionIn(std::string_view value) {
  const std::string action =
      LowerAscii(value.substr(0, value.find_first_of(" (;")));
  for (const std::string_view known :
       {"failed", "delayed", "delivered", "relayed", "expanded"}) {
    if (action == known) return action;
  }
  return "";
}

class Reader {
 public:
  explicit Reader(Bounce& bounce) : bounce_(bounce) {}

  void Take(const Field& field) {
    if (OfMessage(field)) return;
    if (Begins(field)) Close();
    any_ = true;
    if (!Seen(field.name)) seen_.push_back(field.name);
    OfRecipient(field);
  }

  void Close() {
    // "Action:" and "Status:" alone may stand in any text.
    const bool named = !now_.recipient.empty() || !now_.said.empty();
    const bool told =
        !now_.action.empty() || !now_.status.empty() || !now_.said.empty();
    if (any_ && named && told && bounce_.recipients.size() < kMostRecipients) {
      bounce_.recipients.push_back(std::move(now_));
    }
    now_ = BouncedRecipient();
    seen_.clear();
    any_ = false;
  }

 private:
  bool OfMessage(const Field& field) {
    if (field.name == "reporting-mta") {
      bounce_.reporting_mta = ReadHost(ValueOf(field.value));
    } else if (field.name == "arrival-date") {
      bounce_.arrived = ReadDate(field.value);
    } else if (field.name == "x-postfix-queue-id") {
      bounce_.queue_id = field.value.substr(0, 64);
    } else if (field.name == "x-postfix-sender") {
      bounce_.sender = AddressIn(field.value);
    } else {
      return field.name == "dsn-gateway" || field.name == "received-from-mta";
    }
    return true;
  }

  bool Seen(std::string_view name) const {
    return std::find(seen_.begin(), seen_.end(), name) != seen_.end();
  }

  // Whether the field is the first of one more recipient: blank lines part
  // them, where pasting has left any.
  bool Begins(const Field& field) const {
    const bool names = field.name == "final-recipient" ||
                       field.name == "original-recipient" ||
                       field.name == "x-actual-recipient";
    if (!names && field.name != "action" && field.name != "status") {
      return false;
    }
    if (Seen(field.name)) return true;
    return names && field.after_blank && Seen("final-recipient");
  }

  void OfRecipient(const Field& field) {
    const std::string& value = field.value;
    if (field.name == "final-recipient") {
      now_.recipient = AddressIn(value);
    } else if (field.name == "original-recipient") {
      now_.original = AddressIn(value);
    } else if (field.name == "action") {
      now_.action = ActionIn(value);
    } else if (field.name == "status") {
      now_.status = StatusIn(value);
    } else if (field.name == "remote-mta") {
      now_.remote_mta = ReadHost(ValueOf(value));
    } else if (field.name == "diagnostic-code") {
      if (now_.said.size() < kMostSaid) now_.said.emplace_back(ValueOf(value));
    } else if (field.name == "last-attempt-date") {
      now_.last_attempt = ReadDate(value);
    } else if (field.name == "will-retry-until") {
      now_.retry_until = ReadDate(value);
    }
  }

  Bounce& bounce_;
  BouncedRecipient now_;
  std::vector<std::string> seen_;
  bool any_ = false;
};

}  // namespace

bool ReadFields(std::string_view text, Bounce& bounce) {
  const std::size_t before = bounce.recipients.size();
  Reader reader(bounce);
  for (const Field& field : FieldsIn(text)) reader.Take(field);
  reader.Close();
  return bounce.recipients.size() > before;
}

}  // namespace mailwhy::bounce
