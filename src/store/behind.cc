#include "store/behind.h"

#include <algorithm>
#include <utility>

namespace mailwhy::store {

struct Behind::Owned {
  explicit Owned(const Batch& batch) : seen(batch.seen), memory(batch.memory) {
    Copy(batch.mails, mails);
    Copy(batch.rejects, rejects);
    Copy(batch.sessions, sessions);
    Copy(batch.marks, marks);
  }

  Batch View() {
    Batch batch;
    for (const Mail& mail : mails) batch.mails.push_back(&mail);
    for (const Reject& reject : rejects) batch.rejects.push_back(&reject);
    for (const Session& session : sessions) batch.sessions.push_back(&session);
    for (LogMark& mark : marks) batch.marks.push_back(&mark);
    batch.seen = std::move(seen);
    batch.memory = std::move(memory);
    return batch;
  }

  template <class From, class To>
  static void Copy(const std::vector<From*>& from, std::vector<To>& to) {
    to.reserve(from.size());
    for (const From* one : from) to.push_back(*one);
  }

  std::vector<Mail> mails;
  std::vector<Reject> rejects;
  std::vector<Session> sessions;
  std::vector<SeenLine> seen;
  std::vector<LogMark> marks;
  std::string memory;
};

Behind::Behind(Store& store) : store_(store) {}

Behind::~Behind() { Stop(); }

void Behind::Stop() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  thread_.join();
  stop_ = false;
}

// The thread: saves what waits, and ends when it is told to and nothing waits.
void Behind::Work() {
  std::unique_lock<std::mutex> lock(mutex_);
  while (true) {
    changed_.wait(lock, [&] { return stop_ || waiting_ != nullptr; });
    if (waiting_ == nullptr) return;
    const std::unique_ptr<Owned> batch = std::move(waiting_);
    saving_ = true;
    changed_.notify_all();
    lock.unlock();
    const Status saved = store_.Save(batch->View());
    lock.lock();
    saving_ = false;
    if (!saved && !failed_) failed_ = saved.error();
    changed_.notify_all();
  }
}

Status Behind::Wait() {
  if (!thread_.joinable()) return {};
  std::unique_lock<std::mutex> lock(mutex_);
  changed_.wait(lock, [&] { return waiting_ == nullptr && !saving_; });
  if (failed_) return *failed_;
  return {};
}

template <class Ask>
auto Behind::After(const Ask& ask) -> decltype(ask()) {
  if (Status saved = Wait(); !saved) return saved.error();
  return ask();
}

Result<LineRef> Behind::Keep(std::string_view line) {
  return store_.Keep(line);
}

Status Behind::Save(const Batch& batch) {
  // A new mark gets its number by being saved; the caller waits for it.
  const bool numbered =
      std::all_of(batch.marks.begin(), batch.marks.end(),
                  [](const LogMark* mark) { return mark->id != 0; });
  if (!thread_.joinable() || !numbered) {
    return After([&] { return store_.Save(batch); });
  }
  auto owned = std::make_unique<Owned>(batch);
  std::unique_lock<std::mutex> lock(mutex_);
  changed_.wait(lock, [&] { return waiting_ == nullptr; });
  if (failed_) return *failed_;
  waiting_ = std::move(owned);
  lock.unlock();
  changed_.notify_all();
  return {};
}

Status Behind::BeginBulk() {
  if (Status begun = store_.BeginBulk(); !begun) return begun;
  if (!thread_.joinable()) thread_ = std::thread([this] { Work(); });
  return {};
}

Status Behind::EndBulk() {
  const Status saved = Wait();
  Stop();
  if (!saved) return saved;
  return store_.EndBulk();
}

Result<std::vector<Mail>> Behind::MailsOf(std::string_view host,
                                          std::string_view queue_id) {
  return After([&] { return store_.MailsOf(host, queue_id); });
}

Result<bool> Behind::Taken(Id id) {
  return After([&] { return store_.Taken(id); });
}

Result<std::vector<LogMark>> Behind::Marks() {
  return After([&] { return store_.Marks(); });
}

Result<std::string> Behind::Memory() {
  return After([&] { return store_.Memory(); });
}

Result<std::vector<SeenLine>> Behind::Seen(std::int64_t first_second,
                                           std::int64_t last_second) {
  return After([&] { return store_.Seen(first_second, last_second); });
}

Result<Coverage> Behind::Covers() {
  return After([&] { return store_.Covers(); });
}

Result<std::vector<std::string>> Behind::Evidence(
    const std::vector<LineRef>& lines) {
  return After([&] { return store_.Evidence(lines); });
}

Result<std::optional<Mail>> Behind::MailById(Id id) {
  return After([&] { return store_.MailById(id); });
}

Result<std::optional<Reject>> Behind::RejectById(Id id) {
  return After([&] { return store_.RejectById(id); });
}

Result<std::optional<Session>> Behind::SessionById(Id id) {
  return After([&] { return store_.SessionById(id); });
}

Status Behind::FindMails(const Filter& filter,
                         const std::function<bool(Mail&&)>& each) {
  return After([&] { return store_.FindMails(filter, each); });
}

Status Behind::FindRejects(const Filter& filter,
                           const std::function<bool(Reject&&)>& each) {
  return After([&] { return store_.FindRejects(filter, each); });
}

Status Behind::FindSessions(const Filter& filter,
                            const std::function<bool(Session&&)>& each) {
  return After([&] { return store_.FindSessions(filter, each); });
}

}  // namespace mailwhy::store
