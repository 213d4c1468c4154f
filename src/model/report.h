// Report: the failures of a period, counted by story. query -> report.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/time.h"
#include "model/mail.h"

namespace mailwhy {

// Deliveries that still wait, of one cause and destination.
struct Waiting {
  std::string cause, destination;     // destination: recipient domain
  std::int64_t deliveries = 0;
  Timestamp oldest, newest;           // arrival
  std::string example_mail;           // id
  std::string example_response;
};

// Bounces, expiries or rejects of one cause.
struct CauseCount {
  std::string cause;
  std::int64_t bounced = 0, expired = 0, deferred = 0, rejected = 0;
  std::string example;                // id of a mail, reject or session
  std::string example_sender, example_recipient, example_response;
};

struct Report {
  Timestamp since, until;             // [since, until)
  int rows = 0;                       // shown of each table; 0: as many as fit
  std::string timezone;
  std::int64_t mails = 0, deliveries = 0, rejects = 0, logins_failed = 0;
  std::vector<std::pair<std::string, std::int64_t>> by_state;
  std::vector<Waiting> waiting;
  std::vector<CauseCount> by_cause;
  // Of all causes, in the reader's language; cli fills it.
  std::map<std::string, std::string> titles;
};

}  // namespace mailwhy
