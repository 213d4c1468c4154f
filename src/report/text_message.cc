// `explain --message` as text: what a bounce message tells, recipient by
// recipient.
#include <algorithm>
#include <utility>
#include <vector>

#include "base/text.h"
#include "report/format.h"
#include "report/text.h"
#include "report/words.h"

namespace mailwhy::report {
namespace {

// A mailing list's bounce may name hundreds.
constexpr std::size_t kMostShown = 20;
constexpr std::size_t kLongestValue = 500;

const char* KindText(Bounce::Kind kind, const Words& words) {
  switch (kind) {
    case Bounce::Kind::kAutoReply:
      return words.auto_reply;
    case Bounce::Kind::kReceipt:
      return words.receipt;
    default:
      return words.no_bounce;
  }
}

std::string MailText(const Bounce& bounce, const Words& words) {
  std::string text = bounce.queue_id;
  const std::string host = PeerText(bounce.reporting_mta);
  if (!text.empty() && !host.empty()) {
    text = Fill(words.mail_at, {{"queue_id", text}, {"host", host}});
  }
  if (bounce.message_id.empty()) return text;
  if (!text.empty()) text += words.comma;
  return text + "Message-ID " + bounce.message_id;
}

std::string RecipientText(const BouncedRecipient& recipient) {
  const std::string& to = recipient.recipient;
  const std::string& original = recipient.original;
  if (original.empty() || EqualsIgnoringCase(original, to)) return to;
  return to.empty() ? original : to + " (" + original + ")";
}

using Row = std::pair<std::string, std::string>;

std::vector<Row> RowsOf(const Bounce& bounce, const BouncedRecipient& recipient,
                        const std::string& reply, const Style& style) {
  const Words& words = WordsOf(style.language);
  std::vector<Row> rows = {
      {words.from, bounce.sender.empty() ? bounce.from : bounce.sender},
      {words.to, RecipientText(recipient)},
      {words.subject, bounce.subject},
      {words.mail, MailText(bounce, words)},
      {words.server, PeerText(recipient.remote_mta)},
      {words.reply, reply.empty() ? recipient.status : reply}};
  if (recipient.retry_until.known()) {
    rows.emplace_back(words.gives_up,
                      TimeText(recipient.retry_until, style.zone));
  }
  std::erase_if(rows, [](const Row& row) { return row.second.empty(); });
  return rows;
}

void AddRows(const std::vector<Row>& rows, Page& page) {
  int width = 0;
  for (const Row& row : rows) width = std::max(width, DisplayWidth(row.first));
  page.Blank();
  for (const auto& [label, text] : rows) {
    page.Row(label, width, Clip(OneLine(text), kLongestValue));
  }
}

std::string Headline(const BouncedRecipient& recipient, const CauseText& cause,
                     const Words& words) {
  const char* what =
      recipient.action == "delayed" ? words.deferred : words.bounced;
  const std::string why =
      Fill(words.with_cause, {{"why", cause.title}, {"cause", cause.id}});
  return Fill(what, {{"why", why}});
}

void AddRecipient(const Bounce& bounce, const BouncedRecipient& recipient,
                  const Explained& explained, const Style& style, Page& page) {
  const Words& words = WordsOf(style.language);
  const CauseText& cause = *explained.cause;
  page.Headline(Headline(recipient, cause, words), Tone::kBold);
  AddRows(RowsOf(bounce, recipient, explained.input, style), page);
  AddCause(cause, style, page);
  if (cause.remedies.empty()) return;
  page.Section(words.to_do);
  AddRemedies(cause.remedies, style, page);
}

}  // namespace

std::string MessageText(const ExplainedMessage& message, const Style& style) {
  const Words& words = WordsOf(style.language);
  Page page(style.width, style.colour);
  std::size_t shown = 0, failed = 0;
  for (std::size_t i = 0; i < message.recipients.size(); ++i) {
    if (!message.recipients[i].cause || ++failed > kMostShown) continue;
    if (shown++ > 0) page.Blank();
    AddRecipient(message.bounce, message.bounce.recipients[i],
                 message.recipients[i], style, page);
  }
  if (failed > shown) {
    page.Blank();
    page.Paragraph(
        Fill(words.more_recipients, {{"n", std::to_string(failed - shown)}}));
  }
  if (failed == 0) {
    page.Headline(KindText(message.bounce.kind, words), Tone::kBold);
  }
  return page.text();
}

}  // namespace mailwhy::report
