// The log lines that an answer rests on: those of the whole story, in the order
// of time, without those that tell of other recipients. why.cc and trace.cc
// call it.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/answer.h"
#include "store/store.h"

namespace mailwhy::query {

// Most lines that one answer shows: the first and the last of more.
inline constexpr std::size_t kMostLines = 60;

Result<std::vector<std::string>> EvidenceOf(store::Store& store,
                                            const Answer& answer);

// Gathers lines, each once.
class Lines {
 public:
  explicit Lines(store::Store& store) : store_(&store) {}

  // `near`: a time of what the lines tell of.
  void Add(const std::vector<LineRef>& refs, const Timestamp& near);
  // In the order of time, and what is of the same in that of the log; at most
  // `most`, the first half and the last half of more.
  Result<std::vector<std::string>> Take(std::size_t most);

 private:
  struct Line {
    LineRef ref = 0;
    Timestamp near;
    Micros at = 0;
    std::string text;
  };

  Status Read();

  store::Store* store_;
  std::vector<Line> lines_;
};

}  // namespace mailwhy::query
