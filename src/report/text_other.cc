// `trace`, `report` and `load` as text.
#include <cstdio>

#include "report/chain_tree.h"
#include "report/format.h"
#include "report/page.h"
#include "report/summary.h"
#include "report/text.h"
#include "report/timeline.h"
#include "report/words.h"

namespace mailwhy::report {
namespace {

constexpr std::size_t kMostRows = 20;
constexpr std::size_t kMostLines = 200;

std::string MailHead(const Mail& mail, const Words& words, Language language) {
  const std::string line = Fill(words.mail_line, {{"queue_id", mail.queue_id},
                                                  {"host", mail.host},
                                                  {"id", MailId(mail.id)}});
  return line + words.colon + Clip(SenderText(mail), 100) + words.comma +
         VerdictInWords(StateName(mail.state), language);
}

// "<- 8B84D8D1CF (content filter)": where this mail of the chain came from.
std::string CameFrom(const Mail& mail, Language language) {
  std::string text;
  for (const Link& link : mail.links) {
    if (link.to) continue;
    text += text.empty() ? "" : ", ";
    text += "<- " + link.queue_id + " (" +
            LinkInWords(LinkKindName(link.kind), language) + ")";
  }
  return text;
}

void AddMoments(const std::vector<Moment>& moments, Page& page) {
  for (const Moment& moment : moments) {
    page.Row(moment.time, WidthOf(moments), moment.text);
  }
}

void AddMail(const Mail& mail, const Style& style, Page& page) {
  const Words& words = WordsOf(style.language);
  page.Section(MailHead(mail, words, style.language));
  const std::string from = CameFrom(mail, style.language);
  if (!from.empty()) page.Paragraph(from, 3);
  AddMoments(TimelineOf(mail, style), page);
}

// Rejects and sessions have a timeline of their own: an answer without a mail.
void AddRefused(const Answer& answer, const std::string& head,
                const Style& style, Page& page) {
  page.Section(head);
  AddMoments(TimelineOf(Answers{}, answer, style), page);
}

void AddLines(const std::vector<std::string>& lines, const Style& style,
              Page& page) {
  if (lines.empty()) return;
  page.Section(WordsOf(style.language).lines);
  std::size_t shown = 0;
  for (const std::string& line : lines) {
    if (++shown > kMostLines) break;
    page.Verbatim(line);
  }
  if (lines.size() > kMostLines) page.Verbatim("…");
}

std::string Number(std::int64_t number) { return std::to_string(number); }

std::string CauseName(const mailwhy::Report& report, const std::string& cause,
                      const Words& words) {
  const auto title = report.titles.find(cause);
  if (title == report.titles.end()) return cause;
  return Fill(words.with_cause, {{"why", title->second}, {"cause", cause}});
}

// Only what there is.
std::string CountsText(const CauseCount& row, const Words& words) {
  std::string text;
  const auto add = [&](const char* phrase, std::int64_t n) {
    if (n == 0) return;
    if (!text.empty()) text += words.comma;
    text += Fill(phrase, {{"n", Number(n)}});
  };
  add(words.cause_bounced, row.bounced);
  add(words.cause_expired, row.expired);
  add(words.cause_deferred, row.deferred);
  add(words.cause_rejected, row.rejected);
  return text;
}

std::size_t RowsOf(const mailwhy::Report& report) {
  return report.rows > 0 ? static_cast<std::size_t>(report.rows) : kMostRows;
}

void AddLeft(std::size_t all, std::size_t shown, const Words& words,
             Page& page) {
  if (all <= shown) return;
  page.Paragraph(
      Fill(words.more_answers, {{"n", std::to_string(all - shown)}}));
}

void AddWaiting(const mailwhy::Report& report, const Style& style, Page& page) {
  if (report.waiting.empty()) return;
  const Words& words = WordsOf(style.language);
  page.Section(words.waiting);
  const std::size_t most = RowsOf(report);
  std::size_t shown = 0;
  for (const Waiting& row : report.waiting) {
    if (++shown > most) break;
    page.Paragraph(CauseName(report, row.cause, words) + words.colon +
                       Fill(words.waiting_row,
                            {{"n", Number(row.deliveries)},
                             {"destination", Clip(row.destination, 100)},
                             {"oldest", TimeText(row.oldest, style.zone)},
                             {"newest", TimeText(row.newest, style.zone)}}),
                   2);
    page.Paragraph(
        "  " + row.example_mail + words.colon + Clip(row.example_response, 200),
        4);
  }
  AddLeft(report.waiting.size(), most, words, page);
}

void AddCauses(const mailwhy::Report& report, const Style& style, Page& page) {
  if (report.by_cause.empty()) return;
  const Words& words = WordsOf(style.language);
  page.Section(words.by_cause);
  const std::size_t most = RowsOf(report);
  std::size_t shown = 0;
  for (const CauseCount& row : report.by_cause) {
    if (++shown > most) break;
    page.Paragraph(CauseName(report, row.cause, words) + words.colon +
                       CountsText(row, words),
                   2);
    const std::string sender = Clip(row.example_sender, 80);
    const std::string example =
        Fill(words.example, {{"id", row.example},
                             {"sender", sender.empty() ? "<>" : sender},
                             {"recipient", Clip(row.example_recipient, 80)}});
    page.Paragraph(
        "  " + example + words.colon + Clip(row.example_response, 200), 4);
  }
  AddLeft(report.by_cause.size(), most, words, page);
}

}  // namespace

std::string TraceText(const TraceView& trace, const Style& style) {
  const Words& words = WordsOf(style.language);
  Page page(style.width, style.colour);
  page.Headline(Clip(trace.id, 200), Tone::kBold);
  if (trace.hops != nullptr && trace.hops->size() > 1)
    AddChain(*trace.mails, *trace.hops, style, page);
  for (const Mail& mail : *trace.mails) AddMail(mail, style, page);
  for (const Reject& reject : *trace.rejects) {
    Answer answer;
    answer.reject = reject;
    AddRefused(answer, RejectId(reject.id), style, page);
  }
  for (const Session& session : *trace.sessions) {
    Answer answer;
    answer.session = session;
    AddRefused(answer, SessionId(session.id), style, page);
  }
  if (trace.mails->empty() && trace.rejects->empty() &&
      trace.sessions->empty()) {
    page.Paragraph(Fill(words.nothing_of, {{"id", Clip(trace.id, 200)}}));
  }
  AddLines(*trace.evidence, style, page);
  return page.text();
}

std::string ReportText(const mailwhy::Report& report, const Style& style) {
  const Words& words = WordsOf(style.language);
  Page page(style.width, style.colour);
  page.Headline(
      Fill(words.report_of, {{"since", TimeText(report.since, style.zone)},
                             {"until", TimeText(report.until, style.zone)}}),
      Tone::kBold);
  page.Blank();
  for (const std::string& sentence : SummaryOf(report, style)) {
    page.Paragraph(sentence);
  }
  AddWaiting(report, style, page);
  AddCauses(report, style, page);
  return page.text();
}

std::string LoadText(const LoadCounts& counts, const Style& style) {
  const Words& words = WordsOf(style.language);
  Page page(style.width, style.colour);
  char seconds[32];
  std::snprintf(seconds, sizeof seconds, "%.1f", counts.seconds);
  page.Headline(Fill(words.load_done, {{"lines", Number(counts.lines)},
                                       {"files", Number(counts.files)},
                                       {"seconds", seconds}}),
                Tone::kBold);
  page.Paragraph(
      Fill(words.load_found, {{"mails", Number(counts.mails)},
                              {"deliveries", Number(counts.deliveries)},
                              {"rejects", Number(counts.rejects)},
                              {"sessions", Number(counts.sessions)}}));
  if (counts.already_loaded > 0) {
    page.Paragraph(
        Fill(words.load_again, {{"n", Number(counts.already_loaded)}}));
  }
  page.Paragraph(Fill(words.load_skipped,
                      {{"skipped", Number(counts.skipped_lines)},
                       {"unrecognized", Number(counts.unrecognized_lines)},
                       {"other", Number(counts.other_lines)}}));
  AddKinds(counts, style, page);
  return page.text();
}

}  // namespace mailwhy::report
