// mailwhy load: log files into the store, once.
#include <algorithm>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

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
  std::ofstream unrecognized_file;
  std::ostream* unrecognized = nullptr;  // the file, or standard output
};

Status OpenUnrecognized(const std::string& path, LoadPlan& plan) {
  plan.unrecognized = &std::cout;
  if (path != "-") {
    plan.unrecognized_file.open(path, std::ios::binary | std::ios::trunc);
    if (!plan.unrecognized_file) return Error{path, "cannot be written", ""};
    plan.unrecognized = &plan.unrecognized_file;
  }
  plan.options.unrecognized = [&plan](std::string_view line) {
    *plan.unrecognized << line << '\n';
  };
  return {};
}

// Whether all of it went out. Who reads standard output may have had enough.
Status CloseUnrecognized(const Invocation& invocation, LoadPlan& plan) {
  if (plan.unrecognized == nullptr) return {};
  plan.unrecognized->flush();
  if (*plan.unrecognized || plan.unrecognized == &std::cout) return {};
  return Error{invocation.Get("unrecognized"), "cannot be written",
               "is there room on the disk?"};
}

Status MakePlan(const Invocation& invocation, LoadPlan& plan) {
  Result<std::vector<std::string>> paths = LogPaths(invocation.positionals);
  if (!paths) return paths.error();
  Result<std::vector<source::LogFile>> files = source::PlanFiles(*paths);
  if (!files) return files.error();
  plan.files = std::move(*files);
  Result<ReadOptions> options = ReadOptionsOf(invocation);
  if (!options) return options.error();
  plan.options = std::move(*options);
  plan.options.save_behind = true;
  Result<std::shared_ptr<const classify::RuleBook>> rules = RulesOf(invocation);
  if (!rules) return rules.error();
  plan.rules = *rules;
  if (!invocation.Has("unrecognized")) return {};
  return OpenUnrecognized(invocation.Get("unrecognized"), plan);
}

LoadCounts CountsOf(const Pipeline& pipeline) {
  LoadCounts counts = pipeline.counts();
  counts.by_kind.assign(pipeline.by_kind().begin(), pipeline.by_kind().end());
  std::stable_sort(
      counts.by_kind.begin(), counts.by_kind.end(),
      [](const auto& a, const auto& b) { return a.second > b.second; });
  return counts;
}

// Where the unrecognised lines are on standard output, the counts are not.
Status WriteCounts(const Invocation& invocation, const LoadPlan& plan,
                   const LoadCounts& counts) {
  const std::string text =
      report::MakeWriter(FormatOf(invocation), StyleOf(invocation, nullptr))
          ->Load(counts);
  if (plan.unrecognized != &std::cout || invocation.Has("output")) {
    return WriteOut(invocation, text);
  }
  if (!invocation.Has("quiet")) std::cerr << text;
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
  Status wrote = CloseUnrecognized(invocation, plan);
  if (wrote) wrote = WriteCounts(invocation, plan, CountsOf(pipeline));
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
