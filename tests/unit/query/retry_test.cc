#include "query/retry.h"

#include <doctest/doctest.h>

#include "fake_store.h"

namespace mailwhy::query {
namespace {

using test::At;
using test::kAsked;

Mail Deferred(std::vector<Micros> seconds_after_arrival) {
  Mail mail = test::MailAt(kAsked, "WAITS", State::kDeferred);
  mail.deliveries[0].attempts.clear();
  for (const Micros seconds : seconds_after_arrival) {
    mail.deliveries[0].attempts.push_back(
        test::TriedAt(kAsked + seconds * kSecond, "deferred", "later"));
  }
  return mail;
}

Micros NextWaitSeconds(const Mail& mail) {
  const Retry retry = RetryOf(Question{}, mail, mail.deliveries[0]);
  REQUIRE(retry.next_about.has_value());
  return (retry.next_about->at - retry.last.at) / kSecond;
}

TEST_CASE("after the first attempt Postfix waits minimal_backoff_time") {
  CHECK(NextWaitSeconds(Deferred({30})) == 300);
}

TEST_CASE("the waits double up to maximal_backoff_time") {
  CHECK(NextWaitSeconds(Deferred({0, 300, 600})) == 600);
  CHECK(NextWaitSeconds(Deferred({0, 300, 600, 1200, 2400})) == 2400);
  CHECK(NextWaitSeconds(Deferred({0, 300, 600, 1200, 2400, 4800})) == 4000);
}

TEST_CASE("one attempt of an old mail is not its first") {
  Mail mail = Deferred({0});
  mail.arrival = At(kAsked - 248'122 * kSecond);
  CHECK(NextWaitSeconds(mail) == 4000);
}

TEST_CASE("the attempt's own delay tells the age where the log begins late") {
  Mail mail = Deferred({0});
  mail.deliveries[0].attempts[0].delay = 248'122;
  CHECK(NextWaitSeconds(mail) == 4000);
  const Retry retry = RetryOf(Question{}, mail, mail.deliveries[0]);
  CHECK(retry.until->at == kAsked - 248'122 * kSecond + 5 * kDay);
}

TEST_CASE("a site's own shorter waits are learnt from those so far") {
  CHECK(NextWaitSeconds(Deferred({1, 4, 10, 22, 34, 46})) == 12);
  CHECK(NextWaitSeconds(Deferred({1, 4})) == 4);
}

TEST_CASE("a site's own longer waits are learnt from those so far") {
  CHECK(NextWaitSeconds(Deferred({0, 14'400, 28'800, 43'200})) == 14'400);
}

TEST_CASE("a flushed queue does not make the next wait short") {
  CHECK(NextWaitSeconds(Deferred({0, 300, 600, 1200, 2400, 2410})) == 2410);
}

TEST_CASE("it goes on until the queue lifetime ends, five days if unknown") {
  const Mail mail = Deferred({0, 300});
  Question question;
  Retry retry = RetryOf(question, mail, mail.deliveries[0]);
  CHECK(retry.attempts == 2);
  CHECK(retry.last.at == kAsked + 300 * kSecond);
  CHECK(retry.until->at == kAsked + 5 * kDay);
  question.queue_lifetime = kDay;
  retry = RetryOf(question, mail, mail.deliveries[0]);
  CHECK(retry.until->at == kAsked + kDay);
}

TEST_CASE("the empty sender has a lifetime of its own") {
  Mail mail = Deferred({0});
  mail.sender = "";
  Question question;
  question.queue_lifetime = kDay;
  question.bounce_queue_lifetime = 2 * kHour;
  CHECK(RetryOf(question, mail, mail.deliveries[0]).until->at ==
        kAsked + 2 * kHour);
  mail.sender.reset();
  CHECK(RetryOf(question, mail, mail.deliveries[0]).until->at == kAsked + kDay);
}

TEST_CASE("attempts out of order or at the same time do no harm") {
  const Mail mail = Deferred({0, 0, 0});
  CHECK(NextWaitSeconds(mail) == 300);
  Mail none = Deferred({});
  const Retry retry = RetryOf(Question{}, none, none.deliveries[0]);
  CHECK(retry.attempts == 0);
  CHECK(!retry.next_about);
}

}  // namespace
}  // namespace mailwhy::query
