// Matcher: which of many regexes a text holds, with a memory of texts that
// differ only in addresses and numbers.
//
// Several RE2::Sets of a few regexes each rather than one of all: a set's
// automaton keeps in its state which regexes have matched so far, so that in a
// large one every reply of other words makes new states. Figures in matcher.cc,
// measured with tests/perf/classify_perf.cc.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "model/verdict.h"

namespace mailwhy::classify {

class Matcher {
 public:
  // Nothing is compiled before the first text. All regexes are known to be
  // good. `keeps` says which local parts of addresses the memory must tell
  // apart.
  Matcher(std::vector<std::string> regexes,
          std::function<bool(std::string_view)> keeps);
  ~Matcher();

  // Indices, rising. Valid until the next call.
  const std::vector<int>& Hits(std::string_view text);
  // What the regexes are shown of `text`: WithoutNames.
  std::string Shown(std::string_view text) const;

  struct Found {
    std::size_t length = 0;  // of the text that matched
    Pairs groups;            // the named ones that took part
  };
  // Where and how one regex matches; length 0 if it does not.
  Found Find(int index, std::string_view text);
  bool HasGroups(int index);

 private:
  struct Work;
  std::unique_ptr<Work> work_;
};

// What the regexes are shown: in mail addresses, and in names before an
// [address], letters become x, for spam@example.org tells nothing of spam.
// `keeps`: local parts that rules ask for.
std::string WithoutNames(
    std::string_view text,
    const std::function<bool(std::string_view)>& keeps);

// `text` with what differs from mail to mail replaced by "#": local parts that
// `keeps` does not name, IP addresses but loopback, queue IDs and long hex,
// runs of more than four digits.
void Mask(std::string_view text,
          const std::function<bool(std::string_view)>& keeps, std::string& out);

}  // namespace mailwhy::classify
