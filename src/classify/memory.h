// VerdictMemory: verdicts of failures seen before, up to what differs from mail
// to mail (Mask): a server says the same thousands of times. For Classifier.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "classify/rules.h"
#include "model/failure.h"
#include "model/verdict.h"

namespace mailwhy::classify {

// The verdict, and the reply's own cause apart from all that stands beside it.
struct Judged {
  Verdict verdict;
  std::string own;
};

class VerdictMemory {
 public:
  explicit VerdictMemory(const RuleBook& book) : book_(book) {}

  // Null where such a failure is not known. Valid until the next Keep().
  const Judged* Find(const Failure& failure);
  // Of the failure that Find() was asked for last and did not know.
  void Keep(const Judged& judged);

 private:
  bool MakeKey(const Failure& failure);
  std::string_view SenderKey(const Failure& failure) const;

  const RuleBook& book_;
  std::unordered_map<std::string, Judged> known_;
  std::string key_, masked_;
  bool has_key_ = false;
};

// Whether masking leaves text[begin, begin + size) as it is: only then is it
// the same in all texts that are masked alike.
bool OutlivesMask(std::string_view text, std::size_t begin, std::size_t size,
                  const RuleBook& book);

}  // namespace mailwhy::classify
