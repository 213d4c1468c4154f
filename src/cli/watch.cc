// mailwhy watch: loads what is there, then follows the log.
#include <algorithm>
#include <filesystem>

#include "base/log.h"
#include "cli/commands.h"
#include "cli/interrupt.h"
#include "cli/logs.h"
#include "cli/setup.h"
#include "pipeline.h"

namespace mailwhy::cli {
namespace {

// The files to follow: of each family the newest, which comes last in its order; a
// compressed or numbered one is finished and is not followed.
std::vector<source::LogFile> Growing(const std::vector<source::LogFile>& files) {
  std::vector<source::LogFile> growing;
  for (std::size_t i = 0; i < files.size(); ++i) {
    const bool last_of_family = files[i].family.empty() ||
                                i + 1 == files.size() ||
                                files[i + 1].family != files[i].family;
    if (last_of_family && files[i].path != "-") growing.push_back(files[i]);
  }
  return growing;
}

// A log that is not there yet is waited for, if its directory is there.
Result<std::vector<source::LogFile>> PlanWatch(
    const std::vector<std::string>& paths) {
  std::vector<std::string> present;
  std::vector<source::LogFile> awaited;
  for (const std::string& path : paths) {
    std::error_code ignored;
    const auto above = std::filesystem::path(path).parent_path();
    if (path != "-" && !std::filesystem::exists(path, ignored) &&
        std::filesystem::is_directory(above.empty() ? "." : above, ignored)) {
      source::LogFile file;
      file.path = path;
      awaited.push_back(file);
    } else {
      present.push_back(path);
    }
  }
  std::vector<source::LogFile> files;
  if (!present.empty()) {
    // The rotated files beside a named one are the same log.
    Result<std::vector<source::LogFile>> planned =
        source::PlanFiles(WithRotated(present));
    if (!planned) return planned;
    files = std::move(*planned);
  }
  files.insert(files.end(), awaited.begin(), awaited.end());
  return files;
}

int Fail(const Error& error) {
  ShowError(error);
  return kFailed;
}

}  // namespace

int RunWatch(const Invocation& invocation) {
  Result<std::vector<std::string>> paths = LogPaths(invocation.positionals);
  if (!paths) return Fail(paths.error());
  Result<std::vector<source::LogFile>> files = PlanWatch(*paths);
  if (!files) return Fail(files.error());
  Result<ReadOptions> options = ReadOptionsOf(invocation);
  if (!options) return Fail(options.error());
  Result<std::shared_ptr<const classify::RuleBook>> rules = RulesOf(invocation);
  if (!rules) return Fail(rules.error());
  Result<std::unique_ptr<store::Store>> store = StoreToWrite(invocation);
  if (!store) return Fail(store.error());

  CatchInterrupts();
  classify::Classifier classifier(*rules);
  options->progress = [](std::int64_t, std::int64_t) { return !Interrupted(); };
  Pipeline pipeline(**store, classifier, *options);
  std::vector<source::LogFile> there;
  std::copy_if(files->begin(), files->end(), std::back_inserter(there),
               [](const source::LogFile& file) {
                 std::error_code ignored;
                 return file.path == "-" ||
                        std::filesystem::exists(file.path, ignored);
               });
  const auto failed = [](const Error& error) { ShowError(error); };
  if (Status status = pipeline.Load(there, failed); !status) {
    return Fail(status.error());
  }
  const std::vector<source::LogFile> growing = Growing(*files);
  for (const source::LogFile& file : growing) Note("following " + file.path);
  if (!growing.empty() && !Interrupted()) {
    if (Status status = pipeline.Watch(growing, Interrupted, failed); !status) {
      return Fail(status.error());
    }
  }
  return kFound;
}

}  // namespace mailwhy::cli
