#include "group/hosts.h"

#include <algorithm>

#include "base/text.h"

namespace mailwhy::group {

bool Host::HasQueue(std::string_view instance) const {
  return std::find(queues.begin(), queues.end(), instance) != queues.end();
}

void Host::AddQueue(std::string_view instance) {
  if (HasQueue(instance) || queues.size() >= Hosts::kMaxQueues) return;
  queues.emplace_back(instance);
}

void Host::Reach(Micros at) {
  now = at;
  if (!begun) {
    begun = true;
    began = at;
    back = at < newest;
    ++reading;
  }
  if (at <= newest) return;
  newest = at;
  back = false;
}

Host& Hosts::Of(std::string_view name) {
  if (last_ != nullptr && last_->name == name) return *last_;
  const auto found = hosts_.find(name);
  last_ = found != hosts_.end() ? found->second.get() : &Add(name);
  return *last_;
}

Host& Hosts::Add(std::string_view name) {
  if (hosts_.size() >= kMaxHosts) {
    rest_.gone_until = std::max(rest_.gone_until, stored_until_);
    return rest_;
  }
  auto host = std::make_unique<Host>();
  host->name = name;
  host->gone_until = stored_until_;
  Learn(name);
  return *hosts_.emplace(host->name, std::move(host)).first->second;
}

void Hosts::StoredUntil(Micros at) {
  stored_until_ = at;
  for (auto& [name, host] : hosts_) host->gone_until = at;
  rest_.gone_until = at;
}

void Hosts::EndOfLog() {
  for (auto& [name, host] : hosts_) host->begun = false;
  rest_.begun = false;
}

void Hosts::Learn(std::string_view name) {
  const std::string lower = LowerAscii(name);
  const std::size_t dot = lower.find('.');
  names_.insert(lower);
  labels_.insert(lower.substr(0, dot));
  if (dot == std::string::npos) short_names_.insert(lower);
}

bool Hosts::AreOurs(std::string_view relay) const {
  if (relay.empty()) return false;
  const std::string lower = LowerAscii(relay);
  if (names_.contains(lower)) return true;
  const std::size_t dot = lower.find('.');
  if (dot == std::string::npos) return labels_.contains(lower);
  return short_names_.contains(std::string_view(lower).substr(0, dot));
}

void Hosts::Pack(Packer& packer) const {
  packer.Number(hosts_.size());
  for (const auto& [name, host] : hosts_) {
    packer.Text(name);
    packer.Number(static_cast<std::uint64_t>(host->newest));
    packer.Number(static_cast<std::uint64_t>(host->began));
    packer.Number(host->begun ? 1 : 0);
    packer.Number(host->back ? 1 : 0);
    packer.Number(host->queues.size());
    for (const std::string& queue : host->queues) packer.Text(queue);
  }
}

void Hosts::Unpack(Unpacker& unpacker) {
  for (std::uint64_t n = unpacker.Count(kMaxHosts); n > 0; --n) {
    Host& host = Of(unpacker.Text());
    host.newest = static_cast<Micros>(unpacker.Number());
    host.began = static_cast<Micros>(unpacker.Number());
    host.begun = unpacker.Number() != 0;
    host.back = unpacker.Number() != 0;
    for (std::uint64_t m = unpacker.Count(kMaxQueues); m > 0; --m) {
      host.AddQueue(unpacker.Text());
    }
    if (!unpacker.ok()) return;
  }
}

bool IsLoopback(const Peer& peer) {
  return StartsWith(peer.ip, "127.") || peer.ip == "::1" ||
         EqualsIgnoringCase(peer.name, "localhost");
}

}  // namespace mailwhy::group
