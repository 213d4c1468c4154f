// Two mails of one queue ID that turn out to be one: the beginning of the one
// and the end of the other, read in another order than they were written.
// grouper.cc asks when all is read.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "group/mail_table.h"
#include "group/pack.h"

namespace mailwhy::group {

// Chains in which a mail began before one whose own beginning is missing. Which
// lines belong together is known when the later ones are reached.
class Doubts {
 public:
  // A mail has just begun in the chain.
  void Note(const Chain& chain, Micros at);
  // Joins what is one, and knows no more doubts.
  void Settle(MailTable& table, Hosts& hosts);

  void Pack(Packer& packer) const;
  void Unpack(Unpacker& unpacker);

  static constexpr std::size_t kMost = 10'000;  // further ones stay apart

 private:
  using Key = std::pair<std::string, std::string>;  // host, queue ID
  std::vector<Key> chains_;
};

// Whether `later` may be how `earlier` went on.
bool MayBeOne(const Mail& earlier, const Mail& later);
// What both say, with the id of `later`, which stays.
void Join(const Mail& earlier, Mail& later);

}  // namespace mailwhy::group
