#include <string_view>

#include "base/text.h"
#include "report/format.h"
#include "report/phrases.h"
#include "report/words.h"

namespace mailwhy::report {
namespace {

// Bytes of a stranger's text that a headline takes.
constexpr std::size_t kMostOfReply = 200;

std::string ResponseOf(const Answer& answer) {
  if (answer.session) return OneLine(answer.session->response);
  if (answer.reject) return answer.reject->response;
  const Delivery* end = answer.EndDelivery();
  if (end == nullptr || end->last() == nullptr) return "";
  return end->last()->response;
}

// Of "connect to mail.example.net[203.0.113.112]:25: Connection timed out".
std::string_view ConnectPeer(std::string_view response) {
  const std::size_t at = response.find("connect to ");
  if (at == std::string_view::npos) return {};
  const std::string_view rest = response.substr(at + 11);
  return rest.substr(0, rest.find(": "));
}

class Reason {
 public:
  Reason(const Answer& answer, const Words& words)
      : answer_(answer), words_(words) {}

  std::string Text() const {
    const std::string ids = Ids();
    const std::string text = Plain();
    return ids.empty()
               ? text
               : Fill(words_.with_cause, {{"why", text}, {"cause", ids}});
  }

 private:
  // The diagnosis of the sender is told by itself; what failed is the next.
  bool SenderFirst() const {
    return answer_.judged.cause == "system_account_sender" &&
           !answer_.also.empty();
  }

  std::string Ids() const {
    const std::string& cause = answer_.judged.cause;
    return SenderFirst() ? cause + ", " + answer_.also.front() : cause;
  }

  std::string Title() const {
    if (!SenderFirst()) return answer_.cause ? answer_.cause->title : "";
    return answer_.also_causes.empty() ? "" : answer_.also_causes.front().title;
  }

  std::string Plain() const {
    const std::string response = ResponseOf(answer_);
    const std::string peer(ConnectPeer(response));
    const std::string cause =
        SenderFirst() ? answer_.also.front() : answer_.judged.cause;
    if (!peer.empty() && cause == "connect_timeout") {
      return Fill(words_.connect_timed_out, {{"peer", Name(peer)}});
    }
    if (!peer.empty() && cause == "connect_refused") {
      return Fill(words_.connect_refused, {{"peer", Name(peer)}});
    }
    const std::string title = Title();
    const bool named = !title.empty() && cause != "unspecified";
    if (named || response.empty()) {
      return title.empty() ? words_.no_reason : title;
    }
    return Clip(response, kMostOfReply);
  }

