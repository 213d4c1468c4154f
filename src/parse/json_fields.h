// The table of field names in which log shippers and journald put what a syslog
// envelope says. Used by JsonLine.
#pragma once

#include <cstdint>
#include <string_view>

namespace mailwhy::parse {

enum class JsonRole : std::uint8_t {
  kMessage,
  kHost,
  kProgram,
  kPid,
  kTag,  // program and pid
  kTime,
};

struct JsonRow {
  std::string_view path;  // in lower case; of nested objects joined by dots
  JsonRole role;
  int rank;  // where several are given, the lowest counts
};

const JsonRow* FindJsonRow(std::string_view path);

// Whether objects of that path hold fields of the table.
bool IsJsonParent(std::string_view path);

// Objects that records are packed into as a whole: their fields count as the
// record's own.
bool IsJsonWrapping(std::string_view path);

}  // namespace mailwhy::parse
