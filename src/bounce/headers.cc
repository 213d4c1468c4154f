// The headers of a mail (RFC 5322 2.2, RFC 2045 5.1).
#include <algorithm>

#include "base/cursor.h"
#include "base/text.h"
#include "bounce/decode.h"
#include "bounce/mime.h"

namespace mailwhy::bounce {
namespace {

constexpr std::size_t kMostHeaders = 1000;
constexpr std::size_t kLongestHeader = 16 * 1024;

std::string_view LineOf(std::string_view bytes) {
  return bytes.substr(0, bytes.find('\n'));
}

void DropLine(std::string_view& bytes) {
  const std::size_t end = bytes.find('\n');
  bytes.remove_prefix(end == kNowhere ? bytes.size() : end + 1);
}

std::string_view WithoutEnd(std::string_view line) {
  if (EndsWith(line, "\r")) line.remove_suffix(1);
  return line;
}

// "Subject" of "Subject: ..."; empty where the line is no header.
std::string_view NameOf(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == kNowhere || colon > 80) return {};
  const std::string_view name = Trim(line.substr(0, colon));
  const bool good = std::all_of(name.begin(), name.end(), [](char c) {
    return IsAlnum(c) || c == '-' || c == '_' || c == '.';
  });
  return good ? name : std::string_view();
}

bool IsFolded(std::string_view line) {
  return StartsWith(line, " ") || StartsWith(line, "\t");
}

// A value up to the next ';', quotes and backslashes taken away.
std::string TakeValue(std::string_view& rest) {
  std::string value;
  bool quoted = false;
  while (!rest.empty() && (quoted || rest.front() != ';')) {
    const char c = rest.front();
    rest.remove_prefix(1);
    if (c == '"') {
      quoted = !quoted;
    } else if (c == '\\' && quoted && !rest.empty()) {
      value += rest.front();
      rest.remove_prefix(1);
    } else {
      value += c;
    }
  }
  if (!rest.empty()) rest.remove_prefix(1);
  return std::string(Trim(value));
}

void SetParameter(MediaType& type, const std::string& name, std::string value) {
  if (name == "charset") type.charset = std::move(value);
  if (name == "boundary") type.boundary = std::move(value);
  if (name == "name") type.name = DecodeWords(value);
  if (name == "report-type") type.report_type = LowerAscii(value);
}

}  // namespace

Headers Headers::Take(std::string_view& bytes) {
  Headers headers;
  while (!bytes.empty()) {
    const std::string_view line = WithoutEnd(LineOf(bytes));
    if (line.empty()) {
      DropLine(bytes);
      break;
    }
    if (IsFolded(line) && !headers.fields_.empty()) {
      std::string& value = headers.fields_.back().second;
      if (value.size() < kLongestHeader) {
        value.append(" ").append(Trim(line).substr(0, kLongestHeader));
      }
      DropLine(bytes);
      continue;
    }
    const std::string_view name = NameOf(line);
    if (name.empty()) break;
    if (headers.fields_.size() < kMostHeaders) {
      const std::string_view value = Trim(line.substr(line.find(':') + 1));
      headers.fields_.emplace_back(LowerAscii(name),
                                   value.substr(0, kLongestHeader));
    }
    DropLine(bytes);
  }
  return headers;
}

std::string_view Headers::Get(std::string_view name) const {
  for (const auto& [known, value] : fields_) {
    if (known == name) return value;
  }
  return {};
}

bool Headers::Has(std::string_view name) const {
  return std::any_of(fields_.begin(), fields_.end(),
                     [&](const auto& field) { return field.first == name; });
}

std::string Headers::Text(std::string_view name) const {
  return DecodeWords(Get(name));
}

MediaType ReadMediaType(const Headers& headers) {
  MediaType type;
  std::string_view rest = headers.Get("content-type");
  type.type = LowerAscii(TakeValue(rest));
  if (type.type.find('/') == kNowhere) type.type = "text/plain";
  for (int i = 0; i < 20 && !rest.empty(); ++i) {
    const std::size_t equals = rest.find('=');
    if (equals == kNowhere) break;
    const std::string name = LowerAscii(Trim(rest.substr(0, equals)));
    rest.remove_prefix(equals + 1);
    SetParameter(type, name, TakeValue(rest));
  }
  if (type.name.empty()) {
    std::string_view shown = headers.Get("content-disposition");
    const std::size_t at = shown.find("filename=");
    if (at != kNowhere) {
      shown.remove_prefix(at + 9);
      type.name = DecodeWords(TakeValue(shown));
    }
  }
  return type;
}

}  // namespace mailwhy::bounce
