// mailwhy watch: loads what is there, then follows the log.
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "base/log.h"
#include "cli/commands.h"
#include "cli/interrupt.h"
#include "cli/logs.h"
#include "cli/setup.h"
#include "pipeline.h"

namespace mailwhy::cli {
namespace {

// A store that cannot be written for the moment is tried again so often.
constexpr auto kPause = std::chrono::seconds(3);
constexpr auto kBetweenSignals = std::chrono::milliseconds(100);

class Watch {
 public:
  explicit Watch(const Invocation& invocation) : invocation_(invocation) {}

  // Everything that can be wrong with the arguments.
  Status Plan();
  // Until it is told to stop.
  Status Run();

 private:
  Status OpenStore();
  Status Read();
  bool TryAgainAfter(const Error& error);
  void Committed();

  const Invocation& invocation_;
  WatchedLogs logs_;
  ReadOptions options_;
  std::shared_ptr<const classify::RuleBook> rules_;
  std::unique_ptr<store::Store> store_;
  bool loaded_ = false;  // the rotated files
  bool waiting_ = false;
};

Status Watch::Plan() {
  Result<std::vector<std::string>> paths = LogPaths(invocation_.positionals);
  if (!paths) return paths.error();
  Result<WatchedLogs> logs = PlanWatch(*paths);
  if (!logs) return logs.error();
  logs_ = std::move(*logs);
  Result<ReadOptions> options = ReadOptionsOf(invocation_);
  if (!options) return options.error();
  options_ = std::move(*options);
  options_.progress = [](std::int64_t, std::int64_t) { return !Interrupted(); };
  options_.committed = [this] { Committed(); };
  Result<std::shared_ptr<const classify::RuleBook>> rules =
      RulesOf(invocation_);
  if (!rules) return rules.error();
  rules_ = *rules;
  return OpenStore();
}

Status Watch::OpenStore() {
  Result<std::unique_ptr<store::Store>> store = StoreToWrite(invocation_);
  if (!store) return store.error();
  store_ = std::move(*store);
  return {};
}

// What is not committed when the store fails is read again, as after a crash:
// the store says from where.
Status Watch::Run() {
  for (const source::LogFile& file : logs_.followed) {
    Note("following " + file.path);
  }
  while (!Interrupted()) {
    Status status = store_ ? Status() : OpenStore();
    if (status) status = Read();
    if (status) return {};
    if (!TryAgainAfter(status.error())) return status;
  }
  return {};
}

Status Watch::Read() {
  const auto failed = [](const Error& error) { ShowError(error); };
  classify::Classifier classifier(rules_);
  Pipeline pipeline(*store_, classifier, options_);
  if (!loaded_) {
    Status status = pipeline.Load(logs_.first, failed);
    if (!status || Interrupted()) return status;
    loaded_ = true;
  }
  return pipeline.Watch(logs_.followed, Interrupted, failed);
}

// The trouble is told once.
bool Watch::TryAgainAfter(const Error& error) {
  if (!error.may_pass) return false;
  store_.reset();
  if (!waiting_) {
    ShowError({error.what, error.why,
               "Trying again every few seconds; nothing is lost as long as the "
               "log is there."});
  }
  waiting_ = true;
  const auto until = std::chrono::steady_clock::now() + kPause;
  while (!Interrupted() && std::chrono::steady_clock::now() < until) {
    std::this_thread::sleep_for(kBetweenSignals);
  }
  return true;
}

void Watch::Committed() {
  if (waiting_) Note("the store can be written again");
  waiting_ = false;
}

}  // namespace

int RunWatch(const Invocation& invocation) {
  CatchInterrupts();
  Watch watch(invocation);
  Status status = watch.Plan();
  if (status) status = watch.Run();
  if (status) return kFound;
  ShowError(status.error());
  return kFailed;
}

}  // namespace mailwhy::cli
