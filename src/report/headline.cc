#include <string_view>

#include "base/text.h"
#include "report/format.h"
#include "report/phrases.h"
#include "report/words.h"

namespace mailwhy::report {
namespace {

// Bytes of a stranger's text that a headline takes.
constexpr std::size_t kMostOfReply = 200;
constexpr std::size_t kMostOfName = 120;

std::string Name(std::string_view text) {
  return text.empty() ? "?" : Clip(text, kMostOfName);
}

std::string ResponseOf(const Answer& answer) {
  if (answer.session) return answer.session->response;
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

std::string Delivered(const Answer& answer, const Words& words) {
  const Delivery* end = answer.EndDelivery();
  if (end == nullptr || end->last() == nullptr) return words.no_reason;
  const Attempt& last = *end->last();
  if (last.relay.ip.empty() && last.relay.port.empty()) {
    return Fill(words.delivered_here, {{"recipient", Name(end->recipient)},
                                       {"agent", Name(last.agent)}});
  }
  const std::string relay = Name(PeerText(last.relay));
  if (end->remote_queue_id.empty()) {
    return Fill(words.delivered_to, {{"relay", relay}});
  }
  return Fill(words.delivered_as,
              {{"relay", relay}, {"id", Name(end->remote_queue_id)}});
}

std::string Rejected(const Answer& answer, const Phrasing& phrasing,
                     const std::string& why) {
  const Words& words = WordsOf(phrasing.language);
  const std::string stage = answer.reject    ? answer.reject->stage
                            : answer.session ? answer.session->stage
                                             : "";
  if (stage.empty()) return Fill(words.rejected_plain, {{"why", why}});
  return Fill(
      words.rejected,
      {{"stage", StageInWords(stage, phrasing.language)}, {"why", why}});
}

std::string OfSession(const Session& session, const char* phrase,
                      const std::string& why) {
  return Fill(phrase, {{"user", Name(session.sasl_username)},
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
  if (verdict == "rejected") return Rejected(answer, phrasing, why);
  if (verdict == "queued") return words.queued;
  if (verdict == "held" && !reason) return words.held_plain;
  if (HeldUntried(answer)) return HeldPlain(answer, words);
  if (WasDeleted(answer)) return Deleted(answer, words, why);
  if (verdict == "login_failed") {
    return OfSession(*answer.session, words.login_failed, why);
  }
  if (verdict == "never_arrived" && answer.session) {
    return OfSession(*answer.session, words.broken, why);
  }
  if (verdict == "never_arrived") return NeverArrived(phrasing);
  const char* phrase = verdict == "deferred"    ? words.deferred
                       : verdict == "bounced"   ? words.bounced
                       : verdict == "expired"   ? words.expired
                       : verdict == "discarded" ? words.discarded
                                                : words.held;
  return Fill(phrase, {{"why", why}});
}

std::string SenderDiffers(const Phrasing& phrasing, const Answer& answer,
                          const std::string& rest) {
  const Words& words = WordsOf(phrasing.language);
  std::string sender, way, recipient = phrasing.answers.question.to;
  if (answer.mail) {
    sender = SenderText(*answer.mail);
    way = WayIn(*answer.mail, phrasing.language);
  } else if (answer.reject) {
    sender = answer.reject->sender.value_or("?");
    way = Fill(words.by_client,
               {{"client", Name(PeerText(answer.reject->client))}});
  }
  if (const Delivery* first = answer.FirstDelivery()) {
    recipient = first->recipient;
  }
  return Fill(answer.mail ? words.sender_differs : words.sender_differs_tried,
              {{"asked", Name(phrasing.answers.question.from)},
               {"recipient", Name(recipient)},
               {"sender", Name(sender)},
               {"how", way},
               {"rest", rest}});
}

std::string Nearby(const Phrasing& phrasing, const Answer& answer,
                   const std::string& rest) {
  const Words& words = WordsOf(phrasing.language);
  if (answer.mail) {
    return Fill(words.nearby_attempt,
                {{"arrival", TimeText(answer.mail->arrival, phrasing.zone)},
                 {"rest", rest}});
  }
  const Timestamp at = answer.reject    ? answer.reject->at
                       : answer.session ? answer.session->at
                                        : Timestamp{};
  return Fill(words.nearby_refusal,
              {{"time", TimeText(at, phrasing.zone)}, {"rest", rest}});
}

std::string SenderLogin(const Answer& answer, const Words& words,
                        const std::string& rest) {
  if (!answer.mail) return rest;
  return Fill(words.sender_login, {{"rest", rest},
                                   {"user", Name(answer.mail->sasl_username)},
                                   {"sender", Name(SenderText(*answer.mail))}});
}

std::string Rewritten(const Answer& answer, const Words& words,
                      const std::string& rest) {
  const Delivery* first = answer.FirstDelivery();
  if (first == nullptr) return rest;
  return Fill(words.rewritten, {{"rest", rest},
                                {"asked", Name(first->orig_to)},
                                {"recipient", Name(first->recipient)}});
}

}  // namespace

std::string WayIn(const Mail& mail, Language language) {
  const Words& words = WordsOf(language);
  const std::string uid = std::to_string(mail.origin_uid);
  if (mail.origin == "pickup" && !mail.origin_user.empty()) {
    return Fill(words.by_pickup, {{"uid", uid}, {"user", mail.origin_user}});
  }
  if (mail.origin == "pickup") return Fill(words.by_pickup_uid, {{"uid", uid}});
  if (mail.origin == "bounce") return words.by_bounce;
  if (mail.origin == "forward") return words.by_forward;
  const std::string client = Name(PeerText(mail.client));
  if (!mail.client.known()) return words.unknown_way;
  if (mail.sasl_username.empty()) {
    return Fill(words.by_client, {{"client", client}});
  }
  return Fill(words.by_login,
              {{"client", client}, {"user", Name(mail.sasl_username)}});
}

std::string Headline(const Phrasing& phrasing, const Answer& answer) {
  const Words& words = WordsOf(phrasing.language);
  const std::string rest = ByVerdict(phrasing, answer);
  const bool nothing = !answer.mail && !answer.reject && !answer.session;
  if (nothing) return rest;
  switch (answer.matched) {
    case Matched::kExact:
      return rest;
    case Matched::kRecipientRewritten:
      return Rewritten(answer, words, rest);
    case Matched::kSenderLogin:
      return SenderLogin(answer, words, rest);
    case Matched::kSenderDiffers:
      return SenderDiffers(phrasing, answer, rest);
    case Matched::kNearby:
      return Nearby(phrasing, answer, rest);
  }
  return rest;
}

}  // namespace mailwhy::report
