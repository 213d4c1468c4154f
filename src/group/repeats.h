// One refusal of one mail that is logged again and again: cleanup says "message
// rejected: hopcount exceeded" for every Received header above the limit
// (cleanup_message.c). grouper.cc asks.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>

#include "group/pack.h"
#include "model/event.h"
#include "model/mail.h"

namespace mailwhy::group {

class Repeats {
 public:
  // The refusal of a mail that an equal line of the same process and second
  // told of, with this line as evidence; it is to be stored anew. Nothing where
  // this line is the first.
  std::optional<Reject> Again(const Event& event, LineRef line);
  // A refusal; those without a queue ID are each an attempt of their own.
  void Note(const Event& event, const Reject& reject);

  void Pack(Packer& packer) const;
  void Unpack(Unpacker& unpacker);

  static constexpr std::size_t kMost = 32;
  static constexpr std::size_t kMostLines = 100;  // of a refusal

 private:
  struct Told {
    std::string by;  // host, program and process
    std::string text;
    Reject reject;
  };
  std::deque<Told> told_;  // oldest first, of a second or two
};

}  // namespace mailwhy::group
