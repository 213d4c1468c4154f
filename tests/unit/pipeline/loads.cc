#include "unit/pipeline/loads.h"

#include <fmt/format.h>

#include "base/log.h"

namespace mailwhy {

std::string Line(const std::string& time, const std::string& rest) {
  return time + " mx01 postfix/" + rest + "\n";
}

std::string MailLines(const std::string& time, const std::string& queue_id) {
  return Line(time, "smtpd[11]: " + queue_id +
                        ": client=client.example.com[192.0.2.7]") +
         Line(time, "cleanup[12]: " + queue_id + ": message-id=<" + queue_id +
                        "@client.example.com>") +
         Line(time, "qmgr[13]: " + queue_id +
                        ": from=<taro@example.com>, size=900, nrcpt=1 (queue "
                        "active)") +
         Line(time, "smtp[14]: " + queue_id +
                        ": to=<hanako@example.net>, "
                        "relay=mx.example.net[198.51.100.7]:25, delay=0.5, "
                        "delays=0.1/0/0.2/0.2, dsn=2.0.0, status=sent (250 "
                        "2.0.0 Ok: queued as " +
                        queue_id + ")") +
         Line(time, "qmgr[13]: " + queue_id + ": removed");
}

Loads::Loads()
    : store(Must(store::OpenInMemory())), rules(Must(classify::ReadRules({}))) {
  SetVerbosity(Verbosity::kQuiet);
}

LoadCounts Loads::Load(const std::vector<std::string>& paths) {
  const auto files = Must(source::PlanFiles(paths));
  classify::Classifier classifier(rules);
  Pipeline pipeline(*store, classifier, options);
  Must(pipeline.Load(files,
                     [&](const Error& error) { errors.push_back(error); }));
  by_kind = pipeline.by_kind();
  return pipeline.counts();
}

void Loads::Watch(const std::vector<std::string>& paths,
                  const std::vector<std::function<void()>>& steps) {
  std::vector<source::LogFile> files;
  for (const std::string& path : paths) {
    source::LogFile file;
    file.path = file.family = path;
    files.push_back(file);
  }
  classify::Classifier classifier(rules);
  Pipeline pipeline(*store, classifier, options);
  std::size_t step = 0;
  int idle = 0;
  std::int64_t lines = -1;
  const auto stop = [&] {
    const std::int64_t now = pipeline.counts().lines;
    idle = now == lines ? idle + 1 : 0;
    lines = now;
    // A round asks about twice for each log; a rotation takes several rounds.
    if (idle < 4 * static_cast<int>(files.size())) return false;
    idle = 0;
    if (step == steps.size()) return true;
    steps[step++]();
    return false;
  };
  Must(pipeline.Watch(files, stop,
                      [&](const Error& error) { errors.push_back(error); }));
}

std::string Loads::LinesOf(const std::vector<LineRef>& evidence) {
  std::string text;
  for (const std::string& line : Must(store->Evidence(evidence))) {
    text += "  | " + line + "\n";
  }
  return text;
}

std::string Loads::Dump() {
  std::string text;
  Must(store->FindMails({}, [&](Mail&& mail) {
    text += fmt::format("{} {} {} {}\n", MailId(mail.id), mail.queue_id,
                        FormatRfc3339(mail.first_seen), StateName(mail.state));
    for (const Delivery& delivery : mail.deliveries) {
      text += fmt::format("  to {} {} {} times, {}\n", delivery.recipient,
                          StateName(delivery.state), delivery.attempts.size(),
                          delivery.verdict.cause);
    }
    text += LinesOf(mail.evidence);
    return true;
  }));
  Must(store->FindRejects({}, [&](Reject&& reject) {
    text += RejectId(reject.id) + " " + FormatRfc3339(reject.at) + "\n" +
            LinesOf(reject.evidence);
    return true;
  }));
  Must(store->FindSessions({}, [&](Session&& session) {
    text += SessionId(session.id) + " " + FormatRfc3339(session.at) + "\n" +
            LinesOf(session.evidence);
    return true;
  }));
  return text;
}

std::string Loads::Times() {
  std::vector<std::string> times;
  Must(store->FindMails({}, [&](Mail&& mail) {
    times.push_back(FormatRfc3339(mail.first_seen));
    return true;
  }));
  std::sort(times.begin(), times.end());
  std::string text;
  for (const std::string& time : times) text += time + "\n";
  return text;
}

std::string CleanDump(const std::vector<std::string>& paths,
                      const ReadOptions& options) {
  Loads loads;
  loads.options = options;
  loads.Load(paths);
  CHECK(loads.errors.empty());
  return loads.Dump();
}

}  // namespace mailwhy
