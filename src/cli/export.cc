// mailwhy export: mails, rejects and sessions as JSON lines, in the order of
// time, host and queue ID.
#include <algorithm>
#include <string>
#include <tuple>
#include <vector>

#include "base/log.h"
#include "cli/commands.h"
#include "cli/setup.h"
#include "cli/terminal.h"

namespace mailwhy::cli {
namespace {

// The three kinds are merged piece by piece: of so many rows, about, one piece is
// made and held in memory.
constexpr std::int64_t kRowsOfPiece = 5000;

Micros PieceOf(const store::Coverage& covers) {
  const std::int64_t rows = covers.mails + covers.rejects + covers.sessions + 1;
  const Micros period = covers.until->at - covers.since->at + 1;
  return std::max<Micros>(kMinute, period / (rows / kRowsOfPiece + 1) + 1);
}

struct Row {
  Micros at;
  std::string host, queue_id;
  Id id;
  std::string json;
  bool operator<(const Row& other) const {
    return std::tie(at, host, queue_id, id) <
           std::tie(other.at, other.host, other.queue_id, other.id);
  }
};

Filter FilterOf(const Question& question) {
  Filter filter;
  filter.from = question.from;
  filter.to = question.to;
  filter.queue_id = question.queue_id;
  filter.message_id = question.message_id;
  filter.status = question.status;
  filter.cause = question.cause;
  filter.relay = question.relay;
  filter.client = question.client;
  filter.user = question.user;
  filter.by = Filter::By::kFirstSeen;
  filter.order = Filter::Order::kExport;
  return filter;
}

class Exporter {
 public:
  Exporter(store::Store& store, const report::Style& style, std::string kind,
           LineOutput output)
      : store_(store),
        style_(style),
        kind_(std::move(kind)),
        output_(std::move(output)) {}

  // Everything that fits in [filter.since, filter.until). False: the reader of
  // the output has gone.
  Result<bool> Piece(const Filter& filter) {
    rows_.clear();
    Status status;
    if (Wants("mails")) {
      status = store_.FindMails(filter, [&](Mail&& mail) {
        return Add(mail, mail.first_seen.at, mail.queue_id);
      });
    }
    if (status && Wants("rejects")) {
      status = store_.FindRejects(filter, [&](Reject&& reject) {
        return Add(reject, reject.at.at, reject.queue_id);
      });
    }
    if (status && Wants("sessions")) {
      status = store_.FindSessions(filter, [&](Session&& session) {
        return Add(session, session.at.at, "");
      });
    }
    if (!status) return status.error();
    if (failed_) return *failed_;
    std::sort(rows_.begin(), rows_.end());
    for (const Row& row : rows_) {
      if (limit_ == 0) return false;
      if (limit_ > 0) --limit_;
      Result<bool> wrote = output_.Write(row.json);
      if (!wrote || !*wrote) return wrote;
      any_ = true;
    }
    return true;
  }

  void Limit(std::int64_t limit) { limit_ = limit; }
  bool any() const { return any_; }

 private:
  bool Wants(std::string_view kind) const {
    return kind_.empty() || kind_ == kind;
  }

  template <class T>
  bool Add(const T& thing, Micros at, const std::string& queue_id) {
    Result<std::vector<std::string>> evidence = store_.Evidence(thing.evidence);
    if (!evidence) {
      failed_ = evidence.error();
      return false;
    }
    rows_.push_back({at, thing.host, queue_id, thing.id,
                     report::ExportLine(thing, *evidence, style_)});
    return true;
  }

  store::Store& store_;
  const report::Style& style_;
  std::string kind_;
  LineOutput output_;
  std::vector<Row> rows_;
  std::int64_t limit_ = -1;
  bool any_ = false;
  std::optional<Error> failed_;
};

Result<int> Export(const Invocation& invocation) {
  if (!invocation.positionals.empty()) {
    return Error{invocation.positionals.front(), "export takes no arguments",
                 "files to read: --log FILE"};
  }
  Result<std::shared_ptr<const classify::RuleBook>> rules = RulesOf(invocation);
  if (!rules) return rules.error();
  Result<Question> question = QuestionOf(invocation, **rules);
  if (!question) return question.error();
  Result<std::optional<Zone>> zone = ShownZone(invocation);
  if (!zone) return zone.error();
  std::optional<Micros> asked = question->since;
  if (question->at && question->at->year_given) asked = question->at->begin;
  bool errors_met = false;
  Result<std::unique_ptr<store::Store>> store =
      StoreToRead(invocation, *rules, asked, &errors_met);
  if (!store) return store.error();
  if (Status status = FitToLog(invocation, **store, *question); !status) {
    return status.error();
  }
  Result<store::Coverage> covers = (*store)->Covers();
  if (!covers) return covers.error();
  const report::Style style = StyleOf(invocation, *zone ? &**zone : nullptr);
  Result<LineOutput> output = LineOutput::Open(invocation);
  if (!output) return output.error();
  Exporter exporter(**store, style, invocation.Get("kind"),
                    std::move(*output));
  if (invocation.Has("limit")) exporter.Limit(question->limit);
  if (covers->since && covers->until) {
    Filter filter = FilterOf(*question);
    const bool windowed = question->at || question->since || question->until;
    Micros begin = covers->since->at;
    Micros end = covers->until->at + 1;
    if (windowed) begin = std::max(begin, question->window_begin());
    if (windowed) end = std::min(end, question->window_end());
    const Micros piece = PieceOf(*covers);
    for (Micros at = begin; at < end; at += piece) {
      filter.since = at;
      filter.until = std::min(at + piece, end);
      Result<bool> more = exporter.Piece(filter);
      if (!more) return more.error();
      if (!*more) break;
    }
  }
  if (errors_met) return kFailed;
  return exporter.any() ? kFound : kNothingFound;
}

}  // namespace

int RunExport(const Invocation& invocation) {
  Result<int> status = Export(invocation);
  if (status) return *status;
  ShowError(status.error());
  return kFailed;
}

}  // namespace mailwhy::cli
