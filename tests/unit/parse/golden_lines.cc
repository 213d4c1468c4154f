#include "unit/parse/golden_lines.h"

#include "base/text.h"
#include "parse/kinds.h"
#include "parse/parser.h"

namespace mailwhy::parse {
namespace {

constexpr std::size_t kColumn = 18;
constexpr int kYear = 2022;

void AddRow(std::string_view key, std::string_view value, std::string& out) {
  const std::size_t begin = out.size();
  out.append("    ").append(key);
  if (!value.empty()) {
    const std::size_t width = out.size() - begin;
    out.append(width < kColumn ? kColumn - width : 1, ' ').append(value);
  }
  out += '\n';
}

void AddField(std::string_view key, std::string_view value, std::string& out) {
  if (!value.empty()) AddRow(key, value, out);
}

void AddPeer(const PeerView& peer, std::string& out) {
  AddField("peer.name", peer.name, out);
  AddField("peer.ip", peer.ip, out);
  AddField("peer.port", peer.port, out);
}

// Only what the program's name does not show at once.
void AddProgram(const Event& event, std::string& out) {
  if (event.instance != "postfix") AddField("instance", event.instance, out);
  AddField("service", event.service, out);
  if (!EndsWith(event.program, "/" + std::string(event.daemon))) {
    AddField("daemon", event.daemon, out);
  }
}

void AddEnds(const Event& event, std::string& out) {
  AddPeer(event.peer, out);
  if (event.sender_given && event.sender.empty()) AddRow("sender", "<>", out);
  AddField("sender", event.sender, out);
  AddField("recipient", event.recipient, out);
  AddField("orig_to", event.orig_to, out);
  AddField("helo", event.helo, out);
  AddField("proto", event.proto, out);
  AddField("sasl_method", event.sasl_method, out);
  AddField("sasl_username", event.sasl_username, out);
  AddField("sasl_sender", event.sasl_sender, out);
  AddField("orig_client", event.orig_client, out);
  AddField("orig_queue_id", event.orig_queue_id, out);
  AddField("message_id", event.message_id, out);
  AddField("size", event.size, out);
  AddField("nrcpt", event.nrcpt, out);
  AddField("uid", event.uid, out);
}

void AddOutcome(const Event& event, std::string& out) {
  AddField("relay", event.relay, out);
  AddField("delay", event.delay, out);
  AddField("delays", event.delays, out);
  AddField("tls", event.tls, out);
  AddField("conn_use", event.conn_use, out);
  AddField("action", event.action, out);
  AddField("stage", event.stage, out);
  AddField("code", event.code, out);
  AddField("dsn", event.dsn, out);
  AddField("status", event.status, out);
  AddField("response", event.response, out);
  AddField("linked_queue_id", event.linked_queue_id, out);
}

bool IsExpectation(std::string_view line) { return StartsWith(line, "    "); }

bool IsLogLine(std::string_view line) {
  return !Trim(line).empty() && !StartsWith(line, "#") && !IsExpectation(line);
}

}  // namespace

std::string Rendered(const Event& event) {
  std::string out;
  AddRow(RowOf(event.kind).name, "", out);
  AddProgram(event, out);
  if (event.warning) AddRow("warning", "", out);
  AddField("queue_id", event.queue_id, out);
  if (event.noqueue) AddRow("noqueue", "", out);
  AddEnds(event, out);
  AddOutcome(event, out);
  for (std::size_t i = 0; i < event.extra_count; ++i) {
    const ExtraField& extra = event.extra[i];
    AddRow("+" + std::string(extra.key), extra.value, out);
  }
  return out;
}

std::string RenderedLine(const std::string& line) {
  Parser parser{Zone()};
  parser.Begin(kYear, 0);
  return Rendered(parser.Parse(line));
}

std::vector<GoldenLine> GoldenLinesOf(std::string_view file_text) {
  std::vector<GoldenLine> lines;
  int number = 0;
  for (const std::string_view line : Split(file_text, '\n')) {
    ++number;
    if (IsLogLine(line)) {
      lines.push_back({std::string(line), "", number});
    } else if (IsExpectation(line) && !lines.empty()) {
      lines.back().expected.append(line) += '\n';
    }
  }
  return lines;
}

std::string Renewed(std::string_view file_text) {
  std::string out;
  for (const std::string_view line : Split(file_text, '\n')) {
    if (IsExpectation(line)) continue;
    out.append(line) += '\n';
    if (IsLogLine(line)) out += RenderedLine(std::string(line));
  }
  while (EndsWith(out, "\n\n")) out.pop_back();
  return out;
}

}  // namespace mailwhy::parse
