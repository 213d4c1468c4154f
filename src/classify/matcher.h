// Matcher: which of many regexes a text holds, with a memory of texts that
// differ only in addresses and numbers.
//
// Each regex by itself, but only those whose literals the text holds (see
// prefilter.h): one RE2::Set of all keeps in its automaton's state which
// regexes have matched so far, so that every reply of other words makes new
// states; and all of its regexes are compiled before the first text.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/verdict.h"

namespace mailwhy::classify {

class Matcher {
 public:
  // kListed: Hits() tells it. kLater: Holds() tells it, and Hits() only where
  // it may match. kAside: Holds() alone tells it.
  enum class Ask : char { kListed, kLater, kAside };

  // Nothing is compiled before it is needed. All regexes are known to be good.
  // `asks` is one for each regex, or empty: all are listed. `keeps` says which
  // local parts of addresses the memory must tell apart.
  Matcher(std::vector<std::string> regexes, std::vector<Ask> asks,
          std::function<bool(std::string_view)> keeps);
  ~Matcher();

  // Indices, rising. Valid until the next call.
  const std::vector<int>& Hits(std::string_view text);
  // Whether one that is not listed matches the text of the last Hits().
  bool Holds(int index);
  // What the regexes are shown of `text`: WithoutNames.
  std::string Shown(std::string_view text) const;

  struct Found {
    std::size_t length = 0;  // of the text that matched
    Pairs groups;            // the named ones that took part
    // Where those stand in the text: begin, size.
    std::vector<std::pair<std::size_t, std::size_t>> places;
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
std::string WithoutNames(std::string_view text,
                         const std::function<bool(std::string_view)>& keeps);

// `text` with what differs from mail to mail replaced by "#": local parts that
// `keeps` does not name, IP addresses but loopback, queue IDs and long hex,
// runs of more than four digits.
void Mask(std::string_view text,
          const std::function<bool(std::string_view)>& keeps, std::string& out);

}  // namespace mailwhy::classify
