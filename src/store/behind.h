// Behind: lets a load go on reading while the store is still writing what was
// read before. Between BeginBulk() and EndBulk() Save() only takes a copy, and
// a thread of its own saves it; whatever else is asked waits until all is
// saved. Nobody sees a difference but in time: batches are committed in their
// order, each with its position in the log. Used by the pipeline.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "store/store.h"

namespace mailwhy::store {

class Behind : public Store {
 public:
  explicit Behind(Store& store);
  ~Behind() override;
  Behind(const Behind&) = delete;
  Behind& operator=(const Behind&) = delete;

  Result<LineRef> Keep(std::string_view line) override;
  // What fails in the thread is told by the next call that can tell.
  Status Save(const Batch& batch) override;
  Status BeginBulk() override;
  Status EndBulk() override;

  Result<std::vector<Mail>> MailsOf(std::string_view host,
                                    std::string_view queue_id) override;
  Result<bool> Taken(Id id) override;
  Result<std::vector<LogMark>> Marks() override;
  Result<std::string> Memory() override;
  Result<std::vector<SeenLine>> Seen(std::int64_t first_second,
                                     std::int64_t last_second) override;
  Result<Coverage> Covers() override;
  Result<std::vector<std::string>> Evidence(
      const std::vector<LineRef>& lines) override;
  Result<std::optional<Mail>> MailById(Id id) override;
  Result<std::optional<Reject>> RejectById(Id id) override;
  Result<std::optional<Session>> SessionById(Id id) override;
  Status FindMails(const Filter& filter,
                   const std::function<bool(Mail&&)>& each) override;
  Status FindRejects(const Filter& filter,
                     const std::function<bool(Reject&&)>& each) override;
  Status FindSessions(const Filter& filter,
                      const std::function<bool(Session&&)>& each) override;

 private:
  // A batch that owns what it points at.
  struct Owned;

  void Work();
  Status Wait();  // until all is saved
  void Stop();
  // Asks the store once all is saved.
  template <class Ask>
  auto After(const Ask& ask) -> decltype(ask());

  Store& store_;
  std::thread thread_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::unique_ptr<Owned> waiting_;  // at most one, besides that being saved
  bool saving_ = false;
  bool stop_ = false;
  std::optional<Error> failed_;  // stays: nothing can be saved after it
};

}  // namespace mailwhy::store
