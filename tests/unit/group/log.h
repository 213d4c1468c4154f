// A log, written in the tests as Postfix writes it, and the store behind the
// grouper as a map.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "group/grouper.h"
#include "parse/parser.h"

namespace mailwhy::group {

// What was saved, without what a store does not keep.
class MapRecall : public Recall {
 public:
  std::vector<Mail> MailsOf(std::string_view host,
                            std::string_view queue_id) override;
  bool Taken(Id id) override;
  void Save(const Changes& changes);

  std::map<Id, Mail> mails;
  std::map<Id, Reject> rejects;
  std::map<Id, Session> sessions;
  int asked = 0;     // calls of MailsOf
  Micros until = 0;  // the last time that anything saved has

 private:
  void Forget(Id id);  // one that became another

  std::multimap<std::string, Id> by_queue_id_;
};

class Log {
 public:
  explicit Log(const Limits& limits = {});
  explicit Log(MapRecall& recall, const Limits& limits = {});

  // Lines; those that begin with a time of day get a date and a host before
  // their program: "10:00:01 smtpd[7]: ..." is of Dec 5 2022 on mx1. The n-th
  // line of all is kept as LineRef n.
  Log& operator<<(std::string_view lines);
  void Line(std::string_view line, LineRef ref);
  // Saves what changed, as the pipeline does.
  Log& Commit();

  // All, after a commit, in the order of first_seen.
  std::vector<Mail> Mails();
  Mail Only();                         // the only one
  Mail Of(std::string_view queue_id);  // the only one of that queue ID
  std::vector<Reject> Rejects();
  std::vector<Session> Sessions();

  MapRecall& recall() { return *recall_; }
  Grouper& grouper() { return grouper_; }

 private:
  MapRecall own_;
  MapRecall* recall_;
  Grouper grouper_;
  parse::Parser parser_;
  LineRef last_ = 0;
};

// Everything that a mail says, to compare and to show.
std::string Describe(const Mail& mail);
std::string Describe(const Reject& reject);
std::string Describe(const Session& session);
// All that was saved, a line each.
std::string Describe(const MapRecall& recall);

}  // namespace mailwhy::group
