#include "report/timeline.h"

#include "report/format.h"
#include "report/phrases.h"
#include "report/words.h"

namespace mailwhy::report {
namespace {

// Attempts shown at the beginning and at the end of many.
constexpr std::size_t kFirst = 2, kLast = 3;
// Recipients shown of one mail in a trace.
constexpr std::size_t kMostRecipients = 30;
constexpr std::size_t kMostOfReply = 240;

// Most replies name the server themselves.
std::string RelayBeside(const Attempt& attempt) {
  const std::string& name = attempt.relay.name;
  const bool told = !name.empty() && name.size() > 3 &&
                    attempt.response.find(name) != std::string::npos;
  return told ? "" : PeerText(attempt.relay);
}

// A link has no time of its own: that of the attempt which says its queue ID.
Timestamp TimeOfLink(const Mail& mail, const Link& link) {
  for (const Delivery& delivery : mail.deliveries) {
    const Attempt* last = delivery.last();
    if (last != nullptr && !link.queue_id.empty() &&
        last->response.find(link.queue_id) != std::string::npos) {
      return last->at;
    }
  }
  return mail.last_seen;
}

// The notice is a mail of its own, whose id tells when it began.
Timestamp TimeOfBounce(const Mail& mail, const Link& link) {
  Timestamp latest;
  if (link.id != 0) {
    latest = mail.last_seen;
    latest.at = SecondOf(link.id) * kSecond;
    return latest;
  }
  for (const Delivery& delivery : mail.deliveries) {
    const bool returned =
        delivery.state == State::kBounced || delivery.state == State::kExpired;
    if (!returned || delivery.last() == nullptr) continue;
    if (latest < delivery.last()->at) latest = delivery.last()->at;
  }
  return latest.known() ? latest : mail.last_seen;
}

class Builder {
 public:
  explicit Builder(const Style& style)
      : style_(style), words_(WordsOf(style.language)) {}

  void Arrived(const Mail& mail) {
    const bool known = mail.arrival.known();
    const bool before = known && mail.arrival < mail.first_seen;
    Add(known ? mail.arrival : mail.first_seen,
        Fill(before ? words_.arrived_before : words_.arrived,
             {{"way", WayIn(mail, style_.language)}}));
  }

  void Attempts(const Delivery& delivery) {
    const std::size_t count = delivery.attempts.size();
    const bool many = count > kFirst + kLast + 1;
    for (std::size_t i = 0; i < count; ++i) {
      if (many && i == kFirst) {
        const std::string left = std::to_string(count - kFirst - kLast);
        AddText("…", Fill(words_.tries_between, {{"n", left}}));
        i = count - kLast;
      }
      Tried(delivery.attempts[i], i + 1, delivery.recipient);
    }
  }

  void WithRecipients(bool with) { with_recipients_ = with; }

  void Links(const Mail& mail) {
    for (const Link& link : mail.links) {
      if (!link.to) continue;
      if (link.kind == LinkKind::kBounce) {
        Bounced(mail, link);
      } else {
        WentOn(TimeOfLink(mail, link), link.kind, link.queue_id, link.host);
      }
    }
  }

  void Bounced(const Mail& mail, const Link& link) {
    Add(TimeOfBounce(mail, link),
        Fill(words_.bounce_sent, {{"queue_id", link.queue_id}}));
  }

  void NoticeLost(const Mail& mail, const Link& link, State state) {
    const std::string word = VerdictInWords(StateName(state), style_.language);
    Add(TimeOfBounce(mail, link),
        Fill(words_.bounce_lost,
             {{"queue_id", link.queue_id}, {"state", word}}));
  }

  void WentOn(const Timestamp& at, LinkKind kind, const std::string& queue_id,
              const std::string& host) {
    Add(at, Fill(words_.went_on_as,
                 {{"kind", LinkInWords(LinkKindName(kind), style_.language)},
                  {"queue_id", queue_id},
                  {"host", host}}));
  }

  void Refused(const Reject& reject) {
    std::string text =
        Fill(PhraseOf(reject.action),
             {{"stage", StageInWords(reject.stage, style_.language)}});
    if (!reject.response.empty()) {
      text += words_.colon + Clip(reject.response, kMostOfReply);
    }
    Add(reject.at, std::move(text));
  }

  void LoggedIn(const Session& session) {
    std::string text = SessionInWords(session.kind, style_.language);
    if (session.kind == "login_failed" && !session.sasl_username.empty()) {
      text = Fill(words_.login_refused, {{"user", session.sasl_username}});
    }
    if (session.client.known()) {
      text = Fill(words_.with_cause,
                  {{"why", text}, {"cause", PeerText(session.client)}});
    }
    Add(session.at,
        text + words_.colon + Clip(OneLine(session.response), kMostOfReply));
  }

  void Add(const Timestamp& at, std::string text) {
    const Timestamp shown =
        style_.zone != nullptr ? InZone(at, *style_.zone) : at;
    AddText(TimeText(at, style_.zone), std::move(text));
    offsets_.back() = OffsetOf(shown);
  }
  void AddText(std::string time, std::string text) {
    moments_.push_back({std::move(time), std::move(text)});
    offsets_.emplace_back();
  }
  std::vector<Moment> Take() {
    if (MixesOffsets()) ShowOffsets();
    return std::move(moments_);
  }
  const Words& words() const { return words_; }

 private:
  const char* PhraseOf(const std::string& action) const {
    if (action.find("hold") != std::string::npos ||
        action == "milter_quarantine") {
      return words_.held_at;
    }
    return action.find("discard") != std::string::npos ? words_.discarded_at
                                                       : words_.refused_at;
  }

