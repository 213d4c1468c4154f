// Mails, rejects and sessions to store, and a directory that goes away again.
#pragma once

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/mail.h"
#include "store/memory/open.h"
#include "store/sqlite/open.h"
#include "store/store.h"

namespace mailwhy::store {

inline constexpr Micros kNoon = 1'670'241'600 * kSecond;  // 2022-12-05 UTC

inline Timestamp At(Micros after_noon, std::int16_t offset = 540,
                    std::uint8_t digits = 0) {
  return {kNoon + after_noon, offset, digits};
}

class Directory {
 public:
  Directory() {
    std::string name = std::filesystem::temp_directory_path() / "storeXXXXXX";
    path_ = ::mkdtemp(name.data());
  }
  ~Directory() {
    std::error_code error;
    std::filesystem::permissions(path_, std::filesystem::perms::owner_all,
                                 error);
    std::filesystem::remove_all(path_, error);
  }
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;
  std::string operator/(std::string_view name) const {
    return path_ / std::filesystem::path(name);
  }
  std::string path() const { return path_; }

 private:
  std::filesystem::path path_;
};

template <class T>
T Must(Result<T> result) {
  if (!result.ok()) {
    FAIL(result.error().what << ": " << result.error().why);
  }
  return std::move(*result);
}

inline void Must(const Status& status) {
  if (!status.ok()) FAIL(status.error().what << ": " << status.error().why);
}

inline std::unique_ptr<Store> Writer(const std::string& path) {
  return Must(Open(path, Access::kWrite));
}
inline std::unique_ptr<Store> Reader(const std::string& path) {
  return Must(Open(path, Access::kRead));
}
// The engines: what the store promises, each of them does.
struct InSqlite {
  static std::unique_ptr<Store> Open() { return Must(sqlite::OpenMemory()); }
};
struct InPlainMemory {
  static std::unique_ptr<Store> Open() { return memory::Open(); }
};
#define STORE_TEST_CASE(name) \
  TEST_CASE_TEMPLATE(name, Engine, InSqlite, InPlainMemory)

// A mail that was delivered at once.
inline Mail Delivered(const std::string& queue_id, Micros after_noon,
                      const std::string& from, const std::string& to) {
  Mail mail;
  mail.host = "mx01";
  mail.queue_id = queue_id;
  mail.first_seen = At(after_noon);
  mail.arrival = mail.first_seen;
  mail.last_seen = At(after_noon + 2 * kSecond);
  mail.sender = from;
  mail.state = State::kDelivered;
  mail.id = MakeId(mail.first_seen.at, mail.host + queue_id);
  Delivery delivery;
  delivery.recipient = to;
  delivery.state = State::kDelivered;
  Attempt attempt;
  attempt.at = At(after_noon + kSecond);
  attempt.agent = "smtp";
  attempt.relay = {"mail.example.net", "203.0.113.112", "25"};
  attempt.delay = 1;
  attempt.dsn = "2.0.0";
  attempt.status = "sent";
  attempt.response = "250 2.0.0 Ok";
  delivery.attempts.push_back(attempt);
  mail.deliveries.push_back(delivery);
  return mail;
}

inline Mail Bounced(const std::string& queue_id, Micros after_noon,
                    const std::string& from, const std::string& to,
                    const std::string& cause) {
  Mail mail = Delivered(queue_id, after_noon, from, to);
  mail.state = State::kBounced;
  Delivery& delivery = mail.deliveries[0];
  delivery.state = State::kBounced;
  delivery.verdict.cause = cause;
  delivery.verdict.certainty = Certainty::kCertain;
  delivery.attempts[0].status = "bounced";
  delivery.attempts[0].dsn = "5.1.1";
  delivery.attempts[0].cause = cause;
  return mail;
}

// One of everything that a mail can hold.
inline Mail Everything() {
  Mail mail = Bounced("4NQkVz1xyzz2", 0, "Taro@Example.COM", "a@example.net",
                      "user_unknown");
  mail.instance = "postfix-out";
  mail.message_id = "20221205.1@mx01.example.com";
  mail.first_seen = At(123'456, 540, 6);
  mail.last_seen = At(5 * kDay, 480, 3);
  mail.arrival = At(-3 * kDay, -210, 0);
  mail.ended_at = kNoon + 5 * kDay + kSecond;
  mail.size = 0;
  mail.nrcpt = 0;
  mail.client = {"client.example.org", "2001:db8::1", "50123"};
  mail.helo = "[192.0.2.1]";
  mail.sasl_method = "PLAIN";
  mail.sasl_username = "taro";
  mail.origin = "smtpd";
  mail.origin_uid = 0;
  mail.origin_user = "root";
  mail.start_missing = mail.held = mail.probe = true;
  mail.evidence = {65536, 65537, 70000, 1LL << 40};
  Delivery& first = mail.deliveries[0];
  first.orig_to = "b@example.com";
  first.remote_queue_id = "EEC702AAC0E";
  first.verdict.also = {"queue_expired", "dnsbl_listed"};
  first.verdict.attributes = {{"said_by", "them"},
                              {"mailbox", "a@example.net"},
                              {"odd", "a=b,c\td%e\n"},
                              {"empty", ""}};
  first.attempts[0].delays = {0.08, 0.01, 0, 0.123456};
  first.attempts[0].delay = 0.21;
  first.attempts[0].response =
      "host mail.example.net[203.0.113.112] said: 550 5.1.1 <a@example.net>: "
      "unknown; id 1670233092-x12abc, ref EEC702AAC0E (in reply to RCPT TO)";
  first.attempts[0].tls = "TLSv1.3";
  Attempt second = first.attempts[0];
  second.at = At(kDay, 0, 2);
  second.relay = {};
  second.status = "deferred";
  second.delay = 86'400.5;
  second.response = "connect to mail.example.net[203.0.113.112]:25: refused";
  first.attempts.push_back(second);
  second.at = At(2 * kDay);
  second.relay = {"mx01[private/lmtp]", "", ""};
  first.attempts.push_back(second);
  Delivery queued;
  queued.recipient = "c@example.net";
  mail.deliveries.push_back(queued);
  return mail;
}

inline void SaveMails(Store& store, const std::vector<Mail>& mails) {
  Batch batch;
  for (const Mail& mail : mails) batch.mails.push_back(&mail);
  Must(store.Save(batch));
}

inline std::vector<Mail> Find(Store& store, const Filter& filter) {
  std::vector<Mail> found;
  Must(store.FindMails(filter, [&](Mail&& mail) {
    found.push_back(std::move(mail));
    return true;
  }));
  return found;
}

// "A B C": the queue IDs of what a filter finds.
inline std::string Found(Store& store, const Filter& filter) {
  std::string ids;
  for (const Mail& mail : Find(store, filter)) {
    ids += (ids.empty() ? "" : " ") + mail.queue_id;
  }
  return ids;
}

}  // namespace mailwhy::store
