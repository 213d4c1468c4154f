// `why` as text: the best answer in full on one screen, the others in a line
// each.
#include <algorithm>

#include "base/text.h"
#include "report/format.h"
#include "report/page.h"
#include "report/phrases.h"
#include "report/text.h"
#include "report/timeline.h"
#include "report/words.h"

namespace mailwhy::report {
namespace {

// Log lines and remedies that one screen takes.
constexpr std::size_t kMostLines = 12;
constexpr std::size_t kSlack = 2;  // fewer are not worth leaving out
constexpr std::size_t kMostRecipients = 8;
constexpr std::size_t kMostOfAlso = 2;
// Remedies shown where one cause stands alone, of the first of several, and of
// each further one; the others are in the JSON and in `rules show`.
constexpr std::size_t kRemediesAlone = 4, kRemediesFirst = 3, kRemediesAlso = 1;
constexpr int kTimeWidth = 19;  // of "2022-12-05 18:38:12"

Tone ToneOf(const std::string& verdict) {
  if (verdict == "delivered") return Tone::kGood;
  if (verdict == "deferred" || verdict == "held" || verdict == "queued") {
    return Tone::kWait;
  }
  return Tone::kBad;
}

class WhyPage {
 public:
  WhyPage(const Answers& answers, const Style& style)
      : answers_(answers),
        style_(style),
        words_(WordsOf(style.language)),
        page_(style.width, style.colour) {}

  std::string Write() {
    if (answers_.answers.empty()) return answers_.searched.note + "\n";
    const Answer& first = answers_.answers.front();
    page_.Headline(first.headline, ToneOf(first.verdict));
    AddFacts(first);
    AddWhy(first);
    AddToDo(first);
    AddHow(first);
    AddRecipients(first);
    AddLines(first);
    AddOthers();
    AddCoverage(first);
    return page_.text();
  }

 private:
  void AddFacts(const Answer& answer);
  void AddWhy(const Answer& answer);
  void AddToDo(const Answer& answer);
  void AddAlso(const Answer& answer);
  void AddHow(const Answer& answer);
  void AddRetry(const Answer& answer);
  void AddMissing(const Answer& answer);
  void AddRecipients(const Answer& answer);
  void AddLines(const Answer& answer);
  void AddOthers();
  void AddCoverage(const Answer& answer);
  void AddFact(const char* label, const std::string& text);

