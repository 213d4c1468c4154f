// A bounce in prose: what qmail, exim, sendmail, Postfix, Exchange, Gmail and
// Domino write for people, some of them for nobody else. read.cc calls it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/bounce.h"

namespace mailwhy::bounce {

struct Prose {
  // By address; with none where a reply stands without one.
  std::vector<BouncedRecipient> recipients;
  Peer reporting_mta;
  std::string sender;
  std::string notice;      // what the server says, up to the returned mail
  std::string_view rest;   // of the text, from there on
  bool announced = false;  // it says that mail could not be delivered
  bool delayed = false;    // and that it will be tried again
  bool has_code = false;   // a reply code or status stands in it
};

// `rest` lives as long as `text`.
Prose ReadProse(std::string_view text);

}  // namespace mailwhy::bounce
