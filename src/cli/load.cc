// mailwhy load: log files into the store, once.
#include <fmt/format.h>

#include <filesystem>
#include <fstream>

#include "base/log.h"
#include "cli/commands.h"
#include "cli/interrupt.h"
#include "cli/logs.h"
#include "cli/setup.h"
#include "cli/terminal.h"

namespace mailwhy::cli {
namespace {

// Everything that can be wrong with the arguments is found before the store is
// touched.
struct LoadPlan {
  std::vector<source::LogFile> files;
  ReadOptions options;
  std::shared_ptr<const classify::RuleBook> rules;
  std::ofstream unrecognized;
};

Status MakePlan(const Invocation& invocation, LoadPlan& plan) {
  Result<std::vector<std::string>> paths = LogPaths(invocation.positionals);
  if (!paths) return paths.error();
  Result<std::vector<source::LogFile>> files = source::PlanFiles(*paths);
  if (!files) return files.error();
  plan.files = std::move(*files);
  Result<ReadOptions> options = ReadOptionsOf(invocation);
  if (!options) return options.error();
  plan.options = std::move(*options);
  Result<std::shared_ptr<const classify::RuleBook>> rules = RulesOf(invocation);
  if (!rules) return rules.error();
  plan.rules = *rules;
  if (!invocation.Has("unrecognized")) return {};
  const std::string path = invocation.Get("unrecognized");
  plan.unrecognized.open(path, std::ios::binary | std::ios::trunc);
  if (!plan.unrecognized) return Error{path, "cannot be written", ""};
  plan.options.unrecognized = [&plan](std::string_view line) {
    plan.unrecognized << line << '\n';
  };
  return {};
}

int Load(const Invocation& invocation, LoadPlan& plan) {
  Result<std::unique_ptr<store::Store>> store = StoreToWrite(invocation);
  if (!store) {
    ShowError(store.error());
    return kFailed;
  }
  CatchInterrupts();
  classify::Classifier classifier(plan.rules);
  Progress progress(!invocation.Has("quiet"));
  const Pipeline* reading = nullptr;
  plan.options.progress = [&](std::int64_t done, std::int64_t all) {
    progress.Show(done, all, reading->counts().lines);
    return !Interrupted();
  };
  Pipeline pipeline(**store, classifier, plan.options);
  reading = &pipeline;
  bool failed = false;
  Status status = pipeline.Load(plan.files, [&](const Error& error) {
    ShowError(error);
    failed = true;
  });
  if (!status) {
    ShowError(status.error());
    failed = true;
  }
  for (const auto& [kind, lines] : pipeline.by_kind()) {
    Detail(fmt::format("{:>12} {}", lines, kind));
  }
  const auto writer =
      report::MakeWriter(FormatOf(invocation), StyleOf(invocation, nullptr));
  Status wrote = WriteOut(invocation, writer->Load(pipeline.counts()));
  if (!wrote) ShowError(wrote.error());
  return failed || !wrote ? kFailed : kFound;
}

}  // namespace

int RunLoad(const Invocation& invocation) {
  LoadPlan plan;
  if (Status status = MakePlan(invocation, plan); !status) {
    ShowError(status.error());
    return kFailed;
  }
  return Load(invocation, plan);
}

}  // namespace mailwhy::cli
