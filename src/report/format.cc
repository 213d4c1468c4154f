#include "report/format.h"

#include <algorithm>
#include <cctype>

namespace mailwhy::report {

std::string PeerText(const Peer& peer) {
  std::string text = peer.name;
  if (!peer.ip.empty()) text += '[' + peer.ip + ']';
  if (!peer.port.empty()) text += ':' + peer.port;
  return text;
}

std::string SenderText(const Mail& mail) {
  if (!mail.sender) return "?";
  return mail.sender->empty() ? "<>" : *mail.sender;
}

std::string TimeText(const Timestamp& time, const Zone* zone) {
  Timestamp shown = zone != nullptr ? InZone(time, *zone) : time;
  shown.digits = 0;
  return FormatPlain(shown);
}

std::string Name(std::string_view text) {
  constexpr std::size_t kMost = 120;
  return text.empty() ? "?" : Clip(text, kMost);
}

std::string OneLine(std::string_view text) {
  std::string line;
  for (const char c : text) {
    if (c == '\n') {
      line += " / ";
    } else {
      line += c;
    }
  }
  return line;
}

std::string Clip(std::string_view text, std::size_t most) {
  if (text.size() <= most) return std::string(text);
  std::size_t end = most;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) {
    --end;
  }
  return std::string(text.substr(0, end)) + "…";
}

Timestamp Shown(Micros at, const Answers& answers, const Zone* zone) {
  Timestamp time;
  time.at = at;
  if (zone != nullptr) return InZone(time, *zone);
  for (const Answer& answer : answers.answers) {
    if (!answer.mail) continue;
    time.offset_minutes = answer.mail->first_seen.offset_minutes;
    return time;
  }
  if (answers.searched.until) {
    time.offset_minutes = answers.searched.until->offset_minutes;
  }
  return time;
}

std::string SpanText(const TimeSpan& span, const Answers& answers,
                     const Zone* zone) {
  const std::string text = FormatPlain(Shown(span.begin, answers, zone));
  if (span.whole_day) return text.substr(0, 10);
  const bool minute = span.end - span.begin >= kMinute;
  return minute ? text.substr(0, 16) : text;
}

bool SafeInCommand(std::string_view text) {
  if (text.empty() || text.front() == '-' || text.size() > 255) return false;
  return std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return (c < 0x80 && std::isalnum(c) != 0) || c == '.' || c == '_' ||
           c == ':' || c == '@' || c == '-';
  });
}

}  // namespace mailwhy::report
