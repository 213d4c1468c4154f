// The views show an administrator with sqlite3 what the program shows.
#include <sqlite3.h>

#include "unit/store/samples.h"

namespace mailwhy::store {
namespace {

// "a|b|c" a row, one after the other.
std::string Rows(const std::string& path, const std::string& sql) {
  sqlite3* db = nullptr;
  REQUIRE(sqlite3_open_v2(path.c_str(), &db, SQLITE_OPEN_READONLY, nullptr) ==
          SQLITE_OK);
  std::string rows;
  char* message = nullptr;
  const int code = sqlite3_exec(
      db, sql.c_str(),
      [](void* out, int columns, char** values, char**) {
        std::string& text = *static_cast<std::string*>(out);
        if (!text.empty()) text += '\n';
        for (int i = 0; i < columns; ++i) {
          text += (i > 0 ? "|" : "");
          text += values[i] != nullptr ? values[i] : "";
        }
        return 0;
      },
      &rows, &message);
  if (code != SQLITE_OK) FAIL(sql << ": " << message);
  sqlite3_close(db);
  return rows;
}

TEST_CASE("the view of mails has the values and the name of each") {
  const Directory directory;
  const std::string path = directory / "s.db";
  const Mail mail = Everything();
  SaveMails(*Writer(path), {mail});
  CHECK(Rows(path, "SELECT id, number FROM mails") ==
        MailId(mail.id) + "|" + std::to_string(mail.id));
  CHECK(Rows(path,
             "SELECT host, instance, queue_id, message_id, sender, size, nrcpt"
             " FROM mails") ==
        "mx01|postfix-out|4NQkVz1xyzz2|20221205.1@mx01.example.com|"
        "Taro@Example.COM|0|0");
  CHECK(Rows(path,
             "SELECT arrival, first_seen, first_seen_logged, last_seen, ended"
             " FROM mails") ==
        "2022-12-02 12:00:00|2022-12-05 12:00:00|"
        "2022-12-05T21:00:00.123456+09:00|2022-12-10 12:00:00|"
        "2022-12-10 12:00:01");
  CHECK(Rows(path,
             "SELECT client_name, client_ip, client_port, helo, sasl_method,"
             " sasl_username, origin, origin_uid, origin_user FROM mails") ==
        "client.example.org|2001:db8::1|50123|[192.0.2.1]|PLAIN|taro|smtpd|0|"
        "root");
  CHECK(Rows(path,
             "SELECT state, start_missing, held, probe, deliveries"
             " FROM mails") == "bounced|1|1|1|2");
}

TEST_CASE("the views of deliveries and attempts show the reply as it was") {
  const Directory directory;
  const std::string path = directory / "s.db";
  const Mail mail = Everything();
  SaveMails(*Writer(path), {mail});
  const auto& attempts = mail.deliveries[0].attempts;
  CHECK(Rows(path,
             "SELECT recipient, orig_to, state, cause, remote_queue_id,"
             " attempts, relay_name, response FROM deliveries") ==
        "a@example.net|b@example.com|bounced|user_unknown|EEC702AAC0E|3|"
        "mx01[private/lmtp]|" +
            attempts[2].response + "\nc@example.net||queued|||0||");
  CHECK(Rows(path, "SELECT response FROM attempts ORDER BY attempt") ==
        attempts[0].response + "\n" + attempts[1].response + "\n" +
            attempts[2].response);
  CHECK(Rows(path,
             "SELECT at_logged, delay, before_queue, transmitting, status, tls"
             " FROM attempts WHERE attempt = 1") ==
        "2022-12-05T21:00:01+09:00|0.21|0.08|0.123456|bounced|TLSv1.3");
  CHECK(Rows(path, "SELECT at_logged FROM attempts WHERE attempt = 2") ==
        "2022-12-06T12:00:00.00+00:00");
}

TEST_CASE("offsets west of Greenwich are shown right") {
  const Directory directory;
  const std::string path = directory / "s.db";
  Mail mail = Delivered("A", 0, "a@b", "c@d");
  mail.first_seen.offset_minutes = -210;
  SaveMails(*Writer(path), {mail});
  CHECK(Rows(path, "SELECT first_seen_logged FROM mails") ==
        "2022-12-05T08:30:00-03:30");
}

TEST_CASE("the views of rejects, sessions and links show what was saved") {
  const Directory directory;
  const std::string path = directory / "s.db";
  Reject reject;
  reject.at = At(0);
  reject.id = MakeId(reject.at.at, "r");
  reject.host = "mx01";
  reject.action = "reject";
  reject.stage = "rcpt";
  reject.client = {"h.example.net", "198.51.100.9", ""};
  reject.sender = "";
  reject.recipient = "b@example.org";
  reject.response = "554 5.7.1 <b@example.org>: no [198.51.100.9] 123456789";
  reject.verdict.cause = "relay_denied";
  Session session;
  session.at = At(0);
  session.id = MakeId(session.at.at, "s");
  session.kind = "login_failed";
  session.sasl_username = "hana";
  session.response = "no such user hana";
  Mail mail = Delivered("A", 0, "a@b", "c@d");
  mail.links.push_back({LinkKind::kForward, true, "mx01", "B", 0});
  Batch batch;
  batch.rejects = {&reject};
  batch.sessions = {&session};
  batch.mails = {&mail};
  Must(Writer(path)->Save(batch));
  CHECK(Rows(path,
             "SELECT id, at, host, action, stage, client_ip, sender, recipient,"
             " response, cause FROM rejects") ==
        RejectId(reject.id) +
            "|2022-12-05 12:00:00|mx01|reject|rcpt|198.51.100.9||"
            "b@example.org|" +
            reject.response + "|relay_denied");
  CHECK(Rows(path, "SELECT id, kind, sasl_username, response FROM sessions") ==
        SessionId(session.id) + "|login_failed|hana|no such user hana");
  CHECK(Rows(path,
             "SELECT mail, kind, direction, linked_host, linked_queue_id"
             " FROM links") == MailId(mail.id) + "|forward|to|mx01|B");
}

TEST_CASE("questions of one mail or address go through an index") {
  const Directory directory;
  const std::string path = directory / "s.db";
  Writer(path);
  const auto plan = [&](const std::string& sql) {
    return Rows(path, "EXPLAIN QUERY PLAN " + sql);
  };
  const auto uses = [&](const std::string& sql, const std::string& index) {
    return plan(sql).find(index) != std::string::npos;
  };
  CHECK(uses("SELECT * FROM mails WHERE queue_id = 'A'", "mail_queue"));
  CHECK(uses("SELECT id FROM mail WHERE (id >> 46) = 1 AND sender IN (1,2)",
             "mail_sender"));
  CHECK(uses("SELECT id FROM mail WHERE (id >> 46) = 1 AND user IN (1)",
             "mail_user"));
  CHECK(uses("SELECT id FROM mail WHERE (id >> 46) = 1 AND message_hash = 1",
             "mail_message"));
  CHECK(
      uses("SELECT mail FROM delivery WHERE (mail >> 46) = 1 AND recipient"
           " IN (1,2) AND mail BETWEEN 1 AND 9",
           "delivery_recipient"));
  CHECK(
      uses("SELECT mail FROM delivery WHERE (mail >> 46) = 1 AND orig_to"
           " IN (1,2) AND mail BETWEEN 1 AND 9",
           "delivery_orig_to"));
  CHECK(
      uses("SELECT mail FROM delivery WHERE verdict IN (1,2)"
           " AND mail BETWEEN 1 AND 9",
           "delivery_verdict"));
}

}  // namespace
}  // namespace mailwhy::store
