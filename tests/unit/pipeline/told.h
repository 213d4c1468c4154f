// A log in short, read as `load` does, and what the store then tells of its
// mails in short: for tests of whole stories.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "unit/pipeline/loads.h"

namespace mailwhy {

// "10:00:00 mx1 smtpd[7]: TEXT" is a line of Dec 5 2022 by postfix/smtpd; a
// program with a slash stays as it is; "7 10:00:00 ..." is of Dec 7.
std::string LogOf(std::string_view lines);

class Told {
 public:
  // A log of its own, read after those before it.
  Told& operator<<(std::string_view lines);

  // All mails in the order of time, a line each and one a delivery:
  //   A1@mx1 smtpd a@example.com delivered > filter B1@mx1
  //     b@example.net (orig@example.com) delivered smtp sent
  // Then what was said as "< filter A1@mx1". Unknown: "-"; "?" before the
  // state of a mail whose start is missing.
  std::string Mails();
  // The first line of each alone.
  std::string Heads();
  Mail Of(const std::string& queue_id);
  Loads& loads() { return loads_; }

 private:
  std::string Head(const Mail& mail);

  TempDir dir_;
  Loads loads_;
  int files_ = 0;
};

// "  A\n  B\n" as in a raw string, without the indentation.
std::string Text(std::string_view indented);

}  // namespace mailwhy
