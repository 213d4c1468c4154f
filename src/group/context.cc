#include "group/context.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace mailwhy::group {

const std::string& Context::KeyOf(const Event& event) {
  key_.assign(event.host);
  key_ += '\0';
  key_ += std::to_string(event.pid);
  return key_;
}

Context::Process* Context::Find(const Event& event) {
  if (processes_.empty() || event.pid == 0) return nullptr;
  const auto found = processes_.find(KeyOf(event));
  return found == processes_.end() ? nullptr : &*found->second;
}

Context::Process& Context::FindOrAdd(const Event& event) {
  const auto found = processes_.find(KeyOf(event));
  if (found != processes_.end()) {
    order_.splice(order_.begin(), order_, found->second);
    return order_.front();
  }
  if (order_.size() >= kMaxProcesses) {
    processes_.erase(order_.back().key);
    order_.pop_back();
  }
  order_.emplace_front().key = key_;
  processes_.emplace(order_.front().key, order_.begin());
  return order_.front();
}

void Context::Add(const Event& event, LineRef line) {
  if (event.pid == 0) return;
  Process& process = FindOrAdd(event);
  if (!process.used_by.empty()) {  // an attempt is over: these are of the next
    process.remarks.clear();
    process.used_by.clear();
  }
  auto& remarks = process.remarks;
  if (remarks.size() >= kMaxRemarks) remarks.erase(remarks.begin());
  remarks.push_back({event.time.at, std::string(event.queue_id),
                     std::string(event.text.substr(0, kMaxText)), line,
                     event.kind == LineKind::kTlsFailed});
}

const std::vector<const Remark*>& Context::For(const Event& event) {
  found_.clear();
  const Process* process = Find(event);
  if (process == nullptr) return found_;
  if (!process->used_by.empty() && process->used_by != event.queue_id) {
    return found_;
  }
  for (const Remark& remark : process->remarks) {
    if (std::abs(event.time.at - remark.at) > kLifetime) continue;
    if (remark.queue_id.empty() || remark.queue_id == event.queue_id) {
      found_.push_back(&remark);
    }
  }
  return found_;
}

void Context::UsedUp(const Event& event) {
  Process* process = Find(event);
  if (process == nullptr || process->used_by == event.queue_id) return;
  if (!process->used_by.empty()) process->remarks.clear();
  process->used_by = event.queue_id;
}

void Context::Forget(const Event& event) {
  const Process* process = Find(event);
  if (process == nullptr) return;
  const auto found = processes_.find(process->key);
  const auto place = found->second;
  processes_.erase(found);
  order_.erase(place);
}

void Context::NoteResent(const Event& event, std::string_view message_id) {
  if (event.pid == 0) return;
  std::string& resent = FindOrAdd(event).resent;
  resent.assign(event.queue_id);
  resent += '\0';
  resent += message_id.substr(0, kMaxText);
}

bool Context::WasResent(const Event& event, std::string_view message_id) {
  const Process* process = Find(event);
  if (process == nullptr || process->resent.empty()) return false;
  std::string noted(event.queue_id);
  noted += '\0';
  noted += message_id.substr(0, kMaxText);
  return process->resent == noted;
}

void Context::Pack(Packer& packer) const {
  packer.Number(order_.size());
  for (auto process = order_.rbegin(); process != order_.rend(); ++process) {
    packer.Text(process->key);
    packer.Text(process->used_by);
    packer.Text(process->resent);
    packer.Number(process->remarks.size());
    for (const Remark& remark : process->remarks) {
      packer.Number(static_cast<std::uint64_t>(remark.at));
      packer.Text(remark.queue_id);
      packer.Text(remark.text);
      packer.Number(remark.line);
      packer.Number(remark.about_tls ? 1 : 0);
    }
  }
}

void Context::Unpack(Unpacker& unpacker) {
  order_.clear();
  processes_.clear();
  for (std::uint64_t n = unpacker.Count(kMaxProcesses); n > 0; --n) {
    Process process;
    process.key = unpacker.Text();
    process.used_by = unpacker.Text();
    process.resent = unpacker.Text();
    for (std::uint64_t m = unpacker.Count(kMaxRemarks); m > 0; --m) {
      Remark& remark = process.remarks.emplace_back();
      remark.at = static_cast<Micros>(unpacker.Number());
      remark.queue_id = unpacker.Text();
      remark.text = unpacker.Text();
      remark.line = unpacker.Number();
      remark.about_tls = unpacker.Number() != 0;
    }
    if (!unpacker.ok() || processes_.contains(process.key)) return;
    order_.push_front(std::move(process));
    processes_.emplace(order_.front().key, order_.begin());
  }
}

std::string Joined(const std::vector<const Remark*>& remarks) {
  std::string joined;
  for (const Remark* remark : remarks) {
    if (!joined.empty()) joined += '\n';
    joined += remark->text;
  }
  return joined;
}

}  // namespace mailwhy::group
