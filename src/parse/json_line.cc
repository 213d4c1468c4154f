// simdjson's on-demand reader: what is not asked for is passed over and not
// read, so that numbers of any size and deep nesting cost nothing.
#include "parse/json_line.h"

#include <simdjson.h>

#include <algorithm>
#include <limits>
#include <string>

#include "base/cursor.h"
#include "base/text.h"
#include "parse/json_fields.h"

namespace mailwhy::parse {
namespace {

namespace json = simdjson::ondemand;

constexpr std::size_t kLongestLine = 1 << 20;
constexpr std::size_t kLongestPath = 48;
constexpr int kDeepest = 4;
constexpr int kNoRank = std::numeric_limits<int>::max();

// "log.syslog.appname" of the field being read, in lower case. Fields of too
// long a path are in no table.
class Path {
 public:
  std::size_t size() const { return size_; }
  std::string_view view() const { return {bytes_.data(), size_}; }
  void Shrink(std::size_t size) { size_ = size; }

  bool Add(std::string_view key) {
    const std::size_t dot = size_ == 0 ? 0 : 1;
    if (size_ + dot + key.size() > bytes_.size()) return false;
    if (dot == 1) bytes_[size_++] = '.';
    for (const char c : key) {
      bytes_[size_++] = IsUpper(c) ? static_cast<char>(c + 32) : c;
    }
    return true;
  }

 private:
  std::array<char, kLongestPath> bytes_{};
  std::size_t size_ = 0;
};

std::string_view WithoutBlanksBehind(std::string_view text) {
  const std::size_t last = text.find_last_not_of(" \t\r\n");
  return text.substr(0, last == kNowhere ? 0 : last + 1);
}

}  // namespace

struct JsonLine::Work {
  json::parser parser;
  std::string padded;  // the line, with room behind it as simdjson needs it
  std::string bytes;   // a message that journald wrote as numbers
  std::string bytes_being_read;

  Path path;
  JsonFields* fields = nullptr;
  std::array<int, 5> ranks{};  // of what was found so far, by role
  std::array<int, 4> time_ranks{};

  simdjson::error_code Parse(std::string_view line);
  void ReadObject(json::object object, int depth);
  void ReadValue(json::value value, int depth);
  void ReadInside(json::object object, int depth);
  void Note(const JsonRow& row, json::value value);
  std::string_view TextOf(const JsonRow& row, json::value value);
  std::string_view BytesOf(json::array array);
  void NoteTime(int rank, std::string_view text);
  std::string_view& FieldOf(JsonRole role);
};

simdjson::error_code JsonLine::Work::Parse(std::string_view line) {
  padded.assign(line);
  padded.append(simdjson::SIMDJSON_PADDING, '\0');
  json::document document;
  json::object object;
  simdjson::error_code error =
      parser.iterate(padded.data(), line.size(), padded.size()).get(document);
  if (error == simdjson::SUCCESS) error = document.get_object().get(object);
  if (error == simdjson::SUCCESS) ReadObject(object, 0);
  return error;
}

// An error in the middle ends it: what was found before stays.
void JsonLine::Work::ReadObject(json::object object, int depth) {
  for (auto each : object) {
    json::field field;
    std::string_view key;
    json::value value;
    if (std::move(each).get(field) != simdjson::SUCCESS ||
        field.unescaped_key().get(key) != simdjson::SUCCESS) {
      return;
    }
    value = field.value();
    const std::size_t size = path.size();
    if (path.Add(key)) ReadValue(value, depth);
    path.Shrink(size);
  }
}

void JsonLine::Work::ReadValue(json::value value, int depth) {
  json::json_type type{};
  if (value.type().get(type) != simdjson::SUCCESS) return;
  if (type == json::json_type::object) {
    json::object object;
    if (depth >= kDeepest ||
        value.get_object().get(object) != simdjson::SUCCESS) {
      return;
    }
    ReadInside(object, depth);
  } else if (const JsonRow* row = FindJsonRow(path.view())) {
    Note(*row, value);
  }
}

void JsonLine::Work::ReadInside(json::object object, int depth) {
  if (IsJsonWrapping(path.view())) {
    const Path outside = path;
    path.Shrink(0);
    ReadObject(object, depth + 1);
    path = outside;
  } else if (IsJsonParent(path.view())) {
    ReadObject(object, depth + 1);
  }
}

std::string_view& JsonLine::Work::FieldOf(JsonRole role) {
  switch (role) {
    case JsonRole::kHost:
      return fields->host;
    case JsonRole::kProgram:
      return fields->program;
    case JsonRole::kPid:
      return fields->pid;
    case JsonRole::kTag:
      return fields->tag;
    default:
      return fields->message;
  }
}

// Of a field given twice the first one counts.
void JsonLine::Work::Note(const JsonRow& row, json::value value) {
  if (row.role == JsonRole::kTime) {
    NoteTime(row.rank, TextOf(row, value));
    return;
  }
  int& rank = ranks[static_cast<std::size_t>(row.role)];
  if (row.rank >= rank) return;
  const std::string_view text = TextOf(row, value);
  if (text.empty()) return;
  rank = row.rank;
  FieldOf(row.role) = text;
}

void JsonLine::Work::NoteTime(int rank, std::string_view text) {
  if (text.empty()) return;
  for (std::size_t i = 0; i < time_ranks.size(); ++i) {
    if (rank >= time_ranks[i]) continue;
    std::swap(rank, time_ranks[i]);
    std::swap(text, fields->times[i]);
  }
}

// Texts, and numbers as they are written; empty for anything else.
std::string_view JsonLine::Work::TextOf(const JsonRow& row, json::value value) {
  json::json_type type{};
  if (value.type().get(type) != simdjson::SUCCESS) return {};
  std::string_view text;
  if (type == json::json_type::string) {
    if (value.get_string().get(text) != simdjson::SUCCESS) return {};
    return text;
  }
  if (type == json::json_type::number) {
    return WithoutBlanksBehind(value.raw_json_token());
  }
  json::array array;
  if (type != json::json_type::array || row.role != JsonRole::kMessage ||
      value.get_array().get(array) != simdjson::SUCCESS) {
    return {};
  }
  return BytesOf(array);
}

// systemd's JOURNAL_EXPORT_FORMATS: a value that is no clean UTF-8 is an array
// of its bytes.
std::string_view JsonLine::Work::BytesOf(json::array array) {
  bytes_being_read.clear();
  for (auto each : array) {
    std::uint64_t byte = 0;
    if (each.get_uint64().get(byte) != simdjson::SUCCESS || byte > 255) {
      return {};
    }
    bytes_being_read.push_back(static_cast<char>(byte));
  }
  bytes.swap(bytes_being_read);
  return bytes;
}

JsonLine::JsonLine() : work_(std::make_unique<Work>()) {}
JsonLine::~JsonLine() = default;

bool JsonLine::Read(std::string_view line, JsonFields* fields) {
  // An element of an array that is written a line each.
  const std::size_t last = line.find_last_not_of(",] \t\r\n");
  line = line.substr(0, last == kNowhere ? 0 : last + 1);
  if (line.size() > kLongestLine || !line.ends_with('}')) return false;
  *fields = JsonFields{};
  work_->fields = fields;
  work_->path.Shrink(0);
  work_->ranks.fill(kNoRank);
  work_->time_ranks.fill(kNoRank);
  simdjson::error_code error = work_->Parse(line);
  if (error == simdjson::UTF8_ERROR) error = work_->Parse(ValidUtf8(line));
  return error == simdjson::SUCCESS;
}

}  // namespace mailwhy::parse