  const Answers& answers_;
  const Style& style_;
  const Words& words_;
  Page page_;
};

void WhyPage::AddFact(const char* label, const std::string& text) {
  if (text.empty()) return;
  const int width =
      std::max({DisplayWidth(words_.from), DisplayWidth(words_.to),
                DisplayWidth(words_.mail)});
  page_.Row(label, width, text);
}

std::string RecipientText(const Answer& answer) {
  if (const Delivery* first = answer.FirstDelivery()) {
    if (first->orig_to.empty()) return first->recipient;
    return first->orig_to + " -> " + first->recipient;
  }
  return answer.reject ? answer.reject->recipient : "";
}

// cleanup may refuse a mail before qmgr says whose it is.
std::string SenderOf(const Answer& answer) {
  const bool untold = answer.mail && !answer.mail->sender;
  if (answer.mail && !(untold && answer.reject)) {
    return SenderText(*answer.mail);
  }
  if (!answer.reject || !answer.reject->sender) return "?";
  return answer.reject->sender->empty() ? "<>" : *answer.reject->sender;
}

void WhyPage::AddFacts(const Answer& answer) {
  const Mail* mail = answer.mail ? &*answer.mail : nullptr;
  if (mail == nullptr && !answer.reject) return;
  page_.Blank();
  if (mail != nullptr) {
    AddFact(words_.from,
            SenderOf(answer) + words_.comma + WayIn(*mail, style_.language));
  } else {
    const Peer& client = answer.reject->client;
    const std::string way =
        Fill(words_.by_client, {{"client", PeerText(client)}});
    AddFact(words_.from, SenderOf(answer) + words_.comma + way);
  }
  AddFact(words_.to, RecipientText(answer));
  if (mail == nullptr) return;
  std::string text = Fill(words_.mail_line, {{"queue_id", mail->queue_id},
                                             {"host", mail->host},
                                             {"id", MailId(mail->id)}});
  if (mail->size >= 0) {
    text +=
        words_.comma + Fill(words_.bytes, {{"n", std::to_string(mail->size)}});
  }
  AddFact(words_.mail, text);
}

std::string LastReply(const Answer& answer) {
  if (answer.session) return OneLine(answer.session->response);
  if (answer.reject) return answer.reject->response;
  const Delivery* end = answer.EndDelivery();
  return end != nullptr && end->last() != nullptr ? end->last()->response : "";
}

// "header Subject: Cheap watches": the table is named by the first word.
std::string CheckedText(const std::string& checked, const Words& words) {
  const std::size_t blank = checked.find(' ');
  std::string table = checked.substr(0, blank);
  std::replace(table.begin(), table.end(), '-', '_');
  const std::string line =
      blank == std::string::npos ? "" : checked.substr(blank + 1);
  return Fill(words.check_matched,
              {{"check", table + "_checks"}, {"line", Clip(line, 300)}});
}

void WhyPage::AddWhy(const Answer& answer) {
  if (answer.cause) {
    AddCause(*answer.cause, style_, page_);
  } else if (const std::string reply = LastReply(answer); !reply.empty()) {
    page_.Section(words_.why);
    page_.Paragraph(Fill(words_.remote_reply, {{"reply", Clip(reply, 600)}}));
  }
  AddAlso(answer);
  if (!answer.scope.text.empty()) {
    page_.Section(words_.scope);
    page_.Paragraph(answer.scope.text);
  }
}

void WhyPage::AddAlso(const Answer& answer) {
  if (answer.also.empty()) return;
  page_.Section(words_.also);
  for (std::size_t i = 0; i < answer.also.size() && i < kMostOfAlso; ++i) {
    if (i >= answer.also_causes.size()) {
      page_.Paragraph(answer.also[i]);
      continue;
    }
    const CauseText& cause = answer.also_causes[i];
    page_.Paragraph(
        Fill(words_.with_cause, {{"why", cause.title}, {"cause", cause.id}}) +
        words_.colon + cause.explanation);
  }
}

// Of the further causes, what to do first: both have to be mended.
void WhyPage::AddToDo(const Answer& answer) {
  std::vector<Remedy> remedies;
  std::string cut;
  const auto take = [&](const CauseText& cause, std::size_t most) {
    const std::size_t count = std::min(cause.remedies.size(), most);
    const auto first = cause.remedies.begin();
    remedies.insert(remedies.end(), first,
                    first + static_cast<std::ptrdiff_t>(count));
    if (cut.empty() && count < cause.remedies.size()) cut = cause.id;
  };
  if (answer.cause) {
    take(*answer.cause,
         answer.also_causes.empty() ? kRemediesAlone : kRemediesFirst);
  }
  for (const CauseText& cause : answer.also_causes) take(cause, kRemediesAlso);
  remedies.insert(remedies.end(), answer.next.begin(), answer.next.end());
  if (remedies.empty()) return;
  page_.Section(words_.to_do);
  AddRemedies(remedies, style_, page_);
  if (!cut.empty()) {
    page_.Paragraph(Fill(words_.more_remedies, {{"cause", cut}}));
  }
}

void WhyPage::AddHow(const Answer& answer) {
  const std::vector<Moment> moments = TimelineOf(answers_, answer, style_);
  if (moments.empty()) return;
  page_.Section(words_.how);
  for (const Moment& moment : moments) {
    page_.Row(moment.time, WidthOf(moments), moment.text);
  }
  if (!answer.checked.empty()) {
    page_.Paragraph(CheckedText(answer.checked, words_));
  }
  AddRetry(answer);
  AddMissing(answer);
}

void WhyPage::AddRetry(const Answer& answer) {
  if (!answer.retry || answer.retry->attempts == 0) return;
  const Retry& retry = *answer.retry;
  const Micros now = answers_.question.now;
  const bool over = retry.until && now > 0 && retry.until->at < now;
  const char* phrase = over                  ? words_.went_on_trying
                       : retry.attempts == 1 ? words_.goes_on_after_one
                                             : words_.goes_on_trying;
  page_.Paragraph(Fill(phrase, {{"n", std::to_string(retry.attempts)},
                                {"last", TimeText(retry.last, style_.zone)}}));
}

// Recipients that qmgr counted and that no line tells of. The count is that of
// the queue file: what a filter added or an alias became is counted there.
int Untried(const Mail& mail) {
  for (const Link& link : mail.links) {
    if (link.to && link.kind == LinkKind::kResubmit) return 0;
  }
  const auto known = static_cast<int>(mail.deliveries.size());
  return mail.deliveries.empty() ? 0 : std::max(mail.nrcpt - known, 0);
}

// A log that goes on to this very day will hold the rest by and by.
bool EndsBeforeNow(const Answers& answers) {
  const Micros now = answers.question.now;
  return answers.searched.until &&
         (now == 0 || answers.searched.until->at < now - 10 * kMinute);
}

// Whether more is to come, and the log ends before it. Of what has been tried
// for too long AddRetry() says as much.
bool IsOpen(const Answers& answers, const Answer& answer) {
  const bool waits = answer.verdict == "queued" || answer.verdict == "held" ||
                     answer.verdict == "deferred";
  const bool over = answer.retry && answer.retry->until &&
                    answer.retry->until->at < answers.question.now;
  return waits && !over && EndsBeforeNow(answers);
}

// What the log does not hold is said.
void WhyPage::AddMissing(const Answer& answer) {
  if (!answer.mail) return;
  const Searched& searched = answers_.searched;
  if (answer.mail->start_missing && searched.since) {
    page_.Paragraph(Fill(words_.start_missing,
                         {{"since", TimeText(*searched.since, style_.zone)}}));
  }
  const Mail& end = *answer.EndMail();
  if (const int untried = Untried(end); untried > 0) {
    page_.Paragraph(Fill(words_.untried, {{"queue_id", end.queue_id},
                                          {"n", std::to_string(untried)},
                                          {"all", std::to_string(end.nrcpt)}}));
  }
  if (!IsOpen(answers_, answer) || end.ended_at != 0) return;
  page_.Paragraph(
      Fill(words_.end_missing,
           {{"until", TimeText(*searched.until, style_.zone)},
            {"state", VerdictInWords(answer.verdict, style_.language)}}));
}

// Which of several recipients got it.
void WhyPage::AddRecipients(const Answer& answer) {
  if (answer.recipients.size() < 2) return;
  page_.Section(words_.recipients);
  constexpr State kOrder[] = {State::kDelivered, State::kDeferred,
                              State::kBounced,   State::kExpired,
                              State::kDiscarded, State::kQueued};
  for (const State state : kOrder) {
    std::string text;
    std::size_t count = 0;
    for (const auto& [recipient, end] : answer.recipients) {
      if (end != state || ++count > kMostRecipients) continue;
      text += (text.empty() ? "" : ", ") + Clip(recipient, 100);
    }
    if (count > kMostRecipients) text += ", …";
    if (count == 0) continue;
    page_.Paragraph(VerdictInWords(StateName(state), style_.language) + " (" +
                        std::to_string(count) + "): " + text,
                    2);
  }
}

void WhyPage::AddLines(const Answer& answer) {
  const std::vector<std::string>& lines = answer.evidence;
  if (lines.empty()) return;
  page_.Section(words_.lines);
  const bool many = lines.size() > kMostLines + kSlack;
  const std::size_t first = many ? 4 : lines.size();
  for (std::size_t i = 0; i < first; ++i) page_.Verbatim(lines[i]);
  if (!many) return;
  const std::size_t last = kMostLines - first;
  const std::string left = std::to_string(lines.size() - kMostLines);
  const std::string id = answer.mail ? answer.mail->queue_id : "";
  page_.Verbatim(Fill(words_.more_lines, {{"n", left}, {"id", id}}));
  for (std::size_t i = lines.size() - last; i < lines.size(); ++i) {
    page_.Verbatim(lines[i]);
  }
}

Timestamp TimeOf(const Answer& answer) {
  if (answer.mail) return answer.mail->arrival;
  if (answer.reject) return answer.reject->at;
  return answer.session ? answer.session->at : Timestamp{};
}

std::string WhoOf(const Answer& answer) {
  if (answer.mail) {
    return Clip(SenderOf(answer), 80) + " -> " +
           Clip(RecipientText(answer), 160) + " (" + answer.mail->queue_id +
           ")";
  }
  if (answer.reject) {
    return Clip(SenderOf(answer), 80) + " -> " +
           Clip(answer.reject->recipient, 80);
  }
  if (!answer.session) return "";
  const std::string& user = answer.session->sasl_username;
  return Clip(user.empty() ? PeerText(answer.session->client) : user, 80);
}

void WhyPage::AddOthers() {
  const std::vector<Answer>& all = answers_.answers;
  if (all.size() < 2 && answers_.more == 0) return;
  page_.Section(words_.others);
  for (std::size_t i = 1; i < all.size(); ++i) {
    page_.Row(TimeText(TimeOf(all[i]), style_.zone), kTimeWidth,
              WhoOf(all[i]) + words_.colon + all[i].headline);
  }
  if (answers_.more > 0) {
    page_.Paragraph(
        Fill(words_.more_answers, {{"n", std::to_string(answers_.more)}}));
  }
}

// Shown where it is part of the answer.
void WhyPage::AddCoverage(const Answer& answer) {
  const Covered covered = answers_.searched.covered;
  const bool plain = covered == Covered::kYes || covered == Covered::kUnknown;
  const bool fits = answer.verdict != "never_arrived" &&
                    (answer.matched == Matched::kExact ||
                     answer.matched == Matched::kRecipientRewritten);
  if (fits && plain) return;
  page_.Section(words_.log);
  page_.Paragraph(answers_.searched.note);
}

}  // namespace

std::string WhyText(const Answers& answers, const Style& style) {
  return WhyPage(answers, style).Write();
}

}  // namespace mailwhy::report