  void Tried(const Attempt& attempt, std::size_t number,
             const std::string& recipient) {
    std::string text = Fill(words_.tried, {{"n", std::to_string(number)},
                                           {"status", attempt.status},
                                           {"dsn", attempt.dsn},
                                           {"relay", RelayBeside(attempt)}});
    while (!text.empty() && text.back() == ' ') text.pop_back();
    if (with_recipients_) text = "<" + recipient + "> " + text;
    Add(attempt.at, text + words_.colon + Clip(attempt.response, kMostOfReply));
  }

  // "+09:00", as RFC 3339 ends with it.
  static std::string OffsetOf(const Timestamp& time) {
    constexpr std::size_t kLength = 6;
    const std::string whole = FormatRfc3339(time);
    return whole.substr(whole.size() - kLength);
  }

  // Clocks that were put forward or back, or several machines: the times do not
  // tell their order without their offsets.
  bool MixesOffsets() const {
    const std::string* first = nullptr;
    for (const std::string& offset : offsets_) {
      if (offset.empty()) continue;
      if (first != nullptr && *first != offset) return true;
      first = &offset;
    }
    return false;
  }

  void ShowOffsets() {
    for (std::size_t i = 0; i < moments_.size(); ++i) {
      if (!offsets_[i].empty()) moments_[i].time += ' ' + offsets_[i];
    }
  }

  const Style& style_;
  const Words& words_;
  bool with_recipients_ = false;
  std::vector<Moment> moments_;
  std::vector<std::string> offsets_;  // of the moments; "" where none is known
};

const Link* LinkTo(const Mail& from, const Mail& to) {
  for (const Link& link : from.links) {
    if (link.to && (link.id == to.id || link.queue_id == to.queue_id)) {
      return &link;
    }
  }
  return nullptr;
}

void AddChain(const Answer& answer, Builder& builder) {
  const Mail* before = &*answer.mail;
  for (std::size_t i = 0; i < answer.chain.size(); ++i) {
    const Mail& mail = answer.chain[i];
    const Link* link = LinkTo(*before, mail);
    builder.WentOn(link != nullptr ? TimeOfLink(*before, *link) : mail.arrival,
                   link != nullptr ? link->kind : LinkKind::kRelay,
                   mail.queue_id, mail.host);
    const auto at = static_cast<std::size_t>(answer.chain_delivery[i]);
    if (at < mail.deliveries.size()) builder.Attempts(mail.deliveries[at]);
    before = &mail;
  }
}

// One mail may have several notices, each of the recipients that had failed by
// then: this delivery's is the first after its last attempt.
const Link* BounceAfter(const Mail& mail, const Delivery& delivery) {
  const Link* first = nullptr;
  const Micros failed = delivery.last() != nullptr ? delivery.last()->at.at : 0;
  for (const Link& link : mail.links) {
    if (!link.to || link.kind != LinkKind::kBounce) continue;
    const bool too_early = link.id != 0 && SecondOf(link.id) < failed / kSecond;
    if (!too_early) return &link;
    first = first == nullptr ? &link : first;
  }
  return first;
}

void AddBounce(const Answer& answer, Builder& builder) {
  if (answer.verdict != "bounced" && answer.verdict != "expired") return;
  if (answer.EndDelivery() == nullptr) return;
  const Mail& end = *answer.EndMail();
  const Link* link = BounceAfter(end, *answer.EndDelivery());
  if (link == nullptr) return;
  for (const auto& [id, state] : answer.notices) {
    const bool lost = state == State::kBounced || state == State::kExpired ||
                      state == State::kDiscarded;
    if (id == link->id && lost) return builder.NoticeLost(end, *link, state);
  }
  builder.Bounced(end, *link);
}

// What the log does not hold is not promised: an old log's "next" was due then.
void AddRetry(const Answers& answers, const Retry& retry, Builder& builder) {
  const Words& words = builder.words();
  const Micros now = answers.question.now;
  if (retry.next_about) {
    const bool past = now > 0 && retry.next_about->at < now;
    builder.Add(*retry.next_about,
                past ? words.next_was_due : words.next_about);
  }
  if (retry.until) builder.Add(*retry.until, words.until_at_most);
}

}  // namespace

std::vector<Moment> TimelineOf(const Answers& answers, const Answer& answer,
                               const Style& style) {
  Builder builder(style);
  if (answer.mail) {
    builder.Arrived(*answer.mail);
    if (const Delivery* first = answer.FirstDelivery()) {
      builder.Attempts(*first);
    }
    AddChain(answer, builder);
    AddBounce(answer, builder);
  }
  if (answer.reject) builder.Refused(*answer.reject);
  if (answer.session) builder.LoggedIn(*answer.session);
  if (answer.retry) AddRetry(answers, *answer.retry, builder);
  return builder.Take();
}

std::vector<Moment> TimelineOf(const Mail& mail, const Style& style) {
  Builder builder(style);
  builder.WithRecipients(true);
  builder.Arrived(mail);
  std::size_t shown = 0;
  for (const Delivery& delivery : mail.deliveries) {
    if (++shown > kMostRecipients) break;
    builder.Attempts(delivery);
  }
  if (mail.deliveries.size() > kMostRecipients) {
    const std::string all = std::to_string(mail.deliveries.size());
    builder.AddText(
        "…", Fill(WordsOf(style.language).recipients_summary, {{"n", all}}));
  }
  builder.Links(mail);
  if (mail.ended_at != 0) {
    Timestamp end = mail.last_seen;
    end.at = mail.ended_at;
    builder.Add(end, builder.words().removed);
  }
  return builder.Take();
}

}  // namespace mailwhy::report
