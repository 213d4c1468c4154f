#include "base/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <memory>
#include <string>

#include "base/text.h"

namespace mailwhy {
namespace {

// Levels stand for: err ShowError, info Note, debug Detail.
spdlog::logger& Logger() {
  static const std::shared_ptr<spdlog::logger> logger = [] {
    auto made = std::make_shared<spdlog::logger>(
        "mailwhy", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made->set_pattern("%v");
    made->set_level(spdlog::level::info);
    made->flush_on(spdlog::level::trace);
    return made;
  }();
  return *logger;
}

// As one message, so that the lines of two threads do not mix.
std::string Worded(const Error& error) {
  std::string text = "mailwhy: ";
  if (!error.what.empty()) text += Printable(error.what) + ": ";
  text += Printable(error.why);
  if (!error.hint.empty()) text.append(1, '\n').append(Printable(error.hint));
  return text;
}

}  // namespace

void SetVerbosity(Verbosity verbosity) {
  switch (verbosity) {
    case Verbosity::kQuiet:
      return Logger().set_level(spdlog::level::err);
    case Verbosity::kNormal:
      return Logger().set_level(spdlog::level::info);
    case Verbosity::kVerbose:
      return Logger().set_level(spdlog::level::debug);
  }
}

void ShowError(const Error& error) { Logger().error("{}", Worded(error)); }
void Note(std::string_view text) { Logger().info("{}", text); }
void Detail(std::string_view text) { Logger().debug("{}", text); }

}  // namespace mailwhy
