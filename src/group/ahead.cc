#include "group/ahead.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "group/pack_record.h"
#include "group/process.h"
#include "group/rejects.h"

namespace mailwhy::group {

void Ahead::Note(const Event& event, const Reject& reject) {
  if (event.daemon != "smtpd" || event.pid == 0) return;
  std::string process = ProcessOf(event);
  // Of another sender: the transaction before this one came to nothing.
  std::erase_if(waiting_, [&](const Waiting& each) {
    return each.process == process && each.reject.sender != reject.sender;
  });
  if (!event.noqueue || !GoesOn(reject.action)) return;
  if (waiting_.size() >= kMost) waiting_.pop_front();
  waiting_.push_back({std::move(process), reject});
}

std::vector<Reject> Ahead::TakeFor(const Event& event) {
  std::vector<Reject> taken;
  if (waiting_.empty()) return taken;
  const std::string process = ProcessOf(event);
  for (Waiting& each : waiting_) {
    const Micros apart = event.time.at - each.reject.at.at;
    const bool ours = each.process == process &&
                      each.reject.client.ip == event.peer.ip &&
                      std::abs(apart) <= kLifetime;
    if (ours) taken.push_back(std::move(each.reject));
  }
  Forget(event);
  for (Reject& reject : taken) reject.queue_id = event.queue_id;
  return taken;
}

void Ahead::Forget(const Event& event) {
  if (waiting_.empty()) return;
  const std::string process = ProcessOf(event);
  std::erase_if(waiting_,
                [&](const Waiting& each) { return each.process == process; });
}

Ahead::Start* Ahead::StartOf(std::string_view process, Micros at) {
  const auto found =
      std::find_if(starts_.begin(), starts_.end(), [&](const Start& each) {
        return each.process == process && std::abs(each.at - at) <= kLifetime;
      });
  return found == starts_.end() ? nullptr : &*found;
}

void Ahead::NoteStart(const Event& event, const Host& host) {
  if (event.daemon != "smtpd" || event.pid == 0) return;
  const Micros at = event.time.at;
  if (std::abs(at - host.began) > kLifetime) return;
  std::string process = ProcessOf(event);
  const Start* known = StartOf(process, at);
  if (known != nullptr && known->reading == host.reading) return;
  if (starts_.size() >= kMostStarts) starts_.pop_front();
  const bool mail = event.kind == LineKind::kClient;
  starts_.push_back({std::move(process), std::string(event.peer.ip),
                     std::string(mail ? event.queue_id : ""), at,
                     host.reading});
}

std::vector<Reject> Ahead::TakeForOtherLog(Hosts& hosts) {
  std::vector<Reject> taken;
  std::erase_if(waiting_, [&](Waiting& each) {
    if (!TakeStart(hosts, each.reject, each.process)) return false;
    taken.push_back(std::move(each.reject));
    return true;
  });
  return taken;
}

bool Ahead::TakeStart(Hosts& hosts, Reject& reject,
                      const std::string& process) {
  const Start* start = StartOf(process, reject.at.at);
  const bool ours = start != nullptr && !start->queue_id.empty() &&
                    start->client_ip == reject.client.ip &&
                    start->at >= reject.at.at &&
                    start->reading != hosts.Of(reject.host).reading;
  if (ours) reject.queue_id = start->queue_id;
  return ours;
}

void Ahead::PackStarts(Packer& packer) const {
  packer.Number(starts_.size());
  for (const Start& each : starts_) {
    packer.Text(each.process);
    packer.Text(each.client_ip);
    packer.Text(each.queue_id);
    packer.Number(static_cast<std::uint64_t>(each.at));
  }
}

void Ahead::UnpackStarts(Unpacker& unpacker) {
  starts_.clear();
  for (std::uint64_t n = unpacker.Count(kMostStarts); n > 0; --n) {
    Start each;
    each.process = unpacker.Text();
    each.client_ip = unpacker.Text();
    each.queue_id = unpacker.Text();
    each.at = static_cast<Micros>(unpacker.Number());
    if (!unpacker.ok()) return;
    starts_.push_back(std::move(each));
  }
}

void Ahead::Pack(Packer& packer) const {
  PackStarts(packer);
  packer.Number(waiting_.size());
  for (const Waiting& each : waiting_) {
    packer.Text(each.process);
    PackReject(packer, each.reject);
  }
}

void Ahead::Unpack(Unpacker& unpacker) {
  UnpackStarts(unpacker);
  waiting_.clear();
  for (std::uint64_t n = unpacker.Count(kMost); n > 0; --n) {
    Waiting each;
    each.process = unpacker.Text();
    each.reject = UnpackReject(unpacker);
    if (!unpacker.ok()) return;
    waiting_.push_back(std::move(each));
  }
}

}  // namespace mailwhy::group
