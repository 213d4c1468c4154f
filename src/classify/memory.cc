#include "classify/memory.h"

#include <initializer_list>

#include "base/text.h"
#include "classify/matcher.h"
#include "classify/unwrap.h"

namespace mailwhy::classify {
namespace {

// At most so many, of failures that say no more than so many bytes.
constexpr std::size_t kMost = 8192;
constexpr std::size_t kLongest = 1024;

void MaskBy(const RuleBook& book, std::string_view text, std::string& out) {
  Mask(
      text, [&](std::string_view local) { return book.IsSystemAccount(local); },
      out);
}

// What a Mask() does not tell apart and the words are read for: this machine's
// address. 127.0.0.1 is not masked.
bool NamesLoopback(const Failure& failure) {
  return !failure.relay.known() &&
         failure.response.find("[::1]") != std::string::npos;
}

}  // namespace

// All that a judgement looks at, and of addresses and logins no more than it
// looks at: attributes.cc and context.cc.
bool VerdictMemory::MakeKey(const Failure& failure) {
  if (failure.response.size() + failure.preceded_by.size() > kLongest ||
      NamesLoopback(failure)) {
    return false;
  }
  key_.clear();
  const auto add = [&](std::string_view value) {
    key_.append(value).push_back('\0');
  };
  key_.push_back(static_cast<char>('0' + static_cast<int>(failure.of)));
  key_.push_back(failure.sasl_username.empty() ? '0' : '1');
  key_.push_back(IsLocal(failure.relay) ? '1' : '0');
  key_.push_back(failure.relay.known() ? '1' : '0');
  for (const std::string* each :
       {&failure.status, &failure.dsn, &failure.agent, &failure.service,
        &failure.action, &failure.stage, &failure.kind, &failure.relay.name,
        &failure.origin, &failure.origin_user}) {
    add(*each);
  }
  add(SenderKey(failure));
  if (!failure.preceded_by.empty()) {
    MaskBy(book_, failure.preceded_by, masked_);
    add(masked_);
  }
  MaskBy(book_, failure.response, masked_);
  key_ += masked_;
  return true;
}

std::string_view VerdictMemory::SenderKey(const Failure& failure) const {
  if (!failure.sender) return "unknown";
  if (failure.sender->empty()) return "null";
  return book_.IsSystemAccount(LocalPart(*failure.sender)) ? "system" : "other";
}

const Judged* VerdictMemory::Find(const Failure& failure) {
  has_key_ = MakeKey(failure);
  if (!has_key_) return nullptr;
  const auto at = known_.find(key_);
  return at == known_.end() ? nullptr : &at->second;
}

void VerdictMemory::Keep(const Judged& judged) {
  if (!has_key_) return;
  if (known_.size() >= kMost) known_.clear();
  known_.emplace(key_, judged);
}

bool OutlivesMask(std::string_view text, std::size_t begin, std::size_t size,
                  const RuleBook& book) {
  const std::string_view inside = text.substr(begin, size);
  if (inside.find('#') != inside.npos) return false;  // the mask's own sign
  std::string all, before, after;
  MaskBy(book, text, all);
  MaskBy(book, text.substr(0, begin), before);
  MaskBy(book, text.substr(begin + size), after);
  return all == before.append(inside).append(after);
}

}  // namespace mailwhy::classify
