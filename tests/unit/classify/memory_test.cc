// The memory of verdicts: what is answered from it is what would be judged.
#include "classify/memory.h"

#include <doctest/doctest.h>

#include "classify/classifier.h"
#include "unit/classify/small_rules.h"

using namespace mailwhy;
using namespace mailwhy::classify;

namespace {

std::string Attribute(const Verdict& verdict, std::string_view key) {
  for (const auto& [name, value] : verdict.attributes) {
    if (name == key) return value;
  }
  return "";
}

bool Equal(const Verdict& a, const Verdict& b) {
  return a.cause == b.cause && a.also == b.also && a.certainty == b.certainty &&
         a.attributes == b.attributes;
}

// By a classifier that has judged `first` before, and by one that has not.
void CheckSame(const Failure& first, const Failure& then) {
  const auto book = Book(SmallRules());
  Classifier knowing(book), fresh(book);
  knowing.Judge(first);
  knowing.Judge(first);
  CAPTURE(then.response);
  CHECK(Equal(knowing.Judge(then), fresh.Judge(then)));
}

std::string Said(const std::string& words) {
  return "host mail.example.com[198.51.100.7] said: 550 5.1.1 " + words +
         " (in reply to RCPT TO command)";
}

}  // namespace

TEST_CASE("what differs from mail to mail alone is found again") {
  const auto book = Book(SmallRules());
  VerdictMemory memory(*book);
  Judged judged;
  judged.own = "recipient_unknown";
  Failure failure = Attempted(Said("<taro@example.com>: user unknown 12345"));
  CHECK(memory.Find(failure) == nullptr);
  memory.Keep(judged);
  failure = Attempted(Said("<hanako@example.com>: user unknown 777777"));
  failure.sender = "jiro@example.net";
  failure.recipient = "hanako@example.com";
  failure.relay.ip = "203.0.113.9";
  failure.queue_id = "ABC";
  REQUIRE(memory.Find(failure) != nullptr);
  CHECK(memory.Find(failure)->own == "recipient_unknown");
}

TEST_CASE("whatever else a judgement looks at is told apart") {
  const auto book = Book(SmallRules());
  const Failure failure = Attempted(Said("user unknown"));
  const auto differs = [&](void (*change)(Failure&)) {
    VerdictMemory memory(*book);
    memory.Find(failure);
    memory.Keep({});
    REQUIRE(memory.Find(failure) != nullptr);
    Failure other = failure;
    change(other);
    return memory.Find(other) == nullptr;
  };
  CHECK(differs([](Failure& f) { f.response += "."; }));
  CHECK(differs([](Failure& f) { f.of = Failure::Of::kReject; }));
  CHECK(differs([](Failure& f) { f.status = "deferred"; }));
  CHECK(differs([](Failure& f) { f.dsn = "4.0.0"; }));
  CHECK(differs([](Failure& f) { f.agent = "lmtp"; }));
  CHECK(differs([](Failure& f) { f.service = "submission"; }));
  CHECK(differs([](Failure& f) { f.action = "reject"; }));
  CHECK(differs([](Failure& f) { f.stage = "rcpt"; }));
  CHECK(differs([](Failure& f) { f.kind = "limit"; }));
  CHECK(differs([](Failure& f) { f.preceded_by = "connect to Milter"; }));
  CHECK(differs([](Failure& f) { f.relay.name = "mx.example.net"; }));
  CHECK(differs([](Failure& f) { f.relay.ip = "127.0.0.1"; }));
  CHECK(differs([](Failure& f) { f.relay = {}; }));
  CHECK(differs([](Failure& f) { f.sender.reset(); }));
  CHECK(differs([](Failure& f) { f.sender = ""; }));
  CHECK(differs([](Failure& f) { f.sender = "apache@mx01.example.org"; }));
  CHECK(differs([](Failure& f) { f.origin = "pickup"; }));
  CHECK(differs([](Failure& f) { f.origin_user = "apache"; }));
  CHECK(differs([](Failure& f) { f.sasl_username = "taro"; }));
}

TEST_CASE("values that are of one mail alone are read anew") {
  const auto book = Book(SmallRules());
  Classifier classifier(book);
  for (const char* size : {"123456", "123456", "654321"}) {
    const Verdict verdict =
        classifier.Judge(Attempted(Said("size " + std::string(size))));
    CHECK(verdict.cause == "message_too_big");
    CHECK(Attribute(verdict, "limit") == size);
  }
  for (const char* id : {"1234567", "1234567", "7654321"}) {
    const std::string url = "http://example.org/" + std::string(id);
    const Verdict verdict =
        classifier.Judge(Attempted(Said("policy, see " + url)));
    CHECK(Attribute(verdict, "url") == url);
  }
}

TEST_CASE("a verdict from memory is the one that would be judged anew") {
  CheckSame(Attempted(Said("<a@example.com> user unknown in local table")),
            Attempted(Said("<b@example.com> user unknown in local table")));
  CheckSame(Attempted(Said("user unknown in local table")),
            Attempted(Said("user unknown in relay table")));
  CheckSame(Attempted(Said("unknown user: \"taro@example.com\"")),
            Attempted(Said("unknown user: \"jiro@example.com\"")));
  CheckSame(Attempted("connect to a[::1]:25: Connection refused"),
            Attempted("connect to a[2001:db8::1]:25: Connection refused"));
  Failure unnamed = Attempted("connect to a[::1]:25: Connection refused");
  unnamed.relay = {};
  Failure other = Attempted("connect to a[2001:db8::1]:25: Connection refused");
  other.relay = {};
  CheckSame(unnamed, other);
  CheckSame(other, unnamed);
  CheckSame(Attempted("message expired, 550 policy", "expired"),
            Attempted("message expired, 550 policy", "bounced"));
}

TEST_CASE("a part of a text outlives the mask where nothing of it is masked") {
  const auto book = Book(SmallRules());
  const std::string text = "limit 5000 for <taro@example.com> id 1234567 x";
  const auto outlives = [&](std::string_view part) {
    return OutlivesMask(text, text.find(part), part.size(), *book);
  };
  CHECK(outlives("5000"));
  CHECK(outlives("limit"));
  CHECK(outlives("example.com"));
  CHECK_FALSE(outlives("taro"));
  CHECK_FALSE(outlives("taro@example.com"));
  CHECK_FALSE(outlives("1234567"));
  CHECK_FALSE(outlives("id 1234567 x"));
}

TEST_CASE("more failures than are remembered do no harm") {
  const auto book = Book(SmallRules());
  Classifier classifier(book);
  for (int i = 0; i < 20000; ++i) {
    const std::string words = "x" + std::to_string(i % 9999) + "y" +
                              std::to_string(i / 9999) + " user unknown";
    REQUIRE(classifier.Judge(Attempted(Said(words))).cause ==
            "recipient_unknown");
  }
}
