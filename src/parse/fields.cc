#include "parse/fields.h"

#include "base/cursor.h"
#include "parse/lexis.h"

namespace mailwhy::parse {
namespace {

constexpr std::size_t kLongestKey = 32;

constexpr bool IsKeyChar(char c) {
  return IsLower(c) || IsDigit(c) || c == '_' || c == '-';
}

// Length of a key, without its "="; 0: none.
std::size_t KeyLength(std::string_view text) {
  if (text.empty() || !IsLower(text.front())) return 0;
  std::size_t n = 1;
  while (n < text.size() && n < kLongestKey && IsKeyChar(text[n])) ++n;
  return n < text.size() && text[n] == '=' ? n : 0;
}

// Behind a quoted local part (RFC 5321 4.1.2) at the beginning of "<...>", else
// behind the "<".
std::size_t BehindQuotedPart(std::string_view text) {
  if (!text.starts_with("<\"")) return 1;
  for (std::size_t i = 2; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      return text.substr(i + 1).starts_with('@') ? i + 1 : 1;
    }
  }
  return 1;
}

// The member for a key; null where there is none.
std::string_view* SlotOf(std::string_view key, Event& event) {
  switch (key.size()) {
    case 2:
      return key == "to" ? &event.recipient : nullptr;
    case 3:
      if (key == "dsn") return &event.dsn;
      if (key == "tls") return &event.tls;
      return key == "uid" ? &event.uid : nullptr;
    case 4:
      if (key == "from") return &event.sender;
      if (key == "helo") return &event.helo;
      return key == "size" ? &event.size : nullptr;
    case 5:
      if (key == "relay") return &event.relay;
      if (key == "delay") return &event.delay;
      if (key == "nrcpt") return &event.nrcpt;
      return key == "proto" ? &event.proto : nullptr;
    case 6:
      if (key == "delays") return &event.delays;
      return key == "status" ? &event.status : nullptr;
    case 7:
      if (key == "orig_id") return &event.orig_queue_id;
      return key == "orig_to" ? &event.orig_to : nullptr;
    case 8:
      return key == "conn_use" ? &event.conn_use : nullptr;
    case 11:
      if (key == "sasl_method") return &event.sasl_method;
      if (key == "sasl_sender") return &event.sasl_sender;
      return key == "orig_client" ? &event.orig_client : nullptr;
    case 13:
      if (key == "sasl_username") return &event.sasl_username;
      return key == "orig_queue_id" ? &event.orig_queue_id : nullptr;
    default:
      return nullptr;
  }
}

}  // namespace

bool IsKeyAt(std::string_view text, std::size_t at) {
  return at < text.size() && KeyLength(text.substr(at)) > 0;
}

bool FieldReader::Key(std::string_view* key) {
  const std::size_t length = separated_ ? KeyLength(rest_) : 0;
  if (length == 0) return false;
  *key = rest_.substr(0, length);
  rest_.remove_prefix(length + 1);
  return true;
}

// 0 where no separator with a key behind it stands at `at`.
std::size_t FieldReader::SeparatorLength(std::size_t at) const {
  std::size_t length = 0;
  if (at < rest_.size() && rest_[at] == ',') ++length;
  if (length == 0 && between_ == Between::kComma) return 0;
  if (at + length >= rest_.size() || rest_[at + length] != ' ') return 0;
  ++length;
  return IsKeyAt(rest_, at + length) ? length : 0;
}

std::size_t FieldReader::EndOfBracketed() const {
  const std::size_t begin = BehindQuotedPart(rest_);
  const std::size_t first = rest_.find('>', begin);
  for (std::size_t at = first; at != kNowhere; at = rest_.find('>', at + 1)) {
    if (at + 1 == rest_.size() || SeparatorLength(at + 1) > 0) return at + 1;
  }
  return first == kNowhere ? rest_.size() : first + 1;
}

std::size_t FieldReader::EndOfPlain() const {
  const char mark = between_ == Between::kComma ? ',' : ' ';
  std::size_t at = rest_.find(mark);
  for (; at != kNowhere; at = rest_.find(mark, at + 1)) {
    const bool comma = mark == ' ' && at > 0 && rest_[at - 1] == ',';
    if (SeparatorLength(comma ? at - 1 : at) > 0) return comma ? at - 1 : at;
  }
  return rest_.size();
}

std::string_view FieldReader::Value() {
  const std::size_t end =
      rest_.starts_with('<') ? EndOfBracketed() : EndOfPlain();
  const std::string_view value = rest_.substr(0, end);
  const std::size_t separator = SeparatorLength(end);
  separated_ = separator > 0;
  rest_.remove_prefix(end + separator);
  return value;
}

void SetField(std::string_view key, std::string_view value, Event& event) {
  std::string_view* slot = SlotOf(key, event);
  if (slot == nullptr) {
    AddExtra(key, value, event);
    return;
  }
  *slot = value.starts_with('<') ? BareAddress(value) : value;
  if (slot == &event.sender) event.sender_given = true;
}

void ReadFields(FieldReader& reader, Event& event) {
  std::string_view key;
  while (reader.Key(&key)) SetField(key, reader.Value(), event);
}

}  // namespace mailwhy::parse
