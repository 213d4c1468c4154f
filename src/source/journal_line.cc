#include "source/journal_line.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "source/source.h"

namespace mailwhy::source {
namespace {

// As rsyslog writes them: "#012".
void AppendEscaped(unsigned char c, std::string* text) {
  text->push_back('#');
  for (const int shift : {6, 3, 0}) {
    text->push_back(static_cast<char>('0' + (c >> shift & 7)));
  }
}

bool IsControl(char c) {
  return static_cast<unsigned char>(c) < ' ' || c == '\x7F';
}

// One line out of whatever the field holds.
void AppendPrintable(std::string_view value, std::string* text) {
  if (std::none_of(value.begin(), value.end(), IsControl)) {
    text->append(value);
    return;
  }
  for (const char c : value) {
    if (IsControl(c)) {
      AppendEscaped(static_cast<unsigned char>(c), text);
    } else {
      text->push_back(c);
    }
  }
}

// Syslog's host name has no domain.
std::string_view ShortHost(std::string_view host) {
  return host.substr(0, host.find('.'));
}

// A name as an envelope can hold it.
void AppendWord(std::string_view word, std::string_view otherwise,
                std::string* text) {
  constexpr std::size_t kLongest = 255;
  word = word.substr(0, kLongest);
  const bool fits =
      !word.empty() && std::none_of(word.begin(), word.end(), [](char c) {
        return IsControl(c) || c == ' ' || c == '[' || c == ':';
      });
  text->append(fits ? word : otherwise);
}

void AppendPid(std::string_view pid, std::string* text) {
  constexpr std::size_t kMostDigits = 10;
  if (!IsAllDigits(pid) || pid.empty() || pid.size() > kMostDigits) return;
  text->append("[").append(pid).append("]");
}

bool HasName(std::string_view field, std::string_view name) {
  return StartsWith(field, name) && field.size() > name.size() &&
         field[name.size()] == '=';
}

Micros ReadMicros(std::string_view digits) {
  Micros at = 0;
  const char* end = digits.data() + digits.size();
  const auto read = std::from_chars(digits.data(), end, at);
  constexpr Micros kYear2200 = 7'258'118'400 * kSecond;
  const bool good =
      read.ec == std::errc() && read.ptr == end && at > 0 && at < kYear2200;
  return good ? at : 0;
}

}  // namespace

void JournalEntry::Clear() {
  received = sent = 0;
  has_message = false;
  for (std::string* text :
       {&host, &identifier, &command, &syslog_pid, &pid, &message}) {
    text->clear();
  }
}

void JournalEntry::TakeField(std::string_view field) {
  const struct {
    std::string_view name;
    std::string* value;
  } kWanted[] = {{"_HOSTNAME", &host},
                 {"SYSLOG_IDENTIFIER", &identifier},
                 {"_COMM", &command},
                 {"SYSLOG_PID", &syslog_pid},
                 {"_PID", &pid}};
  if (HasName(field, "MESSAGE")) {
    message = field.substr(std::string_view("MESSAGE=").size());
    has_message = true;
    return;
  }
  if (HasName(field, "_SOURCE_REALTIME_TIMESTAMP")) {
    sent = ReadMicros(field.substr(field.find('=') + 1));
    return;
  }
  for (const auto& wanted : kWanted) {
    if (!HasName(field, wanted.name)) continue;
    *wanted.value = field.substr(wanted.name.size() + 1);
    return;
  }
}

void AppendJournalLine(const JournalEntry& entry, const Zone& zone,
                       std::string* text) {
  const std::size_t begin = text->size();
  Timestamp time;
  time.at = entry.sent != 0 ? entry.sent : entry.received;
  time.offset_minutes = static_cast<std::int16_t>(zone.OffsetMinutes(time.at));
  time.digits = 6;
  text->append(FormatRfc3339(time)).push_back(' ');
  AppendWord(ShortHost(entry.host), "localhost", text);
  text->push_back(' ');
  AppendWord(entry.identifier.empty() ? entry.command : entry.identifier,
             "unknown", text);
  AppendPid(entry.syslog_pid.empty() ? entry.pid : entry.syslog_pid, text);
  text->append(": ");
  std::string_view message = entry.message;
  while (!message.empty() && (message.back() == '\n' || message.back() == '\r'))
    message.remove_suffix(1);
  AppendPrintable(message, text);
  if (text->size() - begin > kMaxLine) text->resize(begin + kMaxLine);
}

}  // namespace mailwhy::source
