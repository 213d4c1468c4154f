#include "parse/json_fields.h"

#include <algorithm>
#include <array>

namespace mailwhy::parse {
namespace {

// In the order of their bytes. From: systemd.journal-fields(7); Docker's
// json-file; Fluent Bit's, Fluentd's and Vector's syslog, tail and journald
// inputs; the Elastic Common Schema (Filebeat); rsyslog's %jsonmesg% and
// property names; syslog-ng's format-json; Logstash; GELF.
constexpr std::array kRows = {
    JsonRow{"@timestamp", JsonRole::kTime, 3},
    JsonRow{"__realtime_timestamp", JsonRole::kTime, 5},
    JsonRow{"_application_name", JsonRole::kProgram, 4},
    JsonRow{"_comm", JsonRole::kProgram, 7},
    JsonRow{"_hostname", JsonRole::kHost, 1},
    JsonRow{"_pid", JsonRole::kPid, 4},
    JsonRow{"_process_id", JsonRole::kPid, 2},
    JsonRow{"_source_realtime_timestamp", JsonRole::kTime, 1},
    JsonRow{"_timestamp", JsonRole::kTime, 4},
    JsonRow{"agent.hostname", JsonRole::kHost, 7},
    JsonRow{"agent.name", JsonRole::kHost, 8},
    JsonRow{"app-name", JsonRole::kProgram, 2},
    JsonRow{"app_name", JsonRole::kProgram, 2},
    JsonRow{"appname", JsonRole::kProgram, 2},
    JsonRow{"beat.hostname", JsonRole::kHost, 8},
    JsonRow{"body", JsonRole::kMessage, 8},
    JsonRow{"date", JsonRole::kTime, 7},
    JsonRow{"datetime", JsonRole::kTime, 7},
    JsonRow{"event.created", JsonRole::kTime, 8},
    JsonRow{"event.original", JsonRole::kMessage, 5},
    JsonRow{"fromhost", JsonRole::kHost, 6},
    JsonRow{"full_message", JsonRole::kMessage, 7},
    JsonRow{"host", JsonRole::kHost, 3},
    JsonRow{"host.hostname", JsonRole::kHost, 3},
    JsonRow{"host.name", JsonRole::kHost, 4},
    JsonRow{"hostname", JsonRole::kHost, 2},
    JsonRow{"ident", JsonRole::kProgram, 3},
    JsonRow{"identifier", JsonRole::kProgram, 3},
    JsonRow{"isodate", JsonRole::kTime, 7},
    JsonRow{"line", JsonRole::kMessage, 8},
    JsonRow{"log", JsonRole::kMessage, 3},
    JsonRow{"log.syslog.appname", JsonRole::kProgram, 1},
    JsonRow{"log.syslog.hostname", JsonRole::kHost, 1},
    JsonRow{"log.syslog.procid", JsonRole::kPid, 1},
    JsonRow{"logsource", JsonRole::kHost, 2},
    JsonRow{"message", JsonRole::kMessage, 1},
    JsonRow{"msg", JsonRole::kMessage, 2},
    JsonRow{"pid", JsonRole::kPid, 2},
    JsonRow{"process", JsonRole::kProgram, 6},
    JsonRow{"process.name", JsonRole::kProgram, 4},
    JsonRow{"process.pid", JsonRole::kPid, 3},
    JsonRow{"process_id", JsonRole::kPid, 2},
    JsonRow{"procid", JsonRole::kPid, 2},
    JsonRow{"program", JsonRole::kProgram, 3},
    JsonRow{"programname", JsonRole::kProgram, 5},
    JsonRow{"r_isodate", JsonRole::kTime, 8},
    JsonRow{"rawmsg", JsonRole::kMessage, 6},
    JsonRow{"rawmsg-after-pri", JsonRole::kMessage, 6},
    JsonRow{"s_isodate", JsonRole::kTime, 8},
    JsonRow{"short_message", JsonRole::kMessage, 4},
    JsonRow{"source", JsonRole::kHost, 5},
    JsonRow{"source_host", JsonRole::kHost, 5},
    JsonRow{"syslog.identifier", JsonRole::kProgram, 1},
    JsonRow{"syslog.pid", JsonRole::kPid, 1},
    JsonRow{"syslog_hostname", JsonRole::kHost, 2},
    JsonRow{"syslog_identifier", JsonRole::kProgram, 1},
    JsonRow{"syslog_pid", JsonRole::kPid, 1},
    JsonRow{"syslog_program", JsonRole::kProgram, 2},
    JsonRow{"syslog_tag", JsonRole::kTag, 1},
    JsonRow{"syslog_timestamp", JsonRole::kTime, 9},
    JsonRow{"syslogtag", JsonRole::kTag, 1},
    JsonRow{"tag", JsonRole::kTag, 1},
    JsonRow{"text", JsonRole::kMessage, 8},
    JsonRow{"time", JsonRole::kTime, 6},
    JsonRow{"timegenerated", JsonRole::kTime, 8},
    JsonRow{"timereported", JsonRole::kTime, 2},
    JsonRow{"timestamp", JsonRole::kTime, 4},
    JsonRow{"ts", JsonRole::kTime, 7},
};

constexpr bool InOrder() {
  for (std::size_t i = 1; i < kRows.size(); ++i) {
    if (kRows[i - 1].path >= kRows[i].path) return false;
  }
  return true;
}
static_assert(InOrder(), "the rows are searched by halves");

constexpr std::array<std::string_view, 8> kParents = {
    "agent", "beat", "event", "host", "log", "log.syslog", "process", "syslog"};

// Elasticsearch's hits, and what shippers nest a parsed record in.
constexpr std::array<std::string_view, 3> kWrappings = {"_source", "fields",
                                                        "record"};

template <class Names>
bool IsOneOf(std::string_view path, const Names& names) {
  return std::find(names.begin(), names.end(), path) != names.end();
}

}  // namespace

const JsonRow* FindJsonRow(std::string_view path) {
  const auto* row =
      std::lower_bound(kRows.begin(), kRows.end(), path,
                       [](const JsonRow& each, std::string_view wanted) {
                         return each.path < wanted;
                       });
  return row != kRows.end() && row->path == path ? row : nullptr;
}

bool IsJsonParent(std::string_view path) { return IsOneOf(path, kParents); }

bool IsJsonWrapping(std::string_view path) { return IsOneOf(path, kWrappings); }

}  // namespace mailwhy::parse
