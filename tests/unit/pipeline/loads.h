// A store in memory, logs in a directory that goes away again, and all that
// the store knows as text, to compare it.
#pragma once

#include <string>
#include <vector>

#include "pipeline.h"
#include "unit/source/files.h"

namespace mailwhy {

using source::TempDir;

template <class T>
T Must(Result<T> result) {
  if (!result.ok()) FAIL(result.error().what << ": " << result.error().why);
  return std::move(*result);
}
inline void Must(const Status& status) {
  if (!status.ok()) FAIL(status.error().what << ": " << status.error().why);
}

// Five lines: the mail of that queue ID, from client to removed, all in the
// second that `time` ("Dec  5 18:38:12") names.
std::string MailLines(const std::string& time, const std::string& queue_id);
inline constexpr int kMailLines = 5;
// "TIME mx01 postfix/REST\n"
std::string Line(const std::string& time, const std::string& rest);

class Loads {
 public:
  Loads();

  // Plans the paths as `load` does, and loads them. Errors met are kept.
  LoadCounts Load(const std::vector<std::string>& paths);
  // Follows the paths as `watch` does. Each time that it asks whether to stop
  // and nothing is new, the next step is done; after the last one it stops.
  void Watch(const std::vector<std::string>& paths,
             const std::vector<std::function<void()>>& steps);

  // Mails, rejects and sessions with times, states and evidence.
  std::string Dump();
  std::string Times();  // first_seen of all mails, one a line
  std::int64_t mails() { return Must(store->Covers()).mails; }

  std::unique_ptr<store::Store> store;
  std::shared_ptr<const classify::RuleBook> rules;
  ReadOptions options;
  std::vector<Error> errors;
  std::map<std::string, std::int64_t> by_kind;  // of the last load

 private:
  std::string LinesOf(const std::vector<LineRef>& evidence);
};

// What one load of these paths into an empty store leaves.
std::string CleanDump(const std::vector<std::string>& paths,
                      const ReadOptions& options = {});

}  // namespace mailwhy
