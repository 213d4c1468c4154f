// Logins: one failed login is told of by several lines, of the daemon that
// serves the client and of the one that checks passwords; and good ones are
// many. grouper.cc asks, for each session that is a login.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <set>
#include <string>

#include "group/pack.h"
#include "model/event.h"
#include "model/mail.h"

namespace mailwhy::group {

class Logins {
 public:
  // Whether a good login is worth a row: the first of its user, client and
  // service on a host in an hour, without its line. A mail program logs in
  // every few minutes, for each folder: a day of a server of 1,000 users,
  // 518,400 logins in 190 MB of log, leaves 126,250 rows, 8.8 MB with all that
  // is stored about them. Who could log in, from where and when is told all the
  // same.
  bool IsNews(const Event& event);

  // A failed login, or a reason for one. If an earlier line told of the same
  // login, `session` becomes that of both, with the earlier one's id and time;
  // it is to be stored anew. Call Note() once it has its id.
  void Join(const Event& event, Session& session);
  void Note(const Event& event, const Session& session);

  void Pack(Packer& packer) const;
  void Unpack(Unpacker& unpacker);

  static constexpr Micros kOneSession = 600 * kSecond;  // by session ID
  static constexpr Micros kOneClient = 200 * kSecond;   // by user and client
  static constexpr Micros kOneMoment = 5 * kSecond;     // by either
  static constexpr std::size_t kMostFailed = 128;
  static constexpr std::size_t kMostGood = 32'768;

 private:
  struct Failed {
    Session session;
    std::string login;    // Dovecot's ID of it
    bool reason = false;  // only why; nobody served the client yet
  };
  static Failed FailedOf(const Event& event, const Session& session);
  static bool IsSame(const Failed& before, const Failed& now);

  std::deque<Failed> failed_;  // oldest first
  std::optional<std::size_t> joined_;
  Micros hour_ = 0;               // since 1970: of the login read last
  std::set<std::uint32_t> good_;  // who logged in in that hour, as hashes
};

}  // namespace mailwhy::group