  const Answer& answer_;
  const Words& words_;
};

}  // namespace

bool EndsInside(const Answer& answer) {
  const Delivery* end = answer.EndDelivery();
  if (end == nullptr || end->last() == nullptr) return false;
  const Peer& relay = end->last()->relay;
  const bool loopback = StartsWith(relay.ip, "127.") || relay.ip == "::1";
  return end->state == State::kDelivered && loopback &&
         !end->remote_queue_id.empty();
}

namespace {

std::string Delivered(const Answer& answer, const Words& words) {
  const Delivery* end = answer.EndDelivery();
  if (end == nullptr || end->last() == nullptr) return words.no_reason;
  const Attempt& last = *end->last();
  if (last.relay.ip.empty() && last.relay.port.empty()) {
    return Fill(words.delivered_here, {{"recipient", Name(end->recipient)},
                                       {"agent", Name(last.agent)}});
  }
  const std::string relay = Name(PeerText(last.relay));
  if (EndsInside(answer)) {
    return Fill(words.delivered_inside,
                {{"relay", relay}, {"id", Name(end->remote_queue_id)}});
  }
  if (end->remote_queue_id.empty()) {
    return Fill(words.delivered_to, {{"relay", relay}});
  }
  return Fill(words.delivered_as,
              {{"relay", relay}, {"id", Name(end->remote_queue_id)}});
}

std::string Rejected(const Answer& answer, const Phrasing& phrasing,
                     const std::string& why) {
  const Words& words = WordsOf(phrasing.language);
  const std::string stage = answer.reject ? answer.reject->stage : "";
  if (stage.empty()) return Fill(words.rejected_plain, {{"why", why}});
  return Fill(
      words.rejected,
      {{"stage", StageInWords(stage, phrasing.language)}, {"why", why}});
}

// Where the session failed: what the client wanted, and what came between.
const char* PhraseOf(const Answer& answer, const Words& words) {
  const Session& session = *answer.session;
  const std::string& kind = session.kind;
  if (answer.verdict == "login_failed") {
    return session.sasl_username.empty() ? words.login_failed_unnamed
                                         : words.login_failed;
  }
  if (kind == "timeout") return words.timed_out;
  if (kind == "tls_failed") return words.no_tls;
  if (kind != "lost_connection") return words.rejected_client;
  return FetchesMail(session.service) ? words.broken_fetch : words.broken;
}

std::string OfSession(const Answer& answer, const Phrasing& phrasing,
                      const std::string& why) {
  const Session& session = *answer.session;
  const Language language = phrasing.language;
  return Fill(PhraseOf(answer, WordsOf(language)),
              {{"user", Name(session.sasl_username)},
               {"purpose", PurposeInWords(session.service, language)},
               {"client", Name(PeerText(session.client))},
               {"why", why}});
}

std::string When(const Phrasing& phrasing) {
  const Words& words = WordsOf(phrasing.language);
  const Question& question = phrasing.answers.question;
  if (question.at) {
    return Fill(
        words.at_time,
        {{"time", SpanText(*question.at, phrasing.answers, phrasing.zone)}});
  }
  if (!question.since && !question.until) return words.at_any_time;
  const auto text = [&](const std::optional<Micros>& at) {
    if (!at) return std::string("…");
    return TimeText(Shown(*at, phrasing.answers, phrasing.zone), nullptr);
  };
  return Fill(words.in_period, {{"since", text(question.since)},
                                {"until", text(question.until)}});
}

std::string What(const Question& question, const Words& words) {
  const std::string from = Name(question.from), to = Name(question.to);
  if (!question.address.empty()) {
    return Fill(words.mail_of, {{"address", Name(question.address)}});
  }
  if (!question.from.empty() && !question.to.empty()) {
    return Fill(words.mail_from_to, {{"from", from}, {"to", to}});
  }
  if (!question.from.empty()) return Fill(words.mail_from, {{"from", from}});
  if (!question.to.empty()) return Fill(words.mail_to, {{"to", to}});
  const std::string& id =
      question.queue_id.empty() ? question.message_id : question.queue_id;
  if (!id.empty()) return Fill(words.mail_named, {{"id", Name(id)}});
  return words.mail_any;
}

std::string NeverArrived(const Phrasing& phrasing) {
  const Words& words = WordsOf(phrasing.language);
  const Covered covered = phrasing.answers.searched.covered;
  const bool beyond = covered == Covered::kBefore ||
                      covered == Covered::kAfter || covered == Covered::kEmpty;
  return Fill(beyond ? words.cannot_tell : words.never_arrived,
              {{"what", What(phrasing.answers.question, words)},
               {"when", When(phrasing)}});
}

// An administrator's postsuper: the log's own discards were "sent".
bool WasDeleted(const Answer& answer) {
  if (answer.verdict != "discarded" || answer.reject || !answer.mail) {
    return false;
  }
  const Delivery* end = answer.EndDelivery();
  if (end == nullptr) return answer.EndMail()->ended_at != 0;
  return end->last() == nullptr || end->last()->status != "sent";
}

std::string Deleted(const Answer& answer, const Words& words,
                    const std::string& why) {
  const Delivery* end = answer.EndDelivery();
  const bool tried = end != nullptr && end->last() != nullptr;
  return tried ? Fill(words.deleted, {{"why", why}}) : words.deleted_untried;
}

// Held before any attempt: there is no last one to tell of.
bool HeldUntried(const Answer& answer) {
  const Delivery* end = answer.EndDelivery();
  return answer.verdict == "held" && (end == nullptr || end->last() == nullptr);
}

std::string HeldPlain(const Answer& answer, const Words& words) {
  const std::string& cause = answer.judged.cause;
  if (cause.empty()) return words.held_plain;
  return Fill(words.with_cause, {{"why", words.held_plain}, {"cause", cause}});
}

std::string ByVerdict(const Phrasing& phrasing, const Answer& answer) {
  const Words& words = WordsOf(phrasing.language);
  const std::string& verdict = answer.verdict;
  const std::string why = Reason(answer, words).Text();
  const bool reason = answer.judged.known() || answer.reject.has_value();
  if (verdict == "delivered") return Delivered(answer, words);
  if (answer.session) return OfSession(answer, phrasing, why);
  if (verdict == "rejected") return Rejected(answer, phrasing, why);
  if (verdict == "queued") return words.queued;
  if (verdict == "held" && !reason) return words.held_plain;
  if (HeldUntried(answer)) return HeldPlain(answer, words);
  if (WasDeleted(answer)) return Deleted(answer, words, why);
  if (verdict == "never_arrived") return NeverArrived(phrasing);
  const char* phrase = verdict == "deferred"    ? words.deferred
                       : verdict == "bounced"   ? words.bounced
                       : verdict == "expired"   ? words.expired
                       : verdict == "discarded" ? words.discarded
                                                : words.held;
  return Fill(phrase, {{"why", why}});
}

}  // namespace

std::string Headline(const Phrasing& phrasing, const Answer& answer) {
  const std::string rest = ByVerdict(phrasing, answer);
  const bool nothing = !answer.mail && !answer.reject && !answer.session;
  if (nothing) return rest;
  return Fitted(phrasing, answer, rest);
}

}  // namespace mailwhy::report
