#include "group/unsaid.h"

#include <algorithm>
#include <cstdlib>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "group/fields.h"
#include "group/pack_record.h"
#include "group/rejects.h"

namespace mailwhy::group {
namespace {

Reject Refusal(const Event& event, LineRef line, const char* stage) {
  Reject reject = RejectOf(event, line, {});
  reject.action = "reject";
  reject.stage = stage;
  return reject;
}

bool IsOf(const Reject& listed, const Event& event) {
  return listed.client.ip == event.peer.ip &&
         listed.client.port == event.peer.port && listed.host == event.host;
}

// smtpd_proxy.c: the client gets 451 at its first recipient, and the log a
// warning, which names no client.
std::optional<Reject> OfProxy(const Event& event, LineRef line,
                              const std::vector<const Remark*>& remarks) {
  constexpr std::string_view kDown = "warning: connect to proxy filter ";
  const auto down = std::find_if(
      remarks.begin(), remarks.end(),
      [&](const Remark* remark) { return StartsWith(remark->text, kDown); });
  if (down == remarks.end()) return {};
  Reject reject = Refusal(event, line, "rcpt");
  reject.response = (*down)->text.substr(std::string_view("warning: ").size());
  AddEvidence(reject.evidence, (*down)->line);
  return reject;
}

}  // namespace

std::optional<Reject> Unsaid::Of(const Event& event, LineRef line,
                                 const std::vector<const Remark*>& remarks) {
  if (event.daemon == "postscreen") return OfScreen(event, line);
  if (event.kind != LineKind::kDisconnect || event.daemon != "smtpd") return {};
  return OfProxy(event, line, remarks);
}

// "DENYLISTED [IP]:PORT" is a refusal only with postscreen_denylist_action =
// drop: then nothing but the end of the session follows. Else a reject or PASS
// NEW does.
std::optional<Reject> Unsaid::OfScreen(const Event& event, LineRef line) {
  if (event.action == "DENYLISTED" || event.action == "BLACKLISTED") {
    if (listed_.size() >= kMost) listed_.pop_front();
    listed_.push_back(Refusal(event, line, "connect"));
    return {};
  }
  const auto found =
      std::find_if(listed_.begin(), listed_.end(),
                   [&](const Reject& each) { return IsOf(each, event); });
  if (found == listed_.end()) return {};
  Reject reject = std::move(*found);
  listed_.erase(found);
  const bool dropped = event.action == "DISCONNECT" &&
                       std::abs(event.time.at - reject.at.at) <= kLifetime;
  if (!dropped) return {};
  AddEvidence(reject.evidence, line);
  return reject;
}

void Unsaid::Pack(Packer& packer) const {
  packer.Number(listed_.size());
  for (const Reject& each : listed_) PackReject(packer, each);
}

void Unsaid::Unpack(Unpacker& unpacker) {
  listed_.clear();
  for (std::uint64_t n = unpacker.Count(kMost); n > 0; --n) {
    listed_.push_back(UnpackReject(unpacker));
    if (!unpacker.ok()) return listed_.pop_back();
  }
}

}  // namespace mailwhy::group
