// Mails that are parts of one story, for the tests of query/.
#pragma once

#include "fake_store.h"

namespace mailwhy::test {

inline void Link(Mail& from, Mail& to, LinkKind kind) {
  from.links.push_back({kind, true, to.host, to.queue_id, to.id});
  to.links.push_back({kind, false, from.host, from.queue_id, from.id});
}

// The delivery `index` of `from` went on as `to`.
inline void Join(Mail& from, std::size_t index, Mail& to, LinkKind kind) {
  Link(from, to, kind);
  Delivery& delivery = from.deliveries[index];
  delivery.remote_queue_id = to.queue_id;
  delivery.attempts.back().response = "250 2.0.0 Ok: queued as " + to.queue_id;
}

inline void Join(Mail& from, Mail& to, LinkKind kind) {
  Join(from, 0, to, kind);
}

// Through a content filter on loopback, then out.
inline FakeStore Filtered(State end) {
  Mail first = MailAt(kAsked, "FIRST");
  Mail second = MailAt(kAsked + kSecond, "SECOND", end);
  second.client = {"localhost", "127.0.0.1", ""};
  second.deliveries[0].verdict.cause =
      end == State::kDelivered ? "" : "recipient_unknown";
  Join(first, second, LinkKind::kFilter);
  FakeStore store;
  store.mails = {first, second};
  return store;
}

}  // namespace mailwhy::test
